#include "base/real_time.hpp"

#include <utility>

#include "base/assert.hpp"

namespace wt {

MachineTime machine_time() {
    const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    const auto steady = std::chrono::steady_clock::now().time_since_epoch();
    return {epoch + std::chrono::duration_cast<Duration>(since_1970), std::chrono::duration_cast<Duration>(steady)};
}

RealTime::RealTime(Instant start, double scale, std::function<MachineTime()> machine)
    : machine_(std::move(machine)), start_(start), zero_(machine_().steady), scale_(scale) {
    WT_ASSERT(scale > 0);
}

void RealTime::restart(Instant start) {
    start_ = start;
    zero_ = machine_().steady;
}

void RealTime::follow_calendar() {
    WT_ASSERT(scale_ == 1);
    follows_calendar_ = true;
}

Instant RealTime::now() {
    const MachineTime machine = machine_();
    const Duration passed = machine.steady - zero_;
    Instant present = start_ + (scale_ == 1 ? passed : from_seconds(seconds(passed) * scale_));
    if (!follows_calendar_) return present;
    if (machine.calendar > present) {
        start_ += machine.calendar - present;
        present = machine.calendar;
    }
    calendar_offset_ = machine.calendar - present;
    return present;
}

Duration RealTime::until(Instant moment) {
    if (moment == never) return Duration::max();
    const Instant present = now();
    if (moment <= present) return Duration::zero();
    const Duration left = moment - present;
    return scale_ == 1 ? left : from_seconds(seconds(left) / scale_);
}

}  // namespace wt
