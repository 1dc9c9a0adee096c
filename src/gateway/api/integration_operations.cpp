// What stands behind methods, and how its answers are told.
#include <algorithm>

#include <fmt/format.h>

#include "gateway/api/find.hpp"
#include "gateway/api/mapping_rules.hpp"
#include "gateway/api/patch.hpp"
#include "gateway/mapping/mapping_template.hpp"
#include "iam/pass_role.hpp"

namespace wt::gateway::api {

namespace {

constexpr std::int32_t longest_timeout = 29'000;
constexpr std::int32_t longest_streaming_timeout = 900'000;
constexpr std::int32_t shortest_timeout = 50;

constexpr PatchRule integration_rules[] = {
    {"/httpMethod", "replace"},
    {"/uri", "replace"},
    {"/connectionType", "replace"},
    {"/connectionId", "replace"},
    {"/credentials", "replace"},
    {"/passthroughBehavior", "replace"},
    {"/contentHandling", "replace"},
    {"/timeoutInMillis", "replace"},
    {"/cacheNamespace", "replace"},
    {"/cacheKeyParameters", "add remove replace"},
    {"/cacheKeyParameters/*", "add remove replace"},
    {"/requestParameters/*", "add remove replace"},
    {"/requestTemplates/*", "add remove replace"},
    {"/tlsConfig/insecureSkipVerification", "replace"},
    {"/responseTransferMode", "replace"},
    {"/integrationTarget", "replace"},
};
constexpr PatchRule integration_response_rules[] = {
    {"/selectionPattern", "replace"},
    {"/contentHandling", "replace"},
    {"/responseParameters/*", "add remove replace"},
    {"/responseTemplates/*", "add remove replace"},
};

/// "http://HOST..." or "https://HOST...", in which the host may be a stage variable's.
[[nodiscard]] bool is_http_endpoint(std::string_view uri) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (uri.starts_with(scheme)) return uri.size() > scheme.size() && uri[scheme.size()] != '/';
    }
    return uri.starts_with("${stageVariables.");
}

/// "arn:aws:apigateway:REGION:SERVICE:action/NAME" or ":path/...".
[[nodiscard]] std::optional<aws::Error> refuse_aws_uri(std::string_view uri, bool is_proxy) {
    if (!uri.starts_with("arn:aws:apigateway:")) return bad_request("Invalid ARN specified in the request");
    const std::size_t region = uri.find(':', std::string_view("arn:aws:apigateway:").size());
    const std::size_t service = region == std::string_view::npos ? region : uri.find(':', region + 1);
    if (service == std::string_view::npos) return bad_request("AWS ARN for integration must contain path or action");
    const std::string_view name = uri.substr(region + 1, service - region - 1);
    const std::string_view rest = uri.substr(service + 1);
    if (!rest.starts_with("path/") && !rest.starts_with("action/"))
        return bad_request("AWS ARN for integration must contain path or action");
    if (is_proxy && name != "lambda" && name != "firehose") {
        return bad_request(
            "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream "
            "invocations.");
    }
    if (is_proxy && name == "firehose") return unwritten("proxy integrations with Firehose");
    return std::nullopt;
}

[[nodiscard]] bool streams(const Integration& integration) { return integration.response_transfer_mode == "STREAM"; }

/// API Gateway Developer Guide, "Stream the integration response for your proxy integrations". Assumed: the sentences.
[[nodiscard]] std::optional<aws::Error> refuse_transfer(const Integration& integration) {
    const bool to_stream = integration.uri.value_or("").ends_with("/response-streaming-invocations");
    if (streams(integration) && integration.type != "AWS_PROXY" && integration.type != "HTTP_PROXY")
        return bad_request("The response transfer mode STREAM is for proxy integrations only");
    if (integration.type == "AWS_PROXY" && streams(integration) != to_stream)
        return bad_request(
            "A Lambda proxy integration whose URI ends with /response-streaming-invocations has the response transfer "
            "mode STREAM, and any other has BUFFERED");
    return std::nullopt;
}

