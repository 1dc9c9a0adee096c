// Users, their boundaries and tags.
#include <algorithm>

#include "iam/api/details.hpp"
#include "iam/api/find.hpp"

namespace wt::iam::api {

namespace {

[[nodiscard]] aws::Error conflict(std::string_view what) {
    return {errors::delete_conflict, fmt::format("Cannot delete entity, must {} first.", what)};
}

}  // namespace

aws::Outcome<CreateUserResponse> IamService::create_user(const aws::Call& call, CreateUserRequest input) {
    Account& account = account_of(call);
    if (auto error = refuse_new<User>(account, input.user_name)) return std::move(*error);
    if (auto error = refuse_boundary(input.permissions_boundary)) return std::move(*error);
    User user;
    if (auto error = add_tags(user.tags, input.tags)) return std::move(*error);
    user.name = input.user_name;
    user.path = input.path.value_or("/");
    user.id = directory_.new_id(Kind<User>::prefix);
    user.created = call.now;
    user.boundary = input.permissions_boundary.value_or("");
    const User& made = account.users.emplace(user.name, std::move(user)).first->second;
    CreateUserResponse output;
    output.user = detail_of(call.caller.account, made, Extent::whole);
    return saved(call, made, std::move(output));
}

aws::Outcome<GetUserResponse> IamService::get_user(const aws::Call& call, GetUserRequest input) {
    GetUserResponse output;
    if (!input.user_name && call.caller.kind == aws::PrincipalKind::root) {
        // Assumed: the name, path and age of an account's root.
        output.user = {"/", "root", call.caller.user_id, call.caller.arn, call.now, {}, {}, {}};
        return output;
    }
    const auto user = find_user(call, input.user_name);
    if (!user.ok()) return user.error();
    output.user = detail_of(call.caller.account, **user, Extent::whole);
    return output;
}

aws::Outcome<aws::Nothing> IamService::update_user(const aws::Call& call, UpdateUserRequest input) {
    const auto found = find<User>(call, input.user_name);
    if (!found.ok()) return found.error();
    Account& account = account_of(call);
    User* user = *found;
    const std::string before = user->name;
    const std::string after = input.new_user_name.value_or(before);
    if (!same_ignoring_case(before, after)) {
        if (auto error = refuse_new<User>(account, after)) return std::move(*error);
    }
    directory_.drop(call.caller.account, *user);
    auto node = account.users.extract(before);
    node.key() = after;
    user = &account.users.insert(std::move(node)).position->second;
    user->name = after;
    if (input.new_path) user->path = *input.new_path;
    for (auto& [id, key] : account.keys) {
        if (!same_ignoring_case(key.user, before)) continue;
        key.user = after;
        directory_.keep(call.caller.account, key);
    }
    return saved(call, *user, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::delete_user(const aws::Call& call, DeleteUserRequest input) {
    const auto user = find<User>(call, input.user_name);
    if (!user.ok()) return user.error();
    Account& account = account_of(call);
    const std::string& name = (*user)->name;
    const bool has_keys = std::any_of(account.keys.begin(), account.keys.end(),
                                      [&](const auto& key) { return same_ignoring_case(key.second.user, name); });
    if (has_keys) return conflict("delete access keys");
    // Assumed: both sentences.
    if (!(*user)->certificates.empty()) return conflict("delete signing certificates");
    if (!(*user)->service_credentials.empty()) return conflict("delete service specific credentials");
    if (!(*user)->groups.empty()) return conflict("remove users from group");
    if (!(*user)->attached.empty()) return conflict("detach all policies");
    if (!(*user)->inline_policies.empty()) return conflict("delete policies");
    directory_.drop(call.caller.account, **user);
    account.users.erase(name);
    return aws::Nothing();
}

aws::Outcome<ListUsersResponse> IamService::list_users(const aws::Call& call, ListUsersRequest input) {
    std::vector<const User*> users;
    for (const auto& [name, user] : account_of(call).users) {
        if (user.path.starts_with(input.path_prefix.value_or("/"))) users.push_back(&user);
    }
    const auto name = [](const User* user) -> const std::string& { return user->name; };
    auto page = page_of(std::move(users), name, {"iam:ListUsers", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    ListUsersResponse output;
    for (const User* user : page->items) output.users.push_back(detail_of(call.caller.account, *user, Extent::listed));
    end_page(output, *page);
    return output;
}

aws::Outcome<aws::Nothing> IamService::tag_user(const aws::Call& call, TagUserRequest input) {
    const auto user = find<User>(call, input.user_name);
    if (!user.ok()) return user.error();
    if (auto error = add_tags((*user)->tags, input.tags)) return std::move(*error);
    return saved(call, **user, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::untag_user(const aws::Call& call, UntagUserRequest input) {
    const auto user = find<User>(call, input.user_name);
    if (!user.ok()) return user.error();
    if (auto error = remove_tags((*user)->tags, input.tag_keys)) return std::move(*error);
    return saved(call, **user, aws::Nothing());
}

aws::Outcome<ListUserTagsResponse> IamService::list_user_tags(const aws::Call& call, ListUserTagsRequest input) {
    const auto user = find<User>(call, input.user_name);
    if (!user.ok()) return user.error();
    auto page =
        page_of(tags_of((*user)->tags), key_of_tag, {"iam:ListUserTags", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    ListUserTagsResponse output;
    output.tags = std::move(page->items);
    end_page(output, *page);
    return output;
}

aws::Outcome<aws::Nothing> IamService::put_user_permissions_boundary(const aws::Call& call,
                                                                     PutUserPermissionsBoundaryRequest input) {
    const auto user = find<User>(call, input.user_name);
    if (!user.ok()) return user.error();
    if (auto error = refuse_boundary(input.permissions_boundary)) return std::move(*error);
    (*user)->boundary = input.permissions_boundary;
    return saved(call, **user, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::delete_user_permissions_boundary(const aws::Call& call,
                                                                        DeleteUserPermissionsBoundaryRequest input) {
    const auto user = find<User>(call, input.user_name);
    if (!user.ok()) return user.error();
    (*user)->boundary.clear();
    return saved(call, **user, aws::Nothing());
}

}  // namespace wt::iam::api
