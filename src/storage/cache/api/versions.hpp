#pragma once
#include <span>
#include <string>
#include <string_view>

namespace wt::cache::api {

/// A version of an engine, with the family of its parameter groups.
struct VersionRow {
    std::string_view engine;
    std::string_view version;
    std::string_view family;
};
[[nodiscard]] std::span<const VersionRow> version_rows();
/// The row of "8.0.1", "8.0", "8" or "6.x": of that version, or the newest of it; null: there is none.
[[nodiscard]] const VersionRow* find_version(std::string_view engine, std::string_view version);
/// The family of everybody's group of that name ("default.redis7.cluster.on"); empty: it is none of those.
[[nodiscard]] std::string_view family_of_default(std::string_view group);

}  // namespace wt::cache::api
