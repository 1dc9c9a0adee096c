#include "storage/s3/ownership.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "iam/public_access.hpp"
#include "storage/s3/refusal.hpp"

namespace wt::s3 {

namespace {

constexpr std::array<std::pair<std::string_view, ObjectOwnership>, 3> ownerships{{
    {"BucketOwnerEnforced", ObjectOwnership::bucket_owner_enforced},
    {"BucketOwnerPreferred", ObjectOwnership::bucket_owner_preferred},
    {"ObjectWriter", ObjectOwnership::object_writer},
}};

[[nodiscard]] aws::Error acl_with_ownership() {
    static constexpr aws::ErrorRow row{
        "InvalidBucketAclWithObjectOwnership", 400,
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"};
    return aws::Error(row);
}

/// Grants nothing to anybody but that account.
[[nodiscard]] bool only_for(const AccessControlPolicy& acl, std::string_view id) {
    return std::all_of(acl.grants.begin(), acl.grants.end(),
                       [&](const Grant& grant) { return grant.grantee && grant.grantee->id == id; });
}

/// Full control for the bucket's owner (and for the writer): what an object may come with while ACLs are disabled.
[[nodiscard]] bool is_full_control_of(const AccessControlPolicy& acl, std::string_view bucket_owner_id) {
    const std::optional<std::string> writer = acl.owner ? acl.owner->id : std::nullopt;
    bool granted = false;
    for (const Grant& grant : acl.grants) {
        if (grant.permission != "FULL_CONTROL" || !grant.grantee || !grant.grantee->id) return false;
        if (*grant.grantee->id != bucket_owner_id && grant.grantee->id != writer) return false;
        granted = granted || *grant.grantee->id == bucket_owner_id;
    }
    return granted;
}

[[nodiscard]] aws::Error prevented(const aws::Principal& caller, std::string_view action, std::string_view resource,
                                   std::string_view what, std::string_view setting) {
    if (caller.anonymous()) return access_denied();
    return access_denied(
        fmt::format("User: {} is not authorized to perform: {} on resource: \"{}\" because public {} are prevented by "
                    "the {} setting "
                    "in S3 Block Public Access.",
                    caller.arn, action, resource, what, setting));
}

}  // namespace

std::optional<ObjectOwnership> parse_object_ownership(std::string_view name) {
    for (const auto& [known, ownership] : ownerships) {
        if (known == name) return ownership;
    }
    return std::nullopt;
}

std::string_view name(ObjectOwnership ownership) {
    for (const auto& [name, known] : ownerships) {
        if (known == ownership) return name;
    }
    return {};
}

Result<ObjectOwnership, aws::Error> ownership_from(const OwnershipControls& controls,
                                                   const AccessControlPolicy& bucket_acl) {
    if (controls.rules.size() != 1) return malformed_xml();
    const auto ownership = parse_object_ownership(controls.rules.front().object_ownership);
    if (!ownership) return malformed_xml();
    if (*ownership == ObjectOwnership::bucket_owner_enforced && bucket_acl.owner && bucket_acl.owner->id &&
        !only_for(bucket_acl, *bucket_acl.owner->id)) {
        return acl_with_ownership();
    }
    return *ownership;
}

AccessControlPolicy effective_acl(const AccessControlPolicy& acl, ObjectOwnership ownership,
                                  std::string_view bucket_owner_id) {
    return ownership == ObjectOwnership::bucket_owner_enforced ? private_acl(bucket_owner_id) : acl;
}

std::optional<aws::Error> refuse_acl(const AclHeaders& headers, const AccessControlPolicy& acl, AclWrite write,
                                     ObjectOwnership ownership, const PublicAccessBlockConfiguration& block,
                                     std::string_view bucket_owner_id, const aws::Principal& caller,
                                     std::string_view resource) {
    static constexpr aws::ErrorRow not_supported{"AccessControlListNotSupported", 400,
                                                 "The bucket does not allow ACLs"};
    static constexpr aws::ErrorRow public_bucket{"InvalidBucketAclWithBlockPublicAccessError", 400,
                                                 "Bucket cannot have public ACLs set with BlockPublicAccess enabled"};
    if (ownership == ObjectOwnership::bucket_owner_enforced) {
        switch (write) {
            case AclWrite::create_bucket:
                if (headers.any() && !only_for(acl, bucket_owner_id)) return acl_with_ownership();
                return std::nullopt;
            case AclWrite::put_object:
                if (!headers.any() || headers.acl == "bucket-owner-full-control") return std::nullopt;
                if (is_full_control_of(acl, bucket_owner_id)) return std::nullopt;
                return aws::Error(not_supported);
            case AclWrite::put_bucket_acl:
            case AclWrite::put_object_acl: return aws::Error(not_supported);
        }
    }
    if (!block.block_public_acls || !is_public(acl)) return std::nullopt;
    switch (write) {
        case AclWrite::create_bucket: return aws::Error(public_bucket);
        case AclWrite::put_bucket_acl: return prevented(caller, "s3:PutBucketAcl", resource, "ACLs", "BlockPublicAcls");
        case AclWrite::put_object: return prevented(caller, "s3:PutObject", resource, "ACLs", "BlockPublicAcls");
        case AclWrite::put_object_acl: return prevented(caller, "s3:PutObjectAcl", resource, "ACLs", "BlockPublicAcls");
    }
    return std::nullopt;
}

std::string owner_of_new_object(const AclHeaders& headers, ObjectOwnership ownership, std::string_view writer_id,
                                std::string_view bucket_owner_id) {
    const bool given =
        ownership == ObjectOwnership::bucket_owner_preferred && headers.acl == "bucket-owner-full-control";
    return std::string(given || ownership == ObjectOwnership::bucket_owner_enforced ? bucket_owner_id : writer_id);
}

std::optional<aws::Error> refuse_public_policy(const iam::Policy& policy, const PublicAccessBlockConfiguration& block,
                                               const aws::Principal& caller, std::string_view bucket_arn) {
    if (!block.block_public_policy || !iam::is_public(policy)) return std::nullopt;
    return prevented(caller, "s3:PutBucketPolicy", bucket_arn, "policies", "BlockPublicPolicy");
}

}  // namespace wt::s3
