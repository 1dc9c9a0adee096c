// Documents that say what an API is, and that tell of one.
#include <fmt/format.h>

#include "aws/replaced_tags.hpp"
#include "gateway/api/document.hpp"
#include "gateway/http_api/api/api_gateway_v2.hpp"
#include "gateway/http_api/api/checks.hpp"
#include "gateway/http_api/api/openapi.hpp"
#include "iam/pass_role.hpp"

namespace wt::gateway::http_api::api {

namespace {

[[nodiscard]] ImportOptions::BasePath base_path_of(const std::optional<std::string>& said) {
    return said == "prepend" ? ImportOptions::BasePath::prepend : ImportOptions::BasePath::ignore;
}

/// A role of another account, as the operations refuse it that make these parts one by one.
[[nodiscard]] std::optional<aws::Error> refuse_roles(const aws::Call& call, const aws::ServiceModel& model,
                                                     const Definition& definition) {
    for (const auto& [id, authorizer] : definition.authorizers) {
        if (auto error = iam::refuse_pass_role(call, model, authorizer.authorizer_credentials_arn.value_or("")))
            return error;
    }
    for (const auto& [id, integration] : definition.integrations) {
        if (auto error = iam::refuse_pass_role(call, model, integration.credentials_arn.value_or(""))) return error;
    }
    return std::nullopt;
}

}  // namespace

aws::Outcome<Api> ApiGatewayV2::import_api(const aws::Call& call, ImportApiRequest input) {
    ImportOptions options;
    options.base_path = base_path_of(input.basepath);
    options.new_id = [this](std::size_t letters) { return new_id(letters); };
    auto imported = import_openapi(input.body, options);
    if (!imported.ok()) return bad_request(imported.error().message);
    if (auto error = refuse_roles(call, model_, imported->definition)) return std::move(*error);
    if (const auto& said = imported->definition.settings.tags) {
        aws::TagSet tags;
        if (const auto fault = tags.add(*said, call.via)) return bad_request(fault->text);
    }
    auto made = std::make_unique<ApiRecord>();
    made->place = aws::account_region_of(call);
    made->id = new_api_id();
    made->now = std::move(imported->definition);
    Api& settings = made->now.settings;
    settings.api_id = made->id;
    settings.api_key_selection_expression = "$request.header.x-api-key";
    settings.created_date = in_seconds(call.now);
    settings.disable_execute_api_endpoint = false;
    settings.ip_address_type = "ipv4";
    if (!settings.tags) settings.tags.emplace();
    Api output = shown(catalogue_.add(std::move(made)).now.settings, call);
    output.warnings = unless_empty(std::move(imported->warnings));
    return output;
}

aws::Outcome<Api> ApiGatewayV2::reimport_api(const aws::Call& call, ReimportApiRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    ApiRecord& api = **found;
    ImportOptions options;
    options.base_path = base_path_of(input.basepath);
    options.new_id = [this](std::size_t letters) { return new_id(letters); };
    auto imported = import_openapi(input.body, options);
    if (!imported.ok()) return bad_request(imported.error().message);
    if (auto error = refuse_roles(call, model_, imported->definition)) return std::move(*error);
    Api settings = api.now.settings;
    const Api& said = imported->definition.settings;
    settings.name = said.name;
    settings.description = said.description;
    settings.version = said.version;
    settings.cors_configuration = said.cors_configuration;
    if (said.tags) {
        auto tags =
            aws::replaced_tags(settings.tags.value_or(std::map<std::string, std::string>()), *said.tags, call.via);
        if (!tags.ok()) return bad_request(tags.error().text);
        settings.tags = std::move(*tags);
    }
    imported->definition.settings = std::move(settings);
    catalogue_.replace(api, std::move(imported->definition));
    changed(api, call);
    Api output = shown(api.now.settings, call);
    output.warnings = unless_empty(std::move(imported->warnings));
    return output;
}

aws::Outcome<ExportApiResponse> ApiGatewayV2::export_api(const aws::Call& call, ExportApiRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    // Assumed: the sentences.
    if (input.specification != "OAS30") return bad_request("Invalid specification specified. Must be one of [OAS30]");
    if (input.output_type != "JSON" && input.output_type != "YAML")
        return bad_request("Invalid output type specified. Must be one of [JSON, YAML]");
    ExportOptions options;
    options.host = fmt::format("{}.execute-api.{}.amazonaws.com", input.api_id, (*found)->place.region);
    options.stage = input.stage_name.value_or("");
    if (input.include_extensions == false) options.extensions = ExportOptions::Extensions::without;
    const Definition* definition = &(*found)->now;
    if (!options.stage.empty()) {
        const auto stage = find_part<Stage>(call, input.api_id, options.stage, "Stage");
        if (!stage.ok()) return stage.error();
        const auto deployment = (*found)->deployments.find(stage->part->deployment_id.value_or(""));
        if (deployment == (*found)->deployments.end())
            return bad_request(fmt::format("Stage {} has no deployment", options.stage));
        definition = deployment->second.frozen.get();
    }
    ExportApiResponse output;
    const std::string document = export_openapi(*definition, options);
    output.body.emplace().bytes =
        Text(input.output_type == "YAML" ? gateway::api::document::as_yaml(document) : document);
    return output;
}

}  // namespace wt::gateway::http_api::api
