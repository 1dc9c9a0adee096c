#include "gateway/claims.hpp"

#include <algorithm>
#include <string>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/json_depth.hpp"

namespace wt::gateway {

std::string_view bearer_token(std::string_view field) {
    constexpr std::string_view scheme = "bearer ";
    if (same_ignoring_case(field.substr(0, scheme.size()), scheme)) field.remove_prefix(scheme.size());
    return trimmed(field);
}

nlohmann::ordered_json claims_of(std::string_view token) {
    const std::size_t first = std::min(token.find('.') + 1, token.size());
    const auto payload = base64url_decode(token.substr(first, token.find('.', first) - first));
    if (!payload || nests_deeper(*payload)) return {};
    auto claims = nlohmann::ordered_json::parse(*payload, nullptr, false);
    return claims.is_object() ? claims : nlohmann::ordered_json();
}

std::string text_claim(const nlohmann::ordered_json& claims, const char* name) {
    const auto found = claims.find(name);
    return found != claims.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace wt::gateway
