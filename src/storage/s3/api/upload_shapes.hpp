#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "storage/s3/api/common_shapes.hpp"

/// Inputs and outputs of the operations on multipart uploads. Source: the model s3 2006-03-01.
namespace wt::s3::api {

struct CreateMultipartUploadRequest : CustomerKey, EncryptionHeaders, AclHeaders, MetadataHeaders, LockHeaders {
    std::string bucket;
    std::string key;
    std::optional<std::string> storage_class;
    std::optional<std::string> sse_kms_encryption_context;
    std::optional<std::string> request_payer;
    std::optional<std::string> tagging;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> checksum_type;
};
const aws::Structure& shape_of(aws::Tag<CreateMultipartUploadRequest>);

struct CreateMultipartUploadOutput : CustomerKeyMd5, EncryptionHeaders {
    std::optional<Instant> abort_date;
    std::optional<std::string> abort_rule_id;
    std::optional<std::string> bucket;
    std::optional<std::string> key;
    std::optional<std::string> upload_id;
    std::optional<std::string> sse_kms_encryption_context;
    std::optional<std::string> request_charged;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> checksum_type;
};
const aws::Structure& shape_of(aws::Tag<CreateMultipartUploadOutput>);

struct UploadPartRequest : Checksums, CustomerKey {
    std::shared_ptr<aws::Payload> body;
    std::string bucket;
    std::optional<std::int64_t> content_length;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    std::string key;
    std::int32_t part_number = 0;
    std::string upload_id;
    std::optional<std::string> request_payer;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<UploadPartRequest>);

struct UploadPartOutput : Checksums, CustomerKeyMd5, EncryptionHeaders {
    std::optional<std::string> etag;
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<UploadPartOutput>);

struct UploadPartCopyRequest : CustomerKey {
    std::string bucket;
    std::string copy_source;
    std::optional<std::string> copy_source_if_match;
    std::optional<Instant> copy_source_if_modified_since;
    std::optional<std::string> copy_source_if_none_match;
    std::optional<Instant> copy_source_if_unmodified_since;
    std::optional<std::string> copy_source_range;
    std::string key;
    std::int32_t part_number = 0;
    std::string upload_id;
    std::optional<std::string> copy_source_sse_customer_algorithm;
    std::optional<std::string> copy_source_sse_customer_key;
    std::optional<std::string> copy_source_sse_customer_key_md5;
    std::optional<std::string> request_payer;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> expected_source_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<UploadPartCopyRequest>);

struct CopyPartResult : Checksums {
    std::optional<std::string> etag;
    std::optional<Instant> last_modified;
};
const aws::Structure& shape_of(aws::Tag<CopyPartResult>);

struct UploadPartCopyOutput : CustomerKeyMd5, EncryptionHeaders {
    std::optional<std::string> copy_source_version_id;
    std::optional<CopyPartResult> copy_part_result;
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<UploadPartCopyOutput>);

struct CompletedPart : Checksums {
    std::optional<std::string> etag;
    std::optional<std::int32_t> part_number;
};
const aws::Structure& shape_of(aws::Tag<CompletedPart>);

struct CompletedMultipartUpload {
    std::vector<CompletedPart> parts;
};
const aws::Structure& shape_of(aws::Tag<CompletedMultipartUpload>);

struct CompleteMultipartUploadRequest : Checksums, CustomerKey {
    std::string bucket;
    std::string key;
    std::optional<CompletedMultipartUpload> multipart_upload;
    std::string upload_id;
    std::optional<std::string> checksum_type;
    std::optional<std::int64_t> mpu_object_size;
    std::optional<std::string> request_payer;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> if_match;
    std::optional<std::string> if_none_match;
};
const aws::Structure& shape_of(aws::Tag<CompleteMultipartUploadRequest>);

struct CompleteMultipartUploadOutput : Checksums, EncryptionHeaders {
    std::optional<std::string> location;
    std::optional<std::string> bucket;
    std::optional<std::string> key;
    std::optional<std::string> expiration;
    std::optional<std::string> etag;
    std::optional<std::string> checksum_type;
    std::optional<std::string> version_id;
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<CompleteMultipartUploadOutput>);

struct AbortMultipartUploadRequest {
    std::string bucket;
    std::string key;
    std::string upload_id;
    std::optional<std::string> request_payer;
    std::optional<std::string> expected_bucket_owner;
    std::optional<Instant> if_match_initiated_time;
};
const aws::Structure& shape_of(aws::Tag<AbortMultipartUploadRequest>);

struct AbortMultipartUploadOutput {
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<AbortMultipartUploadOutput>);

struct ListPartsRequest : CustomerKey {
    std::string bucket;
    std::string key;
    std::optional<std::int32_t> max_parts;
    std::optional<std::int32_t> part_number_marker;
    std::string upload_id;
    std::optional<std::string> request_payer;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<ListPartsRequest>);

struct ListedPart : Checksums {
    std::optional<std::int32_t> part_number;
    std::optional<Instant> last_modified;
    std::optional<std::string> etag;
    std::optional<std::int64_t> size;
};
const aws::Structure& shape_of(aws::Tag<ListedPart>);

struct ListPartsOutput {
    std::optional<Instant> abort_date;
    std::optional<std::string> abort_rule_id;
    std::optional<std::string> bucket;
    std::optional<std::string> key;
    std::optional<std::string> upload_id;
    std::optional<std::int32_t> part_number_marker;
    std::optional<std::int32_t> next_part_number_marker;
    std::optional<std::int32_t> max_parts;
    std::optional<bool> is_truncated;
    std::vector<ListedPart> parts;
    std::optional<Initiator> initiator;
    std::optional<Owner> owner;
    std::optional<std::string> storage_class;
    std::optional<std::string> request_charged;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> checksum_type;
};
const aws::Structure& shape_of(aws::Tag<ListPartsOutput>);

struct ListMultipartUploadsRequest {
    std::string bucket;
    std::optional<std::string> delimiter;
    std::optional<std::string> encoding_type;
    std::optional<std::string> key_marker;
    std::optional<std::int32_t> max_uploads;
    std::optional<std::string> prefix;
    std::optional<std::string> upload_id_marker;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> request_payer;
};
const aws::Structure& shape_of(aws::Tag<ListMultipartUploadsRequest>);

struct ListedUpload {
    std::optional<std::string> upload_id;
    std::optional<std::string> key;
    std::optional<Instant> initiated;
    std::optional<std::string> storage_class;
    std::optional<Owner> owner;
    std::optional<Initiator> initiator;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> checksum_type;
};
const aws::Structure& shape_of(aws::Tag<ListedUpload>);

struct ListMultipartUploadsOutput {
    std::optional<std::string> bucket;
    std::optional<std::string> key_marker;
    std::optional<std::string> upload_id_marker;
    std::optional<std::string> next_key_marker;
    std::optional<std::string> prefix;
    std::optional<std::string> delimiter;
    std::optional<std::string> next_upload_id_marker;
    std::optional<std::int32_t> max_uploads;
    std::optional<bool> is_truncated;
    std::vector<ListedUpload> uploads;
    std::vector<CommonPrefix> common_prefixes;
    std::optional<std::string> encoding_type;
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<ListMultipartUploadsOutput>);

}  // namespace wt::s3::api
