// Theory 6, 15: what a point of presence keeps, for a time that counts from the fill.
#include <string>
#include <vector>

#include "catch.hpp"
#include "edge/world.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::theory;

namespace {

/// A distribution whose viewers ask for keys and wait for their answers.
struct Viewed {
    Viewed(Duration ttl, Duration fetch, bool collapse) : world(config(ttl, collapse)) { world.origin.delay = fetch; }

    [[nodiscard]] static edge::DistributionConfig config(Duration ttl, bool collapse) {
        edge::DistributionConfig made;
        made.cache.default_ttl = ttl;
        made.cache.collapse = collapse;
        return made;
    }
    [[nodiscard]] static Task<void> view(http::Hop& hop, std::uint64_t item) {
        http::Request request = edge::test::World::request("/items/" + std::to_string(item));
        (void)co_await hop.send(std::move(request));
    }
    /// n requests at `rate` a second, each for an item that `pick` names.
    template <class Pick>
    void load(double rate, std::uint64_t n, Pick pick) {
        world.scope.spawn(
            poisson(world.context, rate, n, [this, pick] { world.scope.spawn(view(world.viewers_hop, pick())); }));
    }
    [[nodiscard]] double share_of(const std::string& metric) {
        return share(world.count(metric), world.count("requests"));
    }

    edge::test::World world;
};

}  // namespace

TEST_CASE("theory 6: hits, those who join a fetch, and fetches of one key are shared out as in the closed form") {
    const closed_form::CacheShares known = closed_form::ttl_cache(2, 3, 0.2);
    CHECK(known.hit == Approx(0.810809).margin(1e-5));
    CHECK(known.joined == Approx(0.054054).margin(1e-6));
    CHECK(known.fetched == Approx(0.135135).margin(1e-6));
    const std::uint64_t n = samples(15'000);
    struct Case {
        double rate, ttl, fetch;
    };
    for (const Case& c : {Case{2, 3, 0.2}, Case{2, 3, 0}, Case{50, 1, 2}, Case{0.1, 3, 0.1}}) {
        Viewed viewed(from_seconds(c.ttl), from_seconds(c.fetch), true);
        viewed.load(c.rate, n, [] { return std::uint64_t{1}; });
        viewed.world.clock.run();
        const closed_form::CacheShares expected = closed_form::ttl_cache(c.rate, c.ttl, c.fetch);
        INFO("rate " << c.rate << ", time to live " << c.ttl << ", fetch " << c.fetch);
        const auto margin = [&](double p) { return closed_form::tolerance(p, static_cast<double>(n), 3); };
        CHECK(viewed.share_of("hits") == Approx(expected.hit).margin(margin(expected.hit)));
        CHECK(viewed.share_of("collapsed") == Approx(expected.joined).margin(margin(expected.joined)));
        CHECK(viewed.share_of("origin.requests") == Approx(expected.fetched).margin(margin(expected.fetched)));
    }
}

TEST_CASE("theory 6: without collapsing every request that comes during a fetch is one more") {
    const std::uint64_t n = samples(15'000);
    for (const double fetch : {0.2, 1.0}) {
        Viewed viewed(3s, from_seconds(fetch), false);
        viewed.load(2, n, [] { return std::uint64_t{1}; });
        viewed.world.clock.run();
        const double fetched = closed_form::ttl_cache_without_collapsing(2, 3, fetch).fetched;
        CHECK(viewed.share_of("origin.requests") ==
              Approx(fetched).margin(closed_form::tolerance(fetched, static_cast<double>(n), 5)));
        CHECK(viewed.share_of("collapsed") == 0);
    }
}

TEST_CASE("theory 6: hits over many keys are the closed form's, weighted by popularity") {
    const std::uint64_t n = samples(20'000);
    const Zipf popularity(300, 1.0);
    Random picks(5, "keys");
    Viewed viewed(10s, 50ms, true);
    viewed.load(100, n, [&] { return popularity.sample(picks); });
    viewed.world.clock.run();
    closed_form::CacheShares expected{0, 0, 0};
    for (std::uint64_t i = 0; i < popularity.size(); ++i) {
        const double weight = popularity.probability(i);
        const closed_form::CacheShares one = closed_form::ttl_cache(100 * weight, 10, 0.05);
        expected.hit += weight * one.hit;
        expected.fetched += weight * one.fetched;
    }
    // The first round finds an empty cache: one time to live of the run is not yet steady.
    const double start = 10 * 100 * expected.fetched / static_cast<double>(n);
    CHECK(viewed.share_of("hits") ==
          Approx(expected.hit).margin(closed_form::tolerance(expected.hit, static_cast<double>(n), 3) + start));
    CHECK(viewed.share_of("origin.requests") ==
          Approx(expected.fetched).margin(closed_form::tolerance(expected.fetched, static_cast<double>(n), 3) + start));
}

TEST_CASE("theory 15: after a flush the origin is asked once for each distinct key") {
    const Zipf popularity(1000, 0.8);
    std::vector<double> shares;
    for (std::uint64_t i = 0; i < popularity.size(); ++i) shares.push_back(popularity.probability(i));
    constexpr double rate = 200;
    constexpr double time = 5;
    const std::uint64_t flushes = samples(4);
    Random picks(6, "keys");
    Viewed viewed(24h, 20ms, true);
    viewed.load(rate, static_cast<std::uint64_t>(rate * (time + 1) * static_cast<double>(flushes + 1)),
                [&] { return popularity.sample(picks); });
    std::uint64_t fetched = 0;
    for (std::uint64_t i = 0; i < flushes; ++i) {
        viewed.world.wait(1s);  // what was under way lands, and is flushed too
        viewed.world.distribution.flush();
        const std::uint64_t before = viewed.world.count("origin.requests");
        viewed.world.wait(from_seconds(time));
        fetched += viewed.world.count("origin.requests") - before;
    }
    const double expected = closed_form::distinct_keys(shares, rate, time);
    const double variance = expected;  // at most: a sum of independent yes and no
    const auto n = static_cast<double>(flushes);
    CHECK(static_cast<double>(fetched) / n == Approx(expected).margin(4 * std::sqrt(variance / n)));
    CHECK(expected < 0.6 * rate * time);  // far fewer than the requests
}
