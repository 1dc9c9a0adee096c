#include "iam/trust.hpp"

#include <algorithm>

namespace wt::iam {

bool trusts(const Policy& trust, std::string_view account, const AccessRequest& request) {
    if (evaluate(trust, request).verdict != Verdict::allow) return false;
    if (!request.caller.policies) return true;
    const bool same_account = request.caller.account == account;
    return authorize(request, same_account ? &trust : nullptr).allowed();
}

bool trusts_web_identity(const Policy& trust, std::string_view provider_arn, const AccessRequest& request) {
    bool allowed = false;
    for (const Statement& statement : trust.statements) {
        if (!statement.principal) continue;
        const PrincipalElement& element = *statement.principal;
        const bool named = element.everyone || std::find(element.federated.begin(), element.federated.end(),
                                                         provider_arn) != element.federated.end();
        if (named != (statement.principal_sense == Sense::named)) continue;
        if (!about(statement, request, trust.variables())) continue;
        if (statement.effect == Effect::deny) return false;
        allowed = true;
    }
    return allowed;
}

}  // namespace wt::iam
