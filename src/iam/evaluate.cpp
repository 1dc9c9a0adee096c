#include "iam/evaluate.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "iam/pattern.hpp"

namespace wt::iam {

namespace {

[[nodiscard]] bool listed(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

[[nodiscard]] bool about_caller(const Statement& statement, const aws::Principal& caller) {
    if (!statement.principal) return true;
    return about(*statement.principal, caller) == (statement.principal_sense == Sense::named);
}

[[nodiscard]] bool about_action(const Statement& statement, std::string_view action) {
    const bool named = std::any_of(statement.action.begin(), statement.action.end(),
                                   [&](const std::string& pattern) { return matches(pattern, action, Case::ignored); });
    return named == (statement.action_sense == Sense::named);
}

/// A resource whose variables have no value matches nothing; for NotResource it then excepts nothing.
[[nodiscard]] bool about_resource(const Statement& statement, const AccessRequest& request, Variables variables) {
    if (statement.resource.empty()) return true;
    if (request.resource.empty()) {
        return statement.effect == Effect::allow ||
               (statement.resource_sense == Sense::named && listed(statement.resource, "*"));
    }
    const auto match = [&](const std::string& text) {
        if (variables == Variables::literal || text.find("${") == std::string::npos) {
            return matches(text, request.resource);
        }
        const auto pattern = Pattern::filled(text, request.context);
        return pattern && pattern->matches(request.resource);
    };
    const bool named = std::any_of(statement.resource.begin(), statement.resource.end(), match);
    return named == (statement.resource_sense == Sense::named);
}

[[nodiscard]] bool applies(const Statement& statement, const AccessRequest& request, Variables variables) {
    return about_caller(statement, request.caller) && about(statement, request, variables);
}

}  // namespace

bool about(const Statement& statement, const AccessRequest& request, Variables variables) {
    return about_action(statement, request.action) && about_resource(statement, request, variables) &&
           std::all_of(statement.conditions.begin(), statement.conditions.end(),
                       [&](const Condition& condition) { return holds(condition, request.context, variables); });
}

Grant grant_of(const Policy& policy, const AccessRequest& request) {
    const aws::Principal& caller = request.caller;
    Grant strongest = Grant::none;
    for (const Statement& statement : policy.statements) {
        if (statement.effect != Effect::allow || !applies(statement, request, policy.variables())) continue;
        Grant grant = Grant::to_account;
        if (statement.principal && statement.principal_sense == Sense::named) {
            const PrincipalElement& element = *statement.principal;
            if (listed(element.aws, caller.arn)) {
                grant = Grant::to_caller;
            } else if (element.everyone || (!caller.role_arn.empty() && listed(element.aws, caller.role_arn))) {
                grant = Grant::to_everybody;
            }
        }
        strongest = std::max(strongest, grant);
    }
    return strongest;
}

bool about(const PrincipalElement& element, const aws::Principal& caller) {
    if (element.everyone) return true;
    if (caller.anonymous()) return false;
    if (caller.kind == aws::PrincipalKind::service) return listed(element.service, caller.arn);
    if (listed(element.aws, caller.account) || listed(element.aws, caller.arn)) return true;
    if (!caller.role_arn.empty() && listed(element.aws, caller.role_arn)) return true;
    if (!element.aws.empty() && listed(element.aws, fmt::format("arn:aws:iam::{}:root", caller.account))) return true;
    return !element.canonical_user.empty() && listed(element.canonical_user, caller.canonical_user_id());
}

Decision evaluate(std::span<const Policy> policies, const AccessRequest& request) {
    Decision decision;
    for (const Policy& policy : policies) {
        for (const Statement& statement : policy.statements) {
            if (decision.verdict == Verdict::allow && statement.effect == Effect::allow) continue;
            if (!applies(statement, request, policy.variables())) continue;
            if (statement.effect == Effect::deny) return {Verdict::explicit_deny, &statement};
            decision = {Verdict::allow, &statement};
        }
    }
    return decision;
}

}  // namespace wt::iam
