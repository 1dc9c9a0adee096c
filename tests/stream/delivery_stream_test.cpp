#include "stream/delivery_stream.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/distribution.hpp"
#include "base/gzip.hpp"
#include "base/scope.hpp"
#include "catch.hpp"
#include "storage/world.hpp"

using namespace wt;
using test::World;

namespace {

/// Where objects arrive: after `takes`, and only outside of the outage.
class Destination {
public:
    explicit Destination(Clock& clock) : clock_(clock) {}

    [[nodiscard]] stream::Deliver deliver() {
        return [this](std::string key, Text object) { return take(std::move(key), std::move(object)); };
    }

    Duration takes{0};
    Instant outage_from = never;
    Instant outage_to = never;
    std::vector<std::pair<Instant, std::string>> objects;
    std::vector<std::string> keys;
    int attempts = 0;

private:
    Task<bool> take(std::string key, Text object) {
        ++attempts;
        co_await clock_.sleep_for(takes);
        if (clock_.now() >= outage_from && clock_.now() < outage_to) co_return false;
        objects.emplace_back(clock_.now(), object.str());
        keys.push_back(std::move(key));
        co_return true;
    }

    Clock& clock_;
};

stream::DeliveryStreamConfig buffering(Bytes size, Duration interval) {
    stream::DeliveryStreamConfig config;
    config.buffer_size = size;
    config.buffer_interval = interval;
    return config;
}

Task<void> put_every(Clock& clock, stream::DeliveryStream& to, Duration gap, int count, std::size_t size) {
    for (int i = 0; i < count; ++i) {
        co_await clock.sleep_for(gap);
        (void)to.put(Text(std::string(size, 'x')), static_cast<std::uint64_t>(i));
    }
}

Task<void> drain_then_note(stream::DeliveryStream& from, bool& done) {
    co_await from.drain();
    done = true;
}

}  // namespace

TEST_CASE("records are delivered together when the interval ends") {
    World world;
    Destination bucket(world.clock);
    stream::DeliveryStream events(world.context, "events", buffering(Bytes{1'000'000}, 60s), bucket.deliver());
    Scope scope;
    scope.spawn(events.run());
    CHECK(*events.put("one\n", 1) == 0);
    world.clock.run_until(epoch + 30s);
    CHECK(*events.put("two\n", 2) == 1);
    world.clock.run_until(epoch + 60s - 1ns);
    CHECK(bucket.objects.empty());
    CHECK(world.gauge("events.backlog") == 2);
    world.clock.run_until(epoch + 60s);
    REQUIRE(bucket.objects.size() == 1);
    CHECK(bucket.objects[0].second == "one\ntwo\n");
    CHECK(events.idle());
    CHECK(world.counter("events.accepted") == 2);
    CHECK(world.counter("events.delivered") == 2);
    CHECK(world.counter("events.billed.bytes") == 2 * 5120);
    CHECK(world.histogram("events.freshness").max() == 60s);
    world.clock.run_until(epoch + 600s);
    CHECK(bucket.objects.size() == 1);
}

