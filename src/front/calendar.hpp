#pragma once
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace wt::front {

/// Moments as HTTP and logs write them. Remembers the last second, because all that happens within it looks alike.
class Calendar {
public:
    /// "Thu, 01 Jan 1970 00:00:00 GMT" (RFC 9110, 5.6.7). Valid until the next call.
    [[nodiscard]] std::string_view http_date(Instant moment);
    /// Appends "1970-01-01T00:00:00.000Z".
    void append_timestamp(std::string& to, Instant moment);

private:
    void turn_to(Instant moment);

    std::int64_t second_ = -1;
    std::string http_date_;
    std::string timestamp_;  // up to the seconds
};

}  // namespace wt::front
