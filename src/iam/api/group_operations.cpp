// Groups and who is in them.
#include <algorithm>

#include "iam/api/details.hpp"
#include "iam/api/find.hpp"

namespace wt::iam::api {

namespace {

/// Where a user's list has the group.
[[nodiscard]] auto place_of(std::vector<std::string>& groups, std::string_view name) {
    return std::find_if(groups.begin(), groups.end(),
                        [&](const std::string& each) { return same_ignoring_case(each, name); });
}

}  // namespace

aws::Outcome<CreateGroupResponse> IamService::create_group(const aws::Call& call, CreateGroupRequest input) {
    Account& account = account_of(call);
    if (auto error = refuse_new<Group>(account, input.group_name)) return std::move(*error);
    Group group;
    group.name = input.group_name;
    group.path = input.path.value_or("/");
    group.id = directory_.new_id(Kind<Group>::prefix);
    group.created = call.now;
    const Group& made = account.groups.emplace(group.name, std::move(group)).first->second;
    CreateGroupResponse output;
    output.group = detail_of(call.caller.account, made);
    return saved(call, made, std::move(output));
}

aws::Outcome<GetGroupResponse> IamService::get_group(const aws::Call& call, GetGroupRequest input) {
    const auto group = find<Group>(call, input.group_name);
    if (!group.ok()) return group.error();
    std::vector<const User*> users;
    for (auto& [name, user] : account_of(call).users) {
        if (place_of(user.groups, (*group)->name) != user.groups.end()) users.push_back(&user);
    }
    const auto name = [](const User* user) -> const std::string& { return user->name; };
    auto page = page_of(std::move(users), name, {"iam:GetGroup", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    GetGroupResponse output;
    output.group = detail_of(call.caller.account, **group);
    for (const User* user : page->items) output.users.push_back(detail_of(call.caller.account, *user, Extent::listed));
    end_page(output, *page);
    return output;
}

aws::Outcome<aws::Nothing> IamService::update_group(const aws::Call& call, UpdateGroupRequest input) {
    const auto found = find<Group>(call, input.group_name);
    if (!found.ok()) return found.error();
    Account& account = account_of(call);
    Group* group = *found;
    const std::string before = group->name;
    const std::string after = input.new_group_name.value_or(before);
    if (!same_ignoring_case(before, after)) {
        if (auto error = refuse_new<Group>(account, after)) return std::move(*error);
    }
    directory_.drop(call.caller.account, *group);
    auto node = account.groups.extract(before);
    node.key() = after;
    group = &account.groups.insert(std::move(node)).position->second;
    group->name = after;
    if (input.new_path) group->path = *input.new_path;
    for (auto& [name, user] : account.users) {
        const auto place = place_of(user.groups, before);
        if (place == user.groups.end()) continue;
        *place = after;
        directory_.keep(call.caller.account, user);
    }
    return saved(call, *group, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::delete_group(const aws::Call& call, DeleteGroupRequest input) {
    const auto group = find<Group>(call, input.group_name);
    if (!group.ok()) return group.error();
    Account& account = account_of(call);
    for (auto& [name, user] : account.users) {
        if (place_of(user.groups, (*group)->name) != user.groups.end())
            return aws::Error(errors::delete_conflict, "Cannot delete entity, must remove users from group first.");
    }
    if (!(*group)->attached.empty())
        return aws::Error(errors::delete_conflict, "Cannot delete entity, must detach all policies first.");
    if (!(*group)->inline_policies.empty())
        return aws::Error(errors::delete_conflict, "Cannot delete entity, must delete policies first.");
    directory_.drop(call.caller.account, **group);
    account.groups.erase((*group)->name);
    return aws::Nothing();
}

aws::Outcome<ListGroupsResponse> IamService::list_groups(const aws::Call& call, ListGroupsRequest input) {
    std::vector<const Group*> groups;
    for (const auto& [name, group] : account_of(call).groups) {
        if (group.path.starts_with(input.path_prefix.value_or("/"))) groups.push_back(&group);
    }
    const auto name = [](const Group* group) -> const std::string& { return group->name; };
    auto page = page_of(std::move(groups), name, {"iam:ListGroups", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    ListGroupsResponse output;
    for (const Group* group : page->items) output.groups.push_back(detail_of(call.caller.account, *group));
    end_page(output, *page);
    return output;
}

aws::Outcome<aws::Nothing> IamService::add_user_to_group(const aws::Call& call, AddUserToGroupRequest input) {
    const auto group = find<Group>(call, input.group_name);
    if (!group.ok()) return group.error();
    const auto user = find<User>(call, input.user_name);
    if (!user.ok()) return user.error();
    std::vector<std::string>& groups = (*user)->groups;
    if (place_of(groups, (*group)->name) == groups.end()) {
        if (groups.size() >= limits::groups_per_user) return quota_exceeded("GroupsPerUser", limits::groups_per_user);
        groups.push_back((*group)->name);
    }
    return saved(call, **user, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::remove_user_from_group(const aws::Call& call, RemoveUserFromGroupRequest input) {
    const auto group = find<Group>(call, input.group_name);
    if (!group.ok()) return group.error();
    const auto user = find<User>(call, input.user_name);
    if (!user.ok()) return user.error();
    const auto place = place_of((*user)->groups, (*group)->name);
    if (place == (*user)->groups.end())
        return no_such_entity(
            fmt::format("The user with name {} is not in the group {}.", (*user)->name, (*group)->name));
    (*user)->groups.erase(place);
    return saved(call, **user, aws::Nothing());
}

aws::Outcome<ListGroupsForUserResponse> IamService::list_groups_for_user(const aws::Call& call,
                                                                         ListGroupsForUserRequest input) {
    const auto user = find<User>(call, input.user_name);
    if (!user.ok()) return user.error();
    const auto& all = account_of(call).groups;
    std::vector<const Group*> groups;
    for (const std::string& name : (*user)->groups) {
        if (const auto group = all.find(name); group != all.end()) groups.push_back(&group->second);
    }
    const auto name = [](const Group* group) -> const std::string& { return group->name; };
    auto page = page_of(std::move(groups), name, {"iam:ListGroupsForUser", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    ListGroupsForUserResponse output;
    for (const Group* group : page->items) output.groups.push_back(detail_of(call.caller.account, *group));
    end_page(output, *page);
    return output;
}

}  // namespace wt::iam::api
