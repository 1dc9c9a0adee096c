#include "base/gate.hpp"

namespace wt {

Duration Gate::draw_way() {
    Duration delay = latency_.law.sample(random_);
    for (const Fault& fault : faults_) {
        if (!fault.added_latency.is_zero() && random_.chance(fault.toxicity))
            delay += fault.ramp.of(fault.added_latency.sample(random_), context_.now());
    }
    return delay;
}

Task<Passage> Gate::enter() {
    const Duration way = draw_way();
    if (way > Duration::zero()) co_await context_.clock.sleep_for(way);
    // What stands in the way is judged on arrival, after the way there.
    if (!faulty()) co_return Passage::open;
    co_return co_await arrive();
}

Task<Passage> Gate::arrive() {
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
