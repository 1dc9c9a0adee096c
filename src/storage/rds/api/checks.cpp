#include "storage/rds/api/checks.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "storage/rds/api/engines.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

/// Of gp3 in stripes, MiB/s.
constexpr std::int64_t gp3_throughput = 500;

/// PostgreSQL 17, "SQL Key Words": those that are reserved, and RDS's "admin".
constexpr std::string_view reserved_in_postgres =
    "admin all analyse analyze and any array as asc asymmetric both case cast check collate column constraint "
    "create default deferrable desc distinct do else end except false fetch for foreign from grant group having "
    "in initially intersect into lateral leading limit localtime localtimestamp not null offset on only or order "
    "placing primary references returning select session_user some symmetric table then to trailing true union "
    "unique user using variadic when where window with";

[[nodiscard]] aws::Error value_error(std::string text) { return aws::Error(Rds::invalid_value, std::move(text)); }
[[nodiscard]] aws::Error combination_error(std::string text) {
    return aws::Error(Rds::invalid_combination, std::move(text));
}

/// Minutes since midnight of "hh24:mi"; none: it is no time.
[[nodiscard]] std::optional<int> minute_of_day(std::string_view text) {
    const auto is_time = [&] {
        return text.size() == 5 && text[2] == ':' && is_digit(text[0]) && is_digit(text[1]) && is_digit(text[3]) &&
               is_digit(text[4]);
    };
    if (!is_time()) return std::nullopt;
    const int hour = (text[0] - '0') * 10 + (text[1] - '0');
    const int minute = (text[3] - '0') * 10 + (text[4] - '0');
    if (hour > 23 || minute > 59) return std::nullopt;
    return hour * 60 + minute;
}

[[nodiscard]] std::vector<std::string_view> log_types(std::string_view engine) {
    if (engine == "postgres") return {"postgresql", "upgrade", "iam-db-auth-error"};
    if (engine == "aurora-postgresql") return {"postgresql", "instance", "iam-db-auth-error"};
    return {"audit", "error", "general", "slowquery", "iam-db-auth-error", "instance"};
}

}  // namespace

bool is_reserved_in_postgres(std::string_view word) {
    return fmt::format(" {} ", reserved_in_postgres).find(fmt::format(" {} ", lowered(std::string(word)))) !=
           std::string::npos;
}

Gp3 baseline_of_gp3(std::int64_t storage) {
    return storage < striped_storage ? Gp3{3000, 125} : Gp3{12000, gp3_throughput};
}

Wrong check_storage(const InstanceRecord& record) {
    const auto* const row = std::find_if(std::begin(rows_of_storage), std::end(rows_of_storage),
                                         [&](const StorageRow& each) { return each.type == record.storage_type; });
    if (row == std::end(rows_of_storage))
        return value_error(fmt::format("Invalid storage type: {}", record.storage_type));  // Assumed
    if (record.storage < row->least_size || record.storage > row->most_size)
        return combination_error(fmt::format("Invalid storage size for engine name {} and storage type {}: {}",
                                             record.engine, record.storage_type, record.storage));
    const bool provisioned = record.storage_type.starts_with("io");
    if (provisioned && record.iops == 0)
        return combination_error(
            fmt::format("You must specify Iops for the storage type {}.", record.storage_type));  // Assumed
    if (record.most_storage != 0 && record.most_storage <= record.storage)
        return combination_error("Max storage size must be greater than storage size.");  // Assumed
    if (record.throughput != 0 && record.storage_type != "gp3")
        return combination_error(fmt::format("You can't specify storage throughput for the storage type {}.",
                                             record.storage_type));  // Assumed
    if (record.iops == 0 && record.throughput == 0) return std::nullopt;
    if (record.storage_type == "gp3" && record.storage < striped_storage)
        return combination_error(
            fmt::format("You can't specify IOPS or storage throughput for engine {} and a storage size less than {}.",
                        record.engine, striped_storage));
    if (record.throughput != 0 && (record.throughput < gp3_throughput || record.throughput > row->most_through))
        return combination_error(fmt::format("Invalid storage throughput for engine name {} and storage type {}: {}",
                                             record.engine, record.storage_type, record.throughput));  // Assumed
    if (record.iops == 0) return std::nullopt;
    if (record.iops < row->least_iops || record.iops > row->most_iops)
        return combination_error(fmt::format("Invalid iops for engine name {} and storage type {}: {}", record.engine,
                                             record.storage_type, record.iops));  // Assumed
    const double ratio = static_cast<double>(record.iops) / static_cast<double>(record.storage);
    if (ratio < least_ratio || (row->most_ratio > 0 && ratio > row->most_ratio))
        return combination_error(
            fmt::format("Invalid iops to storage (GB) ratio for engine name {} and storage type "
                        "{}: {:.4f}",
                        record.engine, record.storage_type, ratio));
    return std::nullopt;
}

