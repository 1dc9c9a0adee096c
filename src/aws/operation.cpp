#include "aws/operation.hpp"

#include <memory>

#include "aws/service.hpp"

namespace wt::aws {

Task<std::optional<Error>> finish(Started& started, Service& service) {
    const bool at_once = started.await_ready();
    co_await started;
    if (const Error* const error = started.error()) co_return *error;
    if (at_once) co_return co_await service.settle();
    co_return std::nullopt;
}

Task<http::Response> serve(const Operation& operation, Service& service, const Call& call, Exchange& exchange) {
    const std::unique_ptr<void, void (*)(void*)> input(operation.make(), operation.drop);
    if (const auto error = exchange.read(operation.input(), input.get())) co_return exchange.refuse(*error);
    Started started = operation.start(service.instance(), call, input.get());
    const std::optional<Error> error = co_await finish(started, service);
    if (error) co_return exchange.refuse(*error);
    co_return exchange.answer(operation.output(), started.output());
}

}  // namespace wt::aws
