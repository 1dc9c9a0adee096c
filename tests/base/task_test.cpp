#include "catch.hpp"

#include <array>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/scope.hpp"
#include "base/sync.hpp"
#include "base/task.hpp"

using namespace wt;

namespace {

Task<int> answer() { co_return 42; }

Task<int> sum_of_two() {
    const int first = co_await answer();
    const int second = co_await answer();
    co_return first + second;
}

Task<void> note(Clock& clock, Duration after, std::string name, std::vector<std::string>& log) {
    co_await clock.sleep_for(after);
    log.push_back(std::move(name));
}

struct OnDestruction {
    bool& flag;
    ~OnDestruction() { flag = true; }
};

Task<int> slow(Clock& clock, bool& destroyed) {
    OnDestruction guard{destroyed};
    co_await clock.sleep_for(10s);
    co_return 1;
}

Task<bool> in_vain(Event& event) {
    co_await event.wait();
    co_return true;
}

/// Walkers that sleep, or wait in vain for a time, again and again, cancel one another and begin anew, beside a list of
/// who is due when.
struct Walkers {
    static constexpr std::size_t count = 40;
    Clock clock;
    Event never{clock};
    Random random{9, "walkers"};
    std::set<std::tuple<Instant, std::uint64_t, std::size_t>> due;  // by deadline, then by order of asking
    std::uint64_t asked = 0;
    std::uint64_t woken = 0;
    std::uint64_t wrong = 0;
    std::array<Scope, count> scopes;

    [[nodiscard]] Task<void> walk(std::size_t self) {
        for (;;) {
            // Near together most of the time, so that many are due at once, and at every distance.
            const Duration span((1 + random.below(30)) << (random.chance(0.9) ? 0U : random.below(58)));
            const Instant until = clock.now() + span;
            due.emplace(until, asked++, self);
            if (random.chance(0.5)) {
                co_await clock.sleep_until(until);
            } else {
                Task<bool> waiting = in_vain(never);
                (void)co_await Timeout<bool>(clock, span, std::move(waiting));
            }
            ++woken;
            const bool first = !due.empty() && std::get<2>(*due.begin()) == self && clock.now() == until;
            wrong += first ? 0 : 1;
            due.erase(due.begin());
            for (std::uint64_t times = random.below(4); times > 0; --times) disturb(self);
        }
    }
    void disturb(std::size_t self) {
        const std::size_t other = random.below(count);
        if (other == self) return;
        if (scopes[other].running() == 0) {
            scopes[other].spawn(walk(other));
        } else {
            scopes[other].cancel();
            std::erase_if(due, [&](const auto& entry) { return std::get<2>(entry) == other; });
        }
        const std::optional<Instant> next = due.empty() ? std::nullopt : std::optional(std::get<0>(*due.begin()));
        wrong += clock.next_deadline() == next ? 0 : 1;
    }
};

}  // namespace

