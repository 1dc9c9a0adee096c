#include "gateway/api/compile.hpp"

#include <algorithm>
#include <charconv>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "gateway/api/stage_paths.hpp"
#include "gateway/api/targets.hpp"
#include "gateway/deployed.hpp"
#include "gateway/integration.hpp"

namespace wt::gateway::api {

namespace {

[[nodiscard]] int number(const std::string& text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

template <class T>
[[nodiscard]] T said(const std::optional<T>& may_be) {
    return may_be.value_or(T());
}

[[nodiscard]] ContentHandling content_handling(const std::optional<std::string>& text) {
    if (text == "CONVERT_TO_BINARY") return ContentHandling::to_binary;
    return text == "CONVERT_TO_TEXT" ? ContentHandling::to_text : ContentHandling::as_it_is;
}

[[nodiscard]] Templates compile(const std::optional<std::map<std::string, std::string>>& texts) {
    Templates made;
    for (const auto& [type, text] : said(texts)) {
        auto read = mapping::MappingTemplate::of(text);
        WT_ASSERT(read.ok());  // its length was looked at when it came
        made.emplace(type, std::make_shared<const mapping::MappingTemplate>(std::move(*read)));
    }
    return made;
}

[[nodiscard]] IntegrationConfig::Type type_of(const Integration& integration) {
    using Type = IntegrationConfig::Type;
    const std::string type = said(integration.type);
    if (type == "HTTP") return Type::http;
    if (type == "HTTP_PROXY") return Type::http_proxy;
    if (type == "MOCK") return Type::mock;
    // Other paths are Lambda's API.
    const std::string uri = said(integration.uri);
    const bool invokes = uri.find(":lambda:path/") != std::string::npos &&
                         uri.find("/functions/") != std::string::npos && uri.ends_with("invocations");
    if (!invokes) return Type::action;
    return type == "AWS" ? Type::lambda : Type::lambda_proxy;
}

[[nodiscard]] IntegrationConfig::Passthrough passthrough_of(const Integration& integration) {
    using Passthrough = IntegrationConfig::Passthrough;
    if (integration.passthrough_behavior == "NEVER") return Passthrough::never;
    return integration.passthrough_behavior == "WHEN_NO_TEMPLATES" ? Passthrough::when_no_templates
                                                                   : Passthrough::when_no_match;
}

[[nodiscard]] IntegrationConfig compile(const Integration& from) {
    IntegrationConfig made;
    made.type = type_of(from);
    const bool is_http = made.type == IntegrationConfig::Type::http || made.type == IntegrationConfig::Type::http_proxy;
    if (from.http_method && *from.http_method != "ANY" && (is_http || said(from.type) == "AWS"))
        made.method = *from.http_method;
    made.parameters = said(from.request_parameters);
    made.templates = compile(from.request_templates);
    made.role = said(from.credentials);
    made.passthrough = passthrough_of(from);
    made.content = content_handling(from.content_handling);
    made.streams = from.response_transfer_mode == "STREAM";
    made.timeout = std::chrono::milliseconds(from.timeout_in_millis.value_or(29'000));
    made.cache_keys = said(from.cache_key_parameters);
    made.cache_namespace = said(from.cache_namespace);
    if (!from.integration_responses) return made;
    for (const auto& [status, response] : *from.integration_responses) {
        made.answers.push_back({number(status), said(response.selection_pattern), said(response.response_parameters),
                                compile(response.response_templates), content_handling(response.content_handling)});
    }
    return made;
}

/// The setting of a method, or of all; null where nothing was said.
[[nodiscard]] const MethodSetting* setting_of(const Stage& stage, const std::string& route) {
    const MethodSetting* found = nullptr;
    if (!stage.method_settings) return found;
    for (const auto& [key, setting] : *stage.method_settings) {
        const std::string of = route_of_setting(key);
        if (of == route) return &setting;
        if (of == "* *") found = &setting;
    }
    return found;
}

[[nodiscard]] DeployedMethod::Cache cache_of(const Stage& stage, const MethodSetting* setting) {
    using Unauthorized = DeployedMethod::Cache::Unauthorized;
    DeployedMethod::Cache cache;
    if (setting == nullptr || !said(stage.cache_cluster_enabled) || !said(setting->caching_enabled)) return cache;
    cache.ttl = std::chrono::seconds(setting->cache_ttl_in_seconds.value_or(300));
    cache.require_authorization = setting->require_authorization_for_cache_control.value_or(true);
    const auto& strategy = setting->unauthorized_cache_control_header_strategy;
    if (strategy == "FAIL_WITH_403") cache.unauthorized = Unauthorized::fail;
    if (strategy == "SUCCEED_WITHOUT_RESPONSE_HEADER") cache.unauthorized = Unauthorized::ignore;
    return cache;
}

[[nodiscard]] DeployedAuthorizer compile(const AuthorizerDetail& from, const Mapping& variables) {
    using Kind = DeployedAuthorizer::Kind;
    DeployedAuthorizer made;
    made.kind = from.type == "TOKEN"     ? Kind::token
                : from.type == "REQUEST" ? Kind::request
                : from.type == "JWT"     ? Kind::jwt
                                         : Kind::cognito;
    if (from.jwt_configuration) {
        made.algorithms = said(from.jwt_configuration->default_algorithms);
        for (const JwtIssuer& each : said(from.jwt_configuration->issuers)) {
            TrustedIssuer& issuer = made.issuers.emplace_back();
            issuer.url = said(each.issuer);
            issuer.audiences = said(each.audiences);
            for (const JwtAdditionalClaim& claim : said(each.additional_claims))
                issuer.claims.push_back({claim.claim_name, said(claim.required), said(claim.expected_values)});
        }
    }
    if (made.kind == Kind::token || made.kind == Kind::request)
        made.function = function_of(with_variables(said(from.authorizer_uri), variables));
    made.role = said(from.authorizer_credentials);
    // "arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID"
    for (const std::string& arn : said(from.provider_arns)) made.pools.push_back(arn.substr(arn.rfind('/') + 1));
    each_part(said(from.identity_source), ',', [&](std::string_view part) { made.identity.emplace_back(part); });
    if (made.identity.empty() && made.kind == Kind::token)
        made.identity.emplace_back("method.request.header.Authorization");
    made.expression = said(from.identity_validation_expression);
    made.ttl = std::chrono::seconds(from.authorizer_result_ttl_in_seconds.value_or(300));
    return made;
}

/// Models as methods ask them, each read once.
class Schemas {
public:
    explicit Schemas(const Definition& definition) : definition_(definition) {}

    /// Null where there is none, or it does not read: a body is then not looked at.
    [[nodiscard]] std::shared_ptr<const JsonSchema> of(const std::string& model) {
        const auto [known, is_new] = read_.try_emplace(model);
        const auto found = definition_.models.find(model);
        if (!is_new || found == definition_.models.end()) return known->second;
        auto read = JsonSchema::of(said(found->second.schema), [this](const std::string& name) {
            const auto other = definition_.models.find(name);
            return other == definition_.models.end() ? std::nullopt : other->second.schema;
        });
        if (read.ok()) known->second = std::make_shared<const JsonSchema>(std::move(*read));
        return known->second;
    }

private:
    const Definition& definition_;
    std::map<std::string, std::shared_ptr<const JsonSchema>> read_;
};

/// A cluster's size in GB: "0.5".
[[nodiscard]] Bytes cache_size(const Stage& stage) {
    if (!said(stage.cache_cluster_enabled)) return Bytes{0};
    double gigabytes = 0.5;
    const std::string text = said(stage.cache_cluster_size);
    std::from_chars(text.data(), text.data() + text.size(), gigabytes);
    return Bytes{static_cast<std::uint64_t>(gigabytes * 1e9)};
}

[[nodiscard]] RestApiConfig compile(const Api& api, const Definition& definition, const Stage& stage,
                                    const Around& around) {
    RestApiConfig config;
    config.id = api.id;
    config.stage = said(stage.stage_name);
    config.cache.size = cache_size(stage);
    auto deployed = std::make_shared<Deployed>();
    deployed->surroundings = &around.surroundings;
    deployed->plans = &around.plans;
    deployed->keys_come_from_authorizer = definition.settings.api_key_source == "AUTHORIZER";
    deployed->account = api.place.account;
    deployed->region = api.place.region;
    deployed->api_id = api.id;
    deployed->policy = said(definition.settings.policy);
    deployed->deployment_id = said(stage.deployment_id);
    deployed->variables = said(stage.variables);
    deployed->binary_types = said(definition.settings.binary_media_types);
    deployed->only_by_domain = said(definition.settings.disable_execute_api_endpoint);
    for (const auto& [type, response] : definition.gateway_responses) {
        CustomResponse& custom = deployed->responses[type];
        if (response.status_code) custom.status = number(*response.status_code);
        custom.parameters = said(response.response_parameters);
        custom.templates = said(response.response_templates);
    }
    for (const auto& [id, authorizer] : definition.authorizers)
        deployed->authorizers.emplace(id, compile(authorizer, deployed->variables));
    Schemas schemas(definition);
    for (const auto& [id, resource] : definition.resources) {
        if (!resource.resource_methods) continue;
        for (const auto& [name, method] : *resource.resource_methods) {
            const Integration& integration = *method.method_integration;
            Route route;
            route.any = name == "ANY";
            route.method = http::parse_method(name).value_or(http::Method::get);
            route.pattern = *resource.path;
            const std::string label = name + " " + route.pattern;
            const MethodSetting* const setting = setting_of(stage, label);
            DeployedMethod made;
            made.resource_id = id;
            made.http_method = name;
            using Authorization = DeployedMethod::Authorization;
            if (method.authorizer_id) made.authorization = Authorization::authorizer;
            if (method.authorization_type == "AWS_IAM") made.authorization = Authorization::iam;
            made.authorizer = said(method.authorizer_id);
            made.scopes = said(method.authorization_scopes);
            made.needs_key = said(method.api_key_required);
            made.cache = cache_of(stage, setting);
            const auto validator = definition.validators.find(said(method.request_validator_id));
            if (validator != definition.validators.end() && said(validator->second.validate_request_body)) {
                for (const auto& [type, model] : said(method.request_models))
                    if (auto schema = schemas.of(model)) made.models.emplace(media_type(type), std::move(schema));
            }
            if (validator != definition.validators.end() && said(validator->second.validate_request_parameters)) {
                for (const auto& [place, needed] : said(method.request_parameters)) {
                    if (needed) made.required.push_back(place);
                }
            }
            made.integration = compile(integration);
            const std::string uri = with_variables(said(integration.uri), deployed->variables);
            if (made.integration.type == IntegrationConfig::Type::http ||
                made.integration.type == IntegrationConfig::Type::http_proxy) {
                const std::size_t end = end_of_origin(uri);
                route.target = uri.substr(0, end);
                const bool any = integration.tls_config && said(integration.tls_config->insecure_skip_verification);
                if (any && route.target.starts_with("https://")) route.target += any_signer;
                made.integration.uri = uri.substr(end);
            } else if (made.integration.type == IntegrationConfig::Type::action) {
                ServiceUri service = service_of(uri);
                made.integration.action = std::move(service.action);
                made.integration.uri = std::move(service.path);
            } else if (made.integration.type != IntegrationConfig::Type::mock) {
                route.target = made.integration.function = function_of(uri);
            }
            config.routes.push_back(std::move(route));
            deployed->methods.push_back(std::move(made));
        }
    }
    if (stage.method_settings) {
        for (const auto& [key, setting] : *stage.method_settings) {
            const auto limit = limit_of(setting.throttling_rate_limit, setting.throttling_burst_limit);
            const std::string route = route_of_setting(key);
            if (limit && route == "* *") config.stage_limit = *limit;
            if (limit && route != "* *") config.method_limits.emplace(route, *limit);
        }
    }
    config.deployed = std::move(deployed);
    return config;
}

}  // namespace

RestApiConfig compile(const Api& api, const Stage& stage, const Around& around) {
    RestApiConfig config = compile(api, *api.deployments.at(said(stage.deployment_id)).frozen, stage, around);
    auto deployed = std::make_shared<Deployed>(*config.deployed);
    if (stage.canary_settings) deployed->canary_share = said(stage.canary_settings->percent_traffic) / 100;
    if (stage.access_log_settings && stage.access_log_settings->destination_arn) {
        deployed->log_format = said(stage.access_log_settings->format);
        deployed->log_destination = *stage.access_log_settings->destination_arn;
    }
    config.deployed = std::move(deployed);
    return config;
}

RestApiConfig compile_canary(const Api& api, const Stage& stage, const Around& around) {
    Stage canary = stage;
    canary.deployment_id = stage.canary_settings->deployment_id;
    for (const auto& [name, value] : said(stage.canary_settings->stage_variable_overrides))
        open(canary.variables)[name] = value;
    canary.canary_settings.reset();
    RestApiConfig config = compile(api, canary, around);
    auto deployed = std::make_shared<Deployed>(*config.deployed);
    deployed->listed = false;
    deployed->is_canary = true;
    config.deployed = std::move(deployed);
    return config;
}

RestApiConfig compile(const Api& api, const Trial& trial, const Around& around) {
    Definition tried = api.now;
    tried.settings.policy.reset();
    for (auto& [id, resource] : tried.resources) {
        if (!resource.resource_methods) continue;
        std::erase_if(*resource.resource_methods,
                      [&](const auto& each) { return id != trial.resource || each.first != trial.method; });
        for (auto& [name, method] : *resource.resource_methods) {
            method.authorization_type = "NONE";
            method.authorizer_id.reset();
            method.api_key_required = false;
        }
    }
    Stage stage;
    stage.stage_name = std::string(trial_stage);
    stage.variables = trial.variables;
    RestApiConfig config = compile(api, tried, stage, around);
    auto deployed = std::make_shared<Deployed>(*config.deployed);
    deployed->listed = false;
    config.deployed = std::move(deployed);
    return config;
}

Deployed compile_authorizers(const Api& api, const Mapping& variables, const Around& around) {
    Deployed deployed;
    deployed.surroundings = &around.surroundings;
    deployed.account = api.place.account;
    deployed.region = api.place.region;
    deployed.api_id = api.id;
    deployed.variables = variables;
    for (const auto& [id, authorizer] : api.now.authorizers)
        deployed.authorizers.emplace(id, compile(authorizer, variables));
    return deployed;
}

UsagePlans::Use compile(const KeyUse& use) {
    const auto number_of = [](const std::string& text) {
        std::int64_t value = 0;
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    };
    UsagePlans::Use made;
    made.first_period = use.first_period;
    for (const auto& [day, used] : use.days) made.days.emplace(number_of(day), static_cast<std::uint64_t>(used));
    for (const auto& [period, more] : use.more) made.more.emplace(number_of(period), more);
    return made;
}

KeyUse written(const std::string& plan, const std::string& key, const UsagePlans::Use& use) {
    KeyUse made{plan, key, {}, use.first_period, {}};
    for (const auto& [day, used] : use.days) made.days.emplace(std::to_string(day), static_cast<std::int64_t>(used));
    for (const auto& [period, more] : use.more) made.more.emplace(std::to_string(period), more);
    return made;
}

UsagePlans::Key compile(const ApiKey& key) { return {said(key.value), said(key.enabled)}; }

UsagePlans::Plan compile(const UsagePlan& plan) {
    UsagePlans::Plan made;
    if (plan.throttle) made.throttle = limit_of(plan.throttle->rate_limit, plan.throttle->burst_limit);
    if (plan.quota && plan.quota->limit) {
        using Period = Quota::Period;
        const std::string period = said(plan.quota->period);
        made.quota = Quota{static_cast<std::uint64_t>(*plan.quota->limit), period == "DAY"    ? Period::day
                                                                           : period == "WEEK" ? Period::week
                                                                                              : Period::month};
        made.offset = static_cast<std::uint64_t>(said(plan.quota->offset));
    }
    for (const ApiStage& stage : said(plan.api_stages)) {
        auto& routes = made.stages[said(stage.api_id) + "/" + said(stage.stage)];
        for (const auto& [path, throttle] : said(stage.throttle)) {
            // "/pets/GET"
            const std::string route = route_of_setting(std::string_view(path).substr(path.starts_with('/') ? 1 : 0));
            if (const auto limit = limit_of(throttle.rate_limit, throttle.burst_limit)) routes.emplace(route, *limit);
        }
    }
    return made;
}

}  // namespace wt::gateway::api
