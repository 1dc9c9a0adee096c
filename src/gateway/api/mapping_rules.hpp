#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "gateway/api/catalogue.hpp"
#include "gateway/api/errors.hpp"

namespace wt::gateway::api {

/// "Invalid mapping expression specified: ...", of one of a method's or an integration's parameters.
[[nodiscard]] aws::Error bad_mapping(std::string_view expression);

/// PREFIX and "path.NAME", "querystring.NAME", "header.NAME", or one of their forms with several values.
[[nodiscard]] bool is_request_place(std::string_view name, std::string_view prefix);

/// Letters, digits and "._-:", or such a name in braces, with or without a plus.
[[nodiscard]] bool is_path_part(std::string_view part);
/// Why a resource of that part cannot stand below the parent; `self` is the id of the one that moves.
[[nodiscard]] std::optional<aws::Error> refuse_resource(const Api& api, const Resource& parent, const std::string& part,
                                                        const std::string& self);

/// What a method of the API may not say, and an integration behind it.
[[nodiscard]] std::optional<aws::Error> refuse_method(const Api& api, const Method& method);
[[nodiscard]] std::optional<aws::Error> refuse_integration(const Method& method, const Integration& integration);

/// What maps a request onto an integration, and an integration's answer onto the method's: the first thing wrong with
/// it. API Gateway Developer Guide, "Parameter mapping source reference".
[[nodiscard]] std::optional<aws::Error> refuse_request_mapping(const Method& method, const Integration& integration);
[[nodiscard]] std::optional<aws::Error> refuse_response_mapping(const MethodResponse& method,
                                                                const IntegrationResponse& response);

}  // namespace wt::gateway::api
