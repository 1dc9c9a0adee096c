#include "scenario/component_fields.hpp"

#include <array>

#include <fmt/format.h>

namespace wt::scenario {

namespace {

template <class T>
[[nodiscard]] Fields<T> instance_fields() {
    static constexpr std::array<std::pair<std::string_view, rds::Overload>, 2> overloads{
        {{"refuse", rds::Overload::refuse}, {"crash", rds::Overload::crash}}};
    const auto above_zero = [](std::string key, auto member, std::string doc, std::string fallback) {
        return custom<T>(
            std::move(key), count_shape(),
            [member](const Value& value, T& to) {
                const auto parsed = parse_count(value.text("count"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                if (*parsed == 0) return value.problem("expected a number above 0");
                to.*member = *parsed;
            },
            std::move(doc), std::move(fallback));
    };
    return {
        named<T>(
            "class", [](T& to) -> std::string& { return to.instance_class; }, "in bills", "db.t3.large"),
        above_zero("max_connections", &T::max_connections, "connections at once", "200"),
        above_zero("servers", &T::servers, "statements served at once", "2"),
        distribution<T>(
            "service", [](T& to) -> Distribution& { return to.service; },
            "how long one takes; postgres takes its own time"),
        choice<T>(
            "on_overload", [](T& to) -> rds::Overload& { return to.on_overload; }, overloads,
            "what one connection too many does", "refuse"),
        duration<T>(
            "recovery", [](T& to) -> Duration& { return to.recovery; }, "after a crash", "60s"),
        latency<T>(
            "latency", [](T& to) -> Latency& { return to.latency; }, "of the network to it"),
    };
}

}  // namespace

const Fields<cache::RedisConfig>& elasticache_fields() {
    using T = cache::RedisConfig;
    using cache::Durability;
    static constexpr std::array<std::pair<std::string_view, Durability>, 3> durabilities{
        {{"none", Durability::none}, {"async", Durability::async}, {"sync", Durability::sync}}};
    static constexpr std::array<std::pair<std::string_view, cache::EngineKind>, 2> engines{
        {{"embedded", cache::EngineKind::embedded}, {"real", cache::EngineKind::real}}};
    static const Fields<T> fields{
        choice<T>(
            "engine", [](T& to) -> cache::EngineKind& { return to.engine; }, engines,
            "what holds the keys; real: a packaged Redis or Valkey server, in the real clock only", "embedded"),
        duration<T>("ttl", &T::ttl, "how long a value is kept", "60s"),
        named<T>("node", &T::node, "in bills", "cache.t4g.small"),
        size<T>("max_memory", &T::max_memory, "the least recently used goes first", "256MiB"),
        latency<T>("latency", &T::latency, "of a command"),
        distribution<T>("replica_lag", &T::replica_lag,
                        "until a write is on the replica: what is on its way at a failover is lost", "0s"),
        choice<T>(
            "durability", [](T& to) -> Durability& { return to.durability; }, durabilities,
            "as Valkey 9 has it: where a write is before a failover (async), and before its client hears of it (sync)",
            "none"),
        distribution<T>("commit", &T::commit, "async, sync: until a write is in the log that outlives the primary",
                        "3ms"),
        distribution<T>("failover", &T::failover, "how long a failover takes", "10s"),
    };
    return fields;
}

const Fields<rds::PrimaryConfig>& rds_fields() {
    using T = rds::PrimaryConfig;
    static const Fields<T> fields = [] {
        Fields<T> all = instance_fields<T>();
        static constexpr std::array<std::pair<std::string_view, rds::EngineKind>, 2> engines{
            {{"sqlite", rds::EngineKind::sqlite}, {"postgres", rds::EngineKind::postgres}}};
        all.push_back(choice<T>(
            "engine", [](T& to) -> rds::EngineKind& { return to.engine; }, engines,
            "what holds the rows, here and on its replicas; postgres: in the real clock only", "sqlite"));
        all.push_back(text<T>("url", &T::url, "of a PostgreSQL server, whose schema `windtunnel` is overwritten",
                              "one is started"));
        all.push_back(
            boolean<T>("multi_az", &T::multi_az, "a standby in another zone, for the fault failover", "false"));
        all.push_back(distribution<T>("failover", &T::failover, "how long a failover takes", "uniform(60s, 120s)"));
        all.push_back(custom<T>(
            "storage", size_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a size", parse_size, [&](Bytes size) { to.storage = size; });
            },
            "of the rows with their indexes; what does not fit fails; sqlite only", "no bound"));
        return all;
    }();
    return fields;
}

const Fields<rds::ReplicaConfig>& rds_replica_fields() {
    using T = rds::ReplicaConfig;
    static const Fields<T> fields = [] {
        Fields<T> all = instance_fields<T>();
        all.push_back(named<T>("of", &T::of, "the rds component that it copies").needed());
        all.push_back(custom<T>(
            "count", count_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_count(value.text("count"));
                if (!parsed.ok() || *parsed < 1 || *parsed > 15) {
                    return value.problem("a primary has 1 to 15 read replicas");
                }
                to.count = *parsed;
            },
            "how many share the reads", "1"));
        all.push_back(distribution<T>("lag", &T::lag, "from commit until it can be read here; postgres has its own"));
        all.push_back(
            distribution<T>("apply", &T::apply,
                            "to apply one commit, one after the other: more commits than that let the lag grow", "0s"));
        all.push_back(text<T>("url", &T::url, "of a PostgreSQL standby or reader endpoint", "one is started"));
        return all;
    }();
    return fields;
}

const Fields<rds::ProxyConfig>& rds_proxy_fields() {
    using T = rds::ProxyConfig;
    static const Fields<T> fields{
        named<T>("of", &T::of, "the rds component that it stands before").needed(),
        custom<T>(
            "max_connections", count_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a count", parse_count, [&](std::uint64_t count) {
                    if (count < 1 || count > 100'000) return value.problem("expected 1 to 100k connections");
                    to.max_connections = count;
                });
            },
            "that it has open to the database", "the database's"),
        duration_between<T>("borrow_timeout", &T::borrow_timeout, 0s, 3600s, "how long a statement waits for one",
                            "120s"),
        share<T>("pinning", &T::pinning, "of the sessions: they keep a connection for as long as they last", "0%"),
        latency<T>("latency", &T::latency, "of the network to it"),
    };
    return fields;
}

