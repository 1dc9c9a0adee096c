#pragma once
#include <string_view>

#include "base/ascii.hpp"
#include "storage/rds/api/checks.hpp"
#include "storage/rds/api/records.hpp"

namespace wt::rds::api {

/// What the requests that make an instance (new, as a replica, from a snapshot, to a time) say alike, into its record;
/// what they do not say stays. Gives what only they show to be wrong; check_instance() looks at the rest.
template <typename Input>
[[nodiscard]] Wrong take(InstanceRecord& record, const Input& input, std::string_view region) {
    const auto set = [](auto& to, const auto& from) {
        if (from) to = *from;
    };
    const auto set_lowered = [](std::string& to, const auto& from) {
        if (from) to = lowered(*from);
    };
    const auto set_list = [](auto& to, const auto& from) {
        if (!from.empty()) to = from;
    };
    if constexpr (requires { input.db_instance_class.has_value(); })
        set(record.instance_class, input.db_instance_class);
    set(record.port, input.port);
    set(record.multi_az, input.multi_az);
    set(record.is_public, input.publicly_accessible);
    set(record.minor_upgrades, input.auto_minor_version_upgrade);
    set(record.copy_tags, input.copy_tags_to_snapshot);
    set(record.protection, input.deletion_protection);
    set(record.iam, input.enable_iam_database_authentication);
    set(record.certificate, input.ca_certificate_identifier);
    set_lowered(record.option_group, input.option_group_name);
    set_lowered(record.parameter_group, input.db_parameter_group_name);
    set_lowered(record.subnet_group, input.db_subnet_group_name);
    set_list(record.security_groups, input.vpc_security_group_ids);
    set_list(record.logs, input.enable_cloudwatch_logs_exports);
    set(record.storage, input.allocated_storage);
    if (input.storage_type && *input.storage_type != record.storage_type) {
        record.storage_type = *input.storage_type;
        record.iops = record.throughput = 0;
    }
    set(record.iops, input.iops);
    set(record.throughput, input.storage_throughput);
    if constexpr (requires { input.max_allocated_storage; }) set(record.most_storage, input.max_allocated_storage);
    if constexpr (requires { input.backup_retention_period; }) {
        set(record.retention, input.backup_retention_period);
        set(record.backup_window, input.preferred_backup_window);
    }
    if constexpr (requires { input.monitoring_interval; }) {
        set(record.monitoring, input.monitoring_interval);
        set(record.monitoring_role, input.monitoring_role_arn);
        set(record.insights, input.enable_performance_insights);
    }
    if (!input.availability_zone) return std::nullopt;
    if (record.multi_az) return zone_with_multi_az();
    const auto zone = zone_of(*input.availability_zone, region);
    if (!zone) return no_zone(*input.availability_zone);
    record.zone = *zone;
    return std::nullopt;
}

}  // namespace wt::rds::api
