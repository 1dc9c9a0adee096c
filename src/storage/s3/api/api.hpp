#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/operation.hpp"
#include "storage/s3/api/bucket_setting_shapes.hpp"
#include "storage/s3/api/bucket_shapes.hpp"
#include "storage/s3/api/destinations.hpp"
#include "storage/s3/api/kept_shapes.hpp"
#include "storage/s3/api/listing_shapes.hpp"
#include "storage/s3/api/object_setting_shapes.hpp"
#include "storage/s3/api/object_shapes.hpp"
#include "storage/s3/api/rules.hpp"
#include "storage/s3/api/select_shapes.hpp"
#include "storage/s3/api/translate.hpp"
#include "storage/s3/api/upload_shapes.hpp"
#include "storage/s3/service.hpp"

namespace wt::s3::api {

/// The operations of S3's API over the buckets: what each decodes, whether its caller may, and what it answers. The
/// rules of the data are the buckets'. Amazon S3 API Reference, 2006-03-01.
class Api {
public:
    /// Both must outlive this.
    Api(Service& service, const Destinations& destinations)
        : buckets_(service.buckets),
          objects_(service.objects),
          uploads_(service.uploads),
          accounts_(service.accounts),
          destinations_(destinations),
          ids_(service.buckets.context().random("s3.configuration_ids")) {}
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

    // A query over an object: select_operation.cpp
    Later<SelectObjectContentOutput> select_object_content(const aws::Call& call, SelectObjectContentRequest input);

    // What is set on objects: object_setting_operations.cpp
    Later<GetObjectTaggingOutput> get_object_tagging(const aws::Call& call, GetObjectTaggingRequest input);
    Later<PutObjectTaggingOutput> put_object_tagging(const aws::Call& call, PutObjectTaggingRequest input);
    Later<DeleteObjectTaggingOutput> delete_object_tagging(const aws::Call& call, DeleteObjectTaggingRequest input);
    Later<GetObjectRetentionOutput> get_object_retention(const aws::Call& call, GetObjectRetentionRequest input);
    Later<PutObjectRetentionOutput> put_object_retention(const aws::Call& call, PutObjectRetentionRequest input);
    Later<GetObjectLegalHoldOutput> get_object_legal_hold(const aws::Call& call, GetObjectLegalHoldRequest input);
    Later<PutObjectLegalHoldOutput> put_object_legal_hold(const aws::Call& call, PutObjectLegalHoldRequest input);
    Later<RestoreObjectOutput> restore_object(const aws::Call& call, RestoreObjectRequest input);

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
    Answer<HeadBucketOutput> head_bucket(const aws::Call& call, OfBucket input);
    Later<aws::Nothing> delete_bucket(const aws::Call& call, OfBucket input);
    Answer<GetBucketLocationOutput> get_bucket_location(const aws::Call& call, OfBucket input);
    Answer<GetBucketVersioningOutput> get_bucket_versioning(const aws::Call& call, OfBucket input);
    Later<aws::Nothing> put_bucket_versioning(const aws::Call& call, PutBucketVersioningRequest input);
    Answer<GetObjectLockConfigurationOutput> get_object_lock_configuration(const aws::Call& call, OfBucket input);
    Later<PutObjectLockConfigurationOutput> put_object_lock_configuration(const aws::Call& call,
                                                                          PutObjectLockConfigurationRequest input);

