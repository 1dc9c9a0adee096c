// How instances change: now, in their maintenance window, or because they have been stopped for too long.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "storage/rds/api/catalogue.hpp"
#include "storage/rds/api/durations.hpp"

namespace wt::rds::api {

namespace {

/// Calls with each change, but of the name, and the member of an instance that it becomes.
template <class Visit>
void each_change(const Visit& visit) {
    visit(&Changes::instance_class, &InstanceRecord::instance_class);
    visit(&Changes::storage, &InstanceRecord::storage);
    visit(&Changes::storage_type, &InstanceRecord::storage_type);
    visit(&Changes::iops, &InstanceRecord::iops);
    visit(&Changes::multi_az, &InstanceRecord::multi_az);
    visit(&Changes::version, &InstanceRecord::version);
    visit(&Changes::port, &InstanceRecord::port);
    visit(&Changes::throughput, &InstanceRecord::throughput);
}

}  // namespace

void Catalogue::apply_pending(InstanceRecord& record) {
    const Changes changes = std::exchange(record.pending, {});
    each_change([&](auto change, auto becomes) {
        if (changes.*change) record.*becomes = *(changes.*change);
    });
}

InstanceRecord& Catalogue::change(const aws::AccountRegion& place, InstanceRecord& record, const Changes& changes,
                                  bool now) {
    Changes& pending = record.pending;
    each_change([&](auto change, auto /*becomes*/) {
        if (changes.*change) pending.*change = changes.*change;
    });
    if (changes.id) pending.id = changes.id;
    if (!pending.any() || !now) {
        keep(place, record);
        if (!pending.any()) return record;
        const std::string id = record.id;
        const std::string next = pending.id.value_or(id);
        wait_for_window(place, record);  // which is over at once where nothing takes time
        InstanceRecord* const as_before = instances_.find(place, id);
        return as_before != nullptr ? *as_before : *instances_.find(place, next);
    }
    if (pending.multi_az && *pending.multi_az != record.multi_az)
        happen(place, "db-instance", record.id, "configuration change",
               fmt::format("Finished applying modification to convert to a {} DB instance.",
                           *pending.multi_az ? "Multi-AZ" : "standard (Single-AZ)"));
    if (pending.instance_class)
        happen(place, "db-instance", record.id, "configuration change",
               "Applying modification to database instance class.");
    return apply_changes(place, record);
}

InstanceRecord& Catalogue::apply_changes(const aws::AccountRegion& place, InstanceRecord& record) {
    const std::optional<std::string> id = std::exchange(record.pending.id, std::nullopt);
    // A class's memory is in parameters that count from a start on.
    const bool restarts = record.pending.instance_class && *record.pending.instance_class != record.instance_class;
    const bool moves = id && !instances_.has(place, *id);  // somebody else may have it by now
    apply_pending(record);
    InstanceRecord& after = moves ? rename(place, record, *id) : record;
    bring_up(place, after, moves ? "renaming" : "modifying", modifying, restarts || moves ? Start::again : Start::here);
    return after;
}

InstanceRecord& Catalogue::rename(const aws::AccountRegion& place, const InstanceRecord& record,
                                  const std::string& to) {
    const std::string from = record.id;
    InstanceRecord renamed = record;
    renamed.id = to;
    instances_.erase(place, from);
    InstanceRecord& after = instances_.put(place, to, std::move(renamed));
    const auto replace = [&](auto& records, const auto& changes) {
        for (auto& [key, each] : records.all()) {
            if (key.first == place && changes(each)) records.keep(place, key.second);
        }
    };
    const auto in_one = [&](std::string& name) { return name == from && (name = to, true); };
    const auto in_list = [&](std::vector<std::string>& names) {
        return std::count_if(names.begin(), names.end(), in_one) > 0;
    };
    replace(instances_, [&](InstanceRecord& each) { return !each.of_scenario && in_one(each.source); });
    replace(clusters_, [&](ClusterRecord& each) { return in_one(each.writer); });
    replace(cluster_endpoints_, [&](EndpointRecord& each) {
        const bool is_member = in_list(each.members);
        return in_list(each.excluded) || is_member;
    });
    replace(proxies_, [&](ProxyRecord& each) { return in_one(each.instance); });
    replace(subscriptions_,
            [&](SubscriptionRecord& each) { return each.source_type == "db-instance" && in_list(each.sources); });
    return after;
}

ClusterRecord& Catalogue::rename_cluster(const aws::AccountRegion& place, const ClusterRecord& record,
                                         const std::string& to) {
    const std::string from = record.id;
    ClusterRecord renamed = record;
    renamed.id = to;
    clusters_.erase(place, from);
    ClusterRecord& after = clusters_.put(place, to, std::move(renamed));
    const auto replace = [&](auto& records, const std::string& before, const std::string& now, const auto& names) {
        for (auto& [key, each] : records.all()) {
            if (key.first != place && key.first != in_every_region(place)) continue;
            bool changed = false;
            for (std::string* const name : names(each)) {
                if (*name != before) continue;
                *name = now;
                changed = true;
            }
            if (changed) records.keep(key.first, key.second);
        }
    };
    using Names = std::vector<std::string*>;
    const auto all_of = [](std::vector<std::string>& list) {
        Names names;
        for (std::string& each : list) names.push_back(&each);
        return names;
    };
    replace(instances_, from, to,
            [](InstanceRecord& each) { return each.of_scenario ? Names() : Names{&each.cluster}; });
    replace(cluster_endpoints_, from, to, [](EndpointRecord& each) { return Names{&each.cluster}; });
    replace(proxies_, from, to, [](ProxyRecord& each) { return Names{&each.cluster}; });
    replace(subscriptions_, from, to, [&](SubscriptionRecord& each) {
        return each.source_type == "db-cluster" ? all_of(each.sources) : Names();
    });
    replace(global_clusters_, rds_arn(place, "cluster", from), rds_arn(place, "cluster", to),
            [&](GlobalClusterRecord& each) { return all_of(each.members); });
    return after;
}

Task<void> Catalogue::start_in_time(aws::AccountRegion place, std::string id, Instant then) {
    const Duration left = std::max(then - context_.calendar(), Duration::zero());
    co_await context_.clock.sleep_until(context_.clock.after(left));
    InstanceRecord* const now = instances_.find(place, id);
    if (now == nullptr || now->status() != "stopped" || now->starts != then) co_return;
    happen(place, "db-instance", id, "notification",
           "DB instance is being started due to it exceeding the maximum allowed time being stopped.");
    bring_up(place, *now, "starting", starting);
}

void Catalogue::wait_for_window(const aws::AccountRegion& place, const InstanceRecord& record) {
    const auto begins = next_window(record.maintenance_window, context_.calendar());
    if (!begins) return;
    pace_.when_over({context_.calendar(), *begins}, [this, place, id = record.id] {
        InstanceRecord* const then = instances_.find(place, id);
        if (then == nullptr || !then->pending.any()) return;
        (void)apply_changes(place, *then);
    });
}

}  // namespace wt::rds::api
