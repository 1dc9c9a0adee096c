#include "storage/rds/instance.hpp"

#include <cmath>
#include <list>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "catch.hpp"
#include "storage/world.hpp"

using namespace wt;
using rds::ConnectionLease;
using rds::Instance;
using rds::InstanceConfig;
using test::World;

namespace {

struct Outcome {
    std::string name;
    Instant at;
    bool ok;
};

Task<void> run_statement(World& world, Instance& instance, const ConnectionLease* lease, std::string name,
                         std::vector<Outcome>& log) {
    Result<Instance::Statement> statement = co_await instance.begin(lease);
    bool ok = statement.ok();
    if (ok) {
        const std::optional<Error> failure = co_await statement->serve();
        ok = !failure;
    }
    Outcome outcome{std::move(name), world.clock.now(), ok};
    log.push_back(std::move(outcome));
}

InstanceConfig config_with(std::uint64_t max_connections, std::uint64_t servers, Distribution service) {
    InstanceConfig config;
    config.max_connections = max_connections;
    config.servers = servers;
    config.service = std::move(service);
    return config;
}

}  // namespace

TEST_CASE("connections above the limit are refused, and a closed one makes room") {
    World world;
    Instance instance(world.context, "primary", config_with(2, 1, {}));
    auto first = instance.connect();
    auto second = instance.connect();
    REQUIRE(first.ok());
    REQUIRE(second.ok());
    const auto third = instance.connect();
    REQUIRE_FALSE(third.ok());
    CHECK(third.error().message == "FATAL: sorry, too many clients already");
    CHECK(world.counter("primary.refused") == 1);
    CHECK(world.gauge("primary.connections") == 2);
    {
        const ConnectionLease closed = std::move(*first);
    }
    CHECK(instance.connections() == 1);
    CHECK(instance.connect().ok());
}

TEST_CASE("statements beyond the servers wait in the order of asking") {
    World world;
    Instance instance(world.context, "primary", config_with(10, 2, Distribution::constant(10ms)));
    const auto lease = instance.connect();
    std::vector<Outcome> log;
    Scope scope;
    for (const char* name : {"a", "b", "c", "d", "e"}) scope.spawn(run_statement(world, instance, &*lease, name, log));
    CHECK(world.gauge("primary.busy") == 2);
    CHECK(instance.waiting() == 3);
    world.clock.run();
    REQUIRE(log.size() == 5);
    CHECK(log[2].name == "c");
    CHECK(log[2].at == epoch + 20ms);
    CHECK(log[4].name == "e");
    CHECK(log[4].at == epoch + 30ms);
    CHECK(world.gauge("primary.busy") == 0);
    CHECK(world.counter("primary.statements") == 5);
    CHECK(world.histogram("primary.wait").max() == 20ms);
}

TEST_CASE("one connection too many brings the instance down, cuts all and fails what is under way, until it recovers") {
    World world;
    InstanceConfig config = config_with(2, 1, Distribution::constant(10s));
    config.on_overload = rds::Overload::crash;
    config.recovery = 60s;
    Instance instance(world.context, "primary", config);
    const auto first = instance.connect();
    const auto second = instance.connect();
    std::vector<Outcome> log;
    Scope scope;
    scope.spawn(run_statement(world, instance, &*first, "in service", log));
    scope.spawn(run_statement(world, instance, &*second, "in line", log));
    world.clock.run_until(epoch + 1s);
    CHECK_FALSE(instance.connect().ok());
    world.clock.run_until(epoch + 1s);
    REQUIRE(log.size() == 2);
    CHECK_FALSE(log[0].ok);
    CHECK_FALSE(log[1].ok);
    CHECK(log[1].at == epoch + 1s);
    CHECK_FALSE(first->alive());
    CHECK(instance.connections() == 0);
    CHECK(world.gauge("primary.connections") == 0);
    CHECK(world.gauge("primary.busy") == 0);

    world.clock.run_until(epoch + 61s - 1ns);
    CHECK(instance.down());
    CHECK_FALSE(instance.connect().ok());
    world.clock.run_until(epoch + 61s);
    const auto again = instance.connect();
    REQUIRE(again.ok());
    scope.spawn(run_statement(world, instance, &*first, "on a cut connection", log));
    scope.spawn(run_statement(world, instance, &*again, "on a new one", log));
    world.clock.run();
    REQUIRE(log.size() == 4);
    CHECK_FALSE(log[2].ok);
    CHECK(log[3].ok);
    CHECK(world.counter("primary.crashes") == 1);
    CHECK(world.counter("primary.errors") == 3);
    CHECK(world.counter("primary.refused") == 2);
}

