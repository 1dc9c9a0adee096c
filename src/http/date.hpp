#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace wt::http {

/// The moment that an HTTP date names (RFC 9110, 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT"); none for anything else. The
/// two obsolete forms are not read.
[[nodiscard]] std::optional<Instant> parse_date(std::string_view text);
/// The same the other way, in whole seconds.
[[nodiscard]] std::string format_date(Instant moment);
/// "09/Apr/2015:12:34:56 +0000": as logs and events have it.
[[nodiscard]] std::string common_log_time(Instant moment);

}  // namespace wt::http
