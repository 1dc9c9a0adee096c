#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "gateway/gateway_error.hpp"
#include "gateway/pass.hpp"

/// What a request becomes on its way to an integration, and the integration's answer on its way back.
namespace wt::gateway {

/// The body for an integration that takes templates, and what a template set beside it: by the request's Content-Type,
/// or as it came where that may pass. API Gateway Developer Guide, "Method request behavior for payloads without
/// mapping templates".
[[nodiscard]] Result<mapping::Mapped, Refusal> integration_body(const Pass& pass);

/// The request for a web server, a service, or a function that is asked through a proxy: mapped, without what stays
/// here.
[[nodiscard]] http::Request integration_request(const Pass& pass, mapping::Mapped mapped);

/// The answer of an integration that is no proxy. `key`: what patterns are held against: the status, or what a function
/// failed with; none: it is not held against any.
[[nodiscard]] Result<http::Response, Refusal> method_response(const Pass& pass, const http::Response& from,
                                                              const std::optional<std::string>& key);

/// A proxy's answer as clients get it: fields that are the gateway's own have other names.
void remap_fields(http::Response& response);

/// The status that a mock's template names, in JSON as loose as API Gateway takes it; none where it does not.
[[nodiscard]] std::optional<int> mock_status(std::string_view rendered);

/// "application/json" of "Application/JSON; charset=utf-8", and of nothing.
[[nodiscard]] std::string media_type(std::string_view content_type);
/// Whether a body of that type is bytes for the API. "image/*" and "*/*" stand for many.
[[nodiscard]] bool is_binary(const Deployed& stage, std::string_view content_type);
/// Whether the client wants bytes: by the first type that it accepts.
[[nodiscard]] bool wants_binary(const Pass& pass);

}  // namespace wt::gateway
