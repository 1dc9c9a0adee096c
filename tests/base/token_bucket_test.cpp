#include "catch.hpp"

#include <cmath>
#include <vector>

#include "base/random.hpp"
#include "base/token_bucket.hpp"

using namespace wt;

TEST_CASE("a bucket starts full, empties, and refills evenly up to its burst") {
    struct Step {
        Duration at;
        bool admitted;
    };
    struct Case {
        Rate rate;
        std::uint64_t burst;
        std::vector<Step> steps;
    };
    const Case table[] = {
        {{10, 1s}, 2, {{0s, true}, {0s, true}, {0s, false}, {100ms - 1ns, false}, {100ms, true}, {100ms, false}}},
        {{10, 1s}, 2, {{1h, true}, {1h, true}, {1h, false}}},
        {{1, 3s}, 1, {{0s, true}, {3s - 1ns, false}, {3s, true}, {5s, false}, {6s, true}}},
        {{0.5, 1s}, 1, {{0s, true}, {2s - 1ns, false}, {2s, true}}},
        {{100, 1s}, 0, {{0s, false}, {1h, false}}},
        {{0, 1s}, 1, {{0s, true}, {8760h, false}}},
        {{200'000, 24h}, 1, {{0s, true}, {432ms - 1ns, false}, {432ms, true}}},
    };
    for (const Case& row : table) {
        TokenBucket bucket(row.rate, row.burst, epoch);
        for (const Step& step : row.steps) {
            INFO(row.rate.amount << " per " << seconds(row.rate.per) << " s at " << seconds(step.at) << " s");
            CHECK(bucket.try_take(epoch + step.at) == step.admitted);
        }
    }
}

TEST_CASE("a rate that does not divide a second does not drift") {
    TokenBucket bucket(Rate{3, 7s}, 1'000'000, epoch);
    for (int i = 0; i < 1'000'000; ++i) REQUIRE(bucket.try_take(epoch));
    Instant now = epoch;
    for (int i = 0; i < 70'000; ++i) {
        now += 100ms;
        CHECK(bucket.available(now) == static_cast<std::uint64_t>((now - epoch).count() * 3 / Duration(7s).count()));
    }
    CHECK(bucket.available(now) == 3'000);
}

TEST_CASE("a bucket whose rate changes keeps what it holds, as far as it still may") {
    TokenBucket bucket(Rate{10, 1s}, 20, epoch);
    for (int i = 0; i < 15; ++i) CHECK(bucket.try_take(epoch));
    bucket.change(Rate{100, 1s}, 200, epoch + 100ms);  // one came at the old rate
    CHECK(bucket.available(epoch + 100ms) == 6);
    CHECK(bucket.available(epoch + 200ms) == 16);
    bucket.change(Rate{1, 1min}, 3, epoch + 200ms);
    CHECK(bucket.available(epoch + 200ms) == 3);
    while (bucket.try_take(epoch + 200ms)) {
    }
    bucket.change(Rate{1, 1s}, 3, epoch + 30'200ms);  // half a token, in other units
    CHECK(bucket.available(epoch + 30'600ms) == 0);
    CHECK(bucket.available(epoch + 30'700ms) == 1);
    bucket.change(Rate{0, 1s}, 0, epoch + 31s);
    CHECK_FALSE(bucket.try_take(epoch + 1h));
}

TEST_CASE("a steady load above the rate is first refused when the burst is used up") {
    for (const auto& [rate, burst, load] :
         {std::tuple{100.0, 50ULL, 150.0}, {10.0, 200ULL, 1000.0}, {1.0, 5ULL, 2.0}}) {
        TokenBucket bucket(Rate{rate, 1s}, burst, epoch);
        double first = -1;
        for (int i = 1; first < 0; ++i) {
            const double at = i / load;
            if (!bucket.try_take(epoch + from_seconds(at))) first = at;
        }
        CHECK(std::abs(first - static_cast<double>(burst) / (load - rate)) <= 1 / load + 1e-6);
    }
}

namespace {

/// The loss of a queue M/D/1/K with K = burst: theory of the token bucket under Poisson arrivals.
double loss(double rate, int burst, double load) {
    const double rho = load / rate;
    const int n = burst - 1;
    long double sum = 0;
    long double factorial = 1;
    for (int k = 0; k <= n; ++k) {
        if (k > 0) factorial *= k;
        const long double left = n - k;
        sum += (k % 2 == 0 ? 1 : -1) / factorial * std::pow(left * rho, k) * std::exp(left * rho);
    }
    return static_cast<double>(1 - sum / (1 + rho * sum));
}

}  // namespace

TEST_CASE("under Poisson arrivals a bucket loses what a queue with constant service loses, and never admits too much") {
    CHECK(loss(10, 1, 8) == Approx(0.444444).epsilon(1e-5));
    CHECK(loss(10, 5, 12) == Approx(0.199147).epsilon(1e-5));
    for (const auto& [rate, burst, load] : {std::tuple{10.0, 1, 8.0}, {10.0, 5, 12.0}, {10.0, 20, 10.0}}) {
        constexpr int n = 400'000;
        TokenBucket bucket(Rate{rate, 1s}, static_cast<std::uint64_t>(burst), epoch);
        Random random(5, "arrivals");
        Instant now = epoch;
        std::int64_t admitted = 0;
        for (int i = 0; i < n; ++i) {
            now += from_seconds(random.exponential() / load);
            if (bucket.try_take(now)) ++admitted;
            REQUIRE(static_cast<double>(admitted) <= burst + rate * seconds(now - epoch) + 1e-6);
        }
        const double expected = loss(rate, burst, load);
        const double found = 1 - static_cast<double>(admitted) / n;
        const double correlation = burst;  // one full bucket forgets what came before it
        CHECK(std::abs(found - expected) <= 4 * std::sqrt(expected * (1 - expected) * correlation / n));
    }
}
