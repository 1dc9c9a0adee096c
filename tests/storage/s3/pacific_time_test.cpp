#include "storage/s3/pacific_time.hpp"
#include "catch.hpp"

using namespace wt;

namespace {

[[nodiscard]] std::string at(std::int64_t unix_seconds) {
    return s3::pacific_time(epoch + std::chrono::seconds(unix_seconds));
}

}  // namespace

TEST_CASE("moments in S3's errors are told in the time of its first region") {
    CHECK(at(1577836800) == "Tue Dec 31 16:00:00 PST 2019");
    CHECK(at(1751328000) == "Mon Jun 30 17:00:00 PDT 2025");
    CHECK(at(0) == "Wed Dec 31 16:00:00 PST 1969");
    // 2026-03-08 10:00 UTC and 2026-11-01 09:00 UTC: the clocks go forward, and back.
    CHECK(at(1772963999) == "Sun Mar 08 01:59:59 PST 2026");
    CHECK(at(1772964000) == "Sun Mar 08 03:00:00 PDT 2026");
    CHECK(at(1793523599) == "Sun Nov 01 01:59:59 PDT 2026");
    CHECK(at(1793523600) == "Sun Nov 01 01:00:00 PST 2026");
}
