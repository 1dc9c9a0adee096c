// Documents that say what an API is, and that tell of one.
#include <algorithm>

#include <fmt/format.h>

#include "aws/timestamp.hpp"
#include "base/ascii.hpp"
#include "gateway/api/document.hpp"
#include "gateway/api/find.hpp"
#include "gateway/api/mapping_rules.hpp"
#include "gateway/api/openapi_export.hpp"
#include "gateway/api/openapi_import.hpp"
#include "gateway/api/policy_text.hpp"
#include "iam/pass_role.hpp"

namespace wt::gateway::api {

namespace {

/// An argument of the request, where SDKs put what is in their map of parameters.
[[nodiscard]] std::string argument(const aws::Call& call, std::string_view name) {
    for (const auto& [key, value] : call.query) {
        if (key == name) return value;
    }
    return {};
}

[[nodiscard]] aws::Error import_error(const std::string& what) { return bad_request(what); }

/// The first thing wrong with what a document made.
[[nodiscard]] std::optional<aws::Error> refuse(const Api& api) {
    if (auto error = refuse_policy(api.now.settings.policy)) return error;
    constexpr std::size_t most_resources = 300;  // API Gateway quotas: resources per API
    if (api.now.resources.size() > most_resources) return aws::Error(apigateway_errors::limit_exceeded);
    for (const auto& [id, resource] : api.now.resources) {
        if (resource.parent_id) {
            const Resource& parent = api.now.resources.at(*resource.parent_id);
            if (auto error = refuse_resource(api, parent, resource.path_part.value_or(""), id)) return error;
        }
        if (!resource.resource_methods) continue;
        for (const auto& [verb, method] : *resource.resource_methods) {
            auto error = refuse_method(api, method);
            if (!error && method.method_integration) error = refuse_integration(method, *method.method_integration);
            if (!error) continue;
            error->message =
                fmt::format("Errors found during import:\n\tUnable to put method '{}' on resource at path '{}': {}",
                            verb, *resource.path, error->message);
            return error;
        }
    }
    return std::nullopt;
}

/// A role of another account, as the operations refuse it that make these parts one by one.
[[nodiscard]] std::optional<aws::Error> refuse_roles(const aws::Call& call, const aws::ServiceModel& model,
                                                     const Definition& definition) {
    for (const auto& [id, authorizer] : definition.authorizers) {
        if (auto error = iam::refuse_pass_role(call, model, authorizer.authorizer_credentials.value_or("")))
            return error;
    }
    for (const auto& [id, resource] : definition.resources) {
        if (!resource.resource_methods) continue;
        for (const auto& [verb, method] : *resource.resource_methods) {
            if (!method.method_integration) continue;
            if (auto error = iam::refuse_pass_role(call, model, method.method_integration->credentials.value_or("")))
                return error;
        }
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<aws::Error> refuse_warnings(const Imported& imported, bool fail) {
    if (!fail || imported.warnings.empty()) return std::nullopt;
    return bad_request(fmt::format("Warnings found during import:\n\t{}", fmt::join(imported.warnings, "\n\t")));
}

[[nodiscard]] ImportOptions::BasePath base_path_of(const aws::Call& call) {
    return argument(call, "basepath") == "prepend" ? ImportOptions::BasePath::prepend : ImportOptions::BasePath::ignore;
}

/// A part's id by its name, of what was there before.
template <class T>
[[nodiscard]] std::map<std::string, std::string> by_name(const Parts<T>& parts) {
    std::map<std::string, std::string> ids;
    for (const auto& [id, part] : parts) ids.emplace(part.name.value_or(""), id);
    return ids;
}

/// What the document says takes the place of what has its name; ids stay.
[[nodiscard]] Definition merged(Definition into, Definition from) {
    std::map<std::string, std::string> renamed;  // ids
    const auto merge_named = [&](auto& to, auto& parts) {
        const auto known = by_name(to);
        for (auto& [id, part] : parts) {
            const auto same = known.find(part.name.value_or(""));
            const std::string kept = same == known.end() ? id : same->second;
            part.id = renamed[id] = kept;
            to.insert_or_assign(kept, std::move(part));
        }
    };
    merge_named(into.validators, from.validators);
    merge_named(into.authorizers, from.authorizers);
    for (auto& [name, model] : from.models) into.models.insert_or_assign(name, std::move(model));
    for (auto& [type, response] : from.gateway_responses)
        into.gateway_responses.insert_or_assign(type, std::move(response));
    std::map<std::string, std::string> by_path;
    for (const auto& [id, resource] : into.resources) by_path.emplace(*resource.path, id);
    for (const auto& [id, resource] : from.resources) {
        const auto same = by_path.find(*resource.path);
        renamed[id] = same == by_path.end() ? id : same->second;
    }
    const auto rename = [&](std::optional<std::string>& id) {
        if (id && renamed.contains(*id)) id = renamed.at(*id);
    };
    for (auto& [id, resource] : from.resources) {
        rename(resource.id);
        rename(resource.parent_id);
        Resource& kept = into.resources.try_emplace(*resource.id, resource).first->second;
        if (!resource.resource_methods) continue;
        for (auto& [verb, method] : *resource.resource_methods) {
            rename(method.request_validator_id);
            rename(method.authorizer_id);
            if (method.method_integration) rename(method.method_integration->cache_namespace);
            open(kept.resource_methods).insert_or_assign(verb, std::move(method));
        }
    }
    return into;
}

/// The settings that a document says, over those that it cannot say.
[[nodiscard]] RestApiDetail with_settings(RestApiDetail settings, const RestApiDetail& said) {
    settings.name = said.name;
    if (said.description) settings.description = said.description;
    if (said.version) settings.version = said.version;
    if (said.binary_media_types) settings.binary_media_types = said.binary_media_types;
    if (said.minimum_compression_size) settings.minimum_compression_size = said.minimum_compression_size;
    if (said.api_key_source) settings.api_key_source = said.api_key_source;
    if (said.policy) settings.policy = said.policy;
    return settings;
}

[[nodiscard]] RestApiDetail with_warnings(RestApiDetail settings, std::vector<std::string> warnings) {
    settings.warnings = unless_empty(std::move(warnings));
    return settings;
}

}  // namespace

aws::Outcome<RestApiDetail> ApiGateway::import_rest_api(const aws::Call& call, ImportRestApiRequest input) {
    ImportOptions options;
    options.api_id = catalogue_.new_api_id();
    options.root_id = catalogue_.new_id(10);
    options.base_path = base_path_of(call);
    options.new_id = [this] { return catalogue_.new_id(); };
    auto imported = import_openapi(input.body.bytes, options);
    if (!imported.ok()) return import_error(imported.error().message);
    if (auto error = refuse_warnings(*imported, input.fail_on_warnings.value_or(false))) return std::move(*error);
    auto made = std::make_unique<Api>();
    made->place = aws::account_region_of(call);
    made->id = options.api_id;
    made->now = std::move(imported->definition);
    RestApiDetail& settings = made->now.settings;
    settings.id = options.api_id;
    settings.root_resource_id = options.root_id;
    settings.created_date = in_seconds(call.now);
    if (!settings.api_key_source) settings.api_key_source = "HEADER";
    settings.disable_execute_api_endpoint = false;
    EndpointConfiguration& endpoint = settings.endpoint_configuration.emplace();
    const std::string type = argument(call, "endpointConfigurationTypes");
    endpoint.types = {type.empty() ? "EDGE" : type};
    endpoint.ip_address_type = type == "PRIVATE" ? "dualstack" : "ipv4";
    if (settings.policy) settings.policy = whole_policy(std::move(*settings.policy), made->place, made->id);
    if (auto error = refuse(*made)) return std::move(*error);
    if (auto error = refuse_roles(call, model(), made->now)) return std::move(*error);
    RestApiDetail output = with_warnings(add_api(std::move(made)).now.settings, std::move(imported->warnings));
    return output;
}

aws::Outcome<RestApiDetail> ApiGateway::put_rest_api(const aws::Call& call, PutRestApiRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    Api& api = **found;
    ImportOptions options;
    options.api_id = api.id;
    options.root_id = *api.now.settings.root_resource_id;
    options.base_path = base_path_of(call);
    options.new_id = [this] { return catalogue_.new_id(); };
    auto imported = import_openapi(input.body.bytes, options);
    if (!imported.ok()) return import_error(imported.error().message);
    if (auto error = refuse_warnings(*imported, input.fail_on_warnings.value_or(false))) return std::move(*error);
    RestApiDetail settings = with_settings(api.now.settings, imported->definition.settings);
    if (settings.policy) settings.policy = whole_policy(std::move(*settings.policy), api.place, api.id);
    Api staged;
    staged.now =
        input.mode == "overwrite" ? std::move(imported->definition) : merged(api.now, std::move(imported->definition));
    staged.now.settings = settings;
    if (auto error = refuse(staged)) return std::move(*error);
    if (auto error = refuse_roles(call, model(), staged.now)) return std::move(*error);
    const auto drop_all = [&]<class T>(aws::Tag<T> /*of*/) {
        std::vector<std::string> ids;
        for (const auto& [id, part] : PartOf<T>::in(api)) ids.push_back(id);
        for (const std::string& id : ids) catalogue_.drop<T>(api, id);
    };
    drop_all(aws::Tag<Resource>());
    drop_all(aws::Tag<Model>());
    drop_all(aws::Tag<RequestValidator>());
    drop_all(aws::Tag<GatewayResponseDetail>());
    drop_all(aws::Tag<AuthorizerDetail>());
    api.now.settings = settings;
    catalogue_.keep(api);
    keep_parts(api, std::move(staged.now));
    RestApiDetail output = with_warnings(api.now.settings, std::move(imported->warnings));
    return output;
}

aws::Outcome<ExportResponse> ApiGateway::get_export(const aws::Call& call, GetExportRequest input) {
    const auto found = find_part<Stage>(call, input.rest_api_id, input.stage_name);
    if (!found.ok()) return found.error();
    const bool is_3 = input.export_type == "oas30";
    if (!is_3 && input.export_type != "swagger")
        return bad_request(fmt::format("No API exporter for type '{}'", input.export_type));
    ExportOptions options;
    options.form = is_3 ? ExportOptions::Form::openapi_3 : ExportOptions::Form::swagger_2;
    options.host = fmt::format("{}.execute-api.{}.amazonaws.com", input.rest_api_id, found->api->place.region);
    options.stage = input.stage_name;
    each_part(argument(call, "extensions"), ',', [&](std::string_view each) {
        options.integrations = options.integrations || each == "integrations" || each == "apigateway";
        options.authorizers = options.authorizers || each == "authorizers" || each == "apigateway";
    });
    const Definition& frozen = *found->api->deployments.at(*found->part->deployment_id).frozen;
    ExportResponse output;
    output.content_type = "application/octet-stream";
    std::string time = aws::iso8601(call.now);
    std::replace(time.begin(), time.end(), ':', '-');
    const bool yaml = input.accepts.value_or("").find("yaml") != std::string::npos;
    output.content_disposition =
        fmt::format("attachment; filename=\"{}_{}.{}\"", input.export_type, time, yaml ? "yaml" : "json");
    const std::string document = export_openapi(frozen, options);
    output.body.emplace().bytes = Text(yaml ? document::as_yaml(document) : document);
    return output;
}

}  // namespace wt::gateway::api
