#include "cloud/cache_metrics.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cloudwatch/metric.hpp"

namespace wt::cloud {

namespace {

using cache::Redis;
using cache::api::CacheRecord;
using cache::api::Catalogue;
using cache::api::Seat;
using stack::MetricRow;
using stack::Reading;

/// Whether the shard has not gone since.
[[nodiscard]] bool has_shard(const CacheRecord& record, const Seat& seat) {
    return seat.shard < std::max<std::size_t>(record.shards.size(), 1);
}

/// The rows of one node.
class NodeRows {
public:
    NodeRows(Catalogue& catalogue, const Catalogue::Key& key, const CacheRecord& record, const Seat& seat,
             std::vector<MetricRow>& to)
        : catalogue_(catalogue), key_(key), record_(record), seat_(seat), to_(to) {}

    void add_all() {
        const bool is_primary = record_.is_primary(seat_);
        const bool has_clients = record_.is_cluster() || is_primary || seat_.number == first_replica();
        const auto clients = [this, has_clients](Reading reading, std::string_view metric, auto count) {
            measured(reading, metric, "Count", [has_clients, seat = seat_, count](Catalogue& all, const auto& record) {
                return has_clients ? static_cast<double>(count(all.clients_of(record, seat))) : 0;
            });
        };
        clients(Reading::measured, "CurrConnections", [](const auto& of) { return of.now; });
        clients(Reading::amount, "NewConnections", [](const auto& of) { return of.ever; });
        of_keys("CurrItems", "Count", [](const Redis& redis) { return static_cast<double>(redis.keys()); });
        of_keys("CurrVolatileItems", "Count",
                [](const Redis& redis) { return static_cast<double>(redis.volatile_keys()); });
        of_keys("BytesUsedForCache", "Bytes", [](const Redis& redis) { return static_cast<double>(redis.memory()); });
        of_keys("DatabaseMemoryUsagePercentage", "Percent", [](const Redis& redis) {
            const auto whole = static_cast<double>(redis.config().max_memory.count);
            return whole > 0 ? 100 * static_cast<double>(redis.memory()) / whole : 0;
        });
        of_keys("IsMaster", "Count", [is_primary](const Redis&) { return is_primary ? 1.0 : 0.0; });
        if (!is_primary) {
            of_keys("ReplicationLag", "Seconds", [](const Redis& redis) { return seconds(redis.lag()); });
            return of_keys("MasterLinkHealthStatus", "Count",
                           [](const Redis& redis) { return redis.is_down() ? 0.0 : 1.0; });
        }
        add_of_primary();
        clients(Reading::amount, "ReplicationBytes", [](const auto& of) { return of.counts.replicated; });
    }

