#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "base/time.hpp"

/// Inputs and outputs of IAM's API: structures that several kinds of operations have (iam 2010-05-08).
namespace wt::iam::api {

struct IamTag {
    std::string key;
    std::string value;
};
const aws::Structure& shape_of(aws::Tag<IamTag>);

struct AttachedPermissionsBoundary {
    std::optional<std::string> permissions_boundary_type;
    std::optional<std::string> permissions_boundary_arn;
};
const aws::Structure& shape_of(aws::Tag<AttachedPermissionsBoundary>);

struct RoleLastUsed {
    std::optional<Instant> last_used_date;
    std::optional<std::string> region;
};
const aws::Structure& shape_of(aws::Tag<RoleLastUsed>);

struct RoleDetail {
    std::string path;
    std::string role_name;
    std::string role_id;
    std::string arn;
    Instant create_date;
    std::optional<std::string> assume_role_policy_document;
    std::optional<std::string> description;
    std::optional<std::int32_t> max_session_duration;
    std::optional<AttachedPermissionsBoundary> permissions_boundary;
    std::optional<std::vector<IamTag>> tags;
    std::optional<RoleLastUsed> role_last_used;
};
const aws::Structure& shape_of(aws::Tag<RoleDetail>);

struct AttachedPolicy {
    std::optional<std::string> policy_name;
    std::optional<std::string> policy_arn;
};
const aws::Structure& shape_of(aws::Tag<AttachedPolicy>);

struct UserDetail {
    std::string path;
    std::string user_name;
    std::string user_id;
    std::string arn;
    Instant create_date;
    std::optional<Instant> password_last_used;
    std::optional<AttachedPermissionsBoundary> permissions_boundary;
    std::optional<std::vector<IamTag>> tags;
};
const aws::Structure& shape_of(aws::Tag<UserDetail>);

}  // namespace wt::iam::api