TEST_CASE("who wakes may sleep again, cancel others and begin others: the next is always who is due first") {
    Walkers walkers;
    for (std::size_t i = 0; i < Walkers::count; ++i) walkers.scopes[i].spawn(walkers.walk(i));
    walkers.clock.run_until(epoch + 20us);
    CHECK(walkers.wrong == 0);
    CHECK(walkers.woken > 10'000);
    for (Scope& scope : walkers.scopes) scope.cancel();
}

TEST_CASE("a task runs when it is awaited and hands its result on") {
    Scope scope;
    int result = 0;
    const auto run = [](int& to) -> Task<void> { to = co_await sum_of_two(); };
    scope.spawn(run(result));
    CHECK(result == 84);
    CHECK(scope.running() == 0);
}

TEST_CASE("an exception passes through co_await like a call") {
    Scope scope;
    std::string caught;
    const auto fails = []() -> Task<int> {
        throw std::runtime_error("no");
        co_return 1;
    };
    const auto run = [](auto failing, std::string& to) -> Task<void> {
        try {
            (void)co_await failing();
        } catch (const std::runtime_error& error) {
            to = error.what();
        }
    };
    scope.spawn(run(fails, caught));
    CHECK(caught == "no");
}

TEST_CASE("sleepers wake in order of deadline, and equal deadlines in the order of asking") {
    Clock clock;
    Scope scope;
    std::vector<std::string> log;
    scope.spawn(note(clock, 2s, "late", log));
    scope.spawn(note(clock, 1s, "first", log));
    scope.spawn(note(clock, 1s, "second", log));
    scope.spawn(note(clock, 1s, "third", log));
    CHECK(clock.run_until(epoch + 1s) == 3);
    CHECK(log == std::vector<std::string>{"first", "second", "third"});
    CHECK(clock.now() == epoch + 1s);
    clock.run();
    CHECK(log.back() == "late");
    CHECK(clock.now() == epoch + 2s);
}

TEST_CASE("ten thousand sleepers with random deadlines wake in order, whichever of them are cancelled") {
    Clock clock;
    Random random(7, "test");
    struct Timer {
        Scope scope;
        Duration delay;
    };
    std::vector<std::unique_ptr<Timer>> timers;
    std::vector<Duration> woken;
    const auto wait = [](Clock& c, Duration delay, std::vector<Duration>& to) -> Task<void> {
        co_await c.sleep_for(delay);
        to.push_back(delay);
    };
    std::size_t expected = 0;
    for (int i = 0; i < 10'000; ++i) {
        timers.push_back(std::make_unique<Timer>());
        timers.back()->delay = Duration(1 + random.below(1'000));
        timers.back()->scope.spawn(wait(clock, timers.back()->delay, woken));
    }
    for (auto& timer : timers) {
        if (random.chance(0.5)) {
            timer->scope.cancel();
        } else {
            ++expected;
        }
    }
    clock.run();
    CHECK(woken.size() == expected);
    CHECK(std::is_sorted(woken.begin(), woken.end()));
}

TEST_CASE("a timeout gives the result when it comes in time") {
    Clock clock;
    Scope scope;
    std::optional<int> result;
    bool destroyed = false;
    const auto run = [](Clock& c, bool& d, std::optional<int>& to) -> Task<void> {
        to = co_await Timeout<int>(c, 11s, slow(c, d));
    };
    scope.spawn(run(clock, destroyed, result));
    clock.run();
    CHECK(result == 1);
    CHECK(clock.now() == epoch + 10s);
}

TEST_CASE("a task that runs out of time is cancelled at once, and lets go of what it held") {
    Clock clock;
    Scope scope;
    std::optional<int> result = 5;
    bool destroyed = false;
    const auto run = [](Clock& c, bool& d, std::optional<int>& to) -> Task<void> {
        to = co_await Timeout<int>(c, 3s, slow(c, d));
    };
    scope.spawn(run(clock, destroyed, result));
    clock.run_until(epoch + 3s);
    CHECK_FALSE(result.has_value());
    CHECK(destroyed);
    CHECK(clock.run() == 0);
}

TEST_CASE("places of a semaphore go round in the order of asking, and a waiter who gives up loses nobody a place") {
    Clock clock;
    Semaphore semaphore(clock, 1);
    Scope scope;
    std::vector<std::string> log;
    const auto use = [](Clock& c, Semaphore& s, std::string name, std::vector<std::string>& to) -> Task<void> {
        auto place = co_await s.acquire();
        to.push_back(name);
        co_await c.sleep_for(1s);
    };
    scope.spawn(use(clock, semaphore, "a", log));
    {
        Scope impatient;
        impatient.spawn(use(clock, semaphore, "gave up", log));
        scope.spawn(use(clock, semaphore, "b", log));
        scope.spawn(use(clock, semaphore, "c", log));
        CHECK(semaphore.waiting() == 3);
    }
    CHECK(semaphore.waiting() == 2);
    clock.run();
    CHECK(log == std::vector<std::string>{"a", "b", "c"});
    CHECK(semaphore.free() == 1);
}

TEST_CASE("an event wakes everyone who waits") {
    Clock clock;
    Event event(clock);
    Scope scope;
    int woken = 0;
    const auto wait = [](Event& e, int& count) -> Task<void> {
        co_await e.wait();
        ++count;
    };
    for (int i = 0; i < 3; ++i) scope.spawn(wait(event, woken));
    event.set();
    CHECK(woken == 0);
    clock.run();
    CHECK(woken == 3);
}
