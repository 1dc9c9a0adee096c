#include "app/cache_metrics.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cloudwatch/metric.hpp"

namespace wt::app {

namespace {

using cache::NodeRole;
using cache::Redis;
using cache::api::CacheRecord;
using cache::api::Catalogue;
using stack::MetricRow;
using stack::Reading;

/// The rows of one node.
class NodeRows {
public:
    NodeRows(Catalogue& catalogue, const Catalogue::Key& key, const CacheRecord& record, std::int64_t number,
             std::vector<MetricRow>& to)
        : catalogue_(catalogue), key_(key), record_(record), number_(number), to_(to) {}

    void add_all() {
        const NodeRole role = number_ == record_.primary ? NodeRole::primary : NodeRole::replica;
        const bool has_clients = role == NodeRole::primary || number_ == first_replica();
        measured(Reading::measured, "CurrConnections", "Count",
                 [role, has_clients](Catalogue& all, const auto& record) {
                     return has_clients ? static_cast<double>(all.clients_of(record, role).now) : 0;
                 });
        measured(Reading::amount, "NewConnections", "Count", [role, has_clients](Catalogue& all, const auto& record) {
            return has_clients ? static_cast<double>(all.clients_of(record, role).ever) : 0;
        });
        of_keys("CurrItems", "Count", [](const Redis& redis) { return static_cast<double>(redis.keys()); });
        of_keys("CurrVolatileItems", "Count",
                [](const Redis& redis) { return static_cast<double>(redis.volatile_keys()); });
        of_keys("BytesUsedForCache", "Bytes", [](const Redis& redis) { return static_cast<double>(redis.memory()); });
        of_keys("DatabaseMemoryUsagePercentage", "Percent", [](const Redis& redis) {
            const auto whole = static_cast<double>(redis.config().max_memory.count);
            return whole > 0 ? 100 * static_cast<double>(redis.memory()) / whole : 0;
        });
        of_keys("IsMaster", "Count", [role](const Redis&) { return role == NodeRole::primary ? 1.0 : 0.0; });
        if (role == NodeRole::replica) {
            of_keys("ReplicationLag", "Seconds", [](const Redis& redis) { return seconds(redis.lag()); });
            return of_keys("MasterLinkHealthStatus", "Count",
                           [](const Redis& redis) { return redis.is_down() ? 0.0 : 1.0; });
        }
        counted(Reading::amount, "CacheHits", "Count", {"hits"});
        counted(Reading::amount, "CacheMisses", "Count", {"misses"});
        counted(Reading::amount, "Evictions", "Count", {"evictions"});
        MetricRow& rate = counted(Reading::events, "CacheHitRate", "Percent", {"hits"});
        rate.whole = {name("hits"), name("misses")};
        rate.each = 100;
    }

private:
    [[nodiscard]] std::int64_t first_replica() const { return record_.primary == 1 ? 2 : 1; }
    [[nodiscard]] std::string name(std::string_view metric) const {
        return Catalogue::component_of(record_) + "." + std::string(metric);
    }
    MetricRow& add(Reading reading, std::string_view metric, std::string_view unit) {
        MetricRow& row = to_.emplace_back();
        row.metric = cloudwatch::sorted({"AWS/ElastiCache",
                                         std::string(metric),
                                         {{"CacheClusterId", record_.member(number_)}, {"CacheNodeId", "0001"}}});
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
        add(reading, metric, unit).measure = [&all = catalogue_, key = key_, measure]() -> std::optional<double> {
            const auto found = all.caches().find(key);
            if (found == all.caches().end() || all.standing(found->second) == nullptr) return std::nullopt;
            return measure(all, found->second);
        };
    }
    template <class Measure>
    void of_keys(std::string_view metric, std::string_view unit, Measure measure) {
        measured(Reading::measured, metric, unit,
                 [measure](Catalogue& all, const CacheRecord& record) { return measure(*all.standing(record)); });
    }

    Catalogue& catalogue_;
    const Catalogue::Key& key_;
    const CacheRecord& record_;
    std::int64_t number_;
    std::vector<MetricRow>& to_;
};

}  // namespace

std::vector<MetricRow> cache_rows(Catalogue& catalogue) {
    std::vector<MetricRow> all;
    for (const auto& [key, record] : catalogue.caches()) {
        if (record.kind == "serverlesscache" || catalogue.standing(record) == nullptr) continue;
        for (std::int64_t i = 1; i <= record.members; ++i) NodeRows(catalogue, key, record, i, all).add_all();
    }
    return all;
}

}  // namespace wt::app
