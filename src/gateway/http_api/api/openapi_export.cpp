#include <algorithm>

#include <nlohmann/json.hpp>

#include "aws/timestamp.hpp"
#include "base/ascii.hpp"
#include "gateway/http_api/api/openapi.hpp"
#include "gateway/http_api/route_table.hpp"

namespace wt::gateway::http_api::api {

namespace {

using OrderedJson = nlohmann::ordered_json;

template <class T>
void put(OrderedJson& to, const char* name, const std::optional<T>& value) {
    if (value) to[name] = *value;
}

class Exporter {
public:
    Exporter(const Definition& definition, const ExportOptions& options)
        : definition_(definition),
          extensions_(options.extensions == ExportOptions::Extensions::with),
          options_(options) {}

    [[nodiscard]] OrderedJson document() const {
        const Api& settings = definition_.settings;
        OrderedJson made;
        made["openapi"] = "3.0.1";
        made["info"]["title"] = settings.name;
        put(made["info"], "description", settings.description);
        made["info"]["version"] = settings.version.value_or(aws::iso8601(settings.created_date.value_or(epoch)));
        const bool at_root = options_.stage.empty() || options_.stage == "$default";
        made["servers"] = OrderedJson::array();
        made["servers"].push_back({{"url", "https://" + options_.host + (at_root ? "" : "/{basePath}")}});
        if (!at_root) made["servers"][0]["variables"]["basePath"]["default"] = options_.stage;
        if (extensions_ && settings.tags) {
            for (const auto& [name, value] : *settings.tags)
                made["tags"].push_back({{"name", name}, {"x-amazon-apigateway-tag-value", value}});
        }
        made["paths"] = OrderedJson::object();
        for (const auto& [id, route] : definition_.routes) add(made["paths"], route);
        for (const auto& [id, authorizer] : definition_.authorizers)
            made["components"]["securitySchemes"][authorizer.name] = scheme(authorizer);
        if (!extensions_) return made;
        if (settings.cors_configuration) made["x-amazon-apigateway-cors"] = cors(*settings.cors_configuration);
        made["x-amazon-apigateway-importexport-version"] = "1.0";
        return made;
    }

private:
    void add(OrderedJson& paths, const Route& route) const {
        const auto key = read_route_key(route.route_key);
        if (!key) return;
        const std::string path = key->is_default ? "/$default" : key->path;
        const bool any = key->is_default || !key->method;
        const std::string verb =
            any ? "x-amazon-apigateway-any-method" : lowered(std::string(http::name(*key->method)));
        OrderedJson& operation = paths[path][verb];
        operation = OrderedJson::object();
        put(operation, "operationId", route.operation_name);
        operation["responses"]["default"]["description"] = "Default response for " + route.route_key;
        const auto authorizer = definition_.authorizers.find(route.authorizer_id.value_or(""));
        if (authorizer != definition_.authorizers.end()) {
            OrderedJson needs;
            needs[authorizer->second.name] = route.authorization_scopes.value_or(std::vector<std::string>());
            operation["security"].push_back(std::move(needs));
        }
        if (!extensions_) return;
        if (route.authorization_type == "AWS_IAM") operation["x-amazon-apigateway-auth"]["type"] = "AWS_IAM";
        constexpr std::string_view prefix = "integrations/";
        const std::string target = route.target.value_or("");
        const auto integration =
            definition_.integrations.find(target.starts_with(prefix) ? target.substr(prefix.size()) : "");
        if (integration != definition_.integrations.end())
            operation["x-amazon-apigateway-integration"] = told(integration->second);
    }

    [[nodiscard]] static OrderedJson told(const Integration& integration) {
        OrderedJson made;
        put(made, "payloadFormatVersion", integration.payload_format_version);
        made["type"] = lowered(integration.integration_type.value_or(""));
        put(made, "integrationSubtype", integration.integration_subtype);
        put(made, "httpMethod", integration.integration_method);
        put(made, "uri", integration.integration_uri);
        put(made, "connectionType", integration.connection_type);
        put(made, "credentials", integration.credentials_arn);
        put(made, "description", integration.description);
        put(made, "timeoutInMillis", integration.timeout_in_millis);
        put(made, "requestParameters", integration.request_parameters);
        put(made, "responseParameters", integration.response_parameters);
        return made;
    }

    [[nodiscard]] OrderedJson scheme(const Authorizer& authorizer) const {
        const bool is_jwt = authorizer.authorizer_type == "JWT";
        OrderedJson made;
        made["type"] = is_jwt ? "oauth2" : "apiKey";
        if (is_jwt) {
            made["flows"] = OrderedJson::object();
        } else {
            made["name"] = "Unused";
            made["in"] = "header";
        }
        if (!extensions_) return made;
        OrderedJson& said = made["x-amazon-apigateway-authorizer"];
        said["type"] = is_jwt ? "jwt" : "request";
        std::string sources;
        for (const std::string& source : authorizer.identity_source.value_or(std::vector<std::string>()))
            sources += (sources.empty() ? "" : ",") + source;
        said["identitySource"] = sources;
        if (authorizer.jwt_configuration) {
            put(said["jwtConfiguration"], "audience", authorizer.jwt_configuration->audience);
            put(said["jwtConfiguration"], "issuer", authorizer.jwt_configuration->issuer);
        }
        put(said, "authorizerUri", authorizer.authorizer_uri);
        put(said, "authorizerCredentials", authorizer.authorizer_credentials_arn);
        put(said, "authorizerPayloadFormatVersion", authorizer.authorizer_payload_format_version);
        put(said, "authorizerResultTtlInSeconds", authorizer.authorizer_result_ttl_in_seconds);
        put(said, "enableSimpleResponses", authorizer.enable_simple_responses);
        return made;
    }

    [[nodiscard]] static OrderedJson cors(const Cors& rules) {
        OrderedJson made = OrderedJson::object();
        put(made, "allowOrigins", rules.allow_origins);
        put(made, "allowMethods", rules.allow_methods);
        put(made, "allowHeaders", rules.allow_headers);
        put(made, "exposeHeaders", rules.expose_headers);
        put(made, "maxAge", rules.max_age);
        put(made, "allowCredentials", rules.allow_credentials);
        return made;
    }

    const Definition& definition_;
    bool extensions_;
    const ExportOptions& options_;
};

}  // namespace

std::string export_openapi(const Definition& definition, const ExportOptions& options) {
    return Exporter(definition, options).document().dump(2, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace wt::gateway::http_api::api
