#include <optional>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "catch.hpp"
#include "storage/rds/replica_set.hpp"
#include "storage/world.hpp"

using namespace wt;
using rds::Primary;
using rds::PrimaryConfig;
using rds::ReplicaConfig;
using rds::ReplicaSet;
using rds::Write;
using test::World;

namespace {

Task<void> write(Primary& primary, std::string id, std::string body, std::uint64_t number, std::string& outcome) {
    Write write{Write::Kind::put, Text(id), Text(body), number};
    const auto written = co_await primary.write(std::move(write), nullptr);
    outcome = written.ok() ? "ok" : written.error().message;
}

struct Stand {
    World world;
    PrimaryConfig config;
    std::string outcome;
    Scope scope;

    void put(Primary& primary, const std::string& id, const std::string& body, std::uint64_t number) {
        scope.spawn(write(primary, id, body, number, outcome));
        world.clock.run_until(world.clock.now());
    }
    void wait(Duration span) { world.clock.run_until(world.clock.now() + span); }
};

}  // namespace

TEST_CASE("a Multi-AZ failover refuses connections for a while and loses nothing") {
    Stand stand;
    Primary primary(stand.world.context, "primary", stand.config);
    stand.put(primary, "a", "1", 1);
    CHECK(primary.take_over(60s) == 0);
    stand.put(primary, "a", "2", 2);
    CHECK(stand.outcome == "FATAL: the database system is in recovery mode");
    stand.wait(60s);
    CHECK(primary.database().select("a") == Text("1"));
    stand.put(primary, "a", "2", 2);
    CHECK(stand.outcome == "ok");
    CHECK(stand.world.counter("primary.failovers") == 1);
    CHECK(stand.world.counter("primary.lost.commits") == 0);
}

TEST_CASE("a lost tail takes back the last commits, on the primary and wherever they had arrived") {
    Stand stand;
    Primary primary(stand.world.context, "primary", stand.config);
    primary.keep_history(10s);
    ReplicaConfig config;
    config.lag = Distribution::constant(2s);
    ReplicaSet replicas(stand.world.context, "replica", config, primary);
    Scope running;
    replicas.start();
    stand.put(primary, "a", "1", 1);
    stand.wait(10s);
    stand.put(primary, "a", "2", 2);
    stand.put(primary, "b", "1", 3);
    stand.wait(3s);  // both have arrived
    stand.put(primary, "c", "1", 4);
    stand.wait(1s);  // this one has not
    CHECK(replicas.member(0).database().select("a") == Text("2"));
    CHECK(primary.take_over(60s, 5s) == 3);
    CHECK(primary.database().select("a") == Text("1"));
    CHECK_FALSE(primary.database().contains("b"));
    CHECK(primary.database().fingerprint() == replicas.member(0).database().fingerprint());
    CHECK(replicas.caught_up());
    CHECK(stand.world.gauge("primary.rows") == 1);
    stand.wait(60s);
    stand.put(primary, "c", "2", 5);
    stand.wait(2s);
    CHECK(replicas.member(0).database().select("c") == Text("2"));
    CHECK(stand.world.counter("primary.lost.commits") == 3);
}

TEST_CASE("a promoted replica keeps what it had applied, and what it had not is gone") {
    Stand stand;
    Primary primary(stand.world.context, "primary", stand.config);
    ReplicaConfig config;
    config.count = 2;
    config.lag = *parse_distribution("uniform(1s, 30s)");
    ReplicaSet replicas(stand.world.context, "replica", config, primary);
    Scope running;
    replicas.start();
    for (std::uint64_t i = 1; i <= 20; ++i) {
        stand.put(primary, "item", std::to_string(i), i);
        stand.wait(1s);
    }
    const std::uint64_t kept = replicas.most_recent().lsn();
    CHECK(kept >= std::max(replicas.member(0).lsn(), replicas.member(1).lsn()));
    REQUIRE(kept < 20);
    CHECK(primary.promote(replicas.most_recent(), 5min) == 20 - kept);
    CHECK(primary.lsn() == kept);
    stand.wait(5min);
    CHECK(primary.database().last_write("item") == kept);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(replicas.member(i).database().fingerprint() == primary.database().fingerprint());
    }
}

TEST_CASE("a replica that applies slower than the primary commits falls behind, and catches up when writes pause") {
    Stand stand;
    Primary primary(stand.world.context, "primary", stand.config);
    ReplicaConfig config;
    config.apply = Distribution::constant(100ms);
    ReplicaSet replicas(stand.world.context, "replica", config, primary);
    Scope running;
    replicas.start();
    // 20 commits a second for 10 s against 10 a second: 100 wait at the end, and take 10 s.
    for (std::uint64_t i = 1; i <= 200; ++i) {
        stand.put(primary, std::to_string(i), "x", i);
        stand.wait(50ms);
    }
    CHECK(replicas.member(0).backlog().size() == Approx(100).margin(1));
    stand.wait(9900ms);
    CHECK_FALSE(replicas.caught_up());
    stand.wait(200ms);
    CHECK(replicas.caught_up());
}

TEST_CASE("what does not fit the storage fails, and what is removed makes room") {
    Stand stand;
    stand.config.storage = Bytes{1'000'000};
    Primary primary(stand.world.context, "primary", stand.config);
    const std::string body(10'000, 'x');
    std::uint64_t number = 1;
    for (stand.outcome = "ok"; stand.outcome == "ok"; ++number)
        stand.put(primary, std::to_string(number), body, number);
    CHECK(stand.outcome == "ERROR: could not extend file: No space left on device");
    CHECK(number == Approx(80).margin(20));
    CHECK(primary.database().select("1") == Text(body));
    const auto remove = [](Primary& from, std::string id, std::uint64_t n) -> Task<void> {
        Write gone{Write::Kind::remove, Text(id), Text(), n};
        const auto removed = co_await from.write(std::move(gone), nullptr);
        CHECK(removed.ok());
    };
    for (std::uint64_t i = 1; i <= 10; ++i) stand.scope.spawn(remove(primary, std::to_string(i), number + i));
    stand.wait(1s);
    stand.put(primary, "again", body, number + 100);
    CHECK(stand.outcome == "ok");
}
