#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wt::rds::api {

/// A line of an engine's versions that there is here, with one of them.
struct EngineRow {
    std::string_view engine;
    std::string_view version;
    std::string_view family;
    std::string_view description;
    std::int64_t port;
};
[[nodiscard]] std::span<const EngineRow> engine_rows();
/// Of that version's line ("16", "16.3"), or of the one that is taken when nobody says which; null for none.
[[nodiscard]] const EngineRow* find_engine(std::string_view engine, std::string_view version);
/// Which version of the row's line that is: "16.3" is itself, "16" the row's. What runs is what is installed.
[[nodiscard]] std::string version_of(const EngineRow& row, std::string_view asked);
[[nodiscard]] inline bool is_aurora(std::string_view engine) { return engine.starts_with("aurora-"); }

struct ParameterRow {
    std::string_view name;
    std::string_view value;    // empty: the engine's own
    std::string_view type;     // "boolean", "integer", "float", "string", "list" (some of those that are allowed)
    std::string_view allowed;  // "6-8388607", "none,ddl"; empty: anything
    bool dynamic = true;
    bool modifiable = true;
    std::string_view engines = "";  // "mysql,aurora-mysql"; empty: all of the table
    int since = 0;                  // of version 8.4 on: 804
    int until = 0;                  // up to that one; 0: it is still there
};
/// Those of a family that are known here, for instances or for clusters.
[[nodiscard]] std::vector<ParameterRow> parameter_rows(std::string_view family);
[[nodiscard]] bool is_family(std::string_view family);

/// Memory of a class in GiB; none: there is no such class.
[[nodiscard]] std::optional<double> memory_of_class(std::string_view instance_class);

}  // namespace wt::rds::api
