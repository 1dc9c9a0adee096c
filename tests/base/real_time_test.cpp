#include "base/real_time.hpp"

#include "catch.hpp"

using namespace wt;

TEST_CASE("the run's time starts where it is told, goes on, and runs as fast as it is told") {
    const Instant start = epoch + 100h;
    const RealTime plain(start);
    const RealTime fast(start, 1e6);
    const Instant earlier = plain.now();
    CHECK(earlier >= start);
    CHECK(plain.now() >= earlier);
    // A millionth of a second passes soon, whatever the machine does.
    while (fast.now() < start + 1s) {
    }
    CHECK(plain.now() < start + 10h);
}

TEST_CASE("the way to a moment is counted in the machine's time") {
    const RealTime fast(epoch, 60);
    CHECK(fast.until(epoch) == Duration::zero());
    CHECK(fast.until(never) == Duration::max());
    const Duration wait = fast.until(epoch + 100h);
    CHECK(wait <= 100min);
    CHECK(wait > 90min);
}
