// SimulatePrincipalPolicy: what the policies of a user, a group or a role say.
#include "iam/api/details.hpp"
#include "iam/api/find.hpp"
#include "iam/authorize.hpp"

namespace wt::iam::api {

namespace {

[[nodiscard]] std::string_view word_for(const Ruling& ruling) {
    switch (ruling.verdict) {
        case Verdict::allow: return "allowed";
        case Verdict::explicit_deny: return "explicitDeny";
        case Verdict::implicit_deny: break;
    }
    return "implicitDeny";
}

/// One policy of those that are handed in.
[[nodiscard]] std::optional<aws::Error> add(std::vector<PolicyRef>& policies, const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
        auto document = read_document(text, PolicyUse::identity);
        if (!document.ok()) return document.error();
        policies.push_back(std::move(document->policy));
    }
    return std::nullopt;
}

}  // namespace

Later<SimulatePolicyResponse> IamService::simulate_principal_policy(const aws::Call& call,
                                                                    SimulatePrincipalPolicyRequest input) {
    if (input.resource_policy || input.resource_owner || input.caller_arn || input.resource_handling_option)
        co_return aws::Error(errors::unwritten,
                             "Windtunnel does not simulate policies of resources, nor other callers than the source.");
    const std::string& account = call.caller.account;
    const std::string_view arn = input.policy_source_arn;
    const std::string_view name = arn.substr(arn.rfind('/') + 1);
    IdentityPolicies policies;
    aws::Principal caller;
    if (const User* const user = directory_.find_user(account, name);
        user != nullptr && arn_of(account, *user) == arn) {
        policies = directory_.policies_of(account, *user);
        caller = aws::user_of(account, user->name, user->id, user->path);
    } else if (const Role* const role = directory_.find_role(account, name);
               role != nullptr && arn_of(account, *role) == arn) {
        policies = directory_.policies_of(*role);
        caller.kind = aws::PrincipalKind::assumed_role;
        caller.account = account;
        caller.arn = caller.role_arn = arn;
        caller.user_id = role->id;
    } else if (const auto group = account_of(call).groups.find(name);
               group != account_of(call).groups.end() && arn_of(account, group->second) == arn) {
        policies = directory_.policies_of(group->second);
        caller = aws::root_of(account);
    } else {
        co_return no_such_entity(fmt::format("No such entity exists: {}", arn));
    }
    if (auto error = add(policies.identity, input.policy_input_list)) co_return std::move(*error);
    std::vector<PolicyRef> boundaries;
    if (auto error = add(boundaries, input.permissions_boundary_policy_input_list)) co_return std::move(*error);
    if (!boundaries.empty()) policies.boundary = boundaries.front();
    caller.policies = std::make_shared<const IdentityPolicies>(std::move(policies));

    RequestContext context;
    describe_caller(context, caller);
    describe_request(context, call.now, call.request.client);
    for (const ContextEntry& entry : input.context_entries)
        context.set(entry.context_key_name.value_or(""), entry.context_key_values);
    std::vector<std::string> resources = input.resource_arns;
    if (resources.empty()) resources.emplace_back("*");
    std::vector<EvaluationResult> results;
    for (const std::string& action : input.action_names) {
        for (const std::string& resource : resources) {
            const Ruling ruling = authorize({caller, action, resource, context});
            EvaluationResult& result = results.emplace_back();
            result.eval_action_name = action;
            result.eval_resource_name = resource;
            result.eval_decision = word_for(ruling);
            result.matched_statements.emplace();
            result.missing_context_values.emplace();
            if (caller.policies->boundary) {
                const bool allowed =
                    evaluate(*caller.policies->boundary, {caller, action, resource, context}).verdict == Verdict::allow;
                result.permissions_boundary_decision_detail.emplace().allowed_by_permissions_boundary = allowed;
            }
        }
    }
    SimulatePolicyResponse output;
    output.evaluation_results = std::move(results);
    output.is_truncated = false;
    co_return co_await settled(std::move(output));
}

}  // namespace wt::iam::api
