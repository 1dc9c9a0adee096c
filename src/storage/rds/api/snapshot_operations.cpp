// Snapshots, of instances and of clusters, and what is made from them.
#include <algorithm>

#include "base/ascii.hpp"
#include "storage/rds/api/asked.hpp"
#include "storage/rds/api/checks.hpp"
#include "storage/rds/api/durations.hpp"
#include "storage/rds/api/engines.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

[[nodiscard]] aws::Error no_snapshot(const std::string& id) {
    return aws::Error(rds_errors::db_snapshot_not_found, fmt::format("DBSnapshot {} not found.", id));
}
[[nodiscard]] aws::Error no_cluster_snapshot(const std::string& id) {
    return aws::Error(rds_errors::db_cluster_snapshot_not_found, fmt::format("DBClusterSnapshot {} not found.", id));
}
[[nodiscard]] aws::Error out_of_range() {
    return aws::Error(Rds::invalid_value,
                      "The specified time is not between the earliest and the latest restorable time.");  // Assumed
}
[[nodiscard]] std::string id_at_end(const std::string& arn) {
    const std::string id = arn.starts_with("arn:") ? arn.substr(arn.rfind(':') + 1) : arn;
    return lowered(id);
}

}  // namespace

SnapshotRecord Rds::fresh_snapshot(const std::string& id) {
    SnapshotRecord record;
    record.id = id;
    record.taken = context_.calendar();
    if (const auto course = catalogue_.pace().begin(snapshotting))
        record.passing = {"creating", course->began, course->ends};
    return record;
}

std::string Rds::snapshot_status(const SnapshotRecord& record) const {
    if (record.passing.status == "failed") return "failed";
    if (record.passing.status == "saving") return "creating";
    const Course course{record.passing.began, record.passing.ends};
    return record.passing.status.empty() || catalogue_.pace().over(course) ? "available" : record.passing.status;
}

DbSnapshot Rds::told_snapshot(const aws::AccountRegion& place, const SnapshotRecord& record) {
    const InstanceRecord& of = record.instance;
    DbSnapshot told;
    told.db_snapshot_identifier = record.id;
    told.db_snapshot_arn = rds_arn(place, "snapshot", record.id);
    told.db_instance_identifier = of.id;
    told.snapshot_create_time = told.original_snapshot_create_time = record.taken;
    told.engine = of.engine;
    told.engine_version = of.version;
    told.allocated_storage = static_cast<std::int32_t>(of.storage);
    told.status = snapshot_status(record);
    told.percent_progress = told.status == "available" ? 100 : 0;
    told.port = static_cast<std::int32_t>(of.port);
    told.availability_zone = zone_name(place.region, of.zone);
    told.instance_create_time = of.created;
    told.master_username = of.user;
    told.snapshot_type = record.kind;
    told.storage_type = of.storage_type;
    told.encrypted = of.encrypted;
    told.iam_database_authentication_enabled = false;
    told.dbi_resource_id = of.resource_id;
    if (!record.source.empty()) told.source_db_snapshot_identifier = record.source;
    auto& tags = told.tag_list.emplace();
    for (const auto& [key, value] : record.tags) tags.push_back({key, value});
    return told;
}

DbClusterSnapshot Rds::told_cluster_snapshot(const aws::AccountRegion& place, const SnapshotRecord& record) {
    const ClusterRecord& of = record.cluster;
    DbClusterSnapshot told;
    told.db_cluster_snapshot_identifier = record.id;
    told.db_cluster_snapshot_arn = rds_arn(place, "cluster-snapshot", record.id);
    told.db_cluster_identifier = of.id;
    told.snapshot_create_time = record.taken;
    told.engine = of.engine;
    told.engine_mode = "provisioned";
    told.engine_version = of.version;
    told.allocated_storage = 1;
    told.status = snapshot_status(record);
    told.percent_progress = told.status == "available" ? 100 : 0;
    told.port = static_cast<std::int32_t>(of.port);
    told.cluster_create_time = of.created;
    told.master_username = of.user;
    told.snapshot_type = record.kind;
    told.storage_encrypted = of.encrypted;
    told.iam_database_authentication_enabled = false;
    told.db_cluster_resource_id = of.resource_id;
    if (!record.source.empty()) told.source_db_cluster_snapshot_arn = record.source;
    auto& tags = told.tag_list.emplace();
    for (const auto& [key, value] : record.tags) tags.push_back({key, value});
    return told;
}

