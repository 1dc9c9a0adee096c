#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "aws/tags.hpp"
#include "logs/event_filters.hpp"
#include "logs/event_key.hpp"
#include "logs/names.hpp"

namespace wt::logs {

struct LogGroup;

struct Event {
    std::string message;
    std::int64_t ingested = 0;  // milliseconds since 1970
};

/// What one source writes, in order of the events' own times.
struct LogStream {
    std::uint64_t id = 0;  // never given twice on one store
    LogGroup* group = nullptr;
    std::string name;
    std::int64_t created = 0;
    std::optional<std::int64_t> last_ingested;
    std::map<EventKey, Event> events;

    [[nodiscard]] std::optional<std::int64_t> first_event() const {
        return events.empty() ? std::nullopt : std::optional(events.begin()->first.timestamp);
    }
    [[nodiscard]] std::optional<std::int64_t> last_event() const {
        return events.empty() ? std::nullopt : std::optional(events.rbegin()->first.timestamp);
    }
};

/// Streams that share retention and tags.
struct LogGroup {
    aws::AccountRegion place;
    std::string name;
    std::string log_class = "STANDARD";
    std::string key;  // told, not used; empty: none
    bool is_protected = false;
    std::int64_t created = 0;
    std::optional<std::int32_t> retention;  // days
    aws::TagSet tags;
    std::map<std::string, std::unique_ptr<LogStream>, std::less<>> streams;
    std::uint64_t stored_bytes = 0;                                   // as AWS counts them
    std::map<std::string, MetricFilter, std::less<>> metric_filters;  // by name
    std::map<std::string, SubscriptionFilter, std::less<>> subscriptions;

    /// How long events are kept, in days: the group's retention, or its class's.
    [[nodiscard]] std::optional<std::int32_t> kept_days() const {
        return log_class == "DELIVERY" ? std::optional<std::int32_t>(1) : retention;
    }
};

}  // namespace wt::logs
