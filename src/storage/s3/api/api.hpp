#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/operation.hpp"
#include "storage/s3/api/bucket_shapes.hpp"
#include "storage/s3/api/listing_shapes.hpp"
#include "storage/s3/api/object_setting_shapes.hpp"
#include "storage/s3/api/object_shapes.hpp"
#include "storage/s3/api/translate.hpp"
#include "storage/s3/api/upload_shapes.hpp"
#include "storage/s3/buckets.hpp"
#include "storage/s3/objects.hpp"
#include "storage/s3/uploads.hpp"

namespace wt::s3::api {

/// The operations of S3's API over the buckets: what each decodes, whether its caller may, and what it answers. The
/// rules of the data are the buckets'. Amazon S3 API Reference, 2006-03-01.
class Api {
public:
    /// `buckets` must outlive this.
    explicit Api(Buckets& buckets) : buckets_(buckets), objects_(buckets), uploads_(buckets) {}
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    // Objects: object_operations.cpp
    Later<PutObjectOutput> put_object(const aws::Call& call, PutObjectRequest input);
    Later<GetObjectOutput> get_object(const aws::Call& call, GetObjectRequest input);
    Later<HeadObjectOutput> head_object(const aws::Call& call, HeadObjectRequest input);
    Later<DeleteObjectOutput> delete_object(const aws::Call& call, DeleteObjectRequest input);
    Later<DeleteObjectsOutput> delete_objects(const aws::Call& call, DeleteObjectsRequest input);
    Later<CopyObjectOutput> copy_object(const aws::Call& call, CopyObjectRequest input);
    Later<GetObjectAttributesOutput> get_object_attributes(const aws::Call& call, GetObjectAttributesRequest input);

    // What is set on objects: object_setting_operations.cpp
    Later<GetObjectTaggingOutput> get_object_tagging(const aws::Call& call, GetObjectTaggingRequest input);
    Later<PutObjectTaggingOutput> put_object_tagging(const aws::Call& call, PutObjectTaggingRequest input);
    Later<DeleteObjectTaggingOutput> delete_object_tagging(const aws::Call& call, DeleteObjectTaggingRequest input);
    Later<GetObjectRetentionOutput> get_object_retention(const aws::Call& call, GetObjectRetentionRequest input);
    Later<PutObjectRetentionOutput> put_object_retention(const aws::Call& call, PutObjectRetentionRequest input);
    Later<GetObjectLegalHoldOutput> get_object_legal_hold(const aws::Call& call, GetObjectLegalHoldRequest input);
    Later<PutObjectLegalHoldOutput> put_object_legal_hold(const aws::Call& call, PutObjectLegalHoldRequest input);

    // Multipart uploads: upload_operations.cpp
    Later<CreateMultipartUploadOutput> create_multipart_upload(const aws::Call& call,
                                                               CreateMultipartUploadRequest input);
    Later<UploadPartOutput> upload_part(const aws::Call& call, UploadPartRequest input);
    Later<UploadPartCopyOutput> upload_part_copy(const aws::Call& call, UploadPartCopyRequest input);
    Later<CompleteMultipartUploadOutput> complete_multipart_upload(const aws::Call& call,
                                                                   CompleteMultipartUploadRequest input);
    Later<AbortMultipartUploadOutput> abort_multipart_upload(const aws::Call& call, AbortMultipartUploadRequest input);
    Later<ListPartsOutput> list_parts(const aws::Call& call, ListPartsRequest input);
    Later<ListMultipartUploadsOutput> list_multipart_uploads(const aws::Call& call, ListMultipartUploadsRequest input);

    // Listings: listing_operations.cpp
    Later<ListObjectsOutput> list_objects(const aws::Call& call, ListObjectsRequest input);
    Later<ListObjectsV2Output> list_objects_v2(const aws::Call& call, ListObjectsV2Request input);
    Later<ListObjectVersionsOutput> list_object_versions(const aws::Call& call, ListObjectVersionsRequest input);
    Answer<ListBucketsOutput> list_buckets(const aws::Call& call, ListBucketsRequest input);

    // Buckets: bucket_operations.cpp
    Later<CreateBucketOutput> create_bucket(const aws::Call& call, CreateBucketRequest input);
    Answer<HeadBucketOutput> head_bucket(const aws::Call& call, HeadBucketRequest input);
    Later<aws::Nothing> delete_bucket(const aws::Call& call, DeleteBucketRequest input);
    Answer<GetBucketLocationOutput> get_bucket_location(const aws::Call& call, GetBucketLocationRequest input);
    Answer<GetBucketVersioningOutput> get_bucket_versioning(const aws::Call& call, GetBucketVersioningRequest input);
    Later<aws::Nothing> put_bucket_versioning(const aws::Call& call, PutBucketVersioningRequest input);
    Answer<GetObjectLockConfigurationOutput> get_object_lock_configuration(const aws::Call& call,
                                                                           GetObjectLockConfigurationRequest input);
    Later<PutObjectLockConfigurationOutput> put_object_lock_configuration(const aws::Call& call,
                                                                          PutObjectLockConfigurationRequest input);

private:
    /// What somebody wants to do to a bucket, or to one of its keys.
    struct Wish {
        std::string_view action;  // "s3:GetObject"
        std::string_view bucket;
        std::string_view key;  // empty: the bucket itself
        const std::optional<std::string>* expected_owner = nullptr;
    };
    /// The bucket, if it is there, is whose the caller says, and lets the caller do that.
    [[nodiscard]] Answer<BucketRef> open(const aws::Call& call, const Wish& wish) const;
    /// What the bucket adds to what a writer says of an object (encryption), and whether it takes the ACL.
    [[nodiscard]] static std::optional<aws::Error> apply_defaults(const s3::Bucket& bucket, const AclHeaders& acl,
                                                                  Attributes& attributes);
    /// x-amz-expiration, when a lifecycle rule will end the version.
    [[nodiscard]] static std::optional<std::string> expiration_of(const s3::Bucket& bucket,
                                                                  const s3::ObjectVersion& version);

    Buckets& buckets_;
    Objects objects_;
    Uploads uploads_;
};

}  // namespace wt::s3::api