    // What is set on buckets, and ACLs: bucket_setting_operations.cpp, acl_operations.cpp
    Answer<GetBucketPolicyOutput> get_bucket_policy(const aws::Call& call, OfBucket input);
    Later<aws::Nothing> put_bucket_policy(const aws::Call& call, PutBucketPolicyRequest input);
    Later<aws::Nothing> delete_bucket_policy(const aws::Call& call, OfBucket input);
    Answer<GetBucketPolicyStatusOutput> get_bucket_policy_status(const aws::Call& call, OfBucket input);
    Answer<GetBucketTaggingOutput> get_bucket_tagging(const aws::Call& call, OfBucket input);
    Later<aws::Nothing> put_bucket_tagging(const aws::Call& call, PutBucketTaggingRequest input);
    Later<aws::Nothing> delete_bucket_tagging(const aws::Call& call, OfBucket input);
    Answer<GetPublicAccessBlockOutput> get_public_access_block(const aws::Call& call, OfBucket input);
    Later<aws::Nothing> put_public_access_block(const aws::Call& call, PutPublicAccessBlockRequest input);
    Later<aws::Nothing> delete_public_access_block(const aws::Call& call, OfBucket input);
    Answer<GetBucketEncryptionOutput> get_bucket_encryption(const aws::Call& call, OfBucket input);
    Later<aws::Nothing> put_bucket_encryption(const aws::Call& call, PutBucketEncryptionRequest input);
    Later<aws::Nothing> delete_bucket_encryption(const aws::Call& call, OfBucket input);
    Answer<GetBucketOwnershipControlsOutput> get_bucket_ownership_controls(const aws::Call& call, OfBucket input);
    Later<aws::Nothing> put_bucket_ownership_controls(const aws::Call& call, PutBucketOwnershipControlsRequest input);
    Later<aws::Nothing> delete_bucket_ownership_controls(const aws::Call& call, OfBucket input);
    Answer<GetBucketAclOutput> get_bucket_acl(const aws::Call& call, OfBucket input);
    Later<aws::Nothing> put_bucket_acl(const aws::Call& call, PutBucketAclRequest input);
    Later<GetObjectAclOutput> get_object_acl(const aws::Call& call, GetObjectAclRequest input);
    Later<PutObjectAclOutput> put_object_acl(const aws::Call& call, PutObjectAclRequest input);
    Answer<GetBucketCorsOutput> get_bucket_cors(const aws::Call& call, OfBucket input);
    Later<aws::Nothing> put_bucket_cors(const aws::Call& call, PutBucketCorsRequest input);
    Later<aws::Nothing> delete_bucket_cors(const aws::Call& call, OfBucket input);
    Answer<GetBucketLifecycleConfigurationOutput> get_bucket_lifecycle_configuration(const aws::Call& call,
                                                                                     OfBucket input);
    Later<PutBucketLifecycleConfigurationOutput> put_bucket_lifecycle_configuration(
        const aws::Call& call, PutBucketLifecycleConfigurationRequest input);
    Later<aws::Nothing> delete_bucket_lifecycle(const aws::Call& call, OfBucket input);
    Answer<GetBucketWebsiteOutput> get_bucket_website(const aws::Call& call, OfBucket input);
    Later<aws::Nothing> put_bucket_website(const aws::Call& call, PutBucketWebsiteRequest input);
    Later<aws::Nothing> delete_bucket_website(const aws::Call& call, OfBucket input);
    Answer<NotificationConfiguration> get_bucket_notification_configuration(const aws::Call& call, OfBucket input);
    Later<aws::Nothing> put_bucket_notification_configuration(const aws::Call& call,
                                                              PutBucketNotificationConfigurationRequest input);
    Answer<GetBucketAccelerateConfigurationOutput> get_bucket_accelerate_configuration(
        const aws::Call& call, GetBucketAccelerateConfigurationRequest input);
    Later<aws::Nothing> put_bucket_accelerate_configuration(const aws::Call& call,
                                                            PutBucketAccelerateConfigurationRequest input);
    Answer<GetBucketLoggingOutput> get_bucket_logging(const aws::Call& call, OfBucket input);
    Later<aws::Nothing> put_bucket_logging(const aws::Call& call, PutBucketLoggingRequest input);
    Answer<GetBucketRequestPaymentOutput> get_bucket_request_payment(const aws::Call& call, OfBucket input);
    Later<aws::Nothing> put_bucket_request_payment(const aws::Call& call, PutBucketRequestPaymentRequest input);

