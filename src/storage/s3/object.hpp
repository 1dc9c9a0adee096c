#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "storage/s3/checksum.hpp"
#include "storage/s3/journal.hpp"

namespace wt::s3 {

/// `size` bytes of a blob, from `offset` on. Copies share blobs, and a copied part may be a range of one.
struct Segment {
    BlobRef blob;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

/// Where a part stands in an object that was uploaded in parts.
struct PartExtent {
    int number = 1;
    std::uint64_t size = 0;
    std::string checksum;  // base64; empty when the upload had none of its own for each part
};

/// The header fields that S3 keeps and gives back as they came; empty: not given.
struct SystemMetadata {
    std::string content_type;  // empty reads as binary/octet-stream
    std::string cache_control;
    std::string content_disposition;
    std::string content_encoding;
    std::string content_language;
    std::string expires;
    std::string website_redirect;
    friend bool operator==(const SystemMetadata&, const SystemMetadata&) = default;
};
inline constexpr std::string_view default_content_type = "binary/octet-stream";

/// How it is encrypted, as far as anybody can tell from outside: nothing is.
struct Encryption {
    std::string algorithm = "AES256";  // "AES256", "aws:kms", "aws:kms:dsse"; "" with a customer's key
    std::string kms_key_id;
    bool bucket_key = false;
    std::string customer_algorithm;  // SSE-C: "AES256", and the key's MD5 in base64
    std::string customer_key_md5;
    [[nodiscard]] bool has_customer_key() const { return !customer_key_md5.empty(); }
    /// UG "Checking object integrity": then the ETag is no MD5.
    [[nodiscard]] bool hides_md5() const { return has_customer_key() || algorithm.starts_with("aws:kms"); }
    friend bool operator==(const Encryption&, const Encryption&) = default;
};

enum class LockMode : std::uint8_t { governance, compliance };
struct Retention {
    LockMode mode = LockMode::governance;
    Instant until;
    friend bool operator==(const Retention&, const Retention&) = default;
};

using Tags = std::vector<std::pair<std::string, std::string>>;

/// What a writer says of an object beside its bytes.
struct Attributes {
    SystemMetadata system;
    std::map<std::string, std::string> user;  // by name in lower case, without "x-amz-meta-"
    std::string storage_class = "STANDARD";
    Tags tags;
    Encryption encryption;
    std::optional<Retention> retention;
    std::optional<bool> legal_hold;  // none: nobody has ever said
    std::string owner;               // account
    std::string acl;                 // a document; empty: the owner's alone
};

/// A copy of an archived version that can be read for a while.
struct Restoration {
    Instant ready;
    Instant expires;
    int days = 0;  // that it was asked for
};

/// One version of an object, or a delete marker. Once it is in a bucket its bytes never change; tags, locks and ACL
/// may, by way of Objects.
struct ObjectVersion {
    std::string key;
    std::string version_id = "null";  // or 32 characters
    std::uint64_t order = 0;          // within its bucket; the higher, the newer
    bool is_delete_marker = false;
    Instant last_modified;
    std::uint64_t size = 0;
    /// Without quotes. Empty, as is the checksum, for what the request path has put and nobody has asked about:
    /// Bucket::seal makes both of the bytes.
    mutable std::string etag;
    std::vector<Segment> content;
    std::vector<PartExtent> parts;  // of a multipart upload; else empty
    mutable std::optional<Checksum> checksum;
    Attributes attributes;
    std::optional<Restoration> restoration;
    /// When its latest change is on disk. Who reads it waits for that.
    store::Ticket ticket = 0;

    [[nodiscard]] bool is_null_version() const { return version_id == "null"; }
};
using VersionRef = std::shared_ptr<const ObjectVersion>;

inline constexpr std::size_t longest_key = 1024;  // bytes
/// UG "Working with object metadata": names and values together.
inline constexpr std::size_t most_user_metadata = 2048;  // bytes
inline constexpr std::size_t most_object_tags = 10;
inline constexpr std::size_t longest_tag_key = 128;  // characters
inline constexpr std::size_t longest_tag_value = 256;
inline constexpr std::uint64_t largest_put = std::uint64_t{5} << 30;  // and the largest source of one copy
inline constexpr std::uint64_t largest_object = std::uint64_t{50'000'000'000'000};  // UG "multipart upload limits"

}  // namespace wt::s3
