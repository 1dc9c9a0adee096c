#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace wt::gateway {

/// The token of an Authorization field: "Bearer x", or x alone.
[[nodiscard]] std::string_view bearer_token(std::string_view field);
/// What stands in a token, good or not; null where it is none.
[[nodiscard]] nlohmann::ordered_json claims_of(std::string_view token);
/// The claim of that name, where it is a text; else empty.
[[nodiscard]] std::string text_claim(const nlohmann::ordered_json& claims, const char* name);

/// Its scope, or scp: a text, several with blanks between them, or a list.
[[nodiscard]] std::vector<std::string> scopes_of(const nlohmann::ordered_json& claims);
/// Whether it is for one of these: its aud, or, where it has none, its client_id.
[[nodiscard]] bool is_for(const nlohmann::ordered_json& claims, const std::vector<std::string>& audiences);
/// Whether one of these is one of those.
[[nodiscard]] bool meet(const std::vector<std::string>& some, const std::vector<std::string>& others);

}  // namespace wt::gateway
