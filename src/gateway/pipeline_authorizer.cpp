// Who may call a deployed method.
#include <algorithm>
#include <chrono>

#include <re2/re2.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/json_depth.hpp"
#include "gateway/claims.hpp"
#include "gateway/decision.hpp"
#include "gateway/pipeline.hpp"
#include "gateway/rules.hpp"
#include "gateway/try_authorizer.hpp"
#include "http/date.hpp"
#include "http/uri.hpp"

namespace wt::gateway {

using namespace gateway_errors;

namespace {

using Authorization = DeployedMethod::Authorization;
using Kind = DeployedAuthorizer::Kind;
using OrderedJson = nlohmann::ordered_json;

/// What the function is asked.
[[nodiscard]] OrderedJson question(const Pass& pass, const DeployedAuthorizer& authorizer) {
    if (authorizer.kind == Kind::token)
        return authorizer_question(request_value(pass, authorizer.identity.front()).value_or(""), method_arn(pass));
    const std::string domain = domain_of(pass);
    OrderedJson event = authorizer_question(std::nullopt, method_arn(pass));
    add_request(event, proxy_event(facts_of(pass, domain), pass.request));
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

/// A method without scopes takes identity tokens, one with scopes access tokens that have one of them.
[[nodiscard]] bool fits(const DeployedAuthorizer& authorizer, const std::vector<std::string>& scopes,
                        const OrderedJson& claims) {
    const std::string audience = text_claim(claims, "aud");
    if (!authorizer.expression.empty()) {
        const RE2 expression(authorizer.expression, RE2::Quiet);
        if (!expression.ok() || !RE2::FullMatch(audience, expression)) return false;
    }
    if (scopes.empty()) return text_claim(claims, "token_use") == "id";
    bool has = false;
    const std::string all = text_claim(claims, "scope");
    each_part(all, ' ', [&](std::string_view scope) {
        has = has || std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
    });
    return has && text_claim(claims, "token_use") == "access";
}

/// As a function gets them: all are texts, and the times of a token dates ("Thu Apr 09 14:10:37 UTC 2020"), as recorded
/// events have them. Assumed: a list's elements stand with commas.
[[nodiscard]] OrderedJson told_claims(const OrderedJson& claims) {
    OrderedJson told = OrderedJson::object();
    for (const auto& [name, value] : claims.items()) {
        if (value.is_string()) {
            told[name] = value;
        } else if ((name == "exp" || name == "iat") && value.is_number_integer()) {
            const std::string date = http::format_date(epoch + std::chrono::seconds(value.get<std::int64_t>()));
            // "Thu, 09 Apr 2020 14:10:37 GMT"
            told[name] = date.substr(0, 3) + " " + date.substr(8, 3) + " " + date.substr(5, 2) + " " +
                         date.substr(17, 8) + " UTC " + date.substr(12, 4);
        } else if (value.is_array()) {
            std::string list;
            for (const OrderedJson& each : value)
                list += (list.empty() ? "" : ",") + (each.is_string() ? each.get<std::string>() : each.dump());
            told[name] = list;
        } else {
            told[name] = value.dump();
        }
    }
    return told;
}

[[nodiscard]] std::string token_of(const Pass& pass, const DeployedAuthorizer& authorizer) {
    const std::string field =
        authorizer.identity.empty() ? "" : request_value(pass, authorizer.identity.front()).value_or("");
    return std::string(bearer_token(field));
}

/// What a JWT authorizer asks of a token, but scopes.
[[nodiscard]] Task<TokenCheck> check_trusted(Surroundings& around, const Pass& pass,
                                             const DeployedAuthorizer& authorizer, Instant now) {
    constexpr Duration keys_last = 1h;  // API Gateway Developer Guide, "Signing keys ... JWT authorizers"
    TokenCheck check;
    const std::string token = token_of(pass, authorizer);
    const OrderedJson claims = claims_of(token);
    const std::string url = text_claim(claims, "iss");
    const auto issuer = std::find_if(authorizer.issuers.begin(), authorizer.issuers.end(),
                                     [&](const TrustedIssuer& each) { return each.url == url; });
    if (!claims.is_object() || issuer == authorizer.issuers.end()) co_return check;
    Surroundings::IssuedToken issued{url, token, authorizer.algorithms, keys_last};
    check = co_await around.check_issued(std::move(issued), now);
    bool fits = is_for(claims, issuer->audiences);
    for (const TrustedIssuer::Claim& claim : issuer->claims) {
        const bool is_there = claims.contains(claim.name);
        const std::string value = text_claim(claims, claim.name.c_str());
        const bool is_one = std::find(claim.values.begin(), claim.values.end(), value) != claim.values.end();
        fits = fits && (is_there ? claim.values.empty() || is_one : !claim.required);
    }
    if (!fits) check.verdict = TokenVerifier::Verdict::refused;
    co_return check;
}

/// What a client may have signed: the path before the stage was taken off.
[[nodiscard]] std::vector<std::string> signed_paths(const Pass& pass) {
    const std::string& id = pass.stage.api_id;
    std::vector<std::string> before{"/" + pass.stage_name};
    if (pass.request.headers.get("Host").find(".execute-api.") == std::string_view::npos)
        before = {"/_aws/execute-api/" + id + "/" + pass.stage_name,
                  "/restapis/" + id + "/" + pass.stage_name + "/_user_request_"};
    std::vector<std::string> paths;
    for (const std::string& each : before) {
        paths.push_back(each + pass.request.path.str());
        if (pass.request.path == "/") paths.push_back(each);
    }
    return paths;
}

/// Whether a function failed with the text that stands for a refusal.
[[nodiscard]] bool says_no(std::string_view failure) {
    const OrderedJson json = nests_deeper(failure) ? OrderedJson() : OrderedJson::parse(failure, nullptr, false);
    return json.is_object() && json.value("errorMessage", OrderedJson()) == OrderedJson("Unauthorized");
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

Task<Tried> try_authorizer(const Context& context, TriedOut what, const std::function<http::Hop&(std::string_view)>& at,
                           http::Request request) {
    using Verdict = Decision::Verdict;
    const DeployedAuthorizer& authorizer = what.stage.authorizers.at(what.authorizer);
    Pass pass{what.stage, what.stage_name, request};
    pass.resource_path = request.path;
    pass.query = http::parse_query(request.query);
    pass.arrived = context.calendar();
    Tried tried;
    tried.decision.verdict = Verdict::unauthorized;
    if (authorizer.kind == Kind::cognito || authorizer.kind == Kind::jwt) {
        const std::string token = token_of(pass, authorizer);
        Surroundings& around = *what.stage.surroundings;
        TokenCheck check;
        if (authorizer.kind == Kind::cognito) {
            check.verdict = around.verify(authorizer.pools, token, context.calendar());
        } else {
            check = co_await check_trusted(around, pass, authorizer, context.calendar());
        }
        const bool good = check.verdict == TokenVerifier::Verdict::accepted;
        const auto claims = good ? claims_of(token) : OrderedJson();
        if (!claims.is_object() || (authorizer.kind == Kind::cognito && !fits(authorizer, {}, claims))) co_return tried;
        tried.decision.verdict = Verdict::allowed;
        const OrderedJson told = told_claims(claims);
        for (const auto& [name, value] : told.items()) tried.claims.emplace(name, value.get<std::string>());
        co_return tried;
    }
    if (!identity_of(pass, authorizer)) co_return tried;
    tried.function = authorizer.function;
    tried.decision.verdict = Verdict::failed;
    const std::string source = execute_arn(pass, "authorizers/" + what.authorizer);
    if (!what.stage.surroundings->may_invoke({authorizer.function, source, what.stage.account, authorizer.role}))
        co_return tried;
    http::Request asked;
    asked.method = http::Method::post;
    asked.path = request.path;
    asked.route = authorizer_route;
    asked.body = Text(question(pass, authorizer).dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
    Task<http::Response> asking = at(authorizer.function).send(std::move(asked));
    const std::optional<http::Response> answer =
        co_await Timeout<http::Response>(context.clock, authorizer_patience, std::move(asking));
    if (!answer || answer->broken() || answer->headers.has("x-amzn-ErrorType")) co_return tried;
    if (answer->headers.has("X-Amz-Function-Error")) {
        if (says_no(answer->body)) tried.decision.verdict = Verdict::unauthorized;
        co_return tried;
    }
    tried.returned = answer->body.str();
    tried.decision = answer->payload ? read_decision(answer->body, method_arn(pass)) : by_status(answer->status);
    co_return tried;
}

http::Response Pipeline::refused(Pass& pass, const GatewayError& error, std::string message) {
    parts_.unauthorized.add();
    return answer_of(pass, error, std::move(message));
}

std::optional<http::Response> Pipeline::ask_policies(Pass& pass, Surroundings::Question::Needs needs) {
    using Verdict = Surroundings::Entry::Verdict;
    const bool asks = needs == Surroundings::Question::Needs::signature || !deployed_.policy.empty();
    if (!asks || deployed_.surroundings == nullptr) return std::nullopt;
    const Surroundings::Entry entry =
        deployed_.surroundings->admit({pass.request, signed_paths(pass), deployed_.region, deployed_.account,
                                       method_arn(pass), deployed_.policy, needs});
    for (const auto& [name, value] : entry.identity) pass.identity[name] = value;
    switch (entry.verdict) {
        case Verdict::let_in: return std::nullopt;
        case Verdict::not_signed: return refused(pass, missing_authentication_token);
        case Verdict::expired: return refused(pass, expired_token, entry.message);
        case Verdict::forged: return refused(pass, invalid_signature, entry.message);
        case Verdict::denied: break;
    }
    return refused(pass, access_denied, entry.message);
}

std::optional<http::Response> Pipeline::check_token(Pass& pass, const DeployedAuthorizer& authorizer) {
    using Verdict = TokenVerifier::Verdict;
    const std::string token = token_of(pass, authorizer);
    if (token.empty() || deployed_.surroundings == nullptr) return refused(pass, unauthorized);
    const Verdict verdict = deployed_.surroundings->verify(authorizer.pools, token, parts_.context.calendar());
    // Assumed: the sentence, as a scenario's authorizer says it.
    if (verdict == Verdict::expired) return refused(pass, unauthorized, "The incoming token has expired");
    const auto claims = verdict == Verdict::accepted ? claims_of(token) : OrderedJson();
    if (!claims.is_object() || !fits(authorizer, pass.method->scopes, claims)) return refused(pass, unauthorized);
    pass.authorizer = OrderedJson::object();
    pass.authorizer["claims"] = told_claims(claims);
    return std::nullopt;
}

Task<std::optional<http::Response>> Pipeline::check_issued(Pass& pass, const DeployedAuthorizer& authorizer) {
    if (deployed_.surroundings == nullptr) co_return refused(pass, unauthorized);
    const TokenCheck check =
        co_await check_trusted(*deployed_.surroundings, pass, authorizer, parts_.context.calendar());
    // Assumed: the status of each failure but that of scopes, and that what is wrong is not told.
    if (check.verdict != TokenVerifier::Verdict::accepted) co_return refused(pass, unauthorized);
    const OrderedJson claims = claims_of(token_of(pass, authorizer));
    const std::vector<std::string>& scopes = pass.method->scopes;
    if (!scopes.empty() && !meet(scopes_of(claims), scopes)) co_return refused(pass, access_denied, "Forbidden");
    pass.authorizer = OrderedJson::object();
    pass.authorizer["claims"] = told_claims(claims);
    co_return std::nullopt;
}

Task<std::optional<http::Response>> Pipeline::authorize(Pass& pass, http::Next next) {
    using Needs = Surroundings::Question::Needs;
    if (pass.method->authorization == Authorization::none) co_return ask_policies(pass, Needs::allow);
    if (pass.method->authorization == Authorization::iam) co_return ask_policies(pass, Needs::signature);
    const auto found = deployed_.authorizers.find(pass.method->authorizer);
    if (found == deployed_.authorizers.end()) co_return refused(pass, authorizer_configuration);
    // API Gateway Developer Guide, "How API Gateway resource policies affect authorization workflow": a function is not
    // asked about whom the policy denies, and its Allow is enough for others; a user pool's token is not.
    std::optional<http::Response> refusal;
    if (found->second.kind == Kind::cognito || found->second.kind == Kind::jwt) {
        if (found->second.kind == Kind::cognito) {
            refusal = check_token(pass, found->second);
        } else {
            refusal = co_await check_issued(pass, found->second);
        }
        if (!refusal) refusal = ask_policies(pass, Needs::allow);
        co_return refusal;
    }
    refusal = ask_policies(pass, Needs::no_denial);
    if (refusal) co_return refusal;
    co_return co_await ask_function(pass, found->first, found->second, next);
}

Task<std::optional<http::Response>> Pipeline::ask_function(Pass& pass, const std::string& id,
                                                           const DeployedAuthorizer& authorizer, http::Next next) {
    const auto identity = identity_of(pass, authorizer);
    if (!identity) co_return refused(pass, unauthorized);
    const std::string key = id + "\n" + *identity;
    Decision decision;
    const http::ResponseCache::Object* const kept = parts_.decisions.find(key);
    if (kept != nullptr && kept->fresh(parts_.context.now())) {
        decision = read_decision(kept->response.body, method_arn(pass));
    } else {
        if (!may_invoke(pass, authorizer.function, authorizer.role, "authorizers/" + id))
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
        asked.body = Text(question(pass, authorizer).dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
        Task<http::Response> asking = next.apart().to(functions_.at(id), std::move(asked));
        const std::optional<http::Response> answer =
            co_await Timeout<http::Response>(parts_.context.clock, authorizer_patience, std::move(asking));
        if (!answer || answer->broken() || answer->headers.has("x-amzn-ErrorType")) {
            co_return refused(pass, authorizer_failure);
        }
        if (answer->headers.has("X-Amz-Function-Error")) {
            co_return says_no(answer->body) ? refused(pass, unauthorized) : refused(pass, authorizer_failure);
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
    pass.authorizer = OrderedJson::object();
    for (const auto& [name, value] : decision.context) pass.authorizer[name] = value;
    co_return std::nullopt;
}

}  // namespace wt::gateway
