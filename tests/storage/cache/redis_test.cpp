#include "storage/cache/redis.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/distribution.hpp"
#include "catch.hpp"
#include "storage/world.hpp"

using namespace wt;
using test::World;

namespace {

cache::RedisConfig room_for(std::uint64_t keys, std::uint64_t key_bytes, std::uint64_t value_bytes) {
    cache::RedisConfig config;
    config.max_memory = Bytes{keys * (key_bytes + value_bytes + cache::Redis::overhead)};
    return config;
}

}  // namespace

TEST_CASE("a key is found until its time is over, and reading does not prolong it") {
    World world;
    cache::RedisConfig config;
    config.ttl = 30s;
    cache::Redis redis(world.context, "redis", config);
    redis.set("a", "one");
    CHECK(redis.get("a") == Text("one"));
    CHECK_FALSE(redis.get("b").has_value());
    world.clock.run_until(epoch + 30s - 1ns);
    CHECK(redis.get("a").has_value());
    world.clock.run_until(epoch + 30s);
    CHECK_FALSE(redis.get("a").has_value());
    CHECK(world.counter("redis.hits") == 2);
    CHECK(world.counter("redis.misses") == 2);
    CHECK(world.counter("redis.evictions") == 0);
    CHECK(std::get<Ratio>(world.metrics.find("redis.hit.ratio").front()->metric).value() == 0.5);
    CHECK(redis.memory() == 0);
}

TEST_CASE("setting a key anew replaces its value and begins its time again") {
    World world;
    cache::RedisConfig config;
    config.ttl = 30s;
    cache::Redis redis(world.context, "redis", config);
    redis.set("a", "one");
    world.clock.run_until(epoch + 20s);
    redis.set("a", "other");
    world.clock.run_until(epoch + 40s);
    CHECK(redis.get("a") == Text("other"));
    CHECK(redis.keys() == 1);
    CHECK(redis.memory() == 1 + 5 + cache::Redis::overhead);
}

TEST_CASE("when memory is short the key that was not used for longest goes first") {
    World world;
    cache::Redis redis(world.context, "redis", room_for(3, 1, 1));
    redis.set("a", "1");
    redis.set("b", "2");
    redis.set("c", "3");
    CHECK(redis.get("a").has_value());
    redis.set("d", "4");
    CHECK(redis.get("a").has_value());
    CHECK_FALSE(redis.get("b").has_value());
    CHECK(redis.get("c").has_value());
    CHECK(redis.get("d").has_value());
    CHECK(world.counter("redis.evictions") == 1);
}

TEST_CASE("a value larger than the memory is not kept, and evicts nothing") {
    World world;
    cache::Redis redis(world.context, "redis", room_for(2, 1, 1));
    redis.set("a", "1");
    redis.set("b", Text(std::string(1000, 'x')));
    CHECK(redis.get("a").has_value());
    CHECK_FALSE(redis.get("b").has_value());
    CHECK(redis.keys() == 1);
}

TEST_CASE("deleted and flushed keys are gone") {
    World world;
    cache::Redis redis(world.context, "redis", {});
    redis.set("a", "1");
    redis.set("b", "2");
    redis.set("c", "3");
    CHECK(redis.del("b"));
    CHECK_FALSE(redis.del("b"));
    CHECK(redis.keys() == 2);
    redis.flush_all();
    CHECK(redis.keys() == 0);
    CHECK(redis.memory() == 0);
    redis.set("d", "4");
    CHECK(redis.get("d").has_value());
    CHECK_FALSE(redis.get("a").has_value());
}

TEST_CASE("expired keys give their memory back as new ones come, without being asked for") {
    World world;
    cache::RedisConfig config;
    config.ttl = 1s;
    cache::Redis redis(world.context, "redis", config);
    for (int i = 0; i < 100; ++i) redis.set(Text("old" + std::to_string(i)), "x");
    world.clock.run_until(epoch + 2s);
    for (int i = 0; i < 50; ++i) redis.set(Text("new" + std::to_string(i)), "x");
    CHECK(redis.keys() == 50);
}

TEST_CASE("under random use it keeps what a simple list of the most recently used keys keeps") {
    World world;
    constexpr std::size_t room = 8;
    cache::Redis redis(world.context, "redis", room_for(room, 2, 1));
    std::vector<std::string> model;  // most recently used last
    Random random(3, "test");
    for (int step = 0; step < 20'000; ++step) {
        const std::string key = std::to_string(10 + random.below(20));
        const auto known = std::find(model.begin(), model.end(), key);
        const bool present = known != model.end();
        switch (random.below(5)) {
            case 0:
                REQUIRE(redis.del(key) == present);
                if (present) model.erase(known);
                break;
            case 1:
                redis.set(Text(key), "x");
                if (present) model.erase(known);
                model.push_back(key);
                if (model.size() > room) model.erase(model.begin());
                break;
            default:
                REQUIRE(redis.get(key).has_value() == present);
                if (present) std::rotate(known, known + 1, model.end());
        }
        REQUIRE(redis.keys() == model.size());
    }
}

