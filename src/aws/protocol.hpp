#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "http/message.hpp"

namespace wt::aws {

enum class Protocol : std::uint8_t { query, json_1_0, json_1_1, rest_json, rest_xml, rpc_v2_cbor };

[[nodiscard]] constexpr bool is_rest(Protocol protocol) {
    return protocol == Protocol::rest_json || protocol == Protocol::rest_xml;
}
/// Whether errors are XML.
[[nodiscard]] constexpr bool speaks_xml(Protocol protocol) {
    return protocol == Protocol::query || protocol == Protocol::rest_xml;
}

struct ServiceModel;

/// Of the protocols that a service speaks, the one that a request does: rpc-v2-cbor says so in `Smithy-Protocol`, JSON
/// comes with an X-Amz-Target, all else is in the service's first protocol.
[[nodiscard]] Protocol protocol_of(const ServiceModel& model, const http::Request& head);

/// What the path of rpc-v2-cbor names: "/service/SERVICE/operation/NAME". Anything may stand in front (Smithy, "RPC v2
/// CBOR protocol").
struct RpcAddress {
    std::string_view service;
    std::string_view operation;
};
[[nodiscard]] std::optional<RpcAddress> parse_rpc_path(std::string_view path);

/// Whether a request says that it is in rpc-v2-cbor.
[[nodiscard]] bool is_rpc_v2_cbor(const http::Request& head);

}  // namespace wt::aws
