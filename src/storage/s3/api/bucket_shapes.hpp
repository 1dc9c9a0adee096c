#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "storage/s3/api/common_shapes.hpp"

/// Inputs and outputs of the operations on buckets. Source: the model s3 2006-03-01.
namespace wt::s3::api {

struct LocationInfo {
    std::optional<std::string> type;
    std::optional<std::string> name;
};
const aws::Structure& shape_of(aws::Tag<LocationInfo>);

struct BucketInfo {
    std::optional<std::string> data_redundancy;
    std::optional<std::string> type;
};
const aws::Structure& shape_of(aws::Tag<BucketInfo>);

struct CreateBucketConfiguration {
    std::optional<std::string> location_constraint;
    std::optional<LocationInfo> location;
    std::optional<BucketInfo> bucket;
    std::vector<s3::Tag> tags;
};
const aws::Structure& shape_of(aws::Tag<CreateBucketConfiguration>);

struct CreateBucketRequest {
    std::optional<std::string> acl;
    std::string bucket;
    std::optional<CreateBucketConfiguration> create_bucket_configuration;
    std::optional<std::string> grant_full_control;
    std::optional<std::string> grant_read;
    std::optional<std::string> grant_read_acp;
    std::optional<std::string> grant_write;
    std::optional<std::string> grant_write_acp;
    std::optional<bool> object_lock_enabled_for_bucket;
    std::optional<std::string> object_ownership;
    std::optional<std::string> bucket_namespace;
};
const aws::Structure& shape_of(aws::Tag<CreateBucketRequest>);

struct CreateBucketOutput {
    std::optional<std::string> location;
    std::optional<std::string> bucket_arn;
};
const aws::Structure& shape_of(aws::Tag<CreateBucketOutput>);

struct HeadBucketOutput {
    std::optional<std::string> bucket_arn;
    std::optional<std::string> bucket_location_type;
    std::optional<std::string> bucket_location_name;
    std::optional<std::string> bucket_region;
    std::optional<bool> access_point_alias;
};
const aws::Structure& shape_of(aws::Tag<HeadBucketOutput>);

struct GetBucketLocationOutput {
    std::optional<std::string> location_constraint;
};
const aws::Structure& shape_of(aws::Tag<GetBucketLocationOutput>);

struct GetBucketVersioningOutput {
    std::optional<std::string> status;
    std::optional<std::string> mfa_delete;
};
const aws::Structure& shape_of(aws::Tag<GetBucketVersioningOutput>);

struct VersioningConfiguration {
    std::optional<std::string> mfa_delete;
    std::optional<std::string> status;
};
const aws::Structure& shape_of(aws::Tag<VersioningConfiguration>);

struct PutBucketVersioningRequest {
    std::string bucket;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> mfa;
    VersioningConfiguration versioning_configuration;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutBucketVersioningRequest>);

struct DefaultRetentionRule {
    std::optional<std::string> mode;
    std::optional<std::int32_t> days;
    std::optional<std::int32_t> years;
};
const aws::Structure& shape_of(aws::Tag<DefaultRetentionRule>);

struct ObjectLockRule {
    std::optional<DefaultRetentionRule> default_retention;
};
const aws::Structure& shape_of(aws::Tag<ObjectLockRule>);

struct ObjectLockConfiguration {
    std::optional<std::string> object_lock_enabled;
    std::optional<ObjectLockRule> rule;
};
const aws::Structure& shape_of(aws::Tag<ObjectLockConfiguration>);

struct GetObjectLockConfigurationOutput {
    std::optional<ObjectLockConfiguration> object_lock_configuration;
};
const aws::Structure& shape_of(aws::Tag<GetObjectLockConfigurationOutput>);

struct PutObjectLockConfigurationRequest {
    std::string bucket;
    std::optional<ObjectLockConfiguration> object_lock_configuration;
    std::optional<std::string> request_payer;
    std::optional<std::string> token;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutObjectLockConfigurationRequest>);

struct PutObjectLockConfigurationOutput {
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<PutObjectLockConfigurationOutput>);

}  // namespace wt::s3::api
