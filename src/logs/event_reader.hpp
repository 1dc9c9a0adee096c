#pragma once
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "logs/filter_pattern.hpp"
#include "logs/log_group.hpp"

namespace wt::logs {

/// What a reader wants: from `start` on (milliseconds, inclusive), before `end`.
struct EventRange {
    std::int64_t start = 0;
    std::int64_t end = std::numeric_limits<std::int64_t>::max();
    std::size_t limit = 0;  // events
};

using FoundEvent = std::pair<const EventKey, Event>;

/// One page of one stream, in order of time, and the tokens of its neighbours: "f/" and an event's id for what is
/// behind that event, "b/" for what is before it. At an end the token that led there comes back.
struct StreamPage {
    std::vector<const FoundEvent*> events;
    std::string forward;
    std::string backward;
};
/// Without a token the page begins at the range's head or, else, ends at its tail. None for a token that is none.
enum class PageStart : std::uint8_t { head, tail };
[[nodiscard]] std::optional<StreamPage> read_stream(const LogStream& stream, const EventRange& range,
                                                    const std::optional<std::string>& token, PageStart from);

/// One page of several streams, interleaved: events that match, behind the event `after`.
struct Search {
    struct Hit {
        const LogStream* stream;
        const FoundEvent* event;
    };
    std::vector<Hit> hits;
    /// Where the next page goes on; none: that was all.
    std::optional<EventKey> next;
};
/// `after`: {} for the first page. `end` in `range` is inclusive here, as FilterLogEvents has it.
[[nodiscard]] Search search(const std::vector<const LogStream*>& streams, const EventRange& range,
                            const FilterPattern& pattern, const EventKey& after);

}  // namespace wt::logs
