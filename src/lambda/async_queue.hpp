#pragma once
#include <functional>
#include <string>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "base/text.hpp"
#include "http/tier.hpp"
#include "lambda/config.hpp"

namespace wt::lambda {

/// What a function is invoked with by an event source: the place of an object, or a document.
struct Event {
    Text key;
    std::uint64_t number = 0;
    Text body = {};
};

/// Asynchronous invocation, with Lambda's retries: a function error is tried again after one and after two minutes; a
/// throttle or a service that cannot be reached after 1 s, then ever later up to 5 minutes, until the event is too old;
/// Assumed: with jitter of up to half the wait.
/// What fails for good goes to `on_failure`, with AWS's name of the reason. (Lambda Developer Guide, "How Lambda
/// handles errors and retries with asynchronous invocation".)
class AsyncQueue {
public:
    using OnFailure = std::function<void(const Event& event, std::string_view condition, int attempts)>;

    /// `function` is the way to the function. Both outlive the queue.
    AsyncQueue(const Context& context, http::Hop& function, const AsyncConfig& config, OnFailure on_failure);

    void invoke(Event event);
    /// For whatever fails from now on, also of events that have failed already.
    void update(const AsyncConfig& config) { config_ = config; }
    /// Forgets every event; an invocation that runs goes on, and nobody asks what became of it.
    void clear() { events_.cancel(); }
    /// True when no event waits or runs.
    [[nodiscard]] bool idle() const { return events_.running() == 0; }

private:
    [[nodiscard]] Task<void> process(Event event);

    Context context_;
    http::Hop& function_;
    AsyncConfig config_;
    OnFailure on_failure_;
    Random backoff_;
    Counter& received_;
    Counter& dropped_;
    Scope events_;
};

}  // namespace wt::lambda
