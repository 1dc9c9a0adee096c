#pragma once
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "logs/insights/value.hpp"

namespace wt::logs::insights {

/// One event as a query sees it.
struct LogEvent {
    std::int64_t timestamp = 0;  // milliseconds since 1970
    std::int64_t ingested = 0;
    std::uint64_t number = 0;  // orders events of one moment
    std::string_view message;
    std::string_view stream;
    std::string_view log;  // "123456789012:/aws/lambda/web"
    std::string pointer;   // @ptr
};

/// Those of the wanted fields that the event has: @timestamp, @message, @ingestionTime, @logStream, @log, @ptr; the
/// members of an event that is a JSON object, nested ones as "a.b.0.c" (at most 200 members, as AWS); of a function's
/// START, END and REPORT lines @type, @requestId, @duration and the like. CloudWatch Logs User Guide, "Supported logs
/// and discovered fields".
[[nodiscard]] Record record_of(const LogEvent& event, const std::set<std::string, std::less<>>& wanted);

}  // namespace wt::logs::insights
