// Integrations.
#include <fmt/format.h>

#include "gateway/http_api/api/api_gateway_v2.hpp"
#include "gateway/http_api/api/checks.hpp"
#include "gateway/http_api/api/paging.hpp"

namespace wt::gateway::http_api::api {

Later<Integration> ApiGatewayV2::create_integration(const aws::Call& call, CreateIntegrationRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) co_return found.error();
    Integration made;
    made.integration_id = new_id(7);
    made.integration_type = std::move(input.integration_type);
    take(made.connection_id, std::move(input.connection_id));
    take(made.connection_type, std::move(input.connection_type));
    take(made.credentials_arn, std::move(input.credentials_arn));
    take(made.description, std::move(input.description));
    take(made.integration_method, std::move(input.integration_method));
    take(made.integration_subtype, std::move(input.integration_subtype));
    take(made.integration_uri, std::move(input.integration_uri));
    take(made.payload_format_version, std::move(input.payload_format_version));
    made.request_parameters = unless_empty(std::move(input.request_parameters));
    made.response_parameters = unless_empty(std::move(input.response_parameters));
    made.timeout_in_millis = input.timeout_in_millis;
    if (input.tls_config) made.tls_config.emplace().server_name_to_verify = input.tls_config->server_name_to_verify;
    complete(made);
    if (auto error = refuse(made)) co_return std::move(*error);
    co_return co_await kept(**found, std::move(made), call);
}

Later<Integration> ApiGatewayV2::get_integration(const aws::Call& call, GetIntegrationRequest input) {
    const auto found = find_part<Integration>(call, input.api_id, input.integration_id, "Integration");
    if (!found.ok()) co_return found.error();
    co_return co_await told(*found->part);
}

Later<GetIntegrationsResponse> ApiGatewayV2::get_integrations(const aws::Call& call, GetIntegrationsRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) co_return found.error();
    auto page =
        page_of<GetIntegrationsResponse>((*found)->now.integrations, "apigatewayv2:GetIntegrations/" + input.api_id,
                                         input, call.now, [](const Integration& each) { return std::optional(each); });
    if (!page.ok()) co_return page.error();
    co_return co_await settled(std::move(*page));
}

Later<Integration> ApiGatewayV2::update_integration(const aws::Call& call, UpdateIntegrationRequest input) {
    const auto found = find_part<Integration>(call, input.api_id, input.integration_id, "Integration");
    if (!found.ok()) co_return found.error();
    Integration integration = *found->part;
    take(integration.integration_type, std::move(input.integration_type));
    take(integration.connection_id, std::move(input.connection_id));
    take(integration.connection_type, std::move(input.connection_type));
    take(integration.credentials_arn, std::move(input.credentials_arn));
    take(integration.description, std::move(input.description));
    take(integration.integration_method, std::move(input.integration_method));
    take(integration.integration_subtype, std::move(input.integration_subtype));
    take(integration.integration_uri, std::move(input.integration_uri));
    take(integration.payload_format_version, std::move(input.payload_format_version));
    take(integration.timeout_in_millis, input.timeout_in_millis);
    merge(integration.request_parameters, std::move(input.request_parameters));
    merge(integration.response_parameters, std::move(input.response_parameters));
    if (input.tls_config)
        integration.tls_config.emplace().server_name_to_verify = input.tls_config->server_name_to_verify;
    complete(integration);
    if (auto error = refuse(integration)) co_return std::move(*error);
    co_return co_await kept(*found->api, std::move(integration), call);
}

Later<aws::Nothing> ApiGatewayV2::delete_integration(const aws::Call& call, DeleteIntegrationRequest input) {
    const auto found = find_part<Integration>(call, input.api_id, input.integration_id, "Integration");
    if (!found.ok()) co_return found.error();
    std::vector<std::string> routes;
    for (const auto& [id, route] : found->api->now.routes) {
        if (route.target == "integrations/" + input.integration_id) routes.push_back(id);
    }
    if (!routes.empty()) {
        co_return conflict(
            fmt::format("Cannot delete Integration because it is referenced by the following Routes with Ids: [{}]",
                        fmt::join(routes, ", ")));
    }
    catalogue_.drop<Integration>(*found->api, input.integration_id);
    changed(*found->api, call);
    co_return co_await settled(aws::Nothing());
}

}  // namespace wt::gateway::http_api::api
