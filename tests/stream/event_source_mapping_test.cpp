#include "stream/event_source_mapping.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "catch.hpp"
#include "storage/world.hpp"

using namespace wt;
using stream::EventSourceConfig;
using stream::EventSourceMapping;
using stream::KinesisStream;
using stream::StreamRecord;
using test::World;
using Outcome = EventSourceMapping::Outcome;

namespace {

/// A function that keeps what it was handed; it fails while it is told to, and on batches that hold a poisonous record.
class Handler {
public:
    explicit Handler(Clock& clock) : clock_(clock) {}
    [[nodiscard]] EventSourceMapping::Invoke invoke() {
        return
            [this](std::string id, std::vector<StreamRecord> batch) { return handle(std::move(id), std::move(batch)); };
    }

    Outcome outcome = Outcome::done;
    std::string poison;
    Duration takes{0};
    int invocations = 0;
    int running = 0;
    int most_running = 0;
    std::vector<std::string> batches;
    std::vector<std::string> ids;
    std::vector<Instant> times;

private:
    Task<Outcome> handle(std::string id, std::vector<StreamRecord> batch) {
        ++invocations;
        most_running = std::max(most_running, ++running);
        co_await clock_.sleep_for(takes);
        --running;
        std::string text;
        for (const StreamRecord& record : batch) text += record.data.view();
        if (!poison.empty() && text.find(poison) != std::string::npos) co_return Outcome::failed;
        if (outcome == Outcome::done) {
            batches.push_back(text);
            ids.push_back(id);
            times.push_back(clock_.now());
        }
        co_return outcome;
    }
    Clock& clock_;
};

EventSourceConfig batches_of(std::uint64_t size) {
    EventSourceConfig config;
    config.batch_size = size;
    return config;
}

void put(KinesisStream& to, std::string_view data, std::string_view key = "k") {
    REQUIRE(to.put_record({Text(key), Text(data), 0}).ok());
}

stream::KinesisConfig with_shards(std::uint64_t shards) {
    stream::KinesisConfig config;
    config.shards = shards;
    return config;
}

struct Setting {
    explicit Setting(const EventSourceConfig& config, std::uint64_t shards = 1)
        : clicks(world.context, "clicks", with_shards(shards)),
          mapping(world.context, "loader", config, clicks, loader.invoke()) {}
    World world;
    KinesisStream clicks;
    Handler loader{world.clock};
    EventSourceMapping mapping;
    Scope scope;
};

}  // namespace

TEST_CASE("a mapping hands over what a poll brought, in order, in batches of at most its size") {
    Setting s(batches_of(4));
    s.scope.spawn(s.mapping.run());
    s.world.clock.run_until(epoch + 500ms);
    for (int i = 0; i < 10; ++i) put(s.clicks, std::to_string(i));
    CHECK(s.mapping.waiting() == 10);
    s.world.clock.run_until(epoch + 999ms);
    CHECK(s.loader.batches.empty());
    s.world.clock.run_until(epoch + 1s);
    CHECK(s.loader.batches == std::vector<std::string>{"0123", "4567", "89"});
    CHECK(s.loader.ids[1] == "shardId-000000000000:" + s.clicks.sequence_number({0, 4}));
    CHECK(s.mapping.waiting() == 0);
    CHECK(s.world.counter("loader.source.records") == 10);
}

TEST_CASE("with a window a batch waits until it is full or the window closes") {
    EventSourceConfig config = batches_of(5);
    config.window = 10s;
    Setting s(config);
    s.scope.spawn(s.mapping.run());
    s.world.clock.run_until(epoch + 500ms);
    put(s.clicks, "a");
    s.world.clock.run_until(epoch + 5s + 500ms);
    put(s.clicks, "b");
    s.world.clock.run_until(epoch + 11s - 1ns);
    CHECK(s.loader.batches.empty());
    s.world.clock.run_until(epoch + 11s);
    CHECK(s.loader.batches == std::vector<std::string>{"ab"});
    for (const char* record : {"c", "d", "e", "f", "g", "h"}) put(s.clicks, record);
    s.world.clock.run_until(epoch + 13s);
    CHECK(s.loader.batches.back() == "cdefg");
}

TEST_CASE("a shard does not move on until its batch succeeds, other shards do") {
    Setting s(batches_of(2), 2);
    s.loader.poison = "bad";
    s.scope.spawn(s.mapping.run());
    // Two keys on different shards.
    std::string other = "k0";
    const std::size_t shard = s.clicks.put_record({Text("k"), Text("bad"), 0})->shard;
    for (int i = 1; i < 100 && s.clicks.put_record({Text(other), Text("y"), 0})->shard == shard; ++i)
        other = "k" + std::to_string(i);
    put(s.clicks, "behind", "k");
    s.world.clock.run_until(epoch + 1h);
    std::string handled;
    for (const std::string& batch : s.loader.batches) handled += batch;
    CHECK(handled.find("behind") == std::string::npos);
    CHECK(handled.find('y') != std::string::npos);
    s.loader.poison.clear();
    s.world.clock.run_until(epoch + 2h);
    handled.clear();
    for (const std::string& batch : s.loader.batches) handled += batch;
    CHECK(handled.find("bad") < handled.find("behind"));
    CHECK(s.mapping.waiting() == 0);
}

