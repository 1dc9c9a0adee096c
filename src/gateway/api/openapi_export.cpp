#include "gateway/api/openapi_export.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "aws/timestamp.hpp"
#include "base/ascii.hpp"

namespace wt::gateway::api {

namespace {

using OrderedJson = nlohmann::ordered_json;
using OptionalTexts = std::optional<std::map<std::string, std::string>>;

void put(OrderedJson& to, const char* name, const std::optional<std::string>& value) {
    if (value) to[name] = *value;
}
void put(OrderedJson& to, const char* name, const OptionalTexts& values) {
    if (values && !values->empty()) to[name] = *values;
}

/// Models' addresses become references into the document.
void refer(OrderedJson& schema, const std::string& place) {
    if (schema.is_object() || schema.is_array()) {
        for (auto& each : schema) refer(each, place);
    }
    if (!schema.is_object() || !schema.contains("$ref") || !schema["$ref"].is_string()) return;
    const std::string reference = schema["$ref"];
    constexpr std::string_view mark = "/models/";
    if (const std::size_t at = reference.rfind(mark); at != std::string::npos)
        schema["$ref"] = place + reference.substr(at + mark.size());
}

class Exporter {
public:
    Exporter(const Definition& definition, const ExportOptions& options)
        : definition_(definition), options_(options), is_3_(options.form == ExportOptions::Form::openapi_3) {}

    [[nodiscard]] OrderedJson document() const {
        const RestApiDetail& settings = definition_.settings;
        OrderedJson made;
        if (is_3_) {
            made["openapi"] = "3.0.1";
        } else {
            made["swagger"] = "2.0";
        }
        OrderedJson& info = made["info"];
        info["title"] = settings.name.value_or("");
        put(info, "description", settings.description);
        info["version"] = settings.version.value_or(aws::iso8601(settings.created_date.value_or(epoch)));
        if (is_3_) {
            made["servers"] = {{{"url", "https://" + options_.host + "/{basePath}"},
                                {"variables", {{"basePath", {{"default", options_.stage}}}}}}};
        } else {
            made["host"] = options_.host;
            made["basePath"] = "/" + options_.stage;
            made["schemes"] = {"https"};
        }
        made["paths"] = paths();
        OrderedJson& parts = is_3_ ? made["components"] : made;
        if (OrderedJson all = schemas(); !all.empty()) parts[is_3_ ? "schemas" : "definitions"] = std::move(all);
        if (OrderedJson all = schemes(); !all.empty())
            parts[is_3_ ? "securitySchemes" : "securityDefinitions"] = std::move(all);
        if (is_3_ && made["components"].is_null()) made["components"] = OrderedJson::object();
        if (options_.integrations || options_.authorizers) add_extensions(made);
        return made;
    }

private:
    void add_extensions(OrderedJson& to) const {
        const RestApiDetail& settings = definition_.settings;
        for (const auto& [id, each] : definition_.validators) {
            to["x-amazon-apigateway-request-validators"][each.name.value_or(id)] = {
                {"validateRequestParameters", each.validate_request_parameters.value_or(false)},
                {"validateRequestBody", each.validate_request_body.value_or(false)}};
        }
        for (const auto& [type, each] : definition_.gateway_responses) {
            OrderedJson& response = to["x-amazon-apigateway-gateway-responses"][type];
            put(response, "statusCode", each.status_code);
            put(response, "responseParameters", each.response_parameters);
            put(response, "responseTemplates", each.response_templates);
        }
        if (settings.binary_media_types) to["x-amazon-apigateway-binary-media-types"] = *settings.binary_media_types;
        if (settings.minimum_compression_size)
            to["x-amazon-apigateway-minimum-compression-size"] = *settings.minimum_compression_size;
        if (settings.api_key_source == "AUTHORIZER") to["x-amazon-apigateway-api-key-source"] = "AUTHORIZER";
        if (settings.policy) to["x-amazon-apigateway-policy"] = OrderedJson::parse(*settings.policy, nullptr, false);
    }

