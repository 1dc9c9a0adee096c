#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/operation.hpp"
#include "storage/s3/api/destinations.hpp"
#include "storage/s3/api/rules.hpp"
#include "storage/s3/api/s3_shapes.hpp"
#include "storage/s3/api/translate.hpp"
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
    Answer<HeadBucketOutput> head_bucket(const aws::Call& call, HeadBucketRequest input);
    Later<aws::Nothing> delete_bucket(const aws::Call& call, DeleteBucketRequest input);
    Answer<GetBucketLocationOutput> get_bucket_location(const aws::Call& call, GetBucketLocationRequest input);
    Answer<GetBucketVersioningOutput> get_bucket_versioning(const aws::Call& call, GetBucketVersioningRequest input);
    Later<aws::Nothing> put_bucket_versioning(const aws::Call& call, PutBucketVersioningRequest input);
    Answer<GetObjectLockConfigurationOutput> get_object_lock_configuration(const aws::Call& call,
                                                                           GetObjectLockConfigurationRequest input);
    Later<PutObjectLockConfigurationOutput> put_object_lock_configuration(const aws::Call& call,
                                                                          PutObjectLockConfigurationRequest input);

    // What is set on buckets, and ACLs: bucket_setting_operations.cpp, acl_operations.cpp
    Answer<GetBucketPolicyOutput> get_bucket_policy(const aws::Call& call, GetBucketPolicyRequest input);
    Later<aws::Nothing> put_bucket_policy(const aws::Call& call, PutBucketPolicyRequest input);
    Later<aws::Nothing> delete_bucket_policy(const aws::Call& call, DeleteBucketPolicyRequest input);
    Answer<GetBucketPolicyStatusOutput> get_bucket_policy_status(const aws::Call& call,
                                                                 GetBucketPolicyStatusRequest input);
    Answer<GetBucketTaggingOutput> get_bucket_tagging(const aws::Call& call, GetBucketTaggingRequest input);
    Later<aws::Nothing> put_bucket_tagging(const aws::Call& call, PutBucketTaggingRequest input);
    Later<aws::Nothing> delete_bucket_tagging(const aws::Call& call, DeleteBucketTaggingRequest input);
    Answer<GetPublicAccessBlockOutput> get_public_access_block(const aws::Call& call,
                                                               GetPublicAccessBlockRequest input);
    Later<aws::Nothing> put_public_access_block(const aws::Call& call, PutPublicAccessBlockRequest input);
    Later<aws::Nothing> delete_public_access_block(const aws::Call& call, DeletePublicAccessBlockRequest input);
    Answer<GetBucketEncryptionOutput> get_bucket_encryption(const aws::Call& call, GetBucketEncryptionRequest input);
    Later<aws::Nothing> put_bucket_encryption(const aws::Call& call, PutBucketEncryptionRequest input);
    Later<aws::Nothing> delete_bucket_encryption(const aws::Call& call, DeleteBucketEncryptionRequest input);
    Answer<GetBucketOwnershipControlsOutput> get_bucket_ownership_controls(const aws::Call& call,
                                                                           GetBucketOwnershipControlsRequest input);
    Later<aws::Nothing> put_bucket_ownership_controls(const aws::Call& call, PutBucketOwnershipControlsRequest input);
    Later<aws::Nothing> delete_bucket_ownership_controls(const aws::Call& call,
                                                         DeleteBucketOwnershipControlsRequest input);
    Answer<GetBucketAclOutput> get_bucket_acl(const aws::Call& call, GetBucketAclRequest input);
    Later<aws::Nothing> put_bucket_acl(const aws::Call& call, PutBucketAclRequest input);
    Later<GetObjectAclOutput> get_object_acl(const aws::Call& call, GetObjectAclRequest input);
    Later<PutObjectAclOutput> put_object_acl(const aws::Call& call, PutObjectAclRequest input);
    Answer<GetBucketCorsOutput> get_bucket_cors(const aws::Call& call, GetBucketCorsRequest input);
    Later<aws::Nothing> put_bucket_cors(const aws::Call& call, PutBucketCorsRequest input);
    Later<aws::Nothing> delete_bucket_cors(const aws::Call& call, DeleteBucketCorsRequest input);
    Answer<GetBucketLifecycleConfigurationOutput> get_bucket_lifecycle_configuration(
        const aws::Call& call, GetBucketLifecycleConfigurationRequest input);
    Later<PutBucketLifecycleConfigurationOutput> put_bucket_lifecycle_configuration(
        const aws::Call& call, PutBucketLifecycleConfigurationRequest input);
    Later<aws::Nothing> delete_bucket_lifecycle(const aws::Call& call, DeleteBucketLifecycleRequest input);
    Answer<GetBucketWebsiteOutput> get_bucket_website(const aws::Call& call, GetBucketWebsiteRequest input);
    Later<aws::Nothing> put_bucket_website(const aws::Call& call, PutBucketWebsiteRequest input);
    Later<aws::Nothing> delete_bucket_website(const aws::Call& call, DeleteBucketWebsiteRequest input);
    Answer<NotificationConfiguration> get_bucket_notification_configuration(
        const aws::Call& call, GetBucketNotificationConfigurationRequest input);
    Later<aws::Nothing> put_bucket_notification_configuration(const aws::Call& call,
                                                              PutBucketNotificationConfigurationRequest input);
    Answer<GetBucketAccelerateConfigurationOutput> get_bucket_accelerate_configuration(
        const aws::Call& call, GetBucketAccelerateConfigurationRequest input);
    Later<aws::Nothing> put_bucket_accelerate_configuration(const aws::Call& call,
                                                            PutBucketAccelerateConfigurationRequest input);
    Answer<GetBucketLoggingOutput> get_bucket_logging(const aws::Call& call, GetBucketLoggingRequest input);
    Later<aws::Nothing> put_bucket_logging(const aws::Call& call, PutBucketLoggingRequest input);
    Answer<GetBucketRequestPaymentOutput> get_bucket_request_payment(const aws::Call& call,
                                                                     GetBucketRequestPaymentRequest input);
    Later<aws::Nothing> put_bucket_request_payment(const aws::Call& call, PutBucketRequestPaymentRequest input);

    // What is kept and given back, by kind: kept_operations.cpp
    Answer<GetBucketReplicationOutput> get_bucket_replication(const aws::Call& call, GetBucketReplicationRequest input);
    Later<aws::Nothing> put_bucket_replication(const aws::Call& call, PutBucketReplicationRequest input);
    Later<aws::Nothing> delete_bucket_replication(const aws::Call& call, DeleteBucketReplicationRequest input);
    Answer<GetBucketAnalyticsConfigurationOutput> get_bucket_analytics_configuration(
        const aws::Call& call, GetBucketAnalyticsConfigurationRequest input);
    Later<aws::Nothing> put_bucket_analytics_configuration(const aws::Call& call,
                                                           PutBucketAnalyticsConfigurationRequest input);
    Later<aws::Nothing> delete_bucket_analytics_configuration(const aws::Call& call,
                                                              DeleteBucketAnalyticsConfigurationRequest input);
    Answer<ListBucketAnalyticsConfigurationsOutput> list_bucket_analytics_configurations(
        const aws::Call& call, ListBucketAnalyticsConfigurationsRequest input);
    Answer<GetBucketIntelligentTieringConfigurationOutput> get_bucket_intelligent_tiering_configuration(
        const aws::Call& call, GetBucketIntelligentTieringConfigurationRequest input);
    Later<aws::Nothing> put_bucket_intelligent_tiering_configuration(
        const aws::Call& call, PutBucketIntelligentTieringConfigurationRequest input);
    Later<aws::Nothing> delete_bucket_intelligent_tiering_configuration(
        const aws::Call& call, DeleteBucketIntelligentTieringConfigurationRequest input);
    Answer<ListBucketIntelligentTieringConfigurationsOutput> list_bucket_intelligent_tiering_configurations(
        const aws::Call& call, ListBucketIntelligentTieringConfigurationsRequest input);
    Answer<GetBucketInventoryConfigurationOutput> get_bucket_inventory_configuration(
        const aws::Call& call, GetBucketInventoryConfigurationRequest input);
    Later<aws::Nothing> put_bucket_inventory_configuration(const aws::Call& call,
                                                           PutBucketInventoryConfigurationRequest input);
    Later<aws::Nothing> delete_bucket_inventory_configuration(const aws::Call& call,
                                                              DeleteBucketInventoryConfigurationRequest input);
    Answer<ListBucketInventoryConfigurationsOutput> list_bucket_inventory_configurations(
        const aws::Call& call, ListBucketInventoryConfigurationsRequest input);
    Answer<GetBucketMetricsConfigurationOutput> get_bucket_metrics_configuration(
        const aws::Call& call, GetBucketMetricsConfigurationRequest input);
    Later<aws::Nothing> put_bucket_metrics_configuration(const aws::Call& call,
                                                         PutBucketMetricsConfigurationRequest input);
    Later<aws::Nothing> delete_bucket_metrics_configuration(const aws::Call& call,
                                                            DeleteBucketMetricsConfigurationRequest input);
    Answer<ListBucketMetricsConfigurationsOutput> list_bucket_metrics_configurations(
        const aws::Call& call, ListBucketMetricsConfigurationsRequest input);

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
    /// Inventory, metrics, analytics, intelligent tiering; and one of its configurations.
    struct KeptKind {
        std::string_view kind;  // what its documents are kept by, with the id behind a '/'
        std::string_view put_action;
        std::string_view get_action;
    };
    static const KeptKind analytics, intelligent_tiering, inventory, metrics;
    struct KeptPlace {
        std::string bucket;
        std::string id;
        std::optional<std::string> expected_owner;
    };
    [[nodiscard]] Later<aws::Nothing> put_document(const aws::Call& call, Setting setting,
                                                   std::optional<std::string> document);
    template <class T>
    [[nodiscard]] Answer<T> get_document(const aws::Call& call, Setting setting, const aws::ErrorRow& absent);

    /// The same of a configuration of which a bucket has many, by id. An input has the bucket, the id and the expected
    /// owner; the pointer says which member of the output is the configuration, or all of them.
    template <class Of>
    [[nodiscard]] Later<aws::Nothing> put_kept(const aws::Call& call, const KeptKind& kept, KeptPlace place,
                                               Of configuration);
    template <class Output, class Of, class Input>
    [[nodiscard]] Answer<Output> get_kept(const aws::Call& call, const KeptKind& kept, const Input& input,
                                          std::optional<Of> Output::* configuration);
    [[nodiscard]] Later<aws::Nothing> delete_kept(const aws::Call& call, const KeptKind& kept, KeptPlace place);
    template <class Output, class Of, class Input>
    [[nodiscard]] Answer<Output> list_kept(const aws::Call& call, const KeptKind& kept, const Input& input,
                                           std::vector<Of> Output::* configurations);

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
