#include "storage/s3/api/object_shapes.hpp"

#include "storage/s3/api/enumerations.hpp"
#include "storage/s3/api/member_groups.hpp"

namespace wt::s3::api {

using aws::member;
using aws::Member;
using aws::members_of;
using aws::Structure;
using aws::Tag;
using namespace enumerations;

const Structure& shape_of(Tag<PutObjectRequest>) {
    using T = PutObjectRequest;
    static const Structure shape(
        "",
        members_of(
            checksum_headers<T>(), customer_key_headers<T>(), encryption_headers<T>(), acl_headers<T>(),
            metadata_headers<T>(), lock_headers<T>(),
            std::vector<Member>{
                member<&T::body>("Body").payload(),
                member<&T::bucket>("Bucket").label().required(),
                member<&T::content_length>("ContentLength").header("Content-Length"),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::if_match>("IfMatch").header("If-Match"),
                member<&T::if_none_match>("IfNoneMatch").header("If-None-Match"),
                member<&T::key>("Key").label().required(),
                member<&T::storage_class>("StorageClass").header("x-amz-storage-class").one_of(storage_class_values),
                member<&T::sse_kms_encryption_context>("SSEKMSEncryptionContext")
                    .header("x-amz-server-side-encryption-context"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::tagging>("Tagging").header("x-amz-tagging"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            }));
    return shape;
}

const Structure& shape_of(Tag<PutObjectOutput>) {
    using T = PutObjectOutput;
    static const Structure shape(
        "",
        members_of(
            checksum_headers<T>(), customer_key_md5_headers<T>(), encryption_headers<T>(),
            std::vector<Member>{
                member<&T::expiration>("Expiration").header("x-amz-expiration"),
                member<&T::etag>("ETag").header("ETag"),
                member<&T::checksum_type>("ChecksumType").header("x-amz-checksum-type").one_of(checksum_type_values),
                member<&T::version_id>("VersionId").header("x-amz-version-id"),
                member<&T::sse_kms_encryption_context>("SSEKMSEncryptionContext")
                    .header("x-amz-server-side-encryption-context"),
                member<&T::size>("Size").header("x-amz-object-size"),
                member<&T::request_charged>("RequestCharged")
                    .header("x-amz-request-charged")
                    .one_of(request_charged_values),
            }));
    return shape;
}

const Structure& shape_of(Tag<GetObjectRequest>) {
    using T = GetObjectRequest;
    static const Structure shape(
        "",
        members_of(
            customer_key_headers<T>(),
            std::vector<Member>{
                member<&T::bucket>("Bucket").label().required(),
                member<&T::if_match>("IfMatch").header("If-Match"),
                member<&T::if_modified_since>("IfModifiedSince").header("If-Modified-Since"),
                member<&T::if_none_match>("IfNoneMatch").header("If-None-Match"),
                member<&T::if_unmodified_since>("IfUnmodifiedSince").header("If-Unmodified-Since"),
                member<&T::key>("Key").label().required(),
                member<&T::range>("Range").header("Range"),
                member<&T::response_cache_control>("ResponseCacheControl").query("response-cache-control"),
                member<&T::response_content_disposition>("ResponseContentDisposition")
                    .query("response-content-disposition"),
                member<&T::response_content_encoding>("ResponseContentEncoding").query("response-content-encoding"),
                member<&T::response_content_language>("ResponseContentLanguage").query("response-content-language"),
                member<&T::response_content_type>("ResponseContentType").query("response-content-type"),
                member<&T::response_expires>("ResponseExpires")
                    .query("response-expires")
                    .format(aws::TimeFormat::http_date),
                member<&T::version_id>("VersionId").query("versionId"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::part_number>("PartNumber").query("partNumber"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::checksum_mode>("ChecksumMode")
                    .header("x-amz-checksum-mode")
                    .one_of(checksum_mode_values)
                    .any_case(),
            }));
    return shape;
}

const Structure& shape_of(Tag<GetObjectOutput>) {
    using T = GetObjectOutput;
    static const Structure shape(
        "",
        members_of(
            checksum_headers<T>(), customer_key_md5_headers<T>(), encryption_headers<T>(), metadata_headers<T>(),
            lock_headers<T>(),
            std::vector<Member>{
                member<&T::body>("Body").payload(),
                member<&T::delete_marker>("DeleteMarker").header("x-amz-delete-marker"),
                member<&T::accept_ranges>("AcceptRanges").header("accept-ranges"),
                member<&T::expiration>("Expiration").header("x-amz-expiration"),
                member<&T::restore>("Restore").header("x-amz-restore"),
                member<&T::last_modified>("LastModified").header("Last-Modified"),
                member<&T::content_length>("ContentLength").header("Content-Length"),
                member<&T::etag>("ETag").header("ETag"),
                member<&T::checksum_type>("ChecksumType").header("x-amz-checksum-type").one_of(checksum_type_values),
                member<&T::missing_meta>("MissingMeta").header("x-amz-missing-meta"),
                member<&T::version_id>("VersionId").header("x-amz-version-id"),
                member<&T::content_range>("ContentRange").header("Content-Range"),
                member<&T::storage_class>("StorageClass").header("x-amz-storage-class").one_of(storage_class_values),
                member<&T::request_charged>("RequestCharged")
                    .header("x-amz-request-charged")
                    .one_of(request_charged_values),
                member<&T::replication_status>("ReplicationStatus")
                    .header("x-amz-replication-status")
                    .one_of(replication_status_values),
                member<&T::parts_count>("PartsCount").header("x-amz-mp-parts-count"),
                member<&T::tag_count>("TagCount").header("x-amz-tagging-count"),
            }));
    return shape;
}

const Structure& shape_of(Tag<HeadObjectRequest>) {
    using T = HeadObjectRequest;
    static const Structure shape(
        "",
        members_of(
            customer_key_headers<T>(),
            std::vector<Member>{
                member<&T::bucket>("Bucket").label().required(),
                member<&T::if_match>("IfMatch").header("If-Match"),
                member<&T::if_modified_since>("IfModifiedSince").header("If-Modified-Since"),
                member<&T::if_none_match>("IfNoneMatch").header("If-None-Match"),
                member<&T::if_unmodified_since>("IfUnmodifiedSince").header("If-Unmodified-Since"),
                member<&T::key>("Key").label().required(),
                member<&T::range>("Range").header("Range"),
                member<&T::response_cache_control>("ResponseCacheControl").query("response-cache-control"),
                member<&T::response_content_disposition>("ResponseContentDisposition")
                    .query("response-content-disposition"),
                member<&T::response_content_encoding>("ResponseContentEncoding").query("response-content-encoding"),
                member<&T::response_content_language>("ResponseContentLanguage").query("response-content-language"),
                member<&T::response_content_type>("ResponseContentType").query("response-content-type"),
                member<&T::response_expires>("ResponseExpires")
                    .query("response-expires")
                    .format(aws::TimeFormat::http_date),
                member<&T::version_id>("VersionId").query("versionId"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::part_number>("PartNumber").query("partNumber"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::checksum_mode>("ChecksumMode")
                    .header("x-amz-checksum-mode")
                    .one_of(checksum_mode_values)
                    .any_case(),
            }));
    return shape;
}

const Structure& shape_of(Tag<HeadObjectOutput>) {
    using T = HeadObjectOutput;
    static const Structure shape(
        "",
        members_of(
            checksum_headers<T>(), customer_key_md5_headers<T>(), encryption_headers<T>(), metadata_headers<T>(),
            lock_headers<T>(),
            std::vector<Member>{
                member<&T::delete_marker>("DeleteMarker").header("x-amz-delete-marker"),
                member<&T::accept_ranges>("AcceptRanges").header("accept-ranges"),
                member<&T::expiration>("Expiration").header("x-amz-expiration"),
                member<&T::restore>("Restore").header("x-amz-restore"),
                member<&T::archive_status>("ArchiveStatus")
                    .header("x-amz-archive-status")
                    .one_of(archive_status_values),
                member<&T::last_modified>("LastModified").header("Last-Modified"),
                member<&T::content_length>("ContentLength").header("Content-Length"),
                member<&T::checksum_type>("ChecksumType").header("x-amz-checksum-type").one_of(checksum_type_values),
                member<&T::etag>("ETag").header("ETag"),
                member<&T::missing_meta>("MissingMeta").header("x-amz-missing-meta"),
                member<&T::version_id>("VersionId").header("x-amz-version-id"),
                member<&T::content_range>("ContentRange").header("Content-Range"),
                member<&T::storage_class>("StorageClass").header("x-amz-storage-class").one_of(storage_class_values),
                member<&T::request_charged>("RequestCharged")
                    .header("x-amz-request-charged")
                    .one_of(request_charged_values),
                member<&T::replication_status>("ReplicationStatus")
                    .header("x-amz-replication-status")
                    .one_of(replication_status_values),
                member<&T::parts_count>("PartsCount").header("x-amz-mp-parts-count"),
                member<&T::tag_count>("TagCount").header("x-amz-tagging-count"),
            }));
    return shape;
}

const Structure& shape_of(Tag<DeleteObjectRequest>) {
    using T = DeleteObjectRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::key>("Key").label().required(),
                member<&T::mfa>("MFA").header("x-amz-mfa"),
                member<&T::version_id>("VersionId").query("versionId"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::bypass_governance_retention>("BypassGovernanceRetention")
                    .header("x-amz-bypass-governance-retention"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::if_match>("IfMatch").header("If-Match"),
                member<&T::if_match_last_modified_time>("IfMatchLastModifiedTime")
                    .header("x-amz-if-match-last-modified-time")
                    .format(aws::TimeFormat::http_date),
                member<&T::if_match_size>("IfMatchSize").header("x-amz-if-match-size"),
            });
    return shape;
}

const Structure& shape_of(Tag<DeleteObjectOutput>) {
    using T = DeleteObjectOutput;
    static const Structure shape("", {
                                         member<&T::delete_marker>("DeleteMarker").header("x-amz-delete-marker"),
                                         member<&T::version_id>("VersionId").header("x-amz-version-id"),
                                         member<&T::request_charged>("RequestCharged")
                                             .header("x-amz-request-charged")
                                             .one_of(request_charged_values),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ObjectIdentifier>) {
    using T = ObjectIdentifier;
    static const Structure shape(
        "", {
                member<&T::key>("Key").required(),
                member<&T::version_id>("VersionId"),
                member<&T::etag>("ETag"),
                member<&T::last_modified_time>("LastModifiedTime").format(aws::TimeFormat::http_date),
                member<&T::size>("Size"),
            });
    return shape;
}

const Structure& shape_of(Tag<Delete>) {
    using T = Delete;
    static const Structure shape("", {
                                         member<&T::objects>("Objects").wire("Object").flattened().required(),
                                         member<&T::quiet>("Quiet"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteObjectsRequest>) {
    using T = DeleteObjectsRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::objects_to_delete>("Delete").payload().required(),
                member<&T::mfa>("MFA").header("x-amz-mfa"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::bypass_governance_retention>("BypassGovernanceRetention")
                    .header("x-amz-bypass-governance-retention"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
            });
    return shape;
}

const Structure& shape_of(Tag<DeletedObject>) {
    using T = DeletedObject;
    static const Structure shape("", {
                                         member<&T::key>("Key"),
                                         member<&T::version_id>("VersionId"),
                                         member<&T::delete_marker>("DeleteMarker"),
                                         member<&T::delete_marker_version_id>("DeleteMarkerVersionId"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteFailure>) {
    using T = DeleteFailure;
    static const Structure shape("", {
                                         member<&T::key>("Key"),
                                         member<&T::version_id>("VersionId"),
                                         member<&T::code>("Code"),
                                         member<&T::message>("Message"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteObjectsOutput>) {
    using T = DeleteObjectsOutput;
    static const Structure shape("DeleteResult", {
                                                     member<&T::deleted>("Deleted").flattened(),
                                                     member<&T::request_charged>("RequestCharged")
                                                         .header("x-amz-request-charged")
                                                         .one_of(request_charged_values),
                                                     member<&T::errors>("Errors").wire("Error").flattened(),
                                                 });
    return shape;
}

const Structure& shape_of(Tag<CopyObjectRequest>) {
    using T = CopyObjectRequest;
    static const Structure shape(
        "",
        members_of(
            customer_key_headers<T>(), encryption_headers<T>(), acl_headers<T>(), metadata_headers<T>(),
            lock_headers<T>(),
            std::vector<Member>{
                member<&T::bucket>("Bucket").label().required(),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::copy_source>("CopySource").header("x-amz-copy-source").required(),
                member<&T::copy_source_if_match>("CopySourceIfMatch").header("x-amz-copy-source-if-match"),
                member<&T::copy_source_if_modified_since>("CopySourceIfModifiedSince")
                    .header("x-amz-copy-source-if-modified-since"),
                member<&T::copy_source_if_none_match>("CopySourceIfNoneMatch")
                    .header("x-amz-copy-source-if-none-match"),
                member<&T::copy_source_if_unmodified_since>("CopySourceIfUnmodifiedSince")
                    .header("x-amz-copy-source-if-unmodified-since"),
                member<&T::if_match>("IfMatch").header("If-Match"),
                member<&T::if_none_match>("IfNoneMatch").header("If-None-Match"),
                member<&T::key>("Key").label().required(),
                member<&T::metadata_directive>("MetadataDirective")
                    .header("x-amz-metadata-directive")
                    .one_of(metadata_directive_values),
                member<&T::tagging_directive>("TaggingDirective")
                    .header("x-amz-tagging-directive")
                    .one_of(tagging_directive_values),
                member<&T::storage_class>("StorageClass").header("x-amz-storage-class").one_of(storage_class_values),
                member<&T::sse_kms_encryption_context>("SSEKMSEncryptionContext")
                    .header("x-amz-server-side-encryption-context"),
                member<&T::copy_source_sse_customer_algorithm>("CopySourceSSECustomerAlgorithm")
                    .header("x-amz-copy-source-server-side-encryption-customer-algorithm"),
                member<&T::copy_source_sse_customer_key>("CopySourceSSECustomerKey")
                    .header("x-amz-copy-source-server-side-encryption-customer-key"),
                member<&T::copy_source_sse_customer_key_md5>("CopySourceSSECustomerKeyMD5")
                    .header("x-amz-copy-source-server-side-encryption-customer-key-MD5"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::tagging>("Tagging").header("x-amz-tagging"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::expected_source_bucket_owner>("ExpectedSourceBucketOwner")
                    .header("x-amz-source-expected-bucket-owner"),
            }));
    return shape;
}

const Structure& shape_of(Tag<CopyObjectResult>) {
    using T = CopyObjectResult;
    static const Structure shape(
        "",
        members_of(checksum_elements<T>(), std::vector<Member>{
                                               member<&T::etag>("ETag"),
                                               member<&T::last_modified>("LastModified"),
                                               member<&T::checksum_type>("ChecksumType").one_of(checksum_type_values),
                                           }));
    return shape;
}

const Structure& shape_of(Tag<CopyObjectOutput>) {
    using T = CopyObjectOutput;
    static const Structure shape(
        "",
        members_of(customer_key_md5_headers<T>(), encryption_headers<T>(),
                   std::vector<Member>{
                       member<&T::copy_object_result>("CopyObjectResult").payload(),
                       member<&T::expiration>("Expiration").header("x-amz-expiration"),
                       member<&T::copy_source_version_id>("CopySourceVersionId").header("x-amz-copy-source-version-id"),
                       member<&T::version_id>("VersionId").header("x-amz-version-id"),
                       member<&T::sse_kms_encryption_context>("SSEKMSEncryptionContext")
                           .header("x-amz-server-side-encryption-context"),
                       member<&T::request_charged>("RequestCharged")
                           .header("x-amz-request-charged")
                           .one_of(request_charged_values),
                   }));
    return shape;
}

const Structure& shape_of(Tag<GetObjectAttributesRequest>) {
    using T = GetObjectAttributesRequest;
    static const Structure shape(
        "",
        members_of(
            customer_key_headers<T>(),
            std::vector<Member>{
                member<&T::bucket>("Bucket").label().required(),
                member<&T::key>("Key").label().required(),
                member<&T::version_id>("VersionId").query("versionId"),
                member<&T::max_parts>("MaxParts").header("x-amz-max-parts"),
                member<&T::part_number_marker>("PartNumberMarker").header("x-amz-part-number-marker"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::object_attributes>("ObjectAttributes")
                    .header("x-amz-object-attributes")
                    .one_of(object_attributes_values)
                    .required(),
            }));
    return shape;
}

const Structure& shape_of(Tag<ObjectChecksum>) {
    using T = ObjectChecksum;
    static const Structure shape(
        "",
        members_of(checksum_elements<T>(), std::vector<Member>{
                                               member<&T::checksum_type>("ChecksumType").one_of(checksum_type_values),
                                           }));
    return shape;
}

const Structure& shape_of(Tag<ObjectPart>) {
    using T = ObjectPart;
    static const Structure shape("", members_of(checksum_elements<T>(), std::vector<Member>{
                                                                            member<&T::part_number>("PartNumber"),
                                                                            member<&T::size>("Size"),
                                                                        }));
    return shape;
}

const Structure& shape_of(Tag<GetObjectAttributesParts>) {
    using T = GetObjectAttributesParts;
    static const Structure shape("", {
                                         member<&T::total_parts_count>("TotalPartsCount").wire("PartsCount"),
                                         member<&T::part_number_marker>("PartNumberMarker"),
                                         member<&T::next_part_number_marker>("NextPartNumberMarker"),
                                         member<&T::max_parts>("MaxParts"),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::parts>("Parts").wire("Part").flattened(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetObjectAttributesOutput>) {
    using T = GetObjectAttributesOutput;
    static const Structure shape("GetObjectAttributesResponse",
                                 {
                                     member<&T::delete_marker>("DeleteMarker").header("x-amz-delete-marker"),
                                     member<&T::last_modified>("LastModified").header("Last-Modified"),
                                     member<&T::version_id>("VersionId").header("x-amz-version-id"),
                                     member<&T::request_charged>("RequestCharged")
                                         .header("x-amz-request-charged")
                                         .one_of(request_charged_values),
                                     member<&T::etag>("ETag"),
                                     member<&T::checksum>("Checksum"),
                                     member<&T::object_parts>("ObjectParts"),
                                     member<&T::storage_class>("StorageClass").one_of(storage_class_values),
                                     member<&T::object_size>("ObjectSize"),
                                 });
    return shape;
}

}  // namespace wt::s3::api
