#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace wt::iam {

/// The moment that a time of ISO 8601 names, as AWS's documents write it (the W3C's profile): "2026", "2026-01",
/// "2026-01-02", "2026-01-02T03:04Z", "2026-01-02T03:04:05.678Z", "...+02:00"; with a time of day its offset is needed.
/// From 1700 to 2200; none for anything else. Digits beyond nanoseconds are passed over.
[[nodiscard]] std::optional<Instant> parse_timestamp(std::string_view text);

/// "2026-01-02T03:04:05Z", and with milliseconds "2026-01-02T03:04:05.678Z"; what is less is cut off.
enum class Fraction : bool { none, milliseconds };
[[nodiscard]] std::string format_timestamp(Instant moment, Fraction fraction = Fraction::none);

}  // namespace wt::iam
