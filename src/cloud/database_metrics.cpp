#include "cloud/database_metrics.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace wt::cloud {

namespace {

constexpr std::int64_t database_period = 60;

}  // namespace

void DatabaseMetrics::publish(const aws::AccountRegion& place, const cloudwatch::Dimension& of, std::string name,
                              std::string_view unit, double value, Instant began) {
    const Instant now = context_.now();
    if (!metrics_.has_room(now)) return;
    cloudwatch::Metric metric;
    metric.name_space = "AWS/RDS";
    metric.name = std::move(name);
    metric.dimensions = {of};
    cloudwatch::Aggregate aggregate;
    aggregate.add(value);
    metrics_.add(place, metric, *cloudwatch::unit_of(unit), began, database_period, aggregate, now);
}

Task<void> DatabaseMetrics::look(Instant began) {
    struct Seen {
        aws::AccountRegion place;
        std::string id;
        std::string server;
        std::string cluster;
        std::int64_t storage;  // GiB
        bool is_writer;
    };
    for (const auto& [key, proxy] : databases_.proxies().all()) {
        const auto numbers = databases_.servers().relay_numbers(proxy.resource_id);
        if (!numbers) continue;
        const cloudwatch::Dimension of{"ProxyName", proxy.name};
        publish(key.first, of, "ClientConnections", "Count", static_cast<double>(numbers->clients), began);
        publish(key.first, of, "DatabaseConnections", "Count", static_cast<double>(numbers->connections), began);
    }
    std::vector<Seen> all;
    for (const auto& [key, record] : databases_.instances().all()) {
        if (record.status() != "available" || !databases_.has_server(record)) continue;
        const auto* const cluster = databases_.clusters().find(key.first, record.cluster);
        all.push_back({key.first, record.id, record.server(), record.cluster, record.storage,
                       cluster != nullptr && cluster->writer == record.id});
    }
    for (const Seen& each : all) {
        const std::optional<rds::api::Servers::Numbers> numbers = co_await databases_.servers().numbers(each.server);
        if (!numbers) continue;
        const cloudwatch::Dimension of{"DBInstanceIdentifier", each.id};
        publish(each.place, of, "DatabaseConnections", "Count", numbers->connections, began);
        if (numbers->processor) publish(each.place, of, "CPUUtilization", "Percent", *numbers->processor, began);
        constexpr double gibibyte = 1024.0 * 1024 * 1024;
        if (each.cluster.empty())
            publish(each.place, of, "FreeStorageSpace", "Bytes",
                    std::max(static_cast<double>(each.storage) * gibibyte - numbers->database_bytes, 0.0), began);
        if (each.is_writer)
            publish(each.place, {"DBClusterIdentifier", each.cluster}, "VolumeBytesUsed", "Bytes",
                    numbers->database_bytes, began);
        // Negative: it does not replicate, which RDS says so and Aurora not at all.
        if (!numbers->lag || (!each.cluster.empty() && *numbers->lag < 0)) continue;
        if (!each.cluster.empty()) {
            publish(each.place, of, "AuroraReplicaLag", "Milliseconds", *numbers->lag * 1000, began);
        } else {
            publish(each.place, of, "ReplicaLag", "Seconds", *numbers->lag, began);
        }
    }
}

Task<void> DatabaseMetrics::run() {
    for (;;) {
        const std::int64_t minute = unix_seconds(context_.now()) / database_period * database_period;
        const Instant began = epoch + std::chrono::seconds(minute);
        co_await context_.clock.sleep_until(began + std::chrono::seconds(database_period));
        co_await look(began);
    }
}

}  // namespace wt::cloud
