// Instances: made, told, changed, restarted, removed; replicas of theirs.
#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "storage/rds/api/asked.hpp"
#include "storage/rds/api/checks.hpp"
#include "storage/rds/api/durations.hpp"
#include "storage/rds/api/engines.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

/// API Reference, "CreateDBInstanceReadReplica".
constexpr std::size_t most_replicas = 15;

/// Whether a record passes filters by what they may name.
[[nodiscard]] bool passes_filters(const InstanceRecord& record, const aws::AccountRegion& place,
                                  const std::vector<Filter>& filters) {
    return passes(filters, "db-cluster-id", {record.cluster, rds_arn(place, "cluster", record.cluster)}) &&
           passes(filters, "db-instance-id", {record.id, rds_arn(place, "db", record.id)}) &&
           passes(filters, "dbi-resource-id", {record.resource_id}) && passes(filters, "engine", {record.engine}) &&
           passes(filters, "domain", {});
}

}  // namespace

aws::Outcome<CreateDbInstanceResult> Rds::create_db_instance(const aws::Call& call, CreateDbInstanceMessage input) {
    const auto create = [&]() -> aws::Outcome<CreateDbInstanceResult> {
        const aws::AccountRegion place = place_of(call);
        InstanceRecord record;
        record.id = lowered(input.db_instance_identifier);
        record.instance_class = input.db_instance_class;
        record.engine = lowered(input.engine);
        record.user = input.master_username.value_or("");
        record.password = input.master_user_password.value_or("");
        record.database = input.db_name.value_or("");
        if (!input.allocated_storage && !is_aurora(record.engine))
            return aws::Error(missing, "The request must contain the parameter AllocatedStorage.");
        if (input.iops && !input.storage_type) record.storage_type = "io1";
        if (auto wrong = take(record, input, place.region)) return std::move(*wrong);
        if (input.preferred_maintenance_window)
            record.maintenance_window = lowered(*input.preferred_maintenance_window);
        record.cluster = lowered(input.db_cluster_identifier.value_or(""));
        record.encrypted = input.storage_encrypted.value_or(false);
        record.key = input.kms_key_id.value_or("");
        record.tier = input.promotion_tier.value_or(1);
        const bool managed = input.manage_master_user_password.value_or(false);
        if (managed && input.master_user_password)
            return aws::Error(
                invalid_combination,
                "You can't specify MasterUserPassword and ManageMasterUserPassword together.");  // Assumed
        if (managed) record.secret = "to be made";
        ClusterRecord* cluster = nullptr;
        if (!record.cluster.empty()) {
            const auto found = named_cluster(call, record.cluster);
            if (!found.ok()) return found.error();
            cluster = *found;
            if (cluster->status() == "failed")
                return aws::Error(rds_errors::invalid_db_cluster_state,
                                  fmt::format("Cluster {} is not in available state.", cluster->id));  // Assumed
            if (record.engine != cluster->engine)
                return aws::Error(invalid_combination,
                                  "The engine of an instance of a cluster is the cluster's.");  // Assumed
            record.user = cluster->user;
            record.database = cluster->database;
        }
        if (auto wrong = complete(place, record, cluster == nullptr ? input.engine_version : Name(cluster->version)))
            return std::move(*wrong);
        if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
        if (managed) {
            record.password = catalogue_.fresh_password();
            record.secret = catalogue_.make_secret(place, "db", record.user, record.password);
        }
        const std::string id = record.id;
        if (cluster != nullptr) {
            if (!input.availability_zone)
                record.zone = static_cast<std::int64_t>(catalogue_.members(place, cluster->id).size()) % 3;
            if (cluster->writer.empty()) {
                cluster->writer = id;
                record.begins = cluster->volume;
            }
            catalogue_.keep(place, *cluster);
        }
        catalogue_.add(place, std::move(record));
        CreateDbInstanceResult output;
        output.db_instance = told(place, *catalogue_.instances().find(place, id));
        return output;
    };
    return create();
}

