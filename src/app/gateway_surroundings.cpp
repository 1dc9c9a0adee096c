#include "app/gateway_surroundings.hpp"

#include <memory>

#include "iam/role_session.hpp"
#include "iam/trust.hpp"
#include "lambda/api/policies.hpp"

namespace wt::app {

namespace {

constexpr std::string_view service_name = "apigateway.amazonaws.com";

}  // namespace

bool GatewaySurroundings::may(const std::string& role_arn, std::string_view action, const std::string& resource) const {
    const auto name = iam::parse_role_arn(role_arn);
    if (!name) return false;
    const iam::Role* const role = parts_.directory.find_role(name->account, name->name);
    // A role that nobody made is taken as STS takes it.
    if (role == nullptr) return parts_.auth != iam::AuthMode::strict;
    if (role->trust.policy == nullptr) return false;
    const iam::RequestContext context;
    const aws::Principal gateway = aws::service(service_name);
    const iam::AccessRequest assumes{gateway, "sts:AssumeRole", role_arn, context};
    if (iam::evaluate(*role->trust.policy, assumes).verdict != iam::Verdict::allow) return false;
    aws::Principal session = iam::session_of(*name, "BackplaneAssumeRoleSession");
    session.policies = std::make_shared<const iam::IdentityPolicies>(parts_.directory.policies_of(*role));
    const iam::AccessRequest acts{session, action, resource, context};
    return iam::authorize(acts).allowed();
}

bool GatewaySurroundings::may_invoke(const Delegation& delegation) const {
    const auto name = lambda::api::read_function_arn(delegation.function);
    const lambda::api::FunctionRecord* const record = name ? parts_.functions.find(*name) : nullptr;
    if (record == nullptr || record->version_of(name->qualifier).empty()) return false;
    if (!delegation.role.empty()) return may(delegation.role, "lambda:InvokeFunction", name->arn());
    if (record->of_scenario) return true;  // the scenario says who calls it
    const auto policy = record->policies.find(name->qualifier);
    const lambda::api::Target target{
        name->arn(), name->place.account,
        lambda::api::read_policy(policy == record->policies.end() ? nullptr : &policy->second)};
    return lambda::api::may_invoke({service_name, delegation.source, delegation.account}, target);
}

void GatewaySurroundings::enqueue(const std::string& function, Text event) {
    const auto name = lambda::api::read_function_arn(function);
    if (!name) return;
    lambda::api::Invocation invocation;
    invocation.payload = std::move(event);
    parts_.invoker.enqueue(*name, std::move(invocation));
}

}  // namespace wt::app
