#include "gateway/rest_api.hpp"

#include <algorithm>
#include <limits>

#include "base/assert.hpp"
#include "gateway/gateway_response.hpp"
#include "http/ids.hpp"
#include "http/uri.hpp"

namespace wt::gateway {

using namespace gateway_responses;

namespace {

constexpr std::size_t largest_body = 10'485'760;  // API Gateway quotas: payload size

/// Room for the fields that the gateway, and the edge before it, add to an answer.
constexpr std::size_t fields_added = 8;

[[nodiscard]] std::uint32_t bits_of(const std::vector<http::Method>& methods) {
    std::uint32_t bits = 0;
    for (const http::Method method : methods) bits |= 1U << static_cast<unsigned>(method);
    return bits;
}

/// The token of an Authorization field: "Bearer x", or x alone.
[[nodiscard]] std::string_view token_of(std::string_view field) {
    constexpr std::string_view scheme = "bearer ";
    const bool has_scheme = field.size() >= scheme.size() &&
                            std::equal(scheme.begin(), scheme.end(), field.begin(), [](char lower, char c) {
                                return (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) == lower;
                            });
    if (has_scheme) field.remove_prefix(scheme.size());
    while (!field.empty() && field.front() == ' ') field.remove_prefix(1);
    return field;
}

[[nodiscard]] Text decoded(std::string_view text) {
    return text.find('%') == std::string_view::npos ? Text(text) : Text(http::percent_decode(text));
}

/// What a proxy integration makes of the function's answer.
[[nodiscard]] http::Response through_proxy(http::Response answer) {
    const GatewayResponse* instead = nullptr;
    if (answer.broken() ||
        (answer.status == 429 && answer.headers.get("x-amzn-ErrorType") == "TooManyRequestsException")) {
        instead = &integration_failure;
    } else if (answer.headers.has("X-Amz-Function-Error")) {
        instead = &bad_function_answer;
    }
    if (instead == nullptr) return answer;
    http::Response made = instead->response();
    made.answered_by = answer.answered_by;
    return made;
}

}  // namespace

RestApi::RestApi(const Context& context, std::string name, RestApiConfig config, TokenVerifier* verifier)
    : context_(context),
      name_(std::move(name)),
      config_(std::move(config)),
      verifier_(verifier),
      router_(config_.routes),
      throttle_(config_, context.now()),
      cache_(std::numeric_limits<std::uint64_t>::max(), config_.cache.size),
      overhead_(context.random(name_ + ".overhead")),
      ids_(context.random(name_ + ".ids")),
      requests_(context.metrics.counter(name_ + ".requests")),
      admitted_(context.metrics.counter(name_ + ".admitted")),
      throttled_(context.metrics.counter(name_ + ".throttled")),
      unauthorized_(context.metrics.counter(name_ + ".unauthorized")),
      cache_hits_(context.metrics.counter(name_ + ".cache.hits")),
      cache_misses_(context.metrics.counter(name_ + ".cache.misses")),
      latency_(context.metrics.histogram(name_ + ".latency")),
      integration_latency_(context.metrics.histogram(name_ + ".integration.latency")) {
    context.metrics.ratio(name_ + ".cache.hit.ratio", {&cache_hits_}, {&cache_hits_, &cache_misses_});
    for (const Route& route : config_.routes) {
        const auto at = std::find(targets_.begin(), targets_.end(), route.target);
        const auto way = static_cast<std::size_t>(at - targets_.begin());
        if (at == targets_.end()) targets_.push_back(route.target);
        std::string label(route.any ? "ANY" : http::name(route.method));
        label.append(" ").append(route.pattern);
        integrations_.push_back(Integration{std::move(label), way});
    }
    if (config_.authorizer.kind != AuthorizerConfig::Kind::none) {
        WT_ASSERT(verifier_ != nullptr);
        guarded_ = bits_of(config_.authorizer.methods);
    }
    if (config_.cache.size.count > 0) cached_ = bits_of(config_.cache.methods);
}

Task<http::Response> RestApi::handle(http::Request request, http::Next next) {
    const Instant arrived = context_.now();
    requests_.add();
    http::Response response = co_await answer(std::move(request), next);
    stamp(response);
    latency_.record(context_.now() - arrived);
    co_return response;
}

Task<http::Response> RestApi::answer(http::Request request, http::Next next) {
    const std::optional<Router::Match> match = router_.find(request.method, request.path);
    const std::string_view token =
        match && guarded(request.method) ? token_of(request.headers.get("Authorization")) : std::string_view();
    Duration wait = config_.overhead.law.sample(overhead_);
    if (!token.empty()) wait += config_.authorizer.latency.law.sample(overhead_);
    co_await context_.clock.sleep_for(wait);

    if (!match) co_return missing_authentication_token.response();
    if (request.body.size() > largest_body) co_return request_too_large.response();
    const Integration& integration = integrations_[match->route];
    request.route = integration.label;
    request.path_parameter = decoded(match->parameter);

    if (guarded(request.method)) {
        std::optional<http::Response> refusal = authorize(token);
        if (refusal) co_return std::move(*refusal);
    }
    std::optional<http::Response> refusal = throttle(request.headers.get("x-api-key"));
    if (refusal) co_return std::move(*refusal);

    const bool is_cached = cached(request.method);
    std::string key;
    if (is_cached) {
        const std::string_view looked_up = cache_key(request);
        std::optional<http::Response> kept = from_cache(looked_up);
        if (kept) co_return std::move(*kept);
        key = looked_up;
    }

    const Instant asked = context_.now();
    Task<http::Response> asking = next.to(integration.way, std::move(request));
    std::optional<http::Response> made =
        co_await Timeout<http::Response>(context_.clock, config_.timeout, std::move(asking));
    integration_latency_.record(context_.now() - asked);
    if (!made) co_return integration_timeout.response();
    http::Response response = through_proxy(std::move(*made));
    if (is_cached && response.status == 200 && response.body.size() <= StageCacheConfig::largest_object) {
        (void)cache_.store(key, response, context_.now(), config_.cache.ttl);
    }
    co_return response;
}

std::optional<http::Response> RestApi::authorize(std::string_view token) {
    using Verdict = TokenVerifier::Verdict;
    const Verdict verdict = token.empty() ? Verdict::refused : verifier_->verify(token, context_.now());
    if (verdict == Verdict::accepted) return std::nullopt;
    unauthorized_.add();
    const bool expired = verdict == Verdict::expired;
    return (expired ? token_expired : unauthorized).response();
}

std::optional<http::Response> RestApi::throttle(std::string_view api_key) {
    switch (throttle_.admit(api_key, context_.now())) {
        case Admission::admitted: admitted_.add(); return std::nullopt;
        case Admission::unknown_key: return forbidden.response();
        case Admission::too_many: throttled_.add(); return throttled.response();
        case Admission::quota_exceeded: throttled_.add(); return quota_exceeded.response();
    }
    return std::nullopt;
}

std::optional<http::Response> RestApi::from_cache(std::string_view key) {
    const http::ResponseCache::Object* const object = cache_.find(key);
    if (object == nullptr || !object->fresh(context_.now())) {
        cache_misses_.add();
        return std::nullopt;
    }
    cache_hits_.add();
    http::Response copy;
    copy.status = object->response.status;
    copy.body = object->response.body;
    copy.headers.reserve(object->response.headers.size() + fields_added);
    for (const http::Header& field : object->response.headers) copy.headers.add(field.name, field.value);
    return copy;
}

std::string_view RestApi::cache_key(const http::Request& request) {
    // Neither a path nor a field value can hold a line break, so no two lists of parts make one key.
    key_ = http::name(request.method);
    key_.append(" ").append(request.path);
    if (config_.cache.key_query) key_.append("?").append(request.query);
    for (const std::string& name : config_.cache.key_headers) key_.append("\n").append(request.headers.get(name));
    return key_;
}

void RestApi::stamp(http::Response& response) {
    response.headers.add("x-amzn-RequestId", http::request_id(ids_));
    response.headers.add("x-amz-apigw-id", http::extended_request_id(ids_));
}

}  // namespace wt::gateway
