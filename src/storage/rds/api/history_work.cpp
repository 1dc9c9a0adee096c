// What servers' histories are for: backups each day, and clusters as they were.
#include <algorithm>

#include <fmt/format.h>

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

Task<Servers::Problem> Catalogue::recover_volume(aws::AccountRegion place, ServerSpec spec, std::string volume) {
    std::string writer;
    for (const auto& [key, cluster] : clusters_.all()) {
        if (cluster.resource_id == spec.recovers) writer = cluster.writer;
    }
    // Who goes on with that history may not have written all of it yet.
    co_await until_quiet(place, writer);
    if (const InstanceRecord* const record = instances_.find(place, writer)) {
        Servers::Problem problem = co_await servers_->archive_now(record->server());
        if (problem) co_return problem;
    }
    const std::string id = spec.id;
    Servers::Problem problem = co_await servers_->bring(std::move(spec));
    if (!problem) problem = co_await servers_->stop(id);
    if (!problem) problem = co_await servers_->back_up(id, std::move(volume));
    (void)co_await servers_->remove(id);
    co_return problem;
}

void Catalogue::recover(const aws::AccountRegion& place, ClusterRecord& cluster, const std::string& archive,
                        Instant until) {
    cluster.recovers = archive;
    cluster.until = until;
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
    spec.source.clear();  // the cluster may have a writer already, which waits for this
    spec.archives = false;
    spec.archive.clear();
    spec.recovers = archive;
    spec.until = until;
    restore(place, cluster, recover_volume(place, std::move(spec), cluster.own_volume()));
}

void Catalogue::restore_from(const aws::AccountRegion& place, ClusterRecord& cluster, std::string backup) {
    cluster.begins = backup;
    restore(place, cluster, servers_->copy_backup(std::move(backup), cluster.own_volume()));
}

void Catalogue::restore(const aws::AccountRegion& place, ClusterRecord& cluster, Work work) {
    cluster.volume = cluster.own_volume();
    cluster.restoring = true;
    keep(place, cluster);
    std::shared_ptr<wt::Event>& over = restoring_[{place, cluster.id}];
    if (over == nullptr) over = std::make_shared<wt::Event>(context_.clock);
    begun_.push_back(over);
    working_.spawn(see_restore(place, cluster.id, cluster.volume, over, std::move(work)));
}

Task<void> Catalogue::see_restore(aws::AccountRegion place, std::string id, std::string volume,
                                  std::shared_ptr<wt::Event> over, Work work) {
    Servers::Problem problem = co_await std::move(work);
    if (!problem && !servers_->has_backup(volume)) problem = Error{"what it was to be restored from has gone"};
    ClusterRecord* const cluster = clusters_.find(place, id);
    const bool is_there = cluster != nullptr && cluster->volume == volume;
    if (problem || !is_there) servers_->drop_backup(volume);
    if (is_there && problem) {
        fail_restore(place, *cluster, problem->message);
    } else if (is_there) {
        cluster->restoring = false;
        cluster->begins.clear();
        cluster->recovers.clear();
        keep(place, *cluster);
    }
    if (const auto found = restoring_.find({place, id}); found != restoring_.end() && found->second == over)
        restoring_.erase(found);
    over->set();
}

void Catalogue::fail_restore(const aws::AccountRegion& place, ClusterRecord& cluster, const std::string& why) {
    cluster.restoring = false;
    cluster.failure = why;
    happen(place, "db-cluster", cluster.id, "failure", why);
    servers_->report(fmt::format("the cluster {}: {}", cluster.id, why));
    keep(place, cluster);
}

void Catalogue::hold_restores() {
    for (const auto& [key, cluster] : clusters_.all()) {
        if (cluster.restoring) restoring_[key] = std::make_shared<wt::Event>(context_.clock);
    }
}

void Catalogue::resume_restores() {
    for (auto& [key, cluster] : clusters_.all()) {
        const std::shared_ptr<wt::Event> held = cluster.restoring ? restoring_.at(key) : nullptr;
        if (held == nullptr) continue;
        if (servers_->has(cluster.engine) && !cluster.begins.empty()) {
            restore_from(key.first, cluster, cluster.begins);
        } else if (servers_->has(cluster.engine) && !cluster.recovers.empty()) {
            recover(key.first, cluster, cluster.recovers, cluster.until);
        } else {
            // What the other cluster had then is not there any more.
            fail_restore(key.first, cluster, "the restore of its data was interrupted");
            restoring_.erase(key);
            held->set();
        }
    }
}

}  // namespace wt::rds::api
