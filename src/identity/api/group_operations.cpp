// Groups, and who is in them.
#include <algorithm>

#include <fmt/format.h>

#include "identity/api/cognito.hpp"
#include "identity/api/paging.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;

[[nodiscard]] aws::Error no_group() { return aws::Error(resource_not_found, "Group not found."); }

// Quotas: groups of a pool, and of a user.
constexpr std::size_t most_groups = 10'000;
constexpr std::size_t most_groups_of_user = 100;

}  // namespace

aws::Outcome<CreateGroupResponse> Cognito::create_group(const aws::Call& call, CreateGroupRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    if ((*pool)->groups().contains(input.group_name))
        return aws::Error(group_exists, "A group with the name already exists.");
    if ((*pool)->groups().size() >= most_groups)
        return aws::Error(limit_exceeded, "Exceeded the number of groups in this user pool.");
    GroupType group;
    group.group_name = std::move(input.group_name);
    group.user_pool_id = (*pool)->id();
    group.description = std::move(input.description);
    group.role_arn = std::move(input.role_arn);
    group.precedence = input.precedence;
    group.creation_date = group.last_modified_date = call.now;
    CreateGroupResponse output;
    output.group = catalogue_.keep(**pool, std::move(group));
    return output;
}

aws::Outcome<GetGroupResponse> Cognito::get_group(const aws::Call& call, GetGroupRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    const auto found = (*pool)->groups().find(input.group_name);
    if (found == (*pool)->groups().end()) return no_group();
    GetGroupResponse output;
    output.group = found->second;
    return output;
}

aws::Outcome<UpdateGroupResponse> Cognito::update_group(const aws::Call& call, UpdateGroupRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    const auto found = (*pool)->groups().find(input.group_name);
    if (found == (*pool)->groups().end()) return no_group();
    GroupType group = found->second;
    if (input.description) group.description = std::move(input.description);
    if (input.role_arn) group.role_arn = std::move(input.role_arn);
    if (input.precedence) group.precedence = input.precedence;
    group.last_modified_date = call.now;
    UpdateGroupResponse output;
    output.group = catalogue_.keep(**pool, std::move(group));
    return output;
}

aws::Outcome<aws::Nothing> Cognito::delete_group(const aws::Call& call, DeleteGroupRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    if (!(*pool)->groups().contains(input.group_name)) return no_group();
    std::vector<UserEntry> members;
    for (const auto& [key, user] : (*pool)->users()) {
        if (std::find(user.groups.begin(), user.groups.end(), input.group_name) != user.groups.end())
            members.push_back(user);
    }
    for (UserEntry& member : members) {
        std::erase(member.groups, input.group_name);
        (void)catalogue_.keep(**pool, std::move(member));
    }
    catalogue_.drop<GroupType>(**pool, input.group_name);
    return aws::Nothing();
}

aws::Outcome<ListGroupsResponse> Cognito::list_groups(const aws::Call& call, ListGroupsRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    std::map<std::string, GroupType> all((*pool)->groups().begin(), (*pool)->groups().end());
    auto page = cut_page(std::move(all), "cognito-idp:ListGroups/" + input.user_pool_id, input.next_token, input.limit,
                         call.now);
    if (!page.ok()) return page.error();
    ListGroupsResponse output;
    output.groups = std::move(page->items);
    output.next_token = std::move(page->next);
    return output;
}

aws::Outcome<aws::Nothing> Cognito::admin_add_user_to_group(const aws::Call& call, AdminAddUserToGroupRequest input) {
    auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    if (!found->pool->groups().contains(input.group_name)) return no_group();
    auto& groups = found->user.groups;
    if (std::find(groups.begin(), groups.end(), input.group_name) == groups.end()) {
        if (groups.size() >= most_groups_of_user)
            return aws::Error(limit_exceeded, "Exceeded the number of groups that a user can be in.");
        groups.push_back(input.group_name);
        (void)catalogue_.keep(*found->pool, std::move(found->user));
    }
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Cognito::admin_remove_user_from_group(const aws::Call& call,
                                                                 AdminRemoveUserFromGroupRequest input) {
    auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    if (!found->pool->groups().contains(input.group_name)) return no_group();
    std::erase(found->user.groups, input.group_name);
    (void)catalogue_.keep(*found->pool, std::move(found->user));
    return aws::Nothing();
}

aws::Outcome<AdminListGroupsForUserResponse> Cognito::admin_list_groups_for_user(const aws::Call& call,
                                                                                 AdminListGroupsForUserRequest input) {
    const auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    std::map<std::string, GroupType> all;
    for (const std::string& name : found->user.groups) {
        const auto group = found->pool->groups().find(name);
        if (group != found->pool->groups().end()) all.emplace(name, group->second);
    }
    auto page = cut_page(std::move(all), "cognito-idp:AdminListGroupsForUser/" + found->user.sub, input.next_token,
                         input.limit, call.now);
    if (!page.ok()) return page.error();
    AdminListGroupsForUserResponse output;
    output.groups = std::move(page->items);
    output.next_token = std::move(page->next);
    return output;
}

aws::Outcome<ListUsersInGroupResponse> Cognito::list_users_in_group(const aws::Call& call,
                                                                    ListUsersInGroupRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    if (!(*pool)->groups().contains(input.group_name)) return no_group();
    std::map<std::string, UserType> all;
    for (const auto& [key, user] : (*pool)->users()) {
        if (std::find(user.groups.begin(), user.groups.end(), input.group_name) != user.groups.end())
            all.emplace(key, told(user));
    }
    auto page = cut_page(std::move(all),
                         fmt::format("cognito-idp:ListUsersInGroup/{}/{}", input.user_pool_id, input.group_name),
                         input.next_token, input.limit, call.now);
    if (!page.ok()) return page.error();
    ListUsersInGroupResponse output;
    output.users = std::move(page->items);
    output.next_token = std::move(page->next);
    return output;
}

}  // namespace wt::identity
