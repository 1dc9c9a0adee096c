// Theory 5: a token bucket under Poisson arrivals is the queue M/D/1/K with K = burst.
#include "base/token_bucket.hpp"

#include "catch.hpp"
#include "gateway/throttle.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::theory;

namespace {

[[nodiscard]] Rate per_second(double amount) { return Rate{amount, 1s}; }

/// The share of Poisson arrivals that `admit` refuses.
template <class Admit>
double refused_share(double arrivals_per_second, std::uint64_t n, Admit admit) {
    Random random(3, "arrivals");
    Instant now = epoch;
    std::uint64_t refused = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
        now += from_seconds(random.exponential() / arrivals_per_second);
        refused += admit(now) ? 0 : 1;
    }
    return share(refused, n);
}

}  // namespace

TEST_CASE("theory 5: the closed form of the bucket gives the known values") {
    CHECK(closed_form::bucket_refuses(10, 1, 8) == Approx(0.444444).margin(1e-6));
    CHECK(closed_form::bucket_refuses(10, 5, 12) == Approx(0.199147).margin(1e-6));
    CHECK(closed_form::bucket_refuses(10, 5, 1e6) == Approx(1 - 10 / 1e6).margin(1e-6));
    CHECK(closed_form::bucket_refuses(100, 5000, 120) == Approx(1 - 100.0 / 120).margin(1e-9));
    CHECK(closed_form::bucket_refuses(100, 1000, 50) == Approx(0).margin(1e-9));
}

TEST_CASE("theory 5: a bucket refuses the share of Poisson arrivals that M/D/1/K loses") {
    struct Case {
        double rate;
        std::uint64_t burst;
        double arrivals;
    };
    const std::uint64_t n = samples(100'000);
    for (const Case& c : {Case{10, 1, 8}, Case{10, 5, 12}, Case{10, 5, 8}, Case{10, 20, 10}, Case{50, 2, 500}}) {
        const double expected = closed_form::bucket_refuses(c.rate, c.burst, c.arrivals);
        const double margin = closed_form::tolerance(expected, static_cast<double>(n), 5);
        INFO(c.rate << "/s, burst " << c.burst << ", arrivals " << c.arrivals << "/s");
        TokenBucket bucket(per_second(c.rate), c.burst, epoch);
        CHECK(refused_share(c.arrivals, n, [&](Instant now) { return bucket.try_take(now); }) ==
              Approx(expected).margin(margin));

        gateway::RestApiConfig config;
        config.stage_limit.rate = per_second(c.rate);
        config.stage_limit.burst = c.burst;
        gateway::Throttle throttle(gateway::limits_of(config), {"GET /items/{id}"}, epoch);
        CHECK(refused_share(c.arrivals, n, [&](Instant now) {
                  return throttle.admit({}, 0, now) == gateway::Admission::admitted;
              }) == Approx(expected).margin(margin));
    }
}

TEST_CASE("theory 5: an even stream above the rate is first refused after (burst - 1) / (arrivals - rate)") {
    struct Case {
        double rate;
        std::uint64_t burst;
        double arrivals;
    };
    for (const Case& c : {Case{10, 20, 15}, Case{100, 1000, 101}, Case{100, 200, 1000}}) {
        TokenBucket bucket(per_second(c.rate), c.burst, epoch);
        double at = 0;
        while (bucket.try_take(epoch + from_seconds(at))) at += 1 / c.arrivals;
        const double expected = closed_form::bucket_first_refusal(c.rate, c.burst, c.arrivals);
        CHECK(at >= expected - 1e-6);
        CHECK(at <= expected + 1 / c.arrivals + 1e-6);
    }
}
