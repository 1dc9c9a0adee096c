#pragma once
#include <string>
#include <string_view>

#include "storage/cache/keyspace.hpp"

namespace wt::cache {

/// All keys as the requests that make them again, with their lifetimes. `ahead`: of the calendar to the run's clock.
[[nodiscard]] std::string dump(Keyspace& keys, Duration ahead);

}  // namespace wt::cache
