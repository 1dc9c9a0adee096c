#include "storage/s3/archive.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "storage/s3/service_world.hpp"

using namespace wt;
using store::finished;
using test::ArchiveWorld;

TEST_CASE("an object is there at once, and the last writer wins") {
    ArchiveWorld world;
    auto& bucket = world.archive({});
    CHECK(finished(bucket.put("a/1", "one")).ok());
    CHECK(finished(bucket.put("a/1", "other")).ok());
    CHECK(finished(bucket.put("b/2", "two")).ok());
    CHECK(*finished(bucket.get("a/1")) == Text("other"));
    CHECK_FALSE(finished(bucket.get("a/2"))->has_value());
    CHECK(bucket.objects() == 2);
    CHECK(bucket.bytes() == 8);
    CHECK(world.gauge("archive.objects") == 2);
    CHECK(world.gauge("archive.bytes") == 8);
    CHECK(world.counter("archive.puts") == 3);
    CHECK(world.counter("archive.gets") == 2);
}

TEST_CASE("a list has the keys with the prefix, in order of their bytes") {
    ArchiveWorld world;
    auto& bucket = world.archive({});
    for (const char* key : {"b/2", "a/10", "a/1", "b", "b/10", "c"}) CHECK(finished(bucket.put(key, "x")).ok());
    CHECK(bucket.list("b/") == std::vector<std::string>{"b/10", "b/2"});
    CHECK(bucket.list("").size() == 6);
    CHECK(bucket.list("d").empty());
}

TEST_CASE("a removed object is gone, and removing it again is no error") {
    ArchiveWorld world;
    auto& bucket = world.archive({});
    CHECK(finished(bucket.put("a", "1")).ok());
    bucket.remove("a");
    bucket.remove("a");
    CHECK_FALSE(bucket.contains("a"));
    CHECK(bucket.bytes() == 0);
}

TEST_CASE("a key has 1 to 1024 bytes") {
    ArchiveWorld world;
    auto& bucket = world.archive({});
    CHECK(finished(bucket.put(std::string(1024, 'k'), "x")).ok());
    const auto too_long = finished(bucket.put(std::string(1025, 'k'), "x"));
    REQUIRE_FALSE(too_long.ok());
    CHECK(too_long.error().message.starts_with("KeyTooLongError"));
    CHECK_FALSE(finished(bucket.put("", "x")).ok());
    CHECK(world.counter("archive.errors") == 2);
    CHECK(bucket.objects() == 1);
}

TEST_CASE("the listener learns of each created object when it can already be read") {
    ArchiveWorld world;
    auto& bucket = world.archive({});
    std::vector<std::string> seen;
    bucket.on_created([&](const std::string& key) {
        CHECK(bucket.contains(key));
        seen.push_back(key);
    });
    CHECK(finished(bucket.put("a", "1")).ok());
    CHECK(finished(bucket.put("b", "2")).ok());
    CHECK(finished(bucket.put("a", "3")).ok());
    bucket.remove("b");
    CHECK(seen == std::vector<std::string>{"a", "b", "a"});
}

TEST_CASE("objects expire by their age, and an overwritten one is young again") {
    ArchiveWorld world;
    s3::BucketConfig config;
    config.expire_after = 24h;
    auto& bucket = world.archive(config);
    CHECK(finished(bucket.put("a", "1")).ok());
    CHECK(finished(bucket.put("b", "2")).ok());
    world.clock.run_until(epoch + 12h);
    CHECK(finished(bucket.put("b", "3")).ok());
    world.clock.run_until(epoch + 24h);
    CHECK_FALSE(finished(bucket.get("a"))->has_value());
    CHECK(bucket.list("") == std::vector<std::string>{"b"});
    world.clock.run_until(epoch + 36h);
    CHECK(bucket.list("").empty());
    CHECK(world.gauge("archive.objects") == 0);
}

TEST_CASE("a failed notification is replayed until it succeeds, unless the object is gone") {
    ArchiveWorld world;
    s3::BucketConfig config;
    config.replay_every = 10min;
    auto& bucket = world.archive(config);
    int failures_left = 3;
    std::vector<std::string> loaded;
    bucket.on_created([&](const std::string& key) {
        if (failures_left > 0) {
            --failures_left;
            bucket.notification_failed(key);
        } else {
            loaded.push_back(key);
        }
    });
    Scope scope;
    scope.spawn(bucket.run());
    CHECK(finished(bucket.put("a", "1")).ok());
    CHECK(finished(bucket.put("b", "2")).ok());
    bucket.remove("b");
    CHECK(bucket.waiting_for_replay() == 2);
    world.clock.run_until(epoch + 10min);
    CHECK(loaded.empty());
    CHECK(bucket.waiting_for_replay() == 1);
    world.clock.run_until(epoch + 20min);
    CHECK(loaded == std::vector<std::string>{"a"});
    world.clock.run_until(epoch + 60min);
    CHECK(world.counter("archive.replayed") == 2);
}
