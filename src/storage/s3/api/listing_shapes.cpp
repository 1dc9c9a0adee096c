#include "storage/s3/api/listing_shapes.hpp"

#include "storage/s3/api/enumerations.hpp"
#include "storage/s3/api/member_groups.hpp"

namespace wt::s3::api {

using aws::member;
using aws::Member;
using aws::members_of;
using aws::Structure;
using aws::Tag;
using namespace enumerations;

const Structure& shape_of(Tag<ListObjectsRequest>) {
    using T = ListObjectsRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::delimiter>("Delimiter").query("delimiter"),
                member<&T::encoding_type>("EncodingType").query("encoding-type").one_of(encoding_type_values),
                member<&T::marker>("Marker").query("marker"),
                member<&T::max_keys>("MaxKeys").query("max-keys"),
                member<&T::prefix>("Prefix").query("prefix"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::optional_object_attributes>("OptionalObjectAttributes")
                    .header("x-amz-optional-object-attributes")
                    .one_of(optional_object_attributes_values),
            });
    return shape;
}

const Structure& shape_of(Tag<ListedObject>) {
    using T = ListedObject;
    static const Structure shape(
        "", {
                member<&T::key>("Key"),
                member<&T::last_modified>("LastModified"),
                member<&T::etag>("ETag"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm").flattened().one_of(checksum_algorithm_values),
                member<&T::checksum_type>("ChecksumType").one_of(checksum_type_values),
                member<&T::size>("Size"),
                member<&T::storage_class>("StorageClass").one_of(object_storage_class_values),
                member<&T::owner>("Owner"),
                member<&T::restore_status>("RestoreStatus"),
            });
    return shape;
}

const Structure& shape_of(Tag<ListObjectsOutput>) {
    using T = ListObjectsOutput;
    static const Structure shape("ListBucketResult",
                                 {
                                     member<&T::is_truncated>("IsTruncated"),
                                     member<&T::marker>("Marker"),
                                     member<&T::next_marker>("NextMarker"),
                                     member<&T::contents>("Contents").flattened(),
                                     member<&T::name>("Name"),
                                     member<&T::prefix>("Prefix"),
                                     member<&T::delimiter>("Delimiter"),
                                     member<&T::max_keys>("MaxKeys"),
                                     member<&T::common_prefixes>("CommonPrefixes").flattened(),
                                     member<&T::encoding_type>("EncodingType").one_of(encoding_type_values),
                                     member<&T::request_charged>("RequestCharged")
                                         .header("x-amz-request-charged")
                                         .one_of(request_charged_values),
                                 });
    return shape;
}

const Structure& shape_of(Tag<ListObjectsV2Request>) {
    using T = ListObjectsV2Request;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::delimiter>("Delimiter").query("delimiter"),
                member<&T::encoding_type>("EncodingType").query("encoding-type").one_of(encoding_type_values),
                member<&T::max_keys>("MaxKeys").query("max-keys"),
                member<&T::prefix>("Prefix").query("prefix"),
                member<&T::continuation_token>("ContinuationToken").query("continuation-token"),
                member<&T::fetch_owner>("FetchOwner").query("fetch-owner"),
                member<&T::start_after>("StartAfter").query("start-after"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::optional_object_attributes>("OptionalObjectAttributes")
                    .header("x-amz-optional-object-attributes")
                    .one_of(optional_object_attributes_values),
            });
    return shape;
}

const Structure& shape_of(Tag<ListObjectsV2Output>) {
    using T = ListObjectsV2Output;
    static const Structure shape("ListBucketResult",
                                 {
                                     member<&T::is_truncated>("IsTruncated"),
                                     member<&T::contents>("Contents").flattened(),
                                     member<&T::name>("Name"),
                                     member<&T::prefix>("Prefix"),
                                     member<&T::delimiter>("Delimiter"),
                                     member<&T::max_keys>("MaxKeys"),
                                     member<&T::common_prefixes>("CommonPrefixes").flattened(),
                                     member<&T::encoding_type>("EncodingType").one_of(encoding_type_values),
                                     member<&T::key_count>("KeyCount"),
                                     member<&T::continuation_token>("ContinuationToken"),
                                     member<&T::next_continuation_token>("NextContinuationToken"),
                                     member<&T::start_after>("StartAfter"),
                                     member<&T::request_charged>("RequestCharged")
                                         .header("x-amz-request-charged")
                                         .one_of(request_charged_values),
                                 });
    return shape;
}

