#include <map>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "catch.hpp"
#include "storage/world.hpp"
#include "stream/delivery_stream.hpp"

using namespace wt;
using stream::KinesisStream;
using test::World;

namespace {

/// Fails as it is told, by chance; says "failed" now and then of what it kept; takes its time.
class Moody {
public:
    Moody(const Context& context, double failures)
        : clock_(context.clock), random_(context.random("moody")), failures_(failures) {}
    [[nodiscard]] stream::Deliver deliver() {
        return [this](std::string key, Text object) { return take(std::move(key), std::move(object)); };
    }
    /// What a reader sees who reads the objects in the order in which they were first made.
    [[nodiscard]] std::string text() const {
        std::string all;
        for (const std::string& key : order_) all += objects_.at(key).view();
        return all;
    }
    void heal() { failures_ = 0; }

private:
    Task<bool> take(std::string key, Text object) {
        co_await clock_.sleep_for(from_seconds(random_.exponential() * 3));
        const bool kept = !random_.chance(failures_);
        if (kept && objects_.insert_or_assign(key, object).second) order_.push_back(key);
        co_return kept && !random_.chance(failures_ / 2);
    }
    Clock& clock_;
    Random random_;
    double failures_;
    std::map<std::string, Text> objects_;
    std::vector<std::string> order_;
};

stream::KinesisConfig kinesis(std::uint64_t shards, Duration retention = 24h) {
    stream::KinesisConfig config;
    config.shards = shards;
    config.retention = retention;
    return config;
}

stream::DeliveryStreamConfig reading(Duration interval) {
    stream::DeliveryStreamConfig config;
    config.source = "clicks";
    config.buffer_size = Bytes{1024 * 1024};
    config.buffer_interval = interval;
    return config;
}

/// "KEY:INDEX;" of `count` records for each of `keys` keys, at random moments.
Task<void> write(Clock& clock, Random random, KinesisStream& to, int keys, int count) {
    std::vector<int> next(static_cast<std::size_t>(keys));
    for (int i = 0; i < keys * count; ++i) {
        const auto key = random.below(static_cast<std::uint64_t>(keys));
        const std::string name = std::to_string(key);
        if (to.put_record({Text(name), Text(name + ":" + std::to_string(next[key]) + ";"), 0}).ok()) ++next[key];
        if (random.chance(0.5)) co_await clock.sleep_for(from_seconds(random.exponential() * 2));
    }
}

/// The indices of each key, in the order of the text.
std::map<std::string, std::vector<int>> sequences(const std::string& text) {
    std::map<std::string, std::vector<int>> found;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t colon = text.find(':', at);
        const std::size_t end = text.find(';', at);
        found[text.substr(at, colon - at)].push_back(std::stoi(text.substr(colon + 1, end - colon - 1)));
        at = end + 1;
    }
    return found;
}

}  // namespace

TEST_CASE("every record of a Kinesis stream is delivered at least once and in order, whatever fails on the way") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        World world(seed);
        Random chance = world.context.random("case");
        KinesisStream clicks(world.context, "clicks", kinesis(1 + chance.below(4)));
        Moody bucket(world.context, chance.uniform() * 0.9);
        stream::DeliveryStreamConfig config = reading(from_seconds(chance.uniform() * 100));
        config.buffer_size = Bytes{1 + chance.below(500)};
        stream::DeliveryStream events(world.context, "events", config, bucket.deliver(), &clicks);
        Scope scope;
        scope.spawn(events.run());
        scope.spawn(write(world.clock, world.context.random("writer"), clicks, 5, 40));
        world.clock.run_until(epoch + 10min);
        CAPTURE(seed);
        REQUIRE(world.counter("events.accepted") ==
                world.counter("events.delivered") + world.counter("events.lost") + events.backlog());
        bucket.heal();
        world.clock.run_until(epoch + 1h);
        REQUIRE(events.idle());
        REQUIRE(world.counter("events.delivered") == world.counter("clicks.accepted"));
        std::uint64_t distinct = 0;
        for (const auto& [key, indices] : sequences(bucket.text())) {
            for (std::size_t i = 0; i < indices.size(); ++i) REQUIRE(indices[i] == static_cast<int>(i));
            distinct += indices.size();
        }
        REQUIRE(distinct == world.counter("clicks.accepted"));
    }
}

TEST_CASE("a stream with a Kinesis source takes no puts, and begins with what comes from now on") {
    World world;
    KinesisStream clicks(world.context, "clicks", kinesis(1));
    REQUIRE(clicks.put_record({"k", "before", 0}).ok());
    Moody bucket(world.context, 0);
    stream::DeliveryStream events(world.context, "events", reading(1s), bucket.deliver(), &clicks);
    const auto refused = events.put("x", 1);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message.starts_with("InvalidArgumentException"));
    Scope scope;
    scope.spawn(events.run());
    REQUIRE(clicks.put_record({"k", "after", 0}).ok());
    CHECK_FALSE(events.idle());
    world.clock.run_until(epoch + 5min);
    CHECK(bucket.text() == "after");
    CHECK(events.idle());
}

TEST_CASE("records are delivered as long as the Kinesis stream keeps them, and lost after that") {
    World world;
    KinesisStream clicks(world.context, "clicks", kinesis(1, 7 * 24h));
    Moody bucket(world.context, 1);
    stream::DeliveryStream events(world.context, "events", reading(60s), bucket.deliver(), &clicks);
    Scope scope;
    scope.spawn(events.run());
    for (int day = 0; day < 10; ++day) {
        REQUIRE(clicks.put_record({"k", Text(std::to_string(day) + ","), static_cast<std::uint64_t>(day)}).ok());
        world.clock.run_until(epoch + (day + 1) * 24h);
    }
    CHECK(world.counter("events.lost") == 3);
    bucket.heal();
    world.clock.run_until(epoch + 10 * 24h + 1h);
    CHECK(bucket.text() == "3,4,5,6,7,8,9,");
}

TEST_CASE("with 128 MiB in hand a stream leaves the rest in its source, where it expires") {
    World world;
    KinesisStream clicks(world.context, "clicks", kinesis(1));
    Moody bucket(world.context, 1);
    stream::DeliveryStream events(world.context, "events", reading(60s), bucket.deliver(), &clicks);
    Scope scope;
    scope.spawn(events.run());
    const Text megabyte(std::string(1'000'000, 'x'));
    for (int i = 0; i < 200; ++i) {
        world.clock.run_until(epoch + (i + 1) * 2s);
        REQUIRE(clicks.put_record({"k", megabyte, 0}).ok());
    }
    world.clock.run_until(epoch + 1h);
    CHECK(world.counter("events.accepted") < 140);
    CHECK(world.counter("events.accepted") > 130);
    CHECK(clicks.retained() == 200);
    world.clock.run_until(epoch + 25h);
    clicks.trim();
    CHECK(world.counter("events.lost") + world.counter("events.expired") + events.backlog() == 200);
    CHECK(clicks.retained() == 0);
}
