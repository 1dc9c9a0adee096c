#include "catch.hpp"

#include <cmath>

#include "base/distribution.hpp"
#include "base/portable_math.hpp"
#include "base/random.hpp"

using namespace wt;

namespace {

constexpr int draws = 200'000;

struct Moments {
    double mean;
    double variance;
};

[[nodiscard]] Moments sampled(const Distribution& law) {
    Random random(17, law.text());
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < draws; ++i) {
        const double x = seconds(law.sample(random)) * 1000;  // milliseconds
        sum += x;
        squares += x * x;
    }
    const double mean = sum / draws;
    return {mean, squares / draws - mean * mean};
}

/// Four standard errors of a mean of `draws` values.
[[nodiscard]] double margin(double variance) { return 4 * std::sqrt(variance / draws); }

void check_moments(const Distribution& law, double mean, double variance) {
    const Moments found = sampled(law);
    CHECK(found.mean == Approx(mean).margin(margin(variance)));
    CHECK(found.variance == Approx(variance).epsilon(0.06));
    CHECK(seconds(law.mean()) * 1000 == Approx(mean).epsilon(1e-4));
}

}  // namespace

TEST_CASE("every law has the mean and the variance that its formula gives") {
    check_moments(Distribution::uniform(1ms, 3ms), 2, 4.0 / 12);
    check_moments(Distribution::exponential(5ms), 5, 25);
    check_moments(Distribution::gamma(2, 10ms), 10, 50);
    check_moments(Distribution::gamma(0.5, 10ms), 10, 200);
    check_moments(Distribution::erlang(4, 20ms), 20, 100);
    const double sigma = std::log(4.0) / 2.3263478740408408;
    const double s2 = sigma * sigma;
    check_moments(Distribution::lognormal(2ms, 8ms), 2 * std::exp(s2 / 2), 4 * std::exp(s2) * (std::exp(s2) - 1));
    const double scale = 4 / std::tgamma(1 + 1 / 1.5);
    check_moments(Distribution::weibull(1.5, 4ms), 4, scale * scale * std::tgamma(1 + 2 / 1.5) - 16);
    check_moments(Distribution::pareto(1ms, 5), 1.25, 5.0 / (16 * 3));
    check_moments(Distribution::mixture({{0.9, Distribution::constant(2ms)}, {0.1, Distribution::constant(20ms)}}), 3.8,
                  0.09 * 18 * 18);
    CHECK(sampled(Distribution::constant(7ms)).mean == Approx(7));
    CHECK(Distribution::pareto(1ms, 0.9).mean() == Duration::max());
}

TEST_CASE("an empirical law gives back the quantiles that it was made of") {
    const auto law = Distribution::empirical({{0, 10ms}, {0.5, 20ms}, {0.9, 40ms}, {1, 100ms}});
    Random random(3, "empirical");
    int below_median = 0;
    int below_p90 = 0;
    for (int i = 0; i < draws; ++i) {
        const Duration x = law.sample(random);
        CHECK((x >= 10ms && x <= 100ms));
        below_median += x < 20ms ? 1 : 0;
        below_p90 += x < 40ms ? 1 : 0;
    }
    CHECK(below_median == Approx(0.5 * draws).margin(4 * std::sqrt(0.25 * draws)));
    CHECK(below_p90 == Approx(0.9 * draws).margin(4 * std::sqrt(0.09 * draws)));
}

TEST_CASE("Zipf's popularity falls with the rank as its exponent says") {
    const Zipf zipf(1000, 1.0);
    Random random(4, "zipf");
    std::vector<int> count(1000);
    for (int i = 0; i < draws; ++i) ++count[zipf.sample(random)];
    double total = 0;
    for (const std::uint64_t rank : {0ULL, 1ULL, 9ULL, 99ULL, 999ULL}) {
        const double p = zipf.probability(rank);
        CHECK(count[rank] == Approx(p * draws).margin(4 * std::sqrt(p * draws) + 1));
    }
    for (std::uint64_t i = 0; i < 1000; ++i) total += zipf.probability(i);
    CHECK(total == Approx(1));
    CHECK(Zipf(1, 2.0).sample(random) == 0);
}

TEST_CASE("streams of other names, and of other seeds, have nothing to do with one another") {
    Random a(1, "a");
    Random again(1, "a");
    Random b(1, "b");
    Random other(2, "a");
    int same = 0;
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t x = a.next();
        CHECK(x == again.next());
        same += (x >> 60) == (b.next() >> 60) ? 1 : 0;
        same += (x >> 60) == (other.next() >> 60) ? 1 : 0;
    }
    CHECK(same < 250);  // 2000 chances of one in sixteen
}

TEST_CASE("below() is even, and chance() as likely as it is told") {
    Random random(5, "below");
    std::array<int, 7> count{};
    int hits = 0;
    for (int i = 0; i < draws; ++i) {
        ++count[random.below(7)];
        hits += random.chance(0.03) ? 1 : 0;
    }
    for (const int n : count) CHECK(n == Approx(draws / 7.0).margin(4 * std::sqrt(draws / 7.0)));
    CHECK(hits == Approx(0.03 * draws).margin(4 * std::sqrt(0.03 * draws)));
}

TEST_CASE("logarithm, exponential and power are right to 4e-15, from IEEE arithmetic alone") {
    const auto error = [](double mine, double theirs) {
        return theirs == 0 ? std::abs(mine) : std::abs(mine - theirs) / std::abs(theirs);
    };
    for (double x = 1e-300; x < 1e300; x *= 1.37) CHECK(error(portable_log(x), std::log(x)) < 4e-15);
    for (double x = 0.5; x < 2; x += 1e-4) CHECK(error(portable_log(x), std::log(x)) < 4e-15);
    for (double x = -700; x < 700; x += 0.37) CHECK(error(portable_exp(x), std::exp(x)) < 4e-15);
    CHECK(portable_exp(-800) == 0);
    CHECK(std::isinf(portable_exp(800)));
    CHECK(portable_pow(2, 10) == Approx(1024).epsilon(1e-13));
}
