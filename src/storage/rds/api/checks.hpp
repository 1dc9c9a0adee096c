#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"
#include "storage/rds/api/kept.hpp"
#include "storage/rds/api/rds_shapes.hpp"
#include "storage/rds/api/records.hpp"

/// What requests may say, of each field alone and together with its neighbours. Each gives what is wrong, or nothing.
namespace wt::rds::api {

using Wrong = std::optional<aws::Error>;

/// Of MariaDB, MySQL and PostgreSQL. Amazon RDS User Guide, "Amazon RDS DB instance storage".
struct StorageRow {
    std::string_view type;
    std::int32_t least_size;  // GiB
    std::int32_t least_iops;  // 0: none are asked for
    std::int32_t most_iops;
    double most_ratio = 0;            // IOPS for each GiB; 0: any
    std::int32_t most_through = 0;    // MiB/s; 0: it is not asked for
    std::int32_t most_size = 65'536;  // GiB
};
inline constexpr StorageRow rows_of_storage[] = {{"standard", 5, 0, 0, 0, 0, 3'072},
                                                 {"gp2", 20, 0, 0},
                                                 {"gp3", 20, 12'000, 64'000, 0, 4'000},
                                                 {"io1", 100, 1'000, 256'000, 50},
                                                 {"io2", 100, 1'000, 256'000, 1'000}};
inline constexpr double least_ratio = 0.5;  // IOPS for each GiB

/// Of an instance's storage: its type, its size, and IOPS and throughput where they may be said (0: not said).
[[nodiscard]] Wrong check_storage(const InstanceRecord& record);
/// "hh24:mi-hh24:mi", of 30 minutes at least.
[[nodiscard]] Wrong check_backup_window(std::string_view window);
/// A group of its engine's family: `group` is one of `family`.
[[nodiscard]] Wrong check_family(std::string_view group, std::string_view family, std::string_view wanted);
[[nodiscard]] Wrong check_database_name(std::string_view name, std::string_view engine);
/// What is exported from now on.
void export_logs(std::vector<std::string>& logs, const CloudwatchLogsExportConfiguration& change);
/// Retention, backup window, promotion tier, monitoring, certificate and log exports.
[[nodiscard]] Wrong check_instance(const InstanceRecord& record);
/// Capacity, retention, port, windows, storage and log exports of a cluster.
[[nodiscard]] Wrong check_cluster(const ClusterRecord& record);
/// The number of "us-east-1b"; none: it is none of the region's. How many a region has is not looked at: six at most.
[[nodiscard]] std::optional<std::int64_t> zone_of(std::string_view zone, std::string_view region);
[[nodiscard]] aws::Error no_zone(std::string_view zone);
[[nodiscard]] aws::Error zone_with_multi_az();
[[nodiscard]] std::string zone_name(std::string_view region, std::int64_t zone);
/// The family of a group of one's own, or of a default one; none: there is no such group.
[[nodiscard]] std::optional<std::string> family_of(Kept<ParameterGroupRecord>& in, const aws::AccountRegion& place,
                                                   const std::string& group);
/// An id as RDS takes it, of the parameter of that name.
[[nodiscard]] Wrong check_id(std::string_view id, std::string_view parameter, std::size_t longest);
[[nodiscard]] Wrong check_filters(const std::vector<Filter>& filters, std::initializer_list<std::string_view> known);
/// Whether the filter of that name, where there is one, has one of those.
[[nodiscard]] bool passes(const std::vector<Filter>& filters, std::string_view name,
                          std::initializer_list<std::string_view> texts);
[[nodiscard]] bool is_reserved_in_postgres(std::string_view word);

/// Amazon RDS User Guide, "Amazon RDS DB instance storage": what gp3 has, PostgreSQL's and MySQL's kind.
struct Gp3 {
    std::int64_t iops;
    std::int64_t throughput;  // MiB/s
};
[[nodiscard]] Gp3 baseline_of_gp3(std::int64_t storage);
/// From so many GiB on, IOPS and throughput of gp3 may be said.
inline constexpr std::int64_t striped_storage = 400;

}  // namespace wt::rds::api
