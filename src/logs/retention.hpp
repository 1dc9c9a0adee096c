#pragma once
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>

#include <fmt/format.h>

namespace wt::logs {

/// The days that a retention policy may have (CloudWatch Logs API Reference, "PutRetentionPolicy").
inline constexpr std::int32_t retention_days[] = {1,   3,   5,   7,   14,   30,   60,   90,   120,  150,  180,
                                                  365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653};

[[nodiscard]] inline bool is_retention(std::int32_t days) {
    return std::find(std::begin(retention_days), std::end(retention_days), days) != std::end(retention_days);
}

/// What AWS says of other numbers.
[[nodiscard]] inline std::string no_retention(std::int32_t days) {
    return fmt::format(
        "1 validation error detected: Value '{}' at 'retentionInDays' failed to satisfy constraint: Member must "
        "satisfy "
        "enum value set: [{}]",
        days, fmt::join(retention_days, ", "));
}

/// Events with earlier timestamps have expired, in milliseconds.
[[nodiscard]] constexpr std::int64_t expiry(std::int64_t now, std::int32_t days) {
    return now - std::int64_t{days} * 24 * 3600 * 1000;
}

}  // namespace wt::logs
