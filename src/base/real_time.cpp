#include "base/real_time.hpp"

#include "base/assert.hpp"

namespace wt {

RealTime::RealTime(Instant start, double scale)
    : start_(start), scale_(scale), zero_(std::chrono::steady_clock::now()) {
    WT_ASSERT(scale > 0);
}

Instant RealTime::now() const {
    const Duration passed = std::chrono::steady_clock::now() - zero_;
    return start_ + (scale_ == 1 ? passed : from_seconds(seconds(passed) * scale_));
}

Duration RealTime::until(Instant moment) const {
    if (moment == never) return Duration::max();
    const Instant present = now();
    if (moment <= present) return Duration::zero();
    const Duration left = moment - present;
    return scale_ == 1 ? left : from_seconds(seconds(left) / scale_);
}

Instant RealTime::today() {
    const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    return epoch + std::chrono::duration_cast<Duration>(since_1970);
}

}  // namespace wt
