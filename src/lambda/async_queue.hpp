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
    Text id = {};            // the request id of every attempt; empty: the function draws its own
    Text context = {};       // a client's, as JSON; empty: none
    std::uint64_t mark = 0;  // by which whoever keeps events knows it
};

/// How far an event has come on its way through the queue: enough to go on from there.
struct AsyncProgress {
    Instant received;
    int attempts = 0;
    int errors = 0;             // of the function
    Duration throttle_wait{0};  // the next wait after a throttle; zero: there was none yet
    Instant due;                // of the next attempt
};

/// How an event's way through the queue ended.
struct AsyncEnd {
    std::string_view condition;  // AWS's name: "Success", "RetriesExhausted", "EventAgeExceeded"
    int attempts = 0;
    const http::Response& response;  // of the last attempt

    [[nodiscard]] bool succeeded() const { return condition == "Success"; }
};

/// Asynchronous invocation, with Lambda's retries: a function error is tried again after one and after two minutes; a
/// throttle or a service that cannot be reached after 1 s, then ever later up to 5 minutes, until the event is too old;
/// Assumed: with jitter of up to half the wait.
/// Who made the queue is told of each event's end, and of each wait for another attempt, with the last one's response.
/// (Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation".)
class AsyncQueue {
public:
    using OnEnd = std::function<void(const Event& event, const AsyncEnd& end)>;
    using OnWait =
        std::function<void(const Event& event, const AsyncProgress& progress, const http::Response& response)>;

    /// `function` is the way to the function. Both outlive the queue.
    AsyncQueue(const Context& context, http::Hop& function, const AsyncConfig& config, OnEnd on_end,
               OnWait on_wait = {});

    void invoke(Event event);
    /// An event that was in a queue before, from where it stood.
    void resume(Event event, const AsyncProgress& from) { events_.spawn(process(std::move(event), from)); }
    /// For whatever fails from now on, also of events that have failed already.
    void update(const AsyncConfig& config) { config_ = config; }
    /// Forgets every event; an invocation that runs goes on, and nobody asks what became of it.
    void clear() { events_.cancel(); }
    /// True when no event waits or runs.
    [[nodiscard]] bool idle() const { return events_.running() == 0; }

private:
    [[nodiscard]] Task<void> process(Event event, AsyncProgress progress);

    Context context_;
    http::Hop& function_;
    AsyncConfig config_;
    OnEnd on_end_;
    OnWait on_wait_;
    Random backoff_;
    Counter& received_;
    Counter& dropped_;
    Scope events_;
};

}  // namespace wt::lambda
