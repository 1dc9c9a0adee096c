#pragma once
#include <cstdint>
#include <string_view>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"

namespace wt {

/// What a component is handed instead of asking the machine: time, chance, and where to count. Owned by the run, and
/// outlives every component.
struct Context {
    Clock& clock;
    std::uint64_t seed;
    Metrics& metrics;
    Digest& digest;

    [[nodiscard]] Instant now() const { return clock.now(); }
    [[nodiscard]] Random random(std::string_view name) const { return Random(seed, name); }
};

}  // namespace wt
