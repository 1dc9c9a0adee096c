#include "gateway/api/scenario_api.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/hash.hpp"
#include "gateway/api/stage_paths.hpp"

namespace wt::gateway::api {

namespace {

/// Letters and digits that are always the same for a part.
[[nodiscard]] std::string id_of(const std::string& part, std::size_t letters = 6) {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::uint64_t rest = hash_bytes(part);
    std::string id;
    for (std::size_t i = 0; i < letters; ++i, rest /= alphabet.size()) id += alphabet[rest % alphabet.size()];
    return id;
}

[[nodiscard]] std::string function_uri(const ScenarioApi& about, const std::string& function) {
    return fmt::format(
        "arn:aws:apigateway:{0}:lambda:path/2015-03-31/functions/arn:aws:lambda:{0}:{1}:function:{2}/invocations",
        about.place.region, about.place.account, function);
}

[[nodiscard]] AuthorizerDetail authorizer_of(const ScenarioApi& about, const AuthorizerConfig& config) {
    using Kind = AuthorizerConfig::Kind;
    AuthorizerDetail made;
    made.id = id_of(about.id + "/authorizer");
    made.name = "authorizer";
    std::string identity;
    for (const AuthorizerConfig::Identity& part : config.identity) {
        const bool header = part.from == AuthorizerConfig::Identity::From::header;
        identity += fmt::format("{}method.request.{}.{}", identity.empty() ? "" : ",",
                                header ? "header" : "querystring", part.name);
    }
    if (config.kind == Kind::lambda) {
        made.type = config.identity.size() == 1 && identity.find(".header.") != std::string::npos ? "TOKEN" : "REQUEST";
        made.auth_type = "custom";
        made.authorizer_uri = function_uri(about, config.function);
        made.authorizer_result_ttl_in_seconds =
            static_cast<std::int32_t>(std::chrono::floor<std::chrono::seconds>(config.result_ttl).count());
    } else {
        made.type = config.kind == Kind::jwt ? "JWT" : "COGNITO_USER_POOLS";
        made.auth_type = "cognito_user_pools";
        made.provider_arns = {
            fmt::format("arn:aws:cognito-idp:{}:{}:userpool/{}", about.place.region, about.place.account, about.pool)};
    }
    made.identity_source = config.kind == Kind::lambda ? identity : "method.request.header.Authorization";
    return made;
}

/// The resource of a path, with those above it.
[[nodiscard]] Resource& resource_at(Definition& definition, const std::string& api, const std::string& path) {
    std::string id = *definition.settings.root_resource_id;
    std::string so_far;
    each_part(path, '/', [&](std::string_view part) {
        so_far += "/" + std::string(part);
        Resource resource;
        resource.id = id_of(api + so_far);
        resource.parent_id = id;
        resource.path_part = std::string(part);
        resource.path = so_far;
        id = *resource.id;
        definition.resources.try_emplace(id, std::move(resource));
    });
    return definition.resources.at(id);
}

[[nodiscard]] MethodSetting setting_of(const Limit& limit) {
    MethodSetting setting;
    setting.throttling_rate_limit = limit.rate.per_second();
    setting.throttling_burst_limit = static_cast<std::int32_t>(limit.burst);
    complete(setting);
    return setting;
}

/// "GET /items/{id}" to "~1items~1{id}/GET".
[[nodiscard]] std::string setting_key(std::string_view route) {
    std::string key;
    const std::size_t space = route.find(' ');
    for (const char c : route.substr(std::min(space + 1, route.size()))) key += c == '/' ? "~1" : std::string(1, c);
    return key + "/" + std::string(route.substr(0, space));
}

/// How long the stage's cache keeps the route's answers; none: not at all.
[[nodiscard]] std::optional<Duration> cached_for(const StageCacheConfig& cache, const Route& route) {
    if (cache.size.count == 0 || route.any) return std::nullopt;
    const auto own = cache.routes.find(fmt::format("{} {}", http::name(route.method), route.pattern));
    bool enabled = std::find(cache.methods.begin(), cache.methods.end(), route.method) != cache.methods.end();
    if (own == cache.routes.end()) return enabled ? std::optional(cache.ttl) : std::nullopt;
    enabled = own->second.enabled.value_or(enabled);
    return enabled ? std::optional(own->second.ttl.value_or(cache.ttl)) : std::nullopt;
}

}  // namespace

std::unique_ptr<Api> api_of(const ScenarioApi& about, const RestApiConfig& config) {
    auto api = std::make_unique<Api>();
    api->place = about.place;
    api->id = about.id;
    api->component = about.component;
    RestApiDetail& settings = api->now.settings;
    settings.id = about.id;
    settings.name = about.component;
    settings.description = "made by the scenario";
    settings.created_date = in_seconds(about.created);
    settings.api_key_source = "HEADER";
    settings.endpoint_configuration.emplace();
    settings.endpoint_configuration->types = {"REGIONAL"};
    settings.endpoint_configuration->ip_address_type = "ipv4";
    settings.disable_execute_api_endpoint = false;
    settings.root_resource_id = id_of(about.id + "/", 10);
    Resource root;
    root.id = settings.root_resource_id;
    root.path = "/";
    api->now.resources.emplace(*root.id, root);
    const bool guarded = config.authorizer.kind != AuthorizerConfig::Kind::none;
    std::optional<AuthorizerDetail> authorizer;
    if (guarded) authorizer = authorizer_of(about, config.authorizer);
    if (authorizer) api->now.authorizers.emplace(*authorizer->id, *authorizer);
    const auto holds = [](const std::vector<http::Method>& methods, const Route& route) {
        return !route.any && std::find(methods.begin(), methods.end(), route.method) != methods.end();
    };
    for (const Route& route : config.routes) {
        Resource& resource = resource_at(api->now, about.id, route.pattern);
        Method method;
        method.http_method = route.any ? "ANY" : std::string(http::name(route.method));
        method.authorization_type = "NONE";
        method.api_key_required = holds(config.key_required, route);
        if (authorizer && holds(config.authorizer.methods, route)) {
            method.authorization_type = authorizer->type == "COGNITO_USER_POOLS" ? "COGNITO_USER_POOLS" : "CUSTOM";
            method.authorizer_id = authorizer->id;
        }
        Integration& integration = method.method_integration.emplace();
        const bool is_url = route.target.find("://") != std::string::npos;
        integration.type = is_url ? "HTTP_PROXY" : "AWS_PROXY";
        integration.http_method = "POST";
        integration.uri = is_url ? route.target : function_uri(about, route.target);
        integration.passthrough_behavior = "WHEN_NO_MATCH";
        integration.timeout_in_millis =
            static_cast<std::int32_t>(std::chrono::floor<std::chrono::milliseconds>(config.timeout).count());
        integration.cache_namespace = resource.id;
        integration.cache_key_parameters.emplace();
        const std::string verb = *method.http_method;
        open(resource.resource_methods).insert_or_assign(verb, std::move(method));
    }
    DeploymentEntry deployment;
    deployment.detail.id = id_of(about.id + "/deployment");
    deployment.detail.created_date = settings.created_date;
    deployment.frozen = std::make_shared<const Definition>(api->now);
    Stage stage;
    stage.stage_name = config.stage;
    stage.deployment_id = deployment.detail.id;
    stage.created_date = stage.last_updated_date = settings.created_date;
    const double gigabytes = static_cast<double>(config.cache.size.count) / 1e9;
    stage.cache_cluster_enabled = config.cache.size.count > 0;
    stage.cache_cluster_status = *stage.cache_cluster_enabled ? "AVAILABLE" : "NOT_AVAILABLE";
    if (*stage.cache_cluster_enabled) stage.cache_cluster_size = fmt::format("{:g}", gigabytes);
    stage.tracing_enabled = false;
    auto& settings_of = stage.method_settings.emplace();
    settings_of["*/*"] = setting_of(config.stage_limit);
    for (const auto& [route, limit] : config.method_limits) settings_of[setting_key(route)] = setting_of(limit);
    for (const Route& route : config.routes) {
        const auto ttl = cached_for(config.cache, route);
        if (!ttl) continue;
        const std::string key = setting_key(fmt::format("{} {}", http::name(route.method), route.pattern));
        MethodSetting& setting = settings_of.try_emplace(key, setting_of(config.stage_limit)).first->second;
        setting.caching_enabled = true;
        setting.cache_ttl_in_seconds =
            static_cast<std::int32_t>(std::chrono::floor<std::chrono::seconds>(*ttl).count());
        setting.require_authorization_for_cache_control = config.cache.require_authorization;
    }
    api->deployments.emplace(*deployment.detail.id, std::move(deployment));
    api->stages.emplace(config.stage, std::move(stage));
    return api;
}

}  // namespace wt::gateway::api
