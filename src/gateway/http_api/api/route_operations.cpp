// Routes.
#include "gateway/http_api/api/api_gateway_v2.hpp"
#include "gateway/http_api/api/checks.hpp"
#include "gateway/http_api/api/merge.hpp"
#include "gateway/http_api/api/paging.hpp"

namespace wt::gateway::http_api::api {

aws::Outcome<Route> ApiGatewayV2::create_route(const aws::Call& call, CreateRouteRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    Route made;
    made.route_id = new_id(7);
    made.api_key_required = false;
    made.authorization_type = "NONE";
    merge(made, input);
    complete(made);
    if (auto error = refuse((*found)->now, made)) return std::move(*error);
    return kept(**found, std::move(made), call);
}

aws::Outcome<Route> ApiGatewayV2::get_route(const aws::Call& call, GetRouteRequest input) {
    const auto found = find_part<Route>(call, input.api_id, input.route_id, "Route");
    if (!found.ok()) return found.error();
    return *found->part;
}

aws::Outcome<GetRoutesResponse> ApiGatewayV2::get_routes(const aws::Call& call, GetRoutesRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    auto page = page_of<GetRoutesResponse>((*found)->now.routes, "apigatewayv2:GetRoutes/" + input.api_id, input,
                                           call.now, [](const Route& each) { return std::optional(each); });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<Route> ApiGatewayV2::update_route(const aws::Call& call, UpdateRouteRequest input) {
    const auto found = find_part<Route>(call, input.api_id, input.route_id, "Route");
    if (!found.ok()) return found.error();
    Route route = *found->part;
    merge(route, input);
    complete(route);
    // Nobody is asked any more.
    if (route.authorization_type == "NONE" || route.authorization_type == "AWS_IAM") {
        route.authorizer_id.reset();
        route.authorization_scopes.reset();
    }
    if (auto error = refuse(found->api->now, route)) return std::move(*error);
    return kept(*found->api, std::move(route), call);
}

aws::Outcome<aws::Nothing> ApiGatewayV2::delete_route(const aws::Call& call, DeleteRouteRequest input) {
    const auto found = find_part<Route>(call, input.api_id, input.route_id, "Route");
    if (!found.ok()) return found.error();
    catalogue_.drop<Route>(*found->api, input.route_id);
    changed(*found->api, call);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> ApiGatewayV2::delete_route_request_parameter(const aws::Call& call,
                                                                        DeleteRouteRequestParameterRequest input) {
    const auto found = find_part<Route>(call, input.api_id, input.route_id, "Route");
    if (!found.ok()) return found.error();
    Route route = *found->part;
    // Assumed: the sentence.
    if (!route.request_parameters || route.request_parameters->erase(input.request_parameter_key) == 0)
        return not_found("Invalid request parameter key specified " + input.request_parameter_key);
    catalogue_.keep(*found->api, std::move(route));
    return aws::Nothing();
}

}  // namespace wt::gateway::http_api::api
