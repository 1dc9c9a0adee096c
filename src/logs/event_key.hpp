#pragma once
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace wt::logs {

/// Where an event stands among others: by its time, then in the order in which events came in.
struct EventKey {
    std::int64_t timestamp = 0;  // milliseconds since 1970
    std::uint64_t number = 0;    // of the event, from 1 on; never given twice while it is there
    friend auto operator<=>(const EventKey&, const EventKey&) = default;
};

inline constexpr std::uint64_t last_number = std::numeric_limits<std::uint64_t>::max();

/// A key in 56 decimal digits, as AWS's ids of events are: the time times 2^144, and the number. In order of the keys.
/// Times after 2111 take more digits.
[[nodiscard]] std::string event_id(const EventKey& key);
/// None for what event_id() does not make.
[[nodiscard]] std::optional<EventKey> read_event_id(std::string_view digits);

}  // namespace wt::logs
