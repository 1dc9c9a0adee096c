#include "catch.hpp"
#include "storage/rds/api/catalogue.hpp"

using namespace wt;
using namespace wt::rds::api;

namespace {

/// 1 January 1970 was a Thursday.
[[nodiscard]] Instant thursday(Duration since_midnight) { return epoch + since_midnight; }

}  // namespace

TEST_CASE("a daily window begins today, or tomorrow once it has begun") {
    CHECK(next_daily_window("03:00-03:30", thursday(0h)) == thursday(3h));
    CHECK(next_daily_window("03:00-03:30", thursday(3h)) == thursday(27h));
    CHECK(next_daily_window("03:00-03:30", thursday(3h + 1min)) == thursday(27h));
    CHECK(next_daily_window("23:45-00:15", thursday(23h)) == thursday(23h + 45min));
    CHECK(next_daily_window("00:00-00:30", thursday(0h)) == thursday(24h));
}

TEST_CASE("what is no daily window never begins") {
    for (const char* const text : {"", "3:00", "24:00-24:30", "03:60-04:00", "aa:00-03:30", "sun:06:00-sun:06:30"})
        CHECK_FALSE(next_daily_window(text, thursday(0h)).has_value());
}

TEST_CASE("a weekly window begins on its day") {
    CHECK(next_window("sun:06:00-sun:06:30", thursday(0h)) == thursday(3 * 24h + 6h));
    CHECK(next_window("thu:06:00-thu:06:30", thursday(6h)) == thursday(7 * 24h + 6h));
    CHECK_FALSE(next_window("xyz:06:00-xyz:06:30", thursday(0h)).has_value());
}