TEST_CASE("a statement without a connection opens one for itself") {
    World world;
    Instance instance(world.context, "primary", config_with(1, 4, Distribution::constant(1s)));
    std::vector<Outcome> log;
    Scope scope;
    scope.spawn(run_statement(world, instance, nullptr, "a", log));
    scope.spawn(run_statement(world, instance, nullptr, "b", log));
    CHECK(instance.connections() == 1);
    world.clock.run();
    CHECK(instance.connections() == 0);
    REQUIRE(log.size() == 2);
    CHECK(log[0].name == "b");
    CHECK_FALSE(log[0].ok);
    CHECK(log[1].ok);
}

TEST_CASE("whoever gives up lets go of the server, in service or in line") {
    World world;
    Instance instance(world.context, "primary", config_with(9, 1, Distribution::constant(10s)));
    const auto lease = instance.connect();
    std::vector<Outcome> log;
    Scope patient;
    {
        Scope in_service;
        in_service.spawn(run_statement(world, instance, &*lease, "gives up", log));
        Scope in_line;
        in_line.spawn(run_statement(world, instance, &*lease, "gives up too", log));
        patient.spawn(run_statement(world, instance, &*lease, "patient", log));
        world.clock.run_until(epoch + 1s);
    }
    world.clock.run();
    REQUIRE(log.size() == 1);
    CHECK(log[0].name == "patient");
    CHECK(log[0].at == epoch + 11s);
    CHECK(world.gauge("primary.busy") == 0);
}

TEST_CASE("the wait for a server is Erlang's C") {
    // a = 8 Erlangs on 10 servers, mean service 1 s: P(wait) = 0.409180, mean wait 0.204590 s.
    World world(4);
    Instance instance(world.context, "primary", config_with(1'000'000, 10, Distribution::exponential(1s)));
    std::vector<Outcome> log;
    const auto arrivals = [](World& w, Instance& to, std::vector<Outcome>& out, int n) -> Task<void> {
        Scope statements;
        const auto lease = to.connect();
        const Distribution gap = Distribution::exponential(125ms);
        Random random(9, "arrivals");
        for (int i = 0; i < n; ++i) {
            co_await w.clock.sleep_for(gap.sample(random));
            statements.spawn(run_statement(w, to, &*lease, std::string(), out));
        }
        co_await w.clock.sleep_for(1h);
    };
    Scope scope;
    constexpr int n = 100'000;
    scope.spawn(arrivals(world, instance, log, n));
    world.clock.run();
    const Histogram& wait = world.histogram("primary.wait");
    REQUIRE(wait.count() == n);
    const double waited = 1 - static_cast<double>(wait.at_most(Duration::zero())) / n;
    CHECK(std::abs(waited - 0.409180) < 4 * std::sqrt(0.40918 * 0.59082 * 10 / n));
    CHECK(std::abs(seconds(wait.mean()) - 0.204590) < 0.02);
}

TEST_CASE(
    "an instance may shrink below what is busy: what is served is served, and nothing begins until there is room") {
    World world;
    InstanceConfig config = config_with(3, 3, Distribution::constant(10s));
    Instance instance(world.context, "db", config);
    std::vector<Outcome> log;
    Scope scope;
    std::list<ConnectionLease> leases;
    for (int i = 0; i < 3; ++i) leases.push_back(std::move(*instance.connect()));
    for (const char* name : {"a", "b", "c", "d", "e"})
        scope.spawn(run_statement(world, instance, &leases.front(), name, log));
    world.clock.run_until(epoch + 1s);
    config.servers = 1;
    config.max_connections = 1;
    instance.update(config);
    CHECK(instance.connections() == 3);
    CHECK_FALSE(instance.connect().ok());
    leases.pop_back();
    CHECK_FALSE(instance.connect().ok());
    world.clock.run_until(epoch + 15s);
    CHECK(log.size() == 3);
    world.clock.run_until(epoch + 22s);
    CHECK(log.size() == 4);  // one at a time
    config.servers = 5;
    instance.update(config);
    for (const char* name : {"f", "g"}) scope.spawn(run_statement(world, instance, &leases.front(), name, log));
    world.clock.run_until(epoch + 33s);
    CHECK(log.size() == 7);
}
