#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "iam/policy.hpp"
#include "storage/s3/acl.hpp"

namespace wt::s3 {

/// Whose a new object is. Enforced (the default): the bucket's owner's, and ACLs do not count. Amazon S3 User Guide,
/// "Controlling ownership of objects and disabling ACLs for your bucket".
enum class ObjectOwnership : std::uint8_t { bucket_owner_enforced, bucket_owner_preferred, object_writer };

struct OwnershipControlsRule {
    std::string object_ownership;  // BucketOwnerEnforced, BucketOwnerPreferred, ObjectWriter
};
struct OwnershipControls {
    std::vector<OwnershipControlsRule> rules;  // exactly one
};
[[nodiscard]] std::optional<ObjectOwnership> parse_object_ownership(std::string_view name);
[[nodiscard]] std::string_view name(ObjectOwnership ownership);
/// The ownership that PutBucketOwnershipControls asks for; 400 MalformedXML. Enforced does not go with a bucket's ACL
/// that grants others something: 400 InvalidBucketAclWithObjectOwnership.
[[nodiscard]] Result<ObjectOwnership, aws::Error> ownership_from(const OwnershipControls& controls,
                                                                 const AccessControlPolicy& bucket_acl);

/// Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage". A new bucket has all four.
struct PublicAccessBlockConfiguration {
    bool block_public_acls = false;        // no new public ACLs
    bool ignore_public_acls = false;       // those that there are do not count
    bool block_public_policy = false;      // no new public policy
    bool restrict_public_buckets = false;  // under a public policy only the owner's account and AWS's services may
};

/// The ACL that counts: the owner's alone while ACLs are disabled.
[[nodiscard]] AccessControlPolicy effective_acl(const AccessControlPolicy& acl, ObjectOwnership ownership,
                                                std::string_view bucket_owner_id);

/// What a request does with an ACL.
enum class AclWrite : std::uint8_t { create_bucket, put_bucket_acl, put_object, put_object_acl };
/// Why an ACL may not be set: ACLs are disabled (400 AccessControlListNotSupported; an object may come with
/// bucket-owner-full-control), or it is public and that is blocked (403 AccessDenied, of a new bucket 400
/// InvalidBucketAclWithBlockPublicAccessError). `resource` is the ARN that the error names.
[[nodiscard]] std::optional<aws::Error> refuse_acl(const AclHeaders& headers, const AccessControlPolicy& acl,
                                                   AclWrite write, ObjectOwnership ownership,
                                                   const PublicAccessBlockConfiguration& block,
                                                   std::string_view bucket_owner_id, const aws::Principal& caller,
                                                   std::string_view resource);

/// Whose a new object becomes: canonical id of its writer or of the bucket's owner.
[[nodiscard]] std::string owner_of_new_object(const AclHeaders& headers, ObjectOwnership ownership,
                                              std::string_view writer_id, std::string_view bucket_owner_id);

/// 403 AccessDenied when BlockPublicPolicy is on and the policy is public.
[[nodiscard]] std::optional<aws::Error> refuse_public_policy(const iam::Policy& policy,
                                                             const PublicAccessBlockConfiguration& block,
                                                             const aws::Principal& caller, std::string_view bucket_arn);

}  // namespace wt::s3