[[nodiscard]] std::optional<aws::Error> refuse_templates(
    const std::optional<std::map<std::string, std::string>>& templates) {
    if (!templates) return std::nullopt;
    for (const auto& [type, text] : *templates) {
        // Assumed: the sentence.
        if (text.size() > mapping::MappingTemplate::longest)
            return bad_request("Mapping template for " + type + " is larger than 300 KB");
    }
    return std::nullopt;
}

}  // namespace

std::optional<aws::Error> refuse_integration(const Method& method, const Integration& integration) {
    const std::string type = *integration.type;
    if (type != "MOCK") {
        if (!integration.http_method) return bad_request("Enumeration value for HttpMethod must be non-empty");
        const std::string uri = integration.uri.value_or("");
        if (type == "AWS" || type == "AWS_PROXY") {
            if (auto error = refuse_aws_uri(uri, type == "AWS_PROXY")) return error;
        } else if (!is_http_endpoint(uri)) {
            return bad_request("Invalid HTTP endpoint specified for URI");
        }
    }
    if (auto error = refuse_transfer(integration)) return error;
    const std::int32_t timeout = *integration.timeout_in_millis;
    const std::int32_t longest = streams(integration) ? longest_streaming_timeout : longest_timeout;
    if (timeout < shortest_timeout || timeout > longest)
        return bad_request(fmt::format("Timeout should be between 50 ms and {} ms", longest));
    constexpr std::string_view known[] = {"WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"};
    // Assumed: the sentence.
    if (std::find(std::begin(known), std::end(known), *integration.passthrough_behavior) == std::end(known))
        return bad_request("Invalid passthrough behavior specified");
    if (integration.connection_type == "VPC_LINK") return unwritten("integrations by way of a VPC link");
    if (auto error = refuse_templates(integration.request_templates)) return error;
    return refuse_request_mapping(method, integration);
}

aws::Outcome<Integration> ApiGateway::put_integration(const aws::Call& call, PutIntegrationRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    Integration made;
    made.type = input.type;
    made.http_method = std::move(input.integration_http_method);
    made.uri = std::move(input.uri);
    made.connection_type = std::move(input.connection_type);
    made.connection_id = std::move(input.connection_id);
    made.credentials = std::move(input.credentials);
    made.request_parameters = unless_empty(std::move(input.request_parameters));
    made.request_templates = unless_empty(std::move(input.request_templates));
    made.passthrough_behavior = input.passthrough_behavior.value_or("WHEN_NO_MATCH");
    made.content_handling = std::move(input.content_handling);
    made.timeout_in_millis = input.timeout_in_millis.value_or(longest_timeout);
    made.cache_namespace = input.cache_namespace.value_or(input.resource_id);
    made.cache_key_parameters = std::move(input.cache_key_parameters);
    made.tls_config = input.tls_config;
    made.response_transfer_mode = std::move(input.response_transfer_mode);
    made.integration_target = std::move(input.integration_target);
    if (auto error = refuse_integration(*found->method, made)) return std::move(*error);
    if (auto error = iam::refuse_pass_role(call, model(), made.credentials.value_or(""))) return std::move(*error);
    found->method->method_integration = made;
    keep_resource(*found);
    return made;
}

namespace {

[[nodiscard]] aws::Error no_integration() { return not_found("Invalid Integration identifier specified"); }

}  // namespace

aws::Outcome<Integration> ApiGateway::get_integration(const aws::Call& call, GetIntegrationRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    if (!found->method->method_integration) return no_integration();
    return *found->method->method_integration;
}

