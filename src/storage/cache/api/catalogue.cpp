#include "storage/cache/api/catalogue.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "storage/cache/dump.hpp"
#include "store/unreadable.hpp"

namespace wt::cache::api {

namespace {

constexpr std::string_view cache_space = "elasticache.caches";
constexpr std::string_view user_space = "elasticache.users";
constexpr std::string_view user_group_space = "elasticache.user_groups";
constexpr std::string_view parameter_space = "elasticache.parameter_groups";
constexpr std::string_view subnet_space = "elasticache.subnet_groups";
constexpr std::string_view snapshot_space = "elasticache.snapshots";
constexpr std::string_view data_space = "elasticache.snapshot_data";

/// Of all accounts together; the earliest go first.
constexpr std::size_t most_happenings = 2000;

constexpr std::string_view serverless_kind = "serverlesscache";

/// One endpoint that writes, and one that reads: ElastiCache User Guide, "Finding connection endpoints".
[[nodiscard]] ShardRecord serverless_shard() {
    ShardRecord shard;
    shard.id = "0001";
    shard.slots = text_of(SlotSet().set());
    shard.nodes = {{1, "", 0}, {2, "", 0}};
    return shard;
}

/// Serverless caches have no node; what they hold at most where nothing is said (Assumed).
constexpr std::uint64_t serverless_memory = std::uint64_t{1} << 30;

[[nodiscard]] std::string row_key(const Catalogue::Key& key) {
    return fmt::format("{}/{}", aws::place_key(key.first), key.second);
}
[[nodiscard]] Catalogue::Key read_key(std::string_view text) {
    Catalogue::Key key;
    key.first.account = aws::take_part(text);
    key.first.region = aws::take_part(text);
    key.second = text;
    return key;
}
[[nodiscard]] Catalogue::Key key_of(const CacheRecord& record) {
    return {record.place, fmt::format("{}/{}", record.kind, record.id)};
}

template <class Record>
void load_all(store::Store& store, std::string_view space, std::map<Catalogue::Key, Record>& into) {
    store.load(space, [&](std::string_view key, std::string_view row) {
        auto record = aws::read_row<Record>(row);
        if (!record) store::unreadable(space, key);
        into.emplace(read_key(key), std::move(*record));
    });
}

/// "cache.r6g.xlarge" in "r6g" and "xlarge".
struct NodeType {
    std::string_view family;
    std::string_view size;
};
[[nodiscard]] std::optional<NodeType> node_type(std::string_view text) {
    constexpr std::string_view head = "cache.";
    if (!text.starts_with(head)) return std::nullopt;
    text.remove_prefix(head.size());
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    return NodeType{text.substr(0, dot), text.substr(dot + 1)};
}

}  // namespace

Bytes memory_of(std::string_view text) {
    const auto type = node_type(text);
    if (!type) return Bytes{0};
    constexpr double gib = 1024.0 * 1024 * 1024;
    const auto bytes = [](double size) { return Bytes{static_cast<std::uint64_t>(size * gib)}; };
    if (type->family.starts_with('t')) {
        if (type->size == "micro") return bytes(0.5);
        if (type->size == "small") return bytes(1.37);
        if (type->size == "medium") return bytes(3.09);
        return Bytes{0};
    }
    const double large = type->family.starts_with('r')   ? 13.07
                         : type->family.starts_with('m') ? 6.38
                         : type->family.starts_with('c') ? 3.09
                                                         : 0;
    if (type->size == "large") return bytes(large);
    if (type->size == "xlarge") return bytes(2 * large);
    int times = 0;
    for (const char c : type->size) {
        if (c < '0' || c > '9') break;
        times = 10 * times + (c - '0');
        if (times > 1000) return Bytes{0};
    }
    if (times == 0 || !type->size.ends_with("xlarge")) return Bytes{0};
    return bytes(2 * large * times);
}

std::optional<EvictionPolicy> policy_named(std::string_view text) {
    if (text == "noeviction") return EvictionPolicy::noeviction;
    // LFU is told and done as LRU.
    if (text == "volatile-lru" || text == "volatile-lfu") return EvictionPolicy::volatile_lru;
    if (text == "allkeys-lru" || text == "allkeys-lfu") return EvictionPolicy::allkeys_lru;
    if (text == "volatile-ttl") return EvictionPolicy::volatile_ttl;
    if (text == "volatile-random") return EvictionPolicy::volatile_random;
    if (text == "allkeys-random") return EvictionPolicy::allkeys_random;
    return std::nullopt;
}

Catalogue::Catalogue(const Context& context, store::Store& store, Pace& pace)
    : context_(context), pace_(pace), rows_(store) {
    load_all(store, cache_space, caches_);
    for (auto& [key, record] : caches_) record.place = key.first;
    load_all(store, user_space, users_);
    load_all(store, user_group_space, user_groups_);
    load_all(store, parameter_space, parameter_groups_);
    load_all(store, subnet_space, subnet_groups_);
    load_all(store, snapshot_space, snapshots_);
    store.load(data_space, [&](std::string_view key, std::string_view row) {
        const auto found = snapshots_.find(read_key(key));
        if (found != snapshots_.end()) found->second.data = row;
    });
}

void Catalogue::stand_among(Caches& caches, Nodes& nodes, const aws::AccountRegion& usual) {
    caches_among_ = &caches;
    nodes_ = &nodes;
    usual_ = usual;
    std::vector<Key> passing;
    for (auto& [key, record] : caches_) {
        if (record.status != "creating") stand(record);
        if (!record.status.empty()) passing.push_back(key);
    }
    for (const Key& key : passing) {
        const CacheRecord& record = caches_.at(key);
        pace_.when_over({record.began, record.ends}, [this, key] { settle(key); });
    }
    caches.shelf().watch([this](const std::string& name, const Redis* now) { note(name, now); });
}

/// What stands there under a name that is no ARN is the scenario's.
void Catalogue::note(const std::string& name, const Redis* now) {
    if (name.starts_with("arn:")) return;
    const Key key{usual_, "replicationgroup/" + name};
    const auto known = caches_.find(key);
    if (now == nullptr) {
        if (known != caches_.end() && known->second.of_scenario) caches_.erase(known);
        return;
    }
    if (known != caches_.end()) return;
    CacheRecord record;
    record.place = usual_;
    record.kind = "replicationgroup";
    record.id = name;
    record.of_scenario = true;
    record.created = context_.calendar();
    record.description = "Of the scenario";
    record.version = "7.1.0";
    record.node_type = now->config().node;
    record.members = 2;
    record.failover = true;
    record.parameter_group = "default.redis7";
    caches_.emplace(key, std::move(record));
}

void Catalogue::list_anew() {
    for (const auto& [name, cache] : caches_among_->shelf().list()) {
        const auto known = caches_.find({usual_, "replicationgroup/" + name});
        if (known == caches_.end() || !known->second.of_scenario) continue;
        const Key key = known->first;
        caches_.erase(known);
        note(name, cache);
        apply(caches_.at(key));
    }
}

CacheRecord* Catalogue::find(const aws::AccountRegion& place, std::string_view kind, const std::string& id) {
    const auto found = caches_.find({place, fmt::format("{}/{}", kind, id)});
    return found == caches_.end() ? nullptr : &found->second;
}

Redis* Catalogue::standing(const CacheRecord& record, std::size_t shard) {
    return caches_among_->find(component_of(record, shard));
}

RedisConfig Catalogue::config_of(const CacheRecord& record) const {
    RedisConfig config;
    config.node = record.node_type;
    config.latency = {};
    constexpr std::uint64_t gigabyte = 1'000'000'000;
    config.durability = record.durability == "sync"    ? Durability::sync
                        : record.durability == "async" ? Durability::async
                                                       : Durability::none;
    config.max_memory =
        record.kind == serverless_kind
            ? Bytes{record.most_gigabytes > 0 ? static_cast<std::uint64_t>(record.most_gigabytes) * gigabyte
                                              : serverless_memory}
            : memory_of(record.node_type);
    std::int64_t reserved = 25;  // ElastiCache User Guide: reserved-memory-percent
    const auto group = parameter_groups_.find({record.place, record.parameter_group});
    if (group != parameter_groups_.end()) {
        const auto& values = group->second.values;
        if (const auto policy = values.find("maxmemory-policy"); policy != values.end())
            config.policy = policy_named(policy->second).value_or(config.policy);
        if (const auto percent = values.find("reserved-memory-percent"); percent != values.end())
            reserved = std::clamp<std::int64_t>(std::atoi(percent->second.c_str()), 0, 100);
    }
    if (record.kind != serverless_kind)
        config.max_memory.count = config.max_memory.count / 100 * static_cast<std::uint64_t>(100 - reserved);
    return config;
}

EngineConfig Catalogue::engine_of(const CacheRecord& record) const {
    EngineConfig config;
    config.product = record.engine;
    config.version = record.version.empty() ? config.version : record.version;
    if (!record.token.empty()) {
        config.users[0].needs_password = true;
        config.users[0].passwords = {record.token};
        if (!record.token_before.empty()) config.users[0].passwords.push_back(record.token_before);
    }
    config.replicas = record.members - 1;
    if (!record.of_scenario && !(record.tls && record.tls_mode == "preferred")) config.over_tls = record.tls;
    for (const std::string& name : record.user_groups) {
        const auto group = user_groups_.find({record.place, name});
        if (group == user_groups_.end()) continue;
        config.users.clear();
        for (const std::string& id : group->second.users) {
            User user;
            user.name = "default";
            if (const auto known = users_.find({record.place, id}); known != users_.end()) {
                user.name = known->second.name;
                user.access = known->second.access;
                user.enabled = (" " + user.access + " ").find(" off ") == std::string::npos;
                user.needs_password = known->second.authentication != "no-password";
                user.passwords = known->second.passwords;
            }
            config.users.push_back(std::move(user));
        }
    }
    return config;
}

void Catalogue::stand(CacheRecord& record) {
    if (record.of_scenario) return;
    if (record.kind == serverless_kind && record.shards.empty()) record.shards = {serverless_shard()};
    if (record.is_cluster()) return stand_shards(record);
    const std::string name = component_of(record);
    const auto place = [&](const std::string& address, std::int64_t port) {
        return Nodes::Place{address, static_cast<std::uint16_t>(port != 0 ? port : record.port_wanted)};
    };
    nodes_->want(name, {place(record.address, record.port), place(record.reader_address, record.reader_port), {}},
                 engine_of(record));
    (void)caches_among_->create(name, config_of(record));
    Nodes::Places places = nodes_->places_of(name);
    record.address = std::move(places.primary.address);
    record.port = places.primary.port;
    record.reader_address = std::move(places.reader.address);
    record.reader_port = places.reader.port;
    begin(record);
}

void Catalogue::begin(CacheRecord& record) {
    const auto snapshot = snapshots_.find({record.place, record.snapshot});
    if (!record.snapshot.empty() && snapshot != snapshots_.end()) restore(record, snapshot->second.data);
    record.snapshot.clear();
}

CacheRecord& Catalogue::add(CacheRecord record, Duration usually) {
    const Key key = key_of(record);
    CacheRecord& added = caches_.emplace(key, std::move(record)).first->second;
    added.created = context_.calendar();
    pass(added, "creating", usually);
    return caches_.at(key);
}

void Catalogue::pass(CacheRecord& record, std::string status, Duration usually) {
    const Key key = key_of(record);
    record.status = std::move(status);
    const auto course = pace_.begin(usually);
    if (!course) return settle(key);
    record.began = course->began;
    record.ends = course->ends;
    keep(record);
    pace_.when_over(*course, [this, key] { settle(key); });
}

void Catalogue::settle(const Key& key) {
    const auto found = caches_.find(key);
    if (found == caches_.end() || found->second.status.empty()) return;
    CacheRecord& record = found->second;
    const std::string status = std::exchange(record.status, {});
    if (status == "deleting") return remove(key);
    if (!record.shards_next.empty()) reshape(record);
    if (status == "creating") {
        stand(record);
        happen(record.place, record.kind == "cluster" ? "cache-cluster" : "replication-group", record.id,
               record.kind == "cluster" ? "Cache cluster created" : "Replication group " + record.id + " created");
    }
    keep(record);
}

void Catalogue::apply(CacheRecord& record) {
    for (std::size_t shard = 0; shard < std::max<std::size_t>(record.shards.size(), 1); ++shard) {
        Redis* const redis = standing(record, shard);
        if (redis == nullptr) continue;
        RedisConfig config = redis->config();
        const RedisConfig wanted = config_of(record);
        config.node = wanted.node;
        if (!record.of_scenario) {
            config.max_memory = wanted.max_memory;
            config.policy = wanted.policy;
            config.durability = wanted.durability;
        }
        (void)caches_among_->update(component_of(record, shard), config);
        nodes_->configure(component_of(record, shard), engine_of(record, shard));
    }
    keep(record);
}

void Catalogue::apply_users(const aws::AccountRegion& place, const std::string& group) {
    for (auto& [key, record] : caches_) {
        if (key.first == place &&
            std::find(record.user_groups.begin(), record.user_groups.end(), group) != record.user_groups.end())
            apply(record);
    }
}

void Catalogue::fail_over(const CacheRecord& record, std::size_t shard) {
    if (Redis* const redis = standing(record, shard)) redis->fail_over(record.status.empty() ? epoch : record.ends);
}

/// What a node holds does not outlive it; a group's primary gets it back from its replica.
void Catalogue::restart(const CacheRecord& record, std::size_t shard) {
    Redis* const redis = standing(record, shard);
    if (redis == nullptr) return;
    const Instant until = record.status.empty() ? epoch : record.ends;
    record.members_of(shard) == 1 ? redis->restart(until) : redis->fail_over(until);
}

void Catalogue::remove(const Key& key) {
    const CacheRecord record = caches_.at(key);
    if (!record.of_scenario) rows_.put(cache_space, row_key(key), std::nullopt);
    caches_.erase(key);
    for (std::size_t shard = 0; shard < std::max<std::size_t>(record.shards.size(), 1); ++shard)
        (void)caches_among_->remove(component_of(record, shard));
    clusters_.erase(key);
    happen(record.place, record.kind == "cluster" ? "cache-cluster" : "replication-group", record.id,
           record.kind == "cluster" ? "Cache cluster deleted" : "Replication group " + record.id + " deleted");
}

void Catalogue::keep(const CacheRecord& record) {
    if (!record.of_scenario) rows_.put(cache_space, row_key(key_of(record)), aws::row_of(record));
}
void Catalogue::keep(const aws::AccountRegion& place, const UserRecord& record) {
    rows_.put(user_space, row_key({place, record.id}), aws::row_of(record));
}
void Catalogue::keep(const aws::AccountRegion& place, const UserGroupRecord& record) {
    rows_.put(user_group_space, row_key({place, record.id}), aws::row_of(record));
}
void Catalogue::keep(const aws::AccountRegion& place, const ParameterGroupRecord& record) {
    rows_.put(parameter_space, row_key({place, record.name}), aws::row_of(record));
}
void Catalogue::keep(const aws::AccountRegion& place, const SubnetGroupRecord& record) {
    rows_.put(subnet_space, row_key({place, record.name}), aws::row_of(record));
}
void Catalogue::keep(const aws::AccountRegion& place, const SnapshotRecord& record) {
    rows_.put(snapshot_space, row_key({place, record.name}), aws::row_of(record));
}

void Catalogue::forget_user(const Key& key) {
    rows_.put(user_space, row_key(key), std::nullopt);
    users_.erase(key);
}
void Catalogue::forget_user_group(const Key& key) {
    rows_.put(user_group_space, row_key(key), std::nullopt);
    user_groups_.erase(key);
}
void Catalogue::forget_parameter_group(const Key& key) {
    rows_.put(parameter_space, row_key(key), std::nullopt);
    parameter_groups_.erase(key);
}
void Catalogue::forget_subnet_group(const Key& key) {
    rows_.put(subnet_space, row_key(key), std::nullopt);
    subnet_groups_.erase(key);
}
void Catalogue::forget_snapshot(const Key& key) {
    rows_.put(snapshot_space, row_key(key), std::nullopt);
    rows_.put(data_space, row_key(key), std::nullopt);
    snapshots_.erase(key);
}

SnapshotRecord& Catalogue::snap(const CacheRecord& record, std::string name, Duration usually) {
    const Key key{record.place, std::move(name)};
    SnapshotRecord& snapshot = snapshots_[key];
    snapshot.name = key.second;
    snapshot.taken = context_.calendar();
    snapshot.of = record;
    snapshot.data.clear();
    for (std::size_t shard = 0; shard < std::max<std::size_t>(record.shards.size(), 1); ++shard) {
        if (Redis* const redis = standing(record, shard))
            snapshot.data += dump(redis->keyspace(), context_.calendar() - context_.now());
    }
    if (const auto course = pace_.begin(usually)) {
        snapshot.status = "creating";
        snapshot.began = course->began;
        snapshot.ends = course->ends;
    }
    keep(record.place, snapshot);
    rows_.put(data_space, row_key(key), snapshot.data);
    return snapshot;
}

SnapshotRecord& Catalogue::put(const aws::AccountRegion& place, SnapshotRecord snapshot) {
    const Key key{place, snapshot.name};
    keep(place, snapshot);
    rows_.put(data_space, row_key(key), snapshot.data);
    return snapshots_[key] = std::move(snapshot);
}

void Catalogue::happen(const aws::AccountRegion& place, std::string kind, std::string source, std::string message) {
    happenings_.push_back({place, std::move(source), std::move(kind), std::move(message), context_.calendar()});
    if (happenings_.size() > most_happenings) happenings_.pop_front();
}

void Catalogue::reset(std::string_view account) {
    const auto keys_in = [&](const auto& all) {
        std::vector<Key> found;
        for (const auto& [key, record] : all) {
            if (account.empty() || key.first.account == account) found.push_back(key);
        }
        return found;
    };
    for (const Key& key : keys_in(caches_)) {
        if (!caches_.at(key).of_scenario) remove(key);
    }
    for (const Key& key : keys_in(users_)) forget_user(key);
    for (const Key& key : keys_in(user_groups_)) forget_user_group(key);
    for (const Key& key : keys_in(parameter_groups_)) forget_parameter_group(key);
    for (const Key& key : keys_in(subnet_groups_)) forget_subnet_group(key);
    for (const Key& key : keys_in(snapshots_)) forget_snapshot(key);
    std::erase_if(happenings_, [&](const Happening& each) { return account.empty() || each.place.account == account; });
}

}  // namespace wt::cache::api