const Fields<dynamodb::TableConfig>& dynamodb_fields() {
    using T = dynamodb::TableConfig;
    using P = dynamodb::Provisioned;
    static const Fields<P> provisioned{
        count_between<P>("read", &P::read, 1, 10'000'000, "read units a second", "5"),
        count_between<P>("write", &P::write, 1, 10'000'000, "write units a second", "5"),
    };
    static const Fields<T> fields{
        custom<T>(
            "capacity", any_shape("object, or on-demand"),
            [](const Value& value, T& to) {
                if (value.is_map()) return read_object(value, provisioned, to.provisioned.emplace());
                if (value.text("on-demand") != "on-demand")
                    value.problem("expected on-demand, or {read: 100, write: 50}");
            },
            "what is provisioned", "on-demand", infos(provisioned)),
        count_between<T>("partitions", &T::partitions, 1, T::most_partitions,
                         "by the hash of keys; each takes 3,000 read and 1,000 write units a second", "4"),
        boolean<T>("consistent", &T::consistent, "reads are strongly consistent: a unit for each 4 KB, not half a one",
                   "false"),
        latency<T>("latency", &T::latency, "of a call"),
    };
    return fields;
}

const Fields<stack::ServiceConfig>& http_fields() {
    using T = stack::ServiceConfig;
    static const Fields<T> fields{
        latency<T>("latency", &T::latency, "until it has answered"),
        custom<T>(
            "limit", rate_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a rate", parse_rate, [&](Rate rate) { to.limit = rate; });
            },
            "beyond it the answer is 429", "none"),
        custom<T>(
            "burst", count_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a count", parse_count, [&](std::uint64_t burst) {
                    if (burst == 0)
                        return value.problem("expected at least 1: a bucket without room lets nothing pass");
                    to.burst = burst;
                });
            },
            "how many of them at once after a pause", "a second's worth"),
        share<T>("errors", &T::errors, "how often it answers 503", "0%"),
    };
    return fields;
}

const Fields<s3::BucketConfig>& s3_fields() {
    using T = s3::BucketConfig;
    static const auto optional_duration = [](std::string key, auto member, std::string doc) {
        return custom<T>(
            std::move(key), duration_shape(),
            [member](const Value& value, T& to) {
                const auto parsed = parse_duration(value.text("duration"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                if (*parsed < 1s) return value.problem("expected at least 1s");
                to.*member = *parsed;
            },
            std::move(doc), "never");
    };
    constexpr std::uint64_t most = 1'000'000'000;
    static const Fields<T> limits{
        count_between<T>("put", &T::put_limit, 0, most, "PUT, POST, DELETE", "3500"),
        count_between<T>("get", &T::get_limit, 0, most, "GET, HEAD", "5500"),
    };
    static const Fields<T> fields{
        latency<T>("latency", &T::latency, "of a request, to its first byte"),
        size<T>("throughput", &T::throughput,
                "a second of what a handler gets or puts; 0B: it takes no time. AWS's guide counts on 85 to 90 MB/s of "
                "one connection",
                "85MB"),
        named<T>("notify", &T::notify, "the function that learns of each new object"),
        optional_duration("replay", &T::replay_every, "how often objects whose loading failed are offered again"),
        optional_duration("expire_after", &T::expire_after, "the age at which objects go"),
        object<T>(
            "prefix_limits", [](T& to) -> T& { return to; }, limits,
            "requests a second to one prefix; beyond that 503 SlowDown"),
        custom<T>(
            "objects", any_shape("map of keys to sizes"),
            [](const Value& value, T& to) {
                each_member(value, "a map of keys to sizes", [&](const std::string& key, const Value& item) {
                    read_as(item, "a size", parse_size, [&](Bytes size) { to.objects.emplace_back(key, size); });
                });
            },
            "what stands in it from the start"),
    };
    return fields;
}

}  // namespace wt::scenario
