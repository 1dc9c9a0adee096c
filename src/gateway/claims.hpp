#pragma once
#include <string_view>

#include <nlohmann/json.hpp>

namespace wt::gateway {

/// The token of an Authorization field: "Bearer x", or x alone.
[[nodiscard]] std::string_view bearer_token(std::string_view field);
/// What stands in a token, good or not; null where it is none.
[[nodiscard]] nlohmann::ordered_json claims_of(std::string_view token);
/// The claim of that name, where it is a text; else empty.
[[nodiscard]] std::string text_claim(const nlohmann::ordered_json& claims, const char* name);

}  // namespace wt::gateway