    // What is kept and given back, by kind: kept_operations.cpp
    Answer<GetBucketReplicationOutput> get_bucket_replication(const aws::Call& call, OfBucket input);
    Later<aws::Nothing> put_bucket_replication(const aws::Call& call, PutBucketReplicationRequest input);
    Later<aws::Nothing> delete_bucket_replication(const aws::Call& call, OfBucket input);
    template <class Of>
    Later<aws::Nothing> put_kept(const aws::Call& call, PutKeptRequest<Of> input);
    template <class Of>
    Answer<GetKeptOutput<Of>> get_kept(const aws::Call& call, OfKept input);
    template <class Of>
    Later<aws::Nothing> delete_kept(const aws::Call& call, OfKept input);
    template <class Of>
    Answer<ListKeptOutput<Of>> list_kept(const aws::Call& call, ListKeptRequest input);

private:
    /// What somebody wants to do to a bucket, or to one of its keys.
    struct Wish {
        std::string_view action;  // "s3:GetObject"
        std::string_view bucket;
        std::string_view key;  // empty: the bucket itself
        const std::optional<std::string>* expected_owner = nullptr;
        /// Of s3:ListBucket: the key that only a listing could find, to conditions the prefix.
        std::string_view sought = {};
        bool began_upload = false;  // the caller, that which is to be listed or aborted
    };
    /// The bucket, if it is there, is whose the caller says, and lets the caller do that.
    [[nodiscard]] Answer<BucketRef> open(const aws::Call& call, const Wish& wish);
    /// The same for an object that is to be read. That there is none may know who may list the bucket; then that is all
    /// that is asked (API "GetObject").
    [[nodiscard]] Answer<BucketRef> open_to_read(const aws::Call& call, Wish wish);
    /// The same for a multipart upload that is to be listed or aborted.
    [[nodiscard]] Answer<BucketRef> open_upload(const aws::Call& call, Wish wish, const std::string& upload_id);
    /// The same without asking whether the caller may.
    [[nodiscard]] Answer<BucketRef> find(const Wish& wish);
    [[nodiscard]] std::optional<aws::Error> refuse(const aws::Call& call, const s3::Bucket& bucket, const Wish& wish);
    /// What is about no bucket that is there: by the caller's own policies alone. `bucket` may be "*".
    [[nodiscard]] static std::optional<aws::Error> refuse_by_identity(const aws::Call& call, std::string_view action,
                                                                      std::string_view bucket);
    /// A configuration of a bucket: what may read or write it, and its kind.
    struct Setting {
        std::string_view action;
        std::string_view kind;
        std::string_view bucket;
        const std::optional<std::string>* expected_owner = nullptr;
    };
    [[nodiscard]] Later<aws::Nothing> put_document(const aws::Call& call, Setting setting,
                                                   std::optional<std::string> document);
    template <class T>
    [[nodiscard]] Answer<T> get_document(const aws::Call& call, Setting setting, const aws::ErrorRow& absent);

    /// What the bucket adds to what a writer says of an object (owner, ACL, encryption), and whether it takes the ACL.
    struct WriteHeaders {
        const AclHeaders& acl;
        const EncryptionHeaders& encryption;
    };
    [[nodiscard]] std::optional<aws::Error> apply_defaults(const aws::Call& call, const s3::Bucket& bucket,
                                                           const WriteHeaders& headers, std::string_view key,
                                                           Attributes& attributes);
    /// The configurations that a new bucket begins with.
    [[nodiscard]] static std::optional<aws::Error> begin_documents(
        const aws::Call& call, const CreateBucketRequest& input,
        std::map<std::string, std::string, std::less<>>& documents);

    Buckets& buckets_;
    Objects& objects_;
    Uploads& uploads_;
    const aws::Accounts& accounts_;
    const Destinations& destinations_;
    RuleBook rules_;
    Random ids_;
};

}  // namespace wt::s3::api
