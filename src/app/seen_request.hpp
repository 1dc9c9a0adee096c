#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace wt::app {

/// A request that was answered, as it is remembered and exported: what stood on its way may be gone since.
struct SeenRequest {
    struct Span {
        std::string hop;  // its name
        int depth;
        Instant start;  // by the clock
        Instant end;
        int status;
    };
    std::uint64_t number = 0;
    Instant when;     // by the calendar
    Instant arrived;  // by the clock
    Duration took{0};
    std::string method;
    std::string host;
    std::string what;  // its path, or the operation of an AWS API
    int status = 0;    // 0: cut off
    std::string answered_by;
    std::vector<Span> spans;
    std::string trace_id;  // 32 hexadecimal digits
    std::string parent;    // the client's span, 16 hexadecimal digits; or empty
};

}  // namespace wt::app
