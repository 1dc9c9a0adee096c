#include "gateway/http_api/api/checks.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "gateway/api/targets.hpp"
#include "gateway/http_api/parameter_mapping.hpp"
#include "gateway/http_api/route_table.hpp"
#include "gateway/http_api/subtypes.hpp"

namespace wt::gateway::http_api::api {

namespace {

[[nodiscard]] std::string text(const std::optional<std::string>& may_be) { return may_be.value_or(""); }

/// "integrations/ID", of an integration that is there.
[[nodiscard]] std::optional<aws::Error> refuse_target(const Definition& api, const std::string& target) {
    constexpr std::string_view prefix = "integrations/";
    const std::string id = target.starts_with(prefix) ? target.substr(prefix.size()) : std::string();
    if (target.empty() || api.integrations.contains(id)) return std::nullopt;
    // Assumed: the sentence.
    return bad_request(
        fmt::format("Invalid target specified {}. A target is integrations/ and the identifier of one of "
                    "the API's integrations.",
                    target));
}

[[nodiscard]] std::optional<aws::Error> refuse_changes(const Integration& integration) {
    if (integration.request_parameters && !integration.integration_subtype) {
        const auto read = read_changes(*integration.request_parameters, Side::request);
        if (!read) return bad_request(read.error().message);
    }
    for (const auto& [status, parameters] :
         integration.response_parameters.value_or(std::map<std::string, std::map<std::string, std::string>>())) {
        int number = 0;
        const auto [end, error] = std::from_chars(status.data(), status.data() + status.size(), number);
        const bool is_status = error == std::errc() && end == status.data() + status.size();
        // Assumed: the sentence.
        if (!is_status || number < 200 || number > 599)
            return bad_request(fmt::format("Invalid status code specified {}: must be between 200 and 599", status));
        const auto read = read_changes(parameters, Side::answer);
        if (!read) return bad_request(read.error().message);
    }
    return std::nullopt;
}

/// Of a service that is asked without a function in between.
[[nodiscard]] std::optional<aws::Error> refuse_action(const Integration& integration) {
    // Assumed: the sentences.
    const Subtype* const subtype = find_subtype(*integration.integration_subtype);
    if (subtype == nullptr)
        return bad_request("Invalid integration subtype specified: " + *integration.integration_subtype);
    if (text(integration.credentials_arn).empty())
        return bad_request("CredentialsArn is a required parameter for integrations with an IntegrationSubtype");
    const auto parameters = integration.request_parameters.value_or(std::map<std::string, std::string>());
    const auto has = [](std::string_view names, std::string_view name) {
        bool found = false;
        each_part(names, ' ', [&](std::string_view each) { found = found || each == name; });
        return found;
    };
    std::optional<aws::Error> error;
    each_part(subtype->required, ' ', [&](std::string_view name) {
        if (!error && !parameters.contains(std::string(name)))
            error =
                bad_request(fmt::format("{} is a required parameter for integrations with {}", name, subtype->name));
    });
    for (const auto& [name, value] : parameters) {
        if (error) break;
        if (!has(subtype->required, name) && !has(subtype->optional, name) && name != region_parameter)
            error = bad_request(fmt::format("Invalid parameter specified for {}: {}", subtype->name, name));
        if (!error && !Expression::of(value, Side::request))
            error = bad_request(fmt::format("Invalid mapping expression specified: {}", value));
    }
    return error ? error : refuse_changes(integration);
}

}  // namespace

std::optional<aws::Error> refuse(const Api& settings) {
    // Assumed: the sentences.
    if (settings.name.empty()) return bad_request("API name must not be empty");
    constexpr std::string_view expression = "${request.method} ${request.path}";
    // Terraform's provider writes it without braces.
    const std::string& said = settings.route_selection_expression;
    if (said != expression && said != "$request.method $request.path")
        return bad_request(fmt::format("Invalid route selection expression specified. HTTP APIs have {}", expression));
    return std::nullopt;
}

std::optional<aws::Error> refuse(const Definition& api, const Route& route) {
    if (!read_route_key(route.route_key)) {
        return bad_request(
            "The provided route key is not formatted properly for HTTP protocol. Format should be \"<HTTP METHOD> "
            "/<RESOURCE PATH>\" or \"$default\"");
    }
    for (const auto& [id, other] : api.routes) {
        if (other.route_id != route.route_id && other.route_key == route.route_key)
            return conflict(fmt::format("Route with key {} already exists for this API", route.route_key));
    }
    if (auto error = refuse_target(api, text(route.target))) return error;
    const std::string type = text(route.authorization_type);
    if (type == "JWT" || type == "CUSTOM") {
        const auto authorizer = api.authorizers.find(text(route.authorizer_id));
        const std::string_view wanted = type == "JWT" ? "JWT" : "REQUEST";
        if (authorizer == api.authorizers.end() || authorizer->second.authorizer_type != wanted) {
            // As REST APIs say it.
            return bad_request(
                "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or JWT requires a valid "
                "authorizer.");
        }
    }
    // Assumed: the sentence.
    if (type != "JWT" && route.authorization_scopes && !route.authorization_scopes->empty())
        return bad_request("Authorization scopes are only supported for the authorization type JWT");
    if (route.api_key_required == true) return bad_request("ApiKeyRequired is not currently supported for HTTP APIs");
    return std::nullopt;
}

std::optional<aws::Error> refuse(const Integration& integration) {
    const std::string type = text(integration.integration_type);
    if (type != "AWS_PROXY" && type != "HTTP_PROXY") {
        return bad_request(
            "Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, "
            "HTTP_PROXY)");
    }
    if (integration.connection_type == "VPC_LINK") return unwritten("integrations by way of VPC links");
    const std::string format = text(integration.payload_format_version);
    if (format.empty()) return bad_request("PayloadFormatVersion is a required parameter for integration");
    if (format != "1.0" && format != "2.0")
        return bad_request(fmt::format("Invalid payload format version specified {}", format));  // Assumed
    const bool is_function = type == "AWS_PROXY" && !integration.integration_subtype;
    if (format == "2.0" && !is_function)
        return bad_request(fmt::format("PayloadFormatVersion 2.0 is not supported for integration of type {}", type));
    const std::int32_t timeout = integration.timeout_in_millis.value_or(30'000);
    if (timeout < 50 || timeout > 30'000) return bad_request("Timeout should be between 50 ms and 30000 ms");
    if (integration.integration_subtype) return refuse_action(integration);
    const std::string uri = text(integration.integration_uri);
    if (is_function && gateway::api::function_of(uri).empty() && !uri.starts_with("${stageVariables."))
        return bad_request("Invalid function ARN or invalid uri");
    if (!is_function && !uri.starts_with("http://") && !uri.starts_with("https://"))
        return bad_request("Invalid HTTP endpoint specified for URI");
    return refuse_changes(integration);
}

void complete(Route& route) {
    // What only WebSocket APIs have is passed over.
    route.model_selection_expression.reset();
    route.request_models.reset();
    route.route_response_selection_expression.reset();
}

void complete(Integration& integration) {
    // The same.
    integration.content_handling_strategy.reset();
    integration.passthrough_behavior.reset();
    integration.request_templates.reset();
    integration.template_selection_expression.reset();
    const bool is_web = integration.integration_type == "HTTP_PROXY";
    if (!integration.connection_type) integration.connection_type = "INTERNET";
    if (!integration.timeout_in_millis) integration.timeout_in_millis = 30'000;
    if (!integration.payload_format_version && (is_web || integration.integration_subtype))
        integration.payload_format_version = "1.0";
    if (!integration.integration_method && !is_web && !integration.integration_subtype)
        integration.integration_method = "POST";
}

std::optional<aws::Error> refuse(const Definition& api, const Authorizer& authorizer) {
    for (const auto& [id, other] : api.authorizers) {
        if (other.authorizer_id != authorizer.authorizer_id && other.name == authorizer.name)
            return conflict(fmt::format("Authorizer with name {} already exists for this API", authorizer.name));
    }
    const bool is_jwt = authorizer.authorizer_type == "JWT";
    const auto sources = authorizer.identity_source.value_or(std::vector<std::string>());
    for (const std::string& source : sources) {
        const bool is_header = source.starts_with("$request.header.") || source.starts_with("$request.querystring.");
        const bool is_other = source.starts_with("$context.") || source.starts_with("$stageVariables.");
        // Assumed: the sentence.
        if (!(is_header || (is_other && !is_jwt)) || !Expression::of(source, Side::request))
            return bad_request(fmt::format("Invalid identity source specified {}", source));
    }
    if (is_jwt) {
        // Assumed: the sentences.
        if (sources.size() != 1) return bad_request("JWT authorizers need exactly one identity source");
        const JwtConfiguration tokens = authorizer.jwt_configuration.value_or(JwtConfiguration());
        if (text(tokens.issuer).empty()) return bad_request("Issuer is a required parameter for JWT authorizers");
        if (!tokens.audience || tokens.audience->empty())
            return bad_request("Audience is a required parameter for JWT authorizers");
        return std::nullopt;
    }
    const std::string format = text(authorizer.authorizer_payload_format_version);
    if (format.empty())
        return bad_request("AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer");
    if (format != "1.0" && format != "2.0")
        return bad_request(fmt::format("Invalid authorizer payload format version specified {}", format));
    // Assumed, as all below.
    if (format == "1.0" && authorizer.enable_simple_responses == true)
        return bad_request("EnableSimpleResponses is only supported for the payload format version 2.0");
    if (gateway::api::function_of(text(authorizer.authorizer_uri)).empty())
        return bad_request("Invalid Authorizer URI: " + authorizer.authorizer_uri.value_or("null"));
    const std::int32_t ttl = authorizer.authorizer_result_ttl_in_seconds.value_or(0);
    if (ttl < 0 || ttl > 3600) return bad_request("AuthorizerResultTtlInSeconds must be between 0 and 3600 seconds.");
    if (ttl > 0 && sources.empty())
        return bad_request("Identity source is required for an authorizer whose results are cached.");
    return std::nullopt;
}

void complete(Authorizer& authorizer) {
    if (authorizer.authorizer_type == "JWT") return;
    const bool has_source = authorizer.identity_source && !authorizer.identity_source->empty();
    if (!authorizer.authorizer_result_ttl_in_seconds)
        authorizer.authorizer_result_ttl_in_seconds = has_source ? 300 : 0;
    if (authorizer.authorizer_payload_format_version == "2.0" && !authorizer.enable_simple_responses)
        authorizer.enable_simple_responses = false;
}

}  // namespace wt::gateway::http_api::api
