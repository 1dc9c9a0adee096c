#pragma once
#include <chrono>
#include <cstdint>

namespace wt {

using namespace std::chrono_literals;

/// A span of the run's time, in nanoseconds.
using Duration = std::chrono::nanoseconds;

/// A moment on the run's clock: nanoseconds since 1970-01-01T00:00:00Z. Virtual runs choose where it starts.
using Instant = std::chrono::time_point<struct RunTime, Duration>;

inline constexpr Instant epoch{};
inline constexpr Instant never = Instant::max();

[[nodiscard]] constexpr double seconds(Duration span) { return static_cast<double>(span.count()) * 1e-9; }

/// The nearest nanosecond to `value` seconds; beyond 292 years the longest Duration.
[[nodiscard]] constexpr Duration from_seconds(double value) {
    constexpr double longest = 9.2e9;
    if (!(value < longest)) return Duration::max();
    if (value < -longest) return Duration::min();
    return Duration(static_cast<std::int64_t>(value * 1e9 + (value < 0 ? -0.5 : 0.5)));
}

/// Whole seconds since 1970, as tokens and HTTP dates count them.
[[nodiscard]] constexpr std::int64_t unix_seconds(Instant moment) {
    return std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch()).count();
}

}  // namespace wt
