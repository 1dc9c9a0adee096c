#include "storage/s3/api/bucket_setting_shapes.hpp"

#include "storage/s3/api/enumerations.hpp"
#include "storage/s3/api/member_groups.hpp"

namespace wt::s3::api {

using aws::member;
using aws::Member;
using aws::members_of;
using aws::Structure;
using aws::Tag;
using namespace enumerations;

const Structure& shape_of(Tag<GetBucketPolicyOutput>) {
    using T = GetBucketPolicyOutput;
    static const Structure shape("", {
                                         member<&T::policy>("Policy").payload(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutBucketPolicyRequest>) {
    using T = PutBucketPolicyRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::confirm_remove_self_bucket_access>("ConfirmRemoveSelfBucketAccess")
                    .header("x-amz-confirm-remove-self-bucket-access"),
                member<&T::policy>("Policy").payload().required(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<PolicyStatus>) {
    using T = PolicyStatus;
    static const Structure shape("", {
                                         member<&T::is_public>("IsPublic"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetBucketPolicyStatusOutput>) {
    using T = GetBucketPolicyStatusOutput;
    static const Structure shape("", {
                                         member<&T::policy_status>("PolicyStatus").payload(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetBucketTaggingOutput>) {
    using T = GetBucketTaggingOutput;
    static const Structure shape("Tagging", {
                                                member<&T::tag_set>("TagSet").elements("Tag").required(),
                                            });
    return shape;
}

const Structure& shape_of(Tag<PutBucketTaggingRequest>) {
    using T = PutBucketTaggingRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::tagging>("Tagging").payload().required(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<GetPublicAccessBlockOutput>) {
    using T = GetPublicAccessBlockOutput;
    static const Structure shape(
        "", {
                member<&T::public_access_block_configuration>("PublicAccessBlockConfiguration").payload(),
            });
    return shape;
}

const Structure& shape_of(Tag<PutPublicAccessBlockRequest>) {
    using T = PutPublicAccessBlockRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::public_access_block_configuration>("PublicAccessBlockConfiguration").payload().required(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<ServerSideEncryptionByDefault>) {
    using T = ServerSideEncryptionByDefault;
    static const Structure shape(
        "", {
                member<&T::sse_algorithm>("SSEAlgorithm").one_of(server_side_encryption_values).required(),
                member<&T::kms_master_key_id>("KMSMasterKeyID"),
            });
    return shape;
}

const Structure& shape_of(Tag<BlockedEncryptionTypes>) {
    using T = BlockedEncryptionTypes;
    static const Structure shape(
        "", {
                member<&T::encryption_type>("EncryptionType").flattened().one_of(encryption_type_values),
            });
    return shape;
}

const Structure& shape_of(Tag<ServerSideEncryptionRule>) {
    using T = ServerSideEncryptionRule;
    static const Structure shape(
        "", {
                member<&T::apply_server_side_encryption_by_default>("ApplyServerSideEncryptionByDefault"),
                member<&T::bucket_key_enabled>("BucketKeyEnabled"),
                member<&T::blocked_encryption_types>("BlockedEncryptionTypes"),
            });
    return shape;
}

const Structure& shape_of(Tag<ServerSideEncryptionConfiguration>) {
    using T = ServerSideEncryptionConfiguration;
    static const Structure shape("", {
                                         member<&T::rules>("Rules").wire("Rule").flattened().required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetBucketEncryptionOutput>) {
    using T = GetBucketEncryptionOutput;
    static const Structure shape(
        "", {
                member<&T::server_side_encryption_configuration>("ServerSideEncryptionConfiguration").payload(),
            });
    return shape;
}

const Structure& shape_of(Tag<PutBucketEncryptionRequest>) {
    using T = PutBucketEncryptionRequest;
    static const Structure shape(
        "",
        {
            member<&T::bucket>("Bucket").label().required(),
            member<&T::content_md5>("ContentMD5").header("Content-MD5"),
            member<&T::checksum_algorithm>("ChecksumAlgorithm")
                .header("x-amz-sdk-checksum-algorithm")
                .one_of(checksum_algorithm_values)
                .any_case(),
            member<&T::server_side_encryption_configuration>("ServerSideEncryptionConfiguration").payload().required(),
            member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
        });
    return shape;
}

const Structure& shape_of(Tag<GetBucketOwnershipControlsOutput>) {
    using T = GetBucketOwnershipControlsOutput;
    static const Structure shape("", {
                                         member<&T::ownership_controls>("OwnershipControls").payload(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutBucketOwnershipControlsRequest>) {
    using T = PutBucketOwnershipControlsRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::ownership_controls>("OwnershipControls").payload().required(),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
            });
    return shape;
}

const Structure& shape_of(Tag<GetBucketAclOutput>) {
    using T = GetBucketAclOutput;
    static const Structure shape("AccessControlPolicy",
                                 {
                                     member<&T::owner>("Owner"),
                                     member<&T::grants>("Grants").wire("AccessControlList").elements("Grant"),
                                 });
    return shape;
}

const Structure& shape_of(Tag<PutBucketAclRequest>) {
    using T = PutBucketAclRequest;
    static const Structure shape(
        "", {
                member<&T::acl>("ACL").header("x-amz-acl").one_of(bucket_acls),
                member<&T::access_control_policy>("AccessControlPolicy").payload(),
                member<&T::bucket>("Bucket").label().required(),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::grant_full_control>("GrantFullControl").header("x-amz-grant-full-control"),
                member<&T::grant_read>("GrantRead").header("x-amz-grant-read"),
                member<&T::grant_read_acp>("GrantReadACP").header("x-amz-grant-read-acp"),
                member<&T::grant_write>("GrantWrite").header("x-amz-grant-write"),
                member<&T::grant_write_acp>("GrantWriteACP").header("x-amz-grant-write-acp"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<GetObjectAclRequest>) {
    using T = GetObjectAclRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::key>("Key").label().required(),
                member<&T::version_id>("VersionId").query("versionId"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<GetObjectAclOutput>) {
    using T = GetObjectAclOutput;
    static const Structure shape("AccessControlPolicy",
                                 {
                                     member<&T::owner>("Owner"),
                                     member<&T::grants>("Grants").wire("AccessControlList").elements("Grant"),
                                     member<&T::request_charged>("RequestCharged")
                                         .header("x-amz-request-charged")
                                         .one_of(request_charged_values),
                                 });
    return shape;
}

const Structure& shape_of(Tag<PutObjectAclRequest>) {
    using T = PutObjectAclRequest;
    static const Structure shape(
        "",
        members_of(
            acl_headers<T>(),
            std::vector<Member>{
                member<&T::access_control_policy>("AccessControlPolicy").payload(),
                member<&T::bucket>("Bucket").label().required(),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::grant_write>("GrantWrite").header("x-amz-grant-write"),
                member<&T::key>("Key").label().required(),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::version_id>("VersionId").query("versionId"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            }));
    return shape;
}

const Structure& shape_of(Tag<PutObjectAclOutput>) {
    using T = PutObjectAclOutput;
    static const Structure shape("", {
                                         member<&T::request_charged>("RequestCharged")
                                             .header("x-amz-request-charged")
                                             .one_of(request_charged_values),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetBucketCorsOutput>) {
    using T = GetBucketCorsOutput;
    static const Structure shape("CORSConfiguration",
                                 {
                                     member<&T::cors_rules>("CORSRules").wire("CORSRule").flattened(),
                                 });
    return shape;
}

const Structure& shape_of(Tag<PutBucketCorsRequest>) {
    using T = PutBucketCorsRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::cors_configuration>("CORSConfiguration").payload().required(),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<GetBucketLifecycleConfigurationOutput>) {
    using T = GetBucketLifecycleConfigurationOutput;
    static const Structure shape(
        "LifecycleConfiguration",
        {
            member<&T::rules>("Rules").wire("Rule").flattened(),
            member<&T::transition_default_minimum_object_size>("TransitionDefaultMinimumObjectSize")
                .header("x-amz-transition-default-minimum-object-size")
                .one_of(transition_default_minimum_object_size_values),
        });
    return shape;
}

const Structure& shape_of(Tag<PutBucketLifecycleConfigurationRequest>) {
    using T = PutBucketLifecycleConfigurationRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::lifecycle_configuration>("LifecycleConfiguration").payload(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::transition_default_minimum_object_size>("TransitionDefaultMinimumObjectSize")
                    .header("x-amz-transition-default-minimum-object-size")
                    .one_of(transition_default_minimum_object_size_values),
            });
    return shape;
}

const Structure& shape_of(Tag<PutBucketLifecycleConfigurationOutput>) {
    using T = PutBucketLifecycleConfigurationOutput;
    static const Structure shape(
        "", {
                member<&T::transition_default_minimum_object_size>("TransitionDefaultMinimumObjectSize")
                    .header("x-amz-transition-default-minimum-object-size")
                    .one_of(transition_default_minimum_object_size_values),
            });
    return shape;
}

const Structure& shape_of(Tag<GetBucketWebsiteOutput>) {
    using T = GetBucketWebsiteOutput;
    static const Structure shape("WebsiteConfiguration",
                                 {
                                     member<&T::redirect_all_requests_to>("RedirectAllRequestsTo"),
                                     member<&T::index_document>("IndexDocument"),
                                     member<&T::error_document>("ErrorDocument"),
                                     member<&T::routing_rules>("RoutingRules").elements("RoutingRule"),
                                 });
    return shape;
}

const Structure& shape_of(Tag<PutBucketWebsiteRequest>) {
    using T = PutBucketWebsiteRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::website_configuration>("WebsiteConfiguration").payload().required(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<PutBucketNotificationConfigurationRequest>) {
    using T = PutBucketNotificationConfigurationRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::notification_configuration>("NotificationConfiguration").payload().required(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::skip_destination_validation>("SkipDestinationValidation")
                    .header("x-amz-skip-destination-validation"),
            });
    return shape;
}

const Structure& shape_of(Tag<GetBucketAccelerateConfigurationRequest>) {
    using T = GetBucketAccelerateConfigurationRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
            });
    return shape;
}

const Structure& shape_of(Tag<GetBucketAccelerateConfigurationOutput>) {
    using T = GetBucketAccelerateConfigurationOutput;
    static const Structure shape("AccelerateConfiguration",
                                 {
                                     member<&T::status>("Status").one_of(bucket_accelerate_status_values),
                                     member<&T::request_charged>("RequestCharged")
                                         .header("x-amz-request-charged")
                                         .one_of(request_charged_values),
                                 });
    return shape;
}

const Structure& shape_of(Tag<AccelerateConfiguration>) {
    using T = AccelerateConfiguration;
    static const Structure shape("", {
                                         member<&T::status>("Status").one_of(bucket_accelerate_status_values),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutBucketAccelerateConfigurationRequest>) {
    using T = PutBucketAccelerateConfigurationRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::accelerate_configuration>("AccelerateConfiguration").payload().required(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
            });
    return shape;
}

const Structure& shape_of(Tag<TargetGrant>) {
    using T = TargetGrant;
    static const Structure shape("", {
                                         member<&T::grantee>("Grantee"),
                                         member<&T::permission>("Permission").one_of(bucket_logs_permission_values),
                                     });
    return shape;
}

const Structure& shape_of(Tag<SimplePrefix>) {
    static const Structure shape("", {

                                     });
    return shape;
}

const Structure& shape_of(Tag<PartitionedPrefix>) {
    using T = PartitionedPrefix;
    static const Structure shape(
        "PartitionedPrefix",
        {
            member<&T::partition_date_source>("PartitionDateSource").one_of(partition_date_source_values),
        });
    return shape;
}

const Structure& shape_of(Tag<TargetObjectKeyFormat>) {
    using T = TargetObjectKeyFormat;
    static const Structure shape("", {
                                         member<&T::simple_prefix>("SimplePrefix"),
                                         member<&T::partitioned_prefix>("PartitionedPrefix"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<LoggingEnabled>) {
    using T = LoggingEnabled;
    static const Structure shape("", {
                                         member<&T::target_bucket>("TargetBucket").required(),
                                         member<&T::target_grants>("TargetGrants").elements("Grant"),
                                         member<&T::target_prefix>("TargetPrefix").required(),
                                         member<&T::target_object_key_format>("TargetObjectKeyFormat"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetBucketLoggingOutput>) {
    using T = GetBucketLoggingOutput;
    static const Structure shape("BucketLoggingStatus", {
                                                            member<&T::logging_enabled>("LoggingEnabled"),
                                                        });
    return shape;
}

const Structure& shape_of(Tag<BucketLoggingStatus>) {
    using T = BucketLoggingStatus;
    static const Structure shape("", {
                                         member<&T::logging_enabled>("LoggingEnabled"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutBucketLoggingRequest>) {
    using T = PutBucketLoggingRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::bucket_logging_status>("BucketLoggingStatus").payload().required(),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<GetBucketRequestPaymentOutput>) {
    using T = GetBucketRequestPaymentOutput;
    static const Structure shape("RequestPaymentConfiguration", {
                                                                    member<&T::payer>("Payer").one_of(payer_values),
                                                                });
    return shape;
}

const Structure& shape_of(Tag<RequestPaymentConfiguration>) {
    using T = RequestPaymentConfiguration;
    static const Structure shape("", {
                                         member<&T::payer>("Payer").one_of(payer_values).required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutBucketRequestPaymentRequest>) {
    using T = PutBucketRequestPaymentRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::request_payment_configuration>("RequestPaymentConfiguration").payload().required(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

}  // namespace wt::s3::api
