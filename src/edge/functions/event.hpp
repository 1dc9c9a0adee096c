#pragma once
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "edge/special.hpp"
#include "http/message.hpp"

namespace wt::edge::functions {

/// A message as CloudFront Functions' events tell it: names in lower case, cookies apart, as they came otherwise.
[[nodiscard]] nlohmann::ordered_json told(const http::Request& request);
[[nodiscard]] nlohmann::ordered_json told(const http::Response& response);

/// The event around them: version, context, viewer, request; "response" is added for the other side.
[[nodiscard]] nlohmann::ordered_json event_of(std::string_view type, const Occasion& occasion,
                                              const http::Request& request);

// What a function returned, and the rules have let pass (rules.hpp).

/// `asked`: what the event told of the request. What did not change stays as it came, byte by byte.
void put(const nlohmann::ordered_json& asked, const nlohmann::ordered_json& returned, http::Request& request);
/// The body stays unless the function said another.
void put(const nlohmann::ordered_json& came, const nlohmann::ordered_json& returned, http::Response& response);

}  // namespace wt::edge::functions
