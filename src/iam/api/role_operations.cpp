// Roles, their trust policies, boundaries and tags.
#include "iam/api/details.hpp"
#include "iam/api/find.hpp"

namespace wt::iam::api {

namespace {

[[nodiscard]] aws::Outcome<PolicyDocument> read_trust(std::string text) {
    auto trust = read_document(std::move(text), PolicyUse::trust);
    if (trust.ok() && counted_size(trust->text) > limits::trust_policy)
        return quota_exceeded("ACLSizePerRole", limits::trust_policy);
    return trust;
}

}  // namespace

aws::Outcome<CreateRoleResponse> IamService::create_role(const aws::Call& call, CreateRoleRequest input) {
    Account& account = account_of(call);
    auto trust = read_trust(std::move(input.assume_role_policy_document));
    if (!trust.ok()) return trust.error();
    if (auto error = refuse_new<Role>(account, input.role_name)) return std::move(*error);
    if (auto error = refuse_boundary(input.permissions_boundary)) return std::move(*error);
    Role role;
    if (auto error = add_tags(role.tags, input.tags)) return std::move(*error);
    role.name = input.role_name;
    role.path = input.path.value_or("/");
    role.id = directory_.new_id(Kind<Role>::prefix);
    role.created = call.now;
    role.trust = std::move(*trust);
    role.description = input.description.value_or("");
    role.max_session = input.max_session_duration.value_or(role.max_session);
    role.boundary = input.permissions_boundary.value_or("");
    const Role& made = account.roles.emplace(role.name, std::move(role)).first->second;
    CreateRoleResponse output;
    output.role = detail_of(call.caller.account, made, Extent::whole);
    output.role.role_last_used.reset();
    // Seen at AWS: what nobody said is in GetRole only.
    if (!input.max_session_duration) output.role.max_session_duration.reset();
    return saved(call, made, std::move(output));
}

aws::Outcome<GetRoleResponse> IamService::get_role(const aws::Call& call, GetRoleRequest input) {
    const auto role = find<Role>(call, input.role_name);
    if (!role.ok()) return role.error();
    GetRoleResponse output;
    output.role = detail_of(call.caller.account, **role, Extent::whole);
    return output;
}

aws::Outcome<aws::Nothing> IamService::delete_role(const aws::Call& call, DeleteRoleRequest input) {
    const auto role = find_holder<Role>(call, input.role_name);
    if (!role.ok()) return role.error();
    Account& account = account_of(call);
    for (const auto& [name, profile] : account.profiles) {
        if (same_ignoring_case(profile.role, (*role)->name))
            return aws::Error(errors::delete_conflict,
                              "Cannot delete entity, must remove roles from instance profile first.");
    }
    if (!(*role)->attached.empty())
        return aws::Error(errors::delete_conflict, "Cannot delete entity, must detach all policies first.");
    if (!(*role)->inline_policies.empty())
        return aws::Error(errors::delete_conflict, "Cannot delete entity, must delete policies first.");
    directory_.drop(call.caller.account, **role);
    account.roles.erase((*role)->name);
    return aws::Nothing();
}

aws::Outcome<ListRolesResponse> IamService::list_roles(const aws::Call& call, ListRolesRequest input) {
    std::vector<const Role*> roles;
    for (const auto& [name, role] : account_of(call).roles) {
        if (role.path.starts_with(input.path_prefix.value_or("/"))) roles.push_back(&role);
    }
    const auto name = [](const Role* role) -> const std::string& { return role->name; };
    auto page = page_of(std::move(roles), name, {"iam:ListRoles", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    ListRolesResponse output;
    for (const Role* role : page->items) output.roles.push_back(detail_of(call.caller.account, *role, Extent::listed));
    end_page(output, *page);
    return output;
}

aws::Outcome<UpdateRoleResponse> IamService::update_role(const aws::Call& call, UpdateRoleRequest input) {
    // Of a service's own role the description alone may change (IAM User Guide, "Editing a service-linked role
    // description").
    const auto role =
        input.max_session_duration ? find_holder<Role>(call, input.role_name) : find<Role>(call, input.role_name);
    if (!role.ok()) return role.error();
    if (input.description) (*role)->description = *input.description;
    if (input.max_session_duration) (*role)->max_session = *input.max_session_duration;
    return saved(call, **role, UpdateRoleResponse());
}

aws::Outcome<UpdateRoleDescriptionResponse> IamService::update_role_description(const aws::Call& call,
                                                                                UpdateRoleDescriptionRequest input) {
    const auto role = find<Role>(call, input.role_name);
    if (!role.ok()) return role.error();
    (*role)->description = input.description;
    UpdateRoleDescriptionResponse output;
    output.role = detail_of(call.caller.account, **role, Extent::whole);
    return saved(call, **role, std::move(output));
}

aws::Outcome<aws::Nothing> IamService::update_assume_role_policy(const aws::Call& call,
                                                                 UpdateAssumeRolePolicyRequest input) {
    const auto role = find_holder<Role>(call, input.role_name);
    if (!role.ok()) return role.error();
    auto trust = read_trust(std::move(input.policy_document));
    if (!trust.ok()) return trust.error();
    (*role)->trust = std::move(*trust);
    return saved(call, **role, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::tag_role(const aws::Call& call, TagRoleRequest input) {
    const auto role = find_holder<Role>(call, input.role_name);
    if (!role.ok()) return role.error();
    if (auto error = add_tags((*role)->tags, input.tags)) return std::move(*error);
    return saved(call, **role, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::untag_role(const aws::Call& call, UntagRoleRequest input) {
    const auto role = find_holder<Role>(call, input.role_name);
    if (!role.ok()) return role.error();
    if (auto error = remove_tags((*role)->tags, input.tag_keys)) return std::move(*error);
    return saved(call, **role, aws::Nothing());
}

aws::Outcome<ListRoleTagsResponse> IamService::list_role_tags(const aws::Call& call, ListRoleTagsRequest input) {
    const auto role = find<Role>(call, input.role_name);
    if (!role.ok()) return role.error();
    auto page =
        page_of(tags_of((*role)->tags), key_of_tag, {"iam:ListRoleTags", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    ListRoleTagsResponse output;
    output.tags = std::move(page->items);
    end_page(output, *page);
    return output;
}

aws::Outcome<aws::Nothing> IamService::put_role_permissions_boundary(const aws::Call& call,
                                                                     PutRolePermissionsBoundaryRequest input) {
    const auto role = find_holder<Role>(call, input.role_name);
    if (!role.ok()) return role.error();
    if (auto error = refuse_boundary(input.permissions_boundary)) return std::move(*error);
    (*role)->boundary = input.permissions_boundary;
    return saved(call, **role, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::delete_role_permissions_boundary(const aws::Call& call,
                                                                        DeleteRolePermissionsBoundaryRequest input) {
    const auto role = find_holder<Role>(call, input.role_name);
    if (!role.ok()) return role.error();
    (*role)->boundary.clear();
    return saved(call, **role, aws::Nothing());
}

}  // namespace wt::iam::api
