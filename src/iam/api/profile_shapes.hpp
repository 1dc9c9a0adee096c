#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "base/time.hpp"
#include "iam/api/common_shapes.hpp"

/// Inputs and outputs of IAM's API: instance profiles (iam 2010-05-08).
namespace wt::iam::api {

struct CreateInstanceProfileRequest {
    std::string instance_profile_name;
    std::optional<std::string> path;
    std::vector<IamTag> tags;
};
const aws::Structure& shape_of(aws::Tag<CreateInstanceProfileRequest>);

struct InstanceProfileDetail {
    std::string path;
    std::string instance_profile_name;
    std::string instance_profile_id;
    std::string arn;
    Instant create_date;
    std::vector<RoleDetail> roles;
    std::optional<std::vector<IamTag>> tags;
};
const aws::Structure& shape_of(aws::Tag<InstanceProfileDetail>);

struct CreateInstanceProfileResponse {
    InstanceProfileDetail instance_profile;
};
const aws::Structure& shape_of(aws::Tag<CreateInstanceProfileResponse>);

struct GetInstanceProfileRequest {
    std::string instance_profile_name;
};
const aws::Structure& shape_of(aws::Tag<GetInstanceProfileRequest>);

struct GetInstanceProfileResponse {
    InstanceProfileDetail instance_profile;
};
const aws::Structure& shape_of(aws::Tag<GetInstanceProfileResponse>);

struct DeleteInstanceProfileRequest {
    std::string instance_profile_name;
};
const aws::Structure& shape_of(aws::Tag<DeleteInstanceProfileRequest>);

struct ListInstanceProfilesRequest {
    std::optional<std::string> path_prefix;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListInstanceProfilesRequest>);

struct ListInstanceProfilesResponse {
    std::vector<InstanceProfileDetail> instance_profiles;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListInstanceProfilesResponse>);

struct ListInstanceProfilesForRoleRequest {
    std::string role_name;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListInstanceProfilesForRoleRequest>);

struct ListInstanceProfilesForRoleResponse {
    std::vector<InstanceProfileDetail> instance_profiles;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListInstanceProfilesForRoleResponse>);

struct AddRoleToInstanceProfileRequest {
    std::string instance_profile_name;
    std::string role_name;
};
const aws::Structure& shape_of(aws::Tag<AddRoleToInstanceProfileRequest>);

struct RemoveRoleFromInstanceProfileRequest {
    std::string instance_profile_name;
    std::string role_name;
};
const aws::Structure& shape_of(aws::Tag<RemoveRoleFromInstanceProfileRequest>);

struct TagInstanceProfileRequest {
    std::string instance_profile_name;
    std::vector<IamTag> tags;
};
const aws::Structure& shape_of(aws::Tag<TagInstanceProfileRequest>);

struct UntagInstanceProfileRequest {
    std::string instance_profile_name;
    std::vector<std::string> tag_keys;
};
const aws::Structure& shape_of(aws::Tag<UntagInstanceProfileRequest>);

struct ListInstanceProfileTagsRequest {
    std::string instance_profile_name;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListInstanceProfileTagsRequest>);

struct ListInstanceProfileTagsResponse {
    std::vector<IamTag> tags;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListInstanceProfileTagsResponse>);

}  // namespace wt::iam::api
