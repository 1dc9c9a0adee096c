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

namespace {

/// The texts of a claim that is one, several with blanks between them, or a list.
[[nodiscard]] std::vector<std::string> texts_of(const nlohmann::ordered_json& claims, const char* name) {
    std::vector<std::string> all;
    const auto found = claims.find(name);
    if (found == claims.end()) return all;
    if (found->is_string()) {
        each_part(found->get_ref<const std::string&>(), ' ', [&](std::string_view each) { all.emplace_back(each); });
    } else if (found->is_array()) {
        for (const nlohmann::ordered_json& each : *found) {
            if (each.is_string()) all.push_back(each.get<std::string>());
        }
    }
    return all;
}

}  // namespace

std::vector<std::string> scopes_of(const nlohmann::ordered_json& claims) {
    std::vector<std::string> scopes = texts_of(claims, "scope");
    return scopes.empty() ? texts_of(claims, "scp") : scopes;
}

bool meet(const std::vector<std::string>& some, const std::vector<std::string>& others) {
    return std::any_of(some.begin(), some.end(), [&](const std::string& each) {
        return std::find(others.begin(), others.end(), each) != others.end();
    });
}

bool is_for(const nlohmann::ordered_json& claims, const std::vector<std::string>& audiences) {
    const bool has_audience = claims.contains("aud");
    const std::string client = text_claim(claims, "client_id");
    return has_audience ? meet(texts_of(claims, "aud"), audiences)
                        : std::find(audiences.begin(), audiences.end(), client) != audiences.end();
}

}  // namespace wt::gateway