TEST_CASE("the hit ratio of a full cache is Che's for LRU") {
    // Zipf over 10,000 keys with s = 1, room for 1,000: sum of q(1 - exp(-q t)) where t solves sum(1 - exp(-q t)) = C.
    World world;
    cache::RedisConfig config = room_for(1000, 5, 1);
    config.ttl = 24h;
    cache::Redis redis(world.context, "redis", config);
    const Zipf zipf(10'000, 1.0);
    Random random(11, "test");
    const auto request = [&] {
        const Text key(std::to_string(10'000 + zipf.sample(random)));
        const bool hit = redis.get(key).has_value();
        if (!hit) redis.set(key, "x");
        return hit;
    };
    for (int i = 0; i < 50'000; ++i) (void)request();
    int hits = 0;
    constexpr int n = 200'000;
    for (int i = 0; i < n; ++i) hits += request() ? 1 : 0;
    CHECK(std::abs(static_cast<double>(hits) / n - 0.67560) < 4 * std::sqrt(0.6756 * 0.3244 * 3 / n));
}

TEST_CASE("a cache that shrinks lets the least recently used go; a new lifetime is for what is set from now on") {
    World world;
    cache::RedisConfig config = room_for(4, 1, 1);
    config.ttl = 100s;
    cache::Redis redis(world.context, "redis", config);
    for (const char* key : {"a", "b", "c", "d"}) redis.set(Text(std::string_view(key)), "1");
    (void)redis.get("a");
    config = room_for(2, 1, 1);
    config.ttl = 10s;
    redis.update(config);
    CHECK(redis.keys() == 2);
    CHECK(redis.get("a").has_value());
    CHECK(redis.get("d").has_value());
    redis.set("d", "2");
    world.clock.run_until(epoch + 20s);
    CHECK(redis.get("a").has_value());
    CHECK_FALSE(redis.get("d").has_value());
}

TEST_CASE("a failover loses what the replica does not have yet, and nothing else") {
    World world;
    cache::RedisConfig config;
    config.replica_lag = Distribution::constant(1s);
    cache::Redis redis(world.context, "redis", config);
    redis.set("a", "1");
    redis.set("b", "1");
    world.clock.run_until(epoch + 1s);
    redis.set("a", "2");
    redis.del("b");
    redis.set("c", "2");
    int cut = 0;
    redis.when_cut([&] { ++cut; });
    redis.fail_over(world.clock.after(5s));
    CHECK(redis.get("a") == Text("1"));
    CHECK(redis.get("b") == Text("1"));
    CHECK_FALSE(redis.get("c").has_value());
    CHECK(world.counter("redis.failovers") == 1);
    CHECK(world.counter("redis.lost.writes") == 3);
    CHECK(cut == 1);
    CHECK(redis.is_down());
    world.clock.run_until(world.clock.after(5s));
    CHECK_FALSE(redis.is_down());
    redis.fail_over(epoch);
    CHECK(redis.get("a") == Text("1"));
}

TEST_CASE("a node that begins again has what a log has of it, or nothing") {
    for (const auto durability : {cache::Durability::none, cache::Durability::async, cache::Durability::sync}) {
        World world;
        cache::RedisConfig config;
        config.durability = durability;
        config.commit = Distribution::constant(1s);
        cache::Redis redis(world.context, "redis", config);
        redis.set("old", "1");
        CHECK(redis.safe_at() == epoch + (durability == cache::Durability::none ? 0s : 1s));
        world.clock.run_until(epoch + 2s);
        redis.set("new", "1");
        redis.restart(epoch);
        CHECK(redis.get("old").has_value() == (durability != cache::Durability::none));
        CHECK_FALSE(redis.get("new").has_value());
    }
}

TEST_CASE("a fault's lag counts while it lasts") {
    World world;
    cache::Redis redis(world.context, "redis", {});
    redis.set("a", "1");
    redis.fail_over(epoch);
    CHECK(redis.get("a").has_value());
    redis.set_lag(Distribution::constant(10s));
    redis.set("b", "1");
    redis.fail_over(epoch);
    CHECK_FALSE(redis.get("b").has_value());
    redis.set_lag(std::nullopt);
    redis.set("c", "1");
    redis.fail_over(epoch);
    CHECK(redis.get("c").has_value());
}
