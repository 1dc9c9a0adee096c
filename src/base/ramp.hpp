#pragma once
#include <algorithm>

#include "base/time.hpp"

namespace wt {

/// Something that grows evenly from nothing to its full size: at `from` it is 0, `over` later 1, and stays there.
struct Ramp {
    Instant from = epoch;
    Duration over{0};

    [[nodiscard]] double at(Instant now) const {
        if (over <= Duration::zero()) return 1;
        return std::clamp(seconds(now - from) / seconds(over), 0.0, 1.0);
    }
    [[nodiscard]] Duration of(Duration whole, Instant now) const {
        return over <= Duration::zero() ? whole : from_seconds(seconds(whole) * at(now));
    }
};

}  // namespace wt
