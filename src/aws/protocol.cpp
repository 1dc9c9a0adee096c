#include "aws/protocol.hpp"

#include <algorithm>

#include "aws/cbor.hpp"
#include "aws/service.hpp"

namespace wt::aws {

namespace {

[[nodiscard]] bool speaks(const ServiceModel& model, Protocol protocol) {
    return model.protocol == protocol || std::find(model.also.begin(), model.also.end(), protocol) != model.also.end();
}

}  // namespace

Protocol protocol_of(const ServiceModel& model, const http::Request& head) {
    if (model.also.empty()) return model.protocol;
    if (is_rpc_v2_cbor(head) && speaks(model, Protocol::rpc_v2_cbor)) return Protocol::rpc_v2_cbor;
    if (has_cbor_target(head) && speaks(model, Protocol::rpc_v2_cbor)) return Protocol::rpc_v2_cbor;
    if (head.headers.has("X-Amz-Target")) {
        for (const Protocol json : {Protocol::json_1_0, Protocol::json_1_1}) {
            if (speaks(model, json)) return json;
        }
    }
    return model.protocol;
}

std::optional<RpcAddress> parse_rpc_path(std::string_view path) {
    constexpr std::string_view before_service = "/service/";
    constexpr std::string_view before_operation = "/operation/";
    const std::size_t operation = path.rfind(before_operation);
    if (operation == std::string_view::npos) return std::nullopt;
    const std::string_view front = path.substr(0, operation);
    const std::size_t service = front.rfind(before_service);
    if (service == std::string_view::npos) return std::nullopt;
    const RpcAddress address{front.substr(service + before_service.size()),
                             path.substr(operation + before_operation.size())};
    if (address.service.empty() || address.operation.empty()) return std::nullopt;
    if (address.service.find('/') != std::string_view::npos) return std::nullopt;
    return address;
}

bool is_rpc_v2_cbor(const http::Request& head) { return head.headers.get("Smithy-Protocol") == "rpc-v2-cbor"; }

bool has_cbor_target(const http::Request& head) {
    return head.headers.get("Content-Type").starts_with(targeted_cbor_type) && head.headers.has("X-Amz-Target");
}

}  // namespace wt::aws
