#pragma once
#include <cstddef>
#include <cstdint>

namespace wt::logs {

/// Of one PutLogEvents (CloudWatch Logs User Guide, "CloudWatch Logs quotas"; API Reference, "PutLogEvents").
inline constexpr std::size_t largest_batch = 1'048'576;  // bytes of UTF-8, and so much more for each event:
inline constexpr std::size_t event_overhead = 26;
inline constexpr std::size_t most_events_in_a_batch = 10'000;
inline constexpr std::size_t largest_event = 1'048'576;
inline constexpr std::int64_t longest_span = 24LL * 3600 * 1000;  // milliseconds
inline constexpr std::int64_t furthest_ahead = 2LL * 3600 * 1000;
inline constexpr std::int64_t furthest_behind = 14LL * 24 * 3600 * 1000;

/// Of one page of events.
inline constexpr std::size_t largest_page = 1'048'576;
inline constexpr std::size_t most_events_in_a_page = 10'000;
/// Of one page of groups or streams.
inline constexpr std::size_t most_described = 50;

/// What all accounts of one process may have together. AWS allows a million groups in an account and region, and any
/// number of streams and events.
struct Bounds {
    std::size_t groups = 100'000;
    std::size_t streams = 1'000'000;
    /// Of events, `memory_overhead` each included; when it is reached, the batches that came first go.
    std::size_t bytes = std::size_t{64} << 20;

    static constexpr std::size_t memory_overhead = 128;
};

/// How much one FilterLogEvents looks at; what lies behind it is for the next page.
inline constexpr std::size_t largest_search = std::size_t{8} << 20;

}  // namespace wt::logs
