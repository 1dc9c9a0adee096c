#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/error.hpp"
#include "storage/s3/object.hpp"

namespace wt::s3 {

// UG "Amazon S3 multipart upload limits".
inline constexpr int most_parts = 10'000;
inline constexpr std::uint64_t smallest_part = std::uint64_t{5} << 20;  // but for the last
inline constexpr std::uint64_t largest_part = std::uint64_t{5} << 30;

struct UploadedPart {
    int number = 1;
    std::vector<Segment> content;
    std::uint64_t size = 0;
    aws::DigestValue md5;
    std::optional<Checksum> checksum;
    Instant last_modified;
    store::Ticket ticket = 0;
    [[nodiscard]] std::string etag() const { return md5.hex(); }
};

/// A multipart upload under way: what the object will be, and the parts so far.
struct Upload {
    std::string id;
    std::string key;
    std::uint64_t order = 0;  // in its bucket
    Instant initiated;
    std::string initiator;      // account
    std::string initiator_arn;  // of its user or session; empty: the account itself
    Attributes attributes;
    /// What each part is checked with, and the object at last; none: CRC64NVME over the whole, unasked.
    std::optional<ChecksumAlgorithm> algorithm;
    ChecksumType checksum_type = ChecksumType::full_object;
    std::map<int, UploadedPart> parts;
    bool key_removed = false;  // since it was initiated
    bool over = false;         // completed or aborted: whoever held it over a wait finds it gone
    store::Ticket ticket = 0;

    [[nodiscard]] ChecksumAlgorithm stored_algorithm() const {
        return algorithm.value_or(ChecksumAlgorithm::crc64nvme);
    }
};

/// A line of CompleteMultipartUpload's list.
struct NamedPart {
    int number = 0;
    std::string etag;  // with quotes or without
    std::optional<std::pair<ChecksumAlgorithm, std::string>> checksum;
};

/// What a client says of the whole when it completes an upload.
struct Completion {
    std::vector<NamedPart> parts;
    std::optional<std::uint64_t> object_size;  // x-amz-mp-object-size
    std::optional<std::pair<ChecksumAlgorithm, std::string>> checksum;
    std::optional<ChecksumType> checksum_type;
};

/// The object's bytes, ETag and checksums, as an upload's named parts make them.
struct Assembly {
    std::vector<Segment> content;
    std::vector<PartExtent> parts;
    std::uint64_t size = 0;
    std::string etag;
    /// None where a customer's key hides the bytes and no algorithm was asked for.
    std::optional<Checksum> checksum;
};

/// What an upload is to be checked with: by default the type that goes with the algorithm; or why the two do not go
/// together. API "CreateMultipartUpload".
[[nodiscard]] Result<ChecksumType, aws::Error> upload_checksum_type(std::optional<ChecksumAlgorithm> algorithm,
                                                                    std::optional<ChecksumType> type);

/// Puts the parts together, or says what is wrong with the list. Pure.
[[nodiscard]] Result<Assembly, aws::Error> assemble(const Upload& upload, const Completion& completion);

/// What the latest completed uploads of a bucket came to, so that a repeated completion gets the same answer. Holds at
/// most 1,000, a few hundred bytes each, in memory alone (Assumed: AWS does so for a while, and does not say how long).
class CompletedUploads {
public:
    void remember(std::string key, std::string id, const std::vector<NamedPart>& parts, const ObjectVersion& result);
    /// The result, without its bytes and parts, when the same list completed that upload; else null.
    [[nodiscard]] VersionRef find(const std::string& key, const std::string& id,
                                  const std::vector<NamedPart>& parts) const;

private:
    struct Entry {
        std::string key;
        std::string id;
        aws::DigestValue list;  // of the parts as they were named
        VersionRef result;
    };
    std::deque<Entry> entries_;
};

}  // namespace wt::s3