TEST_CASE("one batch at a time is in flight for a shard") {
    Setting s(batches_of(1), 3);
    s.loader.takes = 10s;
    s.scope.spawn(s.mapping.run());
    for (int i = 0; i < 30; ++i) put(s.clicks, "x", std::to_string(i));
    s.world.clock.run_until(epoch + 10min);
    CHECK(s.loader.most_running == 3);
    CHECK(s.loader.invocations == 30);
}

TEST_CASE("a failing batch is tried again ever later, until its records leave the stream") {
    Setting s(batches_of(10));
    s.loader.outcome = Outcome::failed;
    s.scope.spawn(s.mapping.run());
    for (int hour = 0; hour < 48; ++hour) {
        put(s.clicks, std::to_string(hour) + ",");
        s.world.clock.run_until(epoch + (hour + 1) * 1h);
    }
    CHECK(s.loader.invocations < 49 * 60);
    s.loader.outcome = Outcome::done;
    s.world.clock.run_until(epoch + 49h);
    // Every record ended one way or the other, and what came in the last day was kept.
    CHECK(s.mapping.waiting() == 0);
    std::string handled;
    for (const std::string& batch : s.loader.batches) handled += batch;
    CHECK(handled.starts_with("25,26,"));
    CHECK(handled.ends_with("47,"));
    CHECK(s.world.counter("loader.source.expired") + s.world.counter("loader.source.records") == 48);
}

TEST_CASE("after its retries a batch is skipped; what was never invoked is no try") {
    EventSourceConfig config = batches_of(2);
    config.retries = 3;
    Setting s(config);
    s.loader.poison = "bad";
    s.scope.spawn(s.mapping.run());
    for (const char* record : {"bad", "1", "2", "3"}) put(s.clicks, record);
    s.world.clock.run_until(epoch + 10min);
    CHECK(s.loader.batches == std::vector<std::string>{"23"});
    CHECK(s.loader.invocations == 5);
    CHECK(s.world.counter("loader.source.skipped") == 2);

    s.loader.poison.clear();
    s.loader.outcome = Outcome::not_invoked;
    put(s.clicks, "4");
    s.world.clock.run_until(epoch + 1h);
    s.loader.outcome = Outcome::done;
    s.world.clock.run_until(epoch + 2h);
    CHECK(s.loader.batches.back() == "4");
}

TEST_CASE("bisecting isolates the one bad record") {
    EventSourceConfig config = batches_of(16);
    config.retries = 2;
    config.bisect = true;
    Setting s(config);
    s.loader.poison = "x";
    s.scope.spawn(s.mapping.run());
    for (const char c : std::string("abcdefgxijklmnop")) put(s.clicks, std::string(1, c));
    s.world.clock.run_until(epoch + 10min);
    std::string handled;
    for (const std::string& batch : s.loader.batches) handled += batch;
    CHECK(handled == "abcdefgijklmnop");
    CHECK(s.world.counter("loader.source.skipped") == 1);
    CHECK(s.mapping.waiting() == 0);
}

TEST_CASE("records above the maximum age are skipped") {
    EventSourceConfig config = batches_of(10);
    config.max_age = 60s;
    Setting s(config);
    s.loader.outcome = Outcome::failed;
    s.scope.spawn(s.mapping.run());
    put(s.clicks, "old");
    s.world.clock.run_until(epoch + 3min);
    s.loader.outcome = Outcome::done;
    put(s.clicks, "new");
    s.world.clock.run_until(epoch + 5min);
    CHECK(s.loader.batches == std::vector<std::string>{"new"});
    CHECK(s.world.counter("loader.source.skipped") == 1);
}

TEST_CASE("a stream that cannot be reached is polled again, and nothing is lost") {
    World world;
    KinesisStream clicks(world.context, "clicks", {});
    Handler loader(world.clock);
    bool open = false;
    EventSourceMapping mapping(world.context, "loader", batches_of(10), clicks, loader.invoke(),
                               [&open]() -> Task<bool> { co_return open; });
    Scope scope;
    scope.spawn(mapping.run());
    put(clicks, "a");
    world.clock.run_until(epoch + 1min);
    CHECK(loader.batches.empty());
    open = true;
    world.clock.run_until(epoch + 2min);
    CHECK(loader.batches == std::vector<std::string>{"a"});
}

namespace {

struct Told {
    std::vector<std::string> given_up;  // "WHY ATTEMPTS RECORDS"
    [[nodiscard]] EventSourceMapping::Also also() {
        EventSourceMapping::Also to;
        to.wants = [](std::size_t, const StreamRecord& record) { return record.data != "noise"; };
        to.give_up = [this](const EventSourceMapping::GivenUp& what) {
            std::string text = what.why == EventSourceMapping::GivenUp::Why::age ? "age " : "retries ";
            text += std::to_string(what.attempts) + " ";
            for (const StreamRecord& record : what.records) text += record.data.view();
            given_up.push_back(text);
        };
        return to;
    }
};

}  // namespace

