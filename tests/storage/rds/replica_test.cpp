#include "storage/rds/replica.hpp"

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "catch.hpp"
#include "storage/rds/replica_set.hpp"
#include "storage/world.hpp"

using namespace wt;
using rds::Primary;
using rds::Replica;
using rds::ReplicaConfig;
using rds::ReplicaSet;
using rds::Write;
using test::World;

namespace {

ReplicaConfig lagging(Distribution lag) {
    ReplicaConfig config;
    config.lag = std::move(lag);
    return config;
}

Task<void> write(Primary& primary, std::string id, std::string body, std::uint64_t number) {
    Write write{Write::Kind::put, Text(id), Text(body), number};
    const auto written = co_await primary.write(std::move(write), nullptr);
    CHECK(written.ok());
}

template <class Source>
Task<void> read(Source& from, std::string id, std::optional<Text>& to) {
    const auto found = co_await from.select(Text(id), nullptr);
    CHECK(found.ok());
    if (found.ok()) to = *found;
}

template <class Source>
std::optional<Text> read_now(World& world, Source& from, const std::string& id) {
    std::optional<Text> found;
    Scope scope;
    scope.spawn(read(from, id, found));
    world.clock.run_until(world.clock.now());
    return found;
}

}  // namespace

TEST_CASE("the primary answers with what was committed, and a batch takes one service time per hundred writes") {
    World world;
    rds::PrimaryConfig config;
    config.service = Distribution::constant(10ms);
    Primary primary(world.context, "primary", config);
    primary.fill(10, "old");
    const auto apply = [](Primary& to, std::size_t n, std::optional<rds::Applied>& out) -> Task<void> {
        std::vector<Write> writes;
        for (std::size_t i = 0; i < n; ++i) writes.push_back({Write::Kind::put, Text(std::to_string(i)), "new", i + 1});
        auto applied = co_await to.apply(std::move(writes), nullptr);
        if (applied.ok()) out = *applied;
    };
    std::optional<rds::Applied> applied;
    Scope scope;
    scope.spawn(apply(primary, 250, applied));
    world.clock.run_until(epoch + 30ms - 1ns);
    CHECK_FALSE(applied.has_value());
    CHECK(primary.database().select("1") == Text("old"));
    world.clock.run_until(epoch + 30ms);
    REQUIRE(applied.has_value());
    CHECK(applied->changed == 250);
    CHECK(primary.database().select("1") == Text("new"));
    CHECK(world.gauge("primary.rows") == 250);
    CHECK(primary.lsn() == 1);

    std::optional<Text> found;
    scope.spawn(read(primary, "249", found));
    world.clock.run();
    CHECK(found == Text("new"));
}

TEST_CASE("a transaction that a crash interrupts changes nothing") {
    World world;
    rds::PrimaryConfig config;
    config.service = Distribution::constant(10s);
    Primary primary(world.context, "primary", config);
    const auto attempt = [](Primary& to, bool& failed) -> Task<void> {
        Write one{Write::Kind::put, "a", "1", 1};
        const auto written = co_await to.write(std::move(one), nullptr);
        failed = !written.ok();
    };
    bool failed = false;
    Scope scope;
    scope.spawn(attempt(primary, failed));
    world.clock.run_until(epoch + 5s);
    primary.instance().crash(60s);
    world.clock.run();
    CHECK(failed);
    CHECK(primary.lsn() == 0);
    CHECK_FALSE(primary.database().contains("a"));
}

TEST_CASE("a replica shows a commit when its lag has passed, and starts as a copy of the primary") {
    World world;
    Primary primary(world.context, "primary", {});
    Replica early(world.context, "early", lagging(Distribution::constant(2s)), primary);
    primary.fill(3, "old");
    Replica late(world.context, "late", lagging(Distribution::constant(5s)), primary);
    CHECK(read_now(world, early, "1") == Text("old"));
    CHECK(read_now(world, late, "2") == Text("old"));

    Scope scope;
    scope.spawn(early.run());
    scope.spawn(late.run());
    scope.spawn(write(primary, "1", "new", 1));
    world.clock.run_until(epoch + 2s - 1ns);
    CHECK(read_now(world, early, "1") == Text("old"));
    CHECK(read_now(world, early, "2") == Text("old"));
    CHECK(world.counter("early.stale.reads") == 1);
    CHECK_FALSE(early.caught_up());
    world.clock.run_until(epoch + 2s);
    CHECK(read_now(world, early, "1") == Text("new"));
    CHECK(early.caught_up());
    CHECK(early.lsn() == 1);
    CHECK(read_now(world, late, "1") == Text("old"));
    world.clock.run_until(epoch + 5s);
    CHECK(read_now(world, late, "1") == Text("new"));
    CHECK(world.counter("early.stale.reads") == 1);
    CHECK(world.counter("late.stale.reads") == 1);
    CHECK(world.histogram("late.lag").max() == 5s);
    CHECK(world.gauge("late.lag.entries") == 0);
}

