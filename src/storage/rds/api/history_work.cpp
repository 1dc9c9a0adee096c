// What servers' histories are for: backups each day, and clusters as they were.
#include <algorithm>

#include "storage/rds/api/catalogue.hpp"

namespace wt::rds::api {

std::optional<Catalogue::Restorable> Catalogue::restorable(const std::string& archive, std::int64_t days) const {
    const auto earliest = servers_->earliest(archive);
    if (!earliest || days <= 0) return std::nullopt;
    const Instant now = context_.calendar();
    return Restorable{std::max(*earliest, now - 24h * days), std::min(servers_->latest(archive).value_or(now), now)};
}

Task<void> Catalogue::back_up_daily(aws::AccountRegion place, std::string id) {
    const InstanceRecord* const record = instances_.find(place, id);
    if (record == nullptr || record->status() != "available") co_return;
    // Of a cluster's backups no event is known that is not about a snapshot of it.
    const std::string cluster = record->cluster;
    if (cluster.empty()) happen(place, "db-instance", id, "backup", "Backing up DB instance.");
    const Servers::Problem problem = co_await servers_->back_up_history(record->server());
    if (problem) {
        happen(place, cluster.empty() ? "db-instance" : "db-cluster", cluster.empty() ? id : cluster, "failure",
               problem->message);
    } else if (cluster.empty()) {
        happen(place, "db-instance", id, "backup", "Finished DB instance backup.");
    }
}

Task<void> Catalogue::keep_histories() {
    constexpr Duration look_every = 1h;
    for (;;) {
        const Instant before = context_.calendar();
        co_await context_.clock.sleep_for(look_every);
        const Instant now = context_.calendar();
        std::vector<std::pair<aws::AccountRegion, std::string>> due;
        for (const auto& [key, record] : instances_.all()) {
            if (!has_server(record) || retention_of(key.first, record) == 0 || !source_of(key.first, record).empty())
                continue;
            const ClusterRecord* const cluster = clusters_.find(key.first, record.cluster);
            const auto begins =
                next_daily_window(cluster == nullptr ? record.backup_window : cluster->backup_window, before);
            if (begins && *begins <= now) due.push_back(key);
        }
        for (const auto& each : due) co_await back_up_daily(each.first, each.second);
    }
}

Task<Servers::Problem> Catalogue::recover_volume(aws::AccountRegion place, ServerSpec spec, std::string source,
                                                 std::string volume) {
    if (const InstanceRecord* const writer = instances_.find(place, source)) {
        Servers::Problem problem = co_await servers_->archive_now(writer->server());
        if (problem) co_return problem;
    }
    const std::string id = spec.id;
    Servers::Problem problem = co_await servers_->bring(std::move(spec));
    if (!problem) problem = co_await servers_->stop(id);
    if (!problem) problem = co_await servers_->back_up(id, std::move(volume));
    (void)co_await servers_->remove(id);
    co_return problem;
}

void Catalogue::recover(const aws::AccountRegion& place, ClusterRecord& cluster, const ClusterRecord& source,
                        Instant until) {
    cluster.volume = "volume-" + cluster.resource_id;
    clusters_.keep(place, cluster.id);
    // A server that is nobody's instance, and there only while it recovers.
    InstanceRecord record;
    record.cluster = cluster.id;
    record.resource_id = "restore-" + cluster.resource_id;
    record.engine = cluster.engine;
    record.version = cluster.version;
    record.instance_class = "db.r6g.large";
    ServerSpec spec = spec_of(place, record);
    spec.name = cluster.id;
    spec.port = 0;
    spec.archives = false;
    spec.recovers = source.resource_id;
    spec.until = until;
    restore(place, cluster.id, recover_volume(place, std::move(spec), source.writer, cluster.volume));
}

}  // namespace wt::rds::api
