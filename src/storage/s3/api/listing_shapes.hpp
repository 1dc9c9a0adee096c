#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "storage/s3/api/common_shapes.hpp"

/// Inputs and outputs of the operations on listings. Source: the model s3 2006-03-01.
namespace wt::s3::api {

struct ListObjectsRequest {
    std::string bucket;
    std::optional<std::string> delimiter;
    std::optional<std::string> encoding_type;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_keys;
    std::optional<std::string> prefix;
    std::optional<std::string> request_payer;
    std::optional<std::string> expected_bucket_owner;
    std::vector<std::string> optional_object_attributes;
};
const aws::Structure& shape_of(aws::Tag<ListObjectsRequest>);

struct ListedObject {
    std::optional<std::string> key;
    std::optional<Instant> last_modified;
    std::optional<std::string> etag;
    std::vector<std::string> checksum_algorithm;
    std::optional<std::string> checksum_type;
    std::optional<std::int64_t> size;
    std::optional<std::string> storage_class;
    std::optional<Owner> owner;
    std::optional<RestoreStatus> restore_status;
};
const aws::Structure& shape_of(aws::Tag<ListedObject>);

struct ListObjectsOutput {
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
    std::optional<std::string> next_marker;
    std::vector<ListedObject> contents;
    std::optional<std::string> name;
    std::optional<std::string> prefix;
    std::optional<std::string> delimiter;
    std::optional<std::int32_t> max_keys;
    std::vector<CommonPrefix> common_prefixes;
    std::optional<std::string> encoding_type;
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<ListObjectsOutput>);

struct ListObjectsV2Request {
    std::string bucket;
    std::optional<std::string> delimiter;
    std::optional<std::string> encoding_type;
    std::optional<std::int32_t> max_keys;
    std::optional<std::string> prefix;
    std::optional<std::string> continuation_token;
    std::optional<bool> fetch_owner;
    std::optional<std::string> start_after;
    std::optional<std::string> request_payer;
    std::optional<std::string> expected_bucket_owner;
    std::vector<std::string> optional_object_attributes;
};
const aws::Structure& shape_of(aws::Tag<ListObjectsV2Request>);

struct ListObjectsV2Output {
    std::optional<bool> is_truncated;
    std::vector<ListedObject> contents;
    std::optional<std::string> name;
    std::optional<std::string> prefix;
    std::optional<std::string> delimiter;
    std::optional<std::int32_t> max_keys;
    std::vector<CommonPrefix> common_prefixes;
    std::optional<std::string> encoding_type;
    std::optional<std::int32_t> key_count;
    std::optional<std::string> continuation_token;
    std::optional<std::string> next_continuation_token;
    std::optional<std::string> start_after;
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<ListObjectsV2Output>);

struct ListObjectVersionsRequest {
    std::string bucket;
    std::optional<std::string> delimiter;
    std::optional<std::string> encoding_type;
    std::optional<std::string> key_marker;
    std::optional<std::int32_t> max_keys;
    std::optional<std::string> prefix;
    std::optional<std::string> version_id_marker;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> request_payer;
    std::vector<std::string> optional_object_attributes;
};
const aws::Structure& shape_of(aws::Tag<ListObjectVersionsRequest>);

struct ListedObjectVersion {
    std::optional<std::string> etag;
    std::vector<std::string> checksum_algorithm;
    std::optional<std::string> checksum_type;
    std::optional<std::int64_t> size;
    std::optional<std::string> storage_class;
    std::optional<std::string> key;
    std::optional<std::string> version_id;
    std::optional<bool> is_latest;
    std::optional<Instant> last_modified;
    std::optional<Owner> owner;
    std::optional<RestoreStatus> restore_status;
};
const aws::Structure& shape_of(aws::Tag<ListedObjectVersion>);

struct DeleteMarkerEntry {
    std::optional<Owner> owner;
    std::optional<std::string> key;
    std::optional<std::string> version_id;
    std::optional<bool> is_latest;
    std::optional<Instant> last_modified;
};
const aws::Structure& shape_of(aws::Tag<DeleteMarkerEntry>);

struct ListObjectVersionsOutput {
    std::optional<bool> is_truncated;
    std::optional<std::string> key_marker;
    std::optional<std::string> version_id_marker;
    std::optional<std::string> next_key_marker;
    std::optional<std::string> next_version_id_marker;
    std::vector<ListedObjectVersion> versions;
    std::vector<DeleteMarkerEntry> delete_markers;
    std::optional<std::string> name;
    std::optional<std::string> prefix;
    std::optional<std::string> delimiter;
    std::optional<std::int32_t> max_keys;
    std::vector<CommonPrefix> common_prefixes;
    std::optional<std::string> encoding_type;
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<ListObjectVersionsOutput>);

struct ListBucketsRequest {
    std::optional<std::int32_t> max_buckets;
    std::optional<std::string> continuation_token;
    std::optional<std::string> prefix;
    std::optional<std::string> bucket_region;
};
const aws::Structure& shape_of(aws::Tag<ListBucketsRequest>);

struct ListedBucket {
    std::optional<std::string> name;
    std::optional<Instant> creation_date;
    std::optional<std::string> bucket_region;
    std::optional<std::string> bucket_arn;
};
const aws::Structure& shape_of(aws::Tag<ListedBucket>);

struct ListBucketsOutput {
    std::vector<ListedBucket> buckets;
    std::optional<Owner> owner;
    std::optional<std::string> continuation_token;
    std::optional<std::string> prefix;
};
const aws::Structure& shape_of(aws::Tag<ListBucketsOutput>);

}  // namespace wt::s3::api
