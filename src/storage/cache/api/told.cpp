// How caches are told.
#include <algorithm>

#include <fmt/format.h>

#include "storage/cache/api/elasticache.hpp"

namespace wt::cache::api {

namespace {

[[nodiscard]] std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

/// Members stand in the region's zones in turn.
[[nodiscard]] std::string zone_of(const CacheRecord& record, std::int64_t number) {
    return record.place.region + static_cast<char>('a' + (number - 1) % 3);
}

}  // namespace

ReplicationGroup ElastiCache::told(const CacheRecord& record) {
    ReplicationGroup told;
    told.replication_group_id = record.id;
    told.description = record.description;
    told.status = record.status_text();
    told.pending_modified_values.emplace();
    if (!record.shards_next.empty()) {
        ReshardingStatus& resharding = told.pending_modified_values->resharding.emplace();
        resharding.slot_migration.emplace();
        resharding.slot_migration->progress_percentage = 0;
    }
    told.arn = record.arn();
    told.engine = record.engine;
    for (const Seat& seat : record.seats()) told.member_clusters.push_back(record.member(seat));
    told.automatic_failover = record.failover ? "enabled" : "disabled";
    told.multi_az = record.multi_az ? "enabled" : "disabled";
    told.snapshot_retention_limit = static_cast<std::int32_t>(record.snapshots_kept);
    told.snapshot_window = unless_empty(record.snapshot_window);
    told.cluster_enabled = record.is_cluster();
    told.cluster_mode = record.is_cluster() ? "enabled" : "disabled";
    told.cache_node_type = record.node_type;
    told.auth_token_enabled = !record.token.empty();
    told.auth_token_last_modified_date = record.token_changed;
    told.transit_encryption_enabled = record.tls;
    if (record.tls) told.transit_encryption_mode = record.tls_mode.empty() ? "required" : record.tls_mode;
    told.at_rest_encryption_enabled = record.at_rest;
    told.user_group_ids = record.user_groups;
    told.replication_group_create_time = record.created;
    told.data_tiering = "disabled";
    told.auto_minor_version_upgrade = record.minor_upgrades;
    told.network_type = "ipv4";
    told.ip_discovery = "ipv4";
    if (!record.durability.empty()) {
        told.durability = record.durability;
        told.effective_durability = record.durability == "default" ? "disabled" : record.durability;
    }
    for (std::size_t shard = 0; shard < std::max<std::size_t>(record.shards.size(), 1); ++shard)
        told.node_groups.push_back(told_shard(record, shard));
    if (record.is_cluster()) {
        const Nodes::Place place = catalogue_.place_of(record, record.seats().front());
        if (place.port != 0) told.configuration_endpoint = endpoint_of(place);
    }
    return told;
}

NodeGroup ElastiCache::told_shard(const CacheRecord& record, std::size_t shard) {
    NodeGroup nodes;
    nodes.node_group_id = record.is_cluster() ? record.shards[shard].id : "0001";
    nodes.status = record.status_text();
    if (record.is_cluster()) nodes.slots = record.shards[shard].slots;
    const Nodes::Places places = catalogue_.places_of(record, shard);
    if (!record.is_cluster() && places.primary.port != 0) {
        nodes.primary_endpoint = endpoint_of(places.primary);
        nodes.reader_endpoint = endpoint_of(record.members > 1 ? places.reader : places.primary);
    }
    for (const Seat& seat : record.seats()) {
        if (seat.shard != shard) continue;
        NodeGroupMember& member = nodes.node_group_members.emplace_back();
        member.cache_cluster_id = record.member(seat);
        member.cache_node_id = "0001";
        member.preferred_availability_zone = zone_of(record, seat.number);
        if (record.is_cluster()) continue;  // API Reference, "NodeGroupMember": of groups without cluster mode
        member.current_role = record.is_primary(seat) ? "primary" : "replica";
        if (places.primary.port != 0) member.read_endpoint = endpoint_of(catalogue_.place_of(record, seat));
    }
    return nodes;
}

CacheCluster ElastiCache::told(const CacheRecord& record, const Seat& seat, bool nodes) {
    CacheCluster told;
    told.cache_cluster_id = record.member(seat);
    told.cache_node_type = record.node_type;
    told.engine = record.engine;
    told.engine_version = record.version;
    told.cache_cluster_status = record.status_text();
    told.num_cache_nodes = 1;
    told.preferred_availability_zone = zone_of(record, seat.number);
    told.cache_cluster_create_time = record.created;
    told.preferred_maintenance_window = record.maintenance_window;
    told.pending_modified_values.emplace();
    told.cache_parameter_group = CacheParameterGroupStatus{};
    told.cache_parameter_group->cache_parameter_group_name = record.parameter_group;
    told.cache_parameter_group->parameter_apply_status = "in-sync";
    told.cache_subnet_group_name = unless_empty(record.subnet_group);
    told.auto_minor_version_upgrade = record.minor_upgrades;
    auto& groups = told.security_groups.emplace();
    for (const std::string& id : record.security_groups) groups.push_back({id, "active"});
    if (record.kind == "replicationgroup") told.replication_group_id = record.id;
    told.snapshot_retention_limit = static_cast<std::int32_t>(record.snapshots_kept);
    told.snapshot_window = unless_empty(record.snapshot_window);
    told.auth_token_enabled = !record.token.empty();
    told.transit_encryption_enabled = record.tls;
    told.at_rest_encryption_enabled = record.at_rest;
    told.arn = fmt::format("arn:aws:elasticache:{}:{}:cluster:{}", record.place.region, record.place.account,
                           record.member(seat));
    told.replication_group_log_delivery_enabled = false;
    told.network_type = "ipv4";
    told.ip_discovery = "ipv4";
    const Nodes::Place place = catalogue_.place_of(record, seat);
    if (nodes && place.port != 0) {
        CacheNode& node = told.cache_nodes.emplace().emplace_back();
        node.cache_node_id = "0001";
        node.cache_node_status = record.status_text();
        node.cache_node_create_time = record.created;
        node.endpoint = endpoint_of(place);
        node.parameter_group_status = "in-sync";
        node.customer_availability_zone = zone_of(record, seat.number);
    }
    return told;
}

ServerlessCache ElastiCache::told_serverless(const CacheRecord& record) {
    ServerlessCache told;
    told.serverless_cache_name = record.id;
    told.description = record.description;
    told.create_time = record.created;
    told.status = record.status_text();
    told.engine = record.engine;
    told.major_engine_version = record.version.substr(0, record.version.find('.'));
    told.full_engine_version = record.version;
    told.arn = record.arn();
    told.security_group_ids = record.security_groups;
    told.subnet_ids = record.subnets;
    told.snapshot_retention_limit = static_cast<std::int32_t>(record.snapshots_kept);
    told.daily_snapshot_time = unless_empty(record.snapshot_window);
    if (!record.user_groups.empty()) told.user_group_id = record.user_groups.front();
    const auto limit = [](std::int64_t number) {
        return number > 0 ? std::optional(static_cast<std::int32_t>(number)) : std::nullopt;
    };
    if (record.most_gigabytes > 0 || record.least_gigabytes > 0) {
        if (!told.cache_usage_limits) told.cache_usage_limits.emplace();
        DataStorage& storage = told.cache_usage_limits->data_storage.emplace();
        storage.maximum = limit(record.most_gigabytes);
        storage.minimum = limit(record.least_gigabytes);
        storage.unit = "GB";
    }
    if (record.most_units > 0 || record.least_units > 0) {
        if (!told.cache_usage_limits) told.cache_usage_limits.emplace();
        EcpuPerSecond& units = told.cache_usage_limits->ecpu_per_second.emplace();
        units.maximum = limit(record.most_units);
        units.minimum = limit(record.least_units);
    }
    const Nodes::Place writes = catalogue_.place_of(record, {0, 1});
    if (writes.port != 0) {
        told.endpoint = endpoint_of(writes);
        told.reader_endpoint = endpoint_of(catalogue_.place_of(record, {0, 2}));
    }
    return told;
}

}  // namespace wt::cache::api