TEST_CASE("a changed lag holds for commits that wait already, and when it is lifted the backlog is applied at once") {
    World world;
    Primary primary(world.context, "primary", {});
    Replica replica(world.context, "replica", lagging(Distribution::constant(1s)), primary);
    Scope scope;
    scope.spawn(replica.run());
    scope.spawn(write(primary, "a", "1", 1));
    replica.set_lag(Distribution::constant(1h));
    scope.spawn(write(primary, "b", "2", 2));
    world.clock.run_until(epoch + 10min);
    CHECK(replica.lsn() == 0);
    CHECK(world.gauge("replica.lag.entries") == 2);
    replica.set_lag(std::nullopt);
    world.clock.run_until(epoch + 10min);
    CHECK(replica.caught_up());
    CHECK(world.histogram("replica.lag").max() == 10min);
}

TEST_CASE("a replica is always a prefix of the primary's history, whatever the lags and faults") {
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        World world(seed);
        world.clock.shuffle_ties(seed);
        rds::PrimaryConfig config;
        config.service = Distribution::exponential(20ms);
        config.servers = 3;
        Primary primary(world.context, "primary", config);
        ReplicaConfig set = lagging(Distribution::lognormal(30ms, 900ms));
        set.count = 3;
        ReplicaSet replicas(world.context, "replica", set, primary);
        primary.fill(5, "0");

        Scope scope;
        replicas.start();
        Random random(seed, "test");
        std::map<std::uint64_t, std::uint64_t> history{{0, primary.database().fingerprint()}};
        std::vector<std::uint64_t> seen(replicas.size(), 0);
        std::uint64_t number = 0;
        for (int step = 0; step < 400; ++step) {
            if (step < 300 && random.chance(0.5)) {
                std::vector<Write> batch;
                for (std::uint64_t n = 1 + random.below(3); n > 0; --n) {
                    // Some replays of earlier numbers among them.
                    const std::uint64_t which = random.chance(0.2) ? 1 + random.below(number + 1) : ++number;
                    const auto kind = random.chance(0.3) ? Write::Kind::remove : Write::Kind::put;
                    batch.push_back({kind, Text(std::to_string(random.below(8))), Text(std::to_string(which)), which});
                }
                const auto apply = [](Primary& to, std::vector<Write> writes) -> Task<void> {
                    (void)co_await to.apply(std::move(writes), nullptr);
                };
                scope.spawn(apply(primary, std::move(batch)));
            }
            if (random.chance(0.02)) replicas.set_lag(Distribution::constant(2s));
            if (random.chance(0.05)) replicas.set_lag(std::nullopt);
            if (random.chance(0.01)) primary.instance().crash(50ms);
            // One event at a time, so that every state of the primary is seen.
            const Instant until = world.clock.now() + Duration(random.below(20'000'000));
            while (world.clock.next_deadline() && *world.clock.next_deadline() <= until) {
                world.clock.run_until(*world.clock.next_deadline());
                REQUIRE(primary.lsn() - history.rbegin()->first <= 1);
                history[primary.lsn()] = primary.database().fingerprint();
                for (std::size_t i = 0; i < replicas.size(); ++i) {
                    Replica& replica = replicas.member(i);
                    REQUIRE(replica.lsn() >= seen[i]);
                    seen[i] = replica.lsn();
                    REQUIRE(history.contains(replica.lsn()));
                    REQUIRE(replica.database().fingerprint() == history[replica.lsn()]);
                }
            }
            world.clock.run_until(until);
        }
        replicas.set_lag(std::nullopt);
        world.clock.run();
        CHECK(replicas.caught_up());
        CHECK(replicas.member(2).database().fingerprint() == primary.database().fingerprint());
        CHECK(world.gauge("replica.lag.entries") == 0);
    }
}

TEST_CASE("with a fixed lag a read is stale as often as Poisson writes make it: 1 - exp(-w lag)") {
    // w = 0.5 writes a second to the key, lag 0.3 s: 0.139292.
    World world(2);
    Primary primary(world.context, "primary", {});
    Replica replica(world.context, "replica", lagging(Distribution::constant(300ms)), primary);
    constexpr int reads = 40'000;
    const auto writer = [](World& w, Primary& to) -> Task<void> {
        Random random(3, "writer");
        const Distribution gap = Distribution::exponential(2s);
        for (std::uint64_t n = 1;; ++n) {
            co_await w.clock.sleep_for(gap.sample(random));
            Write one{Write::Kind::put, "key", "body", n};
            (void)co_await to.write(std::move(one), nullptr);
        }
    };
    const auto reader = [](World& w, Replica& from, int n) -> Task<void> {
        Random random(4, "reader");
        const Distribution gap = Distribution::exponential(500ms);
        for (int i = 0; i < n; ++i) {
            co_await w.clock.sleep_for(gap.sample(random));
            (void)co_await from.select("key", nullptr);
        }
    };
    Scope writes;
    writes.spawn(replica.run());
    writes.spawn(writer(world, primary));
    {
        Scope scope;
        scope.spawn(reader(world, replica, reads));
        while (scope.running() > 0) world.clock.run_until(world.clock.now() + 1h);
    }
    const double stale = static_cast<double>(world.counter("replica.stale.reads")) / reads;
    CHECK(std::abs(stale - 0.139292) < 4 * std::sqrt(0.139292 * 0.860708 * 3 / reads));
}

