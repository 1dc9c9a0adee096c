#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/keys.hpp"
#include "aws/operation.hpp"
#include "base/fresh_random.hpp"
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
    /// All must outlive this.
    Api(Service& service, const Destinations& destinations, aws::Keys& keys)
        : buckets_(service.buckets),
          objects_(service.objects),
          uploads_(service.uploads),
          accounts_(service.accounts),
          destinations_(destinations),
          keys_(keys),
          ids_(fresh_random(service.buckets.context(), "s3.configuration_ids")) {}
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    // Objects: object_operations.cpp
    aws::Later<PutObjectOutput> put_object(const aws::Call& call, PutObjectRequest input);
    aws::Later<GetObjectOutput> get_object(const aws::Call& call, GetObjectRequest input);
    aws::Later<HeadObjectOutput> head_object(const aws::Call& call, HeadObjectRequest input);
    aws::Later<DeleteObjectOutput> delete_object(const aws::Call& call, DeleteObjectRequest input);
    aws::Later<DeleteObjectsOutput> delete_objects(const aws::Call& call, DeleteObjectsRequest input);
    aws::Later<CopyObjectOutput> copy_object(const aws::Call& call, CopyObjectRequest input);
    aws::Later<GetObjectAttributesOutput> get_object_attributes(const aws::Call& call,
                                                                GetObjectAttributesRequest input);

    // A query over an object: select_operation.cpp
    aws::Later<SelectObjectContentOutput> select_object_content(const aws::Call& call,
                                                                SelectObjectContentRequest input);

    // What is set on objects: object_setting_operations.cpp
    aws::Later<GetObjectTaggingOutput> get_object_tagging(const aws::Call& call, GetObjectTaggingRequest input);
    aws::Later<PutObjectTaggingOutput> put_object_tagging(const aws::Call& call, PutObjectTaggingRequest input);
    aws::Later<DeleteObjectTaggingOutput> delete_object_tagging(const aws::Call& call,
                                                                DeleteObjectTaggingRequest input);
    aws::Later<GetObjectRetentionOutput> get_object_retention(const aws::Call& call, GetObjectRetentionRequest input);
    aws::Later<PutObjectRetentionOutput> put_object_retention(const aws::Call& call, PutObjectRetentionRequest input);
    aws::Later<GetObjectLegalHoldOutput> get_object_legal_hold(const aws::Call& call, GetObjectLegalHoldRequest input);
    aws::Later<PutObjectLegalHoldOutput> put_object_legal_hold(const aws::Call& call, PutObjectLegalHoldRequest input);
    aws::Later<RestoreObjectOutput> restore_object(const aws::Call& call, RestoreObjectRequest input);

    // Multipart uploads: upload_operations.cpp
    aws::Later<CreateMultipartUploadOutput> create_multipart_upload(const aws::Call& call,
                                                                    CreateMultipartUploadRequest input);
    aws::Later<UploadPartOutput> upload_part(const aws::Call& call, UploadPartRequest input);
    aws::Later<UploadPartCopyOutput> upload_part_copy(const aws::Call& call, UploadPartCopyRequest input);
    aws::Later<CompleteMultipartUploadOutput> complete_multipart_upload(const aws::Call& call,
                                                                        CompleteMultipartUploadRequest input);
    aws::Later<AbortMultipartUploadOutput> abort_multipart_upload(const aws::Call& call,
                                                                  AbortMultipartUploadRequest input);
    aws::Later<ListPartsOutput> list_parts(const aws::Call& call, ListPartsRequest input);
    aws::Later<ListMultipartUploadsOutput> list_multipart_uploads(const aws::Call& call,
                                                                  ListMultipartUploadsRequest input);

    // Listings: listing_operations.cpp
    aws::Later<ListObjectsOutput> list_objects(const aws::Call& call, ListObjectsRequest input);
    aws::Later<ListObjectsV2Output> list_objects_v2(const aws::Call& call, ListObjectsV2Request input);
    aws::Later<ListObjectVersionsOutput> list_object_versions(const aws::Call& call, ListObjectVersionsRequest input);
    aws::Outcome<ListBucketsOutput> list_buckets(const aws::Call& call, ListBucketsRequest input);

    // Buckets: bucket_operations.cpp
    aws::Later<CreateBucketOutput> create_bucket(const aws::Call& call, CreateBucketRequest input);
    aws::Outcome<HeadBucketOutput> head_bucket(const aws::Call& call, HeadBucketRequest input);
    aws::Later<aws::Nothing> delete_bucket(const aws::Call& call, DeleteBucketRequest input);
    aws::Outcome<GetBucketLocationOutput> get_bucket_location(const aws::Call& call, GetBucketLocationRequest input);
    aws::Outcome<GetBucketVersioningOutput> get_bucket_versioning(const aws::Call& call,
                                                                  GetBucketVersioningRequest input);
    aws::Later<aws::Nothing> put_bucket_versioning(const aws::Call& call, PutBucketVersioningRequest input);
    aws::Outcome<GetObjectLockConfigurationOutput> get_object_lock_configuration(
        const aws::Call& call, GetObjectLockConfigurationRequest input);
    aws::Later<PutObjectLockConfigurationOutput> put_object_lock_configuration(const aws::Call& call,
                                                                               PutObjectLockConfigurationRequest input);

    // What is set on buckets, and ACLs: bucket_setting_operations.cpp, acl_operations.cpp
    aws::Outcome<GetBucketPolicyOutput> get_bucket_policy(const aws::Call& call, GetBucketPolicyRequest input);
    aws::Later<aws::Nothing> put_bucket_policy(const aws::Call& call, PutBucketPolicyRequest input);
    aws::Later<aws::Nothing> delete_bucket_policy(const aws::Call& call, DeleteBucketPolicyRequest input);
    aws::Outcome<GetBucketPolicyStatusOutput> get_bucket_policy_status(const aws::Call& call,
                                                                       GetBucketPolicyStatusRequest input);
    aws::Outcome<GetBucketTaggingOutput> get_bucket_tagging(const aws::Call& call, GetBucketTaggingRequest input);
    aws::Later<aws::Nothing> put_bucket_tagging(const aws::Call& call, PutBucketTaggingRequest input);
    aws::Later<aws::Nothing> delete_bucket_tagging(const aws::Call& call, DeleteBucketTaggingRequest input);
    aws::Outcome<GetPublicAccessBlockOutput> get_public_access_block(const aws::Call& call,
                                                                     GetPublicAccessBlockRequest input);
    aws::Later<aws::Nothing> put_public_access_block(const aws::Call& call, PutPublicAccessBlockRequest input);
    aws::Later<aws::Nothing> delete_public_access_block(const aws::Call& call, DeletePublicAccessBlockRequest input);
    aws::Outcome<GetBucketEncryptionOutput> get_bucket_encryption(const aws::Call& call,
                                                                  GetBucketEncryptionRequest input);
    aws::Later<aws::Nothing> put_bucket_encryption(const aws::Call& call, PutBucketEncryptionRequest input);
    aws::Later<aws::Nothing> delete_bucket_encryption(const aws::Call& call, DeleteBucketEncryptionRequest input);
    aws::Outcome<GetBucketOwnershipControlsOutput> get_bucket_ownership_controls(
        const aws::Call& call, GetBucketOwnershipControlsRequest input);
    aws::Later<aws::Nothing> put_bucket_ownership_controls(const aws::Call& call,
                                                           PutBucketOwnershipControlsRequest input);
    aws::Later<aws::Nothing> delete_bucket_ownership_controls(const aws::Call& call,
                                                              DeleteBucketOwnershipControlsRequest input);
    aws::Outcome<GetBucketAclOutput> get_bucket_acl(const aws::Call& call, GetBucketAclRequest input);
    aws::Later<aws::Nothing> put_bucket_acl(const aws::Call& call, PutBucketAclRequest input);
    aws::Later<GetObjectAclOutput> get_object_acl(const aws::Call& call, GetObjectAclRequest input);
    aws::Later<PutObjectAclOutput> put_object_acl(const aws::Call& call, PutObjectAclRequest input);
    aws::Outcome<GetBucketCorsOutput> get_bucket_cors(const aws::Call& call, GetBucketCorsRequest input);
    aws::Later<aws::Nothing> put_bucket_cors(const aws::Call& call, PutBucketCorsRequest input);
    aws::Later<aws::Nothing> delete_bucket_cors(const aws::Call& call, DeleteBucketCorsRequest input);
    aws::Outcome<GetBucketLifecycleConfigurationOutput> get_bucket_lifecycle_configuration(
        const aws::Call& call, GetBucketLifecycleConfigurationRequest input);
    aws::Later<PutBucketLifecycleConfigurationOutput> put_bucket_lifecycle_configuration(
        const aws::Call& call, PutBucketLifecycleConfigurationRequest input);
    aws::Later<aws::Nothing> delete_bucket_lifecycle(const aws::Call& call, DeleteBucketLifecycleRequest input);
    aws::Outcome<GetBucketWebsiteOutput> get_bucket_website(const aws::Call& call, GetBucketWebsiteRequest input);
    aws::Later<aws::Nothing> put_bucket_website(const aws::Call& call, PutBucketWebsiteRequest input);
    aws::Later<aws::Nothing> delete_bucket_website(const aws::Call& call, DeleteBucketWebsiteRequest input);
    aws::Outcome<NotificationConfiguration> get_bucket_notification_configuration(
        const aws::Call& call, GetBucketNotificationConfigurationRequest input);
    aws::Later<aws::Nothing> put_bucket_notification_configuration(const aws::Call& call,
                                                                   PutBucketNotificationConfigurationRequest input);
    aws::Outcome<GetBucketAccelerateConfigurationOutput> get_bucket_accelerate_configuration(
        const aws::Call& call, GetBucketAccelerateConfigurationRequest input);
    aws::Later<aws::Nothing> put_bucket_accelerate_configuration(const aws::Call& call,
                                                                 PutBucketAccelerateConfigurationRequest input);
    aws::Outcome<GetBucketLoggingOutput> get_bucket_logging(const aws::Call& call, GetBucketLoggingRequest input);
    aws::Later<aws::Nothing> put_bucket_logging(const aws::Call& call, PutBucketLoggingRequest input);
    aws::Outcome<GetBucketRequestPaymentOutput> get_bucket_request_payment(const aws::Call& call,
                                                                           GetBucketRequestPaymentRequest input);
    aws::Later<aws::Nothing> put_bucket_request_payment(const aws::Call& call, PutBucketRequestPaymentRequest input);

    // What is kept and given back, by kind: kept_operations.cpp
    aws::Outcome<GetBucketReplicationOutput> get_bucket_replication(const aws::Call& call,
                                                                    GetBucketReplicationRequest input);
    aws::Later<aws::Nothing> put_bucket_replication(const aws::Call& call, PutBucketReplicationRequest input);
    aws::Later<aws::Nothing> delete_bucket_replication(const aws::Call& call, DeleteBucketReplicationRequest input);
    aws::Outcome<GetBucketAnalyticsConfigurationOutput> get_bucket_analytics_configuration(
        const aws::Call& call, GetBucketAnalyticsConfigurationRequest input);
    aws::Later<aws::Nothing> put_bucket_analytics_configuration(const aws::Call& call,
                                                                PutBucketAnalyticsConfigurationRequest input);
    aws::Later<aws::Nothing> delete_bucket_analytics_configuration(const aws::Call& call,
                                                                   DeleteBucketAnalyticsConfigurationRequest input);
    aws::Outcome<ListBucketAnalyticsConfigurationsOutput> list_bucket_analytics_configurations(
        const aws::Call& call, ListBucketAnalyticsConfigurationsRequest input);
    aws::Outcome<GetBucketIntelligentTieringConfigurationOutput> get_bucket_intelligent_tiering_configuration(
        const aws::Call& call, GetBucketIntelligentTieringConfigurationRequest input);
    aws::Later<aws::Nothing> put_bucket_intelligent_tiering_configuration(
        const aws::Call& call, PutBucketIntelligentTieringConfigurationRequest input);
    aws::Later<aws::Nothing> delete_bucket_intelligent_tiering_configuration(
        const aws::Call& call, DeleteBucketIntelligentTieringConfigurationRequest input);
    aws::Outcome<ListBucketIntelligentTieringConfigurationsOutput> list_bucket_intelligent_tiering_configurations(
        const aws::Call& call, ListBucketIntelligentTieringConfigurationsRequest input);
    aws::Outcome<GetBucketInventoryConfigurationOutput> get_bucket_inventory_configuration(
        const aws::Call& call, GetBucketInventoryConfigurationRequest input);
    aws::Later<aws::Nothing> put_bucket_inventory_configuration(const aws::Call& call,
                                                                PutBucketInventoryConfigurationRequest input);
    aws::Later<aws::Nothing> delete_bucket_inventory_configuration(const aws::Call& call,
                                                                   DeleteBucketInventoryConfigurationRequest input);
    aws::Outcome<ListBucketInventoryConfigurationsOutput> list_bucket_inventory_configurations(
        const aws::Call& call, ListBucketInventoryConfigurationsRequest input);
    aws::Outcome<GetBucketMetricsConfigurationOutput> get_bucket_metrics_configuration(
        const aws::Call& call, GetBucketMetricsConfigurationRequest input);
    aws::Later<aws::Nothing> put_bucket_metrics_configuration(const aws::Call& call,
                                                              PutBucketMetricsConfigurationRequest input);
    aws::Later<aws::Nothing> delete_bucket_metrics_configuration(const aws::Call& call,
                                                                 DeleteBucketMetricsConfigurationRequest input);
    aws::Outcome<ListBucketMetricsConfigurationsOutput> list_bucket_metrics_configurations(
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
    [[nodiscard]] aws::Outcome<BucketRef> open(const aws::Call& call, const Wish& wish);
    /// The same for an object that is to be read. That there is none may know who may list the bucket; then that is all
    /// that is asked (API "GetObject").
    [[nodiscard]] aws::Outcome<BucketRef> open_to_read(const aws::Call& call, Wish wish);
    /// The same for a multipart upload that is to be listed or aborted.
    [[nodiscard]] aws::Outcome<BucketRef> open_upload(const aws::Call& call, Wish wish, const std::string& upload_id);
    /// The same without asking whether the caller may.
    [[nodiscard]] aws::Outcome<BucketRef> find(const Wish& wish);
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
    [[nodiscard]] aws::Later<aws::Nothing> put_document(const aws::Call& call, Setting setting,
                                                        std::optional<std::string> document);
    template <class T>
    [[nodiscard]] aws::Outcome<T> get_document(const aws::Call& call, Setting setting, const aws::ErrorRow& absent);

    /// Why a bucket's tags cannot become these.
    [[nodiscard]] std::optional<aws::Error> refuse_tags(const aws::Call& call, const Setting& setting,
                                                        const Tagging& tagging);

    /// The same of a configuration of which a bucket has many, by id. An input has the bucket, the id and the expected
    /// owner; the pointer says which member of the output is the configuration, or all of them.
    template <class Of>
    [[nodiscard]] aws::Later<aws::Nothing> put_kept(const aws::Call& call, const KeptKind& kept, KeptPlace place,
                                                    Of configuration);
    template <class Output, class Of, class Input>
    [[nodiscard]] aws::Outcome<Output> get_kept(const aws::Call& call, const KeptKind& kept, const Input& input,
                                                std::optional<Of> Output::* configuration);
    [[nodiscard]] aws::Later<aws::Nothing> delete_kept(const aws::Call& call, const KeptKind& kept, KeptPlace place);
    template <class Output, class Of, class Input>
    [[nodiscard]] aws::Outcome<Output> list_kept(const aws::Call& call, const KeptKind& kept, const Input& input,
                                                 std::vector<Of> Output::* configurations);

    /// Why the caller cannot use the key of KMS that encrypts an object, or is to; where it can, its ARN stands there.
    /// `action`: "GenerateDataKey", "Decrypt".
    [[nodiscard]] std::optional<aws::Error> use_key(const aws::Call& call, const s3::Bucket& bucket,
                                                    std::string_view key, std::string_view action,
                                                    Encryption& encryption);
    /// The same of an object that is to be read or copied.
    [[nodiscard]] std::optional<aws::Error> refuse_key(const aws::Call& call, const s3::Bucket& bucket,
                                                       const s3::ObjectVersion& version);
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
    aws::Keys& keys_;
    RuleBook rules_;
    Random ids_;
};

}  // namespace wt::s3::api
