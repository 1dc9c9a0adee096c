#include "gateway/http_api/http_api.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/fresh_random.hpp"
#include "gateway/forwarding.hpp"
#include "gateway/gateway_error.hpp"
#include "gateway/http_api/events.hpp"
#include "gateway/http_api/http_error.hpp"
#include "gateway/router.hpp"
#include "gateway/substitution.hpp"
#include "http/ids.hpp"
#include "http/payload_v2.hpp"
#include "http/uri.hpp"

namespace wt::gateway::http_api {

using namespace http_errors;

namespace {

constexpr std::size_t largest_body = 10'485'760;  // API Gateway quotas: payload size

// Bounds what unknown callers can make the gateway remember. Assumed: AWS publishes no size.
constexpr std::uint64_t most_decisions = 100'000;
constexpr Bytes most_decision_bytes{64'000'000};

constexpr const char* no_permission =
    "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. "
    "Check the permissions and try again.";

using OrderedJson = nlohmann::ordered_json;

[[nodiscard]] std::vector<std::string> keys_of(const HttpApiConfig& config) {
    std::vector<std::string> keys;
    for (const Route& route : config.routes) keys.push_back(route.key);
    return keys;
}

/// The path of a route's key, of which parameters are read.
[[nodiscard]] std::string_view pattern_of(const Route& route) {
    const std::string_view key = route.key;
    return key.substr(std::min(key.find(' ') + 1, key.size()));
}

/// As it goes on to the integration, before its changes.
[[nodiscard]] http::Request request_to(const Passage& pass, const Integration& integration) {
    const http::Request& from = pass.request;
    http::Request sent;
    sent.method = from.method;
    sent.path = from.path;
    sent.query = from.query;
    sent.body = from.body;
    sent.client = from.client;
    sent.number = from.number;
    sent.trace = from.trace;
    sent.secure = from.secure;
    sent.route = Text(pass.route->key);
    if (!pass.path_parameters.empty()) sent.path_parameter = Text(pass.path_parameters.back().second);
    if (integration.type != Integration::Type::web) {
        sent.headers = from.headers;
        return sent;
    }
    sent.method = http::parse_method(integration.method).value_or(from.method);
    for (const http::Header& field : from.headers) {
        if (!stays_here(field.name)) sent.headers.add(field.name, field.value);
    }
    // What HTTP APIs tell web servers in place of X-Forwarded-For and its neighbours.
    sent.headers.set("Forwarded", Text(fmt::format("by={0};for={0};host={1};proto={2}", http::source_ip(from),
                                                   domain_of(pass), from.secure ? "https" : "http")));
    sent.headers.set("Via", "HTTP/1.1 AmazonAPIGateway");
    sent.headers.set("X-Amzn-Trace-Id", pass.trace_id);
    const std::string path = filled_path(integration.uri, [&pass](std::string_view name) {
        std::optional<std::string> value;
        for (const auto& [key, each] : pass.path_parameters) {
            if (key == name) value = each;
        }
        return value;
    });
    const std::size_t mark = std::min(path.find('?'), path.size());
    sent.path = mark == 0 ? std::string("/") : path.substr(0, mark);
    if (mark < path.size()) {
        const std::string own = path.substr(mark + 1);
        sent.query = sent.query.empty() ? own : own + "&" + sent.query.str();
    }
    return sent;
}

/// What a function's payload means; none: it is malformed.
[[nodiscard]] std::optional<http::Response> function_answer(PayloadFormat format, const Text& payload) {
    if (format == PayloadFormat::v1) return proxy_answer(payload, true);
    // A text is the body without its quotes.
    if (payload.view().starts_with('"')) {
        const auto said = nlohmann::json::parse(payload.view(), nullptr, false);
        if (said.is_string()) return http::json_response(200, Text(said.get<std::string>()));
    }
    return http::answer_v2(payload);
}

}  // namespace

http::Response answer_of(Passage& pass, const HttpError& error) {
    pass.error_message = error.message;
    return http::json_response(error.status, Text(fmt::format(R"({{"message":"{}"}})", error.message)));
}

HttpApi::Standing::Standing(const Context& context, const std::string& name, const HttpApiConfig& config)
    : throttle(config.limits, keys_of(config), context.now()),
      decisions(most_decisions, most_decision_bytes),
      ids(fresh_random(context, name + ".ids")) {}

HttpApi::HttpApi(const Context& context, std::string name, HttpApiConfig config, http::Ways& ways)
    : HttpApi(context, name, config, ways, std::make_shared<Standing>(context, name, config)) {}

HttpApi::HttpApi(const Context& context, std::string name, HttpApiConfig config, http::Ways& ways,
                 std::shared_ptr<Standing> standing)
    : context_(context),
      name_(std::move(name)),
      config_(std::move(config)),
      standing_(std::move(standing)),
      table_(keys_of(config_)),
      requests_(context.metrics.counter(name_ + ".requests")),
      throttled_(context.metrics.counter(name_ + ".throttled")),
      unauthorized_(context.metrics.counter(name_ + ".unauthorized")),
      client_errors_(context.metrics.counter(name_ + ".errors.4xx")),
      server_errors_(context.metrics.counter(name_ + ".errors.5xx")),
      bytes_(context.metrics.counter(name_ + ".bytes")),
      latency_(context.metrics.histogram(name_ + ".latency")),
      integration_latency_(context.metrics.histogram(name_ + ".integration.latency")) {
    for (const auto& [id, integration] : config_.integrations)
        targets_.emplace(id, integration.target.empty() ? std::nullopt : way_to(ways, integration.target));
    for (const auto& [id, authorizer] : config_.authorizers) {
        if (!authorizer.function.empty()) functions_.emplace(id, ways.to(authorizer.function));
    }
}

std::shared_ptr<HttpApi> HttpApi::update(HttpApiConfig config, http::Ways& ways) const {
    standing_->throttle.update(config.limits, keys_of(config), context_.now());
    return std::shared_ptr<HttpApi>(new HttpApi(context_, name_, std::move(config), ways, standing_));
}

Task<http::Response> HttpApi::handle(http::Request&& request, http::Next next) {
    requests_.add();
    const Instant begun = context_.now();
    Passage pass{config_, request};
    pass.arrived = context_.calendar();
    pass.request_id = http::extended_request_id(standing_->ids);
    pass.trace_id = http::trace_id(standing_->ids, pass.arrived, request.headers.get("X-Amzn-Trace-Id"));
    http::Response response;
    if (config_.cors && http::is_preflight(request)) {
        response = http::answer_preflight(*config_.cors, request);
        response.status = 204;
    } else {
        response = co_await answer(pass, next);
        if (config_.cors) http::let_pages_read(*config_.cors, request, response);
    }
    response.headers.set("Apigw-Requestid", pass.request_id);
    count(pass, response, begun);
    co_return response;
}

void HttpApi::count(Passage& pass, const http::Response& response, Instant begun) {
    pass.status = response.status;
    pass.response_length = response.body.size();
    pass.response_latency = context_.now() - begun;
    latency_.record(pass.response_latency);
    bytes_.add(pass.request.body.size() + pass.response_length);
    if (response.status >= 400) (response.status < 500 ? client_errors_ : server_errors_).add();
    if (config_.log_destination.empty() || config_.surroundings == nullptr) return;
    const auto value = [&pass](std::string_view name) -> std::optional<std::string> {
        constexpr std::string_view context = "context.";
        constexpr std::string_view variables = "stageVariables.";
        if (name.starts_with(context)) return context_value(pass, name.substr(context.size()));
        const auto found = pass.api.variables.find(std::string(name.substr(variables.size())));
        return found == pass.api.variables.end() ? std::nullopt : std::optional(found->second);
    };
    config_.surroundings->log(config_.log_destination, fmt::format("{}/{}", config_.id, config_.stage),
                              substituted(config_.log_format, value, "-"));
}

Task<http::Response> HttpApi::answer(Passage& pass, http::Next next) {
    if (pass.request.body.size() > largest_body) co_return answer_of(pass, too_large);
    const auto found = table_.find(pass.request.method, pass.request.path);
    if (!found) co_return answer_of(pass, not_found);
    pass.route = &config_.routes[*found];
    pass.path_parameters = path_parameters(pattern_of(*pass.route), pass.request.path);
    pass.query = http::parse_query(pass.request.query);
    std::optional<http::Response> refusal = co_await authorize(pass, next);
    if (refusal) co_return std::move(*refusal);
    Throttle& throttle = standing_->throttle;
    if (throttle.admit({}, throttle.number_of(pass.route->key), context_.now()) != Admission::admitted) {
        throttled_.add();
        co_return answer_of(pass, too_many);
    }
    const auto integration = config_.integrations.find(pass.route->integration);
    if (integration == config_.integrations.end()) co_return answer_of(pass, internal);
    co_return co_await integrate(pass, integration->second, next);
}

bool HttpApi::may_invoke(const std::string& function, const std::string& role, std::string source) const {
    return !function.empty() && config_.surroundings != nullptr &&
           config_.surroundings->may_invoke({function, std::move(source), config_.account, role});
}

Task<http::Response> HttpApi::integrate(Passage& pass, const Integration& integration, http::Next next) {
    using Type = Integration::Type;
    if (integration.type == Type::action) co_return co_await act(pass, integration);
    const bool function = integration.type == Type::function;
    const std::string source =
        pass.route->key == "$default"
            ? execute_arn(pass, "$default")
            : execute_arn(pass, fmt::format("{}{}", http::method_name(pass.request), pattern_of(*pass.route)));
    if (function && !may_invoke(integration.target, integration.role, source)) {
        pass.integration_error = no_permission;
        co_return answer_of(pass, internal);
    }
    const std::optional<http::Way>& way = targets_.at(pass.route->integration);
    if (!way) co_return answer_of(pass, unavailable);
    RouteEvent event(pass, integration.format);
    http::Request sent = request_to(pass, integration);
    apply(integration.request, pass, sent);
    if (function) sent.form = &event;
    Task<http::Response> asking = next.to(*way, std::move(sent));
    co_return co_await answer_of_integration(pass, integration, std::move(asking));
}

Task<http::Response> HttpApi::act(Passage& pass, const Integration& integration) {
    Surroundings* const around = config_.surroundings;
    if (around == nullptr || !around->may_assume(integration.role, config_.account)) {
        pass.integration_error = no_permission;
        co_return answer_of(pass, internal);
    }
    Surroundings::ServiceCall call;
    call.action = {
        config_.region, std::string(integration.subtype.service), {}, std::string(integration.subtype.operation)};
    call.role = integration.role;
    OrderedJson input = OrderedJson::object();
    for (const auto& [name, expression] : integration.members) {
        const std::optional<std::string> value = expression.value(pass);
        if (!value) continue;
        if (name == region_parameter) {
            call.action.region = *value;
        } else {
            input[name] = *value;
        }
    }
    call.request.method = http::Method::post;
    call.request.client = pass.request.client;
    call.request.number = pass.request.number;
    call.request.body = Text(input.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
    Task<http::Response> asking = around->call_service(std::move(call));
    http::Response response = co_await answer_of_integration(pass, integration, std::move(asking));
    if (response.status == 501)
        co_return not_implemented(fmt::format("integrations with {}", integration.subtype.name));
    co_return response;
}

Task<http::Response> HttpApi::answer_of_integration(Passage& pass, const Integration& integration,
                                                    Task<http::Response> asking) {
    const Instant begun = context_.now();
    std::optional<http::Response> answered =
        co_await Timeout<http::Response>(context_.clock, integration.timeout, std::move(asking));
    pass.integration_latency = context_.now() - begun;
    integration_latency_.record(*pass.integration_latency);
    if (!answered) {
        pass.integration_error = "Endpoint request timed out";
        co_return answer_of(pass, unavailable);
    }
    co_return taken_back(pass, integration, std::move(*answered));
}

http::Response HttpApi::taken_back(Passage& pass, const Integration& integration, http::Response from) {
    const bool function = integration.type == Integration::Type::function;
    if (from.broken() || (function && from.headers.has("x-amzn-ErrorType"))) {
        const bool says_why = from.broken() && !function && !from.body.empty();
        pass.integration_error = says_why ? from.body.view() : "Network error communicating with endpoint";
        // Assumed: of an event above a function's 6 MB the same as of a body above the API's 10.
        const HttpError& said = !function ? unavailable : from.status == 413 ? too_large : internal;
        return answer_of(pass, said);
    }
    pass.integration_status = from.status;
    std::optional<http::Response> made;
    const bool failed = from.headers.has("X-Amz-Function-Error") || from.status < 100 || from.status > 599;
    if (!failed && function && from.payload) {
        made = function_answer(integration.format, from.body);
        if (made) made->answered_by = from.answered_by;
    } else if (!failed) {
        made = std::move(from);  // a handler that is data answers in HTTP's terms, as a web server does
    }
    if (!made) {
        pass.integration_error =
            failed
                ? "The Lambda function returned the following error: Unhandled. Check your Lambda function code and "
                  "try "
                  "again."
                : "The response from the Lambda function doesn't match the format that API Gateway expects. Check the "
                  "format of your response and try again.";
        return answer_of(pass, internal);
    }
    for (const std::string_view hop : {"Transfer-Encoding", "Connection", "Keep-Alive", "Content-Length"})
        made->headers.remove(hop);
    const auto changes = integration.answers.find(made->status);
    if (changes != integration.answers.end()) apply(changes->second, pass, *made);
    return std::move(*made);
}

}  // namespace wt::gateway::http_api
