#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/error.hpp"
#include "aws/payload.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "storage/s3/attributes.hpp"
#include "storage/s3/buckets.hpp"
#include "storage/s3/conditions.hpp"
#include "storage/s3/content.hpp"
#include "storage/s3/restoration.hpp"

namespace wt::s3 {

struct PutRequest {
    std::string key;
    Attributes attributes;
    Expectations expectations;
    WriteConditions conditions;
    EventKind kind = EventKind::put;  // or post
    Requester requester;
};

/// What a GET or HEAD asks for.
struct ReadRequest {
    std::string key;
    std::optional<std::string> version_id;
    ReadConditions conditions;
    std::optional<std::string> range;  // the header
    std::optional<int> part_number;
    std::string customer_key_md5;  // of SSE-C, base64
    std::string method = "GET";    // as an error names it
};
struct Reading {
    VersionRef version;
    Span span;                       // what is asked for of it
    bool partial = false;            // 206
    std::optional<int> parts_count;  // only where a part was asked for
    /// Of exactly these bytes; none where nobody knows one.
    std::optional<Checksum> checksum;
    /// The bytes of the span: in one piece when there is no stream. HEAD has neither.
    Text text;
    std::shared_ptr<http::BodyStream> stream;
};

struct DeleteRequest {
    std::string key;
    std::optional<std::string> version_id;
    std::optional<std::string> if_match;
    LockBypass bypass = LockBypass::none;
    Requester requester;
};
/// What a DELETE did. In a bucket that was never versioned nothing is said.
struct Deleted {
    std::optional<std::string> version_id;  // of the marker that was made, or of the version that went
    bool delete_marker = false;             // made, or gone
};

enum class Directive : std::uint8_t { copy, replace };
struct CopyRequest {
    BucketRef source_bucket;
    std::string source_key;
    std::optional<std::string> source_version_id;
    ReadConditions source_conditions;
    std::string source_customer_key_md5;
    std::string key;
    /// Storage class, encryption, locks, owner and ACL are always these; metadata and tags where the directive says so.
    Attributes attributes;
    Directive metadata = Directive::copy;
    Directive tagging = Directive::copy;
    /// The request names an encryption or a storage class, or the bucket's own encryption was set: then a copy onto
    /// itself is a change, even to what was there before.
    bool names_change = false;
    std::optional<ChecksumAlgorithm> algorithm;
    WriteConditions conditions;
    Requester requester;
};
struct Copied {
    VersionRef version;
    VersionRef source;
};

/// What follows an object's own bytes: so many bytes of a piece that is repeated, and is kept once, however many they
/// are.
struct Filling {
    Text piece{};  // at most store::Store::small_blob bytes
    std::uint64_t size = 0;
};

/// The rules of S3 over the buckets' objects: who may write, read and remove what, and what is answered. Each operation
/// that changes something answers when that is on disk; each that reads waits until what it saw is. Buckets are shared,
/// so that one that is deleted while bytes come in shows as NoSuchBucket.
class Objects {
public:
    /// Both outlive this.
    Objects(Buckets& buckets, const Pace& pace)
        : buckets_(buckets), journal_(buckets.journal()), context_(buckets.context()), pace_(pace) {}
    Objects(const Objects&) = delete;
    Objects& operator=(const Objects&) = delete;

    /// The object becomes visible when it is whole. `payload` outlives the task.
    [[nodiscard]] Task<Result<VersionRef, aws::Error>> put(BucketRef bucket, PutRequest request, aws::Payload& payload);
    /// Puts bytes that are there already, for the request path. In memory their digests are left for who asks.
    [[nodiscard]] Task<Result<VersionRef, aws::Error>> put_text(BucketRef bucket, std::string key, Text bytes) {
        return put_text(std::move(bucket), std::move(key), std::move(bytes), Filling());
    }
    [[nodiscard]] Task<Result<VersionRef, aws::Error>> put_text(BucketRef bucket, std::string key, Text bytes,
                                                                Filling filling);
    /// With a key of at most 1,024 bytes, as with put(). What the source shares is not copied.
    [[nodiscard]] Task<Result<Copied, aws::Error>> copy(BucketRef bucket, CopyRequest request);

