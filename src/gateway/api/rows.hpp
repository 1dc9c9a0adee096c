#pragma once
#include "aws/rows.hpp"
#include "base/time.hpp"

namespace wt::gateway::api {

using aws::place_key;
using aws::read_row;
using aws::row_of;
using aws::Rows;
using aws::take_part;

/// Dates of resources are whole seconds.
[[nodiscard]] inline Instant in_seconds(Instant now) { return std::chrono::floor<std::chrono::seconds>(now); }

}  // namespace wt::gateway::api
