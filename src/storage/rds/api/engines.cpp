#include "storage/rds/api/engines.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/ascii.hpp"

namespace wt::rds::api {

namespace {

/// Of each engine the version that is taken when nobody says which is the last.
constexpr EngineRow rows_of_engines[] = {
    {"postgres", "11.22", "postgres11", "PostgreSQL", 5432},
    {"postgres", "12.22", "postgres12", "PostgreSQL", 5432},
    {"postgres", "13.20", "postgres13", "PostgreSQL", 5432},
    {"postgres", "18.1", "postgres18", "PostgreSQL", 5432},
    {"postgres", "14.17", "postgres14", "PostgreSQL", 5432},
    {"postgres", "15.12", "postgres15", "PostgreSQL", 5432},
    {"postgres", "16.8", "postgres16", "PostgreSQL", 5432},
    {"postgres", "17.4", "postgres17", "PostgreSQL", 5432},
    {"mysql", "5.7.44", "mysql5.7", "MySQL Community Edition", 3306},
    {"mysql", "8.0.41", "mysql8.0", "MySQL Community Edition", 3306},
    {"mysql", "8.4.4", "mysql8.4", "MySQL Community Edition", 3306},
    {"mariadb", "10.5.28", "mariadb10.5", "MariaDB Community Edition", 3306},
    {"mariadb", "10.6.21", "mariadb10.6", "MariaDB Community Edition", 3306},
    {"mariadb", "11.8.3", "mariadb11.8", "MariaDB Community Edition", 3306},
    {"mariadb", "10.11.11", "mariadb10.11", "MariaDB Community Edition", 3306},
    {"mariadb", "11.4.5", "mariadb11.4", "MariaDB Community Edition", 3306},
    {"aurora-postgresql", "13.20", "aurora-postgresql13", "Amazon Aurora PostgreSQL", 5432},
    {"aurora-postgresql", "14.17", "aurora-postgresql14", "Amazon Aurora PostgreSQL", 5432},
    {"aurora-postgresql", "17.4", "aurora-postgresql17", "Amazon Aurora PostgreSQL", 5432},
    {"aurora-postgresql", "15.10", "aurora-postgresql15", "Amazon Aurora PostgreSQL", 5432},
    {"aurora-postgresql", "16.6", "aurora-postgresql16", "Amazon Aurora PostgreSQL", 5432},
    {"aurora-mysql", "5.7.mysql_aurora.2.12.4", "aurora-mysql5.7", "Amazon Aurora MySQL", 3306},
    {"aurora-mysql", "8.0.mysql_aurora.3.08.0", "aurora-mysql8.0", "Amazon Aurora MySQL", 3306},
};

/// Amazon RDS User Guide, "Working with parameters on your RDS for PostgreSQL DB instance", and its like.
constexpr ParameterRow of_postgres[] = {
    {"autovacuum", "1", "boolean", "0,1"},
    {"log_min_duration_statement", "-1", "integer", "-1-2147483647"},
    {"log_statement", "", "string", "none,ddl,mod,all"},
    {"max_connections", "LEAST({DBInstanceClassMemory/9531392},5000)", "integer", "6-8388607", false},
    {"rds.force_ssl", "1", "boolean", "0,1"},
    {"rds.logical_replication", "0", "boolean", "0,1", false},
    {"shared_buffers", "{DBInstanceClassMemory/32768}", "integer", "16-1073741823", false},
    {"statement_timeout", "", "integer", "0-2147483647"},
    {"timezone", "", "string", ""},
    {"work_mem", "", "integer", "64-2147483647"},
};
/// Of MySQL's kind, with the formula of each.
constexpr auto mysql_rows(std::string_view max_connections) {
    return std::array{
        ParameterRow{"character_set_server", "", "string", "latin1,utf8mb3,utf8mb4"},
        ParameterRow{"general_log", "", "boolean", "0,1"},
        ParameterRow{"innodb_buffer_pool_size", "{DBInstanceClassMemory*3/4}", "integer",
                     "5242880-9223372036854775807"},
        ParameterRow{"log_output", "TABLE", "string", "TABLE,FILE,NONE"},
        ParameterRow{"long_query_time", "", "float", "0-31536000"},
        ParameterRow{"max_connections", max_connections, "integer", "1-100000"},
        ParameterRow{"performance_schema", "0", "boolean", "0,1", false},
        ParameterRow{"read_only", "{TrueIfReplica}", "string", "0,1,{TrueIfReplica}"},
        ParameterRow{"require_secure_transport", "", "boolean", "0,1"},
        ParameterRow{"slow_query_log", "", "boolean", "0,1"},
        ParameterRow{"time_zone", "", "string", ""},
        ParameterRow{"version", "", "string", "", false, false},
        ParameterRow{"wait_timeout", "", "integer", "1-31536000"},
    };
}
constexpr auto of_mysql = mysql_rows("{DBInstanceClassMemory/12582880}");
constexpr auto of_mariadb = mysql_rows("LEAST({DBInstanceClassMemory/25165760},12000)");
constexpr auto of_aurora_mysql =
    mysql_rows("GREATEST({log(DBInstanceClassMemory/805306368)*45},{log(DBInstanceClassMemory/8187281408)*1000})");

/// "16" of "16.8", "8.0" of "8.0.41".
[[nodiscard]] std::string_view line_of(const EngineRow& row) { return row.family.substr(row.engine.size()); }

/// Whether that is a version of the row's line, whichever of it there is here: "16.3", "8.0.35",
/// "8.0.mysql_aurora.3.05.2", "11.22-rds.20240418".
[[nodiscard]] bool is_of_line(const EngineRow& row, std::string_view version) {
    std::string head = std::string(line_of(row)) + '.';
    if (row.engine == "aurora-mysql") head += "mysql_aurora.";
    if (!version.starts_with(head)) return false;
    std::string_view rest = version.substr(head.size());
    const std::size_t dash = std::min(rest.find('-'), rest.size());
    if (rest.substr(dash).starts_with("-rds.")) rest = rest.substr(0, dash);
    constexpr std::size_t longest = 8;
    const bool dotted = row.engine == "aurora-mysql";
    return !rest.empty() && rest.size() <= longest && is_digit(rest.front()) && is_digit(rest.back()) &&
           std::all_of(rest.begin(), rest.end(), [&](char c) { return is_digit(c) || (dotted && c == '.'); });
}

}  // namespace

std::span<const EngineRow> engine_rows() { return rows_of_engines; }

const EngineRow* find_engine(std::string_view engine, std::string_view version) {
    const EngineRow* found = nullptr;
    for (const EngineRow& row : rows_of_engines) {
        if (row.engine != engine) continue;
        const bool begins = row.version.starts_with(version) && (row.version.size() == version.size() ||
                                                                 version.empty() || row.version[version.size()] == '.');
        if (begins || is_of_line(row, version)) found = &row;
    }
    return found;
}

std::string version_of(const EngineRow& row, std::string_view asked) {
    return std::string(is_of_line(row, asked) ? asked : row.version);
}

bool is_family(std::string_view family) {
    return std::any_of(std::begin(rows_of_engines), std::end(rows_of_engines),
                       [&](const EngineRow& row) { return row.family == family; });
}

std::span<const ParameterRow> parameter_rows(std::string_view family) {
    if (family.find("postgres") != std::string_view::npos) return of_postgres;
    if (family.starts_with("mariadb")) return of_mariadb;
    if (family.starts_with("aurora-mysql")) return of_aurora_mysql;
    return of_mysql;
}

std::optional<double> memory_of_class(std::string_view text) {
    constexpr std::string_view head = "db.";
    if (text == "db.serverless") return 2;
    if (!text.starts_with(head)) return std::nullopt;
    text.remove_prefix(head.size());
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos || dot == 0) return std::nullopt;
    const char kind = text[0];
    const std::string_view size = text.substr(dot + 1);
    // GiB of a "large".
    const double large = kind == 'r' || kind == 'x' ? 16 : kind == 'm' || kind == 't' ? 8 : kind == 'c' ? 4 : 0;
    if (large == 0) return std::nullopt;
    if (size == "micro") return 1;
    if (size == "small") return 2;
    if (size == "medium") return large / 2;
    if (size == "large") return large;
    if (size == "xlarge") return 2 * large;
    const int times = std::atoi(std::string(size.substr(0, 3)).c_str());
    if (times < 2 || times > 128 || !size.ends_with("xlarge")) return std::nullopt;
    return 2 * large * times;
}

}  // namespace wt::rds::api
