#include "gateway/authorizer.hpp"

#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "base/json_depth.hpp"
#include "gateway/claims.hpp"
#include "gateway/decision.hpp"
#include "gateway/gateway_response.hpp"
#include "gateway/rules.hpp"
#include "http/uri.hpp"

namespace wt::gateway {

namespace {

// Bounds what unknown callers can make the gateway remember. Assumed: AWS publishes no size.
constexpr std::uint64_t most_decisions = 100'000;
constexpr Bytes most_decision_bytes{64'000'000};

/// The question to a function that is a program. What it is about outlives it.
class AuthorizerForm final : public http::EventForm {
public:
    AuthorizerForm(ProxyEvent& event, const http::Request& request, std::optional<std::string> token)
        : event_(event), request_(request), token_(std::move(token)) {}
    [[nodiscard]] Text event(const http::Request& /*question*/) override { return event_.question(request_, token_); }

private:
    ProxyEvent& event_;
    const http::Request& request_;
    std::optional<std::string> token_;
};

/// A program says no by an error whose message is this word.
[[nodiscard]] bool says_unauthorized(const http::Response& answer) {
    if (!answer.payload || !answer.headers.has("X-Amz-Function-Error") || nests_deeper(answer.body)) return false;
    const auto said = nlohmann::json::parse(answer.body.view(), nullptr, false);
    return said.is_object() && said.value("errorMessage", nlohmann::json()) == "Unauthorized";
}

}  // namespace

Authorizer::Standing::Standing(const Context& context, const std::string& api)
    : decisions(most_decisions, most_decision_bytes), latency(context.random(api + ".authorizer")) {}

Authorizer::Authorizer(const Context& context, const std::string& api, const AuthorizerConfig& config,
                       TokenVerifier* verifier, std::optional<http::Way> function, Standing& standing)
    : context_(context),
      config_(config),
      verifier_(verifier),
      function_(std::move(function)),
      decisions_(standing.decisions),
      latency_(standing.latency),
      unauthorized_(context.metrics.counter(api + ".unauthorized")),
      decisions_kept_(context.metrics.counter(api + ".authorizer.cached")) {
    if (config.kind == AuthorizerConfig::Kind::none) return;
    WT_ASSERT(config.kind == AuthorizerConfig::Kind::lambda || verifier_ != nullptr);
    for (const http::Method method : config.methods) guarded_ |= 1U << static_cast<unsigned>(method);
}

Duration Authorizer::delay(const http::Request& request) {
    const bool nothing = is_local() && bearer_token(request.headers.get("Authorization")).empty();
    return nothing ? Duration::zero() : config_.latency.law.sample(latency_);
}

std::optional<http::Response> Authorizer::refused(http::Response response) {
    unauthorized_.add();
    return response;
}

std::optional<http::Response> Authorizer::check(const http::Request& request) {
    using Verdict = TokenVerifier::Verdict;
    const std::string_view token = bearer_token(request.headers.get("Authorization"));
    const Verdict verdict = token.empty() ? Verdict::refused : verifier_->verify(token, context_.calendar());
    if (verdict == Verdict::accepted) return std::nullopt;
    if (config_.kind == AuthorizerConfig::Kind::jwt) {
        // As an HTTP API says it (API Gateway Developer Guide, "Troubleshooting issues with JWT authorizers").
        http::Response response = gateway_responses::unauthorized.response();
        response.headers.add("www-authenticate",
                             token.empty() ? Text("Bearer") : Text("Bearer scope=\"\" error=\"invalid_token\""));
        return refused(std::move(response));
    }
    return refused(
        (verdict == Verdict::expired ? gateway_responses::token_expired : gateway_responses::unauthorized).response());
}

std::optional<std::string> Authorizer::identity(const http::Request& request) const {
    std::string parts;
    for (const AuthorizerConfig::Identity& part : config_.identity) {
        std::string value;
        if (part.from == AuthorizerConfig::Identity::From::header) {
            value = request.headers.get(part.name);
        } else {
            for (auto& [name, argument] : http::parse_query(request.query)) {
                if (name == part.name) value = std::move(argument);
            }
        }
        if (value.empty()) return std::nullopt;
        if (!parts.empty()) parts += '\n';
        parts += value;
    }
    return parts;
}

std::optional<http::Response> Authorizer::judge(const http::Response& decision, const http::Request& request,
                                                ProxyEvent& event) {
    if (decision.body.empty())
        return decision.status == 200 ? std::nullopt : refused(gateway_responses::access_denied.response());
    const Decision made = read_decision(decision.body, event.method_arn(request));
    switch (made.verdict) {
        case Decision::Verdict::allowed: event.authorized(made.context); return std::nullopt;
        case Decision::Verdict::denied:
        case Decision::Verdict::denied_by_name: return refused(gateway_responses::access_denied.response());
        case Decision::Verdict::unauthorized: return refused(gateway_responses::unauthorized.response());
        case Decision::Verdict::failed: break;
    }
    return refused(gateway_responses::authorizer_failure.response());
}

Task<std::optional<http::Response>> Authorizer::authorize(const http::Request& request, http::Next next,
                                                          ProxyEvent& event) {
    if (is_local()) co_return check(request);
    const std::optional<std::string> who = identity(request);
    if (!who) co_return refused(gateway_responses::unauthorized.response());
    const http::ResponseCache::Object* kept = decisions_.find(*who);
    if (kept != nullptr && kept->fresh(context_.now())) {
        decisions_kept_.add();
        co_return judge(kept->response, request, event);
    }
    http::Request question;
    question.method = http::Method::post;
    question.path = request.path;
    question.headers = request.headers;
    question.client = request.client;
    question.number = request.number;
    question.route = authorizer_route;
    question.path_parameter = Text(bearer_token(who->substr(0, who->find('\n'))));
    const bool by_token =
        config_.identity.size() == 1 && config_.identity.front().from == AuthorizerConfig::Identity::From::header;
    AuthorizerForm form(event, request, by_token ? who : std::nullopt);
    question.form = &form;
    Task<http::Response> asking = next.apart().to(*function_, std::move(question));
    const std::optional<http::Response> answer =
        co_await Timeout<http::Response>(context_.clock, authorizer_patience, std::move(asking));
    if (answer && says_unauthorized(*answer)) co_return refused(gateway_responses::unauthorized.response());
    const bool failed = !answer || answer->broken() || answer->headers.has("X-Amz-Function-Error") ||
                        answer->headers.has("x-amzn-ErrorType");
    http::Response decision;
    if (!failed && answer->payload) {
        decision.body = answer->body.empty() ? Text("null") : answer->body;
    } else if (const int status = failed ? 500 : answer->status; status >= 200 && status < 300) {
        decision.status = 200;
    } else if (status == 403 || status == 404) {
        decision.status = 403;
    } else if (status == 401) {
        co_return refused(gateway_responses::unauthorized.response());
    } else {
        co_return refused(gateway_responses::authorizer_failure.response());
    }
    std::optional<http::Response> refusal = judge(decision, request, event);
    const bool is_one =
        decision.body.empty() || !refusal || refusal->status == gateway_responses::access_denied.response().status;
    if (is_one && config_.result_ttl > Duration::zero())
        (void)decisions_.store(*who, std::move(decision), context_.now(), config_.result_ttl);
    co_return refusal;
}

}  // namespace wt::gateway
