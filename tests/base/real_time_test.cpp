#include "base/real_time.hpp"

#include <vector>

#include "base/clock.hpp"
#include "base/scope.hpp"
#include "catch.hpp"

using namespace wt;

namespace {

/// A machine whose clocks are turned by hand.
struct Machine {
    MachineTime time{epoch + 1000h, 5h};

    [[nodiscard]] auto clocks() {
        return [this] { return time; };
    }
    void pass(Duration span) {
        time.calendar += span;
        time.steady += span;
    }
    void sleep(Duration span) { time.calendar += span; }
    void set(Duration by) { time.calendar += by; }
};

[[nodiscard]] RealTime following(Machine& machine) {
    RealTime time(machine.time.calendar, 1, machine.clocks());
    time.follow_calendar();
    return time;
}

}  // namespace

TEST_CASE("the run's time starts where it is told, goes on, and runs as fast as it is told") {
    const Instant start = epoch + 100h;
    RealTime plain(start);
    RealTime fast(start, 1e6);
    const Instant earlier = plain.now();
    CHECK(earlier >= start);
    CHECK(plain.now() >= earlier);
    // A millionth of a second passes soon, whatever the machine does.
    while (fast.now() < start + 1s) {
    }
    CHECK(plain.now() < start + 10h);
}

TEST_CASE("the way to a moment is counted in the machine's time") {
    RealTime fast(epoch, 60);
    CHECK(fast.until(epoch) == Duration::zero());
    CHECK(fast.until(never) == Duration::max());
    const Duration wait = fast.until(epoch + 100h);
    CHECK(wait <= 100min);
    CHECK(wait > 90min);
}

TEST_CASE("a machine that slept takes the run's time along, once") {
    Machine machine;
    RealTime time = following(machine);
    machine.pass(1s);
    CHECK(time.now() == epoch + 1000h + 1s);
    machine.sleep(16min);
    CHECK(time.now() == epoch + 1000h + 16min + 1s);
    CHECK(time.calendar_offset() == Duration::zero());
    machine.pass(1s);
    CHECK(time.now() == machine.time.calendar);
    CHECK(time.until(machine.time.calendar + 5s) == 5s);
}

TEST_CASE("a calendar that is set back leaves the run's time going on, and dates with the calendar") {
    Machine machine;
    RealTime time = following(machine);
    machine.set(-1h);
    CHECK(time.now() == epoch + 1000h);
    CHECK(time.calendar_offset() == -1h);
    machine.pass(10min);
    CHECK(time.now() == epoch + 1000h + 10min);
    CHECK(time.now() + time.calendar_offset() == machine.time.calendar);
    // A sleep is first taken from what it is ahead.
    machine.sleep(20min);
    CHECK(time.now() == epoch + 1000h + 10min);
    CHECK(time.calendar_offset() == -40min);
    machine.set(1h);
    CHECK(time.now() == machine.time.calendar);
    CHECK(time.calendar_offset() == Duration::zero());
}

TEST_CASE("a calendar that runs a little slower or faster is what dates show, and time never goes back") {
    const auto drift = GENERATE(-50us, 50us);
    Machine machine;
    RealTime time = following(machine);
    Instant last = time.now();
    for (int second = 0; second < 1000; ++second) {
        machine.pass(1s);
        machine.set(drift);
        const Instant present = time.now();
        CHECK(present - last >= 1s);
        CHECK(present + time.calendar_offset() == machine.time.calendar);
        last = present;
    }
}

TEST_CASE("time that does not follow the calendar goes on evenly, and so from where it is restarted") {
    Machine machine;
    RealTime time(epoch, 60, machine.clocks());
    machine.sleep(16min);
    machine.set(-30h);
    CHECK(time.now() == epoch);
    machine.pass(1s);
    CHECK(time.now() == epoch + 1min);
    CHECK(time.calendar_offset() == Duration::zero());
    time.restart(epoch + 2h);
    CHECK(time.now() == epoch + 2h);
}

TEST_CASE("whatever the calendar does, each timer fires once, in order, and not before its time") {
    Machine machine;
    RealTime time = following(machine);
    Clock clock(time.now());
    Scope scope;
    std::vector<int> fired;
    const auto fire = [](Clock& on, Duration after, int number, std::vector<int>& into) -> Task<void> {
        co_await on.sleep_for(after);
        into.push_back(number);
    };
    for (const int minutes : {90, 1, 30, 10}) scope.spawn(fire(clock, std::chrono::minutes(minutes), minutes, fired));
    const auto turn = [&] { clock.run_until(time.now()); };
    machine.pass(1min);
    turn();
    CHECK(fired == std::vector{1});
    machine.sleep(16min);
    turn();
    CHECK(fired == std::vector{1, 10});
    machine.set(-1h);
    turn();
    machine.pass(12min);
    turn();
    CHECK(fired == std::vector{1, 10});
    machine.pass(1min);
    turn();
    CHECK(fired == std::vector{1, 10, 30});
    machine.set(2h);
    turn();
    CHECK(fired == std::vector{1, 10, 30, 90});
}
