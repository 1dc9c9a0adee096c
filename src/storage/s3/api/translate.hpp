#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/accounts.hpp"
#include "aws/operation.hpp"
#include "storage/s3/api/s3_shapes.hpp"
#include "storage/s3/conditions.hpp"
#include "storage/s3/content.hpp"
#include "storage/s3/event.hpp"
#include "storage/s3/object.hpp"

/// Between what travels and what the buckets know: groups of header fields one way and the other.
namespace wt::s3::api {

/// The parts of a request that say what an object will be.
struct ObjectHeaders {
    const MetadataHeaders& metadata;
    const EncryptionHeaders& encryption;
    const CustomerKey& customer_key;
    const LockHeaders& lock;
    const std::optional<std::string>& storage_class;
    const std::optional<std::string>& tagging;
};
/// Or what is wrong with them: a tag header that is no query string, an incomplete lock, a key that is not its MD5.
[[nodiscard]] aws::Outcome<Attributes> attributes_of(const ObjectHeaders& headers, const aws::Principal& owner);

/// What is wrong with the header fields that lock an object, whatever else the request says: what the model's words for
/// them do not tell apart.
[[nodiscard]] std::optional<aws::Error> refuse_lock(const http::Headers& headers);

/// What a customer's key is sent for. To open what is there, one without its MD5 is as good as a wrong one.
enum class KeyUse : std::uint8_t { write, read };
/// The MD5 of a customer's key, base64; empty when there is none; or what is wrong with it.
[[nodiscard]] aws::Outcome<std::string> customer_key_md5(const std::optional<std::string>& algorithm,
                                                         const std::optional<std::string>& key,
                                                         const std::optional<std::string>& md5, KeyUse use);

/// What a request says of its payload, or that it says too much.
[[nodiscard]] aws::Outcome<Expectations> expectations_of(const Checksums& checksums,
                                                         const std::optional<std::string>& content_md5,
                                                         const http::Headers& headers);
/// The one checksum that is given, if any; or that there are several.
[[nodiscard]] aws::Outcome<std::optional<std::pair<ChecksumAlgorithm, std::string>>> checksum_of(
    const Checksums& checksums);

void write_checksum(Checksums& to, std::optional<std::string>& type, const std::optional<s3::Checksum>& checksum);
void write_checksum(Checksums& to, const s3::Checksum& checksum);
void write_encryption(EncryptionHeaders& to, const Encryption& encryption);
void write_customer_key(CustomerKeyMd5& to, const Encryption& encryption);
void write_metadata(MetadataHeaders& to, const Attributes& attributes);
void write_lock(LockHeaders& to, const Attributes& attributes);
/// The class as GET and listings of one object say it: nothing for STANDARD.
[[nodiscard]] std::optional<std::string> unusual_class(const std::string& storage_class);

/// A copy's source as answers tell it: the null version is not named.
[[nodiscard]] std::optional<std::string> told_source(const s3::ObjectVersion& source);
/// 501 for a header field of directory buckets.
[[nodiscard]] aws::Error not_implemented(std::string_view header);

/// Whether a bucket may be there. us-east-1 is no such place: it is the one that nobody names.
[[nodiscard]] bool is_location(std::string_view name);

[[nodiscard]] std::string quoted(std::string_view etag);
[[nodiscard]] Owner owner_of(std::string_view account, const aws::Accounts& accounts);
[[nodiscard]] Requester requester_of(const aws::Call& call);

/// Where an object is from now on, as the answers to a form and to the end of an upload say it: at its bucket's host.
/// Where a bucket has no host of its own (an address that is no name of S3's), its path.
[[nodiscard]] std::string location_of(const aws::Call& call, std::string_view bucket, std::string_view key);

/// x-amz-copy-source: "bucket/key?versionId=ID", percent-encoded, with or without a '/' in front.
struct CopySource {
    std::string bucket;
    std::string key;
    std::optional<std::string> version_id;
};
[[nodiscard]] aws::Outcome<CopySource> parse_copy_source(std::string_view header);

[[nodiscard]] std::string_view name_of(LockMode mode);
[[nodiscard]] LockMode lock_mode(std::string_view name);

/// Whether the request says of its whole body what it hashes to.
[[nodiscard]] bool has_digest(const aws::Call& call);
/// Checks a whole body against Content-MD5 and x-amz-checksum-*; nothing when it is as they say.
[[nodiscard]] std::optional<aws::Error> check_body(const aws::Call& call);

/// As encoding-type=url wants it: everything but unreserved characters and '/', blanks as '+'.
[[nodiscard]] std::string url_encoded(std::string_view text);

}  // namespace wt::s3::api
