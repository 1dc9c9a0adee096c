#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"

namespace wt::cache::api {

/// A parameter of Redis OSS or Valkey. ElastiCache User Guide, "Engine specific parameters".
struct ParameterRow {
    std::string_view name;
    std::string_view value;
    std::string_view type;     // "integer", "string"
    std::string_view allowed;  // "0-", "1-75", "0,20-", "yes,no"; empty: anything
    bool modifiable = true;
    bool at_once = true;  // else after a reboot
    int since = 206;      // of version 4.0 on: 400; Valkey goes on where Redis OSS 7 ends
    int until = 0;        // up to that one; 0: it is still there
};

/// "redis7", "valkey8", ...
[[nodiscard]] bool is_family(std::string_view text);
[[nodiscard]] std::vector<std::string_view> families();
[[nodiscard]] std::vector<ParameterRow> parameters_of(std::string_view family);
/// The version from which on a family has the parameter: "5.0.0".
[[nodiscard]] std::string first_version(const ParameterRow& row, std::string_view family);
/// Why a group of that family takes no such value.
[[nodiscard]] std::optional<aws::Error> refuse_parameter(std::string_view family, const std::string& name,
                                                         const std::string& value);

}  // namespace wt::cache::api