    /// Of a serverless cache, which is one to its clients.
    void add_serverless() {
        const auto all_clients = [this](Reading reading, std::string_view metric, std::string_view unit, auto count) {
            measured(reading, metric, unit, [count](Catalogue& all, const auto& record) {
                double sum = 0;
                for (const Seat& seat : record.seats()) sum += static_cast<double>(count(all.clients_of(record, seat)));
                return sum;
            });
        };
        const auto counts = [this](std::string_view metric, std::string_view unit, auto count) {
            measured(Reading::amount, metric, unit, [count](Catalogue& all, const auto& record) {
                return static_cast<double>(count(all.clients_of(record, Seat{})));
            });
        };
        all_clients(Reading::measured, "CurrConnections", "Count", [](const auto& of) { return of.now; });
        all_clients(Reading::amount, "NewConnections", "Count", [](const auto& of) { return of.ever; });
        counts("ElastiCacheProcessingUnits", "Count", [](const auto& of) { return of.counts.units; });
        counts("TotalCmdsCount", "Count", [](const auto& of) { return of.commands; });
        counts("ThrottledCmds", "Count", [](const auto& of) { return of.counts.throttled; });
        counts("NetworkBytesIn", "Bytes", [](const auto& of) { return of.counts.bytes_in; });
        counts("NetworkBytesOut", "Bytes", [](const auto& of) { return of.counts.bytes_out; });
        of_keys("CurrItems", "Count", [](const Redis& redis) { return static_cast<double>(redis.keys()); });
        of_keys("CurrVolatileItems", "Count",
                [](const Redis& redis) { return static_cast<double>(redis.volatile_keys()); });
        of_keys("BytesUsedForCache", "Bytes", [](const Redis& redis) { return static_cast<double>(redis.memory()); });
        add_of_primary();
    }

private:
    [[nodiscard]] std::int64_t first_replica() const { return record_.primary == 1 ? 2 : 1; }
    /// Whoever has the keys, and lets clients in.
    void add_of_primary() {
        const auto counts = [this](std::string_view metric, auto count) {
            measured(Reading::amount, metric, "Count", [seat = seat_, count](Catalogue& all, const auto& record) {
                return static_cast<double>(count(all.clients_of(record, seat).counts));
            });
        };
        counted(Reading::amount, "CacheHits", "Count", {"hits"});
        counted(Reading::amount, "CacheMisses", "Count", {"misses"});
        counted(Reading::amount, "Evictions", "Count", {"evictions"});
        counts("AuthenticationFailures", [](const auto& of) { return of.wrong_passwords; });
        counts("CommandAuthorizationFailures", [](const auto& of) { return of.forbidden_commands; });
        counts("KeyAuthorizationFailures", [](const auto& of) { return of.forbidden_keys; });
        MetricRow& rate = counted(Reading::events, "CacheHitRate", "Percent", {"hits"});
        rate.whole = {name("hits"), name("misses")};
        rate.each = 100;
    }
    [[nodiscard]] std::string name(std::string_view metric) const {
        return Catalogue::component_of(record_, seat_.shard) + "." + std::string(metric);
    }
    MetricRow& add(Reading reading, std::string_view metric, std::string_view unit) {
        MetricRow& row = to_.emplace_back();
        cloudwatch::Metric named{"AWS/ElastiCache", std::string(metric), {{"clusterId", record_.id}}};
        if (record_.kind != "serverlesscache")
            named.dimensions = {{"CacheClusterId", record_.member(seat_)}, {"CacheNodeId", "0001"}};
        row.metric = cloudwatch::sorted(std::move(named));
        row.unit = unit;
        row.reading = reading;
        row.owner = record_.place;
        return row;
    }
    MetricRow& counted(Reading reading, std::string_view metric, std::string_view unit,
                       std::initializer_list<std::string_view> names) {
        MetricRow& row = add(reading, metric, unit);
        for (const std::string_view each : names) row.counted.push_back(name(each));
        return row;
    }
    template <class Measure>
    void measured(Reading reading, std::string_view metric, std::string_view unit, Measure measure) {
        add(reading, metric, unit).measure = [&all = catalogue_, key = key_, seat = seat_,
                                              measure]() -> std::optional<double> {
            const auto found = all.caches().find(key);
            if (found == all.caches().end() || !has_shard(found->second, seat) ||
                all.standing(found->second, seat.shard) == nullptr)
                return std::nullopt;
            return measure(all, found->second);
        };
    }
    template <class Measure>
    void of_keys(std::string_view metric, std::string_view unit, Measure measure) {
        measured(Reading::measured, metric, unit, [seat = seat_, measure](Catalogue& all, const CacheRecord& record) {
            return measure(*all.standing(record, seat.shard));
        });
    }

    Catalogue& catalogue_;
    const Catalogue::Key& key_;
    const CacheRecord& record_;
    Seat seat_;
    std::vector<MetricRow>& to_;
};

}  // namespace

std::vector<MetricRow> cache_rows(Catalogue& catalogue) {
    std::vector<MetricRow> all;
    for (const auto& [key, record] : catalogue.caches()) {
        if (catalogue.standing(record) == nullptr) continue;
        if (record.kind == "serverlesscache") {
            NodeRows(catalogue, key, record, {}, all).add_serverless();
            continue;
        }
        for (const Seat& seat : record.seats()) NodeRows(catalogue, key, record, seat, all).add_all();
    }
    return all;
}

}  // namespace wt::cloud
