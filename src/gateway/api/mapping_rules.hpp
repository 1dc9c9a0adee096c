#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "gateway/api/errors.hpp"

namespace wt::gateway::api {

/// "Invalid mapping expression specified: ...", of one of a method's or an integration's parameters.
[[nodiscard]] aws::Error bad_mapping(std::string_view expression);

/// PREFIX and "path.NAME", "querystring.NAME", "header.NAME", or one of their forms with several values.
[[nodiscard]] bool is_request_place(std::string_view name, std::string_view prefix);

/// What maps a request onto an integration, and an integration's answer onto the method's: the first thing wrong with
/// it. API Gateway Developer Guide, "Parameter mapping source reference".
[[nodiscard]] std::optional<aws::Error> refuse_request_mapping(const Method& method, const Integration& integration);
[[nodiscard]] std::optional<aws::Error> refuse_response_mapping(const MethodResponse& method,
                                                                const IntegrationResponse& response);

}  // namespace wt::gateway::api
