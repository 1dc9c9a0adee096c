#include "edge/api/planes.hpp"

#include "edge/api/compile.hpp"
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
    const Ground ground{parts_.around, context_.clock, parts_.place, reports_, place ? logs_.witness(*place) : nullptr};
    edge::DistributionConfig config = compile(record, parts_.catalogue, ground);
    config.web_acl = parts_.around.guard(record.id, record.config.web_acl_id.value_or(""));
    if (parts_.distributions.find(record.id) == nullptr) {
        parts_.distributions.create(record.id, std::move(config));
    } else {
        (void)parts_.distributions.update(record.id, std::move(config));
    }
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
