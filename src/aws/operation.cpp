#include "aws/operation.hpp"

#include <memory>

namespace wt::aws {

Task<http::Response> serve(const Operation& operation, void* service, const Call& call, Exchange& exchange) {
    const std::unique_ptr<void, void (*)(void*)> input(operation.make(), operation.drop);
    if (const auto error = exchange.read(operation.input(), input.get())) co_return exchange.refuse(*error);
    Started started = operation.start(service, call, input.get());
    co_await started;
    const Error* const error = started.error();
    co_return error != nullptr ? exchange.refuse(*error) : exchange.answer(operation.output(), started.output());
}

}  // namespace wt::aws