aws::Outcome<Integration> ApiGateway::update_integration(const aws::Call& call, UpdateIntegrationRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    if (!found->method->method_integration) return no_integration();
    auto changed = patched(*found->method->method_integration, input.patch_operations, integration_rules);
    if (!changed.ok()) return changed.error();
    if (!changed->timeout_in_millis) changed->timeout_in_millis = longest_timeout;
    if (!changed->passthrough_behavior) changed->passthrough_behavior = "WHEN_NO_MATCH";
    if (!changed->cache_namespace) changed->cache_namespace = input.resource_id;
    if (changed->request_parameters && changed->request_parameters->empty()) changed->request_parameters.reset();
    if (changed->request_templates && changed->request_templates->empty()) changed->request_templates.reset();
    if (auto error = refuse_integration(*found->method, *changed)) return std::move(*error);
    if (auto error = iam::refuse_pass_role(call, model(), changed->credentials.value_or(""))) return std::move(*error);
    found->method->method_integration = *changed;
    keep_resource(*found);
    return std::move(*changed);
}

aws::Outcome<aws::Nothing> ApiGateway::delete_integration(const aws::Call& call, DeleteIntegrationRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    if (!found->method->method_integration) return no_integration();
    found->method->method_integration.reset();
    keep_resource(*found);
    return aws::Nothing();
}

template <class Input>
aws::Outcome<IntegrationResponse*> ApiGateway::integration_response(const MethodFound& found, const Input& input) {
    if (!found.method->method_integration) return no_integration();
    auto& responses = found.method->method_integration->integration_responses;
    if (!responses || !responses->contains(input.status_code))
        return not_found("Invalid Response status code specified");
    return &responses->at(input.status_code);
}

std::optional<aws::Error> ApiGateway::refuse_response(const MethodFound& found, const IntegrationResponse& response) {
    const auto& declared = found.method->method_responses;
    if (!declared || !declared->contains(*response.status_code))
        return not_found("Invalid Response status code specified");
    if (auto error = refuse_templates(response.response_templates)) return error;
    return refuse_response_mapping(declared->at(*response.status_code), response);
}

aws::Outcome<IntegrationResponse> ApiGateway::put_integration_response(const aws::Call& call,
                                                                       PutIntegrationResponseRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    if (!found->method->method_integration) return no_integration();
    IntegrationResponse made;
    made.status_code = input.status_code;
    made.selection_pattern = std::move(input.selection_pattern);
    made.response_parameters = unless_empty(std::move(input.response_parameters));
    made.response_templates = unless_empty(std::move(input.response_templates));
    made.content_handling = std::move(input.content_handling);
    if (auto error = refuse_response(*found, made)) return std::move(*error);
    open(found->method->method_integration->integration_responses).insert_or_assign(input.status_code, made);
    keep_resource(*found);
    return made;
}

aws::Outcome<IntegrationResponse> ApiGateway::get_integration_response(const aws::Call& call,
                                                                       GetIntegrationResponseRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    const auto response = integration_response(*found, input);
    if (!response.ok()) return response.error();
    return **response;
}

aws::Outcome<IntegrationResponse> ApiGateway::update_integration_response(const aws::Call& call,
                                                                          UpdateIntegrationResponseRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    const auto response = integration_response(*found, input);
    if (!response.ok()) return response.error();
    auto changed = patched(**response, input.patch_operations, integration_response_rules);
    if (!changed.ok()) return changed.error();
    if (auto error = refuse_response(*found, *changed)) return std::move(*error);
    **response = *changed;
    keep_resource(*found);
    return std::move(*changed);
}

aws::Outcome<aws::Nothing> ApiGateway::delete_integration_response(const aws::Call& call,
                                                                   DeleteIntegrationResponseRequest input) {
    const auto found = find_method(call, input);
    if (!found.ok()) return found.error();
    const auto response = integration_response(*found, input);
    if (!response.ok()) return response.error();
    auto& all = found->method->method_integration->integration_responses;
    all->erase(input.status_code);
    if (all->empty()) all.reset();
    keep_resource(*found);
    return aws::Nothing();
}

}  // namespace wt::gateway::api