TEST_CASE("records that the function does not want fill no batch, and count as handled") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(1));
    Handler loader(world.clock);
    Told told;
    EventSourceMapping mapping(world.context, "loader", batches_of(2), clicks, loader.invoke(), {}, told.also());
    Scope scope;
    scope.spawn(mapping.run());
    for (const char* record : {"a", "noise", "b", "noise", "c"}) put(clicks, record);
    world.clock.run_until(epoch + 3s);
    CHECK(loader.batches == std::vector<std::string>{"ab", "c"});
    CHECK(mapping.waiting() == 0);
    CHECK(world.counter("loader.source.records") == 5);
}

TEST_CASE("what is given up is told, with how often it was tried") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(1));
    Handler loader(world.clock);
    loader.poison = "bad";
    Told told;
    EventSourceConfig config = batches_of(2);
    config.retries = 2;
    config.bisect = GENERATE(false, true);
    EventSourceMapping mapping(world.context, "loader", config, clicks, loader.invoke(), {}, told.also());
    Scope scope;
    scope.spawn(mapping.run());
    for (const char* record : {"bad", "good", "next"}) put(clicks, record);
    world.clock.run_until(epoch + 1h);
    CHECK(told.given_up == std::vector<std::string>{config.bisect ? "retries 3 bad" : "retries 3 badgood"});
    CHECK(loader.batches.back() == "next");

    config.retries.reset();
    config.max_age = 60s;
    CHECK_FALSE(mapping.update(config));
    put(clicks, "bad");
    world.clock.run_until(epoch + 2h);
    CHECK(told.given_up.back().starts_with("age "));
    CHECK(mapping.waiting() == 0);
}

TEST_CASE("a batch goes on behind what the function has handled of it") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(1));
    std::vector<std::string> batches;
    const auto invoke = [&batches](std::string, std::vector<StreamRecord> batch) -> Task<Outcome> {
        std::string text;
        for (const StreamRecord& record : batch) text += record.data.view();
        batches.push_back(text);
        const std::size_t at = text.find('!');
        Outcome outcome = Outcome::done;
        if (at != std::string::npos && batches.size() < 4) outcome = Outcome(Outcome::failed, at);
        co_return outcome;
    };
    EventSourceConfig config = batches_of(10);
    config.retries = 5;
    config.bisect = GENERATE(false, true);
    EventSourceMapping mapping(world.context, "loader", config, clicks, invoke);
    Scope scope;
    scope.spawn(mapping.run());
    for (const char* record : {"a", "b", "!", "c"}) put(clicks, record);
    world.clock.run_until(epoch + 1min);
    // With bisecting a failure of the first record splits what is left.
    CHECK(batches == (config.bisect ? std::vector<std::string>{"ab!c", "!c", "!", "!", "c"}
                                    : std::vector<std::string>{"ab!c", "!c", "!c", "!c"}));
    CHECK(mapping.waiting() == 0);
    CHECK(world.counter("loader.source.records") == 4);
}

TEST_CASE("several lanes of a shard go on beside one that is stuck, each in the order of its keys") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(1));
    Handler loader(world.clock);
    loader.poison = "bad";
    loader.takes = 100ms;
    EventSourceConfig config = batches_of(1);
    config.parallel = 4;
    EventSourceMapping mapping(world.context, "loader", config, clicks, loader.invoke());
    Scope scope;
    scope.spawn(mapping.run());
    for (int i = 0; i < 20; ++i) {
        const std::string key = "k" + std::to_string(i % 10);
        put(clicks, i == 0 ? "bad" : key + "." + std::to_string(i), key);
    }
    world.clock.run_until(epoch + 1h);
    CHECK(loader.most_running > 1);
    CHECK(loader.most_running <= 4);
    CHECK(loader.batches.size() < 20);
    CHECK(loader.batches.size() > 10);
    for (int i = 10; i < 20; ++i) {
        const std::string first = "k" + std::to_string(i % 10) + "." + std::to_string(i - 10);
        const std::string second = "k" + std::to_string(i % 10) + "." + std::to_string(i);
        const auto at = [&](const std::string& batch) {
            return std::find(loader.batches.begin(), loader.batches.end(), batch) - loader.batches.begin();
        };
        CHECK(at(first) <= at(second));
    }
    loader.poison.clear();
    world.clock.run_until(epoch + 2h);
    CHECK(loader.batches.size() == 20);
    CHECK(mapping.waiting() == 0);
    config.parallel = 5;
    CHECK(mapping.update(config));
}

TEST_CASE("a mapping may begin at a moment") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(1));
    put(clicks, "old");
    world.clock.run_until(epoch + 10s);
    put(clicks, "new");
    Handler loader(world.clock);
    EventSourceConfig config = batches_of(10);
    config.start = stream::Start(stream::Start::at_timestamp, epoch + 5s);
    EventSourceMapping mapping(world.context, "loader", config, clicks, loader.invoke());
    Scope scope;
    scope.spawn(mapping.run());
    world.clock.run_until(epoch + 20s);
    CHECK(loader.batches == std::vector<std::string>{"new"});
}
