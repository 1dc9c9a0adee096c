// Ownership controls, and the ACLs of buckets and objects.
#include <fmt/format.h>

#include "storage/s3/api/api.hpp"
#include "storage/s3/api/documents.hpp"
#include "storage/s3/api/s3_shapes.hpp"
#include "storage/s3/errors.hpp"

namespace wt::s3::api {

namespace {

/// An ACL as it is answered: with the names of the accounts that have one.
template <class Output>
[[nodiscard]] Output told(const AccessControlPolicy& acl, const aws::Accounts& accounts) {
    const auto name = [&](const std::optional<std::string>& id, std::optional<std::string>& display_name) {
        const std::string_view found = id ? accounts.display_name_of_id(*id) : std::string_view();
        if (!found.empty()) display_name = found;
    };
    Output output;
    output.owner = acl.owner;
    output.grants = acl.grants;
    if (output.owner) name(output.owner->id, output.owner->display_name);
    for (Grant& grant : output.grants) {
        if (grant.grantee) name(grant.grantee->id, grant.grantee->display_name);
    }
    return output;
}

}  // namespace

aws::Outcome<GetBucketOwnershipControlsOutput> Api::get_bucket_ownership_controls(
    const aws::Call& call, GetBucketOwnershipControlsRequest input) {
    auto bucket = open(call, {"s3:GetBucketOwnershipControls", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    GetBucketOwnershipControlsOutput output;
    output.ownership_controls = document<OwnershipControls>(**bucket, kinds::ownership);
    if (!output.ownership_controls) return aws::Error(errors::no_ownership_controls).with("BucketName", input.bucket);
    return output;
}

aws::Later<aws::Nothing> Api::put_bucket_ownership_controls(const aws::Call& call,
                                                            PutBucketOwnershipControlsRequest input) {
    auto bucket = open(call, {"s3:PutBucketOwnershipControls", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    const RuleBook::Rules& rules = rules_.of(**bucket);
    const AccessControlPolicy acl =
        rules.acl.value_or(private_acl(accounts_.canonical_user_id((*bucket)->settings().owner)));
    const auto ownership = ownership_from(input.ownership_controls, acl);
    if (!ownership.ok()) co_return ownership.error();
    const Setting setting{"s3:PutBucketOwnershipControls", kinds::ownership, input.bucket, nullptr};
    co_return co_await put_document(call, setting, document_of(input.ownership_controls));
}

aws::Later<aws::Nothing> Api::delete_bucket_ownership_controls(const aws::Call& call,
                                                               DeleteBucketOwnershipControlsRequest input) {
    const Setting setting{"s3:PutBucketOwnershipControls", kinds::ownership, input.bucket,
                          &input.expected_bucket_owner};
    co_return co_await put_document(call, setting, std::nullopt);
}

aws::Outcome<GetBucketAclOutput> Api::get_bucket_acl(const aws::Call& call, GetBucketAclRequest input) {
    auto bucket = open(call, {"s3:GetBucketAcl", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    const std::string owner_id = accounts_.canonical_user_id((*bucket)->settings().owner);
    const RuleBook::Rules& rules = rules_.of(**bucket);
    const AccessControlPolicy acl = effective_acl(rules.acl.value_or(private_acl(owner_id)), rules.ownership, owner_id);
    return told<GetBucketAclOutput>(acl, accounts_);
}

aws::Later<aws::Nothing> Api::put_bucket_acl(const aws::Call& call, PutBucketAclRequest input) {
    auto bucket = open(call, {"s3:PutBucketAcl", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    const std::string owner_id = accounts_.canonical_user_id((*bucket)->settings().owner);
    const AclHeaders& headers = input;
    auto acl = acl_from(headers, input.access_control_policy, AclOwners{owner_id, owner_id, AclOf::bucket});
    if (!acl.ok()) co_return acl.error();
    const RuleBook::Rules& rules = rules_.of(**bucket);
    if (auto error = refuse_acl(headers, *acl, AclWrite::put_bucket_acl, rules.ownership, rules.block, owner_id,
                                call.caller, fmt::format("arn:aws:s3:::{}", input.bucket)))
        co_return std::move(*error);
    const Setting setting{"s3:PutBucketAcl", kinds::acl, input.bucket, nullptr};
    co_return co_await put_document(call, setting, document_of(*acl));
}

aws::Later<GetObjectAclOutput> Api::get_object_acl(const aws::Call& call, GetObjectAclRequest input) {
    auto bucket = open(call, {input.version_id ? "s3:GetObjectVersionAcl" : "s3:GetObjectAcl", input.bucket, input.key,
                              &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    const aws::Outcome<VersionRef> found = co_await objects_.look_up(*bucket, input.key, input.version_id);
    if (!found.ok()) co_return found.error();
    const Attributes& attributes = (*found)->attributes;
    AccessControlPolicy acl = private_acl(accounts_.canonical_user_id(attributes.owner));
    if (!attributes.acl.empty()) acl = read_document<AccessControlPolicy>(attributes.acl).value_or(acl);
    acl = effective_acl(acl, rules_.of(**bucket).ownership, accounts_.canonical_user_id((*bucket)->settings().owner));
    co_return told<GetObjectAclOutput>(acl, accounts_);
}

aws::Later<PutObjectAclOutput> Api::put_object_acl(const aws::Call& call, PutObjectAclRequest input) {
    auto bucket = open(call, {input.version_id ? "s3:PutObjectVersionAcl" : "s3:PutObjectAcl", input.bucket, input.key,
                              &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    const aws::Outcome<VersionRef> found =
        co_await objects_.look_up(*bucket, input.key, input.version_id, "PUT", Objects::LatestMarker::not_allowed);
    if (!found.ok()) co_return found.error();
    const std::string owner_id = accounts_.canonical_user_id((*found)->attributes.owner);
    const std::string bucket_owner_id = accounts_.canonical_user_id((*bucket)->settings().owner);
    const AclHeaders& headers = input;
    auto acl = acl_from(headers, input.access_control_policy, AclOwners{owner_id, bucket_owner_id, AclOf::object});
    if (!acl.ok()) co_return acl.error();
    const RuleBook::Rules& rules = rules_.of(**bucket);
    if (auto error = refuse_acl(headers, *acl, AclWrite::put_object_acl, rules.ownership, rules.block, bucket_owner_id,
                                call.caller, fmt::format("arn:aws:s3:::{}/{}", input.bucket, input.key)))
        co_return std::move(*error);
    const aws::Outcome<VersionRef> changed =
        co_await objects_.set_acl(*bucket, input.key, input.version_id, document_of(*acl), requester_of(call));
    if (!changed.ok()) co_return changed.error();
    co_return PutObjectAclOutput();
}

}  // namespace wt::s3::api
