#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "gateway/api/document.hpp"
#include "gateway/http_api/api/checks.hpp"
#include "gateway/http_api/api/openapi.hpp"

namespace wt::gateway::http_api::api {

namespace {

using namespace gateway::api::document;

class Importer {
public:
    Importer(const OrderedJson& document, const ImportOptions& options) : document_(document), options_(options) {}

    [[nodiscard]] Imported read() {
        if (!text_of(document_, "openapi").value_or("").starts_with("3."))
            throw Flaw{"Unable to build importer with provided input. HTTP APIs support OpenAPI 3.0 only."};
        read_settings();
        read_schemes();
        const std::string before = options_.base_path == ImportOptions::BasePath::prepend ? base_path() : "";
        for (const auto& [said, item] : as_object(member(document_, "paths")).items()) {
            // SAM writes "$default", exports "/$default".
            const std::string path = said == "$default" ? "/$default" : said;
            if (!path.starts_with('/'))
                throw Flaw{"Unable to parse API definition because of a malformed path " + path};
            read_path(before, path, resolved(document_, item));
        }
        return std::move(made_);
    }

private:
    void read_settings() {
        Api& settings = made_.definition.settings;
        const OrderedJson& info = member(document_, "info");
        const auto title = text_of(info, "title");
        if (!title || title->empty()) throw Flaw{"Unable to parse API definition: info.title is missing"};
        settings.name = *title;
        settings.protocol_type = "HTTP";
        settings.route_selection_expression = "${request.method} ${request.path}";
        settings.description = text_of(info, "description");
        settings.version = text_of(info, "version");
        const OrderedJson& tags = member(document_, "tags");
        for (const OrderedJson& each : tags.is_array() ? tags : OrderedJson::array()) {
            const auto name = text_of(each, "name");
            const auto value = text_of(each, "x-amazon-apigateway-tag-value");
            if (name && value) {
                if (!settings.tags) settings.tags.emplace();
                (*settings.tags)[*name] = *value;
            }
        }
        const OrderedJson& cors = member(document_, "x-amazon-apigateway-cors");
        if (!cors.is_object()) return;
        Cors& rules = settings.cors_configuration.emplace();
        rules.allow_origins = list_of(cors, "allowOrigins");
        rules.allow_methods = list_of(cors, "allowMethods");
        rules.allow_headers = list_of(cors, "allowHeaders");
        rules.expose_headers = list_of(cors, "exposeHeaders");
        if (member(cors, "allowCredentials").is_boolean()) rules.allow_credentials = truth_of(cors, "allowCredentials");
        rules.max_age = number_of(cors, "maxAge");
    }

    [[nodiscard]] static std::optional<std::int32_t> number_of(const OrderedJson& of, const std::string& name) {
        const OrderedJson& number = member(of, name);
        if (!number.is_number_integer()) return std::nullopt;
        const auto value = number.get<std::int64_t>();
        return static_cast<std::int32_t>(std::clamp<std::int64_t>(value, -1, 1'000'000));
    }

    [[nodiscard]] std::string base_path() const {
        const OrderedJson& servers = member(document_, "servers");
        if (!servers.is_array() || servers.empty()) return {};
        const std::string url = text_of(servers[0], "url").value_or("");
        const std::size_t host = url.find("://");
        const std::size_t slash = url.find('/', host == std::string::npos ? 0 : host + 3);
        std::string base = slash == std::string::npos ? "" : url.substr(slash);
        const auto named = text_of(member(member(servers[0], "variables"), "basePath"), "default");
        constexpr std::string_view mark = "{basePath}";
        if (const std::size_t at = base.find(mark); at != std::string::npos)
            base.replace(at, mark.size(), named.value_or(""));
        while (base.ends_with('/')) base.pop_back();
        return base.starts_with("//") ? base.substr(1) : base;
    }

