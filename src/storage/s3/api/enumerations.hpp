#pragma once
#include <string_view>

/// The values that S3's model allows.
namespace wt::s3::api::enumerations {

inline constexpr std::string_view archive_status_values[] = {"ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS"};
inline constexpr std::string_view bucket_acls[] = {"private", "public-read", "public-read-write", "authenticated-read"};
inline constexpr std::string_view bucket_location_constraint_values[] = {
    "af-south-1",     "ap-east-1",      "ap-east-2",      "ap-northeast-1", "ap-northeast-2",
    "ap-northeast-3", "ap-south-1",     "ap-south-2",     "ap-southeast-1", "ap-southeast-2",
    "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7",
    "ca-central-1",   "ca-west-1",      "cn-north-1",     "cn-northwest-1", "EU",
    "eu-central-1",   "eu-central-2",   "eu-north-1",     "eu-south-1",     "eu-south-2",
    "eu-west-1",      "eu-west-2",      "eu-west-3",      "il-central-1",   "me-central-1",
    "me-south-1",     "mx-central-1",   "sa-east-1",      "us-east-2",      "us-gov-east-1",
    "us-gov-west-1",  "us-west-1",      "us-west-2"};
inline constexpr std::string_view bucket_namespace_values[] = {"account-regional", "global"};
inline constexpr std::string_view bucket_type_values[] = {"Directory"};
inline constexpr std::string_view bucket_versioning_status_values[] = {"Enabled", "Suspended"};
inline constexpr std::string_view checksum_algorithm_values[] = {
    "CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME", "SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128"};
inline constexpr std::string_view checksum_mode_values[] = {"ENABLED"};
inline constexpr std::string_view checksum_type_values[] = {"COMPOSITE", "FULL_OBJECT"};
inline constexpr std::string_view data_redundancy_values[] = {"SingleAvailabilityZone", "SingleLocalZone"};
inline constexpr std::string_view encoding_type_values[] = {"url"};
inline constexpr std::string_view location_type_values[] = {"AvailabilityZone", "LocalZone"};
inline constexpr std::string_view metadata_directive_values[] = {"COPY", "REPLACE"};
inline constexpr std::string_view mfa_delete_status_values[] = {"Enabled", "Disabled"};
inline constexpr std::string_view mfa_delete_values[] = {"Enabled", "Disabled"};
inline constexpr std::string_view object_acls[] = {
    "private",       "public-read",       "public-read-write",        "authenticated-read",
    "aws-exec-read", "bucket-owner-read", "bucket-owner-full-control"};
inline constexpr std::string_view object_attributes_values[] = {"ETag", "Checksum", "ObjectParts", "StorageClass",
                                                                "ObjectSize"};
inline constexpr std::string_view object_lock_enabled_values[] = {"Enabled"};
inline constexpr std::string_view object_lock_legal_hold_status_values[] = {"ON", "OFF"};
inline constexpr std::string_view object_lock_mode_values[] = {"GOVERNANCE", "COMPLIANCE"};
inline constexpr std::string_view object_lock_retention_mode_values[] = {"GOVERNANCE", "COMPLIANCE"};
inline constexpr std::string_view object_ownership_values[] = {"BucketOwnerPreferred", "ObjectWriter",
                                                               "BucketOwnerEnforced"};
inline constexpr std::string_view object_storage_class_values[] = {
    "STANDARD",     "REDUCED_REDUNDANCY", "GLACIER",    "STANDARD_IA", "ONEZONE_IA",      "INTELLIGENT_TIERING",
    "DEEP_ARCHIVE", "OUTPOSTS",           "GLACIER_IR", "SNOW",        "EXPRESS_ONEZONE", "FSX_OPENZFS",
    "FSX_ONTAP"};
inline constexpr std::string_view object_version_storage_class_values[] = {"STANDARD"};
inline constexpr std::string_view optional_object_attributes_values[] = {"RestoreStatus"};
inline constexpr std::string_view replication_status_values[] = {"COMPLETE", "PENDING", "FAILED", "REPLICA",
                                                                 "COMPLETED"};
inline constexpr std::string_view request_charged_values[] = {"requester"};
inline constexpr std::string_view request_payer_values[] = {"requester"};
inline constexpr std::string_view restore_request_type_values[] = {"SELECT"};
inline constexpr std::string_view server_side_encryption_values[] = {"AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"};
inline constexpr std::string_view storage_class_values[] = {
    "STANDARD",        "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING",
    "GLACIER",         "DEEP_ARCHIVE",       "OUTPOSTS",    "GLACIER_IR", "SNOW",
    "EXPRESS_ONEZONE", "FSX_OPENZFS",        "FSX_ONTAP"};
inline constexpr std::string_view tagging_directive_values[] = {"COPY", "REPLACE"};
inline constexpr std::string_view bucket_accelerate_status_values[] = {"Enabled", "Suspended"};
// S3 takes the two that the model does not have.
inline constexpr std::string_view bucket_logs_permission_values[] = {"FULL_CONTROL", "READ", "WRITE", "READ_ACP",
                                                                     "WRITE_ACP"};
inline constexpr std::string_view encryption_type_values[] = {"NONE", "SSE-C"};
inline constexpr std::string_view event_values[] = {"s3:ReducedRedundancyLostObject",
                                                    "s3:ObjectCreated:*",
                                                    "s3:ObjectCreated:Put",
                                                    "s3:ObjectCreated:Post",
                                                    "s3:ObjectCreated:Copy",
                                                    "s3:ObjectCreated:CompleteMultipartUpload",
                                                    "s3:ObjectRemoved:*",
                                                    "s3:ObjectRemoved:Delete",
                                                    "s3:ObjectRemoved:DeleteMarkerCreated",
                                                    "s3:ObjectRestore:*",
                                                    "s3:ObjectRestore:Post",
                                                    "s3:ObjectRestore:Completed",
                                                    "s3:Replication:*",
                                                    "s3:Replication:OperationFailedReplication",
                                                    "s3:Replication:OperationNotTracked",
                                                    "s3:Replication:OperationMissedThreshold",
                                                    "s3:Replication:OperationReplicatedAfterThreshold",
                                                    "s3:ObjectRestore:Delete",
                                                    "s3:LifecycleTransition",
                                                    "s3:IntelligentTiering",
                                                    "s3:ObjectAcl:Put",
                                                    "s3:LifecycleExpiration:*",
                                                    "s3:LifecycleExpiration:Delete",
                                                    "s3:LifecycleExpiration:DeleteMarkerCreated",
                                                    "s3:ObjectTagging:*",
                                                    "s3:ObjectTagging:Put",
                                                    "s3:ObjectTagging:Delete"};
inline constexpr std::string_view expiration_status_values[] = {"Enabled", "Disabled"};
inline constexpr std::string_view filter_rule_name_values[] = {"prefix", "suffix"};
inline constexpr std::string_view partition_date_source_values[] = {"EventTime", "DeliveryTime"};
inline constexpr std::string_view payer_values[] = {"Requester", "BucketOwner"};
inline constexpr std::string_view permission_values[] = {"FULL_CONTROL", "WRITE", "WRITE_ACP", "READ", "READ_ACP"};
inline constexpr std::string_view protocol_values[] = {"http", "https"};
inline constexpr std::string_view tier_values[] = {"Standard", "Bulk", "Expedited"};
inline constexpr std::string_view transition_default_minimum_object_size_values[] = {"varies_by_storage_class",
                                                                                     "all_storage_classes_128K"};
inline constexpr std::string_view transition_storage_class_values[] = {
    "GLACIER", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "DEEP_ARCHIVE", "GLACIER_IR"};
inline constexpr std::string_view type_values[] = {"CanonicalUser", "AmazonCustomerByEmail", "Group"};

}  // namespace wt::s3::api::enumerations
