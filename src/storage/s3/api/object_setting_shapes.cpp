#include "storage/s3/api/object_setting_shapes.hpp"

#include "storage/s3/api/enumerations.hpp"
#include "storage/s3/api/member_groups.hpp"

namespace wt::s3::api {

using aws::member;
using aws::Member;
using aws::members_of;
using aws::Structure;
using aws::Tag;
using namespace enumerations;

const Structure& shape_of(Tag<GetObjectTaggingRequest>) {
    using T = GetObjectTaggingRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::key>("Key").label().required(),
                member<&T::version_id>("VersionId").query("versionId"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
            });
    return shape;
}

const Structure& shape_of(Tag<GetObjectTaggingOutput>) {
    using T = GetObjectTaggingOutput;
    static const Structure shape("Tagging", {
                                                member<&T::version_id>("VersionId").header("x-amz-version-id"),
                                                member<&T::tag_set>("TagSet").elements("Tag").required(),
                                            });
    return shape;
}

const Structure& shape_of(Tag<PutObjectTaggingRequest>) {
    using T = PutObjectTaggingRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::key>("Key").label().required(),
                member<&T::version_id>("VersionId").query("versionId"),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::tagging>("Tagging").payload().required(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
            });
    return shape;
}

const Structure& shape_of(Tag<PutObjectTaggingOutput>) {
    using T = PutObjectTaggingOutput;
    static const Structure shape("", {
                                         member<&T::version_id>("VersionId").header("x-amz-version-id"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteObjectTaggingRequest>) {
    using T = DeleteObjectTaggingRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::key>("Key").label().required(),
                member<&T::version_id>("VersionId").query("versionId"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<DeleteObjectTaggingOutput>) {
    using T = DeleteObjectTaggingOutput;
    static const Structure shape("", {
                                         member<&T::version_id>("VersionId").header("x-amz-version-id"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetObjectRetentionRequest>) {
    using T = GetObjectRetentionRequest;
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

const Structure& shape_of(Tag<ObjectLockRetention>) {
    using T = ObjectLockRetention;
    static const Structure shape("",
                                 {
                                     member<&T::mode>("Mode").one_of(object_lock_retention_mode_values),
                                     member<&T::retain_until_date>("RetainUntilDate").format(aws::TimeFormat::iso8601),
                                 });
    return shape;
}

const Structure& shape_of(Tag<GetObjectRetentionOutput>) {
    using T = GetObjectRetentionOutput;
    static const Structure shape("", {
                                         member<&T::retention>("Retention").payload(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutObjectRetentionRequest>) {
    using T = PutObjectRetentionRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::key>("Key").label().required(),
                member<&T::retention>("Retention").payload(),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::version_id>("VersionId").query("versionId"),
                member<&T::bypass_governance_retention>("BypassGovernanceRetention")
                    .header("x-amz-bypass-governance-retention"),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<PutObjectRetentionOutput>) {
    using T = PutObjectRetentionOutput;
    static const Structure shape("", {
                                         member<&T::request_charged>("RequestCharged")
                                             .header("x-amz-request-charged")
                                             .one_of(request_charged_values),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetObjectLegalHoldRequest>) {
    using T = GetObjectLegalHoldRequest;
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

const Structure& shape_of(Tag<ObjectLockLegalHold>) {
    using T = ObjectLockLegalHold;
    static const Structure shape("", {
                                         member<&T::status>("Status").one_of(object_lock_legal_hold_status_values),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetObjectLegalHoldOutput>) {
    using T = GetObjectLegalHoldOutput;
    static const Structure shape("", {
                                         member<&T::legal_hold>("LegalHold").payload(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutObjectLegalHoldRequest>) {
    using T = PutObjectLegalHoldRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::key>("Key").label().required(),
                member<&T::legal_hold>("LegalHold").payload(),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::version_id>("VersionId").query("versionId"),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<PutObjectLegalHoldOutput>) {
    using T = PutObjectLegalHoldOutput;
    static const Structure shape("", {
                                         member<&T::request_charged>("RequestCharged")
                                             .header("x-amz-request-charged")
                                             .one_of(request_charged_values),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GlacierJobParameters>) {
    using T = GlacierJobParameters;
    static const Structure shape("", {member<&T::tier>("Tier").one_of(tier_values).required()});
    return shape;
}

const Structure& shape_of(Tag<RestoreRequest>) {
    using T = RestoreRequest;
    static const Structure shape("", {
                                         member<&T::days>("Days"),
                                         member<&T::glacier_job_parameters>("GlacierJobParameters"),
                                         member<&T::type>("Type").one_of(restore_request_type_values),
                                         member<&T::tier>("Tier").one_of(tier_values),
                                         member<&T::description>("Description"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<RestoreObjectRequest>) {
    using T = RestoreObjectRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::key>("Key").label().required(),
                member<&T::version_id>("VersionId").query("versionId"),
                member<&T::restore_request>("RestoreRequest").payload(),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<RestoreObjectOutput>) {
    using T = RestoreObjectOutput;
    static const Structure shape(
        "", {
                member<&T::request_charged>("RequestCharged")
                    .header("x-amz-request-charged")
                    .one_of(request_charged_values),
                member<&T::restore_output_path>("RestoreOutputPath").header("x-amz-restore-output-path"),
                member<&T::status>("StatusCode").status(),
            });
    return shape;
}

}  // namespace wt::s3::api
