#pragma once
#include <string_view>

#include "base/clock.hpp"
#include "http/tier.hpp"

namespace wt::lambda {

/// A part of an invocation (its start, a call) in the trace of who waits for it, from now until end(). It failed where
/// nobody says how it ended. Who waits may leave meanwhile.
class TracedPart {
public:
    /// `trace` is null, or holds null once nobody waits any more; it outlives this, as `name` outlives the trace.
    TracedPart(const Clock& clock, http::Trace* const* trace, std::string_view name)
        : clock_(clock), trace_(trace != nullptr && *trace != nullptr ? trace : nullptr) {
        if (trace_ != nullptr) span_ = (*trace_)->open(name, clock_.now());
    }
    TracedPart(const TracedPart&) = delete;
    TracedPart& operator=(const TracedPart&) = delete;
    ~TracedPart() { end(http::Trace::failed); }

    /// `status` is http::Trace::done, ::failed, or HTTP's.
    void end(int status) {
        if (trace_ != nullptr && *trace_ != nullptr) (*trace_)->close(span_, clock_.now(), status);
        trace_ = nullptr;
    }

private:
    const Clock& clock_;
    http::Trace* const* trace_;
    std::size_t span_ = 0;
};

}  // namespace wt::lambda
