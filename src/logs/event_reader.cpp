#include "logs/event_reader.hpp"

#include <algorithm>
#include <queue>

#include "logs/limits.hpp"

namespace wt::logs {

namespace {

using Events = std::map<EventKey, Event>;

[[nodiscard]] std::string token(char direction, const EventKey& key) {
    return std::string{direction, '/'} + event_id(key) + "/s";
}

struct Token {
    bool forward;
    EventKey key;
};
[[nodiscard]] std::optional<Token> read_token(std::string_view text) {
    const bool forward = text.starts_with("f/");
    if ((!forward && !text.starts_with("b/")) || !text.ends_with("/s") || text.size() < 4) return std::nullopt;
    const auto key = read_event_id(text.substr(2, text.size() - 4));
    if (!key) return std::nullopt;
    return Token{forward, *key};
}

/// Whether a page of so many events and bytes has room for another.
class Room {
public:
    explicit Room(std::size_t limit) : events_(std::min(limit, most_events_in_a_page)) {}
    [[nodiscard]] bool take(const Event& event) {
        const std::size_t bytes = event.message.size() + event_overhead;
        if (events_ == 0 || (taken_ && bytes > bytes_)) return false;
        --events_;
        bytes_ -= std::min(bytes, bytes_);
        taken_ = true;
        return true;
    }

private:
    std::size_t events_;
    std::size_t bytes_ = largest_page;
    bool taken_ = false;
};

}  // namespace

std::optional<StreamPage> read_stream(const LogStream& stream, const EventRange& range,
                                      const std::optional<std::string>& given, PageStart from) {
    std::optional<Token> at;
    if (given) {
        at = read_token(*given);
        if (!at) return std::nullopt;
    }
    const bool forward = at ? at->forward : from == PageStart::head;
    auto begin = stream.events.lower_bound({range.start, 0});
    auto end = stream.events.lower_bound({std::max(range.end, range.start), 0});
    if (at && forward && at->key >= EventKey{range.start, 0}) {
        const bool behind = end != stream.events.end() && at->key >= end->first;
        begin = behind ? end : stream.events.upper_bound(at->key);
    }
    if (at && !forward && at->key < EventKey{range.end, 0}) {
        const bool before = begin == stream.events.end() || at->key <= begin->first;
        end = before ? begin : stream.events.lower_bound(at->key);
    }
    StreamPage page;
    Room room(range.limit);
    if (forward) {
        for (auto event = begin; event != end && room.take(event->second); ++event) page.events.push_back(&*event);
    } else {
        for (auto event = end; event != begin && room.take(std::prev(event)->second); --event)
            page.events.push_back(&*std::prev(event));
        std::reverse(page.events.begin(), page.events.end());
    }
    if (!page.events.empty()) {
        page.forward = token('f', page.events.back()->first);
        page.backward = token('b', page.events.front()->first);
        return page;
    }
    // Between two events: what is behind the place, and what is before it.
    EventKey place = at ? at->key : EventKey{range.start, 0};
    if (at && forward && place.number < last_number) ++place.number;
    page.backward = token('b', place);
    if (at && !forward) place = at->key;
    if (at && !forward && place.number > 0) --place.number;
    page.forward = token('f', at && forward ? at->key : place);
    return page;
}

Search search(const std::vector<const LogStream*>& streams, const EventRange& range, const FilterPattern& pattern,
              const EventKey& after) {
    struct Cursor {
        Events::const_iterator at;
        const LogStream* stream;
    };
    const auto later = [](const Cursor& a, const Cursor& b) { return a.at->first > b.at->first; };
    std::priority_queue<Cursor, std::vector<Cursor>, decltype(later)> cursors(later);
    const auto offer = [&](Cursor cursor) {
        if (cursor.at != cursor.stream->events.end() && cursor.at->first.timestamp <= range.end) cursors.push(cursor);
    };
    const EventKey start = std::max(after, EventKey{range.start, 0});
    for (const LogStream* stream : streams) offer({stream->events.upper_bound(start), stream});

    Search found;
    Room room(range.limit);
    EventKey last = start;
    for (std::size_t looked_at = 0; !cursors.empty();) {
        Cursor cursor = cursors.top();
        const Event& event = cursor.at->second;
        const bool enough = looked_at > largest_search;
        const bool matches = !enough && pattern.matches(event.message);
        if (enough || (matches && !room.take(event))) {
            found.next = last;
            return found;
        }
        cursors.pop();
        looked_at += event.message.size() + Bounds::memory_overhead;
        last = cursor.at->first;
        if (matches) found.hits.push_back({cursor.stream, &*cursor.at});
        ++cursor.at;
        offer(cursor);
    }
    return found;
}

}  // namespace wt::logs
