#include "front/thread_pool.hpp"

#include <atomic>
#include <optional>
#include <stdexcept>
#include <thread>

#include "base/scope.hpp"
#include "catch.hpp"
#include "front/loop.hpp"

using namespace wt;
using namespace wt::front;

namespace {

struct Run {
    Clock clock;
    Loop loop{clock};
    std::optional<ThreadPool> pool{std::in_place, loop};
    Scope scope;
};

}  // namespace

TEST_CASE("work is done beside the loop, and whoever waits goes on upon it") {
    Run run;
    std::vector<int> ended;
    const auto ask = [](Run& in, std::vector<int>& order, int number) -> Task<void> {
        const std::thread::id here = std::this_thread::get_id();
        const auto there = std::make_shared<std::thread::id>();
        std::function<void()> work = [there] { *there = std::this_thread::get_id(); };
        co_await in.pool->run(std::move(work));
        CHECK(*there != here);
        CHECK(std::this_thread::get_id() == here);
        order.push_back(number);
        if (order.size() == 100) in.loop.stop();
    };
    for (int i = 0; i < 100; ++i) run.scope.spawn(ask(run, ended, i));
    run.loop.run();
    CHECK(ended.size() == 100);
}

TEST_CASE("one thread does one piece of work after the other, in the order of asking") {
    Run run;
    run.pool.emplace(run.loop, 1);
    const auto done = std::make_shared<std::vector<int>>();
    const auto ask = [](Run& in, std::shared_ptr<std::vector<int>> to, int number) -> Task<void> {
        std::function<void()> work = [to, number] { to->push_back(number); };
        co_await in.pool->run(std::move(work));
        if (number == 49) in.loop.stop();
    };
    for (int i = 0; i < 50; ++i) run.scope.spawn(ask(run, done, i));
    run.loop.run();
    REQUIRE(done->size() == 50);
    for (int i = 0; i < 50; ++i) CHECK((*done)[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("an exception in the work reaches whoever waits for it") {
    Run run;
    std::string caught;
    const auto ask = [](Run& in, std::string& what) -> Task<void> {
        try {
            co_await in.pool->run([] { throw std::runtime_error("as a test"); });
        } catch (const std::runtime_error& error) {
            what = error.what();
        }
        in.loop.stop();
    };
    run.scope.spawn(ask(run, caught));
    run.loop.run();
    CHECK(caught == "as a test");
}

TEST_CASE("work whose waiter was cancelled is done all the same, and what it held is dropped on the loop") {
    struct Held {
        explicit Held(std::atomic<bool>& flag, std::thread::id& where) : dropped(flag), thread(where) {}
        Held(const Held&) = delete;
        Held& operator=(const Held&) = delete;
        ~Held() {
            thread = std::this_thread::get_id();
            dropped = true;
        }
        std::atomic<bool>& dropped;
        std::thread::id& thread;
    };
    std::atomic<bool> dropped{false};
    std::thread::id dropped_on;
    std::atomic<bool> done{false};
    {
        Run run;
        const auto ask = [](ThreadPool& pool, std::shared_ptr<Held> held, std::atomic<bool>& flag) -> Task<void> {
            std::function<void()> work = [held, &flag] { flag = held != nullptr; };
            held.reset();
            co_await pool.run(std::move(work));
            FAIL("nobody waits any more");
        };
        run.scope.spawn(ask(*run.pool, std::make_shared<Held>(dropped, dropped_on), done));
        run.scope.cancel();
        run.pool.reset();
        CHECK(done);
        run.loop.stop();
        run.loop.run();
    }
    CHECK(dropped);
    CHECK(dropped_on == std::this_thread::get_id());
}

TEST_CASE("a pool that ends does what was asked for first") {
    Run run;
    const auto done = std::make_shared<std::atomic<int>>(0);
    const auto ask = [](ThreadPool& pool, std::shared_ptr<std::atomic<int>> count) -> Task<void> {
        std::function<void()> work = [count] { ++*count; };
        co_await pool.run(std::move(work));
    };
    for (int i = 0; i < 100; ++i) run.scope.spawn(ask(*run.pool, done));
    run.pool.reset();
    CHECK(*done == 100);
}
