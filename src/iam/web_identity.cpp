#include "iam/web_identity.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/json_depth.hpp"

namespace wt::iam {

namespace {

using nlohmann::json;

constexpr std::string_view scheme = "https://";
constexpr std::size_t longest_token = 20'000;
constexpr std::size_t deepest_claims = 16;

[[nodiscard]] std::string text(const json& claims, const char* name) {
    const auto found = claims.find(name);
    return found != claims.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// One text, or a list of them.
[[nodiscard]] std::vector<std::string> texts(const json& claims, const char* name) {
    std::vector<std::string> all;
    const auto found = claims.find(name);
    if (found == claims.end()) return all;
    if (found->is_string()) all.push_back(found->get<std::string>());
    if (!found->is_array()) return all;
    for (const json& each : *found) {
        if (each.is_string()) all.push_back(each.get<std::string>());
    }
    return all;
}

}  // namespace

std::string_view WebIdentityClaims::provider() const {
    const std::string_view whole = issuer;
    return whole.starts_with(scheme) ? whole.substr(scheme.size()) : whole;
}

std::string_view WebIdentityClaims::audience() const {
    return authorized_party.empty() ? std::string_view(audiences.front()) : std::string_view(authorized_party);
}

std::optional<WebIdentityClaims> read_web_identity(std::string_view token) {
    const std::size_t first = token.find('.');
    const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos || token.size() > longest_token) return std::nullopt;
    const auto payload = base64url_decode(token.substr(first + 1, second - first - 1));
    if (!payload || nests_deeper(*payload, deepest_claims)) return std::nullopt;
    const json said = json::parse(*payload, nullptr, false);
    if (!said.is_object()) return std::nullopt;
    WebIdentityClaims claims;
    claims.issuer = text(said, "iss");
    claims.subject = text(said, "sub");
    claims.audiences = texts(said, "aud");
    claims.authorized_party = text(said, "azp");
    claims.methods = texts(said, "amr");
    constexpr double latest = 9e9;
    if (const auto end = said.find("exp"); end != said.end() && end->is_number()) {
        const double seconds = end->get<double>();
        if (std::isfinite(seconds) && std::abs(seconds) < latest)
            claims.expires = epoch + std::chrono::seconds(static_cast<std::int64_t>(seconds));
    }
    if (claims.issuer.empty() || claims.subject.empty() || claims.audiences.empty()) return std::nullopt;
    return claims;
}

}  // namespace wt::iam
