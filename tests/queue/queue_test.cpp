#include "queue/queue.hpp"

#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "storage/world.hpp"

using namespace wt;
using queue::Message;
using queue::Queue;
using queue::QueueConfig;
using test::World;

namespace {

std::string bodies(const std::vector<Message>& batch) {
    std::string text;
    for (const Message& message : batch) text += message.body.view();
    return text;
}

}  // namespace

TEST_CASE("a message that was received is hidden until its visibility timeout, and then comes again") {
    World world;
    Queue jobs(world.context, "jobs", QueueConfig{.visibility = 30s});
    REQUIRE_FALSE(jobs.send(Text("a"), 1));
    REQUIRE_FALSE(jobs.send(Text("b"), 2));
    CHECK(bodies(jobs.receive(1)) == "a");
    CHECK(bodies(jobs.receive(10)) == "b");
    CHECK(jobs.receive(10).empty());
    REQUIRE(jobs.next_sight());
    CHECK(*jobs.next_sight() == world.clock.after(30s));
    world.clock.run_until(world.clock.after(30s));
    const std::vector<Message> again = jobs.receive(10);
    CHECK(bodies(again) == "ab");
    CHECK(again.front().receives == 2);
    jobs.remove(again);
    CHECK(jobs.waiting() == 0);
    CHECK_FALSE(jobs.next_sight());
}

TEST_CASE("who is later than the visibility timeout deletes nothing that somebody else has by then") {
    World world;
    Queue jobs(world.context, "jobs", QueueConfig{.visibility = 10s});
    REQUIRE_FALSE(jobs.send(Text("a"), 1));
    const std::vector<Message> first = jobs.receive(1);
    world.clock.run_until(world.clock.after(11s));
    const std::vector<Message> second = jobs.receive(1);
    jobs.remove(first);
    CHECK(jobs.waiting() == 1);
    jobs.remove(second);
    CHECK(jobs.waiting() == 0);
    // In sight again, and in nobody else's hands: its receipt still counts.
    REQUIRE_FALSE(jobs.send(Text("b"), 2));
    const std::vector<Message> late = jobs.receive(1);
    world.clock.run_until(world.clock.after(11s));
    CHECK(jobs.visible() == 1);
    jobs.remove(late);
    CHECK(jobs.visible() == 0);
    CHECK(jobs.waiting() == 0);
}

TEST_CASE("a message that was received too often becomes a dead letter, and is as old as it was") {
    World world;
    Queue graveyard(world.context, "graveyard", QueueConfig{});
    Queue jobs(world.context, "jobs", QueueConfig{.visibility = 10s, .max_receives = 2},
               [&](Message dead) { graveyard.take_in(std::move(dead)); });
    const Instant sent = world.clock.now();
    REQUIRE_FALSE(jobs.send(Text("a"), 7));
    for (int i = 0; i < 2; ++i) {
        CHECK(jobs.receive(10).size() == 1);
        world.clock.run_until(world.clock.after(10s));
    }
    CHECK(jobs.receive(10).empty());
    CHECK(jobs.waiting() == 0);
    const std::vector<Message> dead = graveyard.receive(10);
    REQUIRE(dead.size() == 1);
    CHECK(dead.front().request == 7);
    CHECK(dead.front().sent == sent);
    CHECK(dead.front().receives == 1);
}

TEST_CASE("delayed messages come later, old ones not at all, and large ones are refused") {
    World world;
    Queue jobs(world.context, "jobs", QueueConfig{.delay = 5s, .retention = 60s});
    REQUIRE_FALSE(jobs.send(Text("a"), 1));
    CHECK(jobs.visible() == 0);
    world.clock.run_until(world.clock.after(5s));
    CHECK(jobs.visible() == 1);
    world.clock.run_until(world.clock.after(56s));
    CHECK(jobs.receive(10).empty());
    CHECK(jobs.waiting() == 0);
    CHECK_FALSE(jobs.send(Text(std::string(QueueConfig::largest_message, 'x')), 2));
    CHECK(jobs.send(Text(std::string(QueueConfig::largest_message + 1, 'x')), 3));
    CHECK(jobs.waiting() == 1);
}

TEST_CASE("ten messages come at once at the most, and so many are in somebody's hands") {
    World world;
    Queue jobs(world.context, "jobs", QueueConfig{});
    for (std::uint64_t i = 0; i < 25; ++i) REQUIRE_FALSE(jobs.send(Text("m"), i));
    CHECK(jobs.receive(100).size() == 10);
    CHECK(jobs.receive(3).size() == 3);
    CHECK(jobs.visible() == 12);
    const auto level = [&](const char* name) {
        return std::get<Gauge>(world.metrics.find(name).at(0)->metric).value();
    };
    CHECK(level("jobs.in.flight") == 13);
    CHECK(level("jobs.visible") == 12);
    jobs.clear();
    CHECK(level("jobs.in.flight") == 0);
    CHECK(jobs.receive(10).empty());
}
