#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "base/time.hpp"
#include "iam/api/common_shapes.hpp"

/// Inputs and outputs of IAM's API: managed policies (iam 2010-05-08).
namespace wt::iam::api {

struct CreatePolicyRequest {
    std::string policy_name;
    std::optional<std::string> path;
    std::string policy_document;
    std::optional<std::string> description;
    std::vector<IamTag> tags;
};
const aws::Structure& shape_of(aws::Tag<CreatePolicyRequest>);

struct ManagedPolicyDetail {
    std::optional<std::string> policy_name;
    std::optional<std::string> policy_id;
    std::optional<std::string> arn;
    std::optional<std::string> path;
    std::optional<std::string> default_version_id;
    std::optional<std::int32_t> attachment_count;
    std::optional<std::int32_t> permissions_boundary_usage_count;
    std::optional<bool> is_attachable;
    std::optional<std::string> description;
    std::optional<Instant> create_date;
    std::optional<Instant> update_date;
    std::optional<std::vector<IamTag>> tags;
};
const aws::Structure& shape_of(aws::Tag<ManagedPolicyDetail>);

struct CreatePolicyResponse {
    std::optional<ManagedPolicyDetail> policy;
};
const aws::Structure& shape_of(aws::Tag<CreatePolicyResponse>);

struct GetPolicyRequest {
    std::string policy_arn;
};
const aws::Structure& shape_of(aws::Tag<GetPolicyRequest>);

struct GetPolicyResponse {
    std::optional<ManagedPolicyDetail> policy;
};
const aws::Structure& shape_of(aws::Tag<GetPolicyResponse>);

struct DeletePolicyRequest {
    std::string policy_arn;
};
const aws::Structure& shape_of(aws::Tag<DeletePolicyRequest>);

struct ListPoliciesRequest {
    std::optional<std::string> scope;
    std::optional<bool> only_attached;
    std::optional<std::string> path_prefix;
    std::optional<std::string> policy_usage_filter;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListPoliciesRequest>);

struct ListPoliciesResponse {
    std::optional<std::vector<ManagedPolicyDetail>> policies;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListPoliciesResponse>);

struct CreatePolicyVersionRequest {
    std::string policy_arn;
    std::string policy_document;
    std::optional<bool> set_as_default;
};
const aws::Structure& shape_of(aws::Tag<CreatePolicyVersionRequest>);

struct PolicyVersionDetail {
    std::optional<std::string> document;
    std::optional<std::string> version_id;
    std::optional<bool> is_default_version;
    std::optional<Instant> create_date;
};
const aws::Structure& shape_of(aws::Tag<PolicyVersionDetail>);

struct CreatePolicyVersionResponse {
    std::optional<PolicyVersionDetail> policy_version;
};
const aws::Structure& shape_of(aws::Tag<CreatePolicyVersionResponse>);

struct GetPolicyVersionRequest {
    std::string policy_arn;
    std::string version_id;
};
const aws::Structure& shape_of(aws::Tag<GetPolicyVersionRequest>);

struct GetPolicyVersionResponse {
    std::optional<PolicyVersionDetail> policy_version;
};
const aws::Structure& shape_of(aws::Tag<GetPolicyVersionResponse>);

struct ListPolicyVersionsRequest {
    std::string policy_arn;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListPolicyVersionsRequest>);

struct ListPolicyVersionsResponse {
    std::optional<std::vector<PolicyVersionDetail>> versions;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListPolicyVersionsResponse>);

struct DeletePolicyVersionRequest {
    std::string policy_arn;
    std::string version_id;
};
const aws::Structure& shape_of(aws::Tag<DeletePolicyVersionRequest>);

struct SetDefaultPolicyVersionRequest {
    std::string policy_arn;
    std::string version_id;
};
const aws::Structure& shape_of(aws::Tag<SetDefaultPolicyVersionRequest>);

struct TagPolicyRequest {
    std::string policy_arn;
    std::vector<IamTag> tags;
};
const aws::Structure& shape_of(aws::Tag<TagPolicyRequest>);

struct UntagPolicyRequest {
    std::string policy_arn;
    std::vector<std::string> tag_keys;
};
const aws::Structure& shape_of(aws::Tag<UntagPolicyRequest>);

struct ListPolicyTagsRequest {
    std::string policy_arn;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListPolicyTagsRequest>);

struct ListPolicyTagsResponse {
    std::vector<IamTag> tags;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListPolicyTagsResponse>);

struct ListEntitiesForPolicyRequest {
    std::string policy_arn;
    std::optional<std::string> entity_filter;
    std::optional<std::string> path_prefix;
    std::optional<std::string> policy_usage_filter;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListEntitiesForPolicyRequest>);

struct PolicyGroup {
    std::optional<std::string> group_name;
    std::optional<std::string> group_id;
};
const aws::Structure& shape_of(aws::Tag<PolicyGroup>);

struct PolicyUser {
    std::optional<std::string> user_name;
    std::optional<std::string> user_id;
};
const aws::Structure& shape_of(aws::Tag<PolicyUser>);

struct PolicyRole {
    std::optional<std::string> role_name;
    std::optional<std::string> role_id;
};
const aws::Structure& shape_of(aws::Tag<PolicyRole>);

struct ListEntitiesForPolicyResponse {
    std::optional<std::vector<PolicyGroup>> policy_groups;
    std::optional<std::vector<PolicyUser>> policy_users;
    std::optional<std::vector<PolicyRole>> policy_roles;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListEntitiesForPolicyResponse>);

}  // namespace wt::iam::api