    [[nodiscard]] Task<Result<Reading, aws::Error>> head(BucketRef bucket, ReadRequest request);
    [[nodiscard]] Task<Result<Reading, aws::Error>> get(BucketRef bucket, ReadRequest request);
    /// What a delete marker that is the latest version answers who names none: nothing is there, or 405.
    enum class LatestMarker : std::uint8_t { not_found, not_allowed };
    /// A version for its tags, locks, ACL or attributes; the current one without an id. 404, or 405 for a delete
    /// marker.
    [[nodiscard]] Task<Result<VersionRef, aws::Error>> look_up(BucketRef bucket, std::string key,
                                                               std::optional<std::string> version_id,
                                                               std::string method = "GET",
                                                               LatestMarker marker = LatestMarker::not_found);

    [[nodiscard]] Task<Result<Deleted, aws::Error>> remove(BucketRef bucket, DeleteRequest request);
    /// DeleteObjects: each by itself, in order; what fails does not keep the others from going.
    [[nodiscard]] Task<std::vector<Result<Deleted, aws::Error>>> remove_all(BucketRef bucket,
                                                                            std::vector<DeleteRequest> requests);

    // A delete marker that is the latest version is not changed: 405.

    /// No tags: they are removed. `method`: as an error names it.
    [[nodiscard]] Task<Result<VersionRef, aws::Error>> set_tags(BucketRef bucket, std::string key,
                                                                std::optional<std::string> version_id, Tags tags,
                                                                Requester requester, std::string method = "PUT");
    [[nodiscard]] Task<Result<VersionRef, aws::Error>> set_acl(BucketRef bucket, std::string key,
                                                               std::optional<std::string> version_id, std::string acl,
                                                               Requester requester);
    [[nodiscard]] Task<Result<VersionRef, aws::Error>> set_retention(BucketRef bucket, std::string key,
                                                                     std::optional<std::string> version_id,
                                                                     std::optional<Retention> retention,
                                                                     LockBypass bypass);
    enum class LegalHold : std::uint8_t { off, on };
    [[nodiscard]] Task<Result<VersionRef, aws::Error>> set_legal_hold(BucketRef bucket, std::string key,
                                                                      std::optional<std::string> version_id,
                                                                      LegalHold hold);

    /// Whether a restore has begun, or a copy that was there stays longer.
    enum class Restored : std::uint8_t { begun, extended };
    [[nodiscard]] Task<Result<Restored, aws::Error>> restore(BucketRef bucket, std::string key,
                                                             std::optional<std::string> version_id, RestoreWish wish,
                                                             Requester requester);

    /// Waits until everything that a listing shows is on disk.
    [[nodiscard]] Task<std::optional<aws::Error>> settled();

    // For who builds on top: the same look-ups without waiting.
    /// What a read finds: the version, or 404, 405, 400. Its ETag is made.
    [[nodiscard]] static Result<std::shared_ptr<ObjectVersion>, aws::Error> find(
        const Bucket& bucket, const std::string& key, const std::optional<std::string>& version_id,
        std::string_view method, LatestMarker marker = LatestMarker::not_found);
    /// Why a new current version may not be written, seen what is there.
    [[nodiscard]] static std::optional<aws::Error> write_refusal(const Bucket& bucket, const std::string& key,
                                                                 const WriteConditions& conditions);
    /// A copy's source, checked: conditions, size, state, customer's key.
    [[nodiscard]] static Result<VersionRef, aws::Error> find_source(const Bucket& bucket, const std::string& key,
                                                                    const std::optional<std::string>& version_id,
                                                                    const ReadConditions& conditions,
                                                                    const std::string& customer_key_md5, Instant now);

private:
    [[nodiscard]] Result<Deleted, aws::Error> remove_now(Bucket& bucket, const DeleteRequest& request);
    [[nodiscard]] Task<Result<VersionRef, aws::Error>> kept(VersionRef version);
    /// Applies a change to one version, if it is there, and waits.
    [[nodiscard]] Task<Result<VersionRef, aws::Error>> change(
        BucketRef bucket, std::string key, std::optional<std::string> version_id, std::string method,
        std::function<std::optional<aws::Error>(const std::shared_ptr<ObjectVersion>&)> apply);

    Buckets& buckets_;
    std::shared_ptr<Journal> journal_;
    Context context_;
    const Pace& pace_;
};

}  // namespace wt::s3
