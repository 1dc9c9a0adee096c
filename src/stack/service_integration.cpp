#include "stack/service_integration.hpp"

#include <fmt/format.h>

#include "lambda/native_runtime.hpp"

namespace wt::stack {

namespace {

[[nodiscard]] http::Response failed() { return http::json_response(500, R"({"message":"Internal server error"})"); }

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
    const lambda::BackendReply reply = co_await backend->second->call(std::move(call), nullptr);
    switch (reply.outcome) {
        case lambda::BackendReply::Outcome::failed: co_return failed();
        case lambda::BackendReply::Outcome::missing: co_return http::json_response(404, R"({"message":"Not Found"})");
        case lambda::BackendReply::Outcome::done: break;
    }
    const bool tells = reads || *operation == lambda::Operation::call;
    co_return http::json_response(200, tells && !reply.value.empty() ? reply.value : Text("{}"));
}

std::string integration_address(std::string_view service) { return fmt::format("{}.integration", service); }

}  // namespace wt::stack