Wrong check_backup_window(std::string_view window) {
    const auto begins = minute_of_day(window.substr(0, 5));
    const auto ends = window.size() == 11 && window[5] == '-' ? minute_of_day(window.substr(6)) : std::nullopt;
    if (!begins || !ends) return value_error(fmt::format("Invalid backup window format: {}", window));  // Assumed
    constexpr int day = 24 * 60;
    if ((*ends - *begins + day) % day < 30)
        return value_error("The backup window must be at least 30 minutes.");  // Assumed
    return std::nullopt;
}

Wrong check_family(std::string_view group, std::string_view family, std::string_view wanted) {
    if (family == wanted) return std::nullopt;
    return combination_error(
        fmt::format("The parameter group {} with DBParameterGroupFamily {} can't be used for this instance. Please use "
                    "a parameter group with DBParameterGroupFamily {}.",
                    group, family, wanted));
}

Wrong check_database_name(std::string_view name, std::string_view engine) {
    const bool postgres = engine.find("postgres") != std::string_view::npos;
    const bool good =
        is_letter(name.empty() ? 'a' : name[0]) && name.size() <= (postgres ? 63U : 64U) &&
        std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
    if (!good) return value_error("DatabaseName must begin with a letter and contain only alphanumeric characters.");
    if (postgres && is_reserved_in_postgres(name))
        return value_error(fmt::format("DatabaseName {} cannot be used as it is a reserved word used by the engine",
                                       name));  // Assumed
    return std::nullopt;
}

namespace {

/// Seconds between measurements, and who lets them be written.
Wrong check_monitoring(std::int64_t interval, bool has_role) {
    constexpr std::int64_t intervals[] = {0, 1, 5, 10, 15, 30, 60};
    if (std::find(std::begin(intervals), std::end(intervals), interval) == std::end(intervals))
        return value_error(fmt::format("Invalid value {} for MonitoringInterval.", interval));  // Assumed
    if (interval != 0 && !has_role)
        return combination_error(
            "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.");
    return std::nullopt;
}

Wrong check_logs(const std::vector<std::string>& logs, std::string_view engine, std::string_view version) {
    const auto types = log_types(engine);
    for (const std::string& each : logs) {
        if (std::find(types.begin(), types.end(), each) == types.end())
            return combination_error(
                fmt::format("You cannot use the log types '{}' with engine version {} {}. For supported log types, see "
                            "the documentation.",
                            each, engine, version));
    }
    return std::nullopt;
}

Wrong check_retention(std::int64_t days, std::int64_t least) {
    if (days >= least && days <= 35) return std::nullopt;
    return value_error(fmt::format("Invalid backup retention period: {}", days));
}

}  // namespace

void export_logs(std::vector<std::string>& logs, const CloudwatchLogsExportConfiguration& change) {
    std::set<std::string> all(logs.begin(), logs.end());
    all.insert(change.enable_log_types.begin(), change.enable_log_types.end());
    for (const std::string& each : change.disable_log_types) all.erase(each);
    logs.assign(all.begin(), all.end());
}

Wrong check_instance(const InstanceRecord& record) {
    if (auto wrong = check_retention(record.retention, 0)) return wrong;
    if (auto wrong = check_backup_window(record.backup_window)) return wrong;
    if (record.tier < 0 || record.tier > 15)
        return value_error(fmt::format("Invalid value {} for PromotionTier.", record.tier));  // Assumed
    if (auto wrong = check_monitoring(record.monitoring, !record.monitoring_role.empty())) return wrong;
    constexpr std::string_view certificates[] = {"rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"};
    if (std::find(std::begin(certificates), std::end(certificates), record.certificate) == std::end(certificates))
        return aws::Error(rds_errors::certificate_not_found,
                          fmt::format("Certificate not found: {}", record.certificate));  // Assumed
    return check_logs(record.logs, record.engine, record.version);
}

