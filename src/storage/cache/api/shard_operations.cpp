// Nodes and shards of replication groups: more, fewer, and another primary.
#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "storage/cache/api/durations.hpp"
#include "storage/cache/api/elasticache.hpp"
#include "storage/cache/slots.hpp"

namespace wt::cache::api {

namespace {

/// ElastiCache User Guide, "Quotas": replicas of a primary, and nodes of a cluster.
constexpr std::int64_t most_replicas = 5;
constexpr std::size_t most_nodes_of_cluster = 90;

[[nodiscard]] aws::Error no_node_group(const std::string& id) {
    return aws::Error(elasticache_errors::node_group_not_found, fmt::format("NodeGroup {} not found.", id));
}

[[nodiscard]] std::optional<std::size_t> shard_called(const std::vector<ShardRecord>& shards, const std::string& id) {
    const auto found = std::find_if(shards.begin(), shards.end(), [&](const auto& each) { return each.id == id; });
    if (found == shards.end()) return std::nullopt;
    return static_cast<std::size_t>(found - shards.begin());
}

/// How many replicas each shard is to have: all the same, or those that are named.
[[nodiscard]] aws::Outcome<std::vector<std::int64_t>> counts_of(const CacheRecord& record,
                                                                const std::optional<std::int32_t>& all,
                                                                const std::vector<ConfigureShard>& some) {
    std::vector<std::int64_t> counts;
    for (const ShardRecord& shard : record.shards)
        counts.push_back(all.value_or(static_cast<std::int32_t>(shard.nodes.size()) - 1));
    for (const ConfigureShard& each : some) {
        const auto shard = shard_called(record.shards, each.node_group_id);
        if (!shard) return no_node_group(each.node_group_id);
        counts[*shard] = each.new_replica_count;
    }
    return counts;
}

[[nodiscard]] std::int64_t next_number(const ShardRecord& shard) {
    std::int64_t last = 0;
    for (const NodeRecord& node : shard.nodes) last = std::max(last, node.number);
    return last + 1;
}

/// Assumed: the sentences.
constexpr std::string_view no_more = "NewReplicaCount must be greater than the current count, and at most 5.";
constexpr std::string_view no_fewer = "NewReplicaCount must be less than the current count.";

}  // namespace

aws::Outcome<IncreaseReplicaCountResult> ElastiCache::increase_replica_count(const aws::Call& call,
                                                                             IncreaseReplicaCountMessage input) {
    const auto found = available_group(call, input.replication_group_id);
    if (!found.ok()) return found.error();
    CacheRecord& record = **found;
    if (record.is_cluster()) {
        const auto counts = counts_of(record, input.new_replica_count, input.replica_configuration);
        if (!counts.ok()) return counts.error();
        std::vector<ShardRecord> shards = record.shards;
        bool more = false;
        std::size_t nodes = 0;
        for (std::size_t i = 0; i < shards.size(); ++i) {
            const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>((*counts)[i], 0)) + 1;
            if ((*counts)[i] > most_replicas || wanted < shards[i].nodes.size())
                return invalid_value(std::string(no_more));
            more = more || wanted > shards[i].nodes.size();
            while (shards[i].nodes.size() < wanted) shards[i].nodes.push_back({next_number(shards[i]), "", 0});
            nodes += wanted;
        }
        if (!more) return invalid_value(std::string(no_more));
        if (nodes > most_nodes_of_cluster)
            return aws::Error(elasticache_errors::node_quota_for_cluster_exceeded,
                              fmt::format("A cluster has at most {} nodes.", most_nodes_of_cluster));  // Assumed
        record.shards = std::move(shards);
        catalogue_.refit(record);
    } else {
        const std::int64_t members = 1 + input.new_replica_count.value_or(0);
        if (members <= record.members || members > 1 + most_replicas) return invalid_value(std::string(no_more));
        record.members = members;
        catalogue_.apply(record);
    }
    catalogue_.pass(record, "modifying", creating);
    IncreaseReplicaCountResult output;
    output.replication_group = told(record);
    return output;
}

aws::Outcome<DecreaseReplicaCountResult> ElastiCache::decrease_replica_count(const aws::Call& call,
                                                                             DecreaseReplicaCountMessage input) {
    const auto found = available_group(call, input.replication_group_id);
    if (!found.ok()) return found.error();
    CacheRecord& record = **found;
    if (record.is_cluster()) {
        const auto counts = counts_of(record, input.new_replica_count, input.replica_configuration);
        if (!counts.ok()) return counts.error();
        std::vector<ShardRecord> shards = record.shards;
        bool fewer = false;
        for (const std::string& id : input.replicas_to_remove) {
            const auto named = member(call, id);
            if (!named.ok() || named->record != &record || record.is_primary(named->seat))
                return invalid_value(fmt::format("{} is no replica of {}.", id, record.id));  // Assumed
            std::erase_if(shards[named->seat.shard].nodes,
                          [&](const NodeRecord& node) { return node.number == named->seat.number; });
            fewer = true;
        }
        for (std::size_t i = 0; input.replicas_to_remove.empty() && i < shards.size(); ++i) {
            auto& nodes = shards[i].nodes;
            if ((*counts)[i] < 0 || static_cast<std::size_t>((*counts)[i]) + 1 > nodes.size())
                return invalid_value(std::string(no_fewer));
            // The last that is not the primary goes first.
            for (std::size_t at = nodes.size();
                 at-- > 0 && nodes.size() > static_cast<std::size_t>((*counts)[i]) + 1;) {
                if (nodes[at].number == shards[i].primary) continue;
                nodes.erase(nodes.begin() + static_cast<std::ptrdiff_t>(at));
                fewer = true;
            }
        }
        if (!fewer) return invalid_value(std::string(no_fewer));
        record.shards = std::move(shards);
        catalogue_.refit(record);
    } else {
        if (!input.replicas_to_remove.empty()) return not_here("ReplicasToRemove");
        const std::int64_t members = 1 + input.new_replica_count.value_or(0);
        if (members >= record.members || members < 1) return invalid_value(std::string(no_fewer));
        if (record.failover && members < 2)
            return invalid_combination("Automatic failover needs a replica.");  // Assumed
        record.members = members;
        record.primary = std::min(record.primary, members);
        catalogue_.apply(record);
    }
    catalogue_.pass(record, "modifying", deleting);
    DecreaseReplicaCountResult output;
    output.replication_group = told(record);
    return output;
}

