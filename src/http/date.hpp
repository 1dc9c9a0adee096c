#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace wt::http {

/// What of a date that lies beyond the moments that an Instant can name.
enum class Far { refused, nearest };
/// The moment that an HTTP date names, in any of its three forms (RFC 9110, 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT",
/// "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"); none for anything else. Two digits of a year are 1969
/// to 2068.
[[nodiscard]] std::optional<Instant> parse_date(std::string_view text, Far far = Far::refused);
/// The same the other way, in whole seconds.
[[nodiscard]] std::string format_date(Instant moment);
/// "09/Apr/2015:12:34:56 +0000": as logs and events have it.
[[nodiscard]] std::string common_log_time(Instant moment);

}  // namespace wt::http
