#include "catch.hpp"

#include <cmath>
#include <optional>

#include "edge/waf/rate_counter.hpp"

using namespace wt;
using namespace wt::edge::waf;

namespace {

constexpr Instant start = epoch + 1000s;

http::IpAddress address(std::uint32_t number) { return http::IpAddress::v4(0xc6120000U + number); }

RateBased rule(std::uint64_t limit, Duration window, Duration evaluate_every) {
    RateBased rate;
    rate.limit = limit;
    rate.window = window;
    rate.evaluate_every = evaluate_every;
    return rate;
}

/// Sends `rate` requests a second from the start, and says when the first of them is acted on.
std::optional<Duration> first_limited(RateCounter& counter, double rate, Duration until) {
    for (std::int64_t i = 0;; ++i) {
        const Duration at = from_seconds(static_cast<double>(i) / rate);
        if (at >= until) return std::nullopt;
        if (counter.count(address(1), start + at)) return at;
    }
}

}  // namespace

TEST_CASE("a steady rate r is limited from e * ceil((L / r) / e)") {
    struct Case {
        double rate;
        std::uint64_t limit;
        Duration window;
        Duration every;
    };
    const Case cases[] = {
        {100, 2000, 300s, 30s}, {7, 2000, 300s, 30s},  {51, 2000, 300s, 10s}, {6.9, 2000, 300s, 30s},
        {20, 100, 60s, 30s},    {2.1, 100, 60s, 10s},  {1.7, 100, 60s, 15s},  {3, 1000, 600s, 30s},
        {11, 10, 60s, 1s},      {40, 4000, 120s, 30s},
    };
    for (const Case& c : cases) {
        RateCounter counter(rule(c.limit, c.window, c.every), start);
        const double every = seconds(c.every);
        const double expected = every * std::ceil(static_cast<double>(c.limit) / c.rate / every);
        INFO(c.rate << "/s against " << c.limit);
        const auto limited = first_limited(counter, c.rate, 1h);
        REQUIRE(limited.has_value());
        CHECK(*limited >= from_seconds(expected));
        CHECK(*limited <= from_seconds(expected + 1 / c.rate) + 1ns);
    }
}

TEST_CASE("a steady rate of the limit per window is never limited, wherever the evaluations fall") {
    for (const Duration every : {1s, 7s, 10s, 13s, 30s, 45s}) {
        RateCounter counter(rule(600, 60s, every), start);
        INFO(every.count());
        CHECK_FALSE(first_limited(counter, 10, 20min).has_value());
    }
}

TEST_CASE("limiting ends when the rate falls below the limit, at an evaluation and not before") {
    RateCounter counter(rule(100, 60s, 30s), start);
    for (int i = 0; i < 300; ++i) (void)counter.count(address(1), start + 100ms * i);
    CHECK(counter.count(address(1), start + 30s));
    CHECK(counter.limited() == 1);
    // Silent from here: at 60 s all 301 are still within the window, at 90 s one is left.
    CHECK(counter.count(address(1), start + 89s));
    CHECK_FALSE(counter.count(address(1), start + 91s));
    CHECK(counter.limited() == 0);
}

TEST_CASE("requests that are acted on count too, so an attacker who does not slow down stays limited") {
    RateCounter counter(rule(100, 60s, 30s), start);
    int passed = 0;
    for (int i = 0; i < 36'000; ++i) passed += counter.count(address(1), start + 100ms * i) ? 0 : 1;
    CHECK(passed == 300);  // r * e * ceil((L / r) / e)
}

TEST_CASE("addresses are counted apart, and together under a constant key") {
    RateBased rate = rule(100, 60s, 10s);
    RateCounter apart(rate, start);
    rate.key = RateBased::Key::constant;
    RateCounter together(rate, start);
    for (std::uint32_t i = 0; i < 120; ++i) {
        CHECK_FALSE(apart.count(address(i % 4), start + 50ms * i));
        CHECK_FALSE(together.count(address(i % 4), start + 50ms * i));
    }
    CHECK_FALSE(apart.count(address(1), start + 10s));
    CHECK(together.count(address(99), start + 10s));
    CHECK(apart.followed() == 4);
    CHECK(together.followed() == 1);
}

TEST_CASE("an evaluation interval of zero decides anew at every moment") {
    RateCounter counter(rule(10, 60s, 0s), start);
    for (int i = 0; i < 11; ++i) CHECK_FALSE(counter.count(address(1), start + 1ms * i));
    CHECK(counter.count(address(1), start + 11ms));
}

TEST_CASE("those who were silent for a window are forgotten, and beyond the bound the one that was silent longest") {
    RateCounter counter(rule(10, 60s, 30s), start);
    for (std::uint32_t i = 0; i < 1000; ++i) (void)counter.count(address(i), start);
    (void)counter.count(address(5000), start + 67s);
    CHECK(counter.followed() == 1);

    const auto bound = static_cast<std::uint32_t>(RateCounter::most_followed);
    for (std::uint32_t i = 0; i < 12; ++i) (void)counter.count(address(2 * bound), start + 68s);
    for (std::uint32_t i = 0; i < bound; ++i) (void)counter.count(address(i), start + 73s);
    CHECK(counter.followed() == RateCounter::most_followed);
    CHECK_FALSE(counter.count(address(2 * bound), start + 91s));  // what it had sent is forgotten
}

TEST_CASE("ten thousand addresses are limited at once; the places of those who fall silent go to others") {
    RateCounter counter(rule(10, 60s, 30s), start);
    const std::uint32_t senders = 10'050;
    for (std::uint32_t i = 0; i < senders; ++i) {
        for (int request = 0; request < 11; ++request) (void)counter.count(address(i), start + 25s);
    }
    std::uint32_t limited = 0;
    for (std::uint32_t i = 0; i < senders; ++i) limited += counter.count(address(i), start + 31s) ? 1 : 0;
    CHECK(limited == RateCounter::most_limited);
    for (int request = 0; request < 11; ++request) (void)counter.count(address(senders), start + 100s);
    CHECK(counter.count(address(senders), start + 121s));
    CHECK(counter.limited() == 1);
}