    [[nodiscard]] OrderedJson schemas() const {
        OrderedJson all = OrderedJson::object();
        for (const auto& [name, model] : definition_.models) {
            // The one that every API begins with, unless somebody uses it.
            if (name == "Error" && !is_used(name)) continue;
            OrderedJson schema = OrderedJson::parse(model.schema.value_or("{}"), nullptr, false);
            if (!schema.is_object()) continue;
            schema.erase("$schema");
            refer(schema, place());
            all[name] = std::move(schema);
        }
        return all;
    }
    [[nodiscard]] bool is_used(const std::string& model) const {
        for (const auto& [id, resource] : definition_.resources) {
            if (!resource.resource_methods) continue;
            for (const auto& [verb, method] : *resource.resource_methods) {
                if (!method.method_responses) continue;
                for (const auto& [status, response] : *method.method_responses) {
                    if (!response.response_models) continue;
                    for (const auto& [type, name] : *response.response_models) {
                        if (name == model) return true;
                    }
                }
            }
        }
        return false;
    }
    [[nodiscard]] std::string place() const { return is_3_ ? "#/components/schemas/" : "#/definitions/"; }

    [[nodiscard]] OrderedJson schemes() const {
        OrderedJson all = OrderedJson::object();
        bool any_key = false;
        bool any_signature = false;
        for (const auto& [id, resource] : definition_.resources) {
            if (!resource.resource_methods) continue;
            for (const auto& [verb, method] : *resource.resource_methods) {
                any_key = any_key || method.api_key_required.value_or(false);
                any_signature = any_signature || method.authorization_type == "AWS_IAM";
            }
        }
        const auto scheme = [](const std::string& field) {
            return OrderedJson{{"type", "apiKey"}, {"name", field}, {"in", "header"}};
        };
        if (any_key) all["api_key"] = scheme("x-api-key");
        if (any_signature) {
            all["sigv4"] = scheme("Authorization");
            all["sigv4"]["x-amazon-apigateway-authtype"] = "awsSigv4";
        }
        for (const auto& [id, each] : definition_.authorizers) {
            constexpr std::string_view header = "method.request.header.";
            const std::string source = each.identity_source.value_or("");
            const bool one = source.starts_with(header) && source.find(',') == std::string::npos;
            OrderedJson made = scheme(one ? source.substr(header.size()) : "Unused");
            put(made, "x-amazon-apigateway-authtype", each.auth_type);
            if (options_.authorizers) {
                OrderedJson& said = made["x-amazon-apigateway-authorizer"];
                said["type"] = lowered(each.type.value_or(""));
                put(said, "authorizerUri", each.authorizer_uri);
                put(said, "authorizerCredentials", each.authorizer_credentials);
                put(said, "identitySource", each.identity_source);
                put(said, "identityValidationExpression", each.identity_validation_expression);
                if (each.provider_arns) said["providerARNs"] = *each.provider_arns;
                if (each.authorizer_result_ttl_in_seconds)
                    said["authorizerResultTtlInSeconds"] = *each.authorizer_result_ttl_in_seconds;
            }
            all[each.name.value_or(id)] = std::move(made);
        }
        return all;
    }

    [[nodiscard]] OrderedJson paths() const {
        std::map<std::string, const Resource*> by_path;
        for (const auto& [id, resource] : definition_.resources) {
            if (resource.resource_methods && !resource.resource_methods->empty())
                by_path.emplace(*resource.path, &resource);
        }
        OrderedJson all = OrderedJson::object();
        for (const auto& [path, resource] : by_path) {
            for (const auto& [verb, method] : *resource->resource_methods)
                all[path][verb == "ANY" ? "x-amazon-apigateway-any-method" : lowered(verb)] = operation(method);
        }
        return all;
    }

