#pragma once
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace wt::edge::functions {

/// Why CloudFront refuses the request that a function returned for the one in its event; none: it goes on.
[[nodiscard]] std::optional<std::string> refuse_request(const nlohmann::ordered_json& asked,
                                                        const nlohmann::ordered_json& returned);
/// The same of an answer. `came`: the one that the event told of; null: the function made it.
[[nodiscard]] std::optional<std::string> refuse_response(const nlohmann::ordered_json& came,
                                                         const nlohmann::ordered_json& returned);

}  // namespace wt::edge::functions
