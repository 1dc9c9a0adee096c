#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace wt::stream {

/// A moment as a pattern of Java's DateTimeFormatter says (Java SE API, "DateTimeFormatter", "Patterns for Formatting
/// and Parsing"), in English as it is written in the United States, whose weeks begin on Sunday. Refused with a
/// sentence: what such a pattern cannot be, and of what it can be day periods (B), zones' names at length (zzzz, v) and
/// padding (p).
struct LocalMoment {
    Instant utc;
    Duration offset{0};  // of the zone at that moment
    std::string_view zone = "UTC";
};
[[nodiscard]] Result<std::string> formatted(std::string_view pattern, const LocalMoment& moment);

}  // namespace wt::stream
