#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "base/time.hpp"
#include "iam/api/common_shapes.hpp"

/// Inputs and outputs of IAM's API: groups (iam 2010-05-08).
namespace wt::iam::api {

struct CreateGroupRequest {
    std::optional<std::string> path;
    std::string group_name;
};
const aws::Structure& shape_of(aws::Tag<CreateGroupRequest>);

struct GroupDetail {
    std::string path;
    std::string group_name;
    std::string group_id;
    std::string arn;
    Instant create_date;
};
const aws::Structure& shape_of(aws::Tag<GroupDetail>);

struct CreateGroupResponse {
    GroupDetail group;
};
const aws::Structure& shape_of(aws::Tag<CreateGroupResponse>);

struct GetGroupRequest {
    std::string group_name;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<GetGroupRequest>);

struct GetGroupResponse {
    GroupDetail group;
    std::vector<UserDetail> users;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<GetGroupResponse>);

struct UpdateGroupRequest {
    std::string group_name;
    std::optional<std::string> new_path;
    std::optional<std::string> new_group_name;
};
const aws::Structure& shape_of(aws::Tag<UpdateGroupRequest>);

struct DeleteGroupRequest {
    std::string group_name;
};
const aws::Structure& shape_of(aws::Tag<DeleteGroupRequest>);

struct ListGroupsRequest {
    std::optional<std::string> path_prefix;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListGroupsRequest>);

struct ListGroupsResponse {
    std::vector<GroupDetail> groups;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListGroupsResponse>);

struct AddUserToGroupRequest {
    std::string group_name;
    std::string user_name;
};
const aws::Structure& shape_of(aws::Tag<AddUserToGroupRequest>);

struct RemoveUserFromGroupRequest {
    std::string group_name;
    std::string user_name;
};
const aws::Structure& shape_of(aws::Tag<RemoveUserFromGroupRequest>);

struct ListGroupsForUserRequest {
    std::string user_name;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListGroupsForUserRequest>);

struct ListGroupsForUserResponse {
    std::vector<GroupDetail> groups;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListGroupsForUserResponse>);

struct PutGroupPolicyRequest {
    std::string group_name;
    std::string policy_name;
    std::string policy_document;
};
const aws::Structure& shape_of(aws::Tag<PutGroupPolicyRequest>);

struct GetGroupPolicyRequest {
    std::string group_name;
    std::string policy_name;
};
const aws::Structure& shape_of(aws::Tag<GetGroupPolicyRequest>);

struct GetGroupPolicyResponse {
    std::string group_name;
    std::string policy_name;
    std::string policy_document;
};
const aws::Structure& shape_of(aws::Tag<GetGroupPolicyResponse>);

struct DeleteGroupPolicyRequest {
    std::string group_name;
    std::string policy_name;
};
const aws::Structure& shape_of(aws::Tag<DeleteGroupPolicyRequest>);

struct ListGroupPoliciesRequest {
    std::string group_name;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListGroupPoliciesRequest>);

struct ListGroupPoliciesResponse {
    std::vector<std::string> policy_names;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListGroupPoliciesResponse>);

struct AttachGroupPolicyRequest {
    std::string group_name;
    std::string policy_arn;
};
const aws::Structure& shape_of(aws::Tag<AttachGroupPolicyRequest>);

struct DetachGroupPolicyRequest {
    std::string group_name;
    std::string policy_arn;
};
const aws::Structure& shape_of(aws::Tag<DetachGroupPolicyRequest>);

struct ListAttachedGroupPoliciesRequest {
    std::string group_name;
    std::optional<std::string> path_prefix;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListAttachedGroupPoliciesRequest>);

struct ListAttachedGroupPoliciesResponse {
    std::optional<std::vector<AttachedPolicy>> attached_policies;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListAttachedGroupPoliciesResponse>);

}  // namespace wt::iam::api
