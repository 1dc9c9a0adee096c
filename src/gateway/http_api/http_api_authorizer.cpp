// Who may call a route.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/json_depth.hpp"
#include "gateway/claims.hpp"
#include "gateway/gateway_error.hpp"
#include "gateway/http_api/events.hpp"
#include "gateway/http_api/http_api.hpp"
#include "gateway/http_api/http_error.hpp"
#include "http/uri.hpp"

namespace wt::gateway::http_api {

using namespace http_errors;

namespace {

using OrderedJson = nlohmann::ordered_json;

/// The longest that a function may take to decide. API Gateway quotas for HTTP APIs: authorizer timeout.
constexpr Duration patience = 10s;
/// How long an issuer's keys are kept. API Gateway Developer Guide, "JWT authorizers".
constexpr Duration keys_last = 2h;
/// API Gateway's name for the call, as a handler's route.
const Text authorizer_route("AUTHORIZER");

/// As functions get them: texts. A list's elements stand in brackets, with blanks between them.
[[nodiscard]] OrderedJson told_claims(const OrderedJson& claims) {
    OrderedJson told = OrderedJson::object();
    for (const auto& [name, value] : claims.items()) {
        if (value.is_string()) {
            told[name] = value;
        } else if (value.is_array()) {
            std::string list;
            for (const OrderedJson& each : value)
                list += (list.empty() ? "" : " ") + (each.is_string() ? each.get<std::string>() : each.dump());
            told[name] = "[" + list + "]";
        } else {
            told[name] = value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
        }
    }
    return told;
}

/// What a caller may have signed: the path before the stage was taken off.
[[nodiscard]] std::vector<std::string> signed_paths(const Passage& pass) {
    const std::string with_stage = fmt::format("/{}{}", pass.api.stage, pass.request.path.view());
    const std::string local = "/_aws/execute-api/" + pass.api.id;
    std::vector<std::string> paths{full_path(pass), pass.request.path.str(), with_stage, local + with_stage};
    if (pass.api.stage == "$default") paths.push_back(local + pass.request.path.str());
    return paths;
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

[[nodiscard]] Decision read(const Authorizer& authorizer, std::string_view returned, const std::string& arn) {
    return authorizer.simple ? read_simple_decision(returned) : read_policy_decision(returned, arn);
}

/// 401 or 403 with the reason where clients of OAuth look for it (RFC 6750).
[[nodiscard]] http::Response token_refused(Passage& pass, const HttpError& error, std::string_view kind,
                                           std::string_view why) {
    pass.authorizer_error = why;
    http::Response response = answer_of(pass, error);
    response.headers.add("www-authenticate",
                         why.empty() ? Text("Bearer")
                                     : Text(fmt::format(R"(Bearer scope="{}" error="{}" error_description="{}")",
                                                        fmt::join(pass.route->scopes, " "), kind, why)));
    return response;
}

}  // namespace

Task<std::optional<http::Response>> HttpApi::authorize(Passage& pass, http::Next next) {
    std::optional<http::Response> refusal;
    if (pass.route->authorization == Route::Authorization::none) co_return refusal;
    const auto found = config_.authorizers.find(pass.route->authorizer);
    if (pass.route->authorization == Route::Authorization::iam) {
        refusal = ask_policies(pass);
    } else if (found == config_.authorizers.end() || config_.surroundings == nullptr) {
        refusal = answer_of(pass, internal);
    } else if (found->second.kind == Authorizer::Kind::jwt) {
        refusal = co_await check_token(pass, found->second);
    } else {
        refusal = co_await ask_function(pass, found->first, found->second, next);
    }
    if (refusal && refusal->status < 500) unauthorized_.add();
    co_return refusal;
}

std::optional<http::Response> HttpApi::ask_policies(Passage& pass) {
    using Needs = Surroundings::Question::Needs;
    if (config_.surroundings == nullptr) return answer_of(pass, internal);
    const Surroundings::Entry entry = config_.surroundings->admit(
        {pass.request, signed_paths(pass), config_.region, config_.account, method_arn(pass), {}, Needs::signature});
    if (entry.verdict != Surroundings::Entry::Verdict::let_in) return answer_of(pass, forbidden);
    const auto known = [&entry](std::string_view name) {
        OrderedJson value;
        for (const auto& [key, each] : entry.identity) {
            if (key == name) value = each;
        }
        return value;
    };
    pass.authorizer["iam"] = {{"accessKey", known("accessKey")}, {"accountId", known("accountId")},
                              {"callerId", known("caller")},     {"cognitoIdentity", nullptr},
                              {"principalOrgId", nullptr},       {"userArn", known("userArn")},
                              {"userId", known("user")}};
    return std::nullopt;
}

Task<std::optional<http::Response>> HttpApi::check_token(Passage& pass, const Authorizer& authorizer) {
    using Verdict = TokenVerifier::Verdict;
    std::string field;
    for (const Expression& each : authorizer.identity) {
        if (field.empty()) field = each.value(pass).value_or("");
    }
    const std::string token(bearer_token(field));
    if (token.empty()) co_return token_refused(pass, unauthorized, {}, {});
    constexpr std::string_view invalid = "invalid_token";
    Surroundings::IssuedToken issued{authorizer.issuer, token, {"RS256", "RS384", "RS512"}, keys_last};
    const TokenCheck check = co_await config_.surroundings->check_issued(std::move(issued), context_.calendar());
    if (check.verdict != Verdict::accepted) co_return token_refused(pass, unauthorized, invalid, check.why);
    const OrderedJson claims = claims_of(token);
    if (!is_for(claims, authorizer.audiences))
        co_return token_refused(pass, unauthorized, invalid, "the token does not have a valid audience");
    const std::vector<std::string> scopes = scopes_of(claims);
    if (!pass.route->scopes.empty() && !meet(scopes, pass.route->scopes))
        co_return token_refused(pass, forbidden, "insufficient_scope", "the token does not have a required scope");
    pass.authorizer["jwt"] = {{"claims", told_claims(claims)},
                              {"scopes", pass.route->scopes.empty() ? OrderedJson() : OrderedJson(pass.route->scopes)}};
    co_return std::nullopt;
}

Task<std::optional<http::Response>> HttpApi::ask_function(Passage& pass, const std::string& id,
                                                          const Authorizer& authorizer, http::Next next) {
    std::vector<std::string> identity;
    std::string key = id;
    for (const Expression& each : authorizer.identity) {
        identity.push_back(each.value(pass).value_or(""));
        if (identity.back().empty()) co_return answer_of(pass, unauthorized);
        key += "\n" + http::percent_encode(identity.back());
    }
    const bool keeps = authorizer.ttl > Duration::zero() && !authorizer.identity.empty();
    const std::string arn = method_arn(pass);
    const http::ResponseCache::Object* const kept = keeps ? standing_->decisions.find(key) : nullptr;
    if (kept != nullptr && kept->fresh(context_.now()))
        co_return take_decision(pass, read(authorizer, kept->response.body, arn));
    const std::string source =
        fmt::format("arn:aws:execute-api:{}:{}:{}/authorizers/{}", config_.region, config_.account, config_.id, id);
    if (!may_invoke(authorizer.function, authorizer.role, source)) co_return answer_of(pass, internal);
    http::Request asked;
    asked.method = http::Method::post;
    asked.path = pass.request.path;
    asked.headers.add("Lambda-Runtime-Trace-Id", pass.trace_id);
    asked.client = pass.request.client;
    asked.number = pass.request.number;
    asked.route = authorizer_route;
    if (!identity.empty()) asked.path_parameter = Text(identity.front());
    asked.body = question(pass, authorizer.format, identity);
    Task<http::Response> asking = next.apart().to(functions_.at(id), std::move(asked));
    const std::optional<http::Response> answer =
        co_await Timeout<http::Response>(context_.clock, patience, std::move(asking));
    if (!answer || answer->broken() || answer->headers.has("x-amzn-ErrorType")) co_return answer_of(pass, internal);
    if (answer->headers.has("X-Amz-Function-Error")) {
        const OrderedJson json =
            nests_deeper(answer->body) ? OrderedJson() : OrderedJson::parse(answer->body.view(), nullptr, false);
        const bool says_no =
            json.is_object() && json.value("errorMessage", OrderedJson()) == OrderedJson("Unauthorized");
        co_return answer_of(pass, says_no ? unauthorized : internal);
    }
    const Decision decision = answer->payload ? read(authorizer, answer->body, arn) : by_status(answer->status);
    if (keeps && answer->payload && decision.verdict != Decision::Verdict::failed) {
        http::Response decided;
        decided.body = answer->body;
        (void)standing_->decisions.store(key, std::move(decided), context_.now(), authorizer.ttl);
    }
    co_return take_decision(pass, decision);
}

std::optional<http::Response> HttpApi::take_decision(Passage& pass, const Decision& decision) {
    using Verdict = Decision::Verdict;
    switch (decision.verdict) {
        case Verdict::allowed: break;
        case Verdict::denied:
        case Verdict::denied_by_name: return answer_of(pass, forbidden);
        case Verdict::unauthorized: return answer_of(pass, unauthorized);
        case Verdict::failed: return answer_of(pass, internal);
    }
    pass.authorizer["lambda"] =
        decision.said.empty() ? OrderedJson() : OrderedJson::parse(decision.said, nullptr, false);
    for (const auto& [name, value] : decision.context) {
        if (name == "principalId") pass.principal = value;
    }
    return std::nullopt;
}

}  // namespace wt::gateway::http_api
