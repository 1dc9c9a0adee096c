#include "storage/s3/api/bucket_shapes.hpp"

#include "storage/s3/api/enumerations.hpp"
#include "storage/s3/api/member_groups.hpp"

namespace wt::s3::api {

using aws::member;
using aws::Member;
using aws::members_of;
using aws::Structure;
using aws::Tag;
using namespace enumerations;

const Structure& shape_of(Tag<LocationInfo>) {
    using T = LocationInfo;
    static const Structure shape("", {
                                         member<&T::type>("Type").one_of(location_type_values),
                                         member<&T::name>("Name"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<BucketInfo>) {
    using T = BucketInfo;
    static const Structure shape("", {
                                         member<&T::data_redundancy>("DataRedundancy").one_of(data_redundancy_values),
                                         member<&T::type>("Type").one_of(bucket_type_values),
                                     });
    return shape;
}

const Structure& shape_of(Tag<CreateBucketConfiguration>) {
    using T = CreateBucketConfiguration;
    static const Structure shape("", {
                                         member<&T::location_constraint>("LocationConstraint"),
                                         member<&T::location>("Location"),
                                         member<&T::bucket>("Bucket"),
                                         member<&T::tags>("Tags").elements("Tag"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<CreateBucketRequest>) {
    using T = CreateBucketRequest;
    static const Structure shape(
        "", {
                member<&T::acl>("ACL").header("x-amz-acl").one_of(bucket_acls),
                member<&T::bucket>("Bucket").label().required(),
                member<&T::create_bucket_configuration>("CreateBucketConfiguration").payload(),
                member<&T::grant_full_control>("GrantFullControl").header("x-amz-grant-full-control"),
                member<&T::grant_read>("GrantRead").header("x-amz-grant-read"),
                member<&T::grant_read_acp>("GrantReadACP").header("x-amz-grant-read-acp"),
                member<&T::grant_write>("GrantWrite").header("x-amz-grant-write"),
                member<&T::grant_write_acp>("GrantWriteACP").header("x-amz-grant-write-acp"),
                member<&T::object_lock_enabled_for_bucket>("ObjectLockEnabledForBucket")
                    .header("x-amz-bucket-object-lock-enabled"),
                member<&T::object_ownership>("ObjectOwnership")
                    .header("x-amz-object-ownership")
                    .one_of(object_ownership_values),
                member<&T::bucket_namespace>("BucketNamespace")
                    .header("x-amz-bucket-namespace")
                    .one_of(bucket_namespace_values),
            });
    return shape;
}

const Structure& shape_of(Tag<CreateBucketOutput>) {
    using T = CreateBucketOutput;
    static const Structure shape("", {
                                         member<&T::location>("Location").header("Location"),
                                         member<&T::bucket_arn>("BucketArn").header("x-amz-bucket-arn"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<HeadBucketOutput>) {
    using T = HeadBucketOutput;
    static const Structure shape(
        "", {
                member<&T::bucket_arn>("BucketArn").header("x-amz-bucket-arn"),
                member<&T::bucket_location_type>("BucketLocationType")
                    .header("x-amz-bucket-location-type")
                    .one_of(location_type_values),
                member<&T::bucket_location_name>("BucketLocationName").header("x-amz-bucket-location-name"),
                member<&T::bucket_region>("BucketRegion").header("x-amz-bucket-region"),
                member<&T::access_point_alias>("AccessPointAlias").header("x-amz-access-point-alias"),
            });
    return shape;
}

const Structure& shape_of(Tag<GetBucketLocationOutput>) {
    using T = GetBucketLocationOutput;
    static const Structure shape(
        "LocationConstraint",
        {
            member<&T::location_constraint>("LocationConstraint").content().one_of(bucket_location_constraint_values),
        });
    return shape;
}

const Structure& shape_of(Tag<GetBucketVersioningOutput>) {
    using T = GetBucketVersioningOutput;
    static const Structure shape(
        "VersioningConfiguration",
        {
            member<&T::status>("Status").one_of(bucket_versioning_status_values),
            member<&T::mfa_delete>("MFADelete").wire("MfaDelete").one_of(mfa_delete_status_values),
        });
    return shape;
}

const Structure& shape_of(Tag<VersioningConfiguration>) {
    using T = VersioningConfiguration;
    static const Structure shape("",
                                 {
                                     member<&T::mfa_delete>("MFADelete").wire("MfaDelete").one_of(mfa_delete_values),
                                     member<&T::status>("Status").one_of(bucket_versioning_status_values),
                                 });
    return shape;
}

const Structure& shape_of(Tag<PutBucketVersioningRequest>) {
    using T = PutBucketVersioningRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::mfa>("MFA").header("x-amz-mfa"),
                member<&T::versioning_configuration>("VersioningConfiguration").payload().required(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<DefaultRetentionRule>) {
    using T = DefaultRetentionRule;
    static const Structure shape("", {
                                         member<&T::mode>("Mode").one_of(object_lock_retention_mode_values),
                                         member<&T::days>("Days"),
                                         member<&T::years>("Years"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ObjectLockRule>) {
    using T = ObjectLockRule;
    static const Structure shape("", {
                                         member<&T::default_retention>("DefaultRetention"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ObjectLockConfiguration>) {
    using T = ObjectLockConfiguration;
    static const Structure shape(
        "", {
                member<&T::object_lock_enabled>("ObjectLockEnabled").one_of(object_lock_enabled_values),
                member<&T::rule>("Rule"),
            });
    return shape;
}

const Structure& shape_of(Tag<GetObjectLockConfigurationOutput>) {
    using T = GetObjectLockConfigurationOutput;
    static const Structure shape("", {
                                         member<&T::object_lock_configuration>("ObjectLockConfiguration").payload(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutObjectLockConfigurationRequest>) {
    using T = PutObjectLockConfigurationRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::object_lock_configuration>("ObjectLockConfiguration").payload(),
                member<&T::request_payer>("RequestPayer").header("x-amz-request-payer").one_of(request_payer_values),
                member<&T::token>("Token").header("x-amz-bucket-object-lock-token"),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<PutObjectLockConfigurationOutput>) {
    using T = PutObjectLockConfigurationOutput;
    static const Structure shape("", {
                                         member<&T::request_charged>("RequestCharged")
                                             .header("x-amz-request-charged")
                                             .one_of(request_charged_values),
                                     });
    return shape;
}

}  // namespace wt::s3::api
