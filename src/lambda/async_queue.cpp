#include "lambda/async_queue.hpp"

namespace wt::lambda {

namespace {

constexpr Duration maximum_age = 6h;
constexpr Duration first_error_wait = 1min;
constexpr Duration second_error_wait = 2min;
constexpr int error_retries = 2;
constexpr Duration first_throttle_wait = 1s;
constexpr Duration longest_throttle_wait = 5min;

}  // namespace

AsyncQueue::AsyncQueue(const Context& context, Function& function, std::function<void(const Event&)> on_failure)
    : context_(context),
      function_(function),
      on_failure_(std::move(on_failure)),
      received_(context.metrics.counter(std::string(function.name()) + ".async.received")),
      dropped_(context.metrics.counter(std::string(function.name()) + ".async.dropped")) {}

void AsyncQueue::invoke(Event event) {
    received_.add();
    events_.spawn(process(std::move(event)));
}

Task<void> AsyncQueue::process(Event event) {
    const Instant received = context_.now();
    Duration throttle_wait = first_throttle_wait;
    int errors = 0;
    for (;;) {
        http::Request request;
        request.method = http::Method::post;
        request.route = "*";
        request.path_parameter = event.key;
        request.number = event.number;
        const http::Response response = co_await function_.invoke(std::move(request));
        if (response.status < 400) co_return;

        Duration wait{0};
        if (response.headers.has("X-Amz-Function-Error")) {
            if (errors == error_retries) break;
            wait = errors++ == 0 ? first_error_wait : second_error_wait;
        } else {
            wait = throttle_wait;
            throttle_wait = std::min(throttle_wait * 2, longest_throttle_wait);
        }
        if (context_.now() + wait - received > maximum_age) break;
        co_await context_.clock.sleep_for(wait);
    }
    dropped_.add();
    on_failure_(event);
}

}  // namespace wt::lambda
