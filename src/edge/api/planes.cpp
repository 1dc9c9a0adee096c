#include "edge/api/planes.hpp"

#include <algorithm>

#include "edge/api/compile.hpp"
#include "edge/api/monitoring.hpp"
#include "edge/api/origin_choice.hpp"

namespace wt::edge::api {

namespace {

/// Where it stands: a scenario's under its component's name.
[[nodiscard]] const std::string& name_of(const DistributionRecord& record) {
    return record.component.empty() ? record.id : record.component;
}

}  // namespace

void Planes::stand(const DistributionRecord& record) {
    if (!record.component.empty()) return;
    Duration timeout{0};
    for (const Origin& origin : record.config.origins.items) {
        OriginPlace place = compile(record, origin, parts_.catalogue);
        timeout = std::max(timeout, place.timeout);
        parts_.place(origin_address(record.id, origin.id))
            .lead_to(std::make_shared<OriginTier>(std::move(place), parts_.around));
    }
    if (record.config.origin_groups && record.config.origin_groups->items) {
        for (const OriginGroup& group : *record.config.origin_groups->items) {
            std::vector<std::string> members;
            for (const OriginGroupMember& each : group.members.items) members.push_back(each.origin_id);
            parts_.place(origin_address(record.id, group.id))
                .lead_to(group_of_origins(context_.clock, parts_.place, record.id, members,
                                          group.failover_criteria.status_codes.items, timeout));
        }
    }
    const auto place = log_place(record);
    auto witness = together({place ? logs_.witness(*place) : nullptr, realtime_logs_.witness(record),
                             is_monitored(record) ? monitor(context_, record) : nullptr});
    const Ground ground{parts_.around, context_.clock, parts_.place, reports_, std::move(witness), rollout_of(record)};
    edge::DistributionConfig config = compile(record, parts_.catalogue, ground);
    config.web_acl = parts_.around.guard(record.id, record.config.web_acl_id.value_or(""));
    if (parts_.distributions.find(record.id) == nullptr) {
        parts_.distributions.create(record.id, std::move(config));
    } else {
        (void)parts_.distributions.update(record.id, std::move(config));
    }
}

std::shared_ptr<Rollout> Planes::rollout_of(const DistributionRecord& record) const {
    const ContinuousDeploymentPolicyConfig* const policy = rollout_policy(parts_.catalogue, record);
    if (policy == nullptr || !policy->traffic_config) return nullptr;
    const auto names = policy->staging_distribution_dns_names.items.value_or(std::vector<std::string>());
    const auto& all = parts_.catalogue.distributions();
    const auto staging = std::find_if(all.begin(), all.end(), [&](const auto& one) {
        return std::find(names.begin(), names.end(), one.second.domain) != names.end();
    });
    if (staging == all.end()) return nullptr;
    auto rollout = std::make_shared<Rollout>(Rollout{http::Way(parts_.place(staging->first)), {}, {}, 0, {}});
    if (const auto& header = policy->traffic_config->single_header_config) {
        rollout->header = header->header;
        rollout->value = header->value;
    }
    if (const auto& weight = policy->traffic_config->single_weight_config) {
        rollout->weight = weight->weight;
        if (const auto& sessions = weight->session_stickiness_config)
            rollout->sessions = Rollout::Sessions{std::chrono::seconds(sessions->idle_ttl),
                                                  std::chrono::seconds(sessions->maximum_ttl)};
    }
    return rollout;
}

void Planes::leave(const DistributionRecord& record) {
    if (!record.component.empty()) return;
    (void)parts_.distributions.remove(record.id);
    (void)parts_.around.guard(record.id, "");
    for (const Origin& origin : record.config.origins.items)
        parts_.place(origin_address(record.id, origin.id)).lead_to(nullptr);
}

void Planes::stand_all() {
    for (const auto& [id, record] : parts_.catalogue.distributions()) stand(record);
}

void Planes::invalidate(const DistributionRecord& record, std::string_view path) {
    if (edge::Distribution* const found = parts_.distributions.find(name_of(record))) (void)found->invalidate(path);
}

}  // namespace wt::edge::api
