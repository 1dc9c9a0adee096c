// Deployments, which freeze an API, and stages, which show one.
#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "gateway/http_api/api/api_gateway_v2.hpp"
#include "gateway/http_api/api/checks.hpp"
#include "gateway/http_api/api/merge.hpp"
#include "gateway/http_api/api/paging.hpp"

namespace wt::gateway::http_api::api {

namespace {

constexpr const char* no_routes = "Unable to deploy API because no routes exist in this API";
/// How many deployments a stage that deploys itself leaves behind. Assumed.
constexpr std::size_t most_of_its_own = 20;

[[nodiscard]] bool is_stage_name(std::string_view name) {
    constexpr std::size_t longest = 128;
    return name == "$default" ||
           (!name.empty() && name.size() <= longest && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                      c == '-';
           }));
}

[[nodiscard]] bool is_shown(const ApiRecord& api, const std::string& deployment) {
    return std::any_of(api.stages.begin(), api.stages.end(),
                       [&](const auto& each) { return each.second.deployment_id == deployment; });
}

/// What a stage may not say.
[[nodiscard]] std::optional<aws::Error> refuse(const ApiRecord& api, const Stage& stage) {
    if (stage.deployment_id && !api.deployments.contains(*stage.deployment_id))
        return bad_request("Deployment id does not exist");
    for (const auto& [key, settings] : stage.route_settings.value_or(std::map<std::string, RouteSettings>())) {
        const auto& routes = api.now.routes;
        const bool is_there =
            std::any_of(routes.begin(), routes.end(), [&](const auto& each) { return each.second.route_key == key; });
        if (!is_there)
            return not_found(fmt::format("Unable to find Route by key {} within the provided RouteSettings", key));
    }
    if (stage.access_log_settings && stage.access_log_settings->destination_arn &&
        stage.access_log_settings->destination_arn->find(":log-group:") == std::string::npos)
        return unwritten("access logs that do not go to a log group");
    return std::nullopt;
}

/// What a request says; the usual settings of routes one by one.
template <class Said>
void take_over(Stage& stage, Said& said) {
    if (said.default_route_settings) merge(*stage.default_route_settings, *said.default_route_settings);
    said.default_route_settings.reset();
    merge(stage, said);
    if (stage.auto_deploy == false) stage.auto_deploy.reset();
    // A setting without a word in it is none.
    if (stage.access_log_settings && !stage.access_log_settings->destination_arn) stage.access_log_settings.reset();
}

}  // namespace

DeploymentEntry ApiGatewayV2::new_deployment(const ApiRecord& api, const aws::Call& call) {
    DeploymentEntry entry;
    entry.detail.deployment_id = new_id(6);
    while (api.deployments.contains(*entry.detail.deployment_id)) entry.detail.deployment_id = new_id(6);
    entry.detail.auto_deployed = false;
    entry.detail.created_date = in_seconds(call.now);
    entry.detail.deployment_status = "DEPLOYED";
    entry.frozen = std::make_shared<const Definition>(api.now);
    return entry;
}

void ApiGatewayV2::deploy_itself(ApiRecord& api, Stage& stage, const aws::Call& call) {
    if (api.now.routes.empty()) {
        stage.last_deployment_status_message = fmt::format("Deployment attempt failed: {}", no_routes);
        return;
    }
    DeploymentEntry entry = new_deployment(api, call);
    entry.detail.auto_deployed = true;
    entry.detail.description = "Automatic deployment triggered by changes to the Api configuration";
    stage.deployment_id = entry.detail.deployment_id;
    stage.last_deployment_status_message =
        fmt::format("Successfully deployed stage with deployment ID '{}'", *stage.deployment_id);
    stage.last_updated_date = in_seconds(call.now);
    catalogue_.keep(api, std::move(entry));
}

void ApiGatewayV2::changed(ApiRecord& api, const aws::Call& call) {
    for (auto& [name, stage] : api.stages) {
        if (stage.auto_deploy != true) continue;
        Stage deployed = stage;
        deploy_itself(api, deployed, call);
        planes_.stand(api, catalogue_.keep(api, std::move(deployed)));
    }
    // The oldest that nobody shows any more go.
    std::vector<std::pair<Instant, std::string>> old;
    for (const auto& [id, entry] : api.deployments) {
        if (entry.detail.auto_deployed == true && !is_shown(api, id))
            old.emplace_back(entry.detail.created_date.value_or(epoch), id);
    }
    if (old.size() <= most_of_its_own) return;
    std::sort(old.begin(), old.end());
    old.resize(old.size() - most_of_its_own);
    for (const auto& [created, id] : old) catalogue_.drop<DeploymentEntry>(api, id);
}

const Stage& ApiGatewayV2::placed(ApiRecord& api, Stage stage) {
    const Stage& there = catalogue_.keep(api, std::move(stage));
    planes_.stand(api, there);
    return there;
}

aws::Outcome<Deployment> ApiGatewayV2::create_deployment(const aws::Call& call, CreateDeploymentRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    ApiRecord& api = **found;
    const std::string name = input.stage_name.value_or("");
    const Stage* const there = name.empty() ? nullptr : catalogue_.find<Stage>(api, name);
    if (!name.empty() && there == nullptr) return not_found(fmt::format("Invalid Stage identifier specified {}", name));
    if (api.now.routes.empty()) return bad_request(no_routes);
    DeploymentEntry entry = new_deployment(api, call);
    take(entry.detail.description, std::move(input.description));
    const Deployment made = catalogue_.keep(api, std::move(entry)).detail;
    if (there != nullptr) {
        Stage stage = *there;
        stage.deployment_id = made.deployment_id;
        stage.last_updated_date = in_seconds(call.now);
        planes_.stand(api, catalogue_.keep(api, std::move(stage)));
    }
    return made;
}

