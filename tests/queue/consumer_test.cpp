#include "queue/consumer.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "catch.hpp"
#include "storage/world.hpp"

using namespace wt;
using queue::Consumer;
using queue::ConsumerConfig;
using queue::Message;
using queue::Queue;
using queue::QueueConfig;
using test::World;
using Outcome = Consumer::Outcome;

namespace {

/// A function that keeps what it was handed, and answers as it is told.
struct Handler {
    explicit Handler(Clock& of) : clock(of) {}
    [[nodiscard]] Consumer::Invoke invoke() {
        return [this](std::vector<Message> batch) { return handle(std::move(batch)); };
    }
    Task<Outcome> handle(std::vector<Message> batch) {
        most_running = std::max(most_running, ++running);
        sizes.push_back(batch.size());
        times.push_back(clock.now());
        co_await clock.sleep_for(takes);
        --running;
        co_return outcome;
    }
    Clock& clock;
    Duration takes{0};
    Outcome outcome;
    int running = 0;
    int most_running = 0;
    std::vector<std::size_t> sizes;
    std::vector<Instant> times;
};

/// A queue, its reader and the function behind.
struct Reading {
    explicit Reading(const ConsumerConfig& config, const QueueConfig& of = {})
        : jobs(world.context, "jobs", of),
          handler(world.clock),
          consumer(world.context, "worker", config, jobs, handler.invoke()) {
        scope.spawn(consumer.run());
    }
    void send(std::uint64_t messages) {
        for (std::uint64_t i = 0; i < messages; ++i) CHECK_FALSE(jobs.send(Text("m"), i));
    }
    void pass(Duration span) { world.clock.run_until(world.clock.after(span)); }
    World world;
    Queue jobs;
    Handler handler;
    Consumer consumer;
    Scope scope;
};

}  // namespace

TEST_CASE("messages are handed over in batches, and deleted when they are done with") {
    Reading reading(ConsumerConfig{.batch_size = 10});
    reading.send(1);
    reading.pass(1ms);
    CHECK(reading.handler.sizes == std::vector<std::size_t>{1});
    CHECK(reading.jobs.waiting() == 0);
    reading.handler.takes = 1s;
    reading.send(95);
    reading.pass(10s);
    CHECK(reading.jobs.waiting() == 0);
    std::size_t sum = 0;
    for (const std::size_t size : reading.handler.sizes) {
        CHECK(size <= 10);
        sum += size;
    }
    CHECK(sum == 96);
    // Five at once, and one more each fifth of a second, until the first are done.
    CHECK(reading.handler.most_running == 9);
}

TEST_CASE("a window gathers more than a receive brings, and closes in time") {
    Reading reading(ConsumerConfig{.batch_size = 100, .window = 5s});
    for (int i = 0; i < 4; ++i) {
        reading.send(20);
        reading.pass(1s);
    }
    CHECK(reading.handler.sizes.empty());
    reading.pass(1s);
    CHECK(reading.handler.sizes == std::vector<std::size_t>{80});
    reading.send(150);
    reading.pass(1ms);
    CHECK(reading.handler.sizes == std::vector<std::size_t>{80, 100});
    reading.pass(5s);
    CHECK(reading.handler.sizes == std::vector<std::size_t>{80, 100, 50});
}

TEST_CASE("pollers come while all are busy: 300 a minute") {
    Reading reading(ConsumerConfig{.batch_size = 1}, QueueConfig{.visibility = 1h});
    reading.handler.takes = 30min;
    reading.send(2000);
    reading.pass(100ms);
    CHECK(reading.handler.most_running == 5);
    reading.pass(1min);
    CHECK(reading.handler.most_running == Approx(305).margin(1));
    reading.pass(5min);
    CHECK(reading.handler.most_running == 1250);
}

TEST_CASE("there are at most as many batches at once as the mapping is told, from the next batch on") {
    Reading reading(ConsumerConfig{.batch_size = 1, .max_concurrency = 3}, QueueConfig{.visibility = 1h});
    reading.handler.takes = 10s;
    reading.send(100);
    reading.pass(60s);
    CHECK(reading.handler.most_running == 3);
    REQUIRE_FALSE(reading.consumer.update(ConsumerConfig{.batch_size = 1, .max_concurrency = 8}));
    reading.pass(5s);
    CHECK(reading.handler.most_running == 8);
}

TEST_CASE("what failed comes again after its visibility timeout, and so does part of a batch") {
    Reading reading(ConsumerConfig{.batch_size = 10}, QueueConfig{.visibility = 30s});
    reading.handler.outcome.kind = Outcome::Kind::failed;
    reading.send(10);
    const Instant begun = reading.world.clock.now();
    reading.pass(29s);
    CHECK(reading.handler.sizes.size() == 1);
    reading.handler.outcome = {Outcome::Kind::done, {2, 5}};
    reading.pass(2s);
    REQUIRE(reading.handler.times.size() == 2);
    CHECK(reading.handler.times.back() == begun + 30s);
    CHECK(reading.jobs.waiting() == 2);
    reading.handler.outcome = {};
    reading.pass(30s);
    CHECK(reading.handler.sizes == std::vector<std::size_t>{10, 10, 2});
    CHECK(reading.jobs.waiting() == 0);
}

TEST_CASE("what comes into sight again while as many batches run as may waits for one of them") {
    Reading reading(ConsumerConfig{.batch_size = 1, .max_concurrency = 2}, QueueConfig{.visibility = 30s});
    reading.handler.outcome.kind = Outcome::Kind::failed;
    reading.send(2);
    reading.pass(1s);
    reading.handler.outcome = {};
    reading.handler.takes = 60s;
    reading.send(2);
    reading.pass(10min);
    CHECK(reading.handler.sizes.size() == 6);
    CHECK(reading.handler.most_running == 2);
    CHECK(reading.jobs.waiting() == 0);
}

TEST_CASE("a queue that cannot be reached is asked again") {
    World world;
    Queue jobs(world.context, "jobs", QueueConfig{});
    Handler handler(world.clock);
    bool up = false;
    const auto reach = [](bool& open) -> Task<bool> { co_return open; };
    Consumer consumer(world.context, "worker", ConsumerConfig{}, jobs, handler.invoke(), [&] { return reach(up); });
    Scope scope;
    scope.spawn(consumer.run());
    REQUIRE_FALSE(jobs.send(Text("m"), 1));
    world.clock.run_until(world.clock.after(10s));
    CHECK(handler.sizes.empty());
    up = true;
    world.clock.run_until(world.clock.after(2s));
    CHECK(handler.sizes == std::vector<std::size_t>{1});
}