TEST_CASE(
    "a reader endpoint hands its connections to the replicas in turn, and a statement goes where its connection does") {
    World world;
    Primary primary(world.context, "primary", {});
    primary.fill(1, "old");
    ReplicaConfig config = lagging(Distribution::constant(1s));
    config.count = 2;
    config.max_connections = 1;
    ReplicaSet set(world.context, "replica", config, primary);
    const auto first = set.connect();
    const auto second = set.connect();
    REQUIRE(first.ok());
    REQUIRE(second.ok());
    CHECK(first->instance() == &set.member(0).instance());
    CHECK(second->instance() == &set.member(1).instance());
    CHECK_FALSE(set.connect().ok());
    CHECK(world.gauge("replica.connections") == 2);
    CHECK(world.counter("replica.refused") == 1);

    // Only the second replicates.
    Scope scope;
    scope.spawn(set.member(1).run());
    scope.spawn(write(primary, "0", "new", 1));
    world.clock.run_until(epoch + 2s);
    const auto select = [](ReplicaSet& from, const rds::ConnectionLease* lease, std::optional<Text>& to) -> Task<void> {
        const auto found = co_await from.select("0", lease);
        if (found.ok()) to = *found;
    };
    std::optional<Text> old_body;
    std::optional<Text> new_body;
    scope.spawn(select(set, &*first, old_body));
    scope.spawn(select(set, &*second, new_body));
    world.clock.run_until(epoch + 2s);
    CHECK(old_body == Text("old"));
    CHECK(new_body == Text("new"));
    CHECK(world.counter("replica.stale.reads") == 1);
    CHECK_FALSE(set.caught_up());
}

TEST_CASE("two runs of one seed do the same") {
    const auto digest = [](std::uint64_t seed) {
        World world(seed);
        rds::PrimaryConfig config;
        config.service = Distribution::exponential(2ms);
        Primary primary(world.context, "primary", config);
        ReplicaConfig replicas = lagging(Distribution::exponential(50ms));
        replicas.count = 2;
        ReplicaSet set(world.context, "replica", replicas, primary);
        Scope scope;
        set.start();
        for (std::uint64_t n = 1; n <= 50; ++n) scope.spawn(write(primary, std::to_string(n % 7), "x", n));
        world.clock.run();
        return world.digest.hex();
    };
    CHECK(digest(1) == digest(1));
    CHECK(digest(1) != digest(2));
}

TEST_CASE("a primary that starts over has the rows of the beginning, and so have its replicas") {
    World world;
    Primary primary(world.context, "primary", rds::PrimaryConfig{});
    Replica replica(world.context, "replica", lagging(Distribution::constant(1h)), primary);
    primary.fill(3, "old");
    Scope scope;
    scope.spawn(replica.run());
    scope.spawn(write(primary, "1", "new", 1));
    scope.spawn(write(primary, "new", "new", 2));
    world.clock.run_until(world.clock.now() + 1min);
    CHECK(read_now(world, primary, "new"));
    CHECK_FALSE(replica.caught_up());

    primary.start_over(2, "old");
    CHECK(replica.caught_up());
    CHECK_FALSE(read_now(world, primary, "2"));
    CHECK_FALSE(primary.last_write("new"));
    scope.spawn(write(primary, "1", "newer", 1));  // its number is not old any more
    world.clock.run_until(world.clock.now() + 2h);
    CHECK(replica.fingerprint() == primary.fingerprint());
    CHECK(read_now(world, replica, "1") == std::optional(Text("newer")));
}

TEST_CASE("of a set one replica goes, and the others take its turns") {
    World world;
    Primary primary(world.context, "primary", {});
    primary.fill(1, "old");
    ReplicaConfig config = lagging(Distribution::constant(1s));
    config.count = 3;
    ReplicaSet set(world.context, "replica", config, primary);
    set.start();
    const auto second = [&] {
        (void)set.connect();
        return set.connect();
    }();
    REQUIRE(second.ok());
    CHECK(set.remove(2));
    CHECK_FALSE(set.remove(2));
    CHECK_FALSE(set.remove(4));
    CHECK(set.size() == 2);
    CHECK((set.number(0) == 1 && set.number(1) == 3));
    Scope scope;
    std::optional<std::string> failure;
    const auto select = [](ReplicaSet& from, const rds::ConnectionLease* lease,
                           std::optional<std::string>& why) -> Task<void> {
        const auto found = co_await from.select("0", lease);
        if (!found.ok()) why = found.error().message;
    };
    scope.spawn(select(set, &*second, failure));
    CHECK(failure == "server closed the connection unexpectedly");
    scope.spawn(write(primary, "0", "new", 1));
    world.clock.run_until(epoch + 2s);
    CHECK(set.caught_up());
    for (int i = 0; i < 4; ++i) CHECK(read_now(world, set, "0") == Text("new"));
    CHECK(set.remove(1));
    CHECK_FALSE(set.remove(3));  // which goes with its set
    CHECK(read_now(world, set, "0") == Text("new"));
}
