// Clusters of their own, and members of groups as clusters.
#include <fmt/format.h>

#include "base/ascii.hpp"
#include "storage/cache/api/durations.hpp"
#include "storage/cache/api/elasticache.hpp"
#include "storage/cache/api/upgrades.hpp"

namespace wt::cache::api {

aws::Outcome<CreateCacheClusterResult> ElastiCache::create_cache_cluster(const aws::Call& call,
                                                                         CreateCacheClusterMessage input) {
    const auto create = [&]() -> aws::Outcome<CreateCacheClusterResult> {
        CacheRecord record;
        record.place = place_of(call);
        record.kind = "cluster";
        record.id = lowered(input.cache_cluster_id);
        if (input.replication_group_id) return not_here("ReplicationGroupId of a new cluster");
        if (!input.snapshot_arns.empty()) return not_here("snapshots in S3");
        if (!input.engine && !input.snapshot_name)
            return invalid_combination("The parameter Engine must be provided.");  // Assumed
        record.engine = lowered(input.engine.value_or("redis"));
        record.version = input.engine_version.value_or(usual_version(record.engine));
        record.node_type = input.cache_node_type.value_or("");
        record.port_wanted = input.port.value_or(6379);
        record.parameter_group =
            input.cache_parameter_group_name.value_or(usual_parameters(record.engine, record.version));
        record.subnet_group = input.cache_subnet_group_name.value_or("default");
        record.security_groups = input.security_group_ids;
        record.snapshots_kept = input.snapshot_retention_limit.value_or(0);
        record.snapshot_window = input.snapshot_window.value_or("05:00-09:00");
        record.maintenance_window = lowered(input.preferred_maintenance_window.value_or("sun:23:00-mon:01:30"));
        record.token = input.auth_token.value_or("");
        record.tls = input.transit_encryption_enabled.value_or(false);
        record.minor_upgrades = input.auto_minor_version_upgrade.value_or(true);
        if (auto wrong = begin_with(record, input.snapshot_name)) return std::move(*wrong);
        if (auto wrong = check(record, input.tags, call.via)) return std::move(*wrong);
        if (input.num_cache_nodes.value_or(1) != 1)
            return invalid_value(fmt::format(
                "Cannot create a {} cluster with a NumCacheNodes parameter greater than 1.", record.engine));
        if (member(call, record.id).ok())
            return aws::Error(elasticache_errors::cache_cluster_already_exists,
                              fmt::format("Cache cluster {} already exists.", record.id));
        (void)set_tags(record.tags, input.tags, call.via);
        CreateCacheClusterResult output;
        output.cache_cluster = told(catalogue_.add(std::move(record), creating), Seat{}, true);
        return output;
    };
    return create();
}

aws::Outcome<CacheClusterMessage> ElastiCache::describe_cache_clusters(const aws::Call& call,
                                                                       DescribeCacheClustersMessage input) {
    const auto describe = [&]() -> aws::Outcome<CacheClusterMessage> {
        CacheClusterMessage output;
        const bool nodes = input.show_cache_node_info.value_or(false);
        if (input.cache_cluster_id) {
            const auto found = member(call, *input.cache_cluster_id);
            if (!found.ok()) return found.error();
            output.cache_clusters.push_back(told(*found->record, found->seat, nodes));
            return output;
        }
        std::map<std::string, CacheCluster> all;
        for (const auto& [key, record] : catalogue_.caches()) {
            if (key.first != place_of(call) || record.kind == "serverlesscache") continue;
            if (record.kind != "cluster" && input.show_cache_clusters_not_in_replication_groups.value_or(false))
                continue;
            for (const Seat& seat : record.seats()) all.emplace(record.member(seat), told(record, seat, nodes));
        }
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        output.cache_clusters = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<ModifyCacheClusterResult> ElastiCache::modify_cache_cluster(const aws::Call& call,
                                                                         ModifyCacheClusterMessage input) {
    const auto modify = [&]() -> aws::Outcome<ModifyCacheClusterResult> {
        const auto found = member(call, input.cache_cluster_id);
        if (!found.ok()) return found.error();
        CacheRecord& record = *found->record;
        if (!record.status.empty())
            return aws::Error(elasticache_errors::invalid_cache_cluster_state,
                              fmt::format("Cache cluster {} is not in available state.", input.cache_cluster_id));
        CacheRecord next = record;
        if (input.num_cache_nodes.value_or(1) != 1)
            return invalid_value("Cannot change NumCacheNodes of a cluster of this engine.");  // Assumed
        if (input.cache_parameter_group_name) next.parameter_group = *input.cache_parameter_group_name;
        if (!input.security_group_ids.empty()) next.security_groups = input.security_group_ids;
        if (input.snapshot_retention_limit) next.snapshots_kept = *input.snapshot_retention_limit;
        if (input.snapshot_window) next.snapshot_window = *input.snapshot_window;
        if (input.preferred_maintenance_window) next.maintenance_window = lowered(*input.preferred_maintenance_window);
        if (input.auto_minor_version_upgrade) next.minor_upgrades = *input.auto_minor_version_upgrade;
        if (input.engine_version) next.version = *input.engine_version;
        if (input.cache_node_type) next.node_type = *input.cache_node_type;
        if (input.auth_token) next.token = input.auth_token_update_strategy == "DELETE" ? "" : *input.auth_token;
        if (auto wrong = check_upgrade(record, next, input.cache_parameter_group_name.has_value()))
            return std::move(*wrong);
        if (auto wrong = check(next, {}, {})) return std::move(*wrong);
        record = next;
        catalogue_.apply(record);
        catalogue_.pass(record, "modifying", modifying);
        ModifyCacheClusterResult output;
        output.cache_cluster = told(record, found->seat, true);
        return output;
    };
    return modify();
}

aws::Outcome<DeleteCacheClusterResult> ElastiCache::delete_cache_cluster(const aws::Call& call,
                                                                         DeleteCacheClusterMessage input) {
    const auto remove = [&]() -> aws::Outcome<DeleteCacheClusterResult> {
        const auto found = member(call, input.cache_cluster_id);
        if (!found.ok()) return found.error();
        CacheRecord& record = *found->record;
        if (!record.status.empty())
            return aws::Error(elasticache_errors::invalid_cache_cluster_state,
                              fmt::format("Cache cluster {} is not in available state.", input.cache_cluster_id));
        DeleteCacheClusterResult output;
        output.cache_cluster = told(record, found->seat, false);
        output.cache_cluster->cache_cluster_status = "deleting";
        if (record.kind == "replicationgroup") {
            if (record.is_cluster()) return not_here("removal of a node of a group with cluster mode enabled");
            if (found->seat.number == record.primary)
                return aws::Error(elasticache_errors::invalid_cache_cluster_state,
                                  fmt::format("Cache cluster {} is serving as primary for replication group {} and "
                                              "cannot be deleted.",
                                              input.cache_cluster_id, record.id));
            if (found->seat.number != record.members) return not_here("removal of a replica that is not the last one");
            --record.members;
            catalogue_.pass(record, "modifying", deleting);
            return output;
        }
        if (input.final_snapshot_identifier) {
            if (catalogue_.snapshots().contains({record.place, *input.final_snapshot_identifier}))
                return aws::Error(elasticache_errors::snapshot_already_exists,
                                  fmt::format("Snapshot {} already exists.", *input.final_snapshot_identifier));
            (void)catalogue_.snap(record, *input.final_snapshot_identifier, snapshotting);
        }
        catalogue_.pass(record, "deleting", deleting);
        return output;
    };
    return remove();
}

aws::Outcome<RebootCacheClusterResult> ElastiCache::reboot_cache_cluster(const aws::Call& call,
                                                                         RebootCacheClusterMessage input) {
    const auto reboot = [&]() -> aws::Outcome<RebootCacheClusterResult> {
        const auto found = member(call, input.cache_cluster_id);
        if (!found.ok()) return found.error();
        CacheRecord& record = *found->record;
        if (!record.status.empty())
            return aws::Error(elasticache_errors::invalid_cache_cluster_state,
                              fmt::format("Cache cluster {} is not in available state.", input.cache_cluster_id));
        for (const std::string& node : input.cache_node_ids_to_reboot) {
            // A cluster of these engines has one node.
            if (node != "0001") return invalid_value(fmt::format("Invalid cache node id: {}", node));  // Assumed
        }
        catalogue_.happen(record.place, "cache-cluster", record.member(found->seat), "Cache node 0001 restarted");
        catalogue_.pass(record, "rebooting cluster nodes", rebooting);
        catalogue_.restart(record, found->seat.shard);
        RebootCacheClusterResult output;
        output.cache_cluster = told(record, found->seat, true);
        return output;
    };
    return reboot();
}

}  // namespace wt::cache::api
