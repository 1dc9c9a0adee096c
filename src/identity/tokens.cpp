#include "identity/tokens.hpp"

#include <optional>

#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/json_depth.hpp"

namespace wt::identity {

namespace {

using Json = nlohmann::json;

constexpr std::size_t longest_token = 16 * 1024;

[[nodiscard]] AuthError refused(const char* why) { return {"NotAuthorizedException", why, false}; }

[[nodiscard]] std::optional<Json> decode_object(std::string_view part) {
    const auto text = base64url_decode(part);
    if (!text || nests_deeper(*text)) return std::nullopt;
    Json json = Json::parse(*text, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    return json;
}

/// A string member; empty when it is missing or something else.
[[nodiscard]] std::string text_of(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

[[nodiscard]] std::optional<Instant> moment_of(const Json& claims, const char* name) {
    const auto found = claims.find(name);
    if (found == claims.end() || !found->is_number_unsigned()) return std::nullopt;
    const auto seconds = found->get<std::uint64_t>();
    const auto last = static_cast<std::uint64_t>(unix_seconds(never));
    return seconds >= last ? never : epoch + std::chrono::seconds(seconds);
}

[[nodiscard]] Verified claims_of(const Json& payload) {
    const auto expires = moment_of(payload, "exp");
    if (!expires) return refused("The token does not say when it expires");
    Claims claims;
    claims.sub = text_of(payload, "sub");
    claims.token_use = text_of(payload, "token_use");
    claims.username = text_of(payload, claims.token_use == "id" ? "cognito:username" : "username");
    claims.client = text_of(payload, claims.token_use == "id" ? "aud" : "client_id");
    claims.origin = text_of(payload, "origin_jti");
    claims.scope = text_of(payload, "scope");
    claims.issued = moment_of(payload, "iat").value_or(epoch);
    claims.authenticated = moment_of(payload, "auth_time").value_or(epoch);
    claims.expires = *expires;
    if (const auto groups = payload.find("cognito:groups"); groups != payload.end() && groups->is_array()) {
        for (const Json& group : *groups) {
            if (group.is_string()) claims.groups.push_back(group.get<std::string>());
        }
    }
    return claims;
}

}  // namespace

Token::Token(std::shared_ptr<const SigningKey> key, std::string_view payload) : key_(std::move(key)) {
    const std::string head = Json{{"kid", key_->id()}, {"alg", "RS256"}}.dump();
    text_ = base64url_encode(head) + "." + base64url_encode(payload);
}

const std::string& Token::text() const {
    if (key_ != nullptr) {
        text_ += "." + base64url_encode(key_->sign(text_));
        key_.reset();
    }
    return text_;
}

Verified check_token(std::string_view token, const SigningKey& key, std::string_view issuer) {
    if (token.size() > longest_token) return refused("The token is too long");
    const std::size_t first = token.find('.');
    const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos) return refused("The token does not have three parts");
    const auto head = decode_object(token.substr(0, first));
    const auto payload = decode_object(token.substr(first + 1, second - first - 1));
    const auto signature = base64url_decode(token.substr(second + 1));
    if (!head || !payload || !signature) return refused("The token is malformed");
    if (text_of(*head, "alg") != "RS256") return refused("The token's algorithm is not RS256");
    if (text_of(*head, "kid") != key.id()) return refused("The token was signed with another key");
    if (!key.verify(token.substr(0, second), *signature)) return refused("The token's signature is wrong");
    if (text_of(*payload, "iss") != issuer) return refused("The token comes from another issuer");
    return claims_of(*payload);
}

std::string issuer_of(std::string_view token) {
    const std::size_t first = token.find('.');
    if (token.size() > longest_token || first == std::string_view::npos) return {};
    const std::string_view rest = token.substr(first + 1);
    const auto payload = decode_object(rest.substr(0, rest.find('.')));
    return payload ? text_of(*payload, "iss") : std::string();
}

}  // namespace wt::identity