    void read_schemes() {
        const OrderedJson& schemes = member(member(document_, "components"), "securitySchemes");
        for (const auto& [name, scheme] : as_object(schemes).items()) {
            if (text_of(scheme, "x-amazon-apigateway-authtype") == "awsSigv4") signed_.insert(name);
            const OrderedJson& said = member(scheme, "x-amazon-apigateway-authorizer");
            if (!said.is_object()) continue;
            Authorizer authorizer;
            authorizer.authorizer_id = options_.new_id(6);
            authorizer.name = name;
            authorizer.authorizer_type = capitals(text_of(said, "type"));
            if (authorizer.authorizer_type != "JWT" && authorizer.authorizer_type != "REQUEST")
                throw Flaw{"Unable to parse API definition: authorizer " + name + " is neither jwt nor request"};
            std::vector<std::string> sources;
            const auto listed = list_of(said, "identitySource");
            if (listed) sources = *listed;
            each_part(text_of(said, "identitySource").value_or(""), ',',
                      [&](std::string_view source) { sources.emplace_back(source); });
            if (sources.empty() && authorizer.authorizer_type == "JWT")
                sources.emplace_back("$request.header.Authorization");
            authorizer.identity_source = sources;
            if (authorizer.authorizer_type == "JWT") {
                read_tokens(authorizer, scheme, said);
            } else {
                authorizer.authorizer_uri = text_of(said, "authorizerUri");
                authorizer.authorizer_credentials_arn = text_of(said, "authorizerCredentials");
                authorizer.authorizer_payload_format_version = text_of(said, "authorizerPayloadFormatVersion");
                authorizer.authorizer_result_ttl_in_seconds = number_of(said, "authorizerResultTtlInSeconds");
                if (member(said, "enableSimpleResponses").is_boolean())
                    authorizer.enable_simple_responses = truth_of(said, "enableSimpleResponses");
            }
            complete(authorizer);
            authorizers_[name] = *authorizer.authorizer_id;
            const std::string id = *authorizer.authorizer_id;
            made_.definition.authorizers.emplace(id, std::move(authorizer));
        }
    }
    static void read_tokens(Authorizer& to, const OrderedJson& scheme, const OrderedJson& said) {
        const OrderedJson& tokens = member(said, "jwtConfiguration");
        JwtConfiguration& made = to.jwt_configuration.emplace();
        made.issuer = text_of(tokens, "issuer");
        made.audience = list_of(tokens, "audience");
        // "https://ISSUER/.well-known/openid-configuration"
        const auto address = text_of(scheme, "openIdConnectUrl");
        if (!made.issuer && address) made.issuer = address->substr(0, address->find("/.well-known/"));
    }

    void read_path(const std::string& before, const std::string& path, const OrderedJson& item) {
        constexpr std::pair<std::string_view, std::string_view> verbs[] = {
            {"get", "GET"},         {"put", "PUT"},   {"post", "POST"},   {"delete", "DELETE"},
            {"options", "OPTIONS"}, {"head", "HEAD"}, {"patch", "PATCH"}, {"x-amazon-apigateway-any-method", "ANY"}};
        for (const auto& [name, verb] : verbs) {
            const OrderedJson& operation = member(item, std::string(name));
            if (!operation.is_object()) continue;
            Route route;
            const bool is_default = path == "/$default" && verb == "ANY";
            route.route_key = is_default ? "$default" : fmt::format("{} {}{}", verb, before, path);
            route.route_id = options_.new_id(7);
            route.api_key_required = false;
            route.authorization_type = "NONE";
            route.operation_name = text_of(operation, "operationId");
            read_security(route, operation);
            if (const auto integration = integration_of(operation)) route.target = "integrations/" + *integration;
            const std::string id = *route.route_id;
            made_.definition.routes.emplace(id, std::move(route));
        }
    }