TEST_CASE("a steady stream is flushed every interval, or as often as the buffer fills") {
    // 100 bytes every 100 ms: 1000 B/s. The period is the smaller of the interval and size/rate.
    const auto flushes_in_an_hour = [](Bytes size, Duration interval) {
        World world;
        Destination bucket(world.clock);
        stream::DeliveryStream events(world.context, "events", buffering(size, interval), bucket.deliver());
        Scope scope;
        scope.spawn(events.run());
        scope.spawn(put_every(world.clock, events, 100ms, 36'000, 100));
        world.clock.run_until(epoch + 1h);
        return world.counter("events.flushes");
    };
    CHECK(flushes_in_an_hour(Bytes{100'000'000}, 60s) == 59);  // the first record comes at 100 ms; each needs one more
    CHECK(flushes_in_an_hour(Bytes{20'000}, 60s) == 180);
}

TEST_CASE("with an interval of zero records leave at once, and gather while a delivery is under way") {
    World world;
    Destination bucket(world.clock);
    bucket.takes = 50ms;
    stream::DeliveryStream events(world.context, "events", buffering(Bytes{1000}, 0s), bucket.deliver());
    Scope scope;
    scope.spawn(events.run());
    scope.spawn(put_every(world.clock, events, 10ms, 100, 10));
    world.clock.run_until(epoch + 10s);
    CHECK(bucket.objects.front().first == epoch + 60ms);
    CHECK(bucket.objects.front().second.size() == 10);
    CHECK(bucket.objects.size() < 25);
    CHECK(events.idle());
}

TEST_CASE("a record above 1,024,000 bytes is refused, one of that size is taken") {
    World world;
    Destination bucket(world.clock);
    stream::DeliveryStream events(world.context, "events", {}, bucket.deliver());
    CHECK(events.put(Text(std::string(1'024'000, 'x')), 1).ok());
    const auto refused = events.put(Text(std::string(1'024'001, 'x')), 2);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message.starts_with("ValidationException"));
    CHECK(world.counter("events.accepted") == 1);
}

TEST_CASE("nothing is lost in an outage shorter than the retries, and everything comes in order") {
    World world;
    Destination bucket(world.clock);
    bucket.outage_from = epoch + 100s;
    bucket.outage_to = epoch + 700s;
    stream::DeliveryStream events(world.context, "events", buffering(Bytes{1'000'000}, 60s), bucket.deliver());
    Scope scope;
    scope.spawn(events.run());
    std::string sent;
    const auto send = [](Clock& clock, stream::DeliveryStream& to, std::string& log) -> Task<void> {
        for (int i = 0; i < 1000; ++i) {
            const std::string record = std::to_string(i) + "\n";
            log += record;
            (void)to.put(Text(record), static_cast<std::uint64_t>(i));
            co_await clock.sleep_for(1s);
        }
    };
    scope.spawn(send(world.clock, events, sent));
    world.clock.run_until(epoch + 699s);
    CHECK(bucket.objects.size() == 1);
    CHECK(events.backlog() > 600);
    CHECK(world.counter("events.retries") > 50);
    world.clock.run_until(epoch + 1200s);
    std::string received;
    for (const auto& [when, object] : bucket.objects) received += object;
    CHECK(received == sent);
    CHECK(events.idle());
    CHECK(world.counter("events.lost") == 0);
}

TEST_CASE("a batch that is tried again keeps its key") {
    World world;
    std::map<std::string, int> attempts;
    const stream::Deliver deliver = [&attempts](std::string key, Text) -> Task<bool> {
        co_return ++attempts[key] == 3;
    };
    stream::DeliveryStream events(world.context, "events", buffering(Bytes{10}, 60s), deliver);
    Scope scope;
    scope.spawn(events.run());
    (void)events.put("0123456789", 1);
    world.clock.run_until(epoch + 60s);
    CHECK(attempts.size() == 1);
    CHECK(events.idle());
}

TEST_CASE("records are lost one by one as each grows too old, and the listener learns which") {
    World world;
    Destination bucket(world.clock);
    bucket.outage_from = epoch;
    bucket.outage_to = epoch + 200s;
    stream::DeliveryStreamConfig config = buffering(Bytes{1'000'000}, 10s);
    config.retry_for = 100s;
    config.retry_every = 10s;
    stream::DeliveryStream events(world.context, "events", config, bucket.deliver());
    std::vector<std::uint64_t> lost;
    events.on_lost(
        [&](std::span<const std::uint64_t> numbers) { lost.insert(lost.end(), numbers.begin(), numbers.end()); });
    Scope scope;
    scope.spawn(events.run());
    scope.spawn(put_every(world.clock, events, 1s, 300, 10));
    while (world.clock.now() < epoch + 400s) {
        world.clock.run_until(world.clock.now() + 1s);
        REQUIRE(world.counter("events.accepted") ==
                world.counter("events.delivered") + world.counter("events.lost") + events.backlog());
    }
    CHECK(events.idle());
    // Those that came in the first 100 s of the outage grew too old in it, give or take one retry.
    REQUIRE(lost.size() >= 80);
    CHECK(lost.size() <= 100);
    for (std::size_t i = 0; i < lost.size(); ++i) REQUIRE(lost[i] == i);
    CHECK(world.counter("events.lost") == lost.size());
}

TEST_CASE("draining delivers at once what waits for its interval") {
    World world;
    Destination bucket(world.clock);
    bucket.takes = 1s;
    stream::DeliveryStream events(world.context, "events", buffering(Bytes{1'000'000}, 300s), bucket.deliver());
    Scope scope;
    scope.spawn(events.run());
    (void)events.put("a", 1);
    bool done = false;
    scope.spawn(drain_then_note(events, done));
    world.clock.run_until(epoch + 500ms);
    CHECK_FALSE(done);
    (void)events.put("b", 2);
    world.clock.run_until(epoch + 2s);
    CHECK(done);
    CHECK(bucket.objects.size() == 2);
    // Afterwards the interval counts again.
    (void)events.put("c", 3);
    world.clock.run_until(epoch + 100s);
    CHECK(bucket.objects.size() == 2);
}

TEST_CASE("what is cancelled in the middle of a delivery stays in the backlog") {
    World world;
    Destination bucket(world.clock);
    bucket.takes = 10s;
    stream::DeliveryStream events(world.context, "events", buffering(Bytes{1}, 0s), bucket.deliver());
    {
        Scope scope;
        scope.spawn(events.run());
        (void)events.put("a", 1);
        world.clock.run_until(epoch + 5s);
    }
    CHECK(events.backlog() == 1);
    Scope scope;
    scope.spawn(events.run());
    world.clock.run_until(epoch + 15s);
    CHECK(events.idle());
}

TEST_CASE("puts beyond the stream's limits are throttled until they flow in again") {
    World world;
    Destination bucket(world.clock);
    stream::DeliveryStreamConfig config;
    config.limits = stream::PutLimits{100, 10, Bytes{1000}};
    stream::DeliveryStream events(world.context, "events", config, bucket.deliver());
    const auto put = [&](std::size_t size) { return events.put(Text(std::string(size, 'x')), 0); };
    for (int i = 0; i < 10; ++i) CHECK(put(1).ok());
    const auto refused = put(1);  // the eleventh request
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message.starts_with("ServiceUnavailableException"));
    world.clock.run_until(epoch + 1s);
    CHECK(put(1000).ok());
    CHECK_FALSE(put(1).ok());  // no byte is left
    world.clock.run_until(epoch + 2s);
    // A batch is one request; its records are accepted as far as they fit.
    std::vector<stream::DeliveryStream::Entry> batch(200);
    for (auto& entry : batch) entry.data = "x";
    const auto results = events.put_batch(batch);
    REQUIRE(results.ok());
    CHECK(std::count_if(results->begin(), results->end(), [](const auto& r) { return r.ok(); }) == 100);
    CHECK_FALSE(results->back().ok());
    CHECK(world.counter("events.throttled") == 102);
}

TEST_CASE("a batch above 500 records, above 4 MiB or with a record that is too large is refused whole") {
    World world;
    Destination bucket(world.clock);
    stream::DeliveryStream events(world.context, "events", {}, bucket.deliver());
    const auto batch = [](std::size_t count, std::size_t size) {
        std::vector<stream::DeliveryStream::Entry> entries(count);
        for (auto& entry : entries) entry.data = Text(std::string(size, 'x'));
        return entries;
    };
    CHECK_FALSE(events.put_batch(batch(0, 1)).ok());
    CHECK_FALSE(events.put_batch(batch(501, 1)).ok());
    CHECK_FALSE(events.put_batch(batch(5, 1'000'000)).ok());
    CHECK_FALSE(events.put_batch(batch(1, 1'024'001)).ok());
    CHECK(world.counter("events.accepted") == 0);
    CHECK(events.put_batch(batch(500, 8'000)).ok());
    CHECK(world.counter("events.accepted") == 500);
}

TEST_CASE("objects are compressed when they are told to be, and named so") {
    World world;
    Destination bucket(world.clock);
    stream::DeliveryStreamConfig config = buffering(Bytes{1000}, 10s);
    config.compression = stream::Compression::gzip;
    stream::DeliveryStream events(world.context, "events", config, bucket.deliver());
    Scope scope;
    scope.spawn(events.run());
    for (int i = 0; i < 10; ++i) (void)events.put("one\n", 1);
    world.clock.run_until(epoch + 10s);
    REQUIRE(bucket.objects.size() == 1);
    CHECK(bucket.keys[0].ends_with(".gz"));
    CHECK(gunzip(bucket.objects[0].second)->size() == 40);
}

TEST_CASE("the buffer grows while delivery lags behind, and shrinks when it has caught up") {
    World world;
    Destination bucket(world.clock);
    bucket.outage_from = epoch + 5s;
    bucket.outage_to = epoch + 600s;
    stream::DeliveryStream events(world.context, "events", buffering(Bytes{1000}, 60s), bucket.deliver());
    Scope scope;
    scope.spawn(events.run());
    scope.spawn(put_every(world.clock, events, 1s, 3000, 100));
    world.clock.run_until(epoch + 599s);
    CHECK(world.gauge("events.buffer.size") >= 32'000);
    CHECK(world.counter("events.flushes") < 4);
    world.clock.run_until(epoch + 3100s);
    CHECK(world.gauge("events.buffer.size") == 1000);
    CHECK(bucket.objects[bucket.objects.size() - 2].second.size() == 1000);
    CHECK(world.counter("events.delivered") == 3000);
}

TEST_CASE("records that wait in a raised buffer grow too old there as well") {
    World world;
    Destination bucket(world.clock);
    bucket.outage_from = epoch;
    bucket.outage_to = epoch + 1000s;
    stream::DeliveryStreamConfig config = buffering(Bytes{100}, 10s);
    config.retention = 100s;
    stream::DeliveryStream events(world.context, "events", config, bucket.deliver());
    Scope scope;
    scope.spawn(events.run());
    scope.spawn(put_every(world.clock, events, 1s, 999, 10));
    world.clock.run_until(epoch + 1200s);
    CHECK(events.idle());
    CHECK(world.counter("events.lost") > 880);
    CHECK(world.counter("events.delivered") > 90);
    CHECK(world.histogram("events.freshness").max() <= 110s);
}

TEST_CASE("a stream that is cleared delivers only what was on its way, and what comes later") {
    World world;
    Destination bucket(world.clock);
    bucket.takes = 10s;
    stream::DeliveryStream firehose(world.context, "events", buffering(Bytes{10}, 60s), bucket.deliver());
    Scope scope;
    scope.spawn(firehose.run());
    for (const char* record : {"on its way", "it waits..", "buffered"})
        CHECK(firehose.put(Text(std::string(record)), 0).ok());
    world.clock.run_until(world.clock.now() + 1s);
    firehose.clear();
    CHECK(firehose.backlog() == 1);
    CHECK(firehose.put(Text("later"), 0).ok());
    world.clock.run_until(world.clock.now() + 10min);
    REQUIRE(bucket.objects.size() == 2);
    CHECK(bucket.objects[0].second == "on its way");
    CHECK(bucket.objects[1].second == "later");
    CHECK(firehose.idle());

    // With nothing on its way, nothing is left.
    CHECK(firehose.put(Text("gone"), 0).ok());
    firehose.clear();
    CHECK(firehose.idle());
}

TEST_CASE("buffered records stay when the hints change, and follow the new ones") {
    World world;
    Destination bucket(world.clock);
    stream::DeliveryStreamConfig config = buffering(Bytes{1'000'000}, 300s);
    config.limits->requests = 2;
    stream::DeliveryStream events(world.context, "events", config, bucket.deliver());
    Scope scope;
    scope.spawn(events.run());
    REQUIRE(events.put("one\n", 1).ok());
    REQUIRE(events.put("two\n", 2).ok());
    CHECK_FALSE(events.put("three\n", 3).ok());
    world.clock.run_until(epoch + 10s);

    config.buffer_interval = 20s;
    config.compression = stream::Compression::gzip;
    config.limits.reset();
    REQUIRE_FALSE(events.update(config));
    for (int i = 0; i < 5; ++i) REQUIRE(events.put("x\n", 4).ok());
    world.clock.run_until(epoch + 19s);
    CHECK(bucket.objects.empty());
    world.clock.run_until(epoch + 20s);
    REQUIRE(bucket.objects.size() == 1);
    CHECK(bucket.keys[0].ends_with(".gz"));
    CHECK(gunzip(bucket.objects[0].second)->view() == "one\ntwo\nx\nx\nx\nx\nx\n");

    // A buffer that is full under the new size is due at once.
    REQUIRE(events.put(Text(std::string(2000, 'x')), 5).ok());
    config.buffer_size = Bytes{1000};
    config.compression = stream::Compression::none;
    REQUIRE_FALSE(events.update(config));
    world.clock.run_until(epoch + 21s);
    CHECK(bucket.objects.size() == 2);
    CHECK(events.idle());

    config.backup.to = "elsewhere";
    CHECK(events.update(config).has_value());
}
