#include "storage/cache/api/versions.hpp"

#include <algorithm>
#include <iterator>

namespace wt::cache::api {

namespace {

/// ElastiCache User Guide, "Supported engines and versions"; of each family the oldest first.
constexpr VersionRow rows_of_versions[] = {
    {"redis", "3.2.6", "redis3.2"}, {"redis", "3.2.10", "redis3.2"}, {"redis", "4.0.10", "redis4.0"},
    {"redis", "5.0.0", "redis5.0"}, {"redis", "5.0.3", "redis5.0"},  {"redis", "5.0.4", "redis5.0"},
    {"redis", "5.0.5", "redis5.0"}, {"redis", "5.0.6", "redis5.0"},  {"redis", "6.0", "redis6.x"},
    {"redis", "6.2", "redis6.x"},   {"redis", "7.0", "redis7"},      {"redis", "7.1", "redis7"},
    {"valkey", "7.2", "valkey7"},   {"valkey", "8.0", "valkey8"},    {"valkey", "8.1", "valkey8"},
    {"valkey", "8.2", "valkey8"},   {"valkey", "9.0", "valkey9"},
};

}  // namespace

std::span<const VersionRow> version_rows() { return rows_of_versions; }

const VersionRow* find_version(std::string_view engine, std::string_view version) {
    if (version.ends_with(".x")) version.remove_suffix(2);
    const auto begins = [](std::string_view text, std::string_view with) {
        return text.starts_with(with) && (text.size() == with.size() || text[with.size()] == '.');
    };
    const VersionRow* found = nullptr;
    for (const VersionRow& row : rows_of_versions) {
        const bool is_it = !version.empty() && (begins(row.version, version) || begins(version, row.version));
        if (row.engine == engine && is_it) found = &row;
    }
    return found;
}

std::string_view family_of_default(std::string_view group) {
    constexpr std::string_view head = "default.";
    constexpr std::string_view cluster = ".cluster.on";
    if (!group.starts_with(head)) return {};
    group.remove_prefix(head.size());
    if (group.ends_with(cluster)) group.remove_suffix(cluster.size());
    const auto* const found = std::find_if(std::begin(rows_of_versions), std::end(rows_of_versions),
                                           [&](const VersionRow& row) { return row.family == group; });
    return found == std::end(rows_of_versions) ? std::string_view() : found->family;
}

}  // namespace wt::cache::api
