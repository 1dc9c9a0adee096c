#include "iam/resource_access.hpp"

#include "iam/authenticator.hpp"
#include "iam/authorize.hpp"

namespace wt::iam {

std::optional<aws::Error> refuse(const aws::Call& call, const aws::ServiceModel& model, std::string_view action,
                                 const Resource& target, const std::vector<std::pair<std::string, std::string>>& more) {
    const aws::Principal& caller = call.caller;
    const bool own = !caller.anonymous() && (target.owner.empty() || target.owner == caller.account);
    if (own && caller.policies == nullptr) return std::nullopt;
    RequestContext context;
    describe_call(context, call);
    if (!target.owner.empty()) context.set("aws:ResourceAccount", target.owner);
    for (const auto& [key, value] : more) context.set(key, value);
    const AccessRequest request{caller, action, target.arn, context};
    const Policy* const policy = target.policy.get();
    Ruling ruling{Verdict::allow, PolicyKind::resource};
    if (!own) ruling.verdict = policy != nullptr ? evaluate(*policy, request).verdict : Verdict::implicit_deny;
    if (ruling.allowed() && caller.policies != nullptr) ruling = authorize(request, own ? policy : nullptr);
    if (ruling.allowed()) return std::nullopt;
    return not_authorized(call.protocol, model, denial_text(ruling, request, target.arn));
}

}  // namespace wt::iam
