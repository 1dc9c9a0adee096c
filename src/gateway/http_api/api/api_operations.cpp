// HTTP APIs themselves, and tags.
#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "gateway/api/targets.hpp"
#include "gateway/http_api/api/api_gateway_v2.hpp"
#include "gateway/http_api/api/checks.hpp"
#include "gateway/http_api/api/paging.hpp"
#include "iam/pass_role.hpp"

namespace wt::gateway::http_api::api {

namespace {

/// What stands behind a route that is made with its API. A function is told of requests in format 2.0.
[[nodiscard]] Integration quick_integration(std::string id, const std::string& target,
                                            std::optional<std::string> credentials) {
    Integration made;
    const bool is_web = target.starts_with("http://") || target.starts_with("https://");
    made.api_gateway_managed = true;
    made.integration_id = std::move(id);
    made.integration_type = is_web ? "HTTP_PROXY" : "AWS_PROXY";
    made.integration_uri = target;
    made.integration_method = is_web ? "ANY" : "POST";
    made.payload_format_version = is_web ? "1.0" : "2.0";
    take(made.credentials_arn, std::move(credentials));
    complete(made);
    return made;
}

[[nodiscard]] Route quick_route(std::string id, const std::string& key, const std::string& integration) {
    Route made;
    made.api_gateway_managed = true;
    made.api_key_required = false;
    made.authorization_type = "NONE";
    made.route_id = std::move(id);
    made.route_key = key;
    made.target = "integrations/" + integration;
    return made;
}

/// The part that was made with its API; none: there is none.
template <class T>
[[nodiscard]] std::optional<T> managed(const Parts<T>& parts) {
    for (const auto& [id, part] : parts) {
        if (part.api_gateway_managed == true) return part;
    }
    return std::nullopt;
}

}  // namespace

Api shown(Api settings, const aws::Call& call) {
    const std::string_view host = call.request.headers.get("Host");
    const std::size_t colon = host.rfind(':');
    const std::string_view port = colon == std::string_view::npos ? "" : host.substr(colon);
    settings.api_endpoint = fmt::format("{}://{}.execute-api.localhost{}", call.request.secure ? "https" : "http",
                                        settings.api_id.value_or(""), port);
    return settings;
}

std::string ApiGatewayV2::new_id(std::size_t letters) { return shared_.new_id(letters); }

std::string ApiGatewayV2::new_api_id() {
    std::string id = shared_.new_api_id();
    while (catalogue_.all().contains(id)) id = shared_.new_api_id();
    return id;
}

std::optional<std::string> ApiGatewayV2::resource(const aws::Call& call, const aws::Operation& /*operation*/) {
    // API Gateway Developer Guide, "Resource format of permissions for managing APIs": the path without its version.
    constexpr std::string_view version = "/v2";
    std::string_view path = call.path;
    if (path.starts_with(version)) path.remove_prefix(version.size());
    return fmt::format("arn:aws:apigateway:{}::{}", call.region, path);
}

Task<std::optional<aws::Error>> ApiGatewayV2::settle() {
    std::optional<wt::Error> problem = co_await catalogue_.durable();
    if (!problem) problem = co_await shared_.durable();
    if (!problem) co_return std::nullopt;
    aws::Error failed(gateway::api::apigateway_errors::service_unavailable, std::move(problem->message));
    co_return failed;
}

Task<std::optional<wt::Error>> ApiGatewayV2::reset(std::string_view account) {
    for (const auto& [id, api] : catalogue_.all()) {
        if (!account.empty() && api->place.account != account) continue;
        for (const auto& [name, stage] : api->stages) planes_.leave(*api, name);
    }
    catalogue_.reset(account);
    return catalogue_.durable();
}

aws::Outcome<ApiRecord*> ApiGatewayV2::find_api(const aws::Call& call, const std::string& id) {
    ApiRecord* const found = catalogue_.find(aws::account_region_of(call), id);
    if (found == nullptr)
        return not_found(fmt::format("Invalid API identifier specified {}:{}", call.caller.account, id));
    return found;
}

aws::Outcome<Api> ApiGatewayV2::create_api(const aws::Call& call, CreateApiRequest input) {
    if (input.protocol_type == "WEBSOCKET") return unwritten("WebSocket APIs");
    if (input.protocol_type != "HTTP")
        return bad_request("Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]");
    auto made = std::make_unique<ApiRecord>();
    made->place = aws::account_region_of(call);
    made->id = new_api_id();
    Api& settings = made->now.settings;
    settings.api_id = made->id;
    settings.name = std::move(input.name);
    settings.protocol_type = "HTTP";
    settings.api_key_selection_expression = "$request.header.x-api-key";
    settings.route_selection_expression =
        input.route_selection_expression.value_or("${request.method} ${request.path}");
    settings.created_date = in_seconds(call.now);
    settings.disable_execute_api_endpoint = input.disable_execute_api_endpoint.value_or(false);
    settings.ip_address_type = input.ip_address_type.value_or("ipv4");
    take(settings.description, std::move(input.description));
    take(settings.version, std::move(input.version));
    settings.cors_configuration = std::move(input.cors_configuration);
    aws::TagSet tags;
    if (const auto fault = tags.add(input.tags, call.via)) return bad_request(fault->text);
    settings.tags = std::move(input.tags);
    if (auto error = refuse(settings)) return std::move(*error);
    const std::string target = input.target.value_or("");
    if (target.empty() && (input.route_key || input.credentials_arn))
        return bad_request("Target is required when RouteKey or CredentialsArn is specified");  // Assumed
    if (!target.empty()) {
        Integration integration = quick_integration(new_id(7), target, std::move(input.credentials_arn));
        Route route = quick_route(new_id(7), input.route_key.value_or("$default"), *integration.integration_id);
        if (auto error = refuse(integration)) return std::move(*error);
        if (auto error = iam::refuse_pass_role(call, model_, integration.credentials_arn.value_or("")))
            return std::move(*error);
        made->now.integrations.emplace(*integration.integration_id, integration);
        if (auto error = refuse(made->now, route)) return std::move(*error);
        made->now.routes.emplace(*route.route_id, route);
    }
    ApiRecord& api = catalogue_.add(std::move(made));
    if (!target.empty()) {
        Stage stage;
        stage.stage_name = "$default";
        stage.api_gateway_managed = true;
        stage.auto_deploy = true;
        stage.default_route_settings.emplace().detailed_metrics_enabled = false;
        stage.created_date = stage.last_updated_date = in_seconds(call.now);
        deploy_itself(api, stage, call);
        planes_.stand(api, catalogue_.keep(api, std::move(stage)));
    }
    Api output = shown(api.now.settings, call);
    return output;
}

aws::Outcome<Api> ApiGatewayV2::get_api(const aws::Call& call, GetApiRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    Api output = shown((*found)->now.settings, call);
    return output;
}

aws::Outcome<GetApisResponse> ApiGatewayV2::get_apis(const aws::Call& call, GetApisRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    std::map<std::string, const ApiRecord*> all;
    for (const auto& [id, api] : catalogue_.all()) {
        if (api->place == place) all.emplace(id, api.get());
    }
    auto page = page_of<GetApisResponse>(all, "apigatewayv2:GetApis", input, call.now, [&](const ApiRecord* api) {
        return std::optional(shown(api->now.settings, call));
    });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<Api> ApiGatewayV2::update_api(const aws::Call& call, UpdateApiRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    ApiRecord& api = **found;
    Api settings = api.now.settings;
    if (input.name) settings.name = std::move(*input.name);
    if (input.route_selection_expression)
        settings.route_selection_expression = std::move(*input.route_selection_expression);
    take(settings.description, std::move(input.description));
    take(settings.version, std::move(input.version));
    take(settings.cors_configuration, std::move(input.cors_configuration));
    take(settings.disable_execute_api_endpoint, input.disable_execute_api_endpoint);
    take(settings.ip_address_type, std::move(input.ip_address_type));
    if (auto error = refuse(settings)) return std::move(*error);
    if (input.target || input.route_key || input.credentials_arn) {
        auto route = managed(api.now.routes);
        auto integration = managed(api.now.integrations);
        // Assumed: the sentence.
        if (!route || !integration)
            return bad_request("Target, RouteKey and CredentialsArn are of APIs that were made by quick create");
        if (input.route_key) route->route_key = std::move(*input.route_key);
        const std::string target = input.target.value_or(integration->integration_uri.value_or(""));
        auto credentials = input.credentials_arn ? std::move(input.credentials_arn) : integration->credentials_arn;
        *integration = quick_integration(*integration->integration_id, target, std::move(credentials));
        if (auto error = refuse(*integration)) return std::move(*error);
        if (auto error = iam::refuse_pass_role(call, model_, integration->credentials_arn.value_or("")))
            return std::move(*error);
        if (auto error = refuse(api.now, *route)) return std::move(*error);
        catalogue_.keep(api, std::move(*route));
        catalogue_.keep(api, std::move(*integration));
    }
    api.now.settings = std::move(settings);
    catalogue_.keep(api);
    changed(api, call);
    Api output = shown(api.now.settings, call);
    return output;
}

aws::Outcome<aws::Nothing> ApiGatewayV2::delete_api(const aws::Call& call, DeleteApiRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    for (const auto& [name, stage] : (*found)->stages) planes_.leave(**found, name);
    catalogue_.remove(**found);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> ApiGatewayV2::delete_cors_configuration(const aws::Call& call,
                                                                   DeleteCorsConfigurationRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    (*found)->now.settings.cors_configuration.reset();
    catalogue_.keep(**found);
    changed(**found, call);
    return aws::Nothing();
}

aws::Outcome<ApiGatewayV2::TagMap> ApiGatewayV2::tag(const aws::Call& call, const std::string& arn, const TagMap& added,
                                                     const std::vector<std::string>& removed) {
    // "arn:aws:apigateway:REGION::/apis/ID[/stages/NAME]", "/domainnames/NAME"
    const aws::AccountRegion place = aws::account_region_of(call);
    std::vector<std::string> names;
    const std::size_t at = arn.find("::/");
    std::string_view rest = at == std::string::npos ? std::string_view() : std::string_view(arn).substr(at + 3);
    while (!rest.empty()) names.push_back(gateway::api::take_part(rest));
    const aws::Error unknown = not_found("Invalid resource ARN specified: " + arn);  // Assumed: the sentence
    if (names.size() < 2) return unknown;
    ApiRecord* api = nullptr;
    Stage* stage = nullptr;
    gateway::api::DomainName* domain = nullptr;
    std::optional<TagMap>* tags = nullptr;
    if (names[0] == "apis") {
        const auto found = find_api(call, names[1]);
        if (!found.ok()) return found.error();
        api = *found;
        tags = &api->now.settings.tags;
        if (names.size() > 2) {
            stage = names.size() == 4 && names[2] == "stages" ? catalogue_.find<Stage>(*api, names[3]) : nullptr;
            if (stage == nullptr) return unknown;
            tags = &stage->tags;
        }
    } else if (names[0] == "domainnames") {
        domain = shared_.find_in<gateway::api::DomainName>(place, names[1]);
        if (domain == nullptr) return unknown;
        tags = &domain->tags;
    }
    if (tags == nullptr) return unknown;
    aws::TagSet set(tags->value_or(std::map<std::string, std::string>()));
    std::optional<aws::TagFault> fault = set.add(added, call.via);
    if (!fault) fault = set.remove(removed);
    if (fault) return bad_request(fault->text);
    if (added.empty() && removed.empty()) return set.all();
    *tags = set.all();
    if (domain != nullptr) {
        shared_.note_in(place, *domain);
    } else if (stage != nullptr) {
        catalogue_.keep(*api, Stage(*stage));
    } else {
        catalogue_.keep(*api);
    }
    return set.all();
}

aws::Outcome<GetTagsResponse> ApiGatewayV2::get_tags(const aws::Call& call, GetTagsRequest input) {
    auto tags = tag(call, input.resource_arn, {}, {});
    if (!tags.ok()) return tags.error();
    GetTagsResponse output;
    output.tags = std::move(*tags);
    return output;
}

aws::Outcome<TagResourceResponse> ApiGatewayV2::tag_resource(const aws::Call& call, TagResourceRequest input) {
    auto tags = tag(call, input.resource_arn, input.tags, {});
    if (!tags.ok()) return tags.error();
    return TagResourceResponse();
}

aws::Outcome<aws::Nothing> ApiGatewayV2::untag_resource(const aws::Call& call, UntagResourceRequest input) {
    auto tags = tag(call, input.resource_arn, {}, input.tag_keys);
    if (!tags.ok()) return tags.error();
    return aws::Nothing();
}

}  // namespace wt::gateway::http_api::api
