#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "storage/s3/api/common_shapes.hpp"
#include "storage/s3/api/configuration_shapes.hpp"

/// Inputs and outputs of the operations on what is set on buckets, and of ACLs. Source: the model s3 2006-03-01.
namespace wt::s3::api {

struct GetBucketPolicyOutput {
    std::optional<std::string> policy;
};
const aws::Structure& shape_of(aws::Tag<GetBucketPolicyOutput>);

struct PutBucketPolicyRequest {
    std::string bucket;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    std::optional<bool> confirm_remove_self_bucket_access;
    std::string policy;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutBucketPolicyRequest>);

struct PolicyStatus {
    std::optional<bool> is_public;
};
const aws::Structure& shape_of(aws::Tag<PolicyStatus>);

struct GetBucketPolicyStatusOutput {
    std::optional<PolicyStatus> policy_status;
};
const aws::Structure& shape_of(aws::Tag<GetBucketPolicyStatusOutput>);

struct GetBucketTaggingOutput {
    std::vector<s3::Tag> tag_set;
};
const aws::Structure& shape_of(aws::Tag<GetBucketTaggingOutput>);

struct PutBucketTaggingRequest {
    std::string bucket;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    s3::Tagging tagging;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutBucketTaggingRequest>);

struct GetPublicAccessBlockOutput {
    std::optional<s3::PublicAccessBlockConfiguration> public_access_block_configuration;
};
const aws::Structure& shape_of(aws::Tag<GetPublicAccessBlockOutput>);

struct PutPublicAccessBlockRequest {
    std::string bucket;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    s3::PublicAccessBlockConfiguration public_access_block_configuration;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutPublicAccessBlockRequest>);

struct ServerSideEncryptionByDefault {
    std::string sse_algorithm;
    std::optional<std::string> kms_master_key_id;
};
const aws::Structure& shape_of(aws::Tag<ServerSideEncryptionByDefault>);

struct BlockedEncryptionTypes {
    std::vector<std::string> encryption_type;
};
const aws::Structure& shape_of(aws::Tag<BlockedEncryptionTypes>);

struct ServerSideEncryptionRule {
    std::optional<ServerSideEncryptionByDefault> apply_server_side_encryption_by_default;
    std::optional<bool> bucket_key_enabled;
    std::optional<BlockedEncryptionTypes> blocked_encryption_types;
};
const aws::Structure& shape_of(aws::Tag<ServerSideEncryptionRule>);

struct ServerSideEncryptionConfiguration {
    std::vector<ServerSideEncryptionRule> rules;
};
const aws::Structure& shape_of(aws::Tag<ServerSideEncryptionConfiguration>);

struct GetBucketEncryptionOutput {
    std::optional<ServerSideEncryptionConfiguration> server_side_encryption_configuration;
};
const aws::Structure& shape_of(aws::Tag<GetBucketEncryptionOutput>);

struct PutBucketEncryptionRequest {
    std::string bucket;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    ServerSideEncryptionConfiguration server_side_encryption_configuration;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutBucketEncryptionRequest>);

struct GetBucketOwnershipControlsOutput {
    std::optional<s3::OwnershipControls> ownership_controls;
};
const aws::Structure& shape_of(aws::Tag<GetBucketOwnershipControlsOutput>);

struct PutBucketOwnershipControlsRequest {
    std::string bucket;
    std::optional<std::string> content_md5;
    std::optional<std::string> expected_bucket_owner;
    s3::OwnershipControls ownership_controls;
    std::optional<std::string> checksum_algorithm;
};
const aws::Structure& shape_of(aws::Tag<PutBucketOwnershipControlsRequest>);

struct GetBucketAclOutput {
    std::optional<s3::Owner> owner;
    std::vector<s3::Grant> grants;
};
const aws::Structure& shape_of(aws::Tag<GetBucketAclOutput>);

struct PutBucketAclRequest {
    std::optional<std::string> acl;
    std::optional<s3::AccessControlPolicy> access_control_policy;
    std::string bucket;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> grant_full_control;
    std::optional<std::string> grant_read;
    std::optional<std::string> grant_read_acp;
    std::optional<std::string> grant_write;
    std::optional<std::string> grant_write_acp;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutBucketAclRequest>);

struct GetObjectAclRequest {
    std::string bucket;
    std::string key;
    std::optional<std::string> version_id;
    std::optional<std::string> request_payer;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<GetObjectAclRequest>);

struct GetObjectAclOutput {
    std::optional<s3::Owner> owner;
    std::vector<s3::Grant> grants;
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<GetObjectAclOutput>);

struct PutObjectAclRequest : AclHeaders {
    std::optional<s3::AccessControlPolicy> access_control_policy;
    std::string bucket;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> grant_write;
    std::string key;
    std::optional<std::string> request_payer;
    std::optional<std::string> version_id;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutObjectAclRequest>);

struct PutObjectAclOutput {
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<PutObjectAclOutput>);

struct GetBucketCorsOutput {
    std::vector<s3::CorsRule> cors_rules;
};
const aws::Structure& shape_of(aws::Tag<GetBucketCorsOutput>);

struct PutBucketCorsRequest {
    std::string bucket;
    s3::CorsConfiguration cors_configuration;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutBucketCorsRequest>);

struct GetBucketLifecycleConfigurationOutput {
    std::vector<s3::LifecycleRule> rules;
    std::optional<std::string> transition_default_minimum_object_size;
};
const aws::Structure& shape_of(aws::Tag<GetBucketLifecycleConfigurationOutput>);

struct PutBucketLifecycleConfigurationRequest {
    std::string bucket;
    std::optional<std::string> checksum_algorithm;
    std::optional<s3::LifecycleConfiguration> lifecycle_configuration;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> transition_default_minimum_object_size;
};
const aws::Structure& shape_of(aws::Tag<PutBucketLifecycleConfigurationRequest>);

struct PutBucketLifecycleConfigurationOutput {
    std::optional<std::string> transition_default_minimum_object_size;
};
const aws::Structure& shape_of(aws::Tag<PutBucketLifecycleConfigurationOutput>);

struct GetBucketWebsiteOutput {
    std::optional<s3::RedirectAllRequestsTo> redirect_all_requests_to;
    std::optional<s3::IndexDocument> index_document;
    std::optional<s3::ErrorDocument> error_document;
    std::optional<std::vector<s3::RoutingRule>> routing_rules;
};
const aws::Structure& shape_of(aws::Tag<GetBucketWebsiteOutput>);

struct PutBucketWebsiteRequest {
    std::string bucket;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    s3::WebsiteConfiguration website_configuration;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutBucketWebsiteRequest>);

struct PutBucketNotificationConfigurationRequest {
    std::string bucket;
    s3::NotificationConfiguration notification_configuration;
    std::optional<std::string> expected_bucket_owner;
    std::optional<bool> skip_destination_validation;
};
const aws::Structure& shape_of(aws::Tag<PutBucketNotificationConfigurationRequest>);

struct GetBucketAccelerateConfigurationRequest {
    std::string bucket;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> request_payer;
};
const aws::Structure& shape_of(aws::Tag<GetBucketAccelerateConfigurationRequest>);

struct GetBucketAccelerateConfigurationOutput {
    std::optional<std::string> status;
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<GetBucketAccelerateConfigurationOutput>);

struct AccelerateConfiguration {
    std::optional<std::string> status;
};
const aws::Structure& shape_of(aws::Tag<AccelerateConfiguration>);

struct PutBucketAccelerateConfigurationRequest {
    std::string bucket;
    AccelerateConfiguration accelerate_configuration;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> checksum_algorithm;
};
const aws::Structure& shape_of(aws::Tag<PutBucketAccelerateConfigurationRequest>);

struct TargetGrant {
    std::optional<s3::Grantee> grantee;
    std::optional<std::string> permission;
};
const aws::Structure& shape_of(aws::Tag<TargetGrant>);

struct SimplePrefix {};
const aws::Structure& shape_of(aws::Tag<SimplePrefix>);

struct PartitionedPrefix {
    std::optional<std::string> partition_date_source;
};
const aws::Structure& shape_of(aws::Tag<PartitionedPrefix>);

struct TargetObjectKeyFormat {
    std::optional<SimplePrefix> simple_prefix;
    std::optional<PartitionedPrefix> partitioned_prefix;
};
const aws::Structure& shape_of(aws::Tag<TargetObjectKeyFormat>);

struct LoggingEnabled {
    std::string target_bucket;
    std::optional<std::vector<TargetGrant>> target_grants;
    std::string target_prefix;
    std::optional<TargetObjectKeyFormat> target_object_key_format;
};
const aws::Structure& shape_of(aws::Tag<LoggingEnabled>);

struct GetBucketLoggingOutput {
    std::optional<LoggingEnabled> logging_enabled;
};
const aws::Structure& shape_of(aws::Tag<GetBucketLoggingOutput>);

struct BucketLoggingStatus {
    std::optional<LoggingEnabled> logging_enabled;
};
const aws::Structure& shape_of(aws::Tag<BucketLoggingStatus>);

struct PutBucketLoggingRequest {
    std::string bucket;
    BucketLoggingStatus bucket_logging_status;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutBucketLoggingRequest>);

struct GetBucketRequestPaymentOutput {
    std::optional<std::string> payer;
};
const aws::Structure& shape_of(aws::Tag<GetBucketRequestPaymentOutput>);

struct RequestPaymentConfiguration {
    std::string payer;
};
const aws::Structure& shape_of(aws::Tag<RequestPaymentConfiguration>);

struct PutBucketRequestPaymentRequest {
    std::string bucket;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    RequestPaymentConfiguration request_payment_configuration;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutBucketRequestPaymentRequest>);

}  // namespace wt::s3::api
