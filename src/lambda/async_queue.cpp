#include "lambda/async_queue.hpp"

#include "lambda/outcome.hpp"

namespace wt::lambda {

namespace {

constexpr Duration first_error_wait = 1min;
constexpr Duration second_error_wait = 2min;
constexpr Duration first_throttle_wait = 1s;
constexpr Duration longest_throttle_wait = 5min;

}  // namespace

AsyncQueue::AsyncQueue(const Context& context, http::Hop& function, const AsyncConfig& config, OnEnd on_end)
    : context_(context),
      function_(function),
      config_(config),
      on_end_(std::move(on_end)),
      backoff_(context.random(function.name() + ".async.backoff")),
      received_(context.metrics.counter(function.name() + ".async.received")),
      dropped_(context.metrics.counter(function.name() + ".async.dropped")) {}

void AsyncQueue::invoke(Event event) {
    received_.add();
    events_.spawn(process(std::move(event)));
}

Task<void> AsyncQueue::process(Event event) {
    const Instant received = context_.now();
    Duration throttle_wait = first_throttle_wait;
    int errors = 0;
    int attempts = 0;
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
        ++attempts;
        response = co_await function_.send(std::move(request));
        const Outcome outcome = outcome_of(response);
        if (outcome == Outcome::done) {
            condition = "Success";
            break;
        }

        Duration wait{0};
        if (outcome == Outcome::failed) {
            if (errors == config_.retries) break;
            wait = errors++ == 0 ? first_error_wait : second_error_wait;
        } else {
            // Spread over the second half, or all that were turned away together would come together again.
            wait = from_seconds(seconds(throttle_wait) * (0.5 + 0.5 * backoff_.uniform()));
            throttle_wait = std::min(throttle_wait * 2, longest_throttle_wait);
        }
        if (context_.now() + wait - received > config_.maximum_age) {
            condition = "EventAgeExceeded";
            break;
        }
        co_await context_.clock.sleep_for(wait);
    }
    const AsyncEnd end{condition, attempts, response};
    if (!end.succeeded()) dropped_.add();
    on_end_(event, end);
}

}  // namespace wt::lambda