aws::Outcome<ModifyReplicationGroupShardConfigurationResult> ElastiCache::modify_replication_group_shard_configuration(
    const aws::Call& call, ModifyReplicationGroupShardConfigurationMessage input) {
    const auto found = available_group(call, input.replication_group_id);
    if (!found.ok()) return found.error();
    CacheRecord& record = **found;
    // Assumed: the sentences.
    if (!record.is_cluster())
        return invalid_combination(fmt::format("Cluster mode is not enabled for replication group {}.", record.id));
    if (!input.apply_immediately) return invalid_value("ApplyImmediately must be true.");
    std::vector<ShardRecord> shards = record.shards;
    std::vector<bool> stays(shards.size(), true);
    const auto count = static_cast<std::size_t>(std::max(input.node_group_count, 0));
    const std::size_t replicas = shards.front().nodes.size() - 1;
    if (count == 0 || count == shards.size())
        return invalid_value("NodeGroupCount must be another number than that of the node groups that are there.");
    if (count > shards.size() &&
        record.seats().size() + (count - shards.size()) * (1 + replicas) > most_nodes_of_cluster)
        return aws::Error(elasticache_errors::node_quota_for_cluster_exceeded,
                          fmt::format("A cluster has at most {} nodes.", most_nodes_of_cluster));
    if (count < shards.size()) {
        const bool retains = !input.node_groups_to_retain.empty();
        if (retains != input.node_groups_to_remove.empty())
            return invalid_combination("Exactly one of NodeGroupsToRemove or NodeGroupsToRetain must be specified.");
        stays.assign(shards.size(), !retains);
        for (const std::string& id : retains ? input.node_groups_to_retain : input.node_groups_to_remove) {
            const auto shard = shard_called(shards, id);
            if (!shard) return no_node_group(id);
            stays[*shard] = retains;
        }
        if (static_cast<std::size_t>(std::count(stays.begin(), stays.end(), true)) != count)
            return invalid_combination("NodeGroupCount does not fit the node groups that are named.");
    }
    std::uint16_t last = 0;
    for (const ShardRecord& shard : shards) last = std::max(last, shard.number());
    while (shards.size() < count) {
        ShardRecord& shard = shards.emplace_back();
        shard.id = fmt::format("{:04}", ++last);
        for (std::size_t i = 0; i <= replicas; ++i) shard.nodes.push_back({static_cast<std::int64_t>(i) + 1, "", 0});
        stays.push_back(true);
    }
    std::vector<SlotSet> slots;
    for (const ShardRecord& shard : shards) slots.push_back(slots_named(shard.slots).value_or(SlotSet()));
    spread(slots, stays);
    for (std::size_t i = 0; i < shards.size(); ++i) {
        shards[i].slots = text_of(slots[i]);
        if (stays[i]) record.shards_next.push_back(shards[i]);
    }
    catalogue_.pass(record, "modifying", creating);
    ModifyReplicationGroupShardConfigurationResult output;
    output.replication_group = told(record);
    return output;
}

aws::Outcome<TestFailoverResult> ElastiCache::test_failover(const aws::Call& call, TestFailoverMessage input) {
    const auto found = available_group(call, input.replication_group_id);
    if (!found.ok()) return found.error();
    CacheRecord& record = **found;
    const auto shard = record.is_cluster()             ? shard_called(record.shards, input.node_group_id)
                       : input.node_group_id == "0001" ? std::optional<std::size_t>(0)
                                                       : std::nullopt;
    if (!shard) return no_node_group(input.node_group_id);
    if (!record.failover || record.members_of(*shard) < 2)
        return aws::Error(elasticache_errors::test_failover_not_available,
                          "Automatic failover is not enabled.");  // Assumed
    const auto member_id = [&] { return record.member(Seat{*shard, record.primary_of(*shard)}); };
    const std::string before = member_id();
    if (record.is_cluster()) {
        auto& nodes = record.shards[*shard].nodes;
        const auto now = std::find_if(nodes.begin(), nodes.end(), [&](const NodeRecord& node) {
            return node.number == record.shards[*shard].primary;
        });
        record.shards[*shard].primary = now + 1 == nodes.end() ? nodes.front().number : (now + 1)->number;
        catalogue_.refit(record);
    } else {
        record.primary = record.primary % record.members + 1;
    }
    const std::string after = member_id();
    const auto happen = [&](std::string text) {
        catalogue_.happen(record.place, "replication-group", record.id, std::move(text));
    };
    happen(fmt::format("Test Failover API called for node group {}", input.node_group_id));
    catalogue_.pass(record, "modifying", failing_over);
    catalogue_.fail_over(record, *shard);
    happen(fmt::format("Failover from primary node {} to replica node {} completed", before, after));
    happen(fmt::format("Recovering cache nodes {}", before));
    happen(fmt::format("Finished recovery for cache nodes {}", before));
    TestFailoverResult output;
    output.replication_group = told(record);
    return output;
}

}  // namespace wt::cache::api
