#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "base/time.hpp"
#include "iam/api/common_shapes.hpp"

/// Inputs and outputs of IAM's API: users and their access keys (iam 2010-05-08).
namespace wt::iam::api {

struct CreateUserRequest {
    std::optional<std::string> path;
    std::string user_name;
    std::optional<std::string> permissions_boundary;
    std::vector<IamTag> tags;
};
const aws::Structure& shape_of(aws::Tag<CreateUserRequest>);

struct CreateUserResponse {
    std::optional<UserDetail> user;
};
const aws::Structure& shape_of(aws::Tag<CreateUserResponse>);

struct GetUserRequest {
    std::optional<std::string> user_name;
};
const aws::Structure& shape_of(aws::Tag<GetUserRequest>);

struct GetUserResponse {
    UserDetail user;
};
const aws::Structure& shape_of(aws::Tag<GetUserResponse>);

struct UpdateUserRequest {
    std::string user_name;
    std::optional<std::string> new_path;
    std::optional<std::string> new_user_name;
};
const aws::Structure& shape_of(aws::Tag<UpdateUserRequest>);

struct DeleteUserRequest {
    std::string user_name;
};
const aws::Structure& shape_of(aws::Tag<DeleteUserRequest>);

struct ListUsersRequest {
    std::optional<std::string> path_prefix;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListUsersRequest>);

struct ListUsersResponse {
    std::vector<UserDetail> users;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListUsersResponse>);

struct TagUserRequest {
    std::string user_name;
    std::vector<IamTag> tags;
};
const aws::Structure& shape_of(aws::Tag<TagUserRequest>);

struct UntagUserRequest {
    std::string user_name;
    std::vector<std::string> tag_keys;
};
const aws::Structure& shape_of(aws::Tag<UntagUserRequest>);

struct ListUserTagsRequest {
    std::string user_name;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListUserTagsRequest>);

struct ListUserTagsResponse {
    std::vector<IamTag> tags;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListUserTagsResponse>);

struct PutUserPolicyRequest {
    std::string user_name;
    std::string policy_name;
    std::string policy_document;
};
const aws::Structure& shape_of(aws::Tag<PutUserPolicyRequest>);

struct GetUserPolicyRequest {
    std::string user_name;
    std::string policy_name;
};
const aws::Structure& shape_of(aws::Tag<GetUserPolicyRequest>);

struct GetUserPolicyResponse {
    std::string user_name;
    std::string policy_name;
    std::string policy_document;
};
const aws::Structure& shape_of(aws::Tag<GetUserPolicyResponse>);

struct DeleteUserPolicyRequest {
    std::string user_name;
    std::string policy_name;
};
const aws::Structure& shape_of(aws::Tag<DeleteUserPolicyRequest>);

struct ListUserPoliciesRequest {
    std::string user_name;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListUserPoliciesRequest>);

struct ListUserPoliciesResponse {
    std::vector<std::string> policy_names;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListUserPoliciesResponse>);

struct AttachUserPolicyRequest {
    std::string user_name;
    std::string policy_arn;
};
const aws::Structure& shape_of(aws::Tag<AttachUserPolicyRequest>);

struct DetachUserPolicyRequest {
    std::string user_name;
    std::string policy_arn;
};
const aws::Structure& shape_of(aws::Tag<DetachUserPolicyRequest>);

struct ListAttachedUserPoliciesRequest {
    std::string user_name;
    std::optional<std::string> path_prefix;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListAttachedUserPoliciesRequest>);

struct ListAttachedUserPoliciesResponse {
    std::optional<std::vector<AttachedPolicy>> attached_policies;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListAttachedUserPoliciesResponse>);

struct PutUserPermissionsBoundaryRequest {
    std::string user_name;
    std::string permissions_boundary;
};
const aws::Structure& shape_of(aws::Tag<PutUserPermissionsBoundaryRequest>);

struct DeleteUserPermissionsBoundaryRequest {
    std::string user_name;
};
const aws::Structure& shape_of(aws::Tag<DeleteUserPermissionsBoundaryRequest>);

struct CreateAccessKeyRequest {
    std::optional<std::string> user_name;
};
const aws::Structure& shape_of(aws::Tag<CreateAccessKeyRequest>);

struct AccessKeyDetail {
    std::string user_name;
    std::string access_key_id;
    std::string status;
    std::string secret_access_key;
    std::optional<Instant> create_date;
};
const aws::Structure& shape_of(aws::Tag<AccessKeyDetail>);

struct CreateAccessKeyResponse {
    AccessKeyDetail access_key;
};
const aws::Structure& shape_of(aws::Tag<CreateAccessKeyResponse>);

struct DeleteAccessKeyRequest {
    std::optional<std::string> user_name;
    std::string access_key_id;
};
const aws::Structure& shape_of(aws::Tag<DeleteAccessKeyRequest>);

struct UpdateAccessKeyRequest {
    std::optional<std::string> user_name;
    std::string access_key_id;
    std::string status;
};
const aws::Structure& shape_of(aws::Tag<UpdateAccessKeyRequest>);

struct ListAccessKeysRequest {
    std::optional<std::string> user_name;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListAccessKeysRequest>);

struct AccessKeyMetadata {
    std::optional<std::string> user_name;
    std::optional<std::string> access_key_id;
    std::optional<std::string> status;
    std::optional<Instant> create_date;
};
const aws::Structure& shape_of(aws::Tag<AccessKeyMetadata>);

struct ListAccessKeysResponse {
    std::vector<AccessKeyMetadata> access_key_metadata;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListAccessKeysResponse>);

struct GetAccessKeyLastUsedRequest {
    std::string access_key_id;
};
const aws::Structure& shape_of(aws::Tag<GetAccessKeyLastUsedRequest>);

struct AccessKeyLastUsed {
    std::optional<Instant> last_used_date;
    std::string service_name;
    std::string region;
};
const aws::Structure& shape_of(aws::Tag<AccessKeyLastUsed>);

struct GetAccessKeyLastUsedResponse {
    std::optional<std::string> user_name;
    std::optional<AccessKeyLastUsed> access_key_last_used;
};
const aws::Structure& shape_of(aws::Tag<GetAccessKeyLastUsedResponse>);

}  // namespace wt::iam::api