    [[nodiscard]] OrderedJson operation(const Method& method) const {
        OrderedJson made = OrderedJson::object();
        put(made, "operationId", method.operation_name);
        if (!is_3_ && method.request_models) {
            for (const auto& [type, model] : *method.request_models) made["consumes"].push_back(type);
        }
        if (!is_3_) made["produces"] = {"application/json"};
        for (const auto& [place, required] : method.request_parameters.value_or(std::map<std::string, bool>())) {
            // "method.request.querystring.X"
            const std::size_t in = std::string_view("method.request.").size();
            const std::size_t dot = place.find('.', in);
            const std::string where = place.substr(in, dot - in);
            OrderedJson parameter{{"name", place.substr(dot + 1)},
                                  {"in", where == "querystring" ? "query" : where},
                                  {"required", required || where == "path"}};
            if (is_3_) {
                parameter["schema"] = {{"type", "string"}};
            } else {
                parameter["type"] = "string";
            }
            made["parameters"].push_back(std::move(parameter));
        }
        for (const auto& [type, model] : method.request_models.value_or(std::map<std::string, std::string>())) {
            const OrderedJson schema{{"$ref", place() + model}};
            if (is_3_) {
                made["requestBody"]["content"][type]["schema"] = schema;
                made["requestBody"]["required"] = true;
            } else if (made["parameters"].is_null() || made["parameters"].back().value("in", "") != "body") {
                made["parameters"].push_back({{"in", "body"}, {"name", model}, {"required", true}, {"schema", schema}});
            }
        }
        OrderedJson& responses = made["responses"] = OrderedJson::object();
        if (method.method_responses) {
            for (const auto& [status, each] : *method.method_responses) responses[status] = response(status, each);
        }
        add_security(made, method);
        if (options_.integrations && method.method_integration)
            made["x-amazon-apigateway-integration"] = integration(*method.method_integration);
        const auto validator = definition_.validators.find(method.request_validator_id.value_or(""));
        if (validator != definition_.validators.end())
            made["x-amazon-apigateway-request-validator"] = validator->second.name.value_or("");
        return made;
    }
    [[nodiscard]] OrderedJson response(const std::string& status, const MethodResponse& from) const {
        OrderedJson made{{"description", status + " response"}};
        if (from.response_parameters) {
            for (const auto& [place, required] : *from.response_parameters) {
                const std::string name = place.substr(std::string_view("method.response.header.").size());
                made["headers"][name] =
                    is_3_ ? OrderedJson{{"schema", {{"type", "string"}}}} : OrderedJson{{"type", "string"}};
            }
        }
        if (from.response_models) {
            for (const auto& [type, model] : *from.response_models) {
                const OrderedJson schema{{"$ref", place() + model}};
                if (is_3_) {
                    made["content"][type]["schema"] = schema;
                } else {
                    made["schema"] = schema;
                }
            }
        }
        return made;
    }
    void add_security(OrderedJson& to, const Method& method) const {
        const auto authorizer = definition_.authorizers.find(method.authorizer_id.value_or(""));
        if (authorizer != definition_.authorizers.end()) {
            to["security"].push_back({{authorizer->second.name.value_or(""),
                                       method.authorization_scopes.value_or(std::vector<std::string>())}});
        }
        if (method.authorization_type == "AWS_IAM") to["security"].push_back({{"sigv4", OrderedJson::array()}});
        if (method.api_key_required.value_or(false)) to["security"].push_back({{"api_key", OrderedJson::array()}});
    }
    [[nodiscard]] static OrderedJson integration(const Integration& from) {
        OrderedJson made;
        made["type"] = lowered(from.type.value_or(""));
        put(made, "httpMethod", from.http_method);
        put(made, "uri", from.uri);
        put(made, "connectionType", from.connection_type);
        put(made, "connectionId", from.connection_id);
        put(made, "credentials", from.credentials);
        if (from.integration_responses) {
            for (const auto& [status, each] : *from.integration_responses) {
                OrderedJson& answer = made["responses"][each.selection_pattern.value_or("default")];
                answer["statusCode"] = status;
                put(answer, "responseParameters", each.response_parameters);
                put(answer, "responseTemplates", each.response_templates);
                put(answer, "contentHandling", each.content_handling);
            }
        }
        put(made, "requestParameters", from.request_parameters);
        put(made, "requestTemplates", from.request_templates);
        if (from.passthrough_behavior) made["passthroughBehavior"] = lowered(*from.passthrough_behavior);
        put(made, "contentHandling", from.content_handling);
        if (from.timeout_in_millis && *from.timeout_in_millis != 29'000)
            made["timeoutInMillis"] = *from.timeout_in_millis;
        if (from.cache_key_parameters && !from.cache_key_parameters->empty()) {
            made["cacheKeyParameters"] = *from.cache_key_parameters;
            put(made, "cacheNamespace", from.cache_namespace);
        }
        return made;
    }

    const Definition& definition_;
    const ExportOptions& options_;
    bool is_3_;
};

}  // namespace

std::string export_openapi(const Definition& definition, const ExportOptions& options) {
    constexpr int indent = 2;
    return Exporter(definition, options).document().dump(indent, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace wt::gateway::api
