#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iam/api/iam_shapes.hpp"
#include "iam/aws_policies.hpp"
#include "iam/directory.hpp"

/// Entities as the API's answers show them.
namespace wt::iam::api {

/// Lists leave out tags, boundaries and last uses (ListRoles, ListUsers).
enum class Extent : bool { listed, whole };

[[nodiscard]] RoleDetail detail_of(std::string_view account, const Role& role, Extent extent);
[[nodiscard]] UserDetail detail_of(std::string_view account, const User& user, Extent extent);
[[nodiscard]] GroupDetail detail_of(std::string_view account, const Group& group);
[[nodiscard]] InstanceProfileDetail detail_of(std::string_view account, const InstanceProfile& profile,
                                              const Directory& directory, Extent extent);
[[nodiscard]] PolicyVersionDetail detail_of(const ManagedPolicy& policy, std::int32_t number, Extent extent);
[[nodiscard]] ManagedPolicyDetail detail_of(const AwsPolicy& policy);
[[nodiscard]] ManagedPolicyDetail detail_of(std::string_view account, const ManagedPolicy& policy);

/// How often a policy is attached in an account, and how often it is a boundary.
struct PolicyUses {
    std::int32_t attachments = 0;
    std::int32_t boundaries = 0;
};
[[nodiscard]] PolicyUses uses_of(const Account& account, std::string_view arn);

[[nodiscard]] std::vector<IamTag> tags_of(const aws::TagSet& tags);
[[nodiscard]] inline const std::string& key_of_tag(const IamTag& tag) { return tag.key; }
/// None when there are no tags.
[[nodiscard]] std::optional<std::vector<IamTag>> some_tags_of(const aws::TagSet& tags);
/// "v3" to 3; none for what is no version.
[[nodiscard]] std::optional<std::int32_t> version_number(std::string_view id);

}  // namespace wt::iam::api
