// Continuous deployment: what its policies may say, and how a staging distribution's configuration becomes its
// primary's.
#include <algorithm>

#include "base/ascii.hpp"
#include "edge/api/cloudfront.hpp"

namespace wt::edge::api {

namespace {

using namespace cloudfront_errors;  // NOLINT(google-build-using-namespace): rows, named once

/// API Reference, ContinuousDeploymentSingleWeightConfig, SessionStickinessConfig,
/// ContinuousDeploymentSingleHeaderConfig. Assumed: the sentences.
[[nodiscard]] std::optional<aws::Error> refuse_traffic(const TrafficConfig& said) {
    const bool by_weight = said.type == "SingleWeight";
    if (by_weight != said.single_weight_config.has_value() || by_weight == said.single_header_config.has_value())
        return invalid("The parameter TrafficConfig must have the configuration that its Type names, and no other.");
    if (!by_weight) {
        constexpr std::string_view prefix = "aws-cf-cd-";
        const ContinuousDeploymentSingleHeaderConfig& config = *said.single_header_config;
        if (!same_ignoring_case(std::string_view(config.header).substr(0, prefix.size()), prefix))
            return invalid("The parameter Header must begin with aws-cf-cd-.");
        if (config.header.size() > 256 || config.value.empty() || config.value.size() > 1783)
            return invalid("The parameters Header and Value can have 256 and 1783 characters.");
        return std::nullopt;
    }
    constexpr double most = 0.15;
    // The weight comes as a float.
    if (said.single_weight_config->weight < 0 || said.single_weight_config->weight > most + 1e-6)
        return invalid("The parameter Weight must be between 0 and 0.15.");
    if (const auto& sessions = said.single_weight_config->session_stickiness_config) {
        const auto fits = [](std::int32_t seconds) { return seconds >= 300 && seconds <= 3600; };
        if (!fits(sessions->idle_ttl) || !fits(sessions->maximum_ttl) || sessions->idle_ttl > sessions->maximum_ttl)
            return invalid("The parameters IdleTTL and MaximumTTL must be between 300 and 3600, in this order.");
    }
    return std::nullopt;
}

}  // namespace

std::optional<aws::Error> refuse(const ContinuousDeploymentPolicyConfig& config) {
    if (auto error = inconsistent(config)) return error;
    if (config.staging_distribution_dns_names.quantity != 1)
        return invalid("The parameter StagingDistributionDnsNames must have one name.");
    return config.traffic_config ? refuse_traffic(*config.traffic_config) : std::nullopt;
}

aws::Outcome<UpdateDistributionWithStagingConfigResult> CloudFront::update_distribution_with_staging_config(
    const aws::Call& call, UpdateDistributionWithStagingConfigRequest input) {
    // "<primary ETag>, <staging ETag>"
    std::vector<std::string> versions;
    each_part(input.if_match.value_or(""), ',', [&](std::string_view one) { versions.emplace_back(trimmed(one)); });
    versions.resize(2);
    const auto primary = find_to_change(call, input.id, versions[0]);
    if (!primary.ok()) return primary.error();
    const std::string policy = (*primary)->config.continuous_deployment_policy_id.value_or("");
    const auto* const deployment = catalogue_.find<ContinuousDeploymentPolicyConfig>(call.caller.account, policy);
    if (deployment == nullptr)
        return aws::Error(no_such_continuous_deployment_policy,
                          "The primary distribution has no continuous deployment policy.");
    const auto names = deployment->config.staging_distribution_dns_names.items.value_or(std::vector<std::string>());
    const DistributionRecord* staging = nullptr;
    for (const auto& [id, record] : catalogue_.distributions()) {
        if (std::find(names.begin(), names.end(), record.domain) != names.end()) staging = &record;
    }
    // Assumed: that another one than the policy's cannot be promoted.
    if (staging == nullptr || (input.staging_distribution_id && staging->id != *input.staging_distribution_id))
        return aws::Error(no_such_distribution, "The specified staging distribution does not exist.");
    if (auto error = refuse_version(staging->etag, versions[1])) return std::move(*error);
    DistributionRecord record = **primary;
    const DistributionConfig before = std::exchange(record.config, staging->config);
    record.config.caller_reference = before.caller_reference;
    record.config.aliases = before.aliases;
    record.config.continuous_deployment_policy_id = before.continuous_deployment_policy_id;
    record.config.staging = false;
    Kept<ContinuousDeploymentPolicyConfig> off = *deployment;
    off.config.enabled = false;
    off.etag = catalogue_.new_etag();
    off.modified = in_seconds(call.now);
    (void)catalogue_.keep(std::move(off));
    const DistributionRecord& kept = changed(call, std::move(record));
    UpdateDistributionWithStagingConfigResult output;
    output.distribution = told(kept, call.now);
    output.etag = kept.etag;
    return output;
}

}  // namespace wt::edge::api
