#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "iam/api/common_shapes.hpp"

/// Inputs and outputs of IAM's API: roles (iam 2010-05-08).
namespace wt::iam::api {

struct CreateRoleRequest {
    std::optional<std::string> path;
    std::string role_name;
    std::string assume_role_policy_document;
    std::optional<std::string> description;
    std::optional<std::int32_t> max_session_duration;
    std::optional<std::string> permissions_boundary;
    std::vector<IamTag> tags;
};
const aws::Structure& shape_of(aws::Tag<CreateRoleRequest>);

struct CreateRoleResponse {
    RoleDetail role;
};
const aws::Structure& shape_of(aws::Tag<CreateRoleResponse>);

struct GetRoleRequest {
    std::string role_name;
};
const aws::Structure& shape_of(aws::Tag<GetRoleRequest>);

struct GetRoleResponse {
    RoleDetail role;
};
const aws::Structure& shape_of(aws::Tag<GetRoleResponse>);

struct DeleteRoleRequest {
    std::string role_name;
};
const aws::Structure& shape_of(aws::Tag<DeleteRoleRequest>);

struct ListRolesRequest {
    std::optional<std::string> path_prefix;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListRolesRequest>);

struct ListRolesResponse {
    std::vector<RoleDetail> roles;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListRolesResponse>);

struct UpdateRoleRequest {
    std::string role_name;
    std::optional<std::string> description;
    std::optional<std::int32_t> max_session_duration;
};
const aws::Structure& shape_of(aws::Tag<UpdateRoleRequest>);

struct UpdateRoleResponse {};
const aws::Structure& shape_of(aws::Tag<UpdateRoleResponse>);

struct UpdateRoleDescriptionRequest {
    std::string role_name;
    std::string description;
};
const aws::Structure& shape_of(aws::Tag<UpdateRoleDescriptionRequest>);

struct UpdateRoleDescriptionResponse {
    std::optional<RoleDetail> role;
};
const aws::Structure& shape_of(aws::Tag<UpdateRoleDescriptionResponse>);

struct UpdateAssumeRolePolicyRequest {
    std::string role_name;
    std::string policy_document;
};
const aws::Structure& shape_of(aws::Tag<UpdateAssumeRolePolicyRequest>);

struct TagRoleRequest {
    std::string role_name;
    std::vector<IamTag> tags;
};
const aws::Structure& shape_of(aws::Tag<TagRoleRequest>);

struct UntagRoleRequest {
    std::string role_name;
    std::vector<std::string> tag_keys;
};
const aws::Structure& shape_of(aws::Tag<UntagRoleRequest>);

struct ListRoleTagsRequest {
    std::string role_name;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListRoleTagsRequest>);

struct ListRoleTagsResponse {
    std::vector<IamTag> tags;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListRoleTagsResponse>);

struct PutRolePolicyRequest {
    std::string role_name;
    std::string policy_name;
    std::string policy_document;
};
const aws::Structure& shape_of(aws::Tag<PutRolePolicyRequest>);

struct GetRolePolicyRequest {
    std::string role_name;
    std::string policy_name;
};
const aws::Structure& shape_of(aws::Tag<GetRolePolicyRequest>);

struct GetRolePolicyResponse {
    std::string role_name;
    std::string policy_name;
    std::string policy_document;
};
const aws::Structure& shape_of(aws::Tag<GetRolePolicyResponse>);

struct DeleteRolePolicyRequest {
    std::string role_name;
    std::string policy_name;
};
const aws::Structure& shape_of(aws::Tag<DeleteRolePolicyRequest>);

struct ListRolePoliciesRequest {
    std::string role_name;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListRolePoliciesRequest>);

struct ListRolePoliciesResponse {
    std::vector<std::string> policy_names;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListRolePoliciesResponse>);

struct AttachRolePolicyRequest {
    std::string role_name;
    std::string policy_arn;
};
const aws::Structure& shape_of(aws::Tag<AttachRolePolicyRequest>);

struct DetachRolePolicyRequest {
    std::string role_name;
    std::string policy_arn;
};
const aws::Structure& shape_of(aws::Tag<DetachRolePolicyRequest>);

struct ListAttachedRolePoliciesRequest {
    std::string role_name;
    std::optional<std::string> path_prefix;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListAttachedRolePoliciesRequest>);

struct ListAttachedRolePoliciesResponse {
    std::optional<std::vector<AttachedPolicy>> attached_policies;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListAttachedRolePoliciesResponse>);

struct PutRolePermissionsBoundaryRequest {
    std::string role_name;
    std::string permissions_boundary;
};
const aws::Structure& shape_of(aws::Tag<PutRolePermissionsBoundaryRequest>);

struct DeleteRolePermissionsBoundaryRequest {
    std::string role_name;
};
const aws::Structure& shape_of(aws::Tag<DeleteRolePermissionsBoundaryRequest>);

struct CreateServiceLinkedRoleRequest {
    std::string aws_service_name;
    std::optional<std::string> description;
    std::optional<std::string> custom_suffix;
};
const aws::Structure& shape_of(aws::Tag<CreateServiceLinkedRoleRequest>);

struct CreateServiceLinkedRoleResponse {
    std::optional<RoleDetail> role;
};
const aws::Structure& shape_of(aws::Tag<CreateServiceLinkedRoleResponse>);

struct DeleteServiceLinkedRoleRequest {
    std::string role_name;
};
const aws::Structure& shape_of(aws::Tag<DeleteServiceLinkedRoleRequest>);

struct DeleteServiceLinkedRoleResponse {
    std::string deletion_task_id;
};
const aws::Structure& shape_of(aws::Tag<DeleteServiceLinkedRoleResponse>);

struct GetServiceLinkedRoleDeletionStatusRequest {
    std::string deletion_task_id;
};
const aws::Structure& shape_of(aws::Tag<GetServiceLinkedRoleDeletionStatusRequest>);

struct RoleUsageType {
    std::optional<std::string> region;
    std::optional<std::vector<std::string>> resources;
};
const aws::Structure& shape_of(aws::Tag<RoleUsageType>);

struct DeletionTaskFailureReasonType {
    std::optional<std::string> reason;
    std::optional<std::vector<RoleUsageType>> role_usage_list;
};
const aws::Structure& shape_of(aws::Tag<DeletionTaskFailureReasonType>);

struct GetServiceLinkedRoleDeletionStatusResponse {
    std::string status;
    std::optional<DeletionTaskFailureReasonType> reason;
};
const aws::Structure& shape_of(aws::Tag<GetServiceLinkedRoleDeletionStatusResponse>);

}  // namespace wt::iam::api
