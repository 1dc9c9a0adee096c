#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "aws/shape.hpp"
#include "storage/s3/acl.hpp"
#include "storage/s3/tagging.hpp"

// Structures of the buckets' own that travel.
namespace wt::s3 {

const aws::Structure& shape_of(aws::Tag<Owner>);
const aws::Structure& shape_of(aws::Tag<Tag>);
const aws::Structure& shape_of(aws::Tag<Tagging>);

}  // namespace wt::s3

/// Groups of members that many operations of S3 have, and structures that several return.
namespace wt::s3::api {

struct Checksums {
    std::optional<std::string> checksum_crc32;
    std::optional<std::string> checksum_crc32c;
    std::optional<std::string> checksum_crc64nvme;
    std::optional<std::string> checksum_sha1;
    std::optional<std::string> checksum_sha256;
    std::optional<std::string> checksum_sha512;
    std::optional<std::string> checksum_md5;
    std::optional<std::string> checksum_xxhash64;
    std::optional<std::string> checksum_xxhash3;
    std::optional<std::string> checksum_xxhash128;
};

struct CustomerKey {
    std::optional<std::string> sse_customer_algorithm;
    std::optional<std::string> sse_customer_key;
    std::optional<std::string> sse_customer_key_md5;
};

struct CustomerKeyMd5 {
    std::optional<std::string> sse_customer_algorithm;
    std::optional<std::string> sse_customer_key_md5;
};

struct EncryptionHeaders {
    std::optional<std::string> server_side_encryption;
    std::optional<std::string> sse_kms_key_id;
    std::optional<bool> bucket_key_enabled;
};

struct MetadataHeaders {
    std::optional<std::string> cache_control;
    std::optional<std::string> content_disposition;
    std::optional<std::string> content_encoding;
    std::optional<std::string> content_language;
    std::optional<std::string> content_type;
    std::optional<std::string> expires;
    std::optional<std::string> website_redirect_location;
    std::map<std::string, std::string> metadata;
};

struct LockHeaders {
    std::optional<std::string> object_lock_mode;
    std::optional<Instant> object_lock_retain_until_date;
    std::optional<std::string> object_lock_legal_hold_status;
};

/// The input of the many operations that only need to know the bucket.
struct OfBucket {
    std::string bucket;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<OfBucket>);

struct CommonPrefix {
    std::optional<std::string> prefix;
};
const aws::Structure& shape_of(aws::Tag<CommonPrefix>);

struct RestoreStatus {
    std::optional<bool> is_restore_in_progress;
    std::optional<Instant> restore_expiry_date;
};
const aws::Structure& shape_of(aws::Tag<RestoreStatus>);

struct Initiator {
    std::optional<std::string> id;
    std::optional<std::string> display_name;
};
const aws::Structure& shape_of(aws::Tag<Initiator>);

}  // namespace wt::s3::api
