#pragma once
#include <functional>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "base/text.hpp"
#include "lambda/function.hpp"

namespace wt::lambda {

/// What a function is invoked with by an event source: the place of an object.
struct Event {
    Text key;
    std::uint64_t number = 0;
};

/// Asynchronous invocation, with Lambda's retries: a function error is tried again after one and after two minutes; a
/// throttle after 1 s, then ever later up to 5 minutes, until the event is 6 hours old. What fails for good goes to
/// `on_failure`. (Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation".)
class AsyncQueue {
public:
    AsyncQueue(const Context& context, Function& function, std::function<void(const Event&)> on_failure);

    void invoke(Event event);
    /// True when no event waits or runs.
    [[nodiscard]] bool idle() const { return events_.running() == 0; }

private:
    [[nodiscard]] Task<void> process(Event event);

    Context context_;
    Function& function_;
    std::function<void(const Event&)> on_failure_;
    Counter& received_;
    Counter& dropped_;
    Scope events_;
};

}  // namespace wt::lambda
