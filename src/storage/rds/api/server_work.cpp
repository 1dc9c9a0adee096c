// What the catalogue has real servers do.
#include <algorithm>

#include <fmt/format.h>

#include "storage/rds/api/catalogue.hpp"
#include "storage/rds/api/durations.hpp"
#include "storage/rds/api/engines.hpp"
#include "storage/rds/api/formula.hpp"

namespace wt::rds::api {

namespace {

constexpr double gibibyte = 1024.0 * 1024 * 1024;

/// Whether what AWS has where nobody says otherwise is the server's here, too: it shows, and no machine stands in its
/// way.
[[nodiscard]] bool is_by_default(std::string_view parameter) {
    constexpr std::string_view names[] = {
        "autovacuum", "log_min_duration_statement", "log_output", "max_connections", "performance_schema",
        "read_only",  "shared_preload_libraries"};
    return std::find(std::begin(names), std::end(names), parameter) != std::end(names);
}

/// Sizes that are AWS's machines' and not this one's.
[[nodiscard]] bool is_for_aws_memory(std::string_view parameter) {
    return parameter == "shared_buffers" || parameter == "innodb_buffer_pool_size";
}

}  // namespace

bool Catalogue::has_server(const InstanceRecord& record) const {
    return !record.of_scenario && servers_->has(record.engine);
}

std::optional<Servers::Endpoint> Catalogue::endpoint(const InstanceRecord& record) const {
    if (!has_server(record)) return std::nullopt;
    return servers_->endpoint(record.server());
}

Tags Catalogue::values_of_groups(const aws::AccountRegion& place, const InstanceRecord& record) {
    const ClusterRecord* const cluster = clusters_.find(place, record.cluster);
    const ParameterGroupRecord* const own = parameter_groups_.find(place, record.parameter_group);
    const ParameterGroupRecord* const shared =
        cluster == nullptr ? nullptr : cluster_parameter_groups_.find(place, cluster->parameter_group);
    Tags values = own == nullptr ? Tags() : own->values;
    if (shared != nullptr) values.insert(shared->values.begin(), shared->values.end());
    return values;
}

void Catalogue::take_parameters(const aws::AccountRegion& place, InstanceRecord& record,
                                const std::set<std::string>& names) {
    const Tags all = values_of_groups(place, record);
    Tags now = record.parameters.value_or(all);
    for (const std::string& name : names) {
        if (const auto value = all.find(name); value != all.end()) {
            now[name] = value->second;
        } else {
            now.erase(name);
        }
    }
    record.parameters = std::move(now);
    keep(place, record);
    if (!has_server(record)) return;
    const auto over = std::make_shared<wt::Event>(context_.clock);
    if (!under_way_.contains({place, record.id})) begun_.push_back(over);
    const auto see_through = [](Catalogue& catalogue, aws::AccountRegion where, std::string which,
                                std::shared_ptr<wt::Event> end) -> Task<void> {
        const Servers::Problem problem = co_await catalogue.bring_later(where, which);
        if (problem) catalogue.happen(where, "db-instance", which, "failure", problem->message);
        end->set();
    };
    working_.spawn(see_through(*this, place, record.id, over));
}

Catalogue::Work Catalogue::bring_later(aws::AccountRegion place, std::string id) {
    co_await until_quiet(place, id);
    const InstanceRecord* const record = instances_.find(place, id);
    if (record == nullptr || record->status() != "available") co_return std::nullopt;
    co_return co_await bring(place, id, Start::here);
}

std::map<std::string, std::string> Catalogue::settings_of(const aws::AccountRegion& place,
                                                          const InstanceRecord& record) {
    const double memory = memory_of_class(record.instance_class).value_or(1) * gibibyte;
    const Tags users = record.parameters ? *record.parameters : values_of_groups(place, record);
    std::map<std::string, std::string> settings;
    const EngineRow* const engine = find_engine(record.engine, record.version);
    for (const ParameterRow& row : parameter_rows(engine == nullptr ? record.engine : engine->family)) {
        const std::string name(row.name);
        std::string value;
        bool is_users = true;
        if (const auto found = users.find(name); found != users.end()) {
            value = found->second;
        } else {
            is_users = false;
            // rds.force_ssl is 1 at AWS; here it counts where somebody has said so.
            if (!is_by_default(name)) continue;
            value = row.value;
        }
        if (!row.modifiable) continue;
        if (value.empty()) continue;
        if (name == "rds.logical_replication") {
            if (value == "1") settings["wal_level"] = "logical";
            continue;
        }
        if (row.type == "integer") {
            const auto number = value_of_formula(value, memory);
            if (!number) continue;
            // A formula of memory is AWS's machine's, whoever wrote it.
            if (is_users && is_for_aws_memory(name) && value.find('{') != std::string::npos) continue;
            value = fmt::format("{}", *number);
        }
        settings[name] = value;
    }
    return settings;
}

std::string Catalogue::source_of(const aws::AccountRegion& place, const InstanceRecord& record) {
    if (!record.source.empty()) return record.source;
    const ClusterRecord* const cluster = clusters_.find(place, record.cluster);
    if (cluster == nullptr || cluster->writer == record.id) return {};
    return cluster->writer;
}

ServerSpec Catalogue::spec_of(const aws::AccountRegion& place, const InstanceRecord& record) {
    ServerSpec spec;
    const ClusterRecord* const cluster = clusters_.find(place, record.cluster);
    spec.id = record.server();
    spec.name = record.id;
    spec.engine = record.engine;
    spec.version = record.version;
    spec.port = cluster == nullptr ? record.port : cluster->port;
    spec.user = cluster == nullptr ? record.user : cluster->user;
    spec.password = cluster == nullptr ? record.password : cluster->password;
    spec.database = cluster == nullptr ? record.database : cluster->database;
    spec.begins = record.begins;
    spec.archive = archive_of(place, record);
    spec.archives = retention_of(place, record) > 0 && source_of(place, record).empty();
    spec.retention = retention_of(place, record);
    spec.recovers = record.recovers;
    spec.until = record.until;
    spec.settings = settings_of(place, record);
    // A standby takes no fewer of these than its source, or PostgreSQL would not start it.
    constexpr std::string_view as_many[] = {"max_connections", "max_worker_processes", "max_wal_senders",
                                            "max_prepared_transactions", "max_locks_per_transaction"};
    const InstanceRecord* above = &record;
    for (int i = 0; i < 16 && above != nullptr; ++i) {
        const std::string source = source_of(place, *above);
        above = source.empty() ? nullptr : instances_.find(place, source);
        if (above == nullptr) break;
        if (spec.source.empty()) spec.source = above->server();
        auto theirs = settings_of(place, *above);
        for (const std::string_view each : as_many) {
            const std::string name(each);
            if (!theirs.contains(name)) continue;
            if (std::atoll(theirs[name].c_str()) > std::atoll(spec.settings[name].c_str()))
                spec.settings[name] = theirs[name];
        }
    }
    return spec;
}

std::string Catalogue::archive_of(const aws::AccountRegion& place, const InstanceRecord& record) {
    const ClusterRecord* const cluster = clusters_.find(place, record.cluster);
    return cluster == nullptr ? record.resource_id : cluster->resource_id;
}

std::int64_t Catalogue::retention_of(const aws::AccountRegion& place, const InstanceRecord& record) {
    const ClusterRecord* const cluster = clusters_.find(place, record.cluster);
    return cluster == nullptr ? record.retention : cluster->retention;
}

ServerSpec Catalogue::standby_of(const ServerSpec& primary, const InstanceRecord& record) {
    ServerSpec standby = primary;
    standby.id = record.other_server();
    standby.port = 0;
    standby.source = primary.id;
    standby.begins.clear();
    standby.recovers.clear();
    return standby;
}

Task<void> Catalogue::until_quiet(aws::AccountRegion place, std::string instance) {
    const auto found = under_way_.find({std::move(place), std::move(instance)});
    if (found == under_way_.end()) co_return;
    const std::shared_ptr<wt::Event> over = found->second;
    co_await over->wait();
}

Task<Servers::Problem> Catalogue::bring(aws::AccountRegion place, std::string id, Start start) {
    const InstanceRecord* record = instances_.find(place, id);
    if (record == nullptr) co_return std::nullopt;
    const std::string source = source_of(place, *record);
    if (!source.empty()) co_await until_quiet(place, source);
    const std::string cluster = record->cluster;
    record = instances_.find(place, id);
    if (record == nullptr) co_return std::nullopt;
    if (const auto restored = restoring_.find({place, record->cluster}); restored != restoring_.end()) {
        const std::shared_ptr<wt::Event> over = restored->second;
        co_await over->wait();
        record = instances_.find(place, id);
        if (record == nullptr) co_return std::nullopt;
    }
    if (const ClusterRecord* const of = clusters_.find(place, record->cluster); of != nullptr && !of->failure.empty())
        co_return Error{"the cluster has no data: " + of->failure};
    ServerSpec spec = spec_of(place, *record);
    std::optional<ServerSpec> standby;
    if (record->multi_az) standby = standby_of(spec, *record);
    const std::string other = record->other_server();
    Servers::Problem problem;
    if (start == Start::again) {
        problem = co_await servers_->restart(std::move(spec));
    } else {
        problem = co_await servers_->bring(std::move(spec));
    }
    if (problem) co_return problem;
    if (standby && start == Start::again) {
        problem = co_await servers_->restart(std::move(*standby));
    } else if (standby) {
        problem = co_await servers_->bring(std::move(*standby));
    } else {
        problem = co_await servers_->remove(other);
    }
    if (problem || start != Start::again) co_return problem;
    // It may take more connections now than those that follow it.
    (void)co_await bring_followers(place, id);
    co_return std::nullopt;
}

Task<Servers::Problem> Catalogue::bring_copy(aws::AccountRegion place, std::string id, std::string server) {
    const InstanceRecord* const record = instances_.find(place, id);
    if (record == nullptr) co_return std::nullopt;
    Servers::Problem problem = co_await servers_->back_up(std::move(server), record->begins);
    if (!problem) problem = co_await bring(std::move(place), std::move(id), Start::here);
    co_return problem;
}

Task<Servers::Problem> Catalogue::bring_recovered(aws::AccountRegion place, std::string id, std::string server) {
    Servers::Problem problem = co_await servers_->archive_now(std::move(server));
    if (!problem) problem = co_await bring(std::move(place), std::move(id), Start::here);
    co_return problem;
}

void Catalogue::add_recovered(const aws::AccountRegion& place, InstanceRecord record, const std::string& server) {
    InstanceRecord& added = enter(place, std::move(record));
    pass(place, added, "creating", creating, bring_recovered(place, added.id, server));
}

void Catalogue::add_copy(const aws::AccountRegion& place, InstanceRecord record, const std::string& server) {
    record.begins = fmt::format("{}{}-{}-{}", copy_head, place.account, place.region, record.id);
    InstanceRecord& added = enter(place, std::move(record));
    pass(place, added, "creating", creating, bring_copy(place, added.id, server));
}

Task<Servers::Problem> Catalogue::bring_followers(aws::AccountRegion place, std::string id) {
    std::vector<std::string> followers;
    for (const auto& [key, other] : instances_.all()) {
        if (key.first == place && source_of(place, other) == id && !other.stopped) followers.push_back(other.id);
    }
    Servers::Problem first;
    for (const std::string& each : followers) {
        const InstanceRecord* const record = instances_.find(place, each);
        if (record == nullptr) continue;
        ServerSpec spec = spec_of(place, *record);
        Servers::Problem problem = co_await servers_->bring(std::move(spec));
        if (problem && !first) first = std::move(problem);
    }
    co_return first;
}

Task<Servers::Problem> Catalogue::swap_with_standby(aws::AccountRegion place, std::string id) {
    InstanceRecord* record = instances_.find(place, id);
    if (record == nullptr) co_return std::nullopt;
    Servers::Problem problem = co_await servers_->stop(record->server());
    record = instances_.find(place, id);
    if (problem || record == nullptr) co_return problem;
    servers_->swap_ports(record->server(), record->other_server());
    record->swapped = !record->swapped;
    keep(place, *record);
    problem = co_await bring(place, id, Start::here);
    if (problem) co_return problem;
    co_return co_await bring_followers(place, id);
}

Task<Servers::Problem> Catalogue::hand_over(aws::AccountRegion place, std::string from, std::string to) {
    const InstanceRecord* const before = instances_.find(place, from);
    if (before != nullptr) {
        Servers::Problem problem = co_await servers_->stop(before->server());
        if (problem) co_return problem;
    }
    Servers::Problem problem = co_await bring(place, to, Start::here);
    if (problem) co_return problem;
    const InstanceRecord* const now = instances_.find(place, to);
    if (now != nullptr) lead(place, now->cluster);
    lead_proxies(place);
    co_return co_await bring_followers(place, to);
}

Task<Servers::Problem> Catalogue::take_away(aws::AccountRegion place, InstanceRecord record, TakenAway how) {
    // Standbys get all that it had before they stand alone.
    Servers::Problem problem = co_await servers_->stop(record.server());
    if (!how.backup.empty()) {
        const Servers::Problem failed = co_await servers_->back_up(record.server(), how.backup);
        if (failed) problem = failed;
        if (how.snapshot) settle_snapshot(place, *how.snapshot, failed);
    }
    for (const std::string& each : how.orphans) {
        const Servers::Problem alone = co_await bring(place, each, Start::here);
        // What went wrong with its source does not count any more.
        InstanceRecord* const orphan = instances_.find(place, each);
        if (alone || orphan == nullptr || orphan->failure.empty()) continue;
        orphan->failure.clear();
        keep(place, *orphan);
    }
    if (!how.heir.empty()) {
        (void)co_await bring(place, how.heir, Start::here);
        (void)co_await bring_followers(place, how.heir);
    }
    if (problem) co_return problem;
    const std::string other = record.other_server();
    if (record.cluster.empty()) servers_->drop_archive(record.resource_id);
    (void)co_await servers_->remove(record.server());
    co_return co_await servers_->remove(other);
}

Task<Servers::Problem> Catalogue::stop_server(InstanceRecord record) {
    Servers::Problem problem = co_await servers_->stop(record.server());
    if (problem) co_return problem;
    co_return co_await servers_->stop(record.other_server());
}

Task<void> Catalogue::work_through(aws::AccountRegion place, std::string id, std::optional<Course> course,
                                   std::shared_ptr<wt::Event> over, Work work) {
    const auto source = [this, place, id] {
        const InstanceRecord* const record = instances_.find(place, id);
        return record == nullptr ? "" : source_of(place, *record);
    };
    const std::string before = source();
    Servers::Problem problem = co_await std::move(work);
    // Who loses its source while it waits for it is to stand alone instead.
    if (problem && source() != before) problem = co_await bring(place, id, Start::here);
    const auto there = under_way_.find({place, id});
    if (there != under_way_.end() && there->second == over) under_way_.erase(there);
    const auto settle = [this, place, id, over, problem] {
        const InstanceRecord* const record = instances_.find(place, id);
        const std::string cluster = record == nullptr ? "" : record->cluster;
        settle_instance(place, id, problem);
        lead(place, cluster);
        lead_proxies(place);
        over->set();
    };
    // Not before AWS would be done.
    if (course && !pace_.over(*course)) {
        pace_.when_over(*course, settle);
    } else {
        settle();
    }
}

void Catalogue::pass(const aws::AccountRegion& place, InstanceRecord& record, std::string status, Duration usually,
                     Work work) {
    const auto course = pace_.begin(usually);
    record.passing.status = std::move(status);
    record.passing.began = course ? course->began : context_.now();
    record.passing.ends = course ? course->ends : context_.now();
    keep(place, record);
    const auto over = std::make_shared<wt::Event>(context_.clock);
    under_way_[{place, record.id}] = over;
    if (!course) begun_.push_back(over);
    lead_proxies(place);
    working_.spawn(work_through(place, record.id, course, over, std::move(work)));
}

void Catalogue::bring_up(const aws::AccountRegion& place, InstanceRecord& record, std::string status, Duration usually,
                         Start start) {
    // A start takes all that its groups say.
    if (status == "rebooting" || record.stopped) record.parameters = values_of_groups(place, record);
    if (!has_server(record)) return pass(place, record, std::move(status), usually);
    pass(place, record, std::move(status), usually, bring(place, record.id, start));
}

void Catalogue::lead(const aws::AccountRegion& place, const std::string& cluster) {
    const ClusterRecord* const record = clusters_.find(place, cluster);
    if (record == nullptr || !servers_->has(record->engine)) return;
    std::string writer;
    std::vector<std::string> readers;
    for (const InstanceRecord* const member : members(place, cluster)) {
        const std::string status = member->status();
        if (status == "creating" || status == "stopped" || status == "failed" || status == "deleting") continue;
        if (member->id == record->writer) {
            writer = member->server();
        } else {
            readers.push_back(member->server());
        }
    }
    servers_->lead(record->resource_id, record->port, writer, readers);
    lead_endpoints(place, *record);
}

void Catalogue::bring_up_all() {
    std::set<std::string> ids;
    for (const auto& [key, record] : clusters_.all()) ids.insert({record.resource_id, record.volume, record.recovers});
    for (const auto& [key, record] : instances_.all())
        ids.insert({record.server(), record.other_server(), record.begins, record.recovers});
    for (const auto& [key, record] : snapshots_.all()) ids.insert(snapshot_file(key.first, record.id));
    for (const auto& [key, record] : cluster_snapshots_.all()) ids.insert(cluster_backup(key.first, record.id));
    servers_->keep_only(ids);
    for (const auto& [key, record] : clusters_.all()) lead(key.first, record.id);
    hold_restores();
    for (auto& [key, record] : instances_.all()) {
        if (record.of_scenario || !has_server(record)) continue;
        const std::string before = record.passing.status;
        if (before == "deleting") {
            TakenAway how;
            // A cluster's volume outlives its instances: what was being saved is saved now.
            const ClusterRecord* const cluster = clusters_.find(key.first, record.cluster);
            if (cluster != nullptr && cluster->writer.empty() && !servers_->has_backup(cluster->volume))
                how.backup = cluster->volume;
            pass(key.first, record, before, Duration::zero(), take_away(key.first, record, how));
        } else if (before == "stopping" || (before.empty() && record.stopped)) {
            if (!before.empty()) settle_instance(key.first, record.id, std::nullopt);
        } else {
            record.failure.clear();
            bring_up(key.first, record, before.empty() ? "starting" : before, Duration::zero(), Start::here);
        }
    }
    resume_restores();
    // Nobody has asked for these.
    begun_.clear();
    for (Kept<SnapshotRecord>* const all : {&snapshots_, &cluster_snapshots_}) {
        for (auto& [key, snapshot] : all->all()) {
            if (snapshot.passing.status == "saving")
                settle_snapshot(*all, key.first, snapshot.id, Error{"it was interrupted"});
        }
    }
}

void Catalogue::settle_snapshot(Kept<SnapshotRecord>& in, const aws::AccountRegion& place, const std::string& id,
                                const Servers::Problem& problem) {
    SnapshotRecord* const snapshot = in.find(place, id);
    if (snapshot == nullptr) return;
    snapshot->passing = {};
    if (problem) {
        snapshot->passing.status = "failed";
        happen(place, &in == &snapshots_ ? "db-snapshot" : "db-cluster-snapshot", id, "failure", problem->message);
    }
    in.keep(place, id);
}

void Catalogue::save(const aws::AccountRegion& place, const std::string& id, Work work) {
    save(snapshots_, place, id, std::move(work));
}
void Catalogue::save_cluster(const aws::AccountRegion& place, const std::string& id, Work work) {
    save(cluster_snapshots_, place, id, std::move(work));
}

void Catalogue::save(Kept<SnapshotRecord>& in, const aws::AccountRegion& place, const std::string& id, Work work) {
    const Instant now = context_.now();
    in.find(place, id)->passing = {"saving", now, now};
    in.keep(place, id);
    const auto over = std::make_shared<wt::Event>(context_.clock);
    begun_.push_back(over);
    const auto see_through = [](Catalogue& catalogue, Kept<SnapshotRecord>& all, aws::AccountRegion where,
                                std::string which, std::shared_ptr<wt::Event> end, Work what) -> Task<void> {
        const Servers::Problem problem = co_await std::move(what);
        catalogue.settle_snapshot(all, where, which, problem);
        end->set();
    };
    working_.spawn(see_through(*this, in, place, id, over, std::move(work)));
}

Task<void> Catalogue::until_begun(std::vector<std::shared_ptr<wt::Event>> begun, Instant deadline) {
    for (const auto& each : begun) (void)co_await each->wait_until(deadline);
}

}  // namespace wt::rds::api
