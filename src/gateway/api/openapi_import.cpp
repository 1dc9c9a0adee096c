#include "gateway/api/openapi_import.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "gateway/api/document.hpp"
#include "gateway/api/mapping_rules.hpp"
#include "gateway/mapping/mapping_template.hpp"

namespace wt::gateway::api {

namespace {

using namespace document;

/// "#/definitions/Pet" and "#/components/schemas/Pet" become the address of a model, wherever they stand.
void refer_to_models(OrderedJson& schema, const std::string& api) {
    if (schema.is_object() || schema.is_array()) {
        for (auto& each : schema) refer_to_models(each, api);
    }
    if (!schema.is_object() || !schema.contains("$ref") || !schema["$ref"].is_string()) return;
    const std::string reference = schema["$ref"];
    for (const std::string_view place : {"#/definitions/", "#/components/schemas/"}) {
        if (reference.starts_with(place))
            schema["$ref"] = fmt::format("https://apigateway.amazonaws.com/restapis/{}/models/{}", api,
                                         reference.substr(place.size()));
    }
}

class Importer {
public:
    Importer(const OrderedJson& document, const ImportOptions& options) : document_(document), options_(options) {}

    [[nodiscard]] Imported read() {
        is_3_ = text_of(document_, "openapi").value_or("").starts_with("3.0");
        if (!is_3_ && text_of(document_, "swagger") != "2.0")
            throw Flaw{"Unable to build importer with provided input."};
        read_settings();
        read_models();
        read_validators();
        read_responses();
        read_schemes();
        Resource root;
        root.id = options_.root_id;
        root.path = "/";
        resources().emplace(options_.root_id, root);
        const std::string before = options_.base_path == ImportOptions::BasePath::prepend ? base_path() : "";
        for (const auto& [path, item] : as_object(member(document_, "paths")).items()) {
            if (!path.starts_with('/'))
                throw Flaw{"Unable to parse API definition because of a malformed path " + path};
            read_path(before + path, item);
        }
        return std::move(made_);
    }

private:
    [[nodiscard]] Parts<Resource>& resources() { return made_.definition.resources; }
    void warn(std::string what) { made_.warnings.push_back(std::move(what)); }

    void read_settings() {
        RestApiDetail& settings = made_.definition.settings;
        const OrderedJson& info = member(document_, "info");
        settings.name = text_of(info, "title");
        if (!settings.name || settings.name->empty())
            throw Flaw{"Unable to parse API definition: info.title is missing"};
        settings.description = text_of(info, "description");
        settings.version = text_of(info, "version");
        settings.binary_media_types = list_of(document_, "x-amazon-apigateway-binary-media-types");
        settings.api_key_source = text_of(document_, "x-amazon-apigateway-api-key-source");
        if (const OrderedJson& size = member(document_, "x-amazon-apigateway-minimum-compression-size");
            size.is_number_integer())
            settings.minimum_compression_size = size.get<std::int32_t>();
        const OrderedJson& policy = member(document_, "x-amazon-apigateway-policy");
        if (policy.is_object()) settings.policy = written(policy);
    }

    [[nodiscard]] std::string base_path() const {
        std::string base = text_of(document_, "basePath").value_or("");
        const OrderedJson& servers = member(document_, "servers");
        if (is_3_ && servers.is_array() && !servers.empty()) {
            // "https://host/{basePath}" with {"basePath": {"default": "v1"}}
            const std::string url = text_of(servers[0], "url").value_or("");
            const std::size_t host = url.find("://");
            const std::size_t slash = host == std::string::npos ? 0 : url.find('/', host + 3);
            base = slash == std::string::npos ? "" : url.substr(slash);
            const auto named = text_of(member(member(servers[0], "variables"), "basePath"), "default");
            constexpr std::string_view mark = "{basePath}";
            if (const std::size_t at = base.find(mark); at != std::string::npos)
                base.replace(at, mark.size(), named.value_or(""));
        }
        while (base.ends_with('/')) base.pop_back();
        if (!base.empty() && !base.starts_with('/')) base.insert(0, "/");
        return base.starts_with("//") ? base.substr(1) : base;
    }

