#include "storage/rds/api/engines.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/ascii.hpp"
#include "storage/rds/api/parameter_tables.hpp"

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

/// "16" of "16.8", "8.0" of "8.0.41".
[[nodiscard]] std::string_view line_of(const EngineRow& row) { return row.family.substr(row.engine.size()); }

/// 1600 of "16", 804 of "8.4", 1011 of "10.11".
[[nodiscard]] int number_of_line(std::string_view line) {
    const std::size_t dot = std::min(line.find('.'), line.size());
    int number = 100 * std::atoi(std::string(line.substr(0, dot)).c_str());
    if (dot < line.size()) number += std::atoi(std::string(line.substr(dot + 1)).c_str());
    return number;
}

/// Whether a list such as "mysql,aurora-mysql" has it.
[[nodiscard]] bool is_among(std::string_view list, std::string_view wanted) {
    for (;;) {
        const std::size_t end = std::min(list.find(','), list.size());
        if (list.substr(0, end) == wanted) return true;
        if (end == list.size()) return false;
        list.remove_prefix(end + 1);
    }
}

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

std::vector<ParameterRow> parameter_rows(std::string_view family) {
    const auto* const line = std::find_if(std::begin(rows_of_engines), std::end(rows_of_engines),
                                          [&](const EngineRow& row) { return row.family == family; });
    const std::string_view engine = line == std::end(rows_of_engines) ? family : line->engine;
    const int version = line == std::end(rows_of_engines) ? 0 : number_of_line(line_of(*line));
    std::vector<ParameterRow> rows;
    const auto take = [&](std::span<const ParameterRow> table) {
        for (const ParameterRow& row : table) {
            const bool is_of_engine = row.engines.empty() || is_among(row.engines, engine);
            if (is_of_engine && row.since <= version && (row.until == 0 || version <= row.until)) rows.push_back(row);
        }
    };
    if (engine.ends_with("postgresql") || engine == "postgres") {
        take(postgres_parameters());
    } else {
        take(mysql_parameters());
        if (engine == "mariadb") take(mariadb_parameters());
    }
    return rows;
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
