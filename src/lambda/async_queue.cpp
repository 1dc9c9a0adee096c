#include "lambda/async_queue.hpp"

#include "lambda/outcome.hpp"

namespace wt::lambda {

namespace {

constexpr Duration first_error_wait = 1min;
constexpr Duration second_error_wait = 2min;
constexpr Duration first_throttle_wait = 1s;
constexpr Duration longest_throttle_wait = 5min;

}  // namespace

AsyncQueue::AsyncQueue(const Context& context, http::Hop& function, const AsyncConfig& config, OnEnd on_end,
                       OnWait on_wait)
    : context_(context),
      function_(function),
      config_(config),
      on_end_(std::move(on_end)),
      on_wait_(std::move(on_wait)),
      backoff_(context.random(function.name() + ".async.backoff")),
      received_(context.metrics.counter(function.name() + ".async.received")),
      dropped_(context.metrics.counter(function.name() + ".async.dropped")) {}

void AsyncQueue::invoke(Event event) {
    received_.add();
    AsyncProgress progress;
    progress.received = progress.due = context_.now();
    events_.spawn(process(std::move(event), progress));
}

Task<void> AsyncQueue::process(Event event, AsyncProgress progress) {
    if (progress.due > context_.now()) co_await context_.clock.sleep_until(progress.due);
    std::string_view condition = "RetriesExhausted";
    http::Response response;
    for (;;) {
        http::Request request;
        request.method = http::Method::post;
        request.route = "*";
        request.path_parameter = event.key;
        request.number = event.number;
        request.body = event.body;
        if (!event.id.empty()) request.headers.add("Lambda-Runtime-Aws-Request-Id", event.id);
        if (!event.context.empty()) request.headers.add("Lambda-Runtime-Client-Context", event.context);
        ++progress.attempts;
        response = co_await function_.send(std::move(request));
        const Outcome outcome = outcome_of(response);
        if (outcome == Outcome::done) {
            condition = "Success";
            break;
        }

        Duration wait{0};
        if (outcome == Outcome::failed) {
            if (progress.errors >= config_.retries) break;
            wait = progress.errors++ == 0 ? first_error_wait : second_error_wait;
        } else {
            // Spread over the second half, or all that were turned away together would come together again.
            if (progress.throttle_wait == Duration::zero()) progress.throttle_wait = first_throttle_wait;
            wait = from_seconds(seconds(progress.throttle_wait) * (0.5 + 0.5 * backoff_.uniform()));
            progress.throttle_wait = std::min(progress.throttle_wait * 2, longest_throttle_wait);
        }
        progress.due = context_.now() + wait;
        if (progress.due - progress.received > config_.maximum_age) {
            condition = "EventAgeExceeded";
            break;
        }
        if (on_wait_) on_wait_(event, progress, response);
        co_await context_.clock.sleep_for(wait);
    }
    const AsyncEnd end{condition, progress.attempts, response};
    if (!end.succeeded()) dropped_.add();
    on_end_(event, end);
}

}  // namespace wt::lambda
