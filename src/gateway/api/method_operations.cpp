// Methods of resources, and what they say of their answers.
#include <algorithm>

#include <fmt/format.h>

#include "gateway/api/find.hpp"
#include "gateway/api/mapping_rules.hpp"
#include "gateway/api/patch.hpp"

namespace wt::gateway::api {

namespace {

constexpr PatchRule method_rules[] = {
    {"/authorizationType", "replace"},
    {"/authorizerId", "replace"},
    {"/authorizationScopes", "add remove replace"},
    {"/apiKeyRequired", "replace"},
    {"/requestValidatorId", "replace"},
    {"/operationName", "replace"},
    {"/requestParameters/*", "add remove replace"},
    {"/requestModels/*", "add remove replace"},
};
constexpr PatchRule method_response_rules[] = {
    {"/responseParameters/*", "add remove replace"},
    {"/responseModels/*", "add remove replace"},
};

[[nodiscard]] std::optional<aws::Error> refuse_http_method(const std::string& name) {
    constexpr std::string_view known[] = {"GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"};
    if (std::find(std::begin(known), std::end(known), name) != std::end(known)) return std::nullopt;
    return bad_request("Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY");
}

/// What the answers of a method may not say.
[[nodiscard]] std::optional<aws::Error> refuse(const Api& api, const MethodResponse& response) {
    if (response.response_models) {
        for (const auto& [type, model] : *response.response_models) {
            if (!api.now.models.contains(model)) return bad_request("Invalid model identifier specified: " + model);
        }
    }
    if (response.response_parameters) {
        for (const auto& [name, needed] : *response.response_parameters) {
            if (!name.starts_with("method.response.header.")) return bad_mapping(name);
        }
    }
    return std::nullopt;
}

/// Empty lists and maps are not shown.
[[nodiscard]] Method tidied(Method method) {
    const auto tidy = [](auto& part) {
        if (part && part->empty()) part.reset();
    };
    tidy(method.request_parameters);
    tidy(method.request_models);
    tidy(method.method_responses);
    tidy(method.authorization_scopes);
    return method;
}

}  // namespace

std::optional<aws::Error> refuse_method(const Api& api, const Method& method) {
    const std::string kind = method.authorization_type.value_or("");
    const bool by_authorizer = kind == "CUSTOM" || kind == "COGNITO_USER_POOLS" || kind == "JWT";
    if (!by_authorizer && kind != "NONE" && kind != "AWS_IAM") {
        return bad_request(
            "Invalid authorization type specified. Valid options are NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS, JWT");
    }
    const auto authorizer = api.now.authorizers.find(method.authorizer_id.value_or(""));
    const auto kind_of = [](const std::string& type) {
        return type == "TOKEN" || type == "REQUEST" ? std::string("CUSTOM") : type;
    };
    const bool fits = authorizer != api.now.authorizers.end() && kind_of(authorizer->second.type.value_or("")) == kind;
    if (by_authorizer && !fits) {
        return bad_request(
            "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires "
            "a valid authorizer.");
    }
    if (method.request_validator_id && !api.now.validators.contains(*method.request_validator_id))
        return bad_request("Invalid Request Validator identifier specified");
    if (method.request_models) {
        for (const auto& [type, model] : *method.request_models) {
            if (!api.now.models.contains(model)) return bad_request("Invalid model identifier specified: " + model);
        }
    }
    if (method.request_parameters) {
        for (const auto& [name, needed] : *method.request_parameters) {
            if (!is_request_place(name, "method.request.")) return bad_mapping(name);
        }
    }
    return std::nullopt;
}

aws::Outcome<Method> ApiGateway::put_method(const aws::Call& call, PutMethodRequest input) {
    const auto found = find_resource(call, input.rest_api_id, input.resource_id);
    if (!found.ok()) return found.error();
    if (auto error = refuse_http_method(input.http_method)) return std::move(*error);
    if (found->resource->resource_methods && found->resource->resource_methods->contains(input.http_method))
        return conflict("Method already exists for this resource");
    Method method;
    method.http_method = input.http_method;
    method.authorization_type = std::move(input.authorization_type);
    if (input.authorizer_id) method.authorizer_id = unless_empty(std::move(*input.authorizer_id));
    method.api_key_required = input.api_key_required.value_or(false);
    method.operation_name = std::move(input.operation_name);
    method.request_parameters = std::move(input.request_parameters);
    method.request_models = std::move(input.request_models);
    method.request_validator_id = std::move(input.request_validator_id);
    method.authorization_scopes = std::move(input.authorization_scopes);
    method = tidied(std::move(method));
    if (auto error = refuse_method(*found->api, method)) return std::move(*error);
    Resource changed = *found->resource;
    open(changed.resource_methods).emplace(input.http_method, method);
    catalogue_.keep(*found->api, std::move(changed));
    return method;
}

aws::Outcome<Method> ApiGateway::get_method(const aws::Call& call, GetMethodRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    return *found->method;
}

aws::Outcome<Method> ApiGateway::update_method(const aws::Call& call, UpdateMethodRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    auto changed = patched(*found->method, input.patch_operations, method_rules);
    if (!changed.ok()) return changed.error();
    if (changed->authorization_type == "NONE" || changed->authorization_type == "AWS_IAM")
        changed->authorizer_id.reset();
    if (auto error = refuse_method(*found->api, *changed)) return std::move(*error);
    *found->method = tidied(std::move(*changed));
    keep_resource(*found);
    return *found->method;
}

aws::Outcome<aws::Nothing> ApiGateway::delete_method(const aws::Call& call, DeleteMethodRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    found->resource->resource_methods->erase(input.http_method);
    keep_resource(*found);
    return aws::Nothing();
}

void ApiGateway::keep_resource(const MethodFound& found) { catalogue_.note(*found.api, *found.resource); }

template <class Input>
aws::Outcome<MethodResponse*> ApiGateway::method_response(const MethodFound& found, const Input& input) {
    auto& responses = found.method->method_responses;
    if (!responses || !responses->contains(input.status_code))
        return not_found("Invalid Response status code specified");
    return &responses->at(input.status_code);
}

aws::Outcome<MethodResponse> ApiGateway::put_method_response(const aws::Call& call, PutMethodResponseRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    if (method_response(*found, input).ok()) return conflict("Response already exists for this resource");
    MethodResponse made;
    made.status_code = input.status_code;
    made.response_parameters = unless_empty(std::move(input.response_parameters));
    made.response_models = unless_empty(std::move(input.response_models));
    if (auto error = refuse(*found->api, made)) return std::move(*error);
    open(found->method->method_responses).emplace(input.status_code, made);
    keep_resource(*found);
    return made;
}

aws::Outcome<MethodResponse> ApiGateway::get_method_response(const aws::Call& call, GetMethodResponseRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    const auto response = method_response(*found, input);
    if (!response.ok()) return response.error();
    return **response;
}

aws::Outcome<MethodResponse> ApiGateway::update_method_response(const aws::Call& call,
                                                                UpdateMethodResponseRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    const auto response = method_response(*found, input);
    if (!response.ok()) return response.error();
    auto changed = patched(**response, input.patch_operations, method_response_rules);
    if (!changed.ok()) return changed.error();
    if (auto error = refuse(*found->api, *changed)) return std::move(*error);
    **response = *changed;
    keep_resource(*found);
    return std::move(*changed);
}

aws::Outcome<aws::Nothing> ApiGateway::delete_method_response(const aws::Call& call,
                                                              DeleteMethodResponseRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    const auto response = method_response(*found, input);
    if (!response.ok()) return response.error();
    found->method->method_responses->erase(input.status_code);
    *found->method = tidied(std::move(*found->method));
    keep_resource(*found);
    return aws::Nothing();
}

}  // namespace wt::gateway::api
