// What a node of a cluster says of its shards.
#include <algorithm>

#include <fmt/format.h>

#include "storage/cache/call.hpp"

namespace wt::cache {

namespace {

constexpr std::string_view no_cluster = "ERR This instance has cluster support disabled";

/// As AWS: nodes talk to one another at port 1122.
constexpr int bus_port = 1122;

/// Where the primary of a shard goes first, as CLUSTER SLOTS wants it.
[[nodiscard]] std::vector<const Cluster::Node*> primary_first(const Cluster::Shard& shard) {
    std::vector<const Cluster::Node*> nodes;
    for (const Cluster::Node& node : shard.nodes) nodes.push_back(&node);
    std::stable_partition(nodes.begin(), nodes.end(), [&](const auto* node) { return node->number == shard.primary; });
    return nodes;
}

void slots(Call& call, const Cluster& cluster) {
    std::vector<std::pair<std::pair<std::size_t, std::size_t>, const Cluster::Shard*>> all;
    for (const auto& [number, shard] : cluster.shards()) {
        for (const auto& range : ranges_of(cluster.slots_of(number))) all.emplace_back(range, &shard);
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    call.out.array(all.size());
    for (const auto& [range, shard] : all) {
        call.out.array(2 + shard->nodes.size());
        call.out.integer(static_cast<std::int64_t>(range.first));
        call.out.integer(static_cast<std::int64_t>(range.second));
        for (const Cluster::Node* const node : primary_first(*shard)) {
            call.out.array(4);
            call.out.bulk(node->address);
            call.out.integer(node->port);
            call.out.bulk(node->id);
            call.out.array(0);
        }
    }
}

void shards(Call& call, const Cluster& cluster) {
    const auto text = [&](std::string_view key, std::string_view value) {
        call.out.bulk(key);
        call.out.bulk(value);
    };
    const bool over_tls = call.engine.config().over_tls.value_or(false);
    call.out.array(cluster.shards().size());
    for (const auto& [number, shard] : cluster.shards()) {
        const auto ranges = ranges_of(cluster.slots_of(number));
        call.out.map(2);
        call.out.bulk("slots");
        call.out.array(2 * ranges.size());
        for (const auto& [first, last] : ranges) {
            call.out.integer(static_cast<std::int64_t>(first));
            call.out.integer(static_cast<std::int64_t>(last));
        }
        call.out.bulk("nodes");
        call.out.array(shard.nodes.size());
        for (const Cluster::Node* const node : primary_first(shard)) {
            call.out.map(7);
            text("id", node->id);
            call.out.bulk(over_tls ? "tls-port" : "port");
            call.out.integer(node->port);
            text("ip", node->address);
            text("endpoint", node->address);
            text("role", node->number == shard.primary ? "master" : "replica");
            call.out.bulk("replication-offset");
            call.out.integer(static_cast<std::int64_t>(call.engine.counts().replicated));
            text("health", "online");
        }
    }
}

[[nodiscard]] std::string line_of_node(Call& call, const Cluster& cluster, std::uint16_t number,
                                       const Cluster::Node& node) {
    const Cluster::Shard& shard = cluster.shards().at(number);
    const bool is_primary = node.number == shard.primary;
    const Cluster::Node* const primary = shard.node(shard.primary);
    const bool own = number == call.engine.config().shard && node.number == SessionAccess{call.session}.node();
    std::string line = fmt::format("{} {}:{}@{} {}{} {} 0 0 {} connected", node.id, node.address, node.port, bus_port,
                                   own ? "myself," : "", is_primary ? "master" : "slave",
                                   is_primary || primary == nullptr ? "-" : primary->id, number);
    if (!is_primary) return line;
    for (const auto& [first, last] : ranges_of(cluster.slots_of(number)))
        line += first == last ? fmt::format(" {}", first) : fmt::format(" {}-{}", first, last);
    return line;
}

void nodes(Call& call, const Cluster& cluster) {
    std::string text;
    for (const auto& [number, shard] : cluster.shards()) {
        for (const Cluster::Node& node : shard.nodes) text += line_of_node(call, cluster, number, node) + "\n";
    }
    call.out.verbatim(text);
}

void replicas(Call& call, const Cluster& cluster, std::string_view id) {
    for (const auto& [number, shard] : cluster.shards()) {
        const Cluster::Node* const primary = shard.node(shard.primary);
        for (const Cluster::Node& node : shard.nodes) {
            if (node.id != id) continue;
            if (&node != primary) return call.out.error("ERR The specified node is not a master");
            call.out.array(shard.nodes.size() - 1);
            for (const Cluster::Node& each : shard.nodes) {
                if (&each != primary) call.out.bulk(line_of_node(call, cluster, number, each));
            }
            return;
        }
    }
    call.out.error(fmt::format("ERR Unknown node {}", id));
}

void cluster_info(Call& call, const Cluster& cluster) {
    std::size_t known = 0;
    std::size_t assigned = 0;
    std::size_t with_slots = 0;
    for (const auto& [number, shard] : cluster.shards()) {
        known += shard.nodes.size();
        const std::size_t own = cluster.slots_of(number).count();
        assigned += own;
        with_slots += own > 0 ? 1 : 0;
    }
    call.out.verbatim(
        fmt::format("cluster_state:{}\r\ncluster_slots_assigned:{}\r\ncluster_slots_ok:{}\r\ncluster_slots_pfail:0\r\n"
                    "cluster_slots_fail:0\r\ncluster_known_nodes:{}\r\ncluster_size:{}\r\ncluster_current_epoch:{}\r\n"
                    "cluster_my_epoch:{}\r\ncluster_stats_messages_sent:0\r\ncluster_stats_messages_received:0\r\n"
                    "total_cluster_links_buffer_limit_exceeded:0\r\n",
                    assigned == slot_count ? "ok" : "fail", assigned, assigned, known, with_slots, cluster.epoch(),
                    call.engine.config().shard));
}

/// Of the database 0, those of a slot.
[[nodiscard]] std::vector<std::string> keys_in(Call& call, std::size_t slot, std::size_t most) {
    std::vector<std::string> all;
    (void)call.keys().scan(0, 0, ~std::size_t{0}, [&](const Keyspace::Entry& entry) {
        if (all.size() < most && slot_of(entry.key.view()) == slot) all.emplace_back(entry.key.view());
    });
    return all;
}

[[nodiscard]] std::optional<std::size_t> slot_at(Call& call, std::size_t at) {
    const auto slot = integer_of(call.args[at]);
    if (slot && *slot >= 0 && *slot < static_cast<std::int64_t>(slot_count)) return static_cast<std::size_t>(*slot);
    call.out.error("ERR Invalid or out of range slot");
    return std::nullopt;
}

void cluster(Call& call) {
    const EngineConfig& config = call.engine.config();
    if (config.cluster == nullptr) return call.out.error(no_cluster);
    const Cluster& all = *config.cluster;
    const std::size_t size = call.args.size();
    const auto shard = all.shards().find(config.shard);
    const Cluster::Node* const own =
        shard == all.shards().end() ? nullptr : shard->second.node(SessionAccess{call.session}.node());
    if (call.is(1, "slots") && size == 2) return slots(call, all);
    if (call.is(1, "shards") && size == 2) return shards(call, all);
    if (call.is(1, "nodes") && size == 2) return nodes(call, all);
    if (call.is(1, "info") && size == 2) return cluster_info(call, all);
    const bool about_itself = call.is(1, "myid") || call.is(1, "myshardid");
    if (own == nullptr && about_itself) return call.out.error("ERR The node has left the cluster");
    if (call.is(1, "myid") && size == 2) return call.out.bulk(own->id);
    if (call.is(1, "myshardid") && size == 2) return call.out.bulk(shard->second.nodes.front().id);
    if (call.is(1, "links") && size == 2) return call.out.array(0);
    if (call.is(1, "keyslot") && size == 3) return call.out.integer(slot_of(call.args[2]));
    if ((call.is(1, "replicas") || call.is(1, "slaves")) && size == 3) return replicas(call, all, call.args[2]);
    if (call.is(1, "countkeysinslot") && size == 3) {
        if (const auto slot = slot_at(call, 2))
            call.out.integer(static_cast<std::int64_t>(keys_in(call, *slot, ~std::size_t{0}).size()));
        return;
    }
    if (call.is(1, "getkeysinslot") && size == 4) {
        const auto slot = slot_at(call, 2);
        const auto most = slot ? call.integer(3) : std::nullopt;
        if (!most) return;
        if (*most < 0) return call.out.error("ERR Invalid number of keys");
        const auto found = keys_in(call, *slot, static_cast<std::size_t>(*most));
        call.out.array(found.size());
        for (const std::string& key : found) call.out.bulk(key);
        return;
    }
    // What would change the cluster is ElastiCache's own to do.
    call.out.error(
        fmt::format("ERR unknown subcommand or wrong number of arguments for '{}'. Try CLUSTER HELP.", call.args[1]));
}

void read_replica(Call& call, bool may) {
    SessionAccess{call.session}.reads_replica() = may;
    call.out.ok();
}
void readonly(Call& call) { read_replica(call, true); }
void readwrite(Call& call) { read_replica(call, false); }

/// Slots move in one step with their keys, so no node ever has a part of one: nobody is sent on with ASK, and who says
/// ASKING is answered as by a node that imports nothing.
void asking(Call& call) { call.engine.config().cluster == nullptr ? call.out.error(no_cluster) : call.out.ok(); }

constexpr unsigned of_cluster = of_connections | is_fast;
constexpr Command cluster_rows[] = {
    {"cluster", cluster, -2, of_connections},
    {"readonly", readonly, 1, of_cluster},
    {"readwrite", readwrite, 1, of_cluster},
    {"asking", asking, 1, of_cluster},
};

}  // namespace

std::span<const Command> cluster_commands() { return cluster_rows; }

}  // namespace wt::cache