aws::Outcome<CreateDbSnapshotResult> Rds::create_db_snapshot(const aws::Call& call, CreateDbSnapshotMessage input) {
    const auto create = [&]() -> aws::Outcome<CreateDbSnapshotResult> {
        const aws::AccountRegion place = place_of(call);
        const auto found = available_instance(call, input.db_instance_identifier);
        if (!found.ok()) return found.error();
        const std::string id = lowered(input.db_snapshot_identifier);
        if (auto wrong = check_id(id, "DBSnapshotIdentifier", 255)) return std::move(*wrong);
        if (catalogue_.snapshots().has(place, id))
            return aws::Error(rds_errors::db_snapshot_already_exists,
                              fmt::format("Cannot create the snapshot because a snapshot with the identifier {} "
                                          "already exists.",
                                          id));
        SnapshotRecord record = fresh_snapshot(id);
        record.instance = **found;
        if ((*found)->copy_tags) record.tags = (*found)->tags;
        if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
        catalogue_.happen(place, "db-instance", (*found)->id, "backup", "Backing up DB instance.");
        catalogue_.happen(place, "db-instance", (*found)->id, "backup", "Finished DB instance backup.");
        CreateDbSnapshotResult output;
        (void)catalogue_.snapshots().put(place, id, std::move(record));
        if (catalogue_.has_server(**found))
            catalogue_.save(place, id, catalogue_.servers().back_up((*found)->server(), snapshot_file(place, id)));
        output.db_snapshot = told_snapshot(place, *catalogue_.snapshots().find(place, id));
        return output;
    };
    return create();
}

