#include "lambda/api/policies.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "iam/authenticator.hpp"
#include "iam/authorize.hpp"
#include "lambda/api/errors.hpp"

namespace wt::lambda::api {

namespace {

/// Members stay in the order in which AWS writes them.
using OrderedJson = nlohmann::ordered_json;

[[nodiscard]] OrderedJson principal_of(const std::string& principal) {
    if (principal == "*") return principal;
    if (aws::is_account_id(principal)) return {{"AWS", fmt::format("arn:aws:iam::{}:root", principal)}};
    if (principal.starts_with("arn:")) return {{"AWS", principal}};
    return {{"Service", principal}};
}

[[nodiscard]] OrderedJson json_of(const Permission& permission) {
    OrderedJson statement{{"Sid", permission.id},
                          {"Effect", "Allow"},
                          {"Principal", principal_of(permission.principal)},
                          {"Action", permission.action},
                          {"Resource", permission.resource}};
    OrderedJson condition = OrderedJson::object();
    const auto equals = [&](const char* key, const std::optional<std::string>& value) {
        if (value) condition["StringEquals"][key] = *value;
    };
    equals("lambda:FunctionUrlAuthType", permission.url_auth_type);
    equals("aws:PrincipalOrgID", permission.organization);
    equals("lambda:EventSourceToken", permission.event_source_token);
    equals("AWS:SourceAccount", permission.source_account);
    if (permission.source_arn) condition["ArnLike"]["AWS:SourceArn"] = *permission.source_arn;
    if (permission.via_url) condition["Bool"]["lambda:InvokedViaFunctionUrl"] = "true";
    if (!condition.empty()) statement["Condition"] = std::move(condition);
    return statement;
}

[[nodiscard]] OrderedJson document_of(const ResourcePolicy& policy) {
    if (!policy.document.empty()) return OrderedJson::parse(policy.document);
    return {{"Version", "2012-10-17"}, {"Id", "default"}, {"Statement", OrderedJson::array()}};
}

/// A document may have one statement that stands in no list.
[[nodiscard]] OrderedJson& statements_of(OrderedJson& document) {
    OrderedJson& statements = document["Statement"];
    if (statements.is_object()) statements = OrderedJson::array({OrderedJson(statements)});
    return statements;
}

[[nodiscard]] auto find_statement(OrderedJson& statements, std::string_view id) {
    return std::find_if(statements.begin(), statements.end(),
                        [&](const OrderedJson& each) { return each.value("Sid", "") == id; });
}

}  // namespace

std::string statement_of(const Permission& permission) { return json_of(permission).dump(); }

aws::Outcome<std::string> with_statement(const ResourcePolicy& policy, const Permission& permission) {
    OrderedJson document = document_of(policy);
    OrderedJson& statements = statements_of(document);
    if (find_statement(statements, permission.id) != statements.end())
        return conflict(
            fmt::format("The statement id ({}) provided already exists. Please provide a new statement id, "
                        "or remove the existing statement.",
                        permission.id));
    statements.push_back(json_of(permission));
    std::string text = document.dump();
    if (text.size() > longest_policy)
        return error(
            lambda_errors::policy_length_exceeded,
            fmt::format("The final policy size ({}) is bigger than the limit ({}).", text.size(), longest_policy));
    return text;
}

aws::Outcome<std::string> without_statement(const ResourcePolicy& policy, std::string_view id) {
    OrderedJson document = document_of(policy);
    OrderedJson& statements = statements_of(document);
    const auto found = find_statement(statements, id);
    if (found == statements.end()) return not_found(fmt::format("Statement {} is not found in resource policy.", id));
    statements.erase(found);
    return statements.empty() ? std::string() : document.dump();
}

std::optional<aws::Error> refuse(const aws::Call& call, const aws::ServiceModel& model, std::string_view action,
                                 const Target& target, const std::vector<std::pair<std::string, std::string>>& more) {
    const aws::Principal& caller = call.caller;
    const bool own = !caller.anonymous() && (target.owner.empty() || target.owner == caller.account);
    if (own && caller.policies == nullptr) return std::nullopt;
    iam::RequestContext context;
    iam::describe_call(context, call);
    for (const auto& [key, value] : more) context.set(key, value);
    const iam::AccessRequest request{caller, action, target.arn, context};
    const iam::Policy* const policy = target.policy.get();
    iam::Ruling ruling{iam::Verdict::allow, iam::PolicyKind::resource};
    if (!own)
        ruling.verdict = policy != nullptr ? iam::evaluate(*policy, request).verdict : iam::Verdict::implicit_deny;
    if (ruling.allowed() && caller.policies != nullptr) ruling = iam::authorize(request, own ? policy : nullptr);
    if (ruling.allowed()) return std::nullopt;
    return iam::not_authorized(call.protocol, model, iam::denial_text(ruling, request, target.arn));
}

bool may_invoke(const Delegate& who, const Target& target) {
    if (target.policy == nullptr) return false;
    iam::RequestContext context;
    context.set("aws:SourceArn", who.source_arn);
    context.set("aws:SourceAccount", who.source_account);
    const aws::Principal caller = aws::service(who.service);
    const iam::AccessRequest request{caller, "lambda:InvokeFunction", target.arn, context};
    return iam::evaluate(*target.policy, request).verdict == iam::Verdict::allow;
}

}  // namespace wt::lambda::api
