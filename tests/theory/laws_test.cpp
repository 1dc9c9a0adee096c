// Theory 9, 18: the laws that hold for every tier, and how sure a reported percentile is.
#include <algorithm>
#include <vector>

#include "catch.hpp"
#include "edge/world.hpp"
#include "http/ways.hpp"
#include "lambda/function.hpp"
#include "storage/rds/instance.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::theory;

namespace {

/// L = lambda W: the level over time against the rate times the time that each request stayed.
void check_little(const http::Hop& hop, Instant now) {
    const http::Flow& flow = hop.flow();
    const double span = seconds(now - epoch);
    const double level = flow.concurrency.integral(now) / span;
    const double rate = static_cast<double>(flow.in) / span;
    INFO(hop.name());
    CHECK(level == Approx(rate * seconds(flow.latency.mean())).epsilon(0.01));
}

/// Nothing is lost: what came in went out in some way, or is inside.
void check_conservation(const http::Hop& hop) {
    const http::Flow& flow = hop.flow();
    INFO(hop.name());
    REQUIRE(flow.in_flight >= 0);
    CHECK(flow.in ==
          flow.answered + flow.refused + flow.passed_on + flow.cancelled + static_cast<std::uint64_t>(flow.in_flight));
}

}  // namespace

TEST_CASE("theory 9: Little's law and conservation hold at every tier, before a function that is short of places") {
    edge::DistributionConfig config;
    config.cache.default_ttl = 2s;
    config.origin_timeout = 3s;
    config.pops[0].rtt.law = Distribution::exponential(40ms);
    test::World world;
    edge::Distribution distribution(world.context, "edge", config);
    lambda::AccountConcurrency account(lambda::AccountConfig{6});
    lambda::FunctionConfig function_config;
    function_config.timeout = 4s;  // longer than the edge waits
    function_config.init.law = Distribution::constant(500ms);
    function_config.handlers.push_back({"*", Latency{lognormal_of_sigma_one(0.8)}, {}});
    lambda::Function function(world.context, "f", function_config, account, {});
    http::test::Standing function_hop(world.context, "f", function, Latency{Distribution::exponential(10ms)});
    http::test::Ways ways{{"", function_hop}};
    edge::EdgeCache cache(distribution, ways);
    http::test::Standing cache_hop(world.context, "edge.cache", cache);
    edge::Viewers viewers(distribution, http::Way(cache_hop), http::Way(cache_hop));
    http::test::Standing viewers_hop(world.context, "edge", viewers);
    const http::Hop* const hops[] = {&viewers_hop, &cache_hop, &function_hop};

    const auto view = [](http::Hop& hop, std::uint64_t item) -> Task<void> {
        http::Request request = edge::test::World::request("/items/" + std::to_string(item));
        (void)co_await hop.send(std::move(request));
    };
    const Zipf popularity(200, 0.9);
    Random picks(4, "keys");
    Scope scope;
    const std::uint64_t n = samples(3'000);
    scope.spawn(poisson(world.context, 15, n, [&] { scope.spawn(view(viewers_hop, popularity.sample(picks))); }));
    for (int look = 1; look <= 10; ++look) {
        world.clock.run_until(epoch + from_seconds(static_cast<double>(n) / 15 * look / 11));
        for (const http::Hop* hop : hops) check_conservation(*hop);
    }
    // Of those who gave up there is no latency, so only tiers without any are held to Little's law.
    for (const http::Hop* hop : hops) {
        if (hop->flow().cancelled == 0) check_little(*hop, world.clock.now());
    }
    CHECK(function_hop.flow().cancelled > 0);
    CHECK(world.counter("f.throttled") > 0);
    world.clock.run();
    CHECK(viewers_hop.flow().in == n);
    for (const http::Hop* hop : hops) {
        check_conservation(*hop);
        CHECK(hop->flow().in_flight == 0);
    }
}

TEST_CASE("theory 9: the servers of a database are busy for the load over their number, and the line obeys Little") {
    test::World world;
    rds::InstanceConfig config;
    config.servers = 3;
    config.max_connections = 1'000'000;
    config.service = lognormal_of_sigma_one(0.01);
    rds::Instance instance(world.context, "db", config);
    const auto statement = [](rds::Instance& to) -> Task<void> {
        Result<rds::Instance::Statement> begun = co_await to.begin(nullptr);
        if (begun) (void)co_await begun->serve();
    };
    Scope scope;
    const std::uint64_t n = samples(20'000);
    scope.spawn(poisson(world.context, 240, n, [&] { scope.spawn(statement(instance)); }));
    world.clock.run();
    const double span = seconds(world.clock.now() - epoch);
    const double busy = world.metrics.gauge("db.busy").integral(world.clock.now()) / span;
    CHECK(busy / 3 == Approx(240 * 0.01 / 3).epsilon(effort > 1 ? 0.01 : 0.03));
    // Connections are open while a statement waits and while it is served.
    const double open = world.metrics.gauge("db.connections").integral(world.clock.now()) / span;
    const double waiting = static_cast<double>(n) / span * seconds(world.histogram("db.wait").mean());
    CHECK(open == Approx(busy + waiting).epsilon(0.01));
}

TEST_CASE("theory 18: the true percentile lies between the ranks np +- z sqrt(np(1-p)) as often as z says") {
    CHECK(closed_form::quantile_ranks(1000, 0.5) == std::pair<std::uint64_t, std::uint64_t>(469, 532));
    CHECK(closed_form::quantile_ranks(10, 0.99) == std::pair<std::uint64_t, std::uint64_t>(9, 10));
    constexpr std::uint64_t n = 1'000;
    const std::uint64_t runs = samples(200);
    Random random(3, "values");
    for (const double p : {0.5, 0.95}) {
        const auto [low, high] = closed_form::quantile_ranks(n, p);
        const double truth = -std::log(1 - p);
        std::uint64_t covered = 0;
        std::uint64_t reported = 0;
        for (std::uint64_t run = 0; run < runs; ++run) {
            std::vector<double> values;
            Histogram histogram;
            for (std::uint64_t i = 0; i < n; ++i) {
                values.push_back(random.exponential());
                histogram.record(from_seconds(values.back()));
            }
            std::sort(values.begin(), values.end());
            covered += values[low - 1] <= truth && truth <= values[high - 1] ? 1 : 0;
            const double found = seconds(histogram.quantile(p));
            reported += values[low - 1] * 0.992 <= found && found <= values[high - 1] * 1.008 ? 1 : 0;
        }
        // Ranks are rounded outwards, so a little more than 95% of the intervals cover.
        CHECK(share(covered, runs) == Approx(0.957).margin(closed_form::tolerance(0.95, static_cast<double>(runs))));
        CHECK(reported == runs);
    }
}
