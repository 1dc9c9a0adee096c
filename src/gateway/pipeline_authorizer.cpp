// Who may call a deployed method.
#include <re2/re2.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "gateway/decision.hpp"
#include "gateway/pipeline.hpp"
#include "http/uri.hpp"

namespace wt::gateway {

using namespace gateway_errors;

namespace {

using Authorization = DeployedMethod::Authorization;
using Kind = DeployedAuthorizer::Kind;
using Json = nlohmann::ordered_json;

/// The longest that a function may take to decide: the integration's own limit.
constexpr Duration patience = 29s;

/// API Gateway's name for the call, as a handler's route.
const Text authorizer_route("AUTHORIZER");

/// What the function is asked. API Gateway Developer Guide, "Input to an API Gateway Lambda authorizer".
[[nodiscard]] Json question(const Pass& pass, const DeployedAuthorizer& authorizer) {
    Json event;
    event["type"] = authorizer.kind == Kind::token ? "TOKEN" : "REQUEST";
    event["methodArn"] = method_arn(pass);
    if (authorizer.kind == Kind::token) {
        event["authorizationToken"] = request_value(pass, authorizer.identity.front()).value_or("");
        return event;
    }
    const std::string domain = domain_of(pass);
    Json request = proxy_event(facts_of(pass, domain), pass.request);
    for (const char* name :
         {"queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables"}) {
        if (request[name].is_null()) request[name] = Json::object();
    }
    request.erase("body");
    request.erase("isBase64Encoded");
    event.update(request);
    return event;
}

/// What the caller is known by; none when a part of it is missing, or a token does not fit.
[[nodiscard]] std::optional<std::string> identity_of(const Pass& pass, const DeployedAuthorizer& authorizer) {
    std::string known;
    for (const std::string& source : authorizer.identity) {
        const auto value = request_value(pass, source);
        // Without a cache, what is named need not be there (API Gateway Developer Guide, "Configure a Lambda
        // authorizer").
        if (value.value_or("").empty() && (authorizer.kind == Kind::token || authorizer.ttl > Duration::zero()))
            return std::nullopt;
        known += http::percent_encode(value.value_or("")) + "\n";
    }
    if (authorizer.expression.empty() || authorizer.kind != Kind::token) return known;
    const RE2 expression(authorizer.expression, RE2::Quiet);
    const std::string token = request_value(pass, authorizer.identity.front()).value_or("");
    return expression.ok() && RE2::FullMatch(token, expression) ? std::optional(known) : std::nullopt;
}

/// A function that is data decides by its status, as a scenario's authorizer does: 2xx allows.
[[nodiscard]] Decision by_status(int status) {
    Decision decision;
    decision.verdict = status >= 200 && status < 300    ? Decision::Verdict::allowed
                       : status == 403 || status == 404 ? Decision::Verdict::denied
                       : status == 401                  ? Decision::Verdict::unauthorized
                                                        : Decision::Verdict::failed;
    return decision;
}

}  // namespace

http::Response Pipeline::refused(Pass& pass, const GatewayError& error, std::string message) {
    parts_.unauthorized.add();
    return answer_of(pass, error, std::move(message));
}

Task<std::optional<http::Response>> Pipeline::authorize(Pass& pass, http::Next next) {
    if (pass.method->authorization == Authorization::none) co_return std::nullopt;
    if (pass.method->authorization == Authorization::iam) co_return not_implemented("methods with IAM authorization");
    const auto found = deployed_.authorizers.find(pass.method->authorizer);
    if (found == deployed_.authorizers.end()) co_return refused(pass, authorizer_configuration);
    const DeployedAuthorizer& authorizer = found->second;
    if (authorizer.kind == Kind::cognito) co_return not_implemented("user pools as authorizers of deployed methods");

    const auto identity = identity_of(pass, authorizer);
    if (!identity) co_return refused(pass, unauthorized);
    const std::string key = found->first + "\n" + *identity;
    Decision decision;
    const http::ResponseCache::Object* const kept = parts_.decisions.find(key);
    if (kept != nullptr && kept->fresh(parts_.context.now())) {
        decision = read_decision(kept->response.body, method_arn(pass));
    } else {
        if (!may_invoke(pass, authorizer.function, authorizer.role, "authorizers/" + found->first))
            co_return refused(pass, authorizer_configuration);
        http::Request asked;
        asked.method = http::Method::post;
        asked.path = pass.request.path;
        asked.headers.add("Lambda-Runtime-Trace-Id", pass.trace_id);
        asked.client = pass.request.client;
        asked.number = pass.request.number;
        asked.route = authorizer_route;
        if (!authorizer.identity.empty())
            asked.path_parameter = Text(request_value(pass, authorizer.identity.front()).value_or(""));
        asked.body = Text(question(pass, authorizer).dump(-1, ' ', false, Json::error_handler_t::replace));
        Task<http::Response> asking = next.apart().to(functions_.at(found->first), std::move(asked));
        const std::optional<http::Response> answer =
            co_await Timeout<http::Response>(parts_.context.clock, patience, std::move(asking));
        if (!answer || answer->broken() || answer->headers.has("x-amzn-ErrorType")) {
            co_return refused(pass, authorizer_failure);
        }
        if (answer->headers.has("X-Amz-Function-Error")) {
            const Json json = Json::parse(answer->body.view(), nullptr, false);
            const bool says_no = json.is_object() && json.value("errorMessage", "") == "Unauthorized";
            co_return says_no ? refused(pass, unauthorized) : refused(pass, authorizer_failure);
        }
        // A handler that is data says it by its status, and nothing of it is kept.
        decision = answer->payload ? read_decision(answer->body, method_arn(pass)) : by_status(answer->status);
        const bool lasts = answer->payload && decision.verdict != Decision::Verdict::failed;
        if (lasts && authorizer.ttl > Duration::zero()) {
            http::Response policy;
            policy.body = answer->body;
            (void)parts_.decisions.store(key, std::move(policy), parts_.context.now(), authorizer.ttl);
        }
    }
    switch (decision.verdict) {
        case Decision::Verdict::allowed: break;
        case Decision::Verdict::denied: co_return refused(pass, access_denied);
        case Decision::Verdict::denied_by_name:
            co_return refused(pass, access_denied,
                              "User is not authorized to access this resource with an explicit deny");
        case Decision::Verdict::unauthorized: co_return refused(pass, unauthorized);
        case Decision::Verdict::failed: co_return refused(pass, authorizer_configuration);
    }
    if (deployed_.keys_come_from_authorizer) pass.api_key = std::move(decision.api_key);
    pass.authorizer = Json::object();
    for (const auto& [name, value] : decision.context) pass.authorizer[name] = value;
    co_return std::nullopt;
}

}  // namespace wt::gateway
