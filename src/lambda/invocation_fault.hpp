#pragma once
#include <cstdint>
#include <list>
#include <optional>
#include <string>

#include "base/context.hpp"
#include "base/distribution.hpp"
#include "base/ramp.hpp"
#include "http/message.hpp"

namespace wt::lambda {

/// What is wrong inside a function's invocations for as long as a fault lasts: in the environment, between Lambda and
/// the handler, where AWS FIS's extension stands. It takes the invocation's time, and counts as the function's own
/// doing.
struct InvocationFault {
    enum class Kind : std::uint8_t {
        delay,     // the handler begins later (aws:lambda:invocation-add-delay)
        error,     // the invocation fails (aws:lambda:invocation-error)
        response,  // it answers this instead (aws:lambda:invocation-http-integration-response)
    };
    Kind kind = Kind::delay;
    double share = 1;          // of the invocations that it befalls
    Distribution delay;        // delay: how much later
    bool prevents = false;     // error, response: the handler does not even run
    std::string error_type;    // error
    int status = 200;          // response
    std::string content_type;  // response
    Ramp ramp;                 // of the delay, and of the share of the others
};

/// The faults of one function.
class InvocationFaults {
public:
    InvocationFaults(const Context& context, const std::string& function)
        : random_(context.random(function + ".faults")) {}

    /// Begins a fault; lift() with what it returns ends it.
    using FaultId = std::list<InvocationFault>::iterator;
    FaultId strike(InvocationFault fault) { return faults_.insert(faults_.end(), std::move(fault)); }
    void lift(FaultId fault) { faults_.erase(fault); }
    [[nodiscard]] bool none() const { return faults_.empty(); }

    /// What befalls one invocation.
    struct Injection {
        Duration delay{0};
        std::optional<http::Response> instead;  // of the handler's answer
        bool prevents = false;
    };
    [[nodiscard]] Injection draw(Instant now);

private:
    Random random_;
    std::list<InvocationFault> faults_;
};

}  // namespace wt::lambda
