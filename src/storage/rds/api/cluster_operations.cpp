// Aurora's clusters: made, told, changed, failed over, removed.
#include <algorithm>

#include "base/ascii.hpp"
#include "storage/rds/api/checks.hpp"
#include "storage/rds/api/durations.hpp"
#include "storage/rds/api/engines.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

aws::Outcome<CreateDbClusterResult> Rds::create_db_cluster(const aws::Call& call, CreateDbClusterMessage input) {
    const auto create = [&]() -> aws::Outcome<CreateDbClusterResult> {
        const aws::AccountRegion place = place_of(call);
        if (input.engine_mode.value_or("provisioned") != "provisioned") return not_here("EngineMode serverless");
        if (input.replication_source_identifier) return not_here("ReplicationSourceIdentifier");
        ClusterRecord record;
        record.id = lowered(input.db_cluster_identifier);
        record.engine = lowered(input.engine);
        record.user = input.master_username.value_or("");
        record.password = input.master_user_password.value_or("");
        record.database = input.database_name.value_or("");
        record.port = input.port.value_or(0);
        record.retention = input.backup_retention_period.value_or(1);
        if (input.preferred_backup_window) record.backup_window = *input.preferred_backup_window;
        if (input.preferred_maintenance_window)
            record.maintenance_window = lowered(*input.preferred_maintenance_window);
        record.parameter_group = lowered(input.db_cluster_parameter_group_name.value_or(""));
        record.subnet_group = lowered(input.db_subnet_group_name.value_or(""));
        record.security_groups = input.vpc_security_group_ids;
        record.http_endpoint = input.enable_http_endpoint.value_or(false);
        record.encrypted = input.storage_encrypted.value_or(false);
        record.key = input.kms_key_id.value_or("");
        record.protection = input.deletion_protection.value_or(false);
        record.copy_tags = input.copy_tags_to_snapshot.value_or(false);
        record.storage_type = input.storage_type.value_or("");
        record.backtrack = input.backtrack_window.value_or(0);
        record.logs = input.enable_cloudwatch_logs_exports;
        record.iam = input.enable_iam_database_authentication.value_or(false);
        if (input.serverless_v2_scaling_configuration) {
            record.least_capacity = input.serverless_v2_scaling_configuration->min_capacity;
            if (const auto pause = input.serverless_v2_scaling_configuration->seconds_until_auto_pause)
                record.pauses_after = *pause;
            record.most_capacity = input.serverless_v2_scaling_configuration->max_capacity;
        }
        const bool managed = input.manage_master_user_password.value_or(false);
        if (managed && input.master_user_password)
            return aws::Error(
                invalid_combination,
                "You can't specify MasterUserPassword and ManageMasterUserPassword together.");  // Assumed
        if (managed) record.secret = "to be made";
        Name version = input.engine_version;
        if (input.global_cluster_identifier) {
            if (input.enable_global_write_forwarding.value_or(false)) return not_here("EnableGlobalWriteForwarding");
            if (auto wrong = join(place, record, *input.global_cluster_identifier)) return std::move(*wrong);
            version = record.version;
        }
        if (auto wrong = complete(place, record, version)) return std::move(*wrong);
        if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
        if (managed) {
            record.password = catalogue_.fresh_password();
            record.secret = catalogue_.make_secret(place, "cluster", record.user, record.password);
        }
        const std::string id = record.id;
        catalogue_.add(place, std::move(record));
        if (input.global_cluster_identifier) {
            const aws::AccountRegion everywhere = Catalogue::in_every_region(place);
            const std::string global = lowered(*input.global_cluster_identifier);
            catalogue_.global_clusters().find(everywhere, global)->members.push_back(rds_arn(place, "cluster", id));
            catalogue_.global_clusters().keep(everywhere, global);
        }
        CreateDbClusterResult output;
        output.db_cluster = told(place, *catalogue_.clusters().find(place, id));
        return output;
    };
    return create();
}