aws::Outcome<DbInstanceMessage> Rds::describe_db_instances(const aws::Call& call, DescribeDbInstancesMessage input) {
    const auto describe = [&]() -> aws::Outcome<DbInstanceMessage> {
        DbInstanceMessage output;
        if (input.db_instance_identifier) {
            std::string id = *input.db_instance_identifier;
            if (id.starts_with("arn:")) id = id.substr(id.rfind(':') + 1);
            const auto found = named_instance(call, id);
            if (!found.ok()) return found.error();
            output.db_instances.emplace().push_back(told(place_of(call), **found));
            return output;
        }
        if (auto wrong = check_filters(input.filters,
                                       {"db-cluster-id", "db-instance-id", "dbi-resource-id", "domain", "engine"}))
            return std::move(*wrong);
        std::map<std::string, DbInstance> all;
        for (const auto& [key, record] : catalogue_.instances().all()) {
            if (key.first == place_of(call) && passes_filters(record, key.first, input.filters))
                all.emplace(record.id, told(key.first, record));
        }
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        output.db_instances = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

void Rds::set_password(const aws::AccountRegion& place, InstanceRecord& record, const std::string& password) {
    record.password = password;
    // Its copies have it, too.
    for (auto& [key, other] : catalogue_.instances().all()) {
        if (key.first != place || other.source != record.id || other.of_scenario) continue;
        set_password(place, other, password);
        catalogue_.keep(place, other);
    }
}

aws::Outcome<ModifyDbInstanceResult> Rds::modify_db_instance(const aws::Call& call, ModifyDbInstanceMessage input) {
    const auto modify = [&]() -> aws::Outcome<ModifyDbInstanceResult> {
        const aws::AccountRegion place = place_of(call);
        const auto found = available_instance(call, input.db_instance_identifier);
        if (!found.ok()) return found.error();
        InstanceRecord& kept = **found;
        if (kept.of_scenario) return of_the_scenario("changes of a scenario's instance");
        InstanceRecord record = kept;
        Changes changes;
        if (input.new_db_instance_identifier && lowered(*input.new_db_instance_identifier) != record.id) {
            changes.id = lowered(*input.new_db_instance_identifier);
            if (auto wrong = check_id(*changes.id, "NewDBInstanceIdentifier", 63)) return std::move(*wrong);
            if (catalogue_.instances().has(place, *changes.id))
                return aws::Error(rds_errors::db_instance_already_exists, "DB instance already exists");
        }
        if (input.db_instance_class && *input.db_instance_class != record.instance_class) {
            if (!memory_of_class(*input.db_instance_class))
                return aws::Error(invalid_value,
                                  fmt::format("Invalid DB Instance class: {}", *input.db_instance_class));
            changes.instance_class = input.db_instance_class;
        }
        if (input.allocated_storage && *input.allocated_storage != record.storage) {
            if (*input.allocated_storage < record.storage)
                return aws::Error(invalid_combination,
                                  "Requested allocated storage must be greater than the current one.");
            changes.storage = *input.allocated_storage;
        }
        if (input.storage_type && *input.storage_type != record.storage_type) {
            changes.storage_type = input.storage_type;
            changes.iops = changes.throughput = 0;
        }
        if (input.iops && *input.iops != record.iops) changes.iops = *input.iops;
        if (input.storage_throughput && *input.storage_throughput != record.throughput)
            changes.throughput = *input.storage_throughput;
        if (input.max_allocated_storage) record.most_storage = *input.max_allocated_storage;
        if (changes.storage || changes.storage_type || changes.iops || changes.throughput ||
            input.max_allocated_storage) {
            if (is_aurora(record.engine))
                return aws::Error(invalid_combination, fmt::format("The storage of an instance of {} is its cluster's.",
                                                                   record.engine));  // Assumed
            InstanceRecord then = record;
            then.storage = changes.storage.value_or(record.storage);
            then.storage_type = changes.storage_type.value_or(record.storage_type);
            then.iops = changes.iops.value_or(record.iops);
            then.throughput = changes.throughput.value_or(record.throughput);
            // API Reference, "ModifyDBInstance": the size that it has ends its growth.
            if (then.most_storage == then.storage) record.most_storage = then.most_storage = 0;
            if (auto wrong = check_storage(then)) return std::move(*wrong);
        }
        if (input.multi_az && *input.multi_az != record.multi_az) changes.multi_az = input.multi_az;
        if (input.engine_version) {
            const EngineRow* const engine = find_engine(record.engine, *input.engine_version);
            if (engine == nullptr)
                return aws::Error(invalid_combination,
                                  fmt::format("Cannot find version {} for {}", *input.engine_version, record.engine));
            const EngineRow* const now = find_engine(record.engine, record.version);
            if (now != nullptr && now->family != engine->family && !input.allow_major_version_upgrade.value_or(false))
                return aws::Error(
                    invalid_combination,
                    "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.");
            if (std::string version = version_of(*engine, *input.engine_version); record.version != version)
                changes.version = std::move(version);
        }
        if (input.db_port_number && *input.db_port_number != record.port) changes.port = *input.db_port_number;
        const std::string group = lowered(input.db_parameter_group_name.value_or(record.parameter_group));
        const auto family = family_of(catalogue_.parameter_groups(), place, group);
        if (!family)
            return aws::Error(rds_errors::db_parameter_group_not_found,
                              fmt::format("DBParameterGroup not found: {}", group));
        const EngineRow* const after = find_engine(record.engine, changes.version.value_or(record.version));
        if (input.db_parameter_group_name && after != nullptr) {
            if (auto wrong = check_family(group, *family, after->family)) return std::move(*wrong);
        }
        if (auto wrong = check_options(place, lowered(input.option_group_name.value_or("")))) return std::move(*wrong);
        if (input.preferred_maintenance_window &&
            !next_window(lowered(*input.preferred_maintenance_window), context_.calendar()))
            return aws::Error(invalid_value,
                              fmt::format("Invalid maintenance window: {}", *input.preferred_maintenance_window));
        // What counts at once, whatever the request says.
        if (input.option_group_name) record.option_group = lowered(*input.option_group_name);
        if (group != record.parameter_group) {
            record.parameter_group = group;
            record.parameters_wait = true;
        }
        if (input.preferred_maintenance_window)
            record.maintenance_window = lowered(*input.preferred_maintenance_window);
        if (input.preferred_backup_window) record.backup_window = *input.preferred_backup_window;
        if (input.backup_retention_period) record.retention = *input.backup_retention_period;
        if (input.deletion_protection) record.protection = *input.deletion_protection;
        if (!input.vpc_security_group_ids.empty()) record.security_groups = input.vpc_security_group_ids;
        if (input.publicly_accessible) record.is_public = *input.publicly_accessible;
        if (input.auto_minor_version_upgrade) record.minor_upgrades = *input.auto_minor_version_upgrade;
        if (input.copy_tags_to_snapshot) record.copy_tags = *input.copy_tags_to_snapshot;
        if (input.monitoring_role_arn) record.monitoring_role = *input.monitoring_role_arn;
        if (input.monitoring_interval) record.monitoring = *input.monitoring_interval;
        if (input.enable_performance_insights) record.insights = *input.enable_performance_insights;
        if (input.enable_iam_database_authentication) record.iam = *input.enable_iam_database_authentication;
        if (input.ca_certificate_identifier) record.certificate = *input.ca_certificate_identifier;
        if (input.cloudwatch_logs_export_configuration)
            export_logs(record.logs, *input.cloudwatch_logs_export_configuration);
        if (input.promotion_tier) record.tier = *input.promotion_tier;
        if (auto wrong = check_instance(record)) return std::move(*wrong);
        const bool keeps_otherwise = record.retention != kept.retention;
        kept = std::move(record);
        if (input.master_user_password) {
            set_password(place, kept, *input.master_user_password);
            catalogue_.happen(place, "db-instance", kept.id, "configuration change", "Reset master credentials.");
        }
        InstanceRecord& now = catalogue_.change(place, kept, changes, input.apply_immediately.value_or(false));
        if (now.passing.status.empty() && input.master_user_password) {
            catalogue_.bring_up(place, now, "resetting-master-credentials", modifying);
        } else if (now.passing.status.empty() && keeps_otherwise && catalogue_.has_server(now)) {
            catalogue_.bring_up(place, now, "modifying", modifying);
        }
        ModifyDbInstanceResult output;
        output.db_instance = told(place, now);
        return output;
    };
    return modify();
}

aws::Outcome<DeleteDbInstanceResult> Rds::delete_db_instance(const aws::Call& call, DeleteDbInstanceMessage input) {
    const auto remove = [&]() -> aws::Outcome<DeleteDbInstanceResult> {
        const aws::AccountRegion place = place_of(call);
        const auto found = named_instance(call, input.db_instance_identifier);
        if (!found.ok()) return found.error();
        InstanceRecord& record = **found;
        if (record.protection)
            return aws::Error(invalid_combination,
                              "Cannot delete protected DB Instance, please disable deletion protection and try again.");
        if (record.status() != "available" && record.status() != "stopped" && record.status() != "failed")
            return aws::Error(rds_errors::invalid_db_instance_state,
                              fmt::format("Instance {} is not available.", record.id));
        const bool skips = input.skip_final_snapshot.value_or(false);
        const Name& last = input.final_db_snapshot_identifier;
        // A cluster's instances have no snapshots of their own, and replicas need none.
        const bool needs = record.cluster.empty() && record.source.empty();
        if (skips && last)
            return aws::Error(invalid_combination,
                              "FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is true.");
        if (needs && !skips && !last)
            return aws::Error(invalid_combination,
                              "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
        // API Reference, "DeleteDBInstance".
        if (last && needs && record.status() == "failed")
            return aws::Error(rds_errors::invalid_db_instance_state,
                              fmt::format("Instance {} has failed: skip its final snapshot.", record.id));  // Assumed
        Catalogue::TakenAway how;
        const bool real = catalogue_.has_server(record);
        if (last && needs) {
            if (catalogue_.snapshots().has(place, lowered(*last)))
                return aws::Error(rds_errors::db_snapshot_already_exists,
                                  fmt::format("Cannot create the snapshot because a snapshot with the identifier {} "
                                              "already exists.",
                                              *last));
            SnapshotRecord snapshot = fresh_snapshot(lowered(*last));
            snapshot.instance = record;
            if (real) {
                how.backup = snapshot_file(place, snapshot.id);
                how.snapshot = snapshot.id;
                snapshot.passing = {"saving", context_.now(), context_.now()};
            }
            (void)catalogue_.snapshots().put(place, snapshot.id, snapshot);
        }
        // Replicas of one that goes stand on their own.
        for (auto& [key, other] : catalogue_.instances().all()) {
            if (key.first != place || other.source != record.id || other.of_scenario) continue;
            other.source.clear();
            how.orphans.push_back(other.id);
            catalogue_.keep(place, other);
        }
        if (ClusterRecord* const cluster = catalogue_.clusters().find(place, record.cluster);
            cluster != nullptr && cluster->writer == record.id) {
            const auto members = catalogue_.members(place, cluster->id);
            cluster->writer = members.size() > 1 ? members[1]->id : "";
            how.heir = cluster->writer;
            // The volume is the cluster's, and outlives its instances; one that never had it has nothing to save.
            if (real && how.heir.empty() && catalogue_.servers().has_data(record.server()))
                cluster->volume = how.backup = cluster->own_volume();
            catalogue_.keep(place, *cluster);
        }
        DeleteDbInstanceResult output;
        output.db_instance = told(place, record);
        output.db_instance->db_instance_status = "deleting";
        if (real) {
            catalogue_.pass(place, record, "deleting", deleting, catalogue_.take_away(place, record, std::move(how)));
        } else {
            catalogue_.pass(place, record, "deleting", deleting);
        }
        return output;
    };
    return remove();
}

aws::Outcome<RebootDbInstanceResult> Rds::reboot_db_instance(const aws::Call& call, RebootDbInstanceMessage input) {
    const auto reboot = [&]() -> aws::Outcome<RebootDbInstanceResult> {
        const aws::AccountRegion place = place_of(call);
        // One whose server did not start is mended so, when its parameters are.
        const auto known = named_instance(call, input.db_instance_identifier);
        const bool failed = known.ok() && (*known)->status() == "failed";
        const auto found = failed ? known : available_instance(call, input.db_instance_identifier);
        if (!found.ok()) return found.error();
        InstanceRecord& record = **found;
        const bool fails_over = input.force_failover.value_or(false);
        if (fails_over && !record.multi_az)
            return aws::Error(invalid_combination,
                              "Cannot reboot with failover: the DB instance is not Multi-AZ.");  // Assumed
        Duration takes = rebooting;
        if (fails_over) {
            catalogue_.happen(place, "db-instance", record.id, "failover", "Multi-AZ instance failover started.");
            takes = failing_over;
            ++record.zone;
        }
        if (record.of_scenario && fails_over) takes = catalogue_.tier().fail_over(record.component);
        if (record.of_scenario && !fails_over) catalogue_.tier().restart(record.component, restart_outage);
        if (fails_over)
            catalogue_.happen(place, "db-instance", record.id, "failover", "Multi-AZ instance failover completed.");
        if (fails_over && catalogue_.has_server(record)) {
            catalogue_.pass(place, record, "rebooting", takes, catalogue_.swap_with_standby(place, record.id));
        } else {
            catalogue_.bring_up(place, record, "rebooting", takes, Catalogue::Start::again);
        }
        RebootDbInstanceResult output;
        output.db_instance = told(place, record);
        return output;
    };
    return reboot();
}

aws::Outcome<StopDbInstanceResult> Rds::stop_db_instance(const aws::Call& call, StopDbInstanceMessage input) {
    const auto stop = [&]() -> aws::Outcome<StopDbInstanceResult> {
        const aws::AccountRegion place = place_of(call);
        const auto found = available_instance(call, input.db_instance_identifier);
        if (!found.ok()) return found.error();
        InstanceRecord& record = **found;
        const auto& all = catalogue_.instances().all();
        const bool followed = std::any_of(all.begin(), all.end(), [&](const auto& each) {
            return each.first.first == place && each.second.source == record.id;
        });
        if (followed || !record.source.empty() || !record.cluster.empty() || record.of_scenario)
            return aws::Error(rds_errors::invalid_db_instance_state,
                              fmt::format("Instance {} cannot be stopped.", record.id));  // Assumed
        if (catalogue_.has_server(record)) {
            catalogue_.pass(place, record, "stopping", stopping, catalogue_.stop_server(record));
        } else {
            catalogue_.pass(place, record, "stopping", stopping);
        }
        StopDbInstanceResult output;
        output.db_instance = told(place, record);
        return output;
    };
    return stop();
}

aws::Outcome<StartDbInstanceResult> Rds::start_db_instance(const aws::Call& call, StartDbInstanceMessage input) {
    const auto start = [&]() -> aws::Outcome<StartDbInstanceResult> {
        const aws::AccountRegion place = place_of(call);
        const auto found = named_instance(call, input.db_instance_identifier);
        if (!found.ok()) return found.error();
        if ((*found)->status() != "stopped")
            return aws::Error(rds_errors::invalid_db_instance_state,
                              fmt::format("Instance {} is not stopped.", (*found)->id));  // Assumed
        catalogue_.bring_up(place, **found, "starting", starting);
        StartDbInstanceResult output;
        output.db_instance = told(place, **found);
        return output;
    };
    return start();
}

aws::Outcome<CreateDbInstanceReadReplicaResult> Rds::create_db_instance_read_replica(
    const aws::Call& call, CreateDbInstanceReadReplicaMessage input) {
    const auto create = [&]() -> aws::Outcome<CreateDbInstanceReadReplicaResult> {
        const aws::AccountRegion place = place_of(call);
        if (!input.source_db_instance_identifier) return not_here("SourceDBClusterIdentifier");
        std::string source = *input.source_db_instance_identifier;
        if (source.starts_with("arn:")) source = source.substr(source.rfind(':') + 1);
        const auto found = available_instance(call, source);
        if (!found.ok()) return found.error();
        const InstanceRecord& of = **found;
        if (of.of_scenario) return of_the_scenario("replicas of a scenario's instance");
        if (is_aurora(of.engine))
            return aws::Error(invalid_combination,
                              "An instance of Aurora has no read replicas of its own.");  // Assumed
        if (of.retention == 0)
            return aws::Error(rds_errors::invalid_db_instance_state,
                              "Automated backups are not enabled for this database instance. To enable automated "
                              "backups, use ModifyDBInstance to set the backup retention period to a non-zero value.");
        const auto& all = catalogue_.instances().all();
        const auto replicas = std::count_if(all.begin(), all.end(), [&](const auto& each) {
            return each.first.first == place && each.second.source == of.id;
        });
        if (static_cast<std::size_t>(replicas) >= most_replicas)
            return aws::Error(rds_errors::instance_quota_exceeded,
                              "A source has at most 15 read replicas.");  // Assumed
        InstanceRecord record = of;
        record.id = lowered(input.db_instance_identifier);
        record.source = of.id;
        record.retention = 0;
        record.secret.clear();
        record.tags.clear();
        record.pending = {};
        record.swapped = false;
        record.begins.clear();
        record.roles.clear();
        record.protection = record.multi_az = record.iam = record.insights = false;
        record.most_storage = record.monitoring = 0;
        record.monitoring_role.clear();
        record.logs.clear();
        record.zone = (of.zone + replicas + 1) % 3;
        if (auto wrong = take(record, input, place.region)) return std::move(*wrong);
        if (auto wrong = complete(place, record, of.version)) return std::move(*wrong);
        if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
        const std::string id = record.id;
        catalogue_.add(place, std::move(record));
        CreateDbInstanceReadReplicaResult output;
        output.db_instance = told(place, *catalogue_.instances().find(place, id));
        return output;
    };
    return create();
}

aws::Outcome<PromoteReadReplicaResult> Rds::promote_read_replica(const aws::Call& call,
                                                                 PromoteReadReplicaMessage input) {
    const auto promote = [&]() -> aws::Outcome<PromoteReadReplicaResult> {
        const aws::AccountRegion place = place_of(call);
        const auto found = available_instance(call, input.db_instance_identifier);
        if (!found.ok()) return found.error();
        InstanceRecord& record = **found;
        if (record.source.empty())
            return aws::Error(rds_errors::invalid_db_instance_state, "DB Instance is not a read replica.");
        if (record.of_scenario) return of_the_scenario("promotion of a scenario's replica");
        record.source.clear();
        record.retention = input.backup_retention_period.value_or(1);
        if (input.preferred_backup_window) record.backup_window = *input.preferred_backup_window;
        catalogue_.bring_up(place, record, "modifying", promoting);
        PromoteReadReplicaResult output;
        output.db_instance = told(place, record);
        return output;
    };
    return promote();
}

aws::Outcome<SwitchoverReadReplicaResult> Rds::switchover_read_replica(const aws::Call& call,
                                                                       SwitchoverReadReplicaMessage input) {
    const auto found = available_instance(call, input.db_instance_identifier);
    if (!found.ok()) return found.error();
    // API Reference, "SwitchoverReadReplica": of Oracle's standby databases only, of which there are none here.
    return aws::Error(rds_errors::invalid_db_instance_state,
                      fmt::format("DB instance {} is not an Oracle standby database.", (*found)->id));  // Assumed
}

}  // namespace wt::rds::api
