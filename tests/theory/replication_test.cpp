// Theory 12, 13: what a replica shows, and what an outage of the primary costs.
#include <optional>
#include <string>

#include "catch.hpp"
#include "storage/rds/replica.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::theory;

namespace {

/// A primary, a replica with a lag, and one item.
struct Pair {
    explicit Pair(Distribution lag, Distribution apply = {})
        : replica(world.context, "replica", config(std::move(lag), std::move(apply)), primary) {
        scope.spawn(replica.run());
    }
    [[nodiscard]] static rds::ReplicaConfig config(Distribution lag, Distribution apply) {
        rds::ReplicaConfig made;
        made.lag = std::move(lag);
        made.apply = std::move(apply);
        return made;
    }
    [[nodiscard]] static Task<void> write(Pair& pair) {
        const std::uint64_t number = ++pair.writes;
        rds::Write write{rds::Write::Kind::put, Text("1"), Text(std::to_string(number)), number};
        const auto written = co_await pair.primary.write(std::move(write), nullptr);
        if (!written.ok()) ++pair.lost;
    }
    /// Reads the replica and compares with what the primary has.
    [[nodiscard]] static Task<void> read(Pair& pair) {
        const Text id("1");
        const auto found = co_await pair.replica.select(id, nullptr);
        ++pair.reads;
        if (found.ok() && *found != pair.primary.database().select("1")) ++pair.stale;
    }

    test::World world;
    rds::Primary primary{world.context, "primary", {}};
    rds::Replica replica;
    std::uint64_t writes = 0;
    std::uint64_t lost = 0;
    std::uint64_t reads = 0;
    std::uint64_t stale = 0;
    Scope scope;
};

}  // namespace

TEST_CASE("theory 12: reads from a replica with a fixed lag are stale as often as a write came within the lag") {
    CHECK(closed_form::stale_share(0.5, 0.3) == Approx(0.139292).margin(1e-6));
    const std::uint64_t n = samples(1'500);
    struct Case {
        double writes;
        double lag;
    };
    for (const Case& c : {Case{0.5, 0.3}, Case{5, 0.3}, Case{0.1, 0.05}}) {
        Pair pair(Distribution::constant(from_seconds(c.lag)));
        // Reads at even moments, against which Poisson writes fall evenly.
        const double read_rate = c.writes / 2;
        pair.scope.spawn(poisson(pair.world.context, c.writes, 3 * n, [&] { pair.scope.spawn(Pair::write(pair)); }));
        const Distribution gap = Distribution::constant(from_seconds(1 / read_rate));
        pair.scope.spawn(arrivals(pair.world.context, gap, n, [&] { pair.scope.spawn(Pair::read(pair)); }));
        pair.world.clock.run_until(epoch + from_seconds(static_cast<double>(n) / read_rate));
        const double expected = closed_form::stale_share(c.writes, c.lag);
        INFO(c.writes << " writes/s, lag " << c.lag << " s");
        CHECK(pair.reads == n);
        CHECK(share(pair.stale, n) ==
              Approx(expected).margin(closed_form::tolerance(expected, static_cast<double>(n))));
        CHECK(pair.world.counter("replica.stale.reads") == pair.stale);
    }
}

TEST_CASE("theory 12: whoever reads d after writing misses the write as often as the lag exceeds d") {
    const std::uint64_t n = samples(600);
    for (const double delay : {0.2, 1.0, 2.5}) {
        Pair pair(Distribution::exponential(1s));
        const auto write_then_read = [](Pair& p, Duration wait, std::uint64_t times) -> Task<void> {
            for (std::uint64_t i = 0; i < times; ++i) {
                co_await Pair::write(p);
                co_await p.world.clock.sleep_for(wait);
                co_await Pair::read(p);
                co_await p.world.clock.sleep_for(60s);  // the next write finds the replica caught up
            }
        };
        pair.scope.spawn(write_then_read(pair, from_seconds(delay), n));
        pair.world.clock.run();
        const double expected = std::exp(-delay);
        CHECK(pair.reads == n);
        CHECK(share(pair.stale, n) ==
              Approx(expected).margin(closed_form::tolerance(expected, static_cast<double>(n))));
    }
}

TEST_CASE("theory 12: more commits than a replica applies gather, and are worked off after the burst") {
    struct Case {
        double applied;  // a second, at most
        double burst;    // writes a second, for a minute
        double after;
    };
    for (const Case& c : {Case{10, 15, 5}, Case{20, 80, 10}, Case{10, 12, 0.5}}) {
        constexpr double minute = 60;
        Pair pair(Distribution::constant(1ms), Distribution::constant(from_seconds(1 / c.applied)));
        const auto write_evenly = [&pair](double rate, std::uint64_t n) {
            const Distribution gap = Distribution::constant(from_seconds(1 / rate));
            return arrivals(pair.world.context, gap, n, [&pair] { pair.scope.spawn(Pair::write(pair)); });
        };
        pair.scope.spawn(write_evenly(c.burst, static_cast<std::uint64_t>(c.burst * minute)));
        pair.world.clock.run_until(epoch + from_seconds(minute));
        INFO("applies " << c.applied << "/s of " << c.burst << "/s");
        CHECK(pair.world.gauge("replica.lag.entries") == Approx((c.burst - c.applied) * minute).margin(2));

        const double expected = closed_form::catch_up_after_burst(c.burst, c.after, minute, c.applied).value();
        pair.scope.spawn(write_evenly(c.after, static_cast<std::uint64_t>(c.after * (expected + minute))));
        while (pair.replica.backlog().size() > 1) pair.world.clock.run_until(pair.world.clock.now() + 10ms);
        const double caught_up = seconds(pair.world.clock.now() - epoch) - minute;
        CHECK(caught_up == Approx(expected).epsilon(0.05).margin(2 / c.applied));
    }
}

TEST_CASE("theory 13: an outage of the primary loses as many unrepeated writes as come in it, by Poisson's law") {
    const std::uint64_t outages = samples(30);
    constexpr double rate = 10;
    constexpr double outage = 5;
    Pair pair(Distribution::constant(1ms));
    const auto n = static_cast<std::uint64_t>(rate * 10 * static_cast<double>(outages + 1));
    pair.scope.spawn(poisson(pair.world.context, rate, n, [&] { pair.scope.spawn(Pair::write(pair)); }));
    double squares = 0;
    for (std::uint64_t i = 0; i < outages; ++i) {
        const std::uint64_t before = pair.lost;
        pair.primary.instance().crash(from_seconds(outage));
        pair.world.clock.run_until(pair.world.clock.now() + 10s);
        const double lost = static_cast<double>(pair.lost - before) - rate * outage;
        squares += lost * lost;
    }
    const auto times = static_cast<double>(outages);
    constexpr double mean = rate * outage;
    CHECK(static_cast<double>(pair.lost) / times == Approx(mean).margin(4 * std::sqrt(mean / times)));
    CHECK(squares / times == Approx(mean).margin(4 * std::sqrt((2 * mean * mean + mean) / times)));
}
