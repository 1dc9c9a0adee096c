#pragma once
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace wt::cache::api {

// Assumed: about as long as AWS takes.
inline constexpr Duration creating = 5min;
inline constexpr Duration modifying = 1min;
inline constexpr Duration deleting = 2min;
inline constexpr Duration snapshotting = 1min;
inline constexpr Duration rebooting = 30s;
/// Of nodes of a shard that has given away its slots; whatever the pace, as clients' own intervals go by it, too.
inline constexpr Duration staying = 1min;
/// ElastiCache User Guide, "Minimizing downtime": a few seconds until writes go on.
inline constexpr Duration failing_over = 10s;

[[nodiscard]] std::string usual_version(std::string_view engine);
/// "default.redis7".
[[nodiscard]] std::string usual_parameters(std::string_view engine, std::string_view version);

}  // namespace wt::cache::api
