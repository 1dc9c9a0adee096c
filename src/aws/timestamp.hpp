#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace wt::aws {

enum class Fraction : std::uint8_t { none, milliseconds };

/// "2026-01-02T03:04:05Z"; with milliseconds, as S3 writes it, "2026-01-02T03:04:05.000Z".
[[nodiscard]] std::string iso8601(Instant moment, Fraction fraction = Fraction::none);
/// RFC 3339 with or without a fraction, with 'Z' or an offset; a day alone is its midnight. None for anything else, and
/// before 1700 or after 2200.
[[nodiscard]] std::optional<Instant> parse_iso8601(std::string_view text);

/// The profile of ISO 8601 that AWS's documents are written in (the W3C's): a time of day needs its offset, and a year
/// ("2026") or a month ("2026-01") may stand alone.
[[nodiscard]] std::optional<Instant> parse_document_time(std::string_view text);

/// "1767323045" or "1767323045.678": seconds since 1970, as the JSON protocols write them.
[[nodiscard]] std::string epoch_seconds(Instant moment);
[[nodiscard]] std::optional<Instant> from_epoch_seconds(double seconds);

/// Any of the three forms, and HTTP's date: what an outside client may send where a timestamp is expected.
[[nodiscard]] std::optional<Instant> parse_timestamp(std::string_view text);

}  // namespace wt::aws
