// What can be ordered: classes and storage of each engine's versions.
#include <algorithm>

#include "base/ascii.hpp"
#include "storage/rds/api/checks.hpp"
#include "storage/rds/api/engines.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

/// Amazon RDS User Guide, "DB instance classes": a family's sizes, with a space between each two. What creates takes is
/// more: whatever is formed so.
struct ClassRow {
    std::string_view family;
    std::string_view sizes;
    bool of_aurora = true;
    bool of_others = true;
};
constexpr std::string_view to_2xlarge = "micro small medium large xlarge 2xlarge";
constexpr std::string_view to_16xlarge = "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge";
constexpr std::string_view to_24xlarge = "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge";
constexpr std::string_view to_48xlarge = "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge";
constexpr ClassRow rows_of_classes[] = {
    {"db.t3", to_2xlarge, false, true},
    {"db.t4g", to_2xlarge, false, true},
    {"db.t3", "medium large", true, false},
    {"db.t4g", "medium large", true, false},
    {"db.m5", to_24xlarge, false, true},
    {"db.m6g", to_16xlarge, false, true},
    {"db.m6i", to_24xlarge, false, true},
    {"db.m7g", to_16xlarge, false, true},
    {"db.m7i", to_48xlarge, false, true},
    {"db.m8g", to_48xlarge, false, true},
    {"db.r5", to_24xlarge},
    {"db.r6g", to_16xlarge},
    {"db.r6i", to_24xlarge},
    {"db.r7g", to_16xlarge},
    {"db.r7i", to_48xlarge},
    {"db.r8g", to_48xlarge},
    {"db.x2g", to_16xlarge},
    {"db", "serverless", true, false},
};

/// Everything but the class.
[[nodiscard]] OrderableDbInstanceOption option_of(const EngineRow& row, const std::string& version,
                                                  const StorageRow* storage, const std::string& region) {
    const bool aurora = is_aurora(row.engine);
    OrderableDbInstanceOption told;
    told.engine = std::string(row.engine);
    told.engine_version = version;
    told.license_model = row.port == 5432 ? "postgresql-license" : "general-public-license";
    auto& zones = told.availability_zones.emplace();
    for (const char zone : {'a', 'b', 'c'}) zones.push_back({region + zone});
    told.multi_az_capable = told.read_replica_capable = !aurora;
    told.vpc = told.supports_storage_encryption = told.supports_iam_database_authentication = true;
    told.supports_enhanced_monitoring = told.supports_performance_insights = true;
    told.supports_kerberos_authentication = told.outpost_capable = told.supports_global_databases = false;
    told.supports_clusters = told.supports_dedicated_log_volume = false;
    told.available_processor_features.emplace();
    told.supports_http_endpoint = aurora;
    told.supported_engine_modes = {{"provisioned"}};
    told.supported_network_types = {{"IPV4"}};
    told.storage_type = storage == nullptr ? "aurora" : std::string(storage->type);
    told.supports_iops = told.supports_storage_throughput = told.supports_storage_autoscaling = false;
    if (storage == nullptr) return told;
    told.min_storage_size = storage->least_size;
    told.max_storage_size = storage->most_size;
    told.supports_storage_autoscaling = storage->type != "standard";
    if (storage->most_iops > 0) {
        told.supports_iops = true;
        told.min_iops_per_db_instance = storage->least_iops;
        told.max_iops_per_db_instance = storage->most_iops;
        told.min_iops_per_gib = least_ratio;
        if (storage->most_ratio > 0) told.max_iops_per_gib = storage->most_ratio;
    }
    if (storage->most_through > 0) {
        told.supports_storage_throughput = true;
        told.min_storage_throughput_per_db_instance =
            static_cast<std::int32_t>(baseline_of_gp3(striped_storage).throughput);
        told.max_storage_throughput_per_db_instance = storage->most_through;
    }
    return told;
}

}  // namespace

aws::Outcome<OrderableDbInstanceOptionsMessage> Rds::describe_orderable_db_instance_options(
    const aws::Call& call, DescribeOrderableDbInstanceOptionsMessage input) {
    const auto describe = [&]() -> aws::Outcome<OrderableDbInstanceOptionsMessage> {
        const std::string engine = lowered(input.engine);
        if (find_engine(engine, "") == nullptr)
            return aws::Error(invalid_value, fmt::format("Windtunnel does not have the engine {}.", engine));
        if (auto wrong = check_filters(input.filters, {})) return std::move(*wrong);
        std::map<std::string, OrderableDbInstanceOption> all;
        // Local Zones and networks without a VPC have none.
        const bool none = !input.vpc.value_or(true) || input.availability_zone_group.has_value();
        for (const EngineRow& row : engine_rows()) {
            if (none || engine != row.engine) continue;
            if (input.engine_version && find_engine(row.engine, *input.engine_version) != &row) continue;
            const std::string version = version_of(row, input.engine_version.value_or(""));
            std::vector<OrderableDbInstanceOption> kinds;
            if (is_aurora(row.engine)) {
                kinds.push_back(option_of(row, version, nullptr, place_of(call).region));
            } else {
                for (const StorageRow& storage : rows_of_storage)
                    kinds.push_back(option_of(row, version, &storage, place_of(call).region));
            }
            if (input.license_model && *input.license_model != *kinds.front().license_model) continue;
            for (const ClassRow& each : rows_of_classes) {
                if (is_aurora(row.engine) ? !each.of_aurora : !each.of_others) continue;
                for (std::string_view sizes = each.sizes; !sizes.empty();) {
                    const std::size_t end = std::min(sizes.find(' '), sizes.size());
                    const std::string name = fmt::format("{}.{}", each.family, sizes.substr(0, end));
                    sizes.remove_prefix(std::min(end + 1, sizes.size()));
                    if (input.db_instance_class && *input.db_instance_class != name) continue;
                    for (OrderableDbInstanceOption told : kinds) {
                        told.db_instance_class = name;
                        const std::string key = fmt::format("{} {} {}", version, name, *told.storage_type);
                        all.emplace(key, std::move(told));
                    }
                }
            }
        }
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        OrderableDbInstanceOptionsMessage output;
        output.orderable_db_instance_options = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

}  // namespace wt::rds::api
