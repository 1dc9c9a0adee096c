#include "iam/api/details.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "aws/timestamp.hpp"
#include "http/uri.hpp"

namespace wt::iam::api {

namespace {

[[nodiscard]] std::optional<AttachedPermissionsBoundary> boundary_of(const std::string& arn) {
    if (arn.empty()) return std::nullopt;
    AttachedPermissionsBoundary boundary;
    boundary.permissions_boundary_type = "Policy";
    boundary.permissions_boundary_arn = arn;
    return boundary;
}

}  // namespace

std::vector<IamTag> tags_of(const aws::TagSet& tags) {
    std::vector<IamTag> all;
    for (const auto& [key, value] : tags.all()) all.push_back({key, value});
    return all;
}

std::optional<std::vector<IamTag>> some_tags_of(const aws::TagSet& tags) {
    if (tags.all().empty()) return std::nullopt;
    return tags_of(tags);
}

std::optional<std::int32_t> version_number(std::string_view id) {
    std::int32_t number = 0;
    if (!id.starts_with('v')) return std::nullopt;
    const auto [end, error] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
    if (error != std::errc() || end != id.data() + id.size()) return std::nullopt;
    return number;
}

RoleDetail detail_of(std::string_view account, const Role& role, Extent extent) {
    RoleDetail detail;
    detail.path = role.path;
    detail.role_name = role.name;
    detail.role_id = role.id;
    detail.arn = arn_of(account, role);
    detail.create_date = role.created;
    detail.assume_role_policy_document = http::percent_encode(role.trust.text);
    if (!role.description.empty()) detail.description = role.description;
    detail.max_session_duration = role.max_session;
    if (extent == Extent::listed) return detail;
    detail.permissions_boundary = boundary_of(role.boundary);
    detail.tags = some_tags_of(role.tags);
    detail.role_last_used.emplace();
    return detail;
}

UserDetail detail_of(std::string_view account, const User& user, Extent extent) {
    UserDetail detail;
    detail.path = user.path;
    detail.user_name = user.name;
    detail.user_id = user.id;
    detail.arn = arn_of(account, user);
    detail.create_date = user.created;
    if (extent == Extent::listed) return detail;
    detail.permissions_boundary = boundary_of(user.boundary);
    detail.tags = some_tags_of(user.tags);
    return detail;
}

GroupDetail detail_of(std::string_view account, const Group& group) {
    return {group.path, group.name, group.id, arn_of(account, group), group.created};
}

InstanceProfileDetail detail_of(std::string_view account, const InstanceProfile& profile, const Directory& directory,
                                Extent extent) {
    InstanceProfileDetail detail;
    detail.path = profile.path;
    detail.instance_profile_name = profile.name;
    detail.instance_profile_id = profile.id;
    detail.arn = arn_of(account, profile);
    detail.create_date = profile.created;
    if (const Role* const role = directory.find_role(account, profile.role))
        detail.roles.push_back(detail_of(account, *role, Extent::listed));
    if (extent == Extent::whole) detail.tags = some_tags_of(profile.tags);
    return detail;
}

PolicyVersionDetail detail_of(const ManagedPolicy& policy, std::int32_t number, Extent extent) {
    const PolicyVersion& version = policy.versions.at(number);
    PolicyVersionDetail detail;
    if (extent == Extent::whole) detail.document = http::percent_encode(version.document.text);
    detail.version_id = fmt::format("v{}", number);
    detail.is_default_version = policy.default_version == number;
    detail.create_date = version.created;
    return detail;
}

ManagedPolicyDetail detail_of(const AwsPolicy& policy) {
    ManagedPolicyDetail detail;
    detail.policy_name = policy.name;
    detail.policy_id = policy.id();
    detail.arn = policy.arn();
    detail.path = policy.path;
    detail.default_version_id = fmt::format("v{}", policy.version);
    detail.is_attachable = true;
    if (!policy.description.empty()) detail.description = policy.description;
    detail.create_date = aws::parse_iso8601(policy.created);
    detail.update_date = aws::parse_iso8601(policy.updated);
    return detail;
}

ManagedPolicyDetail detail_of(std::string_view account, const ManagedPolicy& policy) {
    ManagedPolicyDetail detail;
    detail.policy_name = policy.name;
    detail.policy_id = policy.id;
    detail.arn = arn_of(account, policy);
    detail.path = policy.path;
    detail.default_version_id = fmt::format("v{}", policy.default_version);
    detail.is_attachable = true;
    if (!policy.description.empty()) detail.description = policy.description;
    detail.create_date = policy.created;
    detail.update_date = policy.updated;
    detail.tags = some_tags_of(policy.tags);
    return detail;
}

PolicyUses uses_of(const Account& account, std::string_view arn) {
    PolicyUses uses;
    const auto count = [&](const auto& holders) {
        for (const auto& [name, holder] : holders)
            uses.attachments +=
                static_cast<std::int32_t>(std::count(holder.attached.begin(), holder.attached.end(), arn));
    };
    count(account.roles);
    count(account.users);
    count(account.groups);
    for (const auto& [name, role] : account.roles) uses.boundaries += role.boundary == arn ? 1 : 0;
    for (const auto& [name, user] : account.users) uses.boundaries += user.boundary == arn ? 1 : 0;
    return uses;
}

}  // namespace wt::iam::api
