#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>

#include "base/time.hpp"
#include "cloudwatch/statistics.hpp"

namespace wt::cloudwatch {

/// How long data of which resolution is kept; what gets older is added up into the next. GetMetricStatistics, API
/// Reference: "Amazon CloudWatch retains metric data as follows".
struct Retention {
    std::int64_t resolution;  // seconds
    Duration kept;
};
inline constexpr std::array<Retention, 4> retentions{{{1, std::chrono::hours(3)},
                                                      {60, std::chrono::days(15)},
                                                      {300, std::chrono::days(63)},
                                                      {3600, std::chrono::days(455)}}};

/// The resolution in which a moment's data can be had at `now`.
[[nodiscard]] std::int64_t resolution_at(Instant moment, Instant now);
/// Periods that can be asked for: 1, 5, 10, 20, 30, and multiples of 60 seconds.
[[nodiscard]] bool is_period(std::int64_t seconds);

/// Periods by their first second.
using Periods = std::map<std::int64_t, Aggregate>;

/// A span of time in whole periods.
struct Window {
    std::int64_t start;   // seconds since 1970; a period begins here
    std::int64_t end;     // exclusive
    std::int64_t period;  // seconds
};
/// As the API rounds what it is asked for: the start goes down to the resolution that can be had, or to the period when
/// that is below a minute. Nothing when data as old as the start cannot be had in such periods.
[[nodiscard]] std::optional<Window> window_of(Instant start, Instant end, std::int64_t period, Instant now);

/// What was reported for one metric in one unit. Bounded by the retentions: at most 55,656 periods.
class Series {
public:
    /// `resolution`: 1 or 60 seconds.
    void add(Instant moment, std::int64_t resolution, const Aggregate& reported);
    /// Adds up what is too old for its resolution, and forgets what is too old for any.
    void roll_up(Instant now);
    /// What lies in the window, by its periods; those without data are not there.
    [[nodiscard]] Periods read(const Window& window) const;

    [[nodiscard]] bool empty() const;
    /// About so many bytes.
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    void merge(Periods& periods, std::int64_t start, const Aggregate& reported);

    std::array<Periods, retentions.size()> kept_;
    std::size_t size_ = 0;
};

}  // namespace wt::cloudwatch