aws::Outcome<DbClusterMessage> Rds::describe_db_clusters(const aws::Call& call, DescribeDbClustersMessage input) {
    const auto describe = [&]() -> aws::Outcome<DbClusterMessage> {
        DbClusterMessage output;
        if (input.db_cluster_identifier) {
            std::string id = *input.db_cluster_identifier;
            if (id.starts_with("arn:")) id = id.substr(id.rfind(':') + 1);
            const auto found = named_cluster(call, id);
            if (!found.ok()) return found.error();
            output.db_clusters.emplace().push_back(told(place_of(call), **found));
            return output;
        }
        if (auto wrong = check_filters(
                input.filters, {"clone-group-id", "db-cluster-id", "db-cluster-resource-id", "domain", "engine"}))
            return std::move(*wrong);
        std::map<std::string, DbCluster> all;
        for (const auto& [key, record] : catalogue_.clusters().all()) {
            const bool meant =
                passes(input.filters, "engine", {record.engine}) && passes(input.filters, "clone-group-id", {}) &&
                passes(input.filters, "domain", {}) &&
                passes(input.filters, "db-cluster-resource-id", {record.resource_id}) &&
                passes(input.filters, "db-cluster-id", {record.id, rds_arn(key.first, "cluster", record.id)});
            if (key.first == place_of(call) && meant) all.emplace(record.id, told(key.first, record));
        }
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        output.db_clusters = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<ModifyDbClusterResult> Rds::modify_db_cluster(const aws::Call& call, ModifyDbClusterMessage input) {
    const auto modify = [&]() -> aws::Outcome<ModifyDbClusterResult> {
        const aws::AccountRegion place = place_of(call);
        const auto found = available_cluster(call, input.db_cluster_identifier);
        if (!found.ok()) return found.error();
        ClusterRecord& kept = **found;
        ClusterRecord record = kept;
        const std::string id = lowered(input.new_db_cluster_identifier.value_or(kept.id));
        if (auto wrong = check_id(id, "NewDBClusterIdentifier", 63)) return std::move(*wrong);
        if (id != kept.id && catalogue_.clusters().has(place, id))
            return aws::Error(rds_errors::db_cluster_already_exists, "DB Cluster already exists");
        if (input.engine_version) {
            const EngineRow* const engine = find_engine(record.engine, *input.engine_version);
            if (engine == nullptr)
                return aws::Error(invalid_combination,
                                  fmt::format("Cannot find version {} for {}", *input.engine_version, record.engine));
            record.version = version_of(*engine, *input.engine_version);
        }
        if (input.db_cluster_parameter_group_name) {
            const std::string group = lowered(*input.db_cluster_parameter_group_name);
            const auto family = family_of(catalogue_.cluster_parameter_groups(), place, group);
            const EngineRow* const after = find_engine(record.engine, record.version);
            if (!family)
                return aws::Error(rds_errors::db_cluster_parameter_group_not_found,
                                  fmt::format("DBClusterParameterGroup not found: {}", group));
            if (auto wrong = check_family(group, *family, after == nullptr ? *family : after->family))
                return std::move(*wrong);
            record.parameter_group = group;
        }
        if (input.backup_retention_period) record.retention = *input.backup_retention_period;
        if (input.preferred_backup_window) record.backup_window = *input.preferred_backup_window;
        if (input.preferred_maintenance_window)
            record.maintenance_window = lowered(*input.preferred_maintenance_window);
        if (!next_window(record.maintenance_window, context_.calendar()))
            return aws::Error(invalid_value, fmt::format("Invalid maintenance window: {}", record.maintenance_window));
        if (!input.vpc_security_group_ids.empty()) record.security_groups = input.vpc_security_group_ids;
        if (input.port) record.port = *input.port;
        if (input.deletion_protection) record.protection = *input.deletion_protection;
        if (input.enable_http_endpoint) record.http_endpoint = *input.enable_http_endpoint;
        if (input.copy_tags_to_snapshot) record.copy_tags = *input.copy_tags_to_snapshot;
        if (input.storage_type) record.storage_type = *input.storage_type;
        if (input.backtrack_window) record.backtrack = *input.backtrack_window;
        if (input.cloudwatch_logs_export_configuration)
            export_logs(record.logs, *input.cloudwatch_logs_export_configuration);
        if (input.enable_iam_database_authentication) record.iam = *input.enable_iam_database_authentication;
        if (input.master_user_password) record.password = *input.master_user_password;
        if (input.serverless_v2_scaling_configuration) {
            record.least_capacity = input.serverless_v2_scaling_configuration->min_capacity;
            if (const auto pause = input.serverless_v2_scaling_configuration->seconds_until_auto_pause)
                record.pauses_after = *pause;
            record.most_capacity = input.serverless_v2_scaling_configuration->max_capacity;
        }
        if (auto wrong = check_cluster(record)) return std::move(*wrong);
        // User Guide: the values of another group count from each instance's reboot on.
        const bool has_other_group = record.parameter_group != kept.parameter_group;
        kept = record;
        for (InstanceRecord* const member : catalogue_.members(place, record.id)) {
            if (!has_other_group) break;
            member->parameters_wait = true;
            catalogue_.keep(place, *member);
        }
        ClusterRecord& after = id == kept.id ? kept : catalogue_.rename_cluster(place, kept, id);
        catalogue_.pass(place, after, id == record.id ? "modifying" : "renaming", modifying);
        catalogue_.lead(place, id);
        // What its writer has to know.
        if (InstanceRecord* const writer = catalogue_.instances().find(place, record.writer);
            writer != nullptr && writer->status() == "available" && catalogue_.has_server(*writer))
            catalogue_.bring_up(place, *writer,
                                input.master_user_password ? "resetting-master-credentials" : "modifying", modifying);
        ModifyDbClusterResult output;
        output.db_cluster = told(place, after);
        return output;
    };
    return modify();
}

aws::Outcome<DeleteDbClusterResult> Rds::delete_db_cluster(const aws::Call& call, DeleteDbClusterMessage input) {
    const auto remove = [&]() -> aws::Outcome<DeleteDbClusterResult> {
        const aws::AccountRegion place = place_of(call);
        const auto found = named_cluster(call, input.db_cluster_identifier);
        if (!found.ok()) return found.error();
        ClusterRecord& record = **found;
        if (record.protection)
            return aws::Error(invalid_combination,
                              "Cannot delete protected Cluster, please disable deletion protection and try again.");
        if (catalogue_.global_cluster_of(place, record.id) != nullptr)
            return aws::Error(
                rds_errors::invalid_db_cluster_state,
                "This cluster is a part of a global cluster, please remove it from globalcluster first");  // Assumed
        for (const InstanceRecord* const member : catalogue_.members(place, record.id)) {
            if (member->status() != "deleting")
                return aws::Error(rds_errors::invalid_db_cluster_state,
                                  "Cluster cannot be deleted, it still contains DB instances in non-deleting state.");
        }
        if (record.restoring)
            return aws::Error(rds_errors::invalid_db_cluster_state,
                              fmt::format("Cluster {} is not in available state.", record.id));  // Assumed
        const bool skips = input.skip_final_snapshot.value_or(false);
        if (!skips && !input.final_db_snapshot_identifier)
            return aws::Error(invalid_combination,
                              "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
        if (skips && input.final_db_snapshot_identifier)
            return aws::Error(invalid_combination,
                              "FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is true.");
        if (input.final_db_snapshot_identifier && record.status() == "failed")
            return aws::Error(rds_errors::invalid_db_cluster_state,
                              fmt::format("Cluster {} has failed: skip its final snapshot.", record.id));  // Assumed
        if (input.final_db_snapshot_identifier) {
            if (auto wrong = snap(place, record, lowered(*input.final_db_snapshot_identifier), {}))
                return std::move(*wrong);
        }
        DeleteDbClusterResult output;
        output.db_cluster = told(place, record);
        output.db_cluster->status = "deleting";
        catalogue_.pass(place, record, "deleting", deleting);
        return output;
    };
    return remove();
}

aws::Outcome<FailoverDbClusterResult> Rds::failover_db_cluster(const aws::Call& call, FailoverDbClusterMessage input) {
    const auto fail_over = [&]() -> aws::Outcome<FailoverDbClusterResult> {
        const aws::AccountRegion place = place_of(call);
        const auto found = available_cluster(call, input.db_cluster_identifier);
        if (!found.ok()) return found.error();
        ClusterRecord& record = **found;
        const auto members = catalogue_.members(place, record.id);
        std::string next;
        for (const InstanceRecord* const member : members) {
            if (member->id == record.writer || member->status() != "available") continue;
            const bool wanted =
                !input.target_db_instance_identifier || member->id == lowered(*input.target_db_instance_identifier);
            if (wanted && next.empty()) next = member->id;
        }
        if (next.empty())
            return aws::Error(rds_errors::invalid_db_cluster_state,
                              "The cluster has no reader that is available to fail over to.");  // Assumed
        catalogue_.happen(place, "db-cluster", record.id, "failover",
                          fmt::format("Started cross AZ failover to DB instance: {}", next));
        const std::string before = std::exchange(record.writer, next);
        catalogue_.pass(place, record, "failing-over", failing_over_cluster);
        if (InstanceRecord& writer = *catalogue_.instances().find(place, next); catalogue_.has_server(writer))
            catalogue_.pass(place, writer, "rebooting", failing_over_cluster,
                            catalogue_.hand_over(place, before, next));
        catalogue_.happen(place, "db-cluster", record.id, "failover",
                          fmt::format("Completed failover to DB instance: {}", next));
        FailoverDbClusterResult output;
        output.db_cluster = told(place, record);
        return output;
    };
    return fail_over();
}

aws::Outcome<RebootDbClusterResult> Rds::reboot_db_cluster(const aws::Call& call, RebootDbClusterMessage input) {
    const auto found = available_cluster(call, input.db_cluster_identifier);
    if (!found.ok()) return found.error();
    // API Reference, "RebootDBCluster": only for a Multi-AZ DB cluster that is none of Aurora's; here all are Aurora's.
    return aws::Error(rds_errors::invalid_db_cluster_state,
                      fmt::format("Cluster {} is an Aurora DB cluster: reboot its DB instances.",
                                  (*found)->id));  // Assumed
}

aws::Outcome<PromoteReadReplicaDbClusterResult> Rds::promote_read_replica_db_cluster(
    const aws::Call& call, PromoteReadReplicaDbClusterMessage input) {
    const auto found = available_cluster(call, input.db_cluster_identifier);
    if (!found.ok()) return found.error();
    // CreateDBCluster refuses ReplicationSourceIdentifier, so none is.
    return aws::Error(rds_errors::invalid_db_cluster_state,
                      fmt::format("DB Cluster {} is not a read replica.", (*found)->id));  // Assumed
}

aws::Outcome<StopDbClusterResult> Rds::stop_db_cluster(const aws::Call& call, StopDbClusterMessage input) {
    const auto stop = [&]() -> aws::Outcome<StopDbClusterResult> {
        const aws::AccountRegion place = place_of(call);
        const auto found = available_cluster(call, input.db_cluster_identifier);
        if (!found.ok()) return found.error();
        for (InstanceRecord* const member : catalogue_.members(place, (*found)->id)) {
            if (member->status() != "available") continue;
            if (catalogue_.has_server(*member)) {
                catalogue_.pass(place, *member, "stopping", stopping, catalogue_.stop_server(*member));
            } else {
                catalogue_.pass(place, *member, "stopping", stopping);
            }
        }
        catalogue_.pass(place, **found, "stopping", stopping);
        StopDbClusterResult output;
        output.db_cluster = told(place, **found);
        return output;
    };
    return stop();
}

aws::Outcome<StartDbClusterResult> Rds::start_db_cluster(const aws::Call& call, StartDbClusterMessage input) {
    const auto start = [&]() -> aws::Outcome<StartDbClusterResult> {
        const aws::AccountRegion place = place_of(call);
        const auto found = named_cluster(call, input.db_cluster_identifier);
        if (!found.ok()) return found.error();
        if ((*found)->status() != "stopped")
            return aws::Error(rds_errors::invalid_db_cluster_state,
                              fmt::format("Cluster {} is not stopped.", (*found)->id));  // Assumed
        for (InstanceRecord* const member : catalogue_.members(place, (*found)->id)) {
            if (member->status() == "stopped") catalogue_.bring_up(place, *member, "starting", starting);
        }
        catalogue_.pass(place, **found, "starting", starting);
        StartDbClusterResult output;
        output.db_cluster = told(place, **found);
        return output;
    };
    return start();
}

namespace {

[[nodiscard]] std::string id_of_arn(const std::string& arn) { return arn.substr(arn.rfind(':') + 1); }

}  // namespace

aws::Outcome<EnableHttpEndpointResponse> Rds::enable_http_endpoint(const aws::Call& call,
                                                                   EnableHttpEndpointRequest input) {
    const auto enable = [&]() -> aws::Outcome<EnableHttpEndpointResponse> {
        const auto found = named_cluster(call, id_of_arn(input.resource_arn));
        if (!found.ok()) return aws::Error(rds_errors::resource_not_found, found.error().message);
        (*found)->http_endpoint = true;
        catalogue_.keep(place_of(call), **found);
        return EnableHttpEndpointResponse{input.resource_arn, true};
    };
    return enable();
}

aws::Outcome<DisableHttpEndpointResponse> Rds::disable_http_endpoint(const aws::Call& call,
                                                                     DisableHttpEndpointRequest input) {
    const auto disable = [&]() -> aws::Outcome<DisableHttpEndpointResponse> {
        const auto found = named_cluster(call, id_of_arn(input.resource_arn));
        if (!found.ok()) return aws::Error(rds_errors::resource_not_found, found.error().message);
        (*found)->http_endpoint = false;
        catalogue_.keep(place_of(call), **found);
        return DisableHttpEndpointResponse{input.resource_arn, false};
    };
    return disable();
}

}  // namespace wt::rds::api
