#include "gateway/http_api/api/compile.hpp"

#include <algorithm>
#include <charconv>

#include "base/assert.hpp"
#include "gateway/api/targets.hpp"

namespace wt::gateway::http_api::api {

namespace {

using gateway::api::end_of_origin;
using gateway::api::function_of;
using gateway::api::with_variables;

template <class T>
[[nodiscard]] T said(const std::optional<T>& may_be) {
    return may_be.value_or(T());
}

[[nodiscard]] PayloadFormat format_of(const std::optional<std::string>& version) {
    return version == "2.0" ? PayloadFormat::v2 : PayloadFormat::v1;
}

/// What was looked at when it came.
[[nodiscard]] std::vector<Change> changes_of(const std::map<std::string, std::string>& said, Side side) {
    auto read = read_changes(said, side);
    return read ? std::move(*read) : std::vector<Change>();
}

[[nodiscard]] http_api::Integration compile(const Integration& from,
                                            const std::map<std::string, std::string>& variables) {
    using Type = http_api::Integration::Type;
    http_api::Integration made;
    const std::string uri = with_variables(said(from.integration_uri), variables);
    made.role = said(from.credentials_arn);
    made.format = format_of(from.payload_format_version);
    made.timeout = std::chrono::milliseconds(from.timeout_in_millis.value_or(30'000));
    if (from.integration_subtype) {
        made.type = Type::action;
        if (const Subtype* const known = find_subtype(*from.integration_subtype)) made.subtype = *known;
        for (const auto& [name, value] : said(from.request_parameters)) {
            if (auto read = Expression::of(value, Side::request)) made.members.emplace(name, std::move(*read));
        }
    } else if (from.integration_type == "HTTP_PROXY") {
        made.type = Type::web;
        const std::size_t end = end_of_origin(uri);
        made.target = uri.substr(0, end);
        made.uri = uri.substr(end);
        if (said(from.integration_method) != "ANY") made.method = said(from.integration_method);
    } else {
        made.target = function_of(uri);
    }
    if (made.type != Type::action) made.request = changes_of(said(from.request_parameters), Side::request);
    for (const auto& [status, parameters] : said(from.response_parameters)) {
        int number = 0;
        std::from_chars(status.data(), status.data() + status.size(), number);
        made.answers[number] = changes_of(parameters, Side::answer);
    }
    return made;
}

[[nodiscard]] http_api::Authorizer compile(const Authorizer& from,
                                           const std::map<std::string, std::string>& variables) {
    http_api::Authorizer made;
    for (const std::string& source : said(from.identity_source)) {
        if (auto read = Expression::of(source, Side::request)) made.identity.push_back(std::move(*read));
    }
    if (from.authorizer_type == "JWT") {
        const JwtConfiguration tokens = said(from.jwt_configuration);
        made.issuer = said(tokens.issuer);
        made.audiences = said(tokens.audience);
        return made;
    }
    made.kind = http_api::Authorizer::Kind::function;
    made.function = function_of(with_variables(said(from.authorizer_uri), variables));
    made.role = said(from.authorizer_credentials_arn);
    made.format = format_of(from.authorizer_payload_format_version);
    made.simple = made.format == PayloadFormat::v2 && said(from.enable_simple_responses);
    made.ttl = std::chrono::seconds(said(from.authorizer_result_ttl_in_seconds));
    return made;
}

[[nodiscard]] http_api::Route compile(const Route& from) {
    using Authorization = http_api::Route::Authorization;
    http_api::Route made;
    made.key = from.route_key;
    const std::string type = said(from.authorization_type);
    if (type == "AWS_IAM") made.authorization = Authorization::iam;
    if (type == "JWT" || type == "CUSTOM") made.authorization = Authorization::authorizer;
    made.authorizer = said(from.authorizer_id);
    made.scopes = said(from.authorization_scopes);
    constexpr std::string_view prefix = "integrations/";
    const std::string target = said(from.target);
    if (target.starts_with(prefix)) made.integration = target.substr(prefix.size());
    return made;
}

[[nodiscard]] http::CorsRules compile(const Cors& from) {
    http::CorsRules rules;
    rules.origins = said(from.allow_origins);
    rules.methods = said(from.allow_methods);
    rules.headers = said(from.allow_headers);
    rules.exposed = said(from.expose_headers);
    rules.max_age = from.max_age;
    rules.credentials = said(from.allow_credentials);
    return rules;
}

/// What is not said of the two is the account's.
[[nodiscard]] std::optional<Limit> limit_of(const RouteSettings& settings) {
    if (!settings.throttling_rate_limit && !settings.throttling_burst_limit) return std::nullopt;
    const Limit usual;
    return gateway::api::limit_of(settings.throttling_rate_limit.value_or(static_cast<double>(usual.burst) * 2),
                                  settings.throttling_burst_limit.value_or(static_cast<std::int32_t>(usual.burst)));
}

}  // namespace

HttpApiConfig compile(const ApiRecord& api, const Stage& stage, Surroundings& surroundings) {
    HttpApiConfig config;
    config.id = api.id;
    config.stage = stage.stage_name;
    config.account = api.place.account;
    config.region = api.place.region;
    config.deployment = said(stage.deployment_id);
    config.variables = said(stage.stage_variables);
    config.surroundings = &surroundings;
    if (stage.default_route_settings) {
        if (const auto limit = limit_of(*stage.default_route_settings)) config.limits.stage = *limit;
    }
    for (const auto& [route, settings] : said(stage.route_settings)) {
        if (const auto limit = limit_of(settings)) config.limits.routes.emplace(route, *limit);
    }
    if (stage.access_log_settings && stage.access_log_settings->destination_arn) {
        config.log_format = said(stage.access_log_settings->format);
        config.log_destination = *stage.access_log_settings->destination_arn;
    }
    const auto deployment = api.deployments.find(config.deployment);
    if (deployment == api.deployments.end()) return config;
    const Definition& frozen = *deployment->second.frozen;
    config.has_no_endpoint = said(frozen.settings.disable_execute_api_endpoint);
    if (frozen.settings.cors_configuration) config.cors = compile(*frozen.settings.cors_configuration);
    for (const auto& [id, route] : frozen.routes) config.routes.push_back(compile(route));
    for (const auto& [id, integration] : frozen.integrations)
        config.integrations.emplace(id, compile(integration, config.variables));
    for (const auto& [id, authorizer] : frozen.authorizers)
        config.authorizers.emplace(id, compile(authorizer, config.variables));
    return config;
}

}  // namespace wt::gateway::http_api::api
