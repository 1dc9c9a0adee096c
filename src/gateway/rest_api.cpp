#include "gateway/rest_api.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "base/ascii.hpp"
#include "base/fresh_random.hpp"
#include "gateway/gateway_response.hpp"
#include "gateway/pipeline.hpp"
#include "gateway/rules.hpp"
#include "http/ids.hpp"
#include "http/uri.hpp"

namespace wt::gateway {

namespace {

/// Room for the fields that the gateway, and the edge before it, add to an answer.
constexpr std::size_t fields_added = 8;

[[nodiscard]] bool holds(const std::vector<http::Method>& methods, http::Method method) {
    return std::find(methods.begin(), methods.end(), method) != methods.end();
}

[[nodiscard]] Text decoded(std::string_view text) {
    return text.find('%') == std::string_view::npos ? Text(text) : Text(http::percent_decode(text));
}

[[nodiscard]] std::string label_of(const Route& route) {
    return std::string(route.any ? "ANY" : http::name(route.method)).append(" ").append(route.pattern);
}

[[nodiscard]] std::vector<std::string> labels_of(const RestApiConfig& config) {
    std::vector<std::string> labels;
    for (const Route& route : config.routes) labels.push_back(label_of(route));
    return labels;
}

/// Makes of the function's answer what a proxy integration does.
void through_proxy(http::Response& answer) {
    const GatewayResponse* instead = nullptr;
    if (answer.broken() || answer.headers.has("x-amzn-ErrorType")) {
        instead = answer.status == 413 ? &gateway_responses::event_too_large : &gateway_responses::integration_failure;
    } else if (answer.headers.has("X-Amz-Function-Error") || answer.status < 100 || answer.status > 599) {
        instead = &gateway_responses::bad_function_answer;
    }
    if (instead == nullptr && !answer.payload) return;
    std::optional<http::Response> made;
    if (instead == nullptr) made = proxy_answer(answer.body, false);
    if (!made) made = (instead != nullptr ? *instead : gateway_responses::bad_function_answer).response();
    made->answered_by = answer.answered_by;
    answer = std::move(*made);
}

}  // namespace

std::vector<std::string> targets(const RestApiConfig& config) {
    std::vector<std::string> all;
    const auto add = [&all](const std::string& target) {
        if (!target.empty() && std::find(all.begin(), all.end(), target) == all.end()) all.push_back(target);
    };
    for (const Route& route : config.routes) add(route.target);
    if (config.authorizer.kind == AuthorizerConfig::Kind::lambda) add(config.authorizer.function);
    return all;
}

RestApi::RestApi(const Context& context, std::string name, RestApiConfig config, TokenVerifier* verifier,
                 http::Ways& ways, std::shared_ptr<Standing> standing)
    : context_(context),
      name_(std::move(name)),
      config_(std::move(config)),
      verifier_(verifier),
      standing_(std::move(standing)),
      router_(config_.routes),
      authorizer_(context, name_, config_.authorizer, verifier,
                  config_.authorizer.kind == AuthorizerConfig::Kind::lambda
                      ? std::optional(ways.to(config_.authorizer.function))
                      : std::nullopt,
                  standing_->authorizer),
      throttle_(standing_->throttle),
      cache_(standing_->cache),
      overhead_(standing_->overhead),
      ids_(standing_->ids),
      requests_(context.metrics.counter(name_ + ".requests")),
      admitted_(context.metrics.counter(name_ + ".admitted")),
      throttled_(context.metrics.counter(name_ + ".throttled")),
      client_errors_(context.metrics.counter(name_ + ".errors.4xx")),
      server_errors_(context.metrics.counter(name_ + ".errors.5xx")),
      cache_hits_(context.metrics.counter(name_ + ".cache.hits")),
      cache_misses_(context.metrics.counter(name_ + ".cache.misses")),
      cache_renewals_(context.metrics.counter(name_ + ".cache.renewals")),
      latency_(context.metrics.histogram(name_ + ".latency")),
      integration_latency_(context.metrics.histogram(name_ + ".integration.latency")) {
    context.metrics.ratio(name_ + ".cache.hit.ratio", {&cache_hits_}, {&cache_hits_, &cache_misses_});
    if (config_.deployed == nullptr) {
        add_routes(ways);
        return;
    }
    std::vector<std::size_t> numbers;
    for (const Route& route : config_.routes) numbers.push_back(throttle_.number_of(label_of(route)));
    const Pipeline::Parts parts{context_,
                                config_,
                                router_,
                                throttle_,
                                cache_,
                                standing_->authorizer.decisions,
                                ids_,
                                admitted_,
                                throttled_,
                                authorizer_.refusals(),
                                cache_hits_,
                                cache_misses_,
                                cache_renewals_,
                                integration_latency_};
    pipeline_ = std::make_unique<Pipeline>(parts, std::move(numbers), ways, name_);
}

RestApi::RestApi(const Context& context, std::string name, RestApiConfig config, TokenVerifier* verifier,
                 http::Ways& ways)
    : RestApi(context, name, config, verifier, ways, std::make_shared<Standing>(context, name, config)) {}

RestApi::~RestApi() = default;

RestApi::Standing::Standing(const Context& context, const std::string& name, const RestApiConfig& config)
    : throttle(limits_of(config), labels_of(config), context.now()),
      cache(std::numeric_limits<std::uint64_t>::max(), config.cache.size),
      authorizer(context, name),
      overhead(context.random(name + ".overhead")),
      ids(fresh_random(context, name + ".ids")),
      hosts(context.random(name + ".hosts")) {}

std::optional<Error> unchangeable(const RestApiConfig& from, const RestApiConfig& to) {
    if (from.stage != to.stage) return Error{"the stage's name is in the API's address, which stays while it runs"};
    if (from.authorizer.pool != to.authorizer.pool)
        return Error{"the user pool behind the authorizer cannot change while the API runs"};
    try {
        (void)Router(to.routes);
    } catch (const std::invalid_argument& wrong) {
        return Error{wrong.what()};
    }
    return std::nullopt;
}

Result<std::shared_ptr<RestApi>> RestApi::update(RestApiConfig config, http::Ways& ways) const {
    using Kind = AuthorizerConfig::Kind;
    if (auto refused = unchangeable(config_, config)) return std::move(*refused);
    const AuthorizerConfig& before = config_.authorizer;
    const AuthorizerConfig& after = config.authorizer;
    if (verifier_ == nullptr && (after.kind == Kind::cognito || after.kind == Kind::jwt))
        return Error{"the authorizer has no user pool that could look at tokens"};
    if (before.kind != after.kind || before.function != after.function || before.identity != after.identity)
        standing_->authorizer.decisions.clear();
    standing_->throttle.update(limits_of(config), labels_of(config), context_.now());
    standing_->cache.limit(std::numeric_limits<std::uint64_t>::max(), config.cache.size);
    return std::shared_ptr<RestApi>(new RestApi(context_, name_, std::move(config), verifier_, ways, standing_));
}

void RestApi::flush_authorizers() { standing_->authorizer.decisions.clear(); }

void RestApi::start_over() {
    throttle_.start_over(limits_of(config_), context_.now());
    flush_cache();
}

void RestApi::add_routes(http::Ways& ways) {
    for (const Route& route : config_.routes) {
        const std::string label = label_of(route);
        Integration integration{.label = Text(label), .target = std::nullopt, .mock = route.mock};
        if (!route.target.empty()) integration.target = ways.to(route.target);
        integration.number = throttle_.number_of(label);
        integration.needs_key = !route.any && holds(config_.key_required, route.method);
        const StageCacheConfig& cache = config_.cache;
        integration.cached = !route.any && holds(cache.methods, route.method);
        integration.ttl = cache.ttl;
        integration.key = &cache.key;
        if (const auto own = cache.routes.find(label); own != cache.routes.end()) {
            integration.cached = own->second.enabled.value_or(integration.cached);
            integration.ttl = own->second.ttl.value_or(integration.ttl);
            if (own->second.key) integration.key = &*own->second.key;
        }
        integration.cached = integration.cached && cache.size.count > 0 && integration.ttl > Duration::zero();
        integrations_.push_back(std::move(integration));
    }
}

Task<http::Response> RestApi::handle(http::Request&& request, http::Next next) {
    requests_.add();
    // No frame of its own: whoever awaits it awaits one of the two.
    return pipeline_ == nullptr ? answer(std::move(request), next) : answer_as_deployed(std::move(request), next);
}

Task<http::Response> RestApi::answer_as_deployed(http::Request&& request, http::Next next) {
    const Instant arrived = context_.now();
    http::Response response = co_await pipeline_->handle(std::move(request), next);
    if (response.status >= 400) (response.status < 500 ? client_errors_ : server_errors_).add();
    latency_.record(context_.now() - arrived);
    co_return response;
}

Task<http::Response> RestApi::answer(http::Request&& request, http::Next next) {
    const Instant arrived = context_.now();
    ProxyEvent event(context_, name_, config_.stage, ids_);
    const Text trace(request.headers.get("X-Amzn-Trace-Id"));
    const std::optional<Router::Match> match = router_.find(request.method, request.path);
    const bool guarded = match && authorizer_.guards(request.method);
    Duration wait = config_.overhead.law.sample(overhead_);
    if (guarded) wait += authorizer_.delay(request);
    co_await context_.clock.sleep_for(wait);

    std::optional<http::Response> response;
    if (!match) {
        response = gateway_responses::missing_authentication_token.response();
    } else if (request.body.size() > largest_body) {
        response = gateway_responses::request_too_large.response();
    } else {
        const Integration& integration = integrations_[match->route];
        request.route = integration.label;
        request.path_parameter = decoded(match->parameter);
        if (guarded && authorizer_.is_local()) {
            response = authorizer_.check(request);
        } else if (guarded) {
            response = co_await authorizer_.authorize(request, next, event);
        }
        if (!response) response = throttle(integration, request.headers.get("x-api-key"));
        Lookup lookup;
        if (!response && integration.cached) {
            lookup = look_up(integration, request);
            response = std::move(lookup.answer);
        }
        if (!response && !integration.target) {
            response = http::json_response(integration.mock.status, integration.mock.body);
            if (integration.cached) keep(integration, lookup.key, *response);
        }
        if (!response) {
            const Instant asked = context_.now();
            request.form = &event;
            http::Visit asking = next.to(*integration.target, std::move(request));
            response =
                co_await Timeout<http::Response, http::Visit>(context_.clock, config_.timeout, std::move(asking));
            integration_latency_.record(context_.now() - asked);
            if (response) {
                through_proxy(*response);
                if (integration.cached) keep(integration, lookup.key, *response);
            } else {
                response = gateway_responses::integration_timeout.response();
                lookup.warn = false;
            }
        }
        if (lookup.warn) response->headers.add("Warning", not_renewed);
    }
    if (response->status >= 400) (response->status < 500 ? client_errors_ : server_errors_).add();
    stamp(*response, event, trace);
    latency_.record(context_.now() - arrived);
    co_return std::move(*response);
}

RestApi::Lookup RestApi::look_up(const Integration& integration, const http::Request& request) {
    Lookup lookup;
    bool renew = wants_renewal(request);
    if (renew && config_.cache.require_authorization) {
        using Unauthorized = StageCacheConfig::Unauthorized;
        if (config_.cache.unauthorized == Unauthorized::fail) {
            lookup.answer = gateway_responses::forbidden.response();
            return lookup;
        }
        lookup.warn = config_.cache.unauthorized == Unauthorized::warn;
        renew = false;
    }
    const std::string_view key = cache_key(integration, request);
    if (renew) {
        cache_renewals_.add();
    } else {
        lookup.answer = from_cache(key);
    }
    if (!lookup.answer) lookup.key = Text(key);
    return lookup;
}

void RestApi::keep(const Integration& integration, std::string_view key, const http::Response& response) {
    if (response.status == 200 && response.body.size() <= StageCacheConfig::largest_object)
        (void)cache_.store(key, response, context_.now(), integration.ttl);
}

std::optional<http::Response> RestApi::throttle(const Integration& integration, std::string_view api_key) {
    if (integration.needs_key && api_key.empty()) return gateway_responses::forbidden.response();
    const std::size_t host = throttle_.hosts() == 1 ? 0 : standing_->hosts.below(throttle_.hosts());
    switch (throttle_.admit(api_key, integration.number, context_.now(), host)) {
        case Admission::admitted: admitted_.add(); return std::nullopt;
        case Admission::unknown_key: return gateway_responses::forbidden.response();
        case Admission::too_many: throttled_.add(); return gateway_responses::throttled.response();
        case Admission::quota_exceeded: throttled_.add(); return gateway_responses::quota_exceeded.response();
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

std::string_view RestApi::cache_key(const Integration& integration, const http::Request& request) {
    // Neither a path nor a field value can hold a line break, so no two lists of parts make one key.
    const StageCacheConfig::Key& parts = *integration.key;
    key_ = parts.path ? http::method_name(request) : integration.label.view();
    if (parts.path) key_.append(" ").append(request.path);
    if (parts.query) {
        key_.append("?").append(request.query);
    } else if (!parts.queries.empty()) {
        for (const std::string& name : parts.queries) {
            key_.append("\n");
            each_part(request.query, '&', [&](std::string_view argument) {
                if (argument.substr(0, argument.find('=')) == name) key_.append(argument);
            });
        }
    }
    for (const std::string& name : parts.headers) key_.append("\n").append(request.headers.get(name));
    return key_;
}

void RestApi::stamp(http::Response& response, const ProxyEvent& event, std::string_view trace) {
    const bool named = !event.request_id().empty();
    response.headers.add("x-amzn-RequestId", named ? event.request_id() : http::request_id(ids_));
    response.headers.add("x-amz-apigw-id", named ? event.extended_id() : http::extended_request_id(ids_));
    response.headers.add("X-Amzn-Trace-Id", http::trace_id(ids_, context_.now(), trace));
}

}  // namespace wt::gateway
