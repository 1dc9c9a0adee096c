#include "catch.hpp"

#include <cmath>
#include <optional>
#include <vector>

#include "world.hpp"

using namespace wt;
using namespace wt::edge;
using wt::edge::test::World;

TEST_CASE("concurrent misses of one key share one fetch") {
    World world;
    world.origin.delay = 100ms;
    std::vector<std::optional<http::Response>> answers(5);
    for (auto& answer : answers) world.send(World::request("/a"), answer);
    std::optional<http::Response> other;
    world.send(World::request("/b"), other);
    world.clock.run();
    CHECK(world.origin.asked.size() == 2);
    CHECK(world.clock.now() == epoch + 100ms);
    for (const auto& answer : answers) CHECK(answer.value().body.view() == "fresh");
    CHECK(answers[0]->headers.get("X-Cache") == "Miss from cloudfront");
    CHECK(answers[4]->headers.get("X-Cache") == "Hit from cloudfront");
    CHECK(world.count("misses") == 2);
    CHECK(world.count("collapsed") == 4);
    CHECK(world.count("hits") == 0);
}

TEST_CASE("an error, a refusal, or a time-out of the first is everyone's") {
    for (const Duration delay : {Duration(100ms), Duration(1h)}) {
        World world;
        world.origin.delay = delay;
        world.origin.answer = http::Response::broken_by(http::Delivery::reset);
        std::vector<std::optional<http::Response>> answers(3);
        for (auto& answer : answers) world.send(World::request("/a"), answer);
        world.clock.run();
        CHECK(world.origin.asked.size() == 3);  // the first one's three attempts
        for (const auto& answer : answers) CHECK(answer.value().status == (delay == 1h ? 504 : 502));
    }
}

TEST_CASE("when the first gives up, the next takes over and nobody hangs") {
    World world;
    world.origin.delay = 100ms;
    std::vector<std::optional<http::Response>> answers(3);
    std::optional<http::Response> lost;
    {
        Scope impatient;
        impatient.spawn(World::carry(world.viewers_hop, World::request("/a"), lost));
        for (auto& answer : answers) world.send(World::request("/a"), answer);
        world.wait(50ms);
    }
    world.clock.run();
    CHECK_FALSE(lost.has_value());
    for (const auto& answer : answers) CHECK(answer.value().status == 200);
    CHECK(world.origin.asked.size() == 2);
    CHECK(world.clock.now() == epoch + 150ms);
    CHECK(world.count("collapsed") == 2);
}

TEST_CASE("when the first gives up and the origin is instant, the rest find the object") {
    World world;
    world.origin.delay = 100ms;
    std::vector<std::optional<http::Response>> answers(3);
    std::optional<http::Response> lost;
    {
        Scope impatient;
        impatient.spawn(World::carry(world.viewers_hop, World::request("/a"), lost));
        for (auto& answer : answers) world.send(World::request("/a"), answer);
        world.origin.delay = 0ms;
    }
    world.clock.run();
    for (const auto& answer : answers) CHECK(answer.value().status == 200);
    CHECK(world.origin.asked.size() == 2);
    CHECK(world.count("hits") == 2);
}

TEST_CASE("those who wait are sent to the origin, all at once, when the answer is not for sharing") {
    World world;
    world.origin.delay = 100ms;
    world.origin_says(200, "private");
    std::vector<std::optional<http::Response>> answers(4);
    for (auto& answer : answers) world.send(World::request("/a"), answer);
    world.clock.run();
    CHECK(world.origin.asked.size() == 4);
    CHECK(world.clock.now() == epoch + 200ms);
    CHECK(world.count("misses") == 4);
    CHECK(world.count("collapsed") == 0);
}

TEST_CASE("without collapsing every miss goes to the origin") {
    DistributionConfig off;
    off.cache.collapse = false;
    DistributionConfig with_cookies;
    with_cookies.cache.key.cookies = {"session"};
    for (const DistributionConfig& config : {off, with_cookies}) {
        World world(config);
        world.origin.delay = 100ms;
        std::vector<std::optional<http::Response>> answers(4);
        for (auto& answer : answers) world.send(World::request("/a"), answer);
        world.clock.run();
        CHECK(world.origin.asked.size() == 4);
    }
}

namespace {

/// Poisson arrivals of one key, each carried beside the others.
Task<void> arrivals(World& world, double per_second, std::uint64_t requests,
                    std::optional<http::Response>& last_answer) {
    Random random(11, "arrivals");
    for (std::uint64_t i = 0; i < requests; ++i) {
        co_await world.clock.sleep_for(from_seconds(random.exponential() / per_second));
        world.send(World::request("/a"), last_answer);
    }
}

struct Shares {
    double hits, joined, fetched;
};

Shares measure(bool collapse, std::uint64_t requests) {
    DistributionConfig config;
    config.cache.default_ttl = 3s;
    config.cache.collapse = collapse;
    World world(config);
    world.origin.delay = 200ms;
    std::optional<http::Response> last_answer;
    world.scope.spawn(arrivals(world, 2.0, requests, last_answer));
    world.clock.run();
    const auto n = static_cast<double>(requests);
    CHECK(world.count("hits") + world.count("collapsed") + world.count("misses") == requests);
    return {static_cast<double>(world.count("hits")) / n, static_cast<double>(world.count("collapsed")) / n,
            static_cast<double>(world.count("origin.requests")) / n};
}

/// Four standard errors; the requests of one cycle depend on one another, hence the factor.
bool agrees(double found, double expected, double n) {
    constexpr double correlation = 3;
    return std::abs(found - expected) <= 4 * std::sqrt(expected * (1 - expected) * correlation / n);
}

}  // namespace

TEST_CASE("a TTL cache with collapsing follows the closed form") {
    constexpr std::uint64_t n = 100'000;
    constexpr double rate = 2, ttl = 3, delay = 0.2;
    constexpr double cycle = 1 + rate * (delay + ttl);
    const Shares found = measure(true, n);
    CHECK(agrees(found.hits, rate * ttl / cycle, n));      // .810809
    CHECK(agrees(found.joined, rate * delay / cycle, n));  // .054054
    CHECK(agrees(found.fetched, 1 / cycle, n));            // .135135
}

TEST_CASE("a TTL cache without collapsing fetches once for each that comes meanwhile") {
    constexpr std::uint64_t n = 100'000;
    constexpr double rate = 2, ttl = 3, delay = 0.2;
    const Shares found = measure(false, n);
    CHECK(found.joined == 0);
    // Each fetch that began before the first one ended fills the object anew, so the last of them starts the TTL.
    const double last_fill = rate * delay - (1 - std::exp(-rate * delay));
    CHECK(agrees(found.fetched, (1 + rate * delay) / (1 + rate * (delay + ttl) + last_fill), n));
}