aws::Outcome<DbSnapshotMessage> Rds::describe_db_snapshots(const aws::Call& call, DescribeDbSnapshotsMessage input) {
    const auto describe = [&]() -> aws::Outcome<DbSnapshotMessage> {
        if (auto wrong = check_filters(
                input.filters, {"db-instance-id", "db-snapshot-id", "dbi-resource-id", "snapshot-type", "engine"}))
            return std::move(*wrong);
        std::map<std::string, DbSnapshot> all;
        for (const auto& [key, record] : catalogue_.snapshots().all()) {
            if (key.first != place_of(call)) continue;
            if (input.db_snapshot_identifier && record.id != id_at_end(*input.db_snapshot_identifier)) continue;
            if (input.db_instance_identifier && record.instance.id != id_at_end(*input.db_instance_identifier))
                continue;
            if (input.snapshot_type && record.kind != *input.snapshot_type) continue;
            const InstanceRecord& of = record.instance;
            if (passes(input.filters, "db-instance-id", {of.id, rds_arn(key.first, "db", of.id)}) &&
                passes(input.filters, "db-snapshot-id", {record.id}) &&
                passes(input.filters, "dbi-resource-id", {of.resource_id}) &&
                passes(input.filters, "snapshot-type", {record.kind}) && passes(input.filters, "engine", {of.engine}))
                all.emplace(record.id, told_snapshot(key.first, record));
        }
        if (input.db_snapshot_identifier && all.empty()) return no_snapshot(*input.db_snapshot_identifier);
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        DbSnapshotMessage output;
        output.db_snapshots = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<CopyDbSnapshotResult> Rds::copy_db_snapshot(const aws::Call& call, CopyDbSnapshotMessage input) {
    const auto copy = [&]() -> aws::Outcome<CopyDbSnapshotResult> {
        const aws::AccountRegion place = place_of(call);
        const SnapshotRecord* const found =
            catalogue_.snapshots().find(place, id_at_end(input.source_db_snapshot_identifier));
        if (found == nullptr) return no_snapshot(input.source_db_snapshot_identifier);
        const std::string id = lowered(input.target_db_snapshot_identifier);
        if (auto wrong = check_id(id, "TargetDBSnapshotIdentifier", 255)) return std::move(*wrong);
        if (catalogue_.snapshots().has(place, id))
            return aws::Error(rds_errors::db_snapshot_already_exists,
                              fmt::format("Cannot create the snapshot because a snapshot with the identifier {} "
                                          "already exists.",
                                          id));
        SnapshotRecord record = *found;
        record.id = id;
        record.source = rds_arn(place, "snapshot", found->id);
        if (!input.copy_tags.value_or(false)) record.tags.clear();
        if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
        CopyDbSnapshotResult output;
        const std::string from = snapshot_file(place, found->id);
        (void)catalogue_.snapshots().put(place, id, std::move(record));
        if (catalogue_.servers().has_backup(from))
            catalogue_.save(place, id, catalogue_.servers().copy_backup(from, snapshot_file(place, id)));
        output.db_snapshot = told_snapshot(place, *catalogue_.snapshots().find(place, id));
        return output;
    };
    return copy();
}

aws::Outcome<DeleteDbSnapshotResult> Rds::delete_db_snapshot(const aws::Call& call, DeleteDbSnapshotMessage input) {
    const auto remove = [&]() -> aws::Outcome<DeleteDbSnapshotResult> {
        const aws::AccountRegion place = place_of(call);
        const std::string id = id_at_end(input.db_snapshot_identifier);
        const SnapshotRecord* const found = catalogue_.snapshots().find(place, id);
        if (found == nullptr) return no_snapshot(input.db_snapshot_identifier);
        DeleteDbSnapshotResult output;
        output.db_snapshot = told_snapshot(place, *found);
        output.db_snapshot->status = "deleted";
        catalogue_.servers().drop_backup(snapshot_file(place, id));
        catalogue_.snapshots().erase(place, id);
        return output;
    };
    return remove();
}

std::optional<Catalogue::Work> Rds::save_volume(const aws::AccountRegion& place, const ClusterRecord& cluster,
                                                const std::string& backup) {
    const InstanceRecord* const writer = catalogue_.instances().find(place, cluster.writer);
    if (writer != nullptr && catalogue_.has_server(*writer))
        return catalogue_.servers().back_up(writer->server(), backup);
    if (catalogue_.servers().has_backup(cluster.volume))
        return catalogue_.servers().copy_backup(cluster.volume, backup);
    return std::nullopt;
}

Rds::Refusal Rds::snap(const aws::AccountRegion& place, const ClusterRecord& cluster, const std::string& id,
                       const std::vector<aws::ResourceTag>& tags) {
    if (catalogue_.cluster_snapshots().has(place, id))
        return aws::Error(rds_errors::db_cluster_snapshot_already_exists,
                          fmt::format("Cannot create the snapshot because a snapshot with the identifier {} already "
                                      "exists.",
                                      id));
    SnapshotRecord record = fresh_snapshot(id);
    record.cluster = cluster;
    if (cluster.copy_tags) record.tags = cluster.tags;
    if (auto wrong = set_tags(record.tags, tags, {})) return wrong;
    if (const auto problem = catalogue_.databases().copy(cluster.resource_id, snapshot_file(place, id)))
        return aws::Error(internal_failure, problem->message);
    (void)catalogue_.cluster_snapshots().put(place, id, std::move(record));
    // Beside the Data API's database, what its servers hold.
    if (auto work = save_volume(place, cluster, cluster_backup(place, id)))
        catalogue_.save_cluster(place, id, std::move(*work));
    return std::nullopt;
}

aws::Outcome<CreateDbClusterSnapshotResult> Rds::create_db_cluster_snapshot(const aws::Call& call,
                                                                            CreateDbClusterSnapshotMessage input) {
    const auto create = [&]() -> aws::Outcome<CreateDbClusterSnapshotResult> {
        const aws::AccountRegion place = place_of(call);
        const auto found = available_cluster(call, input.db_cluster_identifier);
        if (!found.ok()) return found.error();
        const std::string id = lowered(input.db_cluster_snapshot_identifier);
        if (auto wrong = check_id(id, "DBClusterSnapshotIdentifier", 255)) return std::move(*wrong);
        if (auto wrong = snap(place, **found, id, input.tags)) return std::move(*wrong);
        CreateDbClusterSnapshotResult output;
        output.db_cluster_snapshot = told_cluster_snapshot(place, *catalogue_.cluster_snapshots().find(place, id));
        return output;
    };
    return create();
}

aws::Outcome<DbClusterSnapshotMessage> Rds::describe_db_cluster_snapshots(const aws::Call& call,
                                                                          DescribeDbClusterSnapshotsMessage input) {
    const auto describe = [&]() -> aws::Outcome<DbClusterSnapshotMessage> {
        if (auto wrong =
                check_filters(input.filters, {"db-cluster-id", "db-cluster-snapshot-id", "snapshot-type", "engine"}))
            return std::move(*wrong);
        std::map<std::string, DbClusterSnapshot> all;
        const Name& wanted = input.db_cluster_snapshot_identifier;
        for (const auto& [key, record] : catalogue_.cluster_snapshots().all()) {
            if (key.first != place_of(call)) continue;
            if (wanted && record.id != id_at_end(*wanted)) continue;
            if (input.db_cluster_identifier && record.cluster.id != id_at_end(*input.db_cluster_identifier)) continue;
            if (input.snapshot_type && record.kind != *input.snapshot_type) continue;
            const ClusterRecord& of = record.cluster;
            if (passes(input.filters, "db-cluster-id", {of.id, rds_arn(key.first, "cluster", of.id)}) &&
                passes(input.filters, "db-cluster-snapshot-id", {record.id}) &&
                passes(input.filters, "snapshot-type", {record.kind}) && passes(input.filters, "engine", {of.engine}))
                all.emplace(record.id, told_cluster_snapshot(key.first, record));
        }
        if (wanted && all.empty()) return no_cluster_snapshot(*wanted);
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        DbClusterSnapshotMessage output;
        output.db_cluster_snapshots = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<CopyDbClusterSnapshotResult> Rds::copy_db_cluster_snapshot(const aws::Call& call,
                                                                        CopyDbClusterSnapshotMessage input) {
    const auto copy = [&]() -> aws::Outcome<CopyDbClusterSnapshotResult> {
        const aws::AccountRegion place = place_of(call);
        const SnapshotRecord* const found =
            catalogue_.cluster_snapshots().find(place, id_at_end(input.source_db_cluster_snapshot_identifier));
        if (found == nullptr) return no_cluster_snapshot(input.source_db_cluster_snapshot_identifier);
        if (snapshot_status(*found) != "available")
            return aws::Error(rds_errors::invalid_db_cluster_snapshot_state,
                              fmt::format("Snapshot {} is not available.", found->id));  // Assumed
        const std::string id = lowered(input.target_db_cluster_snapshot_identifier);
        if (auto wrong = check_id(id, "TargetDBClusterSnapshotIdentifier", 255)) return std::move(*wrong);
        if (!is_rds_id(id))
            return aws::Error(invalid_value,
                              "The parameter TargetDBClusterSnapshotIdentifier is not a valid identifier.");
        if (catalogue_.cluster_snapshots().has(place, id))
            return aws::Error(rds_errors::db_cluster_snapshot_already_exists,
                              fmt::format("Cannot create the snapshot because a snapshot with the identifier {} "
                                          "already exists.",
                                          id));
        SnapshotRecord record = fresh_snapshot(id);
        record.taken = found->taken;
        record.cluster = found->cluster;
        record.source = rds_arn(place, "cluster-snapshot", found->id);
        if (input.copy_tags.value_or(false)) record.tags = found->tags;
        if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
        if (const auto problem = catalogue_.databases().copy(snapshot_file(place, found->id), snapshot_file(place, id)))
            return aws::Error(internal_failure, problem->message);
        const std::string from = cluster_backup(place, found->id);
        (void)catalogue_.cluster_snapshots().put(place, id, std::move(record));
        if (catalogue_.servers().has_backup(from))
            catalogue_.save_cluster(place, id, catalogue_.servers().copy_backup(from, cluster_backup(place, id)));
        CopyDbClusterSnapshotResult output;
        output.db_cluster_snapshot = told_cluster_snapshot(place, *catalogue_.cluster_snapshots().find(place, id));
        return output;
    };
    return copy();
}

aws::Outcome<DeleteDbClusterSnapshotResult> Rds::delete_db_cluster_snapshot(const aws::Call& call,
                                                                            DeleteDbClusterSnapshotMessage input) {
    const auto remove = [&]() -> aws::Outcome<DeleteDbClusterSnapshotResult> {
        const aws::AccountRegion place = place_of(call);
        const std::string id = id_at_end(input.db_cluster_snapshot_identifier);
        const SnapshotRecord* const found = catalogue_.cluster_snapshots().find(place, id);
        if (found == nullptr) return no_cluster_snapshot(input.db_cluster_snapshot_identifier);
        DeleteDbClusterSnapshotResult output;
        output.db_cluster_snapshot = told_cluster_snapshot(place, *found);
        output.db_cluster_snapshot->status = "deleted";
        catalogue_.databases().remove(snapshot_file(place, id));
        catalogue_.servers().drop_backup(cluster_backup(place, id));
        catalogue_.cluster_snapshots().erase(place, id);
        return output;
    };
    return remove();
}

namespace {

/// A new instance from what another was.
[[nodiscard]] InstanceRecord again(const InstanceRecord& before, const std::string& id) {
    InstanceRecord record = before;
    record.id = lowered(id);
    record.of_scenario = false;
    record.source.clear();
    record.tags.clear();
    record.pending = {};
    record.passing = {};
    record.stopped = record.protection = record.swapped = false;
    record.begins.clear();
    record.recovers.clear();
    record.failure.clear();
    record.starts = {};
    record.most_storage = record.monitoring = 0;
    record.monitoring_role.clear();
    record.logs.clear();
    record.iam = record.insights = false;
    record.secret.clear();
    record.roles.clear();
    // Its password is what it was.
    if (record.password.empty()) record.password = "unknown-to-everybody";
    return record;
}

/// A new cluster from what another was.
[[nodiscard]] ClusterRecord again(const ClusterRecord& before, const std::string& id) {
    ClusterRecord record = before;
    record.id = lowered(id);
    record.writer.clear();
    record.tags.clear();
    record.secret.clear();
    record.passing = {};
    record.stopped = record.protection = record.http_endpoint = false;
    record.volume.clear();
    record.failure.clear();
    record.roles.clear();
    return record;
}

}  // namespace

aws::Outcome<RestoreDbInstanceFromDbSnapshotResult> Rds::restore_db_instance_from_db_snapshot(
    const aws::Call& call, RestoreDbInstanceFromDbSnapshotMessage input) {
    const auto restore = [&]() -> aws::Outcome<RestoreDbInstanceFromDbSnapshotResult> {
        const aws::AccountRegion place = place_of(call);
        if (!input.db_snapshot_identifier) return not_here("DBClusterSnapshotIdentifier");
        const SnapshotRecord* const snapshot =
            catalogue_.snapshots().find(place, id_at_end(*input.db_snapshot_identifier));
        if (snapshot == nullptr) return no_snapshot(*input.db_snapshot_identifier);
        if (snapshot_status(*snapshot) != "available")
            return aws::Error(rds_errors::invalid_db_snapshot_state,
                              fmt::format("Snapshot {} is not available.", snapshot->id));  // Assumed
        InstanceRecord record = again(snapshot->instance, input.db_instance_identifier);
        if (const std::string data = snapshot_file(place, snapshot->id); catalogue_.servers().has_backup(data))
            record.begins = data;
        if (auto wrong = take(record, input, place.region)) return std::move(*wrong);
        if (auto wrong = complete(place, record, record.version)) return std::move(*wrong);
        if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
        const std::string id = record.id;
        catalogue_.add(place, std::move(record));
        RestoreDbInstanceFromDbSnapshotResult output;
        output.db_instance = told(place, *catalogue_.instances().find(place, id));
        return output;
    };
    return restore();
}

aws::Outcome<RestoreDbInstanceToPointInTimeResult> Rds::restore_db_instance_to_point_in_time(
    const aws::Call& call, RestoreDbInstanceToPointInTimeMessage input) {
    const auto restore = [&]() -> aws::Outcome<RestoreDbInstanceToPointInTimeResult> {
        const aws::AccountRegion place = place_of(call);
        if (!input.source_db_instance_identifier) return not_here("restoring what has gone");
        const auto found = named_instance(call, *input.source_db_instance_identifier);
        if (!found.ok()) return found.error();
        const InstanceRecord& source = **found;
        if (source.retention == 0)
            return aws::Error(rds_errors::point_in_time_restore_not_enabled,
                              fmt::format("Point in time restore is not enabled for {}.", source.id));  // Assumed
        if (input.restore_time.has_value() == input.use_latest_restorable_time.value_or(false))
            return aws::Error(invalid_combination,
                              "Either RestoreTime or UseLatestRestorableTime must be specified, and not both.");
        if (input.restore_time && (*input.restore_time > context_.calendar() || *input.restore_time < source.created))
            return out_of_range();
        const bool earlier = input.restore_time && catalogue_.has_server(source);
        const auto range = catalogue_.restorable(source.resource_id, source.retention);
        if (earlier && (!range || *input.restore_time < range->earliest || *input.restore_time > range->latest))
            return out_of_range();
        InstanceRecord record = again(source, input.target_db_instance_identifier);
        if (auto wrong = take(record, input, place.region)) return std::move(*wrong);
        if (auto wrong = complete(place, record, record.version)) return std::move(*wrong);
        if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
        const std::string id = record.id;
        if (earlier) {
            record.recovers = source.resource_id;
            record.until = *input.restore_time;
            catalogue_.add_recovered(place, std::move(record), source.server());
        } else if (catalogue_.has_server(source)) {
            catalogue_.add_copy(place, std::move(record), source.server());
        } else {
            catalogue_.add(place, std::move(record));
        }
        RestoreDbInstanceToPointInTimeResult output;
        output.db_instance = told(place, *catalogue_.instances().find(place, id));
        return output;
    };
    return restore();
}

aws::Outcome<RestoreDbClusterFromSnapshotResult> Rds::restore_db_cluster_from_snapshot(
    const aws::Call& call, RestoreDbClusterFromSnapshotMessage input) {
    const auto restore = [&]() -> aws::Outcome<RestoreDbClusterFromSnapshotResult> {
        const aws::AccountRegion place = place_of(call);
        const SnapshotRecord* const snapshot =
            catalogue_.cluster_snapshots().find(place, id_at_end(input.snapshot_identifier));
        if (snapshot == nullptr) return no_cluster_snapshot(input.snapshot_identifier);
        if (snapshot_status(*snapshot) != "available")
            return aws::Error(rds_errors::invalid_db_cluster_snapshot_state,
                              fmt::format("Snapshot {} is not available.", snapshot->id));  // Assumed
        ClusterRecord record = again(snapshot->cluster, input.db_cluster_identifier);
        record.protection = input.deletion_protection.value_or(false);
        if (input.port) record.port = *input.port;
        if (input.db_subnet_group_name) record.subnet_group = lowered(*input.db_subnet_group_name);
        if (lowered(input.engine) != record.engine)
            return aws::Error(invalid_combination, "The engine is not the snapshot's.");  // Assumed
        if (auto wrong = complete(place, record, record.version)) return std::move(*wrong);
        if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
        const std::string id = record.id;
        const std::string copy = snapshot_file(place, snapshot->id);
        catalogue_.add(place, std::move(record));
        ClusterRecord& made = *catalogue_.clusters().find(place, id);
        if (const std::string data = cluster_backup(place, snapshot->id); catalogue_.servers().has_backup(data))
            catalogue_.restore_from(place, made, data);
        if (const auto problem = catalogue_.databases().copy(copy, made.resource_id))
            return aws::Error(internal_failure, problem->message);
        RestoreDbClusterFromSnapshotResult output;
        output.db_cluster = told(place, made);
        return output;
    };
    return restore();
}

aws::Outcome<RestoreDbClusterToPointInTimeResult> Rds::restore_db_cluster_to_point_in_time(
    const aws::Call& call, RestoreDbClusterToPointInTimeMessage input) {
    const auto restore = [&]() -> aws::Outcome<RestoreDbClusterToPointInTimeResult> {
        const aws::AccountRegion place = place_of(call);
        if (!input.source_db_cluster_identifier) return not_here("restoring what has gone");
        const auto found = named_cluster(call, id_at_end(*input.source_db_cluster_identifier));
        if (!found.ok()) return found.error();
        const ClusterRecord& source = **found;
        if (source.status() != "available" && source.status() != "stopped")
            return aws::Error(rds_errors::invalid_db_cluster_state,
                              fmt::format("Cluster {} is not in available state.", source.id));  // Assumed
        const std::string type = input.restore_type.value_or("full-copy");
        if (type != "full-copy" && type != "copy-on-write")
            return aws::Error(invalid_value, fmt::format("Invalid value {} for RestoreType.", type));  // Assumed
        if (input.restore_to_time.has_value() == input.use_latest_restorable_time.value_or(false))
            return aws::Error(invalid_combination,
                              "Either RestoreToTime or UseLatestRestorableTime must be specified, and not both.");
        if (input.restore_to_time && type == "copy-on-write")
            return aws::Error(invalid_combination,
                              "RestoreToTime can't be specified if RestoreType is copy-on-write.");  // Assumed
        if (input.restore_to_time &&
            (*input.restore_to_time > context_.calendar() || *input.restore_to_time < source.created))
            return out_of_range();
        const auto range = catalogue_.restorable(source.resource_id, source.retention);
        if (input.restore_to_time && !range) return not_here("RestoreToTime for a cluster without a server");
        if (input.restore_to_time &&
            (*input.restore_to_time < range->earliest || *input.restore_to_time > range->latest))
            return out_of_range();
        if (input.engine_mode.value_or("provisioned") != "provisioned") return not_here("EngineMode serverless");
        ClusterRecord record = again(source, input.db_cluster_identifier);
        record.protection = input.deletion_protection.value_or(false);
        if (input.port) record.port = *input.port;
        if (input.db_subnet_group_name) record.subnet_group = lowered(*input.db_subnet_group_name);
        if (input.db_cluster_parameter_group_name)
            record.parameter_group = lowered(*input.db_cluster_parameter_group_name);
        if (!input.vpc_security_group_ids.empty()) record.security_groups = input.vpc_security_group_ids;
        if (input.copy_tags_to_snapshot) record.copy_tags = *input.copy_tags_to_snapshot;
        if (input.serverless_v2_scaling_configuration) {
            record.least_capacity = input.serverless_v2_scaling_configuration->min_capacity;
            if (const auto pause = input.serverless_v2_scaling_configuration->seconds_until_auto_pause)
                record.pauses_after = *pause;
            record.most_capacity = input.serverless_v2_scaling_configuration->max_capacity;
        }
        if (auto wrong = complete(place, record, record.version)) return std::move(*wrong);
        if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
        const std::string id = record.id;
        catalogue_.add(place, std::move(record));
        ClusterRecord& made = *catalogue_.clusters().find(place, id);
        if (input.restore_to_time) {
            catalogue_.recover(place, made, source.resource_id, *input.restore_to_time);
        } else {
            if (auto work = save_volume(place, source, made.own_volume()))
                catalogue_.restore(place, made, std::move(*work));
            if (const auto problem = catalogue_.databases().copy(source.resource_id, made.resource_id))
                return aws::Error(internal_failure, problem->message);
        }
        RestoreDbClusterToPointInTimeResult output;
        output.db_cluster = told(place, made);
        return output;
    };
    return restore();
}

}  // namespace wt::rds::api
