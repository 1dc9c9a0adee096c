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
    /// How much the component's calendar is ahead of the run's (behind, when negative); null: not at all.
    const Duration* skew = nullptr;

    [[nodiscard]] Instant now() const { return clock.now(); }
    /// What the component takes for the time of day: what it writes into tokens and names, and holds against theirs.
    [[nodiscard]] Instant calendar() const { return skew == nullptr ? now() : now() + *skew; }
    [[nodiscard]] Random random(std::string_view name) const { return Random(seed, name); }
};

}  // namespace wt
