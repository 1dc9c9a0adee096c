// Caches with cluster mode: a store for each shard, and what all of their nodes know.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "storage/cache/api/catalogue.hpp"
#include "storage/cache/api/durations.hpp"
#include "storage/cache/resp.hpp"

namespace wt::cache::api {

namespace {

/// 40 hexadecimal digits that stay as long as the node's name.
[[nodiscard]] std::string node_id(const CacheRecord& record, const Seat& seat) {
    const std::string name = fmt::format("{}/{}/{}", record.arn(), record.member(seat), seat.number);
    return fmt::format("{:016x}{:016x}{:08x}", hash_bytes(name, 1), hash_bytes(name, 2),
                       static_cast<std::uint32_t>(hash_bytes(name, 3)));
}

}  // namespace

std::string Catalogue::component_of(const CacheRecord& record, std::size_t shard) {
    if (record.of_scenario) return record.id;
    if (!record.is_cluster() || record.kind != "replicationgroup") return record.arn();
    return fmt::format("{}/{}", record.arn(), record.shards[shard].id);
}

Nodes::Places Catalogue::places_of(const CacheRecord& record, std::size_t shard) const {
    return nodes_->places_of(component_of(record, shard));
}

Nodes::Place Catalogue::place_of(const CacheRecord& record, const Seat& seat) const {
    const Nodes::Places places = places_of(record, seat.shard);
    if (!record.is_cluster()) return record.is_primary(seat) ? places.primary : places.reader;
    for (const auto& member : places.members) {
        if (member.number == seat.number) return member.place;
    }
    return {};
}

Nodes::Clients Catalogue::clients_of(const CacheRecord& record, const Seat& seat) const {
    return nodes_->clients_of(component_of(record, seat.shard),
                              record.is_primary(seat) ? NodeRole::primary : NodeRole::replica,
                              record.is_cluster() ? seat.number : 0);
}

std::shared_ptr<Cluster>& Catalogue::cluster_of(const CacheRecord& record) {
    auto& cluster = clusters_[{record.place, fmt::format("{}/{}", record.kind, record.id)}];
    if (cluster == nullptr) cluster = std::make_shared<Cluster>();
    return cluster;
}

EngineConfig Catalogue::engine_of(const CacheRecord& record, std::size_t shard) {
    EngineConfig config = engine_of(record);
    if (!record.is_cluster()) return config;
    config.cluster = cluster_of(record);
    config.shard = record.shards[shard].number();
    config.most_units = static_cast<std::uint64_t>(record.most_units);
    return config;
}

void Catalogue::stand_shards(CacheRecord& record) {
    for (std::size_t shard = 0; shard < record.shards.size(); ++shard) stand_shard(record, shard);
    tell_cluster(record);
    begin(record);
}

void Catalogue::stand_shard(CacheRecord& record, std::size_t shard) {
    const std::string name = component_of(record, shard);
    Nodes::Places wanted;
    for (const NodeRecord& node : record.shards[shard].nodes) {
        std::int64_t port = node.port != 0 ? node.port : record.port_wanted;
        // ElastiCache User Guide: 6379 writes, and 6380 reads.
        if (record.kind == "serverlesscache" && node.port == 0) port += node.number - 1;
        wanted.members.push_back({node.number, {node.address, static_cast<std::uint16_t>(port)}});
    }
    nodes_->want(name, std::move(wanted), engine_of(record, shard));
    (void)caches_among_->remove(name);  // one of that number may have gone just now
    (void)caches_among_->create(name, config_of(record));
    read_places(record, shard);
}

void Catalogue::read_places(CacheRecord& record, std::size_t shard) {
    for (NodeRecord& node : record.shards[shard].nodes) {
        const Nodes::Place place = place_of(record, {shard, node.number});
        node.address = place.address;
        node.port = place.port;
    }
}

void Catalogue::tell_cluster(const CacheRecord& record) {
    Cluster& cluster = *cluster_of(record);
    Cluster::Shards told;
    for (std::size_t i = 0; i < record.shards.size(); ++i) {
        const ShardRecord& shard = record.shards[i];
        Cluster::Shard& one = told[shard.number()];
        one.id = shard.id;
        one.primary = shard.primary;
        for (const NodeRecord& node : shard.nodes)
            one.nodes.push_back(
                {node.number, node_id(record, {i, node.number}), node.address, static_cast<std::uint16_t>(node.port)});
    }
    cluster.shards() = std::move(told);
    for (const ShardRecord& shard : record.shards)
        cluster.give(slots_named(shard.slots).value_or(SlotSet()), shard.number());
}

void Catalogue::refit(CacheRecord& record) {
    for (std::size_t shard = 0; shard < record.shards.size(); ++shard) {
        std::vector<Nodes::Places::Member> members;
        for (const NodeRecord& node : record.shards[shard].nodes) {
            const std::int64_t port = node.port != 0 ? node.port : record.port_wanted;
            members.push_back({node.number, {node.address, static_cast<std::uint16_t>(port)}});
        }
        nodes_->resize(component_of(record, shard), std::move(members));
        read_places(record, shard);
    }
    if (record.is_cluster()) tell_cluster(record);
}

/// Slots go with their keys in one step, before anybody is told another thing.
void Catalogue::reshape(CacheRecord& record) {
    const std::vector<ShardRecord> before = std::exchange(record.shards, std::exchange(record.shards_next, {}));
    const auto component = [&](const ShardRecord& shard) { return fmt::format("{}/{}", record.arn(), shard.id); };
    const auto is_in = [](const std::vector<ShardRecord>& all, const ShardRecord& shard) {
        return std::any_of(all.begin(), all.end(), [&](const auto& each) { return each.id == shard.id; });
    };
    for (std::size_t i = 0; i < record.shards.size(); ++i) {
        if (!is_in(before, record.shards[i])) stand_shard(record, i);
    }
    for (const ShardRecord& from : before) {
        Redis* const giver = caches_among_->find(component(from));
        const SlotSet had = slots_named(from.slots).value_or(SlotSet());
        for (const ShardRecord& to : record.shards) {
            const SlotSet going = had & slots_named(to.slots).value_or(SlotSet());
            Redis* const taker = caches_among_->find(component(to));
            if (from.id != to.id && going.any() && giver != nullptr && taker != nullptr)
                (void)giver->hand_over(*taker, going);
        }
    }
    tell_cluster(record);
    for (const ShardRecord& each : before) nodes_->slots_moved(component(each));
    // Nodes that have nothing left stay a little, so that clients who know no better are sent on by them.
    const Key key{record.place, fmt::format("{}/{}", record.kind, record.id)};
    for (const ShardRecord& each : before) {
        if (is_in(record.shards, each)) continue;
        leaving_.spawn(leave(key, each.id, component(each)));
    }
}

Task<void> Catalogue::leave(Key key, std::string id, std::string name) {
    co_await context_.clock.sleep_until(context_.clock.after(staying));
    const auto now = caches_.find(key);
    const bool again = now != caches_.end() && std::any_of(now->second.shards.begin(), now->second.shards.end(),
                                                           [&](const auto& shard) { return shard.id == id; });
    if (!again) (void)caches_among_->remove(name);
}

void Catalogue::restore(const CacheRecord& record, const std::string& data) {
    struct Store {
        Store(const Context& context, const Shelf<Redis>::Place& place)
            : engine(context, place, {}), session(engine, NodeRole::primary, "", [] {}) {}
        Engine engine;
        Session session;
    };
    std::vector<std::unique_ptr<Store>> stores;
    for (std::size_t shard = 0; shard < std::max<std::size_t>(record.shards.size(), 1); ++shard)
        stores.push_back(std::make_unique<Store>(context_, caches_among_->shelf().place(component_of(record, shard))));
    if (stores.size() == 1) return stores.front()->session.feed(data);
    std::vector<SlotSet> slots;
    for (const ShardRecord& shard : record.shards) slots.push_back(slots_named(shard.slots).value_or(SlotSet()));
    RespReader reader;
    reader.add(data);
    std::vector<std::string_view> words;
    bool of_first = true;  // the only database of a cluster
    while (reader.next(words) == RespReader::State::complete) {
        if (words.size() == 2 && words[0] == "SELECT") {
            of_first = words[1] == "0";
            continue;
        }
        if (!of_first || words.size() < 2) continue;
        const std::size_t slot = slot_of(words[1]);
        for (std::size_t shard = 0; shard < stores.size(); ++shard) {
            if (!slots[shard][slot]) continue;
            std::string request;
            RespWriter writer(request, 2);
            writer.array(words.size());
            for (const std::string_view word : words) writer.bulk(word);
            stores[shard]->session.feed(request);
            stores[shard]->session.out.clear();
        }
    }
}

}  // namespace wt::cache::api
