// Replication groups: made, told, changed, failed over, removed.
#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "storage/cache/api/durations.hpp"
#include "storage/cache/api/elasticache.hpp"
#include "storage/cache/api/upgrades.hpp"
#include "storage/cache/api/versions.hpp"
#include "storage/cache/slots.hpp"

namespace wt::cache::api {

namespace {

/// ElastiCache User Guide, "Quotas": a primary and five replicas.
constexpr std::int64_t most_members = 6;

/// Assumed: which of the errors.
constexpr std::string_view no_failover =
    "Redis with cluster mode enabled cannot be created with auto failover turned off.";

/// ElastiCache API Reference, CreateReplicationGroup: Durability is of Valkey 9 and newer. Assumed: the sentence.
[[nodiscard]] std::optional<aws::Error> check_durability(const CacheRecord& record) {
    if (record.durability != "async" && record.durability != "sync") return std::nullopt;
    if (record.engine == "valkey" && std::atoi(record.version.c_str()) >= 9) return std::nullopt;
    return invalid_combination("Durability is supported for engine valkey, version 9.0 and later.");
}

/// ElastiCache User Guide, "Quotas": nodes of a cluster.
constexpr std::size_t most_nodes = 90;

/// Whether the parameter group says cluster-enabled.
[[nodiscard]] bool says_cluster(Catalogue& catalogue, const CacheRecord& record) {
    if (record.parameter_group.ends_with(".cluster.on")) return true;
    const auto group = catalogue.parameter_groups().find({record.place, record.parameter_group});
    if (group == catalogue.parameter_groups().end()) return false;
    const auto value = group->second.values.find("cluster-enabled");
    return value != group->second.values.end() && value->second == "yes";
}

[[nodiscard]] std::vector<NodeRecord> new_nodes(std::int64_t count) {
    std::vector<NodeRecord> nodes;
    for (std::int64_t i = 1; i <= count; ++i) nodes.push_back({i, "", 0});
    return nodes;
}

/// Slots as the caller gave them, or evenly.
[[nodiscard]] std::optional<aws::Error> give_slots(std::vector<ShardRecord>& shards) {
    SlotSet all;
    bool said = false;
    for (const ShardRecord& shard : shards) {
        if (shard.slots.empty()) continue;
        said = true;
        const auto slots = slots_named(shard.slots);
        if (!slots || (all & *slots).any())
            return invalid_value(fmt::format("Invalid slots: {}", shard.slots));  // Assumed
        all |= *slots;
    }
    if (said && !all.all()) return invalid_value("All 16384 slots must be assigned to node groups.");  // Assumed
    if (said) return std::nullopt;
    std::vector<SlotSet> even(shards.size());
    even.front().set();
    spread(even, std::vector<bool>(shards.size(), true));
    for (std::size_t i = 0; i < shards.size(); ++i) shards[i].slots = text_of(even[i]);
    return std::nullopt;
}

}  // namespace

std::optional<aws::Error> ElastiCache::read_shards(CacheRecord& record, const CreateReplicationGroupMessage& input) {
    const auto& groups = input.node_group_configuration;
    const std::string mode = input.cluster_mode.value_or("");
    if (mode == "compatible") return not_here("ClusterMode compatible");
    if (input.num_node_groups.value_or(1) < 1)
        return invalid_value(fmt::format("Invalid number of node groups: {}", *input.num_node_groups));  // Assumed
    const bool many = input.num_node_groups.value_or(1) > 1 || groups.size() > 1;
    const auto snapshot = catalogue_.snapshots().find({record.place, record.snapshot});
    const bool as_snapshot = !input.num_node_groups && groups.empty() && snapshot != catalogue_.snapshots().end() &&
                             snapshot->second.of.is_cluster();
    if (mode == "disabled" && many)
        return invalid_combination("NumNodeGroups must be 1 when ClusterMode is disabled.");  // Assumed
    if (mode != "enabled" && !many && !as_snapshot && !says_cluster(catalogue_, record)) return std::nullopt;
    if (!record.failover) return invalid_value(std::string(no_failover));
    if (!groups.empty() && input.num_node_groups && *input.num_node_groups != static_cast<int>(groups.size()))
        return invalid_combination(
            "NodeGroupConfiguration must be of as many node groups as NumNodeGroups.");  // Assumed
    if (!input.cache_parameter_group_name)
        record.parameter_group = usual_parameters(record.engine, record.version) + ".cluster.on";
    const std::size_t count = as_snapshot ? snapshot->second.of.shards.size()
                              : !groups.empty()
                                  ? groups.size()
                                  : static_cast<std::size_t>(std::max(input.num_node_groups.value_or(1), 1));
    for (std::size_t i = 0; i < count && i <= most_nodes; ++i) {
        ShardRecord& shard = record.shards.emplace_back();
        shard.id = fmt::format("{:04}", i + 1);
        std::int64_t replicas = record.members - 1;
        if (i < groups.size()) {
            shard.slots = groups[i].slots.value_or("");
            shard.id = groups[i].node_group_id.value_or(shard.id);
            replicas = groups[i].replica_count.value_or(static_cast<std::int32_t>(replicas));
        }
        if (as_snapshot) shard = snapshot->second.of.shards[i];
        if (as_snapshot && !input.replicas_per_node_group) replicas = static_cast<std::int64_t>(shard.nodes.size()) - 1;
        if (shard.number() == 0 || shard.id.size() != 4 || replicas < 0 || replicas >= most_members)
            return invalid_value(fmt::format("Invalid node group: {}", shard.id));  // Assumed
        shard.primary = 1;
        shard.nodes = new_nodes(1 + replicas);
    }
    if (record.seats().size() > most_nodes || count > most_nodes)
        return aws::Error(elasticache_errors::node_quota_for_cluster_exceeded,
                          fmt::format("A cluster has at most {} nodes.", most_nodes));  // Assumed
    return give_slots(record.shards);
}

std::string usual_version(std::string_view engine) { return engine == "valkey" ? "8.0.1" : "7.1.0"; }
std::string usual_parameters(std::string_view engine, std::string_view version) {
    if (const VersionRow* const row = find_version(engine, version)) return fmt::format("default.{}", row->family);
    return fmt::format("default.{}{}", engine, version.substr(0, version.find('.')));
}

std::optional<aws::Error> check_upgrade(const CacheRecord& before, CacheRecord& after, bool group_is_given) {
    if (before.engine == after.engine && before.version == after.version) return std::nullopt;
    const VersionRow* const from = find_version(before.engine, before.version);
    const VersionRow* const to = find_version(after.engine, after.version);
    if (from == nullptr || to == nullptr) return std::nullopt;  // check() says so
    // API Reference, ModifyReplicationGroup: EngineVersion only goes up; from Redis OSS to Valkey, never back.
    // Assumed: the sentence.
    if (from > to || (before.engine == "valkey" && after.engine == "redis"))
        return invalid_combination(fmt::format("Downgrading from {} {} to {} {} is not supported.", before.engine,
                                               before.version, after.engine, after.version));
    const bool has_default = !family_of_default(before.parameter_group).empty();
    if (has_default && !group_is_given)
        after.parameter_group = usual_parameters(after.engine, after.version) +
                                (before.parameter_group.ends_with(".cluster.on") ? ".cluster.on" : "");
    return std::nullopt;
}

aws::Outcome<CreateReplicationGroupResult> ElastiCache::create_replication_group(const aws::Call& call,
                                                                                 CreateReplicationGroupMessage input) {
    const auto create = [&]() -> aws::Outcome<CreateReplicationGroupResult> {
        CacheRecord record;
        record.place = place_of(call);
        record.kind = "replicationgroup";
        record.id = lowered(input.replication_group_id);
        record.description = input.replication_group_description;
        record.engine = lowered(input.engine.value_or("redis"));
        record.version = input.engine_version.value_or(usual_version(record.engine));
        record.node_type = input.cache_node_type.value_or("");
        const std::int64_t replicas = input.replicas_per_node_group.value_or(0);
        record.members = input.num_cache_clusters.value_or(static_cast<std::int32_t>(1 + replicas));
        record.failover = input.automatic_failover_enabled.value_or(false);
        record.multi_az = input.multi_az_enabled.value_or(false);
        record.port_wanted = input.port.value_or(6379);
        record.parameter_group =
            input.cache_parameter_group_name.value_or(usual_parameters(record.engine, record.version));
        record.subnet_group = input.cache_subnet_group_name.value_or("default");
        record.security_groups = input.security_group_ids;
        record.snapshots_kept = input.snapshot_retention_limit.value_or(0);
        record.snapshot_window = input.snapshot_window.value_or("05:00-09:00");
        record.maintenance_window = lowered(input.preferred_maintenance_window.value_or("sun:23:00-mon:01:30"));
        record.token = input.auth_token.value_or("");
        if (input.auth_token) record.token_changed = context_.calendar();
        record.tls = input.transit_encryption_enabled.value_or(false);
        record.tls_mode = input.transit_encryption_mode.value_or("");
        record.at_rest = input.at_rest_encryption_enabled.value_or(false);
        record.minor_upgrades = input.auto_minor_version_upgrade.value_or(true);
        record.user_groups = input.user_group_ids;
        record.durability = input.durability.value_or("");
        if (auto wrong = check_durability(record)) return std::move(*wrong);
        if (input.global_replication_group_id) return not_here("global replication groups");
        if (!input.snapshot_arns.empty()) return not_here("snapshots in S3");
        if (!input.log_delivery_configurations.empty()) return not_here("log delivery");
        if (input.primary_cluster_id) return not_here("PrimaryClusterId of a new group");
        if (auto wrong = begin_with(record, input.snapshot_name)) return std::move(*wrong);
        if (auto wrong = read_shards(record, input)) return std::move(*wrong);
        if (auto wrong = check(record, input.tags, call.via)) return std::move(*wrong);
        if (record.members < 1 || record.members > most_members)
            return invalid_value("NumCacheClusters must be between 1 and 6.");  // Assumed
        if (record.failover && record.members < 2 && !record.is_cluster())
            return invalid_combination(
                "When using automatic failover, there must be at least 2 cache clusters in the replication group.");
        if (record.multi_az && !record.failover)
            return invalid_combination("Automatic failover must be enabled for MultiAZ.");  // Assumed
        if (catalogue_.find(record.place, record.kind, record.id) != nullptr)
            return aws::Error(elasticache_errors::replication_group_already_exists,
                              fmt::format("Replication group {} already exists.", record.id));
        (void)set_tags(record.tags, input.tags, call.via);
        CreateReplicationGroupResult output;
        output.replication_group = told(catalogue_.add(std::move(record), creating));
        return output;
    };
    return create();
}

aws::Outcome<ReplicationGroupMessage> ElastiCache::describe_replication_groups(const aws::Call& call,
                                                                               DescribeReplicationGroupsMessage input) {
    const auto describe = [&]() -> aws::Outcome<ReplicationGroupMessage> {
        ReplicationGroupMessage output;
        if (input.replication_group_id) {
            const auto found = group(call, *input.replication_group_id);
            if (!found.ok()) return found.error();
            output.replication_groups.push_back(told(**found));
            return output;
        }
        std::map<std::string, ReplicationGroup> all;
        for (const auto& [key, record] : catalogue_.caches()) {
            if (key.first == place_of(call) && record.kind == "replicationgroup") all.emplace(record.id, told(record));
        }
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        output.replication_groups = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<ModifyReplicationGroupResult> ElastiCache::modify_replication_group(const aws::Call& call,
                                                                                 ModifyReplicationGroupMessage input) {
    const auto modify = [&]() -> aws::Outcome<ModifyReplicationGroupResult> {
        const auto found = available_group(call, input.replication_group_id);
        if (!found.ok()) return found.error();
        CacheRecord& record = **found;
        CacheRecord next = record;
        if (input.cluster_mode && *input.cluster_mode != (record.is_cluster() ? "enabled" : "disabled"))
            return not_here("a change of ClusterMode");
        if (input.replication_group_description) next.description = *input.replication_group_description;
        if (input.automatic_failover_enabled) next.failover = *input.automatic_failover_enabled;
        if (input.multi_az_enabled) next.multi_az = *input.multi_az_enabled;
        if (input.cache_parameter_group_name) next.parameter_group = *input.cache_parameter_group_name;
        if (!input.security_group_ids.empty()) next.security_groups = input.security_group_ids;
        if (input.snapshot_retention_limit) next.snapshots_kept = *input.snapshot_retention_limit;
        if (input.snapshot_window) next.snapshot_window = *input.snapshot_window;
        if (input.preferred_maintenance_window) next.maintenance_window = lowered(*input.preferred_maintenance_window);
        if (input.auto_minor_version_upgrade) next.minor_upgrades = *input.auto_minor_version_upgrade;
        if (input.engine) next.engine = lowered(*input.engine);
        if (input.engine_version) next.version = *input.engine_version;
        if (input.cache_node_type) next.node_type = *input.cache_node_type;
        if (input.durability) next.durability = *input.durability;
        if (auto wrong = check_durability(next)) return std::move(*wrong);
        if (input.transit_encryption_enabled) next.tls = *input.transit_encryption_enabled;
        if (input.transit_encryption_mode) next.tls_mode = *input.transit_encryption_mode;
        if (input.auth_token) {
            // ElastiCache User Guide, "Authenticating with the AUTH command": both are good between ROTATE and SET.
            const std::string strategy = input.auth_token_update_strategy.value_or("ROTATE");
            next.token_before = strategy == "ROTATE" && *input.auth_token != record.token ? record.token : "";
            next.token = strategy == "DELETE" ? "" : *input.auth_token;
            next.token_changed = context_.calendar();
        }
        for (const std::string& each : input.user_group_ids_to_add) next.user_groups.push_back(each);
        for (const std::string& each : input.user_group_ids_to_remove) std::erase(next.user_groups, each);
        if (input.remove_user_groups.value_or(false)) next.user_groups.clear();
        if (input.primary_cluster_id && record.is_cluster())
            return invalid_combination("PrimaryClusterId is not for groups with cluster mode enabled.");  // Assumed
        if (input.primary_cluster_id) {
            next.primary = 0;
            for (std::int64_t i = 1; i <= record.members; ++i) {
                if (record.member(i) == lowered(*input.primary_cluster_id)) next.primary = i;
            }
            if (next.primary == 0)
                return aws::Error(elasticache_errors::cache_cluster_not_found,
                                  fmt::format("CacheCluster not found: {}", *input.primary_cluster_id));
        }
        if (auto wrong = check_upgrade(record, next, input.cache_parameter_group_name.has_value()))
            return std::move(*wrong);
        if (auto wrong = check(next, {}, {})) return std::move(*wrong);
        if (next.is_cluster() && !next.failover) return invalid_value(std::string(no_failover));
        if (next.failover && next.members < 2 && !next.is_cluster())
            return invalid_combination(
                "When using automatic failover, there must be at least 2 cache clusters in the replication group.");
        record = next;
        catalogue_.apply(record);
        const std::string id = record.id;
        catalogue_.pass(record, "modifying", modifying);
        ModifyReplicationGroupResult output;
        output.replication_group = told(record);
        return output;
    };
    return modify();
}

aws::Outcome<DeleteReplicationGroupResult> ElastiCache::delete_replication_group(const aws::Call& call,
                                                                                 DeleteReplicationGroupMessage input) {
    const auto remove = [&]() -> aws::Outcome<DeleteReplicationGroupResult> {
        const auto found = available_group(call, input.replication_group_id);
        if (!found.ok()) return found.error();
        CacheRecord& record = **found;
        if (input.retain_primary_cluster.value_or(false)) return not_here("RetainPrimaryCluster");
        if (input.final_snapshot_identifier) {
            if (catalogue_.snapshots().contains({record.place, *input.final_snapshot_identifier}))
                return aws::Error(elasticache_errors::snapshot_already_exists,
                                  fmt::format("Snapshot {} already exists.", *input.final_snapshot_identifier));
            (void)catalogue_.snap(record, *input.final_snapshot_identifier, snapshotting);
        }
        DeleteReplicationGroupResult output;
        output.replication_group = told(record);
        output.replication_group->status = "deleting";
        catalogue_.pass(record, "deleting", deleting);
        return output;
    };
    return remove();
}

}  // namespace wt::cache::api
