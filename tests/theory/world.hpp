#pragma once
#include <cmath>
#include <cstdint>
#include <utility>

#include "base/closed_forms.hpp"
#include "base/distribution.hpp"
#include "base/scope.hpp"
#include "sanitized.hpp"
#include "storage/world.hpp"

namespace wt::theory {

inline constexpr std::uint64_t effort = test::sanitized ? 1 : 10;

/// How many samples to take: `tenth` under sanitizers, ten times as many otherwise. Tolerances follow the number.
[[nodiscard]] constexpr std::uint64_t samples(std::uint64_t tenth) { return tenth * effort; }

/// Calls `arrive` at n moments with gaps drawn from `gap`, of unit one second.
template <class Arrive>
Task<void> arrivals(Context context, Distribution gap, std::uint64_t n, Arrive arrive) {
    Random random = context.random("arrivals");
    for (std::uint64_t i = 0; i < n; ++i) {
        co_await context.clock.sleep_for(gap.sample(random));
        arrive();
    }
}

/// Calls `arrive` at n moments of a Poisson process with `rate` a second.
template <class Arrive>
Task<void> poisson(Context context, double rate, std::uint64_t n, Arrive arrive) {
    return arrivals(context, Distribution::exponential(from_seconds(1 / rate)), n, std::move(arrive));
}

[[nodiscard]] inline double share(std::uint64_t part, std::uint64_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
}

/// A law with mean `mean` (in seconds) and squared coefficient of variation e - 1: lognormal with sigma 1.
[[nodiscard]] inline Distribution lognormal_of_sigma_one(double mean) {
    const double median = mean * std::exp(-0.5);
    return Distribution::lognormal(from_seconds(median), from_seconds(median * std::exp(2.3263478740408408)));
}

/// Nine in ten are short and one is long; the squared coefficient of variation is 5.5 for any mean.
[[nodiscard]] inline Distribution hyperexponential(double mean) {
    return Distribution::mixture({{0.9, Distribution::exponential(from_seconds(mean / 2))},
                                  {0.1, Distribution::exponential(from_seconds(mean * 5.5))}});
}

}  // namespace wt::theory
