#include "lambda/invocation_fault.hpp"

#include "lambda/outcome.hpp"

namespace wt::lambda {

InvocationFaults::Injection InvocationFaults::draw(Instant now) {
    Injection injection;
    for (const InvocationFault& fault : faults_) {
        if (fault.kind == InvocationFault::Kind::delay) {
            if (random_.chance(fault.share)) injection.delay += fault.ramp.of(fault.delay.sample(random_), now);
            continue;
        }
        if (injection.instead || !random_.chance(fault.share * fault.ramp.at(now))) continue;
        injection.prevents = fault.prevents;
        if (fault.kind == InvocationFault::Kind::error) {
            injection.instead = function_error(fault.error_type, "Injected fault");
        } else {
            injection.instead.emplace();
            injection.instead->status = fault.status;
            injection.instead->headers.add("Content-Type", Text(fault.content_type));
        }
    }
    return injection;
}

}  // namespace wt::lambda
