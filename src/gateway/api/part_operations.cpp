// Models, request validators, and gateway responses.
#include <algorithm>

#include <fmt/format.h>
#include "gateway/api/find.hpp"
#include "gateway/api/paging.hpp"
#include "gateway/api/patch.hpp"
#include "gateway/json_schema.hpp"

namespace wt::gateway::api {

namespace {

constexpr PatchRule model_rules[] = {{"/description", "replace"}, {"/schema", "replace"}};
constexpr PatchRule validator_rules[] = {
    {"/name", "replace"}, {"/validateRequestBody", "replace"}, {"/validateRequestParameters", "replace"}};
constexpr PatchRule gateway_response_rules[] = {
    {"/statusCode", "add remove replace"},
    {"/responseParameters/*", "add remove replace"},
    {"/responseTemplates/*", "add remove replace"},
};

[[nodiscard]] std::optional<aws::Error> refuse(const Api& api, const Model& model) {
    if (model.name->empty()) return bad_request("Model name must be non-empty");
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    if (!std::all_of(model.name->begin(), model.name->end(), is_letter))
        return bad_request("Model name must be alphanumeric: " + *model.name);
    if (!model.schema || model.schema->empty())
        return bad_request("Model schema must have at least 1 property or array items defined");
    constexpr std::size_t largest = 400 * 1024;  // API Gateway quotas: size of a model
    const auto models = [&api](const std::string& name) {
        const auto found = api.now.models.find(name);
        return found == api.now.models.end() ? std::nullopt : found->second.schema;
    };
    if (model.schema->size() > largest || !JsonSchema::of(*model.schema, models).ok()) {
        return bad_request(
            "Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]");
    }
    return std::nullopt;
}

/// The first method that names the model, as AWS tells of it: "/pets/GET".
[[nodiscard]] std::optional<std::string> user_of(const Api& api, const std::string& model) {
    const auto names = [&](const auto& models) {
        return models &&
               std::any_of(models->begin(), models->end(), [&](const auto& each) { return each.second == model; });
    };
    for (const auto& [id, resource] : api.now.resources) {
        if (!resource.resource_methods) continue;
        for (const auto& [name, method] : *resource.resource_methods) {
            if (names(method.request_models)) return fmt::format("method request: {}/{}", *resource.path, name);
            if (!method.method_responses) continue;
            for (const auto& [status, response] : *method.method_responses) {
                if (names(response.response_models))
                    return fmt::format("method response: {}/{}/{}", *resource.path, name, status);
            }
        }
    }
    return std::nullopt;
}

}  // namespace

aws::Outcome<Model> ApiGateway::create_model(const aws::Call& call, CreateModelRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    Model made;
    made.id = catalogue_.new_id();
    made.name = std::move(input.name);
    made.description = std::move(input.description);
    made.schema = std::move(input.schema);
    made.content_type = std::move(input.content_type);
    if (auto error = refuse(**found, made)) return std::move(*error);
    if ((*found)->now.models.contains(*made.name)) return conflict("Model name already exists for this REST API");
    return catalogue_.keep(**found, std::move(made));
}

aws::Outcome<Model> ApiGateway::get_model(const aws::Call& call, GetModelRequest input) {
    const auto found = find_part<Model>(call, input.rest_api_id, input.model_name);
    if (!found.ok()) return found.error();
    return *found->part;
}

aws::Outcome<Models> ApiGateway::get_models(const aws::Call& call, GetModelsRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    auto page = page_of<Models>((*found)->now.models, "apigateway:GetModels/" + input.rest_api_id, input.position,
                                input.limit, call.now, [](const Model& each) { return std::optional(each); });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<Model> ApiGateway::update_model(const aws::Call& call, UpdateModelRequest input) {
    const auto found = find_part<Model>(call, input.rest_api_id, input.model_name);
    if (!found.ok()) return found.error();
    auto changed = patched(*found->part, input.patch_operations, model_rules);
    if (!changed.ok()) return changed.error();
    if (auto error = refuse(*found->api, *changed)) return std::move(*error);
    return catalogue_.keep(*found->api, std::move(*changed));
}

aws::Outcome<aws::Nothing> ApiGateway::delete_model(const aws::Call& call, DeleteModelRequest input) {
    const auto found = find_part<Model>(call, input.rest_api_id, input.model_name);
    if (!found.ok()) return found.error();
    if (const auto user = user_of(*found->api, input.model_name))
        return conflict(fmt::format("Cannot delete model '{}', is referenced in {}", input.model_name, *user));
    catalogue_.drop<Model>(*found->api, input.model_name);
    return aws::Nothing();
}

aws::Outcome<RequestValidator> ApiGateway::create_request_validator(const aws::Call& call,
                                                                    CreateRequestValidatorRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    RequestValidator made;
    made.id = catalogue_.new_id();
    made.name = std::move(input.name);
    made.validate_request_body = input.validate_request_body.value_or(false);
    made.validate_request_parameters = input.validate_request_parameters.value_or(false);
    return catalogue_.keep(**found, std::move(made));
}

aws::Outcome<RequestValidator> ApiGateway::get_request_validator(const aws::Call& call,
                                                                 GetRequestValidatorRequest input) {
    const auto found = find_part<RequestValidator>(call, input.rest_api_id, input.request_validator_id);
    if (!found.ok()) return found.error();
    return *found->part;
}

aws::Outcome<RequestValidators> ApiGateway::get_request_validators(const aws::Call& call,
                                                                   GetRequestValidatorsRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    auto page = page_of<RequestValidators>(
        (*found)->now.validators, "apigateway:GetRequestValidators/" + input.rest_api_id, input.position, input.limit,
        call.now, [](const RequestValidator& each) { return std::optional(each); });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<RequestValidator> ApiGateway::update_request_validator(const aws::Call& call,
                                                                    UpdateRequestValidatorRequest input) {
    const auto found = find_part<RequestValidator>(call, input.rest_api_id, input.request_validator_id);
    if (!found.ok()) return found.error();
    auto changed = patched(*found->part, input.patch_operations, validator_rules);
    if (!changed.ok()) return changed.error();
    return catalogue_.keep(*found->api, std::move(*changed));
}

aws::Outcome<aws::Nothing> ApiGateway::delete_request_validator(const aws::Call& call,
                                                                DeleteRequestValidatorRequest input) {
    const auto found = find_part<RequestValidator>(call, input.rest_api_id, input.request_validator_id);
    if (!found.ok()) return found.error();
    for (const auto& [id, resource] : found->api->now.resources) {
        if (!resource.resource_methods) continue;
        for (const auto& [name, method] : *resource.resource_methods) {
            // Assumed: the sentence.
            if (method.request_validator_id == input.request_validator_id) {
                return conflict(fmt::format("Cannot delete request validator '{}', is referenced in {}/{}",
                                            input.request_validator_id, *resource.path, name));
            }
        }
    }
    catalogue_.drop<RequestValidator>(*found->api, input.request_validator_id);
    return aws::Nothing();
}

namespace {

struct Usual {
    std::string_view type;
    std::string_view status;  // empty: as the error has it
};
// API Gateway Developer Guide, "Gateway response types".
constexpr Usual usual_responses[] = {
    {"ACCESS_DENIED", "403"},
    {"API_CONFIGURATION_ERROR", "500"},
    {"AUTHORIZER_CONFIGURATION_ERROR", "500"},
    {"AUTHORIZER_FAILURE", "500"},
    {"BAD_REQUEST_BODY", "400"},
    {"BAD_REQUEST_PARAMETERS", "400"},
    {"DEFAULT_4XX", ""},
    {"DEFAULT_5XX", ""},
    {"EXPIRED_TOKEN", "403"},
    {"INTEGRATION_FAILURE", "504"},
    {"INTEGRATION_TIMEOUT", "504"},
    {"INVALID_API_KEY", "403"},
    {"INVALID_SIGNATURE", "403"},
    {"MISSING_AUTHENTICATION_TOKEN", "403"},
    {"QUOTA_EXCEEDED", "429"},
    {"REQUEST_TOO_LARGE", "413"},
    {"RESOURCE_NOT_FOUND", "404"},
    {"THROTTLED", "429"},
    {"UNAUTHORIZED", "401"},
    {"UNSUPPORTED_MEDIA_TYPE", "415"},
    {"WAF_FILTERED", "403"},
};

/// As it is when nobody has put it; what a default of its kind says, if that was put, counts for it, too.
[[nodiscard]] GatewayResponseDetail usual_response(const Api& api, const std::string& type) {
    GatewayResponseDetail made;
    const auto* row = std::find_if(std::begin(usual_responses), std::end(usual_responses),
                                   [&](const Usual& each) { return each.type == type; });
    const std::string status(row == std::end(usual_responses) ? "" : row->status);
    const bool of_client = status.starts_with('4');
    const auto put = api.now.gateway_responses.find(of_client ? "DEFAULT_4XX" : "DEFAULT_5XX");
    if (!status.empty() && put != api.now.gateway_responses.end()) made = put->second;
    made.response_type = type;
    if (!made.status_code) made.status_code = unless_empty(std::string(status));
    if (!made.response_parameters) made.response_parameters.emplace();
    if (!made.response_templates)
        open(made.response_templates).emplace("application/json", "{\"message\":$context.error.messageString}");
    made.default_response = true;
    return made;
}

[[nodiscard]] GatewayResponseDetail response_of(const Api& api, const std::string& type) {
    const auto put = api.now.gateway_responses.find(type);
    return put != api.now.gateway_responses.end() ? put->second : usual_response(api, type);
}

[[nodiscard]] std::optional<aws::Error> refuse(const GatewayResponseDetail& response) {
    for (const auto& [to, from] : *response.response_parameters) {
        // Assumed: the sentence.
        if (!to.starts_with("gatewayresponse.header."))
            return bad_request("Invalid parameter mapping specified: " + to);
    }
    return std::nullopt;
}

}  // namespace

aws::Outcome<GatewayResponseDetail> ApiGateway::put_gateway_response(const aws::Call& call,
                                                                     PutGatewayResponseRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    GatewayResponseDetail made;
    made.response_type = input.response_type;
    made.status_code = input.status_code ? input.status_code : usual_response(**found, input.response_type).status_code;
    made.response_parameters = std::move(input.response_parameters);
    made.response_templates = std::move(input.response_templates);
    made.default_response = false;
    if (auto error = refuse(made)) return std::move(*error);
    return catalogue_.keep(**found, std::move(made));
}

aws::Outcome<GatewayResponseDetail> ApiGateway::get_gateway_response(const aws::Call& call,
                                                                     GetGatewayResponseRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    auto output = response_of(**found, input.response_type);
    return output;
}

aws::Outcome<GatewayResponses> ApiGateway::get_gateway_responses(const aws::Call& call,
                                                                 GetGatewayResponsesRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    std::map<std::string, GatewayResponseDetail> all;
    for (const Usual& each : usual_responses)
        all.emplace(std::string(each.type), response_of(**found, std::string(each.type)));
    auto page = page_of<GatewayResponses>(all, "apigateway:GetGatewayResponses/" + input.rest_api_id, input.position,
                                          input.limit, call.now,
                                          [](const GatewayResponseDetail& each) { return std::optional(each); });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<GatewayResponseDetail> ApiGateway::update_gateway_response(const aws::Call& call,
                                                                        UpdateGatewayResponseRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    auto changed = patched(response_of(**found, input.response_type), input.patch_operations, gateway_response_rules);
    if (!changed.ok()) return changed.error();
    changed->default_response = false;
    if (auto error = refuse(*changed)) return std::move(*error);
    return catalogue_.keep(**found, std::move(*changed));
}

aws::Outcome<aws::Nothing> ApiGateway::delete_gateway_response(const aws::Call& call,
                                                               DeleteGatewayResponseRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    if (!(*found)->now.gateway_responses.contains(input.response_type))
        return not_found("Gateway response type not defined on api");
    catalogue_.drop<GatewayResponseDetail>(**found, input.response_type);
    return aws::Nothing();
}

}  // namespace wt::gateway::api
