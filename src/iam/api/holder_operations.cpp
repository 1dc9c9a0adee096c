// Policies of roles, users and groups: inline, and attached.
#include <algorithm>

#include <fmt/format.h>

#include "http/uri.hpp"
#include "iam/api/checks.hpp"
#include "iam/api/find.hpp"
#include "iam/aws_policies.hpp"

namespace wt::iam::api {

namespace {

[[nodiscard]] aws::Error no_such_policy(std::string_view noun, std::string_view name) {
    return no_such_entity(fmt::format("The {} policy with name {} cannot be found.", noun, name));
}

[[nodiscard]] std::string_view name_in(std::string_view arn) { return arn.substr(arn.rfind('/') + 1); }

/// "/service-role/" of "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole".
[[nodiscard]] std::string_view path_in(std::string_view arn) {
    const std::size_t first = std::min(arn.find('/'), arn.size());
    return arn.substr(first, arn.rfind('/') + 1 - first);
}

}  // namespace

template <class T>
aws::Outcome<aws::Nothing> IamService::put_inline(const aws::Call& call, std::string holder, std::string name,
                                                  std::string document) {
    const auto found = find_holder<T>(call, holder);
    if (!found.ok()) return found.error();
    T& entity = **found;
    auto policy = read_inline_document(std::move(document));
    if (!policy.ok()) return policy.error();
    std::size_t size = counted_size(policy->text);
    for (const auto& [other, known] : entity.inline_policies) {
        if (!same_ignoring_case(other, name)) size += counted_size(known.text);
    }
    if (size > Kind<T>::policies_size)
        return aws::Error(errors::limit_exceeded, fmt::format("Maximum policy size of {} bytes exceeded for {} {}",
                                                              Kind<T>::policies_size, Kind<T>::noun, entity.name));
    entity.inline_policies.insert_or_assign(std::move(name), std::move(*policy));
    return saved(call, entity, aws::Nothing());
}

template <class T, class Output>
aws::Outcome<Output> IamService::get_inline(const aws::Call& call, std::string holder, std::string name) {
    const auto found = find<T>(call, holder);
    if (!found.ok()) return found.error();
    const auto policy = (*found)->inline_policies.find(name);
    if (policy == (*found)->inline_policies.end()) return no_such_policy(Kind<T>::noun, name);
    Output output{(*found)->name, policy->first, http::percent_encode(policy->second.text)};
    return output;
}

template <class T>
aws::Outcome<aws::Nothing> IamService::delete_inline(const aws::Call& call, std::string holder, std::string name) {
    const auto found = find_holder<T>(call, holder);
    if (!found.ok()) return found.error();
    T& entity = **found;
    const auto policy = entity.inline_policies.find(name);
    if (policy == entity.inline_policies.end()) return no_such_policy(Kind<T>::noun, name);
    entity.inline_policies.erase(policy);
    return saved(call, entity, aws::Nothing());
}

template <class T, class Output, class Input>
aws::Outcome<Output> IamService::list_inline(const aws::Call& call, std::string holder, Input input) {
    const auto found = find<T>(call, holder);
    if (!found.ok()) return found.error();
    std::vector<std::string> names;
    for (const auto& [name, policy] : (*found)->inline_policies) names.push_back(name);
    const auto itself = [](const std::string& name) -> const std::string& { return name; };
    auto page = page_of(std::move(names), itself, {Kind<T>::inline_list, input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    Output output;
    output.policy_names = std::move(page->items);
    end_page(output, *page);
    return output;
}

template <class T>
aws::Outcome<aws::Nothing> IamService::attach(const aws::Call& call, std::string holder, std::string arn) {
    if (auto error = refuse_policy_arn(arn)) return std::move(*error);
    const auto found = find_holder<T>(call, holder);
    if (!found.ok()) return found.error();
    T& entity = **found;
    if (!is_attachable(call, directory_, arn))
        return no_such_entity(fmt::format("Policy {} does not exist or is not attachable.", arn));
    if (std::find(entity.attached.begin(), entity.attached.end(), arn) == entity.attached.end()) {
        if (entity.attached.size() >= limits::policies_per_entity)
            return quota_exceeded(Kind<T>::attached_quota, limits::policies_per_entity);
        entity.attached.push_back(std::move(arn));
    }
    return saved(call, entity, aws::Nothing());
}

template <class T>
aws::Outcome<aws::Nothing> IamService::detach(const aws::Call& call, std::string holder, std::string arn) {
    if (auto error = refuse_policy_arn(arn)) return std::move(*error);
    const auto found = find_holder<T>(call, holder);
    if (!found.ok()) return found.error();
    T& entity = **found;
    if (std::erase(entity.attached, arn) == 0) return no_such_entity(fmt::format("Policy {} was not found.", arn));
    return saved(call, entity, aws::Nothing());
}

template <class T, class Output, class Input>
aws::Outcome<Output> IamService::list_attached(const aws::Call& call, std::string holder, Input input) {
    const auto found = find<T>(call, holder);
    if (!found.ok()) return found.error();
    std::vector<std::string> arns;
    for (const std::string& arn : (*found)->attached) {
        if (path_in(arn).starts_with(input.path_prefix.value_or("/"))) arns.push_back(arn);
    }
    const auto itself = [](const std::string& arn) -> const std::string& { return arn; };
    auto page = page_of(std::move(arns), itself, {Kind<T>::attached_list, input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    Output output;
    output.attached_policies.emplace();
    for (std::string& arn : page->items) {
        AttachedPolicy attached;
        attached.policy_name = std::string(name_in(arn));
        attached.policy_arn = std::move(arn);
        output.attached_policies->push_back(std::move(attached));
    }
    end_page(output, *page);
    return output;
}

aws::Outcome<aws::Nothing> IamService::put_role_policy(const aws::Call& call, PutRolePolicyRequest input) {
    return put_inline<Role>(call, std::move(input.role_name), std::move(input.policy_name),
                            std::move(input.policy_document));
}

aws::Outcome<GetRolePolicyResponse> IamService::get_role_policy(const aws::Call& call, GetRolePolicyRequest input) {
    return get_inline<Role, GetRolePolicyResponse>(call, std::move(input.role_name), std::move(input.policy_name));
}

aws::Outcome<aws::Nothing> IamService::delete_role_policy(const aws::Call& call, DeleteRolePolicyRequest input) {
    return delete_inline<Role>(call, std::move(input.role_name), std::move(input.policy_name));
}

aws::Outcome<ListRolePoliciesResponse> IamService::list_role_policies(const aws::Call& call,
                                                                      ListRolePoliciesRequest input) {
    return list_inline<Role, ListRolePoliciesResponse>(call, input.role_name, input);
}

aws::Outcome<aws::Nothing> IamService::attach_role_policy(const aws::Call& call, AttachRolePolicyRequest input) {
    return attach<Role>(call, std::move(input.role_name), std::move(input.policy_arn));
}

aws::Outcome<aws::Nothing> IamService::detach_role_policy(const aws::Call& call, DetachRolePolicyRequest input) {
    return detach<Role>(call, std::move(input.role_name), std::move(input.policy_arn));
}

aws::Outcome<ListAttachedRolePoliciesResponse> IamService::list_attached_role_policies(
    const aws::Call& call, ListAttachedRolePoliciesRequest input) {
    return list_attached<Role, ListAttachedRolePoliciesResponse>(call, input.role_name, input);
}

aws::Outcome<aws::Nothing> IamService::put_user_policy(const aws::Call& call, PutUserPolicyRequest input) {
    return put_inline<User>(call, std::move(input.user_name), std::move(input.policy_name),
                            std::move(input.policy_document));
}

aws::Outcome<GetUserPolicyResponse> IamService::get_user_policy(const aws::Call& call, GetUserPolicyRequest input) {
    return get_inline<User, GetUserPolicyResponse>(call, std::move(input.user_name), std::move(input.policy_name));
}

aws::Outcome<aws::Nothing> IamService::delete_user_policy(const aws::Call& call, DeleteUserPolicyRequest input) {
    return delete_inline<User>(call, std::move(input.user_name), std::move(input.policy_name));
}

aws::Outcome<ListUserPoliciesResponse> IamService::list_user_policies(const aws::Call& call,
                                                                      ListUserPoliciesRequest input) {
    return list_inline<User, ListUserPoliciesResponse>(call, input.user_name, input);
}

aws::Outcome<aws::Nothing> IamService::attach_user_policy(const aws::Call& call, AttachUserPolicyRequest input) {
    return attach<User>(call, std::move(input.user_name), std::move(input.policy_arn));
}

aws::Outcome<aws::Nothing> IamService::detach_user_policy(const aws::Call& call, DetachUserPolicyRequest input) {
    return detach<User>(call, std::move(input.user_name), std::move(input.policy_arn));
}

aws::Outcome<ListAttachedUserPoliciesResponse> IamService::list_attached_user_policies(
    const aws::Call& call, ListAttachedUserPoliciesRequest input) {
    return list_attached<User, ListAttachedUserPoliciesResponse>(call, input.user_name, input);
}

aws::Outcome<aws::Nothing> IamService::put_group_policy(const aws::Call& call, PutGroupPolicyRequest input) {
    return put_inline<Group>(call, std::move(input.group_name), std::move(input.policy_name),
                             std::move(input.policy_document));
}

aws::Outcome<GetGroupPolicyResponse> IamService::get_group_policy(const aws::Call& call, GetGroupPolicyRequest input) {
    return get_inline<Group, GetGroupPolicyResponse>(call, std::move(input.group_name), std::move(input.policy_name));
}

aws::Outcome<aws::Nothing> IamService::delete_group_policy(const aws::Call& call, DeleteGroupPolicyRequest input) {
    return delete_inline<Group>(call, std::move(input.group_name), std::move(input.policy_name));
}

aws::Outcome<ListGroupPoliciesResponse> IamService::list_group_policies(const aws::Call& call,
                                                                        ListGroupPoliciesRequest input) {
    return list_inline<Group, ListGroupPoliciesResponse>(call, input.group_name, input);
}

aws::Outcome<aws::Nothing> IamService::attach_group_policy(const aws::Call& call, AttachGroupPolicyRequest input) {
    return attach<Group>(call, std::move(input.group_name), std::move(input.policy_arn));
}

aws::Outcome<aws::Nothing> IamService::detach_group_policy(const aws::Call& call, DetachGroupPolicyRequest input) {
    return detach<Group>(call, std::move(input.group_name), std::move(input.policy_arn));
}

aws::Outcome<ListAttachedGroupPoliciesResponse> IamService::list_attached_group_policies(
    const aws::Call& call, ListAttachedGroupPoliciesRequest input) {
    return list_attached<Group, ListAttachedGroupPoliciesResponse>(call, input.group_name, input);
}

}  // namespace wt::iam::api
