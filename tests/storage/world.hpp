#pragma once
#include <cstdint>
#include <string_view>
#include <variant>

#include "base/clock.hpp"
#include "base/context.hpp"
#include "base/digest.hpp"
#include "base/metrics.hpp"
#include "base/scope.hpp"

namespace wt::test {

/// What a component under test stands in: a clock, metrics, and a scope for what runs beside it.
struct World {
    explicit World(std::uint64_t seed = 1) : context{clock, seed, metrics, digest} {}

    [[nodiscard]] std::uint64_t counter(std::string_view name) { return metrics.counter(name).value(); }
    [[nodiscard]] double gauge(std::string_view name) { return metrics.gauge(name).value(); }
    [[nodiscard]] const Histogram& histogram(std::string_view name) { return metrics.histogram(name); }

    Clock clock;
    Metrics metrics;
    Digest digest;
    Context context;
};

}  // namespace wt::test