const Structure& shape_of(Tag<ListObjectVersionsRequest>) {
    using T = ListObjectVersionsRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::delimiter>("Delimiter").query("delimiter"),
                member<&T::encoding_type>("EncodingType").query("encoding-type").one_of(encoding_type_values),
                member<&T::key_marker>("KeyMarker").query("key-marker"),
                member<&T::max_keys>("MaxKeys").query("max-keys"),
                member<&T::prefix>("Prefix").query("prefix"),
                member<&T::version_id_marker>("VersionIdMarker").query("version-id-marker"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::optional_object_attributes>("OptionalObjectAttributes")
                    .header("x-amz-optional-object-attributes")
                    .one_of(optional_object_attributes_values),
            });
    return shape;
}

const Structure& shape_of(Tag<ListedObjectVersion>) {
    using T = ListedObjectVersion;
    static const Structure shape(
        "", {
                member<&T::etag>("ETag"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm").flattened().one_of(checksum_algorithm_values),
                member<&T::checksum_type>("ChecksumType").one_of(checksum_type_values),
                member<&T::size>("Size"),
                member<&T::storage_class>("StorageClass").one_of(object_version_storage_class_values),
                member<&T::key>("Key"),
                member<&T::version_id>("VersionId"),
                member<&T::is_latest>("IsLatest"),
                member<&T::last_modified>("LastModified"),
                member<&T::owner>("Owner"),
                member<&T::restore_status>("RestoreStatus"),
            });
    return shape;
}

const Structure& shape_of(Tag<DeleteMarkerEntry>) {
    using T = DeleteMarkerEntry;
    static const Structure shape("", {
                                         member<&T::owner>("Owner"),
                                         member<&T::key>("Key"),
                                         member<&T::version_id>("VersionId"),
                                         member<&T::is_latest>("IsLatest"),
                                         member<&T::last_modified>("LastModified"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListObjectVersionsOutput>) {
    using T = ListObjectVersionsOutput;
    static const Structure shape("ListVersionsResult",
                                 {
                                     member<&T::is_truncated>("IsTruncated"),
                                     member<&T::key_marker>("KeyMarker"),
                                     member<&T::version_id_marker>("VersionIdMarker"),
                                     member<&T::next_key_marker>("NextKeyMarker"),
                                     member<&T::next_version_id_marker>("NextVersionIdMarker"),
                                     member<&T::versions>("Versions").wire("Version").flattened(),
                                     member<&T::delete_markers>("DeleteMarkers").wire("DeleteMarker").flattened(),
                                     member<&T::name>("Name"),
                                     member<&T::prefix>("Prefix"),
                                     member<&T::delimiter>("Delimiter"),
                                     member<&T::max_keys>("MaxKeys"),
                                     member<&T::common_prefixes>("CommonPrefixes").flattened(),
                                     member<&T::encoding_type>("EncodingType").one_of(encoding_type_values),
                                     member<&T::request_charged>("RequestCharged")
                                         .header("x-amz-request-charged")
                                         .one_of(request_charged_values),
                                 });
    return shape;
}

const Structure& shape_of(Tag<ListBucketsRequest>) {
    using T = ListBucketsRequest;
    static const Structure shape("",
                                 {
                                     member<&T::max_buckets>("MaxBuckets").query("max-buckets"),
                                     member<&T::continuation_token>("ContinuationToken").query("continuation-token"),
                                     member<&T::prefix>("Prefix").query("prefix"),
                                     member<&T::bucket_region>("BucketRegion").query("bucket-region"),
                                 });
    return shape;
}

const Structure& shape_of(Tag<ListedBucket>) {
    using T = ListedBucket;
    static const Structure shape("", {
                                         member<&T::name>("Name"),
                                         member<&T::creation_date>("CreationDate"),
                                         member<&T::bucket_region>("BucketRegion"),
                                         member<&T::bucket_arn>("BucketArn"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListBucketsOutput>) {
    using T = ListBucketsOutput;
    static const Structure shape("ListAllMyBucketsResult", {
                                                               // As S3 writes it: the model has them the other way.
                                                               member<&T::owner>("Owner"),
                                                               member<&T::buckets>("Buckets").elements("Bucket"),
                                                               member<&T::continuation_token>("ContinuationToken"),
                                                               member<&T::prefix>("Prefix"),
                                                           });
    return shape;
}

}  // namespace wt::s3::api