    void read_security(Route& route, const OrderedJson& operation) {
        if (text_of(member(operation, "x-amazon-apigateway-auth"), "type") == "AWS_IAM")
            route.authorization_type = "AWS_IAM";
        // What is said of the whole document counts where an operation says nothing.
        const OrderedJson& own = member(operation, "security");
        const OrderedJson& said = own.is_array() ? own : member(document_, "security");
        for (const OrderedJson& each : said.is_array() ? said : OrderedJson::array()) {
            for (const auto& [name, scopes] : as_object(each).items()) {
                if (signed_.contains(name)) route.authorization_type = "AWS_IAM";
                const auto authorizer = authorizers_.find(name);
                if (authorizer == authorizers_.end()) continue;
                const Authorizer& there = made_.definition.authorizers.at(authorizer->second);
                route.authorizer_id = authorizer->second;
                route.authorization_type = there.authorizer_type == "JWT" ? "JWT" : "CUSTOM";
                if (auto list = list_of(each, name); list && !list->empty() && there.authorizer_type == "JWT")
                    route.authorization_scopes = std::move(list);
            }
        }
    }

    /// The integration's id; several operations may refer to one.
    [[nodiscard]] std::optional<std::string> integration_of(const OrderedJson& operation) {
        const OrderedJson& there = member(operation, "x-amazon-apigateway-integration");
        const auto reference = text_of(there, "$ref");
        if (reference && referred_.contains(*reference)) return referred_.at(*reference);
        const OrderedJson& said = resolved(document_, there);
        if (!said.is_object()) return std::nullopt;
        Integration made;
        made.integration_id = options_.new_id(7);
        made.integration_type = capitals(text_of(said, "type"));
        if (!made.integration_type) throw Flaw{"Unable to parse API definition: an integration has no type"};
        made.integration_subtype = text_of(said, "integrationSubtype");
        made.integration_method = capitals(text_of(said, "httpMethod"));
        made.integration_uri = text_of(said, "uri");
        made.connection_type = capitals(text_of(said, "connectionType"));
        made.connection_id = text_of(said, "connectionId");
        made.credentials_arn = text_of(said, "credentials");
        made.description = text_of(said, "description");
        made.payload_format_version = text_of(said, "payloadFormatVersion");
        made.timeout_in_millis = number_of(said, "timeoutInMillis");
        made.request_parameters = texts_of(said, "requestParameters");
        for (const auto& [status, changes] : as_object(member(said, "responseParameters")).items()) {
            if (auto texts = texts_of(member(said, "responseParameters"), status)) {
                if (!made.response_parameters) made.response_parameters.emplace();
                (*made.response_parameters)[status] = std::move(*texts);
            }
        }
        complete(made);
        const std::string id = *made.integration_id;
        made_.definition.integrations.emplace(id, std::move(made));
        if (reference) referred_[*reference] = id;
        return id;
    }

    const OrderedJson& document_;
    const ImportOptions& options_;
    Imported made_;
    std::map<std::string, std::string> authorizers_;  // ids by scheme
    std::map<std::string, std::string> referred_;     // integrations by reference
    std::set<std::string> signed_;                    // schemes of IAM
};

/// The first thing wrong with what a document made.
[[nodiscard]] std::optional<aws::Error> refuse(const Definition& made) {
    if (auto error = api::refuse(made.settings)) return error;
    for (const auto& [id, authorizer] : made.authorizers) {
        if (auto error = api::refuse(made, authorizer)) return error;
    }
    for (const auto& [id, integration] : made.integrations) {
        if (auto error = api::refuse(integration)) return error;
    }
    for (const auto& [id, route] : made.routes) {
        if (auto error = api::refuse(made, route)) return error;
    }
    return std::nullopt;
}

}  // namespace

Result<Imported> import_openapi(std::string_view text, const ImportOptions& options) {
    try {
        const OrderedJson document = read_document(text);
        Imported made = Importer(document, options).read();
        if (const auto error = refuse(made.definition)) return Error{error->message};
        return made;
    } catch (const Flaw& flaw) {
        return Error{flaw.what};
    }
}

}  // namespace wt::gateway::http_api::api
