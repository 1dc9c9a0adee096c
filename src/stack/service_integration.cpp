#include "stack/service_integration.hpp"

#include <fmt/format.h>

#include "base/literals.hpp"
#include "gateway/config.hpp"
#include "gateway/gateway_response.hpp"
#include "lambda/native_runtime.hpp"

namespace wt::stack {

namespace {

/// How long APIs wait unless they say otherwise.
[[nodiscard]] Duration usual_limit() { return gateway::RestApiConfig().timeout; }
constexpr std::string_view address_end = ".integration";

[[nodiscard]] http::Response failed() { return http::json_response(500, R"({"message":"Internal server error"})"); }
[[nodiscard]] http::Response timed_out() {
    return http::json_response(504, gateway::gateway_responses::integration_timeout.body);
}

[[nodiscard]] http::Response passed_on(const lambda::BackendReply& reply) {
    return http::json_response(reply.status, Text("{}"));
}

}  // namespace

std::optional<lambda::Operation> integration_operation(std::string_view type, http::Method method) {
    using http::Method;
    using lambda::Operation;
    const bool writes = method == Method::post || method == Method::put;
    const bool reads = method == Method::get || method == Method::head;
    if (type == "http") return Operation::call;
    if (type == "kinesis" || type == "firehose" || type == "sqs")
        return writes ? std::optional(Operation::put) : std::nullopt;
    if (type != "s3" && type != "dynamodb") return std::nullopt;
    if (reads) return Operation::get;
    if (writes) return Operation::put;
    if (type == "dynamodb" && method == Method::patch) return Operation::update;
    if (type == "dynamodb" && method == Method::del) return Operation::remove;
    return std::nullopt;
}

Task<http::Response> ServiceIntegration::handle(http::Request&& request, http::Next) {
    const auto backend = backends_.find(name_);
    const auto operation = integration_operation(type_, request.method);
    if (backend == backends_.end() || !operation) co_return failed();
    lambda::BackendCall call;
    call.operation = *operation;
    call.key = std::move(request.path_parameter);
    if (call.key.empty()) {
        const auto own = lambda::top_level_id(request.body);
        call.key = own ? Text(*own) : Text(fmt::format("{}-{}", name_, request.number));
    }
    call.request_number = request.number;
    const bool reads = *operation == lambda::Operation::get;
    if (!reads && *operation != lambda::Operation::remove) call.value = std::move(request.body);
    // A moment before the API does not wait any more: so it is this that ends, and is counted, whatever else is due
    // then.
    Task<lambda::BackendReply> asking = backend->second->call(std::move(call), nullptr);
    const std::optional<lambda::BackendReply> answer =
        co_await Timeout<lambda::BackendReply>(clock_, limit_ - Duration(1), std::move(asking));
    if (!answer) co_return timed_out();
    const lambda::BackendReply& reply = *answer;
    switch (reply.outcome) {
        case lambda::BackendReply::Outcome::failed: co_return reply.status == 0 ? failed() : passed_on(reply);
        case lambda::BackendReply::Outcome::missing: co_return http::json_response(404, R"({"message":"Not Found"})");
        case lambda::BackendReply::Outcome::done: break;
    }
    const bool tells = reads || *operation == lambda::Operation::call;
    co_return http::json_response(200, tells && !reply.value.empty() ? reply.value : Text("{}"));
}

std::string integration_address(std::string_view service, Duration limit) {
    if (limit == usual_limit()) return fmt::format("{}{}", service, address_end);
    return fmt::format("{}:{}{}", service, format_duration(limit), address_end);
}

bool is_integration_address(std::string_view address) { return address.ends_with(address_end); }

}  // namespace wt::stack
