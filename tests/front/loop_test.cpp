#include "front/loop.hpp"

#include <csignal>
#include <thread>
#include <vector>

#include "base/scope.hpp"
#include "catch.hpp"

using namespace wt;
using namespace wt::front;

namespace {

Task<void> note(Loop& loop, Duration after, std::vector<Duration>& log, bool last) {
    const Instant start = loop.clock().now();
    co_await loop.clock().sleep_for(after);
    log.push_back(loop.clock().now() - start);
    if (last) loop.stop();
}

}  // namespace

TEST_CASE("sleepers wake in order while the machine's time passes, and never early") {
    Clock clock;
    Loop loop(clock);
    Scope scope;
    std::vector<Duration> log;
    scope.spawn(note(loop, 30ms, log, true));
    scope.spawn(note(loop, 1ms, log, false));
    scope.spawn(note(loop, 10ms, log, false));
    loop.run();
    REQUIRE(log.size() == 3);
    CHECK(log[0] >= 1ms);
    CHECK(log[1] >= 10ms);
    CHECK(log[2] >= 30ms);
    CHECK(loop.time().now() - epoch >= 30ms);
}

TEST_CASE("in scaled time hours pass in milliseconds") {
    Clock clock;
    Loop loop(clock, 1e6);
    Scope scope;
    std::vector<Duration> log;
    scope.spawn(note(loop, 4h, log, true));
    loop.run();
    CHECK(log.at(0) >= 4h);
}

TEST_CASE("a stopped clock goes where it is moved, through all that is due on the way") {
    Clock clock;
    Loop loop(clock);
    loop.stop_time();
    Scope scope;
    std::vector<Duration> log;
    scope.spawn(note(loop, 24h, log, false));
    scope.spawn(note(loop, 240h, log, false));
    scope.spawn([](Loop& on, std::vector<Duration>& into) -> Task<void> {
        on.move_to(epoch + 30h);
        co_await on.clock().sleep_until(epoch + 30h);
        into.push_back(on.clock().now() - epoch);
        on.stop();
    }(loop, log));
    loop.run();
    CHECK(log == std::vector<Duration>{24h, 30h});
    CHECK(clock.now() == epoch + 30h);
}

TEST_CASE("a stopped clock flows while a request waits, and then stands") {
    Clock clock;
    Loop loop(clock);
    loop.stop_time();
    Scope scope;
    std::vector<Duration> log;
    scope.spawn([](Loop& on, std::vector<Duration>& into) -> Task<void> {
        const Loop::Request request(on);
        co_await note(on, 20ms, into, true);
    }(loop, log));
    loop.run();
    REQUIRE(log.size() == 1);
    CHECK(log[0] >= 20ms);
    const Instant then = clock.now();
    std::thread other([&] {
        std::this_thread::sleep_for(5ms);
        loop.stop();
    });
    loop.run();
    other.join();
    CHECK(clock.now() == then);
}

TEST_CASE("a loop that follows the calendar goes where the machine wakes up, and tells dates when that was set back") {
    MachineTime machine{epoch + 100h, 0s};
    Clock clock(machine.calendar);
    Loop loop(clock, 1, [&machine] { return machine; });
    loop.follow_calendar();
    Scope scope;
    std::vector<Duration> log;
    scope.spawn(note(loop, 16min, log, true));
    loop.post([&] { machine.calendar += 17min; });
    loop.run();
    CHECK(log == std::vector<Duration>{16min});
    CHECK(clock.now() == epoch + 100h + 17min);
    loop.post([&] {
        machine.calendar -= 1h;
        loop.stop();
    });
    loop.run();
    loop.advance();
    CHECK(clock.now() == epoch + 100h + 17min);
    CHECK(loop.calendar() == machine.calendar);
}

TEST_CASE("work may be posted from another thread, and the loop runs again after it was stopped") {
    Clock clock;
    Loop loop(clock);
    int done = 0;
    for (int round = 1; round <= 2; ++round) {
        std::thread other([&] {
            loop.post([&] { ++done; });
            loop.stop();
        });
        loop.run();
        other.join();
        CHECK(done == round);
    }
}

TEST_CASE("signals come as calls, each of them") {
    Clock clock;
    Loop loop(clock);
    std::vector<int> caught;
    loop.on_signal([&](int signal) {
        caught.push_back(signal);
        if (caught.size() == 1) std::raise(SIGINT);
        if (caught.size() == 2) loop.stop();
    });
    loop.post([] { std::raise(SIGTERM); });
    loop.run();
    CHECK(caught == std::vector<int>{SIGTERM, SIGINT});
}