aws::Outcome<Deployment> ApiGatewayV2::get_deployment(const aws::Call& call, GetDeploymentRequest input) {
    const auto found = find_part<DeploymentEntry>(call, input.api_id, input.deployment_id, "Deployment");
    if (!found.ok()) return found.error();
    return found->part->detail;
}

aws::Outcome<GetDeploymentsResponse> ApiGatewayV2::get_deployments(const aws::Call& call, GetDeploymentsRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    auto page = page_of<GetDeploymentsResponse>((*found)->deployments, "apigatewayv2:GetDeployments/" + input.api_id,
                                                input, call.now,
                                                [](const DeploymentEntry& each) { return std::optional(each.detail); });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<Deployment> ApiGatewayV2::update_deployment(const aws::Call& call, UpdateDeploymentRequest input) {
    const auto found = find_part<DeploymentEntry>(call, input.api_id, input.deployment_id, "Deployment");
    if (!found.ok()) return found.error();
    DeploymentEntry entry = *found->part;
    take(entry.detail.description, std::move(input.description));
    const Deployment output = catalogue_.keep(*found->api, std::move(entry)).detail;
    return output;
}

aws::Outcome<aws::Nothing> ApiGatewayV2::delete_deployment(const aws::Call& call, DeleteDeploymentRequest input) {
    const auto found = find_part<DeploymentEntry>(call, input.api_id, input.deployment_id, "Deployment");
    if (!found.ok()) return found.error();
    if (is_shown(*found->api, input.deployment_id))
        return bad_request("Active stages pointing to this deployment must be moved or deleted");
    catalogue_.drop<DeploymentEntry>(*found->api, input.deployment_id);
    return aws::Nothing();
}

aws::Outcome<Stage> ApiGatewayV2::create_stage(const aws::Call& call, CreateStageRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    ApiRecord& api = **found;
    // Assumed: the sentence.
    if (!is_stage_name(input.stage_name)) return bad_request("Stage name only allows a-zA-Z0-9_-");
    if (api.stages.contains(input.stage_name)) return conflict("Stage already exists");
    constexpr std::size_t most = 10;  // API Gateway quotas: stages per API
    if (api.stages.size() >= most)
        return aws::Error(apigatewayv2_errors::too_many_requests, "Maximum number of stages for this API reached");
    Stage stage;
    stage.stage_name = input.stage_name;
    stage.default_route_settings.emplace().detailed_metrics_enabled = false;
    stage.route_settings.emplace();
    stage.stage_variables.emplace();
    take_over(stage, input);
    stage.created_date = stage.last_updated_date = in_seconds(call.now);
    aws::TagSet tags;
    if (const auto fault = tags.add(input.tags, call.via)) return bad_request(fault->text);
    stage.tags = std::move(input.tags);
    if (auto error = refuse(api, stage)) return std::move(*error);
    if (stage.auto_deploy == true) deploy_itself(api, stage, call);
    return placed(api, std::move(stage));
}

aws::Outcome<Stage> ApiGatewayV2::get_stage(const aws::Call& call, GetStageRequest input) {
    const auto found = find_part<Stage>(call, input.api_id, input.stage_name, "Stage");
    if (!found.ok()) return found.error();
    return *found->part;
}

aws::Outcome<GetStagesResponse> ApiGatewayV2::get_stages(const aws::Call& call, GetStagesRequest input) {
    const auto found = find_api(call, input.api_id);
    if (!found.ok()) return found.error();
    auto page = page_of<GetStagesResponse>((*found)->stages, "apigatewayv2:GetStages/" + input.api_id, input, call.now,
                                           [](const Stage& each) { return std::optional(each); });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<Stage> ApiGatewayV2::update_stage(const aws::Call& call, UpdateStageRequest input) {
    const auto found = find_part<Stage>(call, input.api_id, input.stage_name, "Stage");
    if (!found.ok()) return found.error();
    Stage stage = *found->part;
    const bool deployed_itself = stage.auto_deploy == true;
    take_over(stage, input);
    stage.last_updated_date = in_seconds(call.now);
    if (auto error = refuse(*found->api, stage)) return std::move(*error);
    if (stage.auto_deploy == true && !deployed_itself) deploy_itself(*found->api, stage, call);
    return placed(*found->api, std::move(stage));
}

aws::Outcome<aws::Nothing> ApiGatewayV2::delete_stage(const aws::Call& call, DeleteStageRequest input) {
    const auto found = find_part<Stage>(call, input.api_id, input.stage_name, "Stage");
    if (!found.ok()) return found.error();
    planes_.leave(*found->api, input.stage_name);
    catalogue_.drop<Stage>(*found->api, input.stage_name);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> ApiGatewayV2::delete_route_settings(const aws::Call& call,
                                                               DeleteRouteSettingsRequest input) {
    const auto found = find_part<Stage>(call, input.api_id, input.stage_name, "Stage");
    if (!found.ok()) return found.error();
    Stage stage = *found->part;
    if (!stage.route_settings || stage.route_settings->erase(input.route_key) == 0) {
        return not_found(
            fmt::format("Unable to find Route by key {} within the provided RouteSettings", input.route_key));
    }
    planes_.stand(*found->api, catalogue_.keep(*found->api, std::move(stage)));
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> ApiGatewayV2::delete_access_log_settings(const aws::Call& call,
                                                                    DeleteAccessLogSettingsRequest input) {
    const auto found = find_part<Stage>(call, input.api_id, input.stage_name, "Stage");
    if (!found.ok()) return found.error();
    Stage stage = *found->part;
    stage.access_log_settings.reset();
    planes_.stand(*found->api, catalogue_.keep(*found->api, std::move(stage)));
    return aws::Nothing();
}

}  // namespace wt::gateway::http_api::api
