#include "gateway/pipeline.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/json_depth.hpp"
#include "gateway/forwarding.hpp"
#include "gateway/proxy_event.hpp"
#include "gateway/rules.hpp"
#include "gateway/usage_plans.hpp"
#include "http/ids.hpp"
#include "http/streamed_answer.hpp"
#include "http/uri.hpp"

namespace wt::gateway {

using namespace gateway_errors;

namespace {

using Type = IntegrationConfig::Type;
using Unauthorized = DeployedMethod::Cache::Unauthorized;

/// What a function failed with: what patterns of an integration's answers are held against.
[[nodiscard]] std::optional<std::string> function_failure(const http::Response& answer) {
    if (!answer.headers.has("X-Amz-Function-Error")) return std::nullopt;
    if (nests_deeper(answer.body)) return std::string();
    const auto json = nlohmann::json::parse(answer.body.view(), nullptr, false);
    const auto message = json.is_object() ? json.value("errorMessage", nlohmann::json()) : nlohmann::json();
    return message.is_string() ? message.get<std::string>() : std::string();
}

[[nodiscard]] bool is_function(Type type) { return type == Type::lambda || type == Type::lambda_proxy; }

/// A request as a function behind a proxy integration gets it. Beside the pass, which outlives it.
class PassEvent final : public http::EventForm {
public:
    explicit PassEvent(const Pass& pass) : pass_(pass) {}
    [[nodiscard]] Text event(const http::Request& /*sent*/) override {
        const std::string domain = domain_of(pass_);
        const nlohmann::ordered_json event = proxy_event(facts_of(pass_, domain), pass_.request);
        return Text(event.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    }

private:
    const Pass& pass_;
};

}  // namespace

Pipeline::Pipeline(const Parts& parts, std::vector<std::size_t> numbers, http::Ways& ways, const std::string& name)
    : parts_(parts), deployed_(*parts.config.deployed), numbers_(std::move(numbers)) {
    if (deployed_.canary_share > 0) canary_.emplace(ways.to(name + "/canary"));
    for (const auto& [id, authorizer] : deployed_.authorizers) {
        if (!authorizer.function.empty()) functions_.emplace(id, ways.to(authorizer.function));
    }
    for (const Route& route : parts.config.routes)
        targets_.push_back(route.target.empty() ? std::nullopt : way_to(ways, route.target));
}

Task<http::Response> Pipeline::handle(http::Request&& request, http::Next next) {
    if (canary_ && parts_.ids.uniform() < deployed_.canary_share)
        co_return co_await next.to(*canary_, std::move(request));
    const Instant begun = parts_.context.now();
    const std::optional<Router::Match> match = parts_.router.find(request.method, request.path);
    Pass pass{deployed_, parts_.config.stage, request};
    pass.arrived = parts_.context.calendar();
    pass.request_id = http::request_id(parts_.ids);
    pass.extended_request_id = http::extended_request_id(parts_.ids);
    pass.trace_id = http::trace_id(parts_.ids, pass.arrived, request.headers.get("X-Amzn-Trace-Id"));
    http::Response response;
    if (!match) {
        response = answer_of(pass, missing_authentication_token);
    } else {
        const Route& route = parts_.config.routes[match->route];
        pass.method = &deployed_.methods[match->route];
        pass.resource_path = route.pattern;
        pass.path_parameters = path_parameters(route.pattern, request.path);
        pass.query = http::parse_query(request.query);
        response = co_await answer(pass, match->route, next);
    }
    response.headers.add("x-amzn-RequestId", pass.request_id);
    response.headers.add("x-amz-apigw-id", pass.extended_request_id);
    response.headers.add("X-Amzn-Trace-Id", pass.trace_id);
    pass.response_latency = parts_.context.now() - begun;
    if (!deployed_.log_destination.empty() && deployed_.surroundings != nullptr) log(pass, response);
    co_return response;
}

void Pipeline::log(Pass& pass, const http::Response& response) {
    pass.status = response.status;
    pass.response_length = response.body.size();
    deployed_.surroundings->log(deployed_.log_destination, fmt::format("{}/{}", deployed_.api_id, pass.stage_name),
                                substituted(deployed_.log_format, pass, "-"));
}

Task<http::Response> Pipeline::answer(Pass& pass, std::size_t route, http::Next next) {
    if (pass.request.body.size() > largest_body) co_return answer_of(pass, request_too_large);
    std::optional<http::Response> refusal = co_await authorize(pass, next);
    if (refusal) co_return std::move(*refusal);
    refusal = throttle(pass, numbers_[route]);
    if (refusal) co_return std::move(*refusal);
    refusal = refuse_parameters(pass);
    if (!refusal) refusal = refuse_body(pass);
    if (refusal) co_return std::move(*refusal);

    const DeployedMethod::Cache& cache = pass.method->cache;
    const bool cached = cache.ttl > Duration::zero();
    if (!cached) co_return co_await integrate(pass, route, next);
    const std::string key = cache_key(pass);
    const bool wants = wants_renewal(pass.request);
    const bool may = !cache.require_authorization;
    if (wants && !may && cache.unauthorized == Unauthorized::fail) co_return answer_of(pass, access_denied);
    const bool warn = wants && !may && cache.unauthorized == Unauthorized::warn;
    const http::ResponseCache::Object* const kept = parts_.cache.find(key);
    http::Response response;
    if (wants && may) {
        parts_.cache_renewals.add();
    } else if (kept != nullptr && kept->fresh(parts_.context.now())) {
        parts_.cache_hits.add();
        response.status = kept->response.status;
        response.headers = kept->response.headers;
        response.body = kept->response.body;
        if (warn) response.headers.add("Warning", not_renewed);
        co_return response;
    } else {
        parts_.cache_misses.add();
    }
    response = co_await integrate(pass, route, next);
    if (response.status == 200 && response.body.size() <= StageCacheConfig::largest_object)
        (void)parts_.cache.store(key, response, parts_.context.now(), cache.ttl);
    if (warn) response.headers.add("Warning", not_renewed);
    co_return response;
}

bool Pipeline::may_invoke(const Pass& pass, const std::string& function, const std::string& role,
                          const std::string& source) const {
    const Surroundings* const around = deployed_.surroundings;
    return !function.empty() && around != nullptr &&
           around->may_invoke({function, execute_arn(pass, source), deployed_.account, role});
}

Task<http::Response> Pipeline::integrate(Pass& pass, std::size_t route, http::Next next) {
    const IntegrationConfig& integration = pass.method->integration;
    const Type type = integration.type;
    if (type == Type::action &&
        (deployed_.surroundings == nullptr || !deployed_.surroundings->may_assume(integration.role, deployed_.account)))
        co_return answer_of(pass, api_configuration);
    if (is_function(type)) {
        std::string path(pass.resource_path);
        for (std::size_t open = path.find('{'); open != std::string::npos; open = path.find('{', open))
            path.replace(open, path.find('}', open) - open + 1, "*");
        const std::string source = fmt::format("{}/{}{}", pass.stage_name, http::method_name(pass.request), path);
        if (!may_invoke(pass, integration.function, integration.role, source))
            co_return answer_of(pass, api_configuration);
    }
    const bool is_proxy = type == Type::http_proxy || type == Type::lambda_proxy;
    if (is_proxy) co_return co_await hand_on(pass, route, next);
    co_return co_await map(pass, route, next);
}

Task<Pipeline::Asked> Pipeline::ask(Pass& pass, std::size_t route, http::Request sent, http::Next next) {
    const IntegrationConfig& integration = pass.method->integration;
    const bool function = is_function(integration.type);
    Asked asked;
    asked.failed = true;
    const bool is_action = integration.type == Type::action;
    if (!targets_[route] && !is_action) {
        asked.response = answer_of(pass, network_failure);
        co_return asked;
    }
    const std::string_view name = pass.method->http_method;
    sent.route = Text(fmt::format("{} {}", name, pass.resource_path));
    if (!pass.path_parameters.empty()) sent.path_parameter = Text(pass.path_parameters.back().second);
    const Instant begun = parts_.context.now();
    Task<http::Response> asking;
    if (is_action) {
        Surroundings::ServiceCall call{integration.action, integration.role, std::move(sent)};
        asking = deployed_.surroundings->call_service(std::move(call));
    } else {
        asking = next.to(*targets_[route], std::move(sent));
    }
    std::optional<http::Response> answered =
        co_await Timeout<http::Response>(parts_.context.clock, integration.timeout, std::move(asking));
    pass.integration_latency = parts_.context.now() - begun;
    parts_.integration_latency.record(*pass.integration_latency);
    if (answered && !answered->broken()) pass.integration_status = answered->status;
    if (!answered) {
        asked.response = answer_of(pass, integration_timeout);
    } else if (answered->broken() || (function && answered->headers.has("x-amzn-ErrorType"))) {
        pass.integration_error = answered->broken() ? answered->body.str() : std::string();
        const GatewayError& said = !function                 ? network_failure
                                   : answered->status == 413 ? event_too_large
                                                             : integration_failure;
        asked.response = answer_of(pass, said);
    } else if (is_action && answered->status == 501) {
        asked.response = not_implemented("integrations with " + name_of(integration.action));
    } else {
        asked.response = std::move(*answered);
        asked.failed = false;
    }
    co_return asked;
}

Task<http::Response> Pipeline::hand_on(Pass& pass, std::size_t route, http::Next next) {
    const bool function = pass.method->integration.type == Type::lambda_proxy;
    PassEvent event(pass);
    mapping::Mapped as_it_is{pass.request.body.str(), {}};
    http::Request sent = integration_request(pass, std::move(as_it_is));
    const bool streams = function && pass.method->integration.streams;
    if (function) sent.form = &event;
    if (streams) event.fields.add(Text(http::transfer_mode), Text(http::transfer_stream));
    Asked asked = co_await ask(pass, route, std::move(sent), next);
    if (asked.failed) co_return std::move(asked.response);
    http::Response& from = asked.response;
    if (function) {
        const bool failed = from.headers.has("X-Amz-Function-Error") || from.status < 100 || from.status > 599;
        std::optional<http::Response> made;
        if (!failed && from.payload && streams) {
            if (from.stream != nullptr) made = co_await http::read_streamed_answer(from.stream);
        } else if (!failed && from.payload) {
            made = proxy_answer(from.body, wants_binary(pass));
        } else if (!failed) {
            made = std::move(from);  // a handler that is data answers in HTTP's terms
        }
        if (!made) co_return answer_of(pass, bad_function_answer);
        made->answered_by = from.answered_by;
        asked.response = std::move(*made);
    }
    remap_fields(asked.response);
    co_return std::move(asked.response);
}

Task<http::Response> Pipeline::map(Pass& pass, std::size_t route, http::Next next) {
    const IntegrationConfig& integration = pass.method->integration;
    auto body = integration_body(pass);
    if (!body.ok()) co_return answer_of(pass, body.error());
    http::Response from;
    std::optional<std::string> key;
    if (integration.type == Type::mock) {
        const auto status = mock_status(body->text);
        if (!status) co_return answer_of(pass, api_configuration);
        key = std::to_string(*status);
    } else {
        http::Request sent = integration_request(pass, std::move(*body));
        const bool function = integration.type == Type::lambda;
        if (function && sent.headers.get("X-Amz-Invocation-Type") == "Event") {
            co_await deployed_.surroundings->enqueue(integration.function, sent.body);
            from.status = 202;
        } else {
            if (function) {
                sent.headers = {};
                sent.headers.add("Lambda-Runtime-Trace-Id", pass.trace_id);
            }
            Asked asked = co_await ask(pass, route, std::move(sent), next);
            if (asked.failed) co_return std::move(asked.response);
            from = std::move(asked.response);
            key = function ? function_failure(from) : std::to_string(from.status);
        }
    }
    auto response = method_response(pass, from, key);
    if (!response.ok()) co_return answer_of(pass, response.error());
    co_return std::move(*response);
}

std::optional<http::Response> Pipeline::throttle(Pass& pass, std::size_t number) {
    const Instant now = parts_.context.now();
    const std::string stage = fmt::format("{}/{}", deployed_.api_id, pass.stage_name);
    const std::string route = fmt::format("{} {}", pass.method->http_method, pass.resource_path);
    UsagePlans::Call call{pass.api_key, stage, route};
    Admission admission = Admission::admitted;
    if (pass.method->needs_key) {
        if (!deployed_.keys_come_from_authorizer) pass.api_key = pass.request.headers.get("x-api-key");
        call.value = pass.api_key;
        admission = deployed_.plans == nullptr ? Admission::unknown_key : deployed_.plans->admit(call, now);
    }
    if (admission == Admission::admitted) admission = parts_.throttle.admit({}, number, now);
    switch (admission) {
        case Admission::admitted: break;
        case Admission::unknown_key: return answer_of(pass, invalid_api_key);
        case Admission::too_many: parts_.throttled.add(); return answer_of(pass, gateway_errors::throttled);
        case Admission::quota_exceeded: parts_.throttled.add(); return answer_of(pass, quota_exceeded);
    }
    parts_.admitted.add();
    if (!pass.method->needs_key) return std::nullopt;
    deployed_.plans->count(call, now);
    if (const std::string* const id = deployed_.plans->id_of(pass.api_key)) {
        pass.identity["apiKey"] = pass.api_key;
        pass.identity["apiKeyId"] = *id;
    }
    return std::nullopt;
}

std::optional<http::Response> Pipeline::refuse_parameters(Pass& pass) {
    std::vector<std::string> missing;
    for (const std::string& place : pass.method->required) {
        if (request_value(pass, place).value_or("").empty()) missing.push_back(place.substr(place.rfind('.') + 1));
    }
    if (missing.empty()) return std::nullopt;
    return answer_of(pass, bad_parameters,
                     fmt::format("Missing required request parameters: [{}]", fmt::join(missing, ", ")));
}

std::optional<http::Response> Pipeline::refuse_body(Pass& pass) {
    const auto& models = pass.method->models;
    if (models.empty()) return std::nullopt;
    auto model = models.find(media_type(pass.request.headers.get("Content-Type")));
    if (model == models.end()) model = models.find("$default");
    if (model == models.end()) return std::nullopt;
    // No body is {}.
    const bool fits = model->second->accepts(pass.request.body.empty() ? "{}" : pass.request.body.view());
    return fits ? std::nullopt : std::optional(answer_of(pass, bad_body));
}

std::string Pipeline::cache_key(const Pass& pass) {
    // No value holds a line break but a decoded one of a query, which is written as it came.
    std::string key = fmt::format("{} {}", pass.method->integration.cache_namespace, pass.method->http_method);
    for (const std::string& each : pass.method->integration.cache_keys) {
        std::string source = each;
        const auto mapped = pass.method->integration.parameters.find(each);
        if (mapped != pass.method->integration.parameters.end()) source = mapped->second;
        key += "\n" + http::percent_encode(request_value(pass, source).value_or(""));
    }
    return key;
}

}  // namespace wt::gateway
