// What an engine knows of the nodes beside it: whose keys are whose, who is the primary.
#include <algorithm>

#include <fmt/format.h>

#include "storage/cache/call.hpp"

namespace wt::cache {

namespace {

[[nodiscard]] std::string moved(const Cluster& cluster, std::size_t slot) {
    const Cluster::Shard& shard = cluster.shards().at(cluster.owner(slot));
    const Cluster::Node* const primary = shard.node(shard.primary);
    return fmt::format("MOVED {} {}:{}", slot, primary == nullptr ? "" : primary->address,
                       primary == nullptr ? 0 : primary->port);
}

/// The slot of the keys; none: there are no keys. False: of several.
struct OneSlot {
    std::optional<std::size_t> slot;
    bool writes = false;
    bool one = true;
    void look_at(const Command& command, std::span<const std::string_view> arguments) {
        writes = writes || (command.flags & cache::writes) != 0;
        for (const std::size_t at : keys_of(command, arguments)) {
            const std::size_t here = slot_of(arguments[at]);
            one = one && slot.value_or(here) == here;
            slot = here;
        }
    }
};

}  // namespace

bool Engine::are_here(const Session& session, const Command& command, std::span<const std::string_view> arguments,
                      RespWriter& out) const {
    const Cluster& cluster = *config_.cluster;
    OneSlot keys;
    keys.look_at(command, arguments);
    if (command.name == "exec") {
        for (const auto& queued : session.queue_) {
            const std::vector<std::string_view> words(queued.begin(), queued.end());
            keys.look_at(*find_command(words[0]), words);
        }
    }
    if (!keys.slot) return true;
    if (!keys.one) {
        out.error("CROSSSLOT Keys in request don't hash to the same slot");
        return false;
    }
    const std::uint16_t owner = cluster.owner(*keys.slot);
    if (owner == 0) {
        out.error("CLUSTERDOWN Hash slot not served");
        return false;
    }
    const bool may_read = session.role_ == NodeRole::primary || (session.reads_replica_ && !keys.writes);
    if (owner == config_.shard && may_read) return true;
    out.error(moved(cluster, *keys.slot));
    return false;
}

void Engine::slots_moved() {
    std::vector<Session*> sent;
    for (Session* const session : sessions_) {
        if (session->wait_ == nullptr) continue;
        const auto& keys = session->wait_->keys;
        const bool here = std::all_of(keys.begin(), keys.end(), [&](const std::string& key) {
            return config_.cluster->owner(slot_of(key)) == config_.shard;
        });
        if (!here) sent.push_back(session);
    }
    for (Session* const session : sent) {
        const std::size_t slot = slot_of(session->wait_->keys.front());
        RespWriter(session->out, session->protocol_).error(moved(*config_.cluster, slot));
        stop_waiting(*session);
        session->run();
        session->wake_();
    }
}

NodeRole Engine::role_of(std::int64_t node) const {
    const auto shard = config_.cluster->shards().find(config_.shard);
    const bool is_primary = shard != config_.cluster->shards().end() && shard->second.primary == node;
    return is_primary ? NodeRole::primary : NodeRole::replica;
}

Engine::Peer Engine::primary() const {
    if (config_.cluster == nullptr) return {config_.address, config_.port};
    const auto shard = config_.cluster->shards().find(config_.shard);
    if (shard == config_.cluster->shards().end()) return {};
    const Cluster::Node* const node = shard->second.node(shard->second.primary);
    return node == nullptr ? Peer() : Peer{node->address, node->port};
}

std::vector<Engine::Peer> Engine::replicas() const {
    if (config_.cluster == nullptr)
        return std::vector<Peer>(static_cast<std::size_t>(config_.replicas),
                                 {config_.reader_address, config_.reader_port});
    std::vector<Peer> all;
    const auto shard = config_.cluster->shards().find(config_.shard);
    if (shard == config_.cluster->shards().end()) return all;
    for (const Cluster::Node& node : shard->second.nodes) {
        if (node.number != shard->second.primary) all.push_back({node.address, node.port});
    }
    return all;
}

Engine::Peer Engine::own(const Session& session) const {
    if (config_.cluster != nullptr) {
        const auto shard = config_.cluster->shards().find(config_.shard);
        const Cluster::Node* const node =
            shard == config_.cluster->shards().end() ? nullptr : shard->second.node(session.node_);
        if (node != nullptr) return {node->address, node->port};
    }
    if (session.role_ == NodeRole::primary) return {config_.address, config_.port};
    return {config_.reader_address, config_.reader_port};
}

std::uint64_t Engine::sessions_of(std::int64_t node) const {
    return static_cast<std::uint64_t>(
        std::count_if(sessions_.begin(), sessions_.end(), [node](const Session* each) { return each->node_ == node; }));
}

std::uint64_t Engine::connections_of(std::int64_t node) const {
    const auto found = connections_of_node_.find(node);
    return found == connections_of_node_.end() ? 0 : found->second;
}

// ElastiCache User Guide, "Pricing": a simple command takes one unit for each kilobyte that it transfers, at least one.
// Commands that take the processor longer take more there.
void Engine::take_units(std::span<const std::string_view> arguments, std::size_t answer) {
    double bytes = static_cast<double>(answer);
    for (const std::string_view each : arguments) bytes += static_cast<double>(each.size());
    const double units = std::max(1.0, bytes / 1024);
    counts_.units += units;
    units_in_it_ += units;
}

// What a command took above a second's units is taken from the seconds after it (assumed).
bool Engine::has_units() {
    const Instant second = epoch + std::chrono::floor<std::chrono::seconds>(context_.now() - epoch);
    const double most = static_cast<double>(config_.most_units);
    const double passed = std::max(0.0, std::chrono::duration<double>(second - units_since_).count());
    units_in_it_ = std::max(0.0, units_in_it_ - passed * most);
    units_since_ = second;
    if (units_in_it_ < most) return true;
    ++counts_.throttled;
    return false;
}

}  // namespace wt::cache