    void add_model(const std::string& name, OrderedJson schema) {
        refer_to_models(schema, options_.api_id);
        Model model;
        model.id = options_.new_id();
        model.name = name;
        model.description = text_of(schema, "description");
        model.schema = written(schema);
        model.content_type = "application/json";
        made_.definition.models[name] = std::move(model);
    }
    void read_models() {
        const OrderedJson& schemas =
            is_3_ ? member(member(document_, "components"), "schemas") : member(document_, "definitions");
        for (const auto& [name, schema] : as_object(schemas).items()) {
            if (std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); })) {
                add_model(name, schema);
            } else {
                warn("Model name must be alphanumeric: " + name);
            }
        }
    }
    /// The model of a schema that stands somewhere: the one it names, or one of its own.
    [[nodiscard]] std::optional<std::string> model_of(const OrderedJson& schema) {
        if (!schema.is_object() || schema.empty()) return std::nullopt;
        if (const auto reference = text_of(schema, "$ref")) {
            const std::string name = reference->substr(reference->rfind('/') + 1);
            if (made_.definition.models.contains(name)) return name;
            throw Flaw{"Unable to parse API definition: there is no model " + *reference};
        }
        std::string name = "MODEL" + options_.new_id();
        add_model(name, schema);
        return name;
    }

    void read_validators() {
        for (const auto& [name, said] :
             as_object(member(document_, "x-amazon-apigateway-request-validators")).items()) {
            RequestValidator validator;
            validator.id = options_.new_id();
            validator.name = name;
            validator.validate_request_body = truth_of(said, "validateRequestBody");
            validator.validate_request_parameters = truth_of(said, "validateRequestParameters");
            validators_[name] = *validator.id;
            made_.definition.validators.emplace(*validator.id, validator);
        }
    }
    void read_responses() {
        for (const auto& [type, said] : as_object(member(document_, "x-amazon-apigateway-gateway-responses")).items()) {
            GatewayResponseDetail response;
            response.response_type = type;
            response.status_code = text_of(said, "statusCode");
            if (response.status_code) check_status(*response.status_code);
            response.response_parameters = texts_of(said, "responseParameters").value_or(Texts());
            response.response_templates = texts_of(said, "responseTemplates").value_or(Texts());
            response.default_response = false;
            made_.definition.gateway_responses.emplace(type, std::move(response));
        }
    }
    void read_schemes() {
        const OrderedJson& schemes = is_3_ ? member(member(document_, "components"), "securitySchemes")
                                           : member(document_, "securityDefinitions");
        for (const auto& [name, scheme] : as_object(schemes).items()) {
            const OrderedJson& said = member(scheme, "x-amazon-apigateway-authorizer");
            if (!said.is_object()) continue;
            AuthorizerDetail authorizer;
            authorizer.id = options_.new_id();
            authorizer.name = name;
            authorizer.type = capitals(text_of(said, "type"));
            constexpr std::string_view known[] = {"TOKEN", "REQUEST", "COGNITO_USER_POOLS", "JWT"};
            if (std::find(std::begin(known), std::end(known), authorizer.type.value_or("")) == std::end(known))
                throw Flaw{"Unable to parse API definition: authorizer " + name + " has no type"};
            if (authorizer.type == "JWT") throw Flaw{"Windtunnel does not implement JWT authorizers of REST APIs yet."};
            const bool is_cognito = authorizer.type == "COGNITO_USER_POOLS";
            authorizer.provider_arns = list_of(said, "providerARNs");
            authorizer.auth_type =
                text_of(scheme, "x-amazon-apigateway-authtype").value_or(is_cognito ? "cognito_user_pools" : "custom");
            authorizer.authorizer_uri = text_of(said, "authorizerUri");
            authorizer.authorizer_credentials = text_of(said, "authorizerCredentials");
            authorizer.identity_source = text_of(said, "identitySource");
            if (!authorizer.identity_source && authorizer.type != "REQUEST")
                authorizer.identity_source =
                    "method.request.header." + text_of(scheme, "name").value_or("Authorization");
            authorizer.identity_validation_expression = text_of(said, "identityValidationExpression");
            const OrderedJson& ttl = member(said, "authorizerResultTtlInSeconds");
            if (ttl.is_number_integer()) authorizer.authorizer_result_ttl_in_seconds = ttl.get<std::int32_t>();
            if (!is_cognito && !authorizer.authorizer_result_ttl_in_seconds)
                authorizer.authorizer_result_ttl_in_seconds = 300;
            authorizers_[name] = *authorizer.id;
            made_.definition.authorizers.emplace(*authorizer.id, std::move(authorizer));
        }
        for (const auto& [name, scheme] : as_object(schemes).items()) {
            if (text_of(scheme, "x-amazon-apigateway-authtype") == "awsSigv4") signed_.insert(name);
            const bool is_key = text_of(scheme, "type") == "apiKey" &&
                                same_ignoring_case(text_of(scheme, "name").value_or(""), "x-api-key");
            if (is_key && !authorizers_.contains(name)) keys_.insert(name);
        }
    }

    /// The resource of a path, with those above it.
    [[nodiscard]] Resource& resource_at(const std::string& path) {
        std::string id = options_.root_id;
        std::string so_far;
        each_part(path, '/', [&](std::string_view part) {
            so_far += "/" + std::string(part);
            const auto known = ids_.find(so_far);
            if (known != ids_.end()) {
                id = known->second;
                return;
            }
            if (!is_path_part(part)) throw Flaw{"Unable to create resource at path '" + so_far + "'"};
            Resource resource;
            resource.id = options_.new_id();
            resource.parent_id = id;
            resource.path_part = std::string(part);
            resource.path = so_far;
            id = ids_[so_far] = *resource.id;
            resources().emplace(id, std::move(resource));
        });
        return resources().at(id);
    }

    [[nodiscard]] const OrderedJson& resolved(const OrderedJson& value) const {
        return document::resolved(document_, value);
    }

    void read_path(const std::string& path, const OrderedJson& item) {
        Resource& resource = resource_at(path);
        constexpr std::pair<std::string_view, std::string_view> verbs[] = {
            {"get", "GET"},         {"put", "PUT"},   {"post", "POST"},   {"delete", "DELETE"},
            {"options", "OPTIONS"}, {"head", "HEAD"}, {"patch", "PATCH"}, {"x-amazon-apigateway-any-method", "ANY"}};
        for (const auto& [name, verb] : verbs) {
            const OrderedJson& operation = member(item, std::string(name));
            if (!operation.is_object()) continue;
            Method method;
            method.http_method = std::string(verb);
            method.operation_name = text_of(operation, "operationId");
            method.api_key_required = false;
            method.authorization_type = "NONE";
            read_parameters(method, member(item, "parameters"), operation);
            read_parameters(method, member(operation, "parameters"), operation);
            read_body(method, operation);
            read_answers(method, operation);
            read_security(method, operation);
            const auto validator = text_of(operation, "x-amazon-apigateway-request-validator");
            const auto usual = text_of(document_, "x-amazon-apigateway-request-validator");
            if (const auto found = validators_.find(validator.value_or(usual.value_or(""))); found != validators_.end())
                method.request_validator_id = found->second;
            const OrderedJson& integration = resolved(member(operation, "x-amazon-apigateway-integration"));
            if (integration.is_object()) method.method_integration = read_integration(integration, *resource.id);
            open(resource.resource_methods)[std::string(verb)] = std::move(method);
        }
    }

    void read_parameters(Method& method, const OrderedJson& parameters, const OrderedJson& operation) {
        if (!parameters.is_array()) return;
        for (const OrderedJson& each : parameters) {
            const OrderedJson& parameter = resolved(each);
            const std::string in = text_of(parameter, "in").value_or("");
            const std::string name = text_of(parameter, "name").value_or("");
            const std::string place = in == "query" ? "querystring" : in;
            if (in == "query" || in == "path" || in == "header") {
                open(method.request_parameters)[fmt::format("method.request.{}.{}", place, name)] =
                    truth_of(parameter, "required");
            } else if (in == "body") {
                const auto model = model_of(member(parameter, "schema"));
                for (const std::string& type : types(operation, "consumes"))
                    if (model) open(method.request_models)[type] = *model;
            }
        }
    }
    [[nodiscard]] std::vector<std::string> types(const OrderedJson& operation, const std::string& name) const {
        auto said = list_of(operation, name);
        if (!said) said = list_of(document_, name);
        return said && !said->empty() ? *said : std::vector<std::string>{"application/json"};
    }
    void read_body(Method& method, const OrderedJson& operation) {
        for (const auto& [type, content] :
             as_object(member(resolved(member(operation, "requestBody")), "content")).items()) {
            if (auto model = model_of(member(content, "schema"))) open(method.request_models)[type] = std::move(*model);
        }
    }
    void read_answers(Method& method, const OrderedJson& operation) {
        for (const auto& [status, each] : as_object(member(operation, "responses")).items()) {
            if (status.size() != 3 || !std::all_of(status.begin(), status.end(), is_digit)) continue;
            const OrderedJson& said = resolved(each);
            MethodResponse response;
            response.status_code = status;
            for (const auto& [header, about] : as_object(member(said, "headers")).items())
                open(response.response_parameters)["method.response.header." + header] = false;
            if (is_3_) {
                for (const auto& [type, content] : as_object(member(said, "content")).items()) {
                    if (auto model = model_of(member(content, "schema")))
                        open(response.response_models)[type] = std::move(*model);
                }
            } else if (const auto model = model_of(member(said, "schema"))) {
                for (const std::string& type : types(operation, "produces"))
                    open(response.response_models)[type] = *model;
            }
            open(method.method_responses)[status] = std::move(response);
        }
    }
    void read_security(Method& method, const OrderedJson& operation) {
        const OrderedJson& own = member(operation, "security");
        if (text_of(member(operation, "x-amazon-apigateway-auth"), "type") == "AWS_IAM")
            method.authorization_type = "AWS_IAM";
        // What is said of the whole document does not count (same guide, "Important notes").
        if (!own.is_array()) return;
        for (const OrderedJson& each : own) {
            for (const auto& [name, scopes] : as_object(each).items()) {
                if (keys_.contains(name)) method.api_key_required = true;
                if (signed_.contains(name)) method.authorization_type = "AWS_IAM";
                const auto authorizer = authorizers_.find(name);
                if (authorizer == authorizers_.end()) continue;
                method.authorizer_id = authorizer->second;
                const auto& type = made_.definition.authorizers.at(authorizer->second).type;
                method.authorization_type = type == "COGNITO_USER_POOLS" ? "COGNITO_USER_POOLS" : "CUSTOM";
                if (scopes.is_array() && !scopes.empty()) method.authorization_scopes = list_of(each, name);
            }
        }
    }

    [[nodiscard]] Integration read_integration(const OrderedJson& said, const std::string& resource) {
        Integration made;
        made.type = capitals(text_of(said, "type"));
        // Without a function's ARN or an address there is nothing behind it.
        if (!made.type) throw Flaw{"Unable to parse API definition: an integration has no type"};
        made.http_method = capitals(text_of(said, "httpMethod"));
        made.uri = text_of(said, "uri");
        made.connection_type = text_of(said, "connectionType");
        made.connection_id = text_of(said, "connectionId");
        made.credentials = text_of(said, "credentials");
        made.request_parameters = texts_of(said, "requestParameters");
        made.request_templates = templates(said, "requestTemplates");
        made.passthrough_behavior = capitals(text_of(said, "passthroughBehavior")).value_or("WHEN_NO_MATCH");
        made.content_handling = capitals(text_of(said, "contentHandling"));
        const OrderedJson& timeout = member(said, "timeoutInMillis");
        made.timeout_in_millis = timeout.is_number_integer() ? timeout.get<std::int32_t>() : 29'000;
        made.cache_namespace = text_of(said, "cacheNamespace").value_or(resource);
        made.cache_key_parameters = list_of(said, "cacheKeyParameters").value_or(std::vector<std::string>());
        for (const auto& [pattern, answer] : as_object(member(said, "responses")).items()) {
            IntegrationResponse response;
            response.status_code = text_of(answer, "statusCode").value_or("200");
            check_status(*response.status_code);
            if (pattern != "default") response.selection_pattern = pattern;
            response.response_parameters = texts_of(answer, "responseParameters");
            response.response_templates = templates(answer, "responseTemplates");
            response.content_handling = capitals(text_of(answer, "contentHandling"));
            const std::string status = *response.status_code;
            open(made.integration_responses)[status] = std::move(response);
        }
        return made;
    }
    static void check_status(std::string_view status) {
        const bool fits =
            status.size() == 3 && status[0] >= '1' && status[0] <= '5' && is_digit(status[1]) && is_digit(status[2]);
        if (!fits) throw Flaw{"Unable to parse API definition: " + std::string(status) + " is no status"};
    }
    [[nodiscard]] static std::optional<Texts> templates(const OrderedJson& said, const std::string& name) {
        auto made = texts_of(said, name);
        for (const auto& [type, text] : made.value_or(Texts())) {
            if (text.size() > mapping::MappingTemplate::longest)
                throw Flaw{"Mapping template for " + type + " is larger than 300 KB"};
        }
        return made;
    }

    const OrderedJson& document_;
    const ImportOptions& options_;
    bool is_3_ = false;
    Imported made_;
    std::map<std::string, std::string> validators_;   // ids by name
    std::map<std::string, std::string> authorizers_;  // ids by scheme
    std::map<std::string, std::string> ids_;          // of resources, by path
    std::set<std::string> signed_;                    // schemes of IAM
    std::set<std::string> keys_;                      // schemes of API keys
};

}  // namespace

Result<Imported> import_openapi(std::string_view text, const ImportOptions& options) {
    try {
        const OrderedJson document = read_document(text);
        return Importer(document, options).read();
    } catch (const Flaw& flaw) {
        return Error{flaw.what};
    }
}

}  // namespace wt::gateway::api
