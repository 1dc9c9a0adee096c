// Integrations.
#include <fmt/format.h>

#include "gateway/http_api/api/api_gateway_v2.hpp"
#include "gateway/http_api/api/checks.hpp"
#include "gateway/http_api/api/merge.hpp"
#include "gateway/http_api/api/paging.hpp"
#include "iam/pass_role.hpp"

namespace wt::gateway::http_api::api {

aws::Outcome<Integration> ApiGatewayV2::create_integration(const aws::Call& call, CreateIntegrationRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    Integration made;
    made.integration_id = new_id(7);
    merge(made, input);
    complete(made);
    if (auto error = refuse(made)) return std::move(*error);
    if (auto error = iam::refuse_pass_role(call, model_, made.credentials_arn.value_or(""))) return std::move(*error);
    return kept(**found, std::move(made), call);
}

aws::Outcome<Integration> ApiGatewayV2::get_integration(const aws::Call& call, GetIntegrationRequest input) {
    const auto found = find_part<Integration>(call, input.api_id, input.integration_id, "Integration");
    if (!found.ok()) return found.error();
    return *found->part;
}

aws::Outcome<GetIntegrationsResponse> ApiGatewayV2::get_integrations(const aws::Call& call,
                                                                     GetIntegrationsRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    auto page =
        page_of<GetIntegrationsResponse>((*found)->now.integrations, "apigatewayv2:GetIntegrations/" + input.api_id,
                                         input, call.now, [](const Integration& each) { return std::optional(each); });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<Integration> ApiGatewayV2::update_integration(const aws::Call& call, UpdateIntegrationRequest input) {
    const auto found = find_part<Integration>(call, input.api_id, input.integration_id, "Integration");
    if (!found.ok()) return found.error();
    Integration integration = *found->part;
    merge(integration, input);
    complete(integration);
    if (auto error = refuse(integration)) return std::move(*error);
    if (auto error = iam::refuse_pass_role(call, model_, integration.credentials_arn.value_or("")))
        return std::move(*error);
    return kept(*found->api, std::move(integration), call);
}

aws::Outcome<aws::Nothing> ApiGatewayV2::delete_integration(const aws::Call& call, DeleteIntegrationRequest input) {
    const auto found = find_part<Integration>(call, input.api_id, input.integration_id, "Integration");
    if (!found.ok()) return found.error();
    std::vector<std::string> routes;
    for (const auto& [id, route] : found->api->now.routes) {
        if (route.target == "integrations/" + input.integration_id) routes.push_back(id);
    }
    if (!routes.empty()) {
        return conflict(
            fmt::format("Cannot delete Integration because it is referenced by the following Routes with Ids: [{}]",
                        fmt::join(routes, ", ")));
    }
    catalogue_.drop<Integration>(*found->api, input.integration_id);
    changed(*found->api, call);
    return aws::Nothing();
}

}  // namespace wt::gateway::http_api::api
