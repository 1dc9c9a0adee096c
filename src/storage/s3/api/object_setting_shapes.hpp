#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "storage/s3/api/common_shapes.hpp"

/// Inputs and outputs of the operations on what is set on objects. Source: the model s3 2006-03-01.
namespace wt::s3::api {

struct GetObjectTaggingRequest {
    std::string bucket;
    std::string key;
    std::optional<std::string> version_id;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> request_payer;
};
const aws::Structure& shape_of(aws::Tag<GetObjectTaggingRequest>);

struct GetObjectTaggingOutput {
    std::optional<std::string> version_id;
    std::vector<s3::Tag> tag_set;
};
const aws::Structure& shape_of(aws::Tag<GetObjectTaggingOutput>);

struct PutObjectTaggingRequest {
    std::string bucket;
    std::string key;
    std::optional<std::string> version_id;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    s3::Tagging tagging;
    std::optional<std::string> expected_bucket_owner;
    std::optional<std::string> request_payer;
};
const aws::Structure& shape_of(aws::Tag<PutObjectTaggingRequest>);

struct PutObjectTaggingOutput {
    std::optional<std::string> version_id;
};
const aws::Structure& shape_of(aws::Tag<PutObjectTaggingOutput>);

struct DeleteObjectTaggingRequest {
    std::string bucket;
    std::string key;
    std::optional<std::string> version_id;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<DeleteObjectTaggingRequest>);

struct DeleteObjectTaggingOutput {
    std::optional<std::string> version_id;
};
const aws::Structure& shape_of(aws::Tag<DeleteObjectTaggingOutput>);

struct GetObjectRetentionRequest {
    std::string bucket;
    std::string key;
    std::optional<std::string> version_id;
    std::optional<std::string> request_payer;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<GetObjectRetentionRequest>);

struct ObjectLockRetention {
    std::optional<std::string> mode;
    std::optional<Instant> retain_until_date;
};
const aws::Structure& shape_of(aws::Tag<ObjectLockRetention>);

struct GetObjectRetentionOutput {
    std::optional<ObjectLockRetention> retention;
};
const aws::Structure& shape_of(aws::Tag<GetObjectRetentionOutput>);

struct PutObjectRetentionRequest {
    std::string bucket;
    std::string key;
    std::optional<ObjectLockRetention> retention;
    std::optional<std::string> request_payer;
    std::optional<std::string> version_id;
    std::optional<bool> bypass_governance_retention;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutObjectRetentionRequest>);

struct PutObjectRetentionOutput {
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<PutObjectRetentionOutput>);

struct GetObjectLegalHoldRequest {
    std::string bucket;
    std::string key;
    std::optional<std::string> version_id;
    std::optional<std::string> request_payer;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<GetObjectLegalHoldRequest>);

struct ObjectLockLegalHold {
    std::optional<std::string> status;
};
const aws::Structure& shape_of(aws::Tag<ObjectLockLegalHold>);

struct GetObjectLegalHoldOutput {
    std::optional<ObjectLockLegalHold> legal_hold;
};
const aws::Structure& shape_of(aws::Tag<GetObjectLegalHoldOutput>);

struct PutObjectLegalHoldRequest {
    std::string bucket;
    std::string key;
    std::optional<ObjectLockLegalHold> legal_hold;
    std::optional<std::string> request_payer;
    std::optional<std::string> version_id;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutObjectLegalHoldRequest>);

struct PutObjectLegalHoldOutput {
    std::optional<std::string> request_charged;
};
const aws::Structure& shape_of(aws::Tag<PutObjectLegalHoldOutput>);

struct GlacierJobParameters {
    std::string tier;
};
const aws::Structure& shape_of(aws::Tag<GlacierJobParameters>);

struct RestoreRequest {
    std::optional<std::int32_t> days;
    std::optional<GlacierJobParameters> glacier_job_parameters;
    std::optional<std::string> type;
    std::optional<std::string> tier;
    std::optional<std::string> description;
};
const aws::Structure& shape_of(aws::Tag<RestoreRequest>);

struct RestoreObjectRequest {
    std::string bucket;
    std::string key;
    std::optional<std::string> version_id;
    std::optional<RestoreRequest> restore_request;
    std::optional<std::string> request_payer;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<RestoreObjectRequest>);

struct RestoreObjectOutput {
    std::optional<std::string> request_charged;
    std::optional<std::string> restore_output_path;
    std::optional<std::int32_t> status;
};
const aws::Structure& shape_of(aws::Tag<RestoreObjectOutput>);

}  // namespace wt::s3::api
