// Authorizers.
#include <fmt/format.h>

#include "gateway/http_api/api/api_gateway_v2.hpp"
#include "gateway/http_api/api/checks.hpp"
#include "gateway/http_api/api/merge.hpp"
#include "gateway/http_api/api/paging.hpp"
#include "iam/pass_role.hpp"

namespace wt::gateway::http_api::api {

aws::Outcome<Authorizer> ApiGatewayV2::create_authorizer(const aws::Call& call, CreateAuthorizerRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    Authorizer made;
    made.authorizer_id = new_id(6);
    merge(made, input);
    complete(made);
    if (auto error = refuse((*found)->now, made)) return std::move(*error);
    if (auto error = iam::refuse_pass_role(call, model_, made.authorizer_credentials_arn.value_or("")))
        return std::move(*error);
    constexpr std::size_t most = 10;  // API Gateway quotas: authorizers per API
    if ((*found)->now.authorizers.size() >= most)
        return aws::Error(apigatewayv2_errors::too_many_requests, "Maximum number of authorizers for this API reached");
    return kept(**found, std::move(made), call);
}

aws::Outcome<Authorizer> ApiGatewayV2::get_authorizer(const aws::Call& call, GetAuthorizerRequest input) {
    const auto found = find_part<Authorizer>(call, input.api_id, input.authorizer_id, "Authorizer");
    if (!found.ok()) return found.error();
    return *found->part;
}

aws::Outcome<GetAuthorizersResponse> ApiGatewayV2::get_authorizers(const aws::Call& call, GetAuthorizersRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    auto page =
        page_of<GetAuthorizersResponse>((*found)->now.authorizers, "apigatewayv2:GetAuthorizers/" + input.api_id, input,
                                        call.now, [](const Authorizer& each) { return std::optional(each); });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<Authorizer> ApiGatewayV2::update_authorizer(const aws::Call& call, UpdateAuthorizerRequest input) {
    const auto found = find_part<Authorizer>(call, input.api_id, input.authorizer_id, "Authorizer");
    if (!found.ok()) return found.error();
    Authorizer authorizer = *found->part;
    merge(authorizer, input);
    complete(authorizer);
    if (auto error = refuse(found->api->now, authorizer)) return std::move(*error);
    if (auto error = iam::refuse_pass_role(call, model_, authorizer.authorizer_credentials_arn.value_or("")))
        return std::move(*error);
    return kept(*found->api, std::move(authorizer), call);
}

aws::Outcome<aws::Nothing> ApiGatewayV2::delete_authorizer(const aws::Call& call, DeleteAuthorizerRequest input) {
    const auto found = find_part<Authorizer>(call, input.api_id, input.authorizer_id, "Authorizer");
    if (!found.ok()) return found.error();
    std::vector<std::string> routes;
    for (const auto& [id, route] : found->api->now.routes) {
        if (route.authorizer_id == input.authorizer_id) routes.push_back(id);
    }
    // Assumed: the sentence, after the integrations' own.
    if (!routes.empty()) {
        return conflict(
            fmt::format("Cannot delete Authorizer because it is referenced by the following Routes with Ids: [{}]",
                        fmt::join(routes, ", ")));
    }
    catalogue_.drop<Authorizer>(*found->api, input.authorizer_id);
    changed(*found->api, call);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> ApiGatewayV2::reset_authorizers_cache(const aws::Call& call,
                                                                 ResetAuthorizersCacheRequest input) {
    const auto found = find_part<Stage>(call, input.api_id, input.stage_name, "Stage");
    if (!found.ok()) return found.error();
    planes_.flush_authorizers(*found->api, input.stage_name);
    return aws::Nothing();
}

}  // namespace wt::gateway::http_api::api
