#include "storage/s3/api/upload_shapes.hpp"

#include "storage/s3/api/enumerations.hpp"
#include "storage/s3/api/member_groups.hpp"

namespace wt::s3::api {

using aws::member;
using aws::Member;
using aws::members_of;
using aws::Structure;
using aws::Tag;
using namespace enumerations;

const Structure& shape_of(Tag<CreateMultipartUploadRequest>) {
    using T = CreateMultipartUploadRequest;
    static const Structure shape(
        "",
        members_of(
            customer_key_headers<T>(), encryption_headers<T>(), acl_headers<T>(), metadata_headers<T>(),
            lock_headers<T>(),
            std::vector<Member>{
                member<&T::bucket>("Bucket").label().required(),
                member<&T::key>("Key").label().required(),
                member<&T::storage_class>("StorageClass").header("x-amz-storage-class").one_of(storage_class_values),
                member<&T::sse_kms_encryption_context>("SSEKMSEncryptionContext")
                    .header("x-amz-server-side-encryption-context"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::tagging>("Tagging").header("x-amz-tagging"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::checksum_type>("ChecksumType").header("x-amz-checksum-type").one_of(checksum_type_values),
            }));
    return shape;
}

const Structure& shape_of(Tag<CreateMultipartUploadOutput>) {
    using T = CreateMultipartUploadOutput;
    static const Structure shape(
        "InitiateMultipartUploadResult",
        members_of(
            customer_key_md5_headers<T>(), encryption_headers<T>(),
            std::vector<Member>{
                member<&T::abort_date>("AbortDate").header("x-amz-abort-date"),
                member<&T::abort_rule_id>("AbortRuleId").header("x-amz-abort-rule-id"),
                member<&T::bucket>("Bucket"),
                member<&T::key>("Key"),
                member<&T::upload_id>("UploadId"),
                member<&T::sse_kms_encryption_context>("SSEKMSEncryptionContext")
                    .header("x-amz-server-side-encryption-context"),
                member<&T::request_charged>("RequestCharged")
                    .header("x-amz-request-charged")
                    .one_of(request_charged_values),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::checksum_type>("ChecksumType").header("x-amz-checksum-type").one_of(checksum_type_values),
            }));
    return shape;
}

const Structure& shape_of(Tag<UploadPartRequest>) {
    using T = UploadPartRequest;
    static const Structure shape(
        "",
        members_of(
            checksum_headers<T>(), customer_key_headers<T>(),
            std::vector<Member>{
                member<&T::body>("Body").payload(),
                member<&T::bucket>("Bucket").label().required(),
                member<&T::content_length>("ContentLength").header("Content-Length"),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::key>("Key").label().required(),
                member<&T::part_number>("PartNumber").query("partNumber").required(),
                member<&T::upload_id>("UploadId").query("uploadId").required(),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            }));
    return shape;
}

const Structure& shape_of(Tag<UploadPartOutput>) {
    using T = UploadPartOutput;
    static const Structure shape(
        "", members_of(checksum_headers<T>(), customer_key_md5_headers<T>(), encryption_headers<T>(),
                       std::vector<Member>{
                           member<&T::etag>("ETag").header("ETag"),
                           member<&T::request_charged>("RequestCharged")
                               .header("x-amz-request-charged")
                               .one_of(request_charged_values),
                       }));
    return shape;
}

const Structure& shape_of(Tag<UploadPartCopyRequest>) {
    using T = UploadPartCopyRequest;
    static const Structure shape(
        "",
        members_of(
            customer_key_headers<T>(),
            std::vector<Member>{
                member<&T::bucket>("Bucket").label().required(),
                member<&T::copy_source>("CopySource").header("x-amz-copy-source").required(),
                member<&T::copy_source_if_match>("CopySourceIfMatch").header("x-amz-copy-source-if-match"),
                member<&T::copy_source_if_modified_since>("CopySourceIfModifiedSince")
                    .header("x-amz-copy-source-if-modified-since"),
                member<&T::copy_source_if_none_match>("CopySourceIfNoneMatch")
                    .header("x-amz-copy-source-if-none-match"),
                member<&T::copy_source_if_unmodified_since>("CopySourceIfUnmodifiedSince")
                    .header("x-amz-copy-source-if-unmodified-since"),
                member<&T::copy_source_range>("CopySourceRange").header("x-amz-copy-source-range"),
                member<&T::key>("Key").label().required(),
                member<&T::part_number>("PartNumber").query("partNumber").required(),
                member<&T::upload_id>("UploadId").query("uploadId").required(),
                member<&T::copy_source_sse_customer_algorithm>("CopySourceSSECustomerAlgorithm")
                    .header("x-amz-copy-source-server-side-encryption-customer-algorithm"),
                member<&T::copy_source_sse_customer_key>("CopySourceSSECustomerKey")
                    .header("x-amz-copy-source-server-side-encryption-customer-key"),
                member<&T::copy_source_sse_customer_key_md5>("CopySourceSSECustomerKeyMD5")
                    .header("x-amz-copy-source-server-side-encryption-customer-key-MD5"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::expected_source_bucket_owner>("ExpectedSourceBucketOwner")
                    .header("x-amz-source-expected-bucket-owner"),
            }));
    return shape;
}

const Structure& shape_of(Tag<CopyPartResult>) {
    using T = CopyPartResult;
    static const Structure shape("", members_of(checksum_elements<T>(), std::vector<Member>{
                                                                            member<&T::etag>("ETag"),
                                                                            member<&T::last_modified>("LastModified"),
                                                                        }));
    return shape;
}

const Structure& shape_of(Tag<UploadPartCopyOutput>) {
    using T = UploadPartCopyOutput;
    static const Structure shape(
        "",
        members_of(customer_key_md5_headers<T>(), encryption_headers<T>(),
                   std::vector<Member>{
                       member<&T::copy_source_version_id>("CopySourceVersionId").header("x-amz-copy-source-version-id"),
                       member<&T::copy_part_result>("CopyPartResult").payload(),
                       member<&T::request_charged>("RequestCharged")
                           .header("x-amz-request-charged")
                           .one_of(request_charged_values),
                   }));
    return shape;
}

const Structure& shape_of(Tag<CompletedPart>) {
    using T = CompletedPart;
    static const Structure shape("", members_of(checksum_elements<T>(), std::vector<Member>{
                                                                            member<&T::etag>("ETag"),
                                                                            member<&T::part_number>("PartNumber"),
                                                                        }));
    return shape;
}

const Structure& shape_of(Tag<CompletedMultipartUpload>) {
    using T = CompletedMultipartUpload;
    static const Structure shape("", {
                                         member<&T::parts>("Parts").wire("Part").flattened(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<CompleteMultipartUploadRequest>) {
    using T = CompleteMultipartUploadRequest;
    static const Structure shape(
        "",
        members_of(
            checksum_headers<T>(), customer_key_headers<T>(),
            std::vector<Member>{
                member<&T::bucket>("Bucket").label().required(),
                member<&T::key>("Key").label().required(),
                member<&T::multipart_upload>("MultipartUpload").payload().wire("CompleteMultipartUpload"),
                member<&T::upload_id>("UploadId").query("uploadId").required(),
                member<&T::checksum_type>("ChecksumType").header("x-amz-checksum-type").one_of(checksum_type_values),
                member<&T::mpu_object_size>("MpuObjectSize").header("x-amz-mp-object-size"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::if_match>("IfMatch").header("If-Match"),
                member<&T::if_none_match>("IfNoneMatch").header("If-None-Match"),
            }));
    return shape;
}

const Structure& shape_of(Tag<CompleteMultipartUploadOutput>) {
    using T = CompleteMultipartUploadOutput;
    static const Structure shape("CompleteMultipartUploadResult",
                                 members_of(checksum_elements<T>(), encryption_headers<T>(),
                                            std::vector<Member>{
                                                member<&T::location>("Location"),
                                                member<&T::bucket>("Bucket"),
                                                member<&T::key>("Key"),
                                                member<&T::expiration>("Expiration").header("x-amz-expiration"),
                                                member<&T::etag>("ETag"),
                                                member<&T::checksum_type>("ChecksumType").one_of(checksum_type_values),
                                                member<&T::version_id>("VersionId").header("x-amz-version-id"),
                                                member<&T::request_charged>("RequestCharged")
                                                    .header("x-amz-request-charged")
                                                    .one_of(request_charged_values),
                                            }));
    return shape;
}

const Structure& shape_of(Tag<AbortMultipartUploadRequest>) {
    using T = AbortMultipartUploadRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::key>("Key").label().required(),
                member<&T::upload_id>("UploadId").query("uploadId").required(),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::if_match_initiated_time>("IfMatchInitiatedTime")
                    .header("x-amz-if-match-initiated-time")
                    .format(aws::TimeFormat::http_date),
            });
    return shape;
}

const Structure& shape_of(Tag<AbortMultipartUploadOutput>) {
    using T = AbortMultipartUploadOutput;
    static const Structure shape("", {
                                         member<&T::request_charged>("RequestCharged")
                                             .header("x-amz-request-charged")
                                             .one_of(request_charged_values),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListPartsRequest>) {
    using T = ListPartsRequest;
    static const Structure shape(
        "",
        members_of(
            customer_key_headers<T>(),
            std::vector<Member>{
                member<&T::bucket>("Bucket").label().required(),
                member<&T::key>("Key").label().required(),
                member<&T::max_parts>("MaxParts").query("max-parts"),
                member<&T::part_number_marker>("PartNumberMarker").query("part-number-marker"),
                member<&T::upload_id>("UploadId").query("uploadId").required(),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            }));
    return shape;
}

const Structure& shape_of(Tag<ListedPart>) {
    using T = ListedPart;
    static const Structure shape("", members_of(checksum_elements<T>(), std::vector<Member>{
                                                                            member<&T::part_number>("PartNumber"),
                                                                            member<&T::last_modified>("LastModified"),
                                                                            member<&T::etag>("ETag"),
                                                                            member<&T::size>("Size"),
                                                                        }));
    return shape;
}

const Structure& shape_of(Tag<ListPartsOutput>) {
    using T = ListPartsOutput;
    static const Structure shape(
        "ListPartsResult", {
                               member<&T::abort_date>("AbortDate").header("x-amz-abort-date"),
                               member<&T::abort_rule_id>("AbortRuleId").header("x-amz-abort-rule-id"),
                               member<&T::bucket>("Bucket"),
                               member<&T::key>("Key"),
                               member<&T::upload_id>("UploadId"),
                               member<&T::part_number_marker>("PartNumberMarker"),
                               member<&T::next_part_number_marker>("NextPartNumberMarker"),
                               member<&T::max_parts>("MaxParts"),
                               member<&T::is_truncated>("IsTruncated"),
                               member<&T::parts>("Parts").wire("Part").flattened(),
                               member<&T::initiator>("Initiator"),
                               member<&T::owner>("Owner"),
                               member<&T::storage_class>("StorageClass").one_of(storage_class_values),
                               member<&T::request_charged>("RequestCharged")
                                   .header("x-amz-request-charged")
                                   .one_of(request_charged_values),
                               member<&T::checksum_algorithm>("ChecksumAlgorithm").one_of(checksum_algorithm_values),
                               member<&T::checksum_type>("ChecksumType").one_of(checksum_type_values),
                           });
    return shape;
}

const Structure& shape_of(Tag<ListMultipartUploadsRequest>) {
    using T = ListMultipartUploadsRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::delimiter>("Delimiter").query("delimiter"),
                member<&T::encoding_type>("EncodingType").query("encoding-type").one_of(encoding_type_values),
                member<&T::key_marker>("KeyMarker").query("key-marker"),
                member<&T::max_uploads>("MaxUploads").query("max-uploads"),
                member<&T::prefix>("Prefix").query("prefix"),
                member<&T::upload_id_marker>("UploadIdMarker").query("upload-id-marker"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
            });
    return shape;
}

const Structure& shape_of(Tag<ListedUpload>) {
    using T = ListedUpload;
    static const Structure shape(
        "", {
                member<&T::upload_id>("UploadId"),
                member<&T::key>("Key"),
                member<&T::initiated>("Initiated"),
                member<&T::storage_class>("StorageClass").one_of(storage_class_values),
                member<&T::owner>("Owner"),
                member<&T::initiator>("Initiator"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm").one_of(checksum_algorithm_values),
                member<&T::checksum_type>("ChecksumType").one_of(checksum_type_values),
            });
    return shape;
}

const Structure& shape_of(Tag<ListMultipartUploadsOutput>) {
    using T = ListMultipartUploadsOutput;
    static const Structure shape("ListMultipartUploadsResult",
                                 {
                                     member<&T::bucket>("Bucket"),
                                     member<&T::key_marker>("KeyMarker"),
                                     member<&T::upload_id_marker>("UploadIdMarker"),
                                     member<&T::next_key_marker>("NextKeyMarker"),
                                     member<&T::prefix>("Prefix"),
                                     member<&T::delimiter>("Delimiter"),
                                     member<&T::next_upload_id_marker>("NextUploadIdMarker"),
                                     member<&T::max_uploads>("MaxUploads"),
                                     member<&T::is_truncated>("IsTruncated"),
                                     member<&T::uploads>("Uploads").wire("Upload").flattened(),
                                     member<&T::common_prefixes>("CommonPrefixes").flattened(),
                                     member<&T::encoding_type>("EncodingType").one_of(encoding_type_values),
                                     member<&T::request_charged>("RequestCharged")
                                         .header("x-amz-request-charged")
                                         .one_of(request_charged_values),
                                 });
    return shape;
}

}  // namespace wt::s3::api
