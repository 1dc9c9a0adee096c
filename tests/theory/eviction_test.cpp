// Theory 8: a cache that is too small, by Che's approximation.
#include <string>
#include <vector>

#include <fmt/format.h>

#include "catch.hpp"
#include "http/response_cache.hpp"
#include "storage/cache/redis.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::theory;

namespace {

/// Keys of one length, so that bytes count objects.
[[nodiscard]] std::string key_of(std::uint64_t item) { return fmt::format("{:08}", item); }

struct Catalogue {
    explicit Catalogue(double exponent, std::uint64_t n = 10'000) : popularity(n, exponent) {
        for (std::uint64_t i = 0; i < n; ++i) shares.push_back(popularity.probability(i));
    }
    Zipf popularity;
    std::vector<double> shares;
};

/// The share of requests that `has` has; what it has not, `keep` keeps. The cache is warm when counting begins.
template <class Has, class Keep>
double hits(const Catalogue& catalogue, std::uint64_t n, Has has, Keep keep) {
    Random picks(8, "keys");
    std::uint64_t found = 0;
    for (std::uint64_t i = 0; i < n + n / 4; ++i) {
        const std::string key = key_of(catalogue.popularity.sample(picks));
        const bool hit = has(key);
        if (!hit) keep(key);
        if (i >= n / 4) found += hit ? 1 : 0;
    }
    return share(found, n);
}

}  // namespace

TEST_CASE("theory 8: Redis that is short of memory hits as often as an LRU cache does") {
    const std::uint64_t n = samples(60'000);
    for (const double exponent : {0.7, 1.0, 1.2}) {
        const Catalogue catalogue(exponent);
        test::World world;
        cache::RedisConfig config;
        config.ttl = 24h;
        config.max_memory = Bytes{1000 * (key_of(0).size() + 1 + cache::Redis::overhead)};
        cache::Redis redis(world.context, "redis", config);
        const double expected = closed_form::lru_hits(catalogue.shares, 1000);
        const double margin = closed_form::tolerance(expected, static_cast<double>(n), 3);
        const double found = hits(
            catalogue, n, [&](const std::string& key) { return redis.get(key).has_value(); },
            [&](const std::string& key) { redis.set(Text(key), "x"); });
        INFO("exponent " << exponent);
        CHECK(found == Approx(expected).margin(margin));
        CHECK(found > closed_form::fifo_hits(catalogue.shares, 1000) + margin);
        CHECK(redis.keys() == 1000);
    }
}

TEST_CASE("theory 8: the store of the edge and of the stage hits as often as an LRU cache does") {
    const std::uint64_t n = samples(60'000);
    const Catalogue catalogue(1.0);
    CHECK(closed_form::lru_hits(catalogue.shares, 1000) == Approx(0.67560).margin(1e-4));
    CHECK(closed_form::fifo_hits(catalogue.shares, 1000) == Approx(0.63091).margin(1e-4));
    CHECK(closed_form::lru_hits(catalogue.shares, 10'000) == 1);
    for (const std::uint64_t capacity : {100U, 1000U, 4000U}) {
        http::ResponseCache cache(capacity, Bytes{1'000'000'000});
        const double expected = closed_form::lru_hits(catalogue.shares, static_cast<double>(capacity));
        INFO("capacity " << capacity);
        CHECK(hits(
                  catalogue, n, [&](const std::string& key) { return cache.find(key) != nullptr; },
                  [&](const std::string& key) { (void)cache.store(key, http::json_response(200, "x"), epoch, 24h); }) ==
              Approx(expected).margin(closed_form::tolerance(expected, static_cast<double>(n), 3)));
    }
}
