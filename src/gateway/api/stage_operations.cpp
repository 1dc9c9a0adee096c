// Deployments, which freeze an API, and stages, which show one.
#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "gateway/api/find.hpp"
#include "gateway/api/paging.hpp"
#include "gateway/api/patch.hpp"
#include "gateway/api/stage_paths.hpp"

namespace wt::gateway::api {

namespace {

constexpr PatchRule deployment_rules[] = {{"/description", "replace"}};
constexpr PatchRule stage_rules[] = {
    {"/deploymentId", "replace copy"},
    {"/description", "replace"},
    {"/cacheClusterEnabled", "replace"},
    {"/cacheClusterSize", "replace"},
    {"/clientCertificateId", "replace"},
    {"/documentationVersion", "replace"},
    {"/tracingEnabled", "replace"},
    {"/variables/*", "add remove replace"},
    {"/variables", "copy"},
    {"/accessLogSettings", "remove"},
    {"/accessLogSettings/format", "add replace"},
    {"/accessLogSettings/destinationArn", "add replace"},
    {"/canarySettings", "remove"},
    {"/canarySettings/percentTraffic", "replace"},
    {"/canarySettings/deploymentId", "replace"},
    {"/canarySettings/useStageCache", "replace"},
    {"/canarySettings/stageVariableOverrides/*", "add remove replace"},
    {"/methodSettings/*", "remove"},
    {"/methodSettings/*/*", "add replace"},
};

[[nodiscard]] bool is_stage_name(std::string_view name) {
    constexpr std::size_t longest = 128;
    return !name.empty() && name.size() <= longest && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

/// What a stage may not say.
[[nodiscard]] std::optional<aws::Error> refuse(const Api& api, const Stage& stage) {
    if (!stage.deployment_id || !api.deployments.contains(*stage.deployment_id))
        return bad_request("Deployment id does not exist");
    if (stage.canary_settings && stage.canary_settings->deployment_id &&
        !api.deployments.contains(*stage.canary_settings->deployment_id))
        return bad_request("Deployment id does not exist");
    if (stage.canary_settings) {
        // Assumed: the sentence.
        const double percent = stage.canary_settings->percent_traffic.value_or(0);
        if (percent < 0 || percent > 100) return bad_request("Invalid percent traffic, must be between 0.0 and 100.0");
    }
    if (stage.access_log_settings && stage.access_log_settings->destination_arn) {
        // Assumed: the sentence.
        if (stage.access_log_settings->destination_arn->find(":log-group:") == std::string::npos)
            return unwritten("access logs that do not go to a log group");
    }
    if (!stage.variables) return std::nullopt;
    for (const auto& [name, value] : *stage.variables) {
        const bool plain = std::all_of(value.begin(), value.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   std::string_view("-._~:/?#&=,").find(c) != std::string_view::npos;
        });
        // API Gateway Developer Guide, "Amazon API Gateway stage variables reference".
        if (!plain) {
            return bad_request(fmt::format(
                "Stage variable value {} is invalid. Must match regex pattern [A-Za-z0-9-._~:/?#&=,]+", value));
        }
    }
    return std::nullopt;
}

/// What follows from the rest.
[[nodiscard]] Stage settled_stage(Stage stage, Instant now) {
    const bool cached = stage.cache_cluster_enabled.value_or(false);
    stage.cache_cluster_enabled = cached;
    stage.cache_cluster_status = cached ? "AVAILABLE" : "NOT_AVAILABLE";
    if (cached && !stage.cache_cluster_size) stage.cache_cluster_size = "0.5";
    if (!stage.tracing_enabled) stage.tracing_enabled = false;
    if (!stage.method_settings) stage.method_settings.emplace();
    if (stage.variables && stage.variables->empty()) stage.variables.reset();
    stage.last_updated_date = in_seconds(now);
    if (!stage.created_date) stage.created_date = stage.last_updated_date;
    if (stage.canary_settings) {
        CanarySettings& canary = *stage.canary_settings;
        if (!canary.percent_traffic) canary.percent_traffic = 0;
        if (!canary.use_stage_cache) canary.use_stage_cache = false;
        if (!canary.deployment_id) canary.deployment_id = stage.deployment_id;
    }
    return stage;
}

/// Every path with its methods, as a deployment tells of itself.
[[nodiscard]] Deployment with_summary(const DeploymentEntry& entry) {
    Deployment shown = entry.detail;
    auto& summary = shown.api_summary.emplace();
    for (const auto& [id, resource] : entry.frozen->resources) {
        if (!resource.resource_methods) continue;
        for (const auto& [name, method] : *resource.resource_methods) {
            MethodSnapshot& snapshot = summary[*resource.path][name];
            snapshot.authorization_type = method.authorization_type;
            snapshot.api_key_required = method.api_key_required;
        }
    }
    return shown;
}

/// Why an API cannot be deployed.
[[nodiscard]] std::optional<aws::Error> refuse_deployment(const Definition& definition) {
    bool any = false;
    for (const auto& [id, resource] : definition.resources) {
        if (!resource.resource_methods) continue;
        for (const auto& [name, method] : *resource.resource_methods) {
            any = true;
            if (!method.method_integration) return bad_request("No integration defined for method");
        }
    }
    return any ? std::nullopt : std::optional(bad_request("The REST API doesn't contain any methods"));
}

}  // namespace

const Stage& ApiGateway::placed(Api& api, Stage stage) {
    const Stage& there = catalogue_.keep(api, std::move(stage));
    planes_.stand(api, there);
    return there;
}

aws::Outcome<Deployment> ApiGateway::create_deployment(const aws::Call& call, CreateDeploymentRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    Api& api = **found;
    if (auto error = refuse_deployment(api.now)) return std::move(*error);
    const std::string name = input.stage_name.value_or("");
    // Assumed: the sentence.
    if (!name.empty() && !is_stage_name(name)) return bad_request("Stage name only allows a-zA-Z0-9_");
    DeploymentEntry entry;
    entry.detail.id = catalogue_.new_id();
    while (api.deployments.contains(*entry.detail.id)) entry.detail.id = catalogue_.new_id();
    if (input.description) entry.detail.description = unless_empty(std::move(*input.description));
    entry.detail.created_date = in_seconds(call.now);
    entry.frozen = std::make_shared<const Definition>(api.now);
    const Deployment made = entry.detail;
    if (name.empty()) {
        catalogue_.keep(api, std::move(entry));
        return made;
    }
    const Stage* const before = catalogue_.find<Stage>(api, name);
    Stage stage = before == nullptr ? Stage() : *before;
    stage.stage_name = name;
    if (input.canary_settings && before != nullptr) {
        CanarySettings& canary = stage.canary_settings.emplace();
        canary.percent_traffic = input.canary_settings->percent_traffic;
        canary.use_stage_cache = input.canary_settings->use_stage_cache;
        canary.stage_variable_overrides = input.canary_settings->stage_variable_overrides;
        canary.deployment_id = made.id;
    } else {
        stage.deployment_id = made.id;
    }
    if (input.stage_description) stage.description = std::move(input.stage_description);
    if (input.cache_cluster_enabled) stage.cache_cluster_enabled = input.cache_cluster_enabled;
    if (input.cache_cluster_size) stage.cache_cluster_size = std::move(input.cache_cluster_size);
    if (!input.variables.empty()) stage.variables = std::move(input.variables);
    if (input.tracing_enabled) stage.tracing_enabled = input.tracing_enabled;
    stage = settled_stage(std::move(stage), call.now);
    catalogue_.keep(api, std::move(entry));
    if (auto error = refuse(api, stage)) {
        catalogue_.drop<DeploymentEntry>(api, *made.id);
        return std::move(*error);
    }
    (void)placed(api, std::move(stage));
    return made;
}

aws::Outcome<Deployment> ApiGateway::get_deployment(const aws::Call& call, GetDeploymentRequest input) {
    const auto found = find_part<DeploymentEntry>(call, input.rest_api_id, input.deployment_id);
    if (!found.ok()) return found.error();
    const bool summary = std::find(input.embed.begin(), input.embed.end(), "apisummary") != input.embed.end();
    if (!summary) return found->part->detail;
    Deployment output = with_summary(*found->part);
    return output;
}

aws::Outcome<Deployments> ApiGateway::get_deployments(const aws::Call& call, GetDeploymentsRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    auto page = page_of<Deployments>((*found)->deployments, "apigateway:GetDeployments/" + input.rest_api_id,
                                     input.position, input.limit, call.now,
                                     [](const DeploymentEntry& each) { return std::optional(each.detail); });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<Deployment> ApiGateway::update_deployment(const aws::Call& call, UpdateDeploymentRequest input) {
    const auto found = find_part<DeploymentEntry>(call, input.rest_api_id, input.deployment_id);
    if (!found.ok()) return found.error();
    auto changed = patched(found->part->detail, input.patch_operations, deployment_rules);
    if (!changed.ok()) return changed.error();
    DeploymentEntry entry{*changed, found->part->frozen};
    catalogue_.keep(*found->api, std::move(entry));
    return std::move(*changed);
}

aws::Outcome<aws::Nothing> ApiGateway::delete_deployment(const aws::Call& call, DeleteDeploymentRequest input) {
    const auto found = find_part<DeploymentEntry>(call, input.rest_api_id, input.deployment_id);
    if (!found.ok()) return found.error();
    for (const auto& [name, stage] : found->api->stages) {
        const bool canary = stage.canary_settings && stage.canary_settings->deployment_id == input.deployment_id;
        if (canary || stage.deployment_id == input.deployment_id)
            return bad_request("Active stages pointing to this deployment must be moved or deleted");
    }
    catalogue_.drop<DeploymentEntry>(*found->api, input.deployment_id);
    return aws::Nothing();
}

aws::Outcome<Stage> ApiGateway::create_stage(const aws::Call& call, CreateStageRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    Api& api = **found;
    if (!is_stage_name(input.stage_name)) return bad_request("Stage name only allows a-zA-Z0-9_");
    if (api.stages.contains(input.stage_name)) return conflict("Stage already exists");
    constexpr std::size_t most = 10;  // API Gateway quotas: stages per API
    if (api.stages.size() >= most) return aws::Error(apigateway_errors::limit_exceeded);
    Stage stage;
    stage.stage_name = std::move(input.stage_name);
    stage.deployment_id = std::move(input.deployment_id);
    stage.description = std::move(input.description);
    stage.cache_cluster_enabled = input.cache_cluster_enabled;
    stage.cache_cluster_size = std::move(input.cache_cluster_size);
    stage.variables = std::move(input.variables);
    stage.documentation_version = std::move(input.documentation_version);
    stage.canary_settings = std::move(input.canary_settings);
    stage.tracing_enabled = input.tracing_enabled;
    aws::TagSet tags;
    if (const auto fault = tags.add(input.tags, call.via)) return bad_request(fault->text);
    stage.tags = unless_empty(std::move(input.tags));
    stage = settled_stage(std::move(stage), call.now);
    if (auto error = refuse(api, stage)) return std::move(*error);
    return placed(api, std::move(stage));
}

aws::Outcome<Stage> ApiGateway::get_stage(const aws::Call& call, GetStageRequest input) {
    const auto found = find_part<Stage>(call, input.rest_api_id, input.stage_name);
    if (!found.ok()) return found.error();
    return *found->part;
}

aws::Outcome<Stages> ApiGateway::get_stages(const aws::Call& call, GetStagesRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    Stages output;
    output.item.emplace();
    for (const auto& [name, stage] : (*found)->stages) {
        if (!input.deployment_id || stage.deployment_id == input.deployment_id) output.item->push_back(stage);
    }
    return output;
}

aws::Outcome<Stage> ApiGateway::update_stage(const aws::Call& call, UpdateStageRequest input) {
    const auto found = find_part<Stage>(call, input.rest_api_id, input.stage_name);
    if (!found.ok()) return found.error();
    for (PatchOperation& operation : input.patch_operations) {
        if (operation.path) operation.path = method_setting_path(*operation.path);
    }
    auto changed = patched(*found->part, input.patch_operations, stage_rules);
    if (!changed.ok()) return changed.error();
    if (changed->method_settings) {
        for (auto& [key, setting] : *changed->method_settings) complete(setting);
    }
    // Without a size the cluster keeps its own.
    if (!changed->cache_cluster_size) changed->cache_cluster_size = found->part->cache_cluster_size;
    Stage stage = settled_stage(std::move(*changed), call.now);
    if (auto error = refuse(*found->api, stage)) return std::move(*error);
    return placed(*found->api, std::move(stage));
}

aws::Outcome<aws::Nothing> ApiGateway::delete_stage(const aws::Call& call, DeleteStageRequest input) {
    const auto found = find_part<Stage>(call, input.rest_api_id, input.stage_name);
    if (!found.ok()) return found.error();
    planes_.leave(*found->api, input.stage_name);
    catalogue_.drop<Stage>(*found->api, input.stage_name);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> ApiGateway::flush_stage_cache(const aws::Call& call, FlushStageCacheRequest input) {
    const auto found = find_part<Stage>(call, input.rest_api_id, input.stage_name);
    if (!found.ok()) return found.error();
    planes_.flush_cache(*found->api, input.stage_name);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> ApiGateway::flush_stage_authorizers_cache(const aws::Call& call,
                                                                     FlushStageAuthorizersCacheRequest input) {
    const auto found = find_part<Stage>(call, input.rest_api_id, input.stage_name);
    if (!found.ok()) return found.error();
    planes_.flush_authorizers(*found->api, input.stage_name);
    return aws::Nothing();
}

}  // namespace wt::gateway::api
