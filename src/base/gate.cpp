#include "base/gate.hpp"

namespace wt {

Task<Passage> Gate::enter() {
    Duration delay = latency_.law.sample(random_);
    for (const Fault& fault : faults_) {
        if (!fault.added_latency.is_zero() && random_.chance(fault.toxicity))
            delay += fault.ramp.of(fault.added_latency.sample(random_), context_.now());
    }
    if (delay > Duration::zero()) co_await context_.clock.sleep_for(delay);

    // What stands in the way is judged on arrival, after the way there.
    for (const Fault& fault : faults_) {
        if (fault.outage && fault.toxicity < 1 && !random_.chance(fault.toxicity)) continue;
        if (fault.outage == Outage::refuse) co_return Passage::refused;
        if (fault.outage == Outage::reset) co_return Passage::reset;
        if (fault.outage == Outage::hang) {
            co_await healed_.wait();
            co_return Passage::reset;
        }
        if (fault.error_probability > 0 && random_.chance(fault.error_probability * fault.ramp.at(context_.now()))) {
            error_status_ = fault.error_status;
            error_code_ = fault.error_code;
            co_return Passage::error;
        }
    }
    co_return Passage::open;
}

}  // namespace wt
