#pragma once
#include <nlohmann/json_fwd.hpp>

#include "logs/log_group.hpp"

/// A group's filters as a part of its row.
namespace wt::logs::rows {

void write_filters(const LogGroup& group, nlohmann::json& row);
/// False when they do not read.
[[nodiscard]] bool read_filters(const nlohmann::json& row, LogGroup& group);

}  // namespace wt::logs::rows
