// What the tokens of a user pool say.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/digests.hpp"
#include "base/base64.hpp"
#include "identity/records.hpp"
#include "identity/user_pool.hpp"

namespace wt::identity {

namespace {

using ClaimsJson = nlohmann::json;

[[nodiscard]] std::int64_t whole_seconds(Duration span) {
    return std::chrono::floor<std::chrono::seconds>(span).count();
}

/// In order of precedence; those without one last.
[[nodiscard]] std::vector<const GroupType*> ordered_groups(const UserPool& pool,
                                                           const std::vector<std::string>& names) {
    std::vector<const GroupType*> groups;
    for (const std::string& name : names) {
        const auto found = pool.groups().find(name);
        if (found != pool.groups().end()) groups.push_back(&found->second);
    }
    std::stable_sort(groups.begin(), groups.end(), [](const GroupType* a, const GroupType* b) {
        const auto rank = [](const GroupType* group) {
            return group->precedence ? std::int64_t{*group->precedence} : std::int64_t{1} << 40U;
        };
        return rank(a) < rank(b);
    });
    return groups;
}

/// Developer Guide, "Role-based access control": the role of the group with the lowest precedence, unless two say
/// different ones.
[[nodiscard]] std::string preferred_role(const std::vector<const GroupType*>& groups) {
    const GroupType* first = nullptr;
    for (const GroupType* group : groups) {
        if (!group->role_arn || !group->precedence) continue;
        if (first == nullptr) {
            first = group;
        } else if (group->precedence == first->precedence && group->role_arn != first->role_arn) {
            return {};
        }
    }
    return first == nullptr ? std::string() : *first->role_arn;
}

[[nodiscard]] ClaimsJson value_of(const std::string& attribute, const std::string& value) {
    if (attribute.ends_with("_verified")) return value == "true";
    return value;
}

/// As OpenID Connect's scopes give them; a sign-in by the API gives all.
[[nodiscard]] bool shows(const std::string& scope, const std::string& attribute) {
    const std::string around = " " + scope + " ";
    const auto has = [&around](std::string_view one) { return around.find(fmt::format(" {} ", one)) != around.npos; };
    if (!has("openid") || has("aws.cognito.signin.user.admin")) return true;
    if (!has("email") && !has("phone") && !has("profile")) return true;
    if (attribute.starts_with("email")) return has("email");
    if (attribute.starts_with("phone_number")) return has("phone");
    return has("profile");
}

[[nodiscard]] bool readable(const ClientEntry& client, const std::string& attribute) {
    const auto& said = client.settings.read_attributes;
    return !said || said->empty() || std::find(said->begin(), said->end(), attribute) != said->end();
}

/// `kept` is one more claim that stays as it is.
void change(ClaimsJson& claims, const std::map<std::string, std::string>& added,
            const std::vector<std::string>& suppressed, std::string_view kept = {}) {
    // Claims that identify the token itself are not a function's to change.
    static const std::set<std::string> own{
        "acr", "amr",       "at_hash",  "auth_time",  "azp",        "exp",     "iat",
        "iss", "jti",       "nbf",      "nonce",      "origin_jti", "sub",     "token_use",
        "aud", "client_id", "username", "device_key", "event_id",   "version", "cognito:username"};
    for (const auto& [name, value] : added) {
        if (own.contains(name) || name == kept) continue;
        ClaimsJson parsed = ClaimsJson::parse(value, nullptr, false);
        if (!parsed.is_discarded()) claims[name] = std::move(parsed);
    }
    for (const std::string& name : suppressed) {
        if (!own.contains(name) && name != kept) claims.erase(name);
    }
}

[[nodiscard]] std::string changed_scope(const std::string& scope, const TokenChanges& changes) {
    std::vector<std::string> scopes;
    std::size_t at = 0;
    while (at < scope.size()) {
        const std::size_t end = std::min(scope.find(' ', at), scope.size());
        if (end > at) scopes.push_back(scope.substr(at, end - at));
        at = end + 1;
    }
    for (const std::string& added : changes.scopes) {
        if (std::find(scopes.begin(), scopes.end(), added) == scopes.end()) scopes.push_back(added);
    }
    for (const std::string& gone : changes.scopes_suppressed) std::erase(scopes, gone);
    return fmt::format("{}", fmt::join(scopes, " "));
}

[[nodiscard]] ClaimsJson identities_of(const UserEntry& user) {
    ClaimsJson all = ClaimsJson::array();
    for (const LinkedUser& each : user.linked) {
        all.push_back({{"userId", each.user},
                       {"providerName", each.provider},
                       {"providerType", each.kind},
                       {"issuer", each.issuer.empty() ? ClaimsJson() : ClaimsJson(each.issuer)},
                       {"primary", each.primary ? "true" : "false"},
                       {"dateCreated", fmt::format("{}", unix_seconds(each.created) * 1000)}});
    }
    return all;
}

}  // namespace

std::string UserPool::payload(const UserEntry& user, const ClientEntry& client, const Session& session,
                              std::string_view use, const TokenChanges& changes, const Token* access) {
    const bool is_id = use == "id";
    const std::int64_t now = unix_seconds(context_.calendar());
    ClaimsJson claims{{"sub", user.sub},
                      {"iss", issuer_},
                      {"token_use", use},
                      {"auth_time", unix_seconds(session.authenticated)},
                      {"iat", now},
                      {"exp", now + whole_seconds(is_id ? client.id_ttl : client.access_ttl)},
                      {"event_id", session.event.empty() ? draw_uuid(random_) : session.event}};
    // Developer Guide, "Revoking tokens": what revocation goes by.
    if (client.settings.enable_token_revocation.value_or(true)) {
        claims["origin_jti"] = session.origin;
        claims["jti"] = draw_uuid(random_);
    }
    const auto groups = ordered_groups(*this, user.groups);
    std::vector<std::string> names;
    std::vector<std::string> roles;
    for (const GroupType* group : groups) {
        names.push_back(*group->group_name);
        if (group->role_arn) roles.push_back(*group->role_arn);
    }
    if (changes.groups) names = *changes.groups;
    if (changes.roles) roles = *changes.roles;
    if (!names.empty()) claims["cognito:groups"] = names;
    if (is_id) {
        claims["aud"] = client.id();
        claims["cognito:username"] = user.name;
        if (!session.nonce.empty()) claims["nonce"] = session.nonce;
        // OpenID Connect Core 1.0, 3.1.3.6: the left half of the access token's digest.
        if (access != nullptr) claims["at_hash"] = base64url_encode(aws::sha256(access->text()).view().substr(0, 16));
        for (const auto& [name, value] : user.attributes) {
            if (readable(client, name) && shows(session.scope, name)) claims[name] = value_of(name, value);
        }
        if (!user.linked.empty()) claims["identities"] = identities_of(user);
        if (!roles.empty()) claims["cognito:roles"] = roles;
        const std::string preferred = changes.preferred_role.value_or(preferred_role(groups));
        if (!preferred.empty()) claims["cognito:preferred_role"] = preferred;
        change(claims, changes.id_claims, changes.id_suppressed);
    } else {
        claims["client_id"] = client.id();
        claims["username"] = user.name;
        claims["scope"] = changed_scope(session.scope, changes);
        if (session.scope != "aws.cognito.signin.user.admin") claims["version"] = 2;
        if (!session.device.empty()) claims["device_key"] = session.device;
        change(claims, changes.access_claims, changes.access_suppressed, "scope");
    }
    return claims.dump(-1, ' ', false, ClaimsJson::error_handler_t::replace);
}

Tokens UserPool::issue(const Session& session, const TokenChanges& changes) {
    const UserEntry* const user = find_user(session.user);
    const auto client = clients().find(session.client);
    Tokens tokens;
    if (user == nullptr || client == clients().end()) return tokens;
    const bool is_hosted = session.scope != "aws.cognito.signin.user.admin";
    if (is_hosted) tokens.access_token = Token(key_, payload(*user, client->second, session, "access", changes));
    const Token* const access = is_hosted ? &tokens.access_token : nullptr;
    tokens.id_token = Token(key_, payload(*user, client->second, session, "id", changes, access));
    if (!is_hosted) tokens.access_token = Token(key_, payload(*user, client->second, session, "access", changes));
    tokens.expires_in = client->second.access_ttl;
    return tokens;
}

Token UserPool::client_token(const ClientEntry& client, const std::string& scope, const TokenChanges& changes) {
    const std::int64_t now = unix_seconds(context_.calendar());
    ClaimsJson claims{{"sub", client.id()},
                      {"token_use", "access"},
                      {"scope", changed_scope(scope, changes)},
                      {"auth_time", now},
                      {"iss", issuer_},
                      {"exp", now + whole_seconds(client.access_ttl)},
                      {"iat", now},
                      {"version", 2},
                      {"jti", draw_uuid(random_)},
                      {"client_id", client.id()}};
    change(claims, changes.access_claims, changes.access_suppressed, "scope");
    return Token(key_, claims.dump());
}

}  // namespace wt::identity