Wrong check_cluster(const ClusterRecord& record) {
    if (auto wrong = check_retention(record.retention, 1)) return wrong;
    if (record.port < 1150 || record.port > 65535)
        return value_error(fmt::format("Invalid value {} for Port.", record.port));
    if (auto wrong = check_backup_window(record.backup_window)) return wrong;
    if (auto wrong = check_database_name(record.database, record.engine)) return wrong;
    if (auto wrong = check_logs(record.logs, record.engine, record.version)) return wrong;
    if (!record.storage_type.empty() && record.storage_type != "aurora" && record.storage_type != "aurora-iopt1")
        return combination_error(
            fmt::format("Invalid storage type for engine {}: {}", record.engine, record.storage_type));  // Assumed
    constexpr std::int64_t longest_backtrack = 259'200;                                                  // seconds
    if (record.backtrack != 0 && record.engine != "aurora-mysql")
        return combination_error("Backtrack is not enabled for the DB engine.");  // Assumed
    if (record.backtrack < 0 || record.backtrack > longest_backtrack)
        return value_error(fmt::format("Invalid value {} for BacktrackWindow.", record.backtrack));  // Assumed
    constexpr std::int64_t longest_pause = 86'400;  // ServerlessV2ScalingConfiguration, "SecondsUntilAutoPause"
    if (record.pauses_after != 0 && (record.pauses_after < 300 || record.pauses_after > longest_pause))
        return value_error("SecondsUntilAutoPause must be between 300 and 86400.");  // Assumed: the sentence
    if (!record.least_capacity && !record.most_capacity) return std::nullopt;
    const double least = record.least_capacity.value_or(0.5);
    const double most = record.most_capacity.value_or(0);
    const auto is_step = [](double capacity) { return capacity * 2 == std::floor(capacity * 2); };
    if (least < 0 || most < 1 || most > 256 || least > 256)
        return value_error("Serverless v2 capacity must be between 0 and 256 ACUs.");  // Assumed
    if (!is_step(least) || !is_step(most))
        return value_error("Serverless v2 capacity must be in steps of 0.5 ACUs.");  // Assumed
    if (least > most)
        return value_error("Serverless v2 minimum capacity must not be greater than the maximum capacity.");  // Assumed
    return std::nullopt;
}

std::optional<std::int64_t> zone_of(std::string_view zone, std::string_view region) {
    const bool good =
        zone.size() == region.size() + 1 && zone.starts_with(region) && zone.back() >= 'a' && zone.back() <= 'f';
    return good ? std::optional<std::int64_t>(zone.back() - 'a') : std::nullopt;
}

aws::Error no_zone(std::string_view zone) {
    return value_error(fmt::format("{} is not a valid availability zone.", zone));  // Assumed
}

aws::Error zone_with_multi_az() {
    return combination_error("Requesting a specific availability zone is not valid for Multi-AZ instances.");
}

std::string zone_name(std::string_view region, std::int64_t zone) {
    return fmt::format("{}{}", region, static_cast<char>('a' + zone % 6));
}

std::optional<std::string> family_of(Kept<ParameterGroupRecord>& in, const aws::AccountRegion& place,
                                     const std::string& group) {
    constexpr std::string_view head = "default.";
    if (const ParameterGroupRecord* const found = in.find(place, group)) return found->family;
    if (!group.starts_with(head) || !is_family(group.substr(head.size()))) return std::nullopt;
    return group.substr(head.size());
}

Wrong check_id(std::string_view id, std::string_view parameter, std::size_t longest) {
    if (is_rds_id(id, longest)) return std::nullopt;
    return value_error(
        fmt::format("The parameter {} is not a valid identifier. Identifiers must begin with a letter; must contain "
                    "only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two "
                    "consecutive hyphens.",
                    parameter));
}

Wrong check_filters(const std::vector<Filter>& filters, std::initializer_list<std::string_view> known) {
    for (const Filter& each : filters) {
        if (std::find(known.begin(), known.end(), each.name) == known.end())
            return value_error(fmt::format("Unrecognized filter name: {}", each.name));
    }
    return std::nullopt;
}

bool passes(const std::vector<Filter>& filters, std::string_view name, std::initializer_list<std::string_view> texts) {
    return std::all_of(filters.begin(), filters.end(), [&](const Filter& filter) {
        return filter.name != name || std::any_of(texts.begin(), texts.end(), [&](std::string_view text) {
                   return std::find(filter.values.begin(), filter.values.end(), text) != filter.values.end();
               });
    });
}

}  // namespace wt::rds::api
