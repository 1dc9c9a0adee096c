#pragma once
#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace wt::stream {

/// How far a zone's clocks are ahead of UTC at that moment ("America/New_York": -5h in winter), by the machine's time
/// zone database (RFC 8536). None for a zone that it does not have.
[[nodiscard]] std::optional<Duration> utc_offset(std::string_view zone, Instant at);

}  // namespace wt::stream
