#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "storage/s3/api/common_shapes.hpp"

/// Inputs and outputs of the operations on objects. Source: the model s3 2006-03-01.
namespace wt::s3::api {

struct PutObjectRequest : Checksums, CustomerKey, EncryptionHeaders, AclHeaders, MetadataHeaders, LockHeaders {
    std::shared_ptr<aws::Payload> body;
    std::string bucket;
    std::optional<std::int64_t> content_length;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> if_match;
    std::optional<std::string> if_none_match;
    std::string key;
    std::optional<std::string> storage_class;
    std::optional<std::string> sse_kms_encryption_context;
    std::optional<std::string> request_payer;
    std::optional<std::string> tagging;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutObjectRequest>);

struct PutObjectOutput : Checksums, CustomerKeyMd5, EncryptionHeaders {
    std::optional<std::string> expiration;
    std::optional<std::string> etag;
    std::optional<std::string> checksum_type;
    std::optional<std::string> version_id;
    std::optional<std::string> sse_kms_encryption_context;
    std::optional<std::int64_t> size;
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<PutObjectOutput>);

struct GetObjectRequest : CustomerKey {
    std::string bucket;
    std::optional<std::string> if_match;
    std::optional<Instant> if_modified_since;
    std::optional<std::string> if_none_match;
    std::optional<Instant> if_unmodified_since;
    std::string key;
    std::optional<std::string> range;
    std::optional<std::string> response_cache_control;
    std::optional<std::string> response_content_disposition;
    std::optional<std::string> response_content_encoding;
    std::optional<std::string> response_content_language;
    std::optional<std::string> response_content_type;
    std::optional<Instant> response_expires;
    std::optional<std::string> version_id;
    std::optional<std::string> request_payer;
    std::optional<std::int32_t> part_number;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> checksum_mode;
};
const aws::Structure& shape_of(aws::Tag<GetObjectRequest>);

struct GetObjectOutput : Checksums, CustomerKeyMd5, EncryptionHeaders, MetadataHeaders, LockHeaders {
    aws::Body body;
    std::optional<bool> delete_marker;
    std::optional<std::string> accept_ranges;
    std::optional<std::string> expiration;
    std::optional<std::string> restore;
    std::optional<Instant> last_modified;
    std::optional<std::int64_t> content_length;
    std::optional<std::string> etag;
    std::optional<std::string> checksum_type;
    std::optional<std::int32_t> missing_meta;
    std::optional<std::string> version_id;
    std::optional<std::string> content_range;
    std::optional<std::string> storage_class;
    std::optional<std::string> request_charged;
    std::optional<std::string> replication_status;
    std::optional<std::int32_t> parts_count;
    std::optional<std::int32_t> tag_count;
};
const aws::Structure& shape_of(aws::Tag<GetObjectOutput>);

struct HeadObjectRequest : CustomerKey {
    std::string bucket;
    std::optional<std::string> if_match;
    std::optional<Instant> if_modified_since;
    std::optional<std::string> if_none_match;
    std::optional<Instant> if_unmodified_since;
    std::string key;
    std::optional<std::string> range;
    std::optional<std::string> response_cache_control;
    std::optional<std::string> response_content_disposition;
    std::optional<std::string> response_content_encoding;
    std::optional<std::string> response_content_language;
    std::optional<std::string> response_content_type;
    std::optional<Instant> response_expires;
    std::optional<std::string> version_id;
    std::optional<std::string> request_payer;
    std::optional<std::int32_t> part_number;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> checksum_mode;
};
const aws::Structure& shape_of(aws::Tag<HeadObjectRequest>);

struct HeadObjectOutput : Checksums, CustomerKeyMd5, EncryptionHeaders, MetadataHeaders, LockHeaders {
    std::optional<bool> delete_marker;
    std::optional<std::string> accept_ranges;
    std::optional<std::string> expiration;
    std::optional<std::string> restore;
    std::optional<std::string> archive_status;
    std::optional<Instant> last_modified;
    std::optional<std::int64_t> content_length;
    std::optional<std::string> checksum_type;
    std::optional<std::string> etag;
    std::optional<std::int32_t> missing_meta;
    std::optional<std::string> version_id;
    std::optional<std::string> content_range;
    std::optional<std::string> storage_class;
    std::optional<std::string> request_charged;
    std::optional<std::string> replication_status;
    std::optional<std::int32_t> parts_count;
    std::optional<std::int32_t> tag_count;
};
const aws::Structure& shape_of(aws::Tag<HeadObjectOutput>);

struct DeleteObjectRequest {
    std::string bucket;
    std::string key;
    std::optional<std::string> mfa;
    std::optional<std::string> version_id;
    std::optional<std::string> request_payer;
    std::optional<bool> bypass_governance_retention;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> if_match;
    std::optional<Instant> if_match_last_modified_time;
    std::optional<std::int64_t> if_match_size;
};
const aws::Structure& shape_of(aws::Tag<DeleteObjectRequest>);

struct DeleteObjectOutput {
    std::optional<bool> delete_marker;
    std::optional<std::string> version_id;
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<DeleteObjectOutput>);

struct ObjectIdentifier {
    std::string key;
    std::optional<std::string> version_id;
    std::optional<std::string> etag;
    std::optional<Instant> last_modified_time;
    std::optional<std::int64_t> size;
};
const aws::Structure& shape_of(aws::Tag<ObjectIdentifier>);

struct Delete {
    std::vector<ObjectIdentifier> objects;
    std::optional<bool> quiet;
};
const aws::Structure& shape_of(aws::Tag<Delete>);

struct DeleteObjectsRequest {
    std::string bucket;
    Delete objects_to_delete;
    std::optional<std::string> mfa;
    std::optional<std::string> request_payer;
    std::optional<bool> bypass_governance_retention;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> checksum_algorithm;
};
const aws::Structure& shape_of(aws::Tag<DeleteObjectsRequest>);

struct DeletedObject {
    std::optional<std::string> key;
    std::optional<std::string> version_id;
    std::optional<bool> delete_marker;
    std::optional<std::string> delete_marker_version_id;
};
const aws::Structure& shape_of(aws::Tag<DeletedObject>);

struct DeleteFailure {
    std::optional<std::string> key;
    std::optional<std::string> version_id;
    std::optional<std::string> code;
    std::optional<std::string> message;
};
const aws::Structure& shape_of(aws::Tag<DeleteFailure>);

struct DeleteObjectsOutput {
    std::vector<DeletedObject> deleted;
    std::optional<std::string> request_charged;
    std::vector<DeleteFailure> errors;
};
const aws::Structure& shape_of(aws::Tag<DeleteObjectsOutput>);

struct CopyObjectRequest : CustomerKey, EncryptionHeaders, AclHeaders, MetadataHeaders, LockHeaders {
    std::string bucket;
    std::optional<std::string> checksum_algorithm;
    std::string copy_source;
    std::optional<std::string> copy_source_if_match;
    std::optional<Instant> copy_source_if_modified_since;
    std::optional<std::string> copy_source_if_none_match;
    std::optional<Instant> copy_source_if_unmodified_since;
    std::optional<std::string> if_match;
    std::optional<std::string> if_none_match;
    std::string key;
    std::optional<std::string> metadata_directive;
    std::optional<std::string> tagging_directive;
    std::optional<std::string> storage_class;
    std::optional<std::string> sse_kms_encryption_context;
    std::optional<std::string> copy_source_sse_customer_algorithm;
    std::optional<std::string> copy_source_sse_customer_key;
    std::optional<std::string> copy_source_sse_customer_key_md5;
    std::optional<std::string> request_payer;
    std::optional<std::string> tagging;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> expected_source_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<CopyObjectRequest>);

struct CopyObjectResult : Checksums {
    std::optional<std::string> etag;
    std::optional<Instant> last_modified;
    std::optional<std::string> checksum_type;
};
const aws::Structure& shape_of(aws::Tag<CopyObjectResult>);

struct CopyObjectOutput : CustomerKeyMd5, EncryptionHeaders {
    std::optional<CopyObjectResult> copy_object_result;
    std::optional<std::string> expiration;
    std::optional<std::string> copy_source_version_id;
    std::optional<std::string> version_id;
    std::optional<std::string> sse_kms_encryption_context;
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<CopyObjectOutput>);

struct GetObjectAttributesRequest : CustomerKey {
    std::string bucket;
    std::string key;
    std::optional<std::string> version_id;
    std::optional<std::int32_t> max_parts;
    std::optional<std::int32_t> part_number_marker;
    std::optional<std::string> request_payer;
    std::optional<std::string> expected_bucket_owner;
    std::vector<std::string> object_attributes;
};
const aws::Structure& shape_of(aws::Tag<GetObjectAttributesRequest>);

struct ObjectChecksum : Checksums {
    std::optional<std::string> checksum_type;
};
const aws::Structure& shape_of(aws::Tag<ObjectChecksum>);

struct ObjectPart : Checksums {
    std::optional<std::int32_t> part_number;
    std::optional<std::int64_t> size;
};
const aws::Structure& shape_of(aws::Tag<ObjectPart>);

struct GetObjectAttributesParts {
    std::optional<std::int32_t> total_parts_count;
    std::optional<std::int32_t> part_number_marker;
    std::optional<std::int32_t> next_part_number_marker;
    std::optional<std::int32_t> max_parts;
    std::optional<bool> is_truncated;
    std::vector<ObjectPart> parts;
};
const aws::Structure& shape_of(aws::Tag<GetObjectAttributesParts>);

struct GetObjectAttributesOutput {
    std::optional<bool> delete_marker;
    std::optional<Instant> last_modified;
    std::optional<std::string> version_id;
    std::optional<std::string> request_charged;
    std::optional<std::string> etag;
    std::optional<ObjectChecksum> checksum;
    std::optional<GetObjectAttributesParts> object_parts;
    std::optional<std::string> storage_class;
    std::optional<std::int64_t> object_size;
};
const aws::Structure& shape_of(aws::Tag<GetObjectAttributesOutput>);

}  // namespace wt::s3::api
