// Tokens of identities, and credentials for them.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "identity/pools/identity_pools.hpp"
#include "identity/tokens.hpp"

namespace wt::identity::pools {

namespace {

using namespace cognito_identity_errors;
using PoolJson = nlohmann::json;

constexpr Duration token_lifetime = 10min;
constexpr std::int64_t developer_lifetime = 15 * 60;
constexpr std::int32_t credentials_lifetime = 3600;
constexpr std::string_view own_provider = "cognito-identity.amazonaws.com";
constexpr std::string_view tags_claim = "https://aws.amazon.com/tags";

[[nodiscard]] std::string payload_in(const std::string& token) {
    const std::size_t first = token.find('.');
    const std::size_t second = token.find('.', first + 1);
    return base64url_decode(std::string_view(token).substr(first + 1, second - first - 1)).value_or("");
}

/// A claim as rules compare it: lists by each of their texts.
[[nodiscard]] std::vector<std::string> texts_of(const PoolJson& claims, const std::string& name) {
    std::vector<std::string> all;
    const auto found = claims.is_object() ? claims.find(name) : claims.end();
    if (!claims.is_object() || found == claims.end()) return all;
    const auto add = [&all](const PoolJson& value) {
        all.push_back(value.is_string() ? value.get<std::string>() : value.dump());
    };
    if (found->is_array()) {
        for (const PoolJson& each : *found) add(each);
    } else {
        add(*found);
    }
    return all;
}

[[nodiscard]] bool fits(const MappingRule& rule, const PoolJson& claims) {
    const auto values = texts_of(claims, rule.claim);
    return std::any_of(values.begin(), values.end(), [&rule](const std::string& value) {
        if (rule.match_type == "Equals") return value == rule.value;
        if (rule.match_type == "Contains") return value.find(rule.value) != std::string::npos;
        if (rule.match_type == "StartsWith") return value.starts_with(rule.value);
        return value != rule.value;
    });
}

[[nodiscard]] aws::Error no_role() {
    return aws::Error(invalid_identity_pool_configuration,
                      "Invalid identity pool configuration. Check assigned IAM roles for this pool.");
}

[[nodiscard]] std::map<std::string, std::string> tags_of(const PoolEntry& pool, const std::string& provider,
                                                         const std::string& payload) {
    std::map<std::string, std::string> tags;
    const auto map = pool.tag_maps.find(provider);
    if (map == pool.tag_maps.end()) return tags;
    const PoolJson claims = PoolJson::parse(payload, nullptr, false);
    auto wanted = map->second.tags;
    if (map->second.use_defaults) wanted = {{"username", "sub"}, {"client", "aud"}};
    for (const auto& [tag, claim] : wanted) {
        const auto values = texts_of(claims, claim);
        if (!values.empty()) tags[tag] = values.front();
    }
    return tags;
}

}  // namespace

Result<IdentityPools::Login, aws::Error> IdentityPools::check(const PoolEntry& pool, const std::string& provider,
                                                              const std::string& token, Instant now) {
    Login login;
    login.provider = provider;
    if (provider == own_provider) {
        const Verified claims = check_token(token, *catalogue_.key(), issuer);
        if (!claims.ok())
            return aws::Error(not_authorized, "Invalid login token. Not a valid OpenId Connect identity token.");
        if (claims->expires <= now)
            return aws::Error(not_authorized, fmt::format("Invalid login token. Token expired: {} >= {}",
                                                          unix_seconds(now), unix_seconds(claims->expires)));
        login.payload = payload_in(token);
        const PoolJson said = PoolJson::parse(login.payload, nullptr, false);
        if (said.value("aud", "") != pool.id())
            return aws::Error(not_authorized, "Invalid login token. Incorrect token audience.");
        login.subject = claims->sub;
        login.is_own = true;
        return login;
    }
    const auto& takes = pool.settings.cognito_identity_providers.value_or(std::vector<CognitoIdentityProvider>());
    const bool is_listed = std::any_of(takes.begin(), takes.end(), [&provider](const CognitoIdentityProvider& each) {
        return each.provider_name == provider;
    });
    if (!is_listed) {
        const auto& others = pool.settings.supported_login_providers;
        if (others && others->contains(provider))
            return aws::Error(external_service, fmt::format("{} cannot be asked from here.", provider));
        return aws::Error(not_authorized, "Token is not from a supported provider of this identity pool.");
    }
    UserPool* const users = user_pools_.find(std::string_view(provider).substr(provider.rfind('/') + 1));
    if (users == nullptr) return aws::Error(not_authorized, "Invalid login token. Issuer doesn't match providerName");
    const Verified claims = users->verify(token, now);
    if (!claims.ok() && claims.error().expired) {
        return aws::Error(not_authorized, "Invalid login token. Token expired");
    }
    if (!claims.ok()) return aws::Error(not_authorized, "Invalid login token. Token signature invalid.");
    if (claims->token_use != "id") return aws::Error(not_authorized, "Invalid login token. Not an id token.");
    const auto for_client = std::find_if(takes.begin(), takes.end(), [&](const CognitoIdentityProvider& each) {
        return each.provider_name == provider && each.client_id == claims->client;
    });
    if (for_client == takes.end()) return aws::Error(not_authorized, "Invalid login token. Incorrect token audience.");
    if (for_client->server_side_token_check.value_or(false)) {
        const UserEntry* const user = users->find_user(claims->username);
        if (users->revoked(*claims) || user == nullptr || user->sub != claims->sub || !user->enabled)
            return aws::Error(not_authorized, "Invalid login token. Token is revoked or the user is disabled.");
    }
    login.subject = claims->sub;
    login.client = claims->client;
    login.payload = payload_in(token);
    return login;
}

Result<std::vector<IdentityPools::Login>, aws::Error> IdentityPools::check(const PoolEntry& pool, const Texts& logins,
                                                                           Instant now) {
    std::vector<Login> good;
    for (const auto& [provider, token] : logins) {
        auto login = check(pool, provider, token, now);
        if (!login.ok()) return login.error();
        good.push_back(std::move(*login));
    }
    return good;
}

std::vector<std::string> IdentityPools::methods_of(const std::vector<Login>& logins) {
    if (logins.empty()) return {"unauthenticated"};
    std::vector<std::string> methods{"authenticated"};
    for (const Login& login : logins) {
        if (login.is_own) {
            const PoolJson said = PoolJson::parse(login.payload, nullptr, false);
            const auto theirs = texts_of(said, "amr");
            for (const std::string& each : theirs) {
                if (each != "authenticated") methods.push_back(each);
            }
            continue;
        }
        methods.push_back(login.provider);
        methods.push_back(fmt::format("{}:CognitoSignIn:{}", login.provider, login.subject));
    }
    return methods;
}

std::string IdentityPools::token_of(const TokenAsk& ask, Instant now) {
    const std::int64_t seconds = unix_seconds(now);
    PoolJson claims{{"sub", ask.identity},
                    {"aud", ask.pool},
                    {"amr", ask.methods},
                    {"iss", issuer},
                    {"exp", seconds + std::chrono::floor<std::chrono::seconds>(ask.lifetime).count()},
                    {"iat", seconds}};
    if (!ask.tags.empty()) {
        PoolJson tags = PoolJson::object();
        for (const auto& [tag, value] : ask.tags) tags[tag] = PoolJson::array({value});
        claims[std::string(tags_claim)] = {{"principal_tags", std::move(tags)}};
    }
    return Token(catalogue_.key(), claims.dump()).text();
}

aws::Outcome<GetOpenIdTokenResponse> IdentityPools::get_open_id_token(const aws::Call& call,
                                                                      GetOpenIdTokenInput input) {
    const auto identity = find_identity(input.identity_id);
    if (!identity.ok()) return identity.error();
    PoolEntry* const pool = catalogue_.find((*identity)->pool);
    if (!pool->settings.allow_classic_flow.value_or(false))
        return aws::Error(invalid_parameter, "Basic (classic) flow is not enabled, please use enhanced flow.");
    const auto logins = check(*pool, input.logins, call.now);
    if (!logins.ok()) return logins.error();
    if (auto error = join(**identity, *logins, call.now)) return std::move(*error);
    if (logins->empty() && !pool->settings.allow_unauthenticated_identities)
        return aws::Error(not_authorized, "Unauthenticated access is not supported for this identity pool.");
    TokenAsk about;
    about.pool = pool->id();
    about.identity = input.identity_id;
    about.methods = methods_of(*logins);
    about.lifetime = token_lifetime;
    GetOpenIdTokenResponse output;
    output.identity_id = input.identity_id;
    output.token = token_of(about, call.now);
    return output;
}

aws::Outcome<GetOpenIdTokenForDeveloperIdentityResponse> IdentityPools::get_open_id_token_for_developer_identity(
    const aws::Call& call, GetOpenIdTokenForDeveloperIdentityInput input) {
    const auto pool = find_pool(call, input.identity_pool_id);
    if (!pool.ok()) return pool.error();
    const std::string provider = (*pool)->settings.developer_provider_name.value_or("");
    const auto login = input.logins.find(provider);
    if (provider.empty() || login == input.logins.end())
        return aws::Error(invalid_parameter, "Please provide a login of the developer provider of this identity pool.");
    constexpr std::int64_t longest = 24 * 3600;
    const std::int64_t seconds = input.token_duration.value_or(developer_lifetime);
    if (seconds < 1 || seconds > longest)
        return aws::Error(invalid_parameter, "TokenDuration must be between 1 second and 24 hours.");
    const IdentityEntry* const known = catalogue_.of_developer(input.identity_pool_id, provider, login->second);
    IdentityEntry identity;
    if (known != nullptr) {
        if (input.identity_id && *input.identity_id != known->id)
            return aws::Error(developer_user_already_registered,
                              "The developer user is already registered with another identity.");
        identity = *known;
    } else if (input.identity_id) {
        const auto found = find_identity(*input.identity_id);
        if (!found.ok()) return found.error();
        if ((*found)->pool != input.identity_pool_id)
            return aws::Error(resource_not_found, fmt::format("Identity '{}' not found.", *input.identity_id));
        identity = **found;
    } else {
        identity.id = catalogue_.draw_id((*pool)->place.region);
        identity.pool = input.identity_pool_id;
        identity.created = call.now;
    }
    if (known == nullptr) {
        identity.developer[provider].push_back(login->second);
        identity.modified = call.now;
        (void)catalogue_.keep(IdentityEntry(identity));
    }
    TokenAsk about;
    about.pool = input.identity_pool_id;
    about.identity = identity.id;
    about.methods = {"authenticated", provider,
                     fmt::format("{}:{}:{}", provider, input.identity_pool_id, login->second)};
    about.tags = std::move(input.principal_tags);
    about.lifetime = std::chrono::seconds(seconds);
    GetOpenIdTokenForDeveloperIdentityResponse output;
    output.identity_id = identity.id;
    output.token = token_of(about, call.now);
    return output;
}

Result<std::string, aws::Error> IdentityPools::role_of(const PoolEntry& pool, const std::vector<Login>& logins,
                                                       const std::optional<std::string>& wanted) const {
    const auto usual = pool.roles.find(logins.empty() ? "unauthenticated" : "authenticated");
    const std::string fallback = usual == pool.roles.end() ? std::string() : usual->second;
    for (const Login& login : logins) {
        const auto mapping = pool.role_mappings.find(fmt::format("{}:{}", login.provider, login.client));
        if (mapping == pool.role_mappings.end()) continue;
        const bool falls_back = mapping->second.ambiguous_role_resolution == "AuthenticatedRole";
        const PoolJson claims = PoolJson::parse(login.payload, nullptr, false);
        if (mapping->second.type == "Rules") {
            for (const MappingRule& rule : mapping->second.rules_configuration->rules) {
                if (fits(rule, claims)) return rule.role_arn;
            }
        } else {
            const auto roles = texts_of(claims, "cognito:roles");
            const auto preferred = texts_of(claims, "cognito:preferred_role");
            if (wanted) {
                if (std::find(roles.begin(), roles.end(), *wanted) == roles.end())
                    return aws::Error(not_authorized, "Token does not have the requested role.");
                return *wanted;
            }
            if (!preferred.empty()) return preferred.front();
            if (roles.size() == 1) return roles.front();
        }
        if (!falls_back) return aws::Error(not_authorized, "No role could be chosen by the role mapping.");
    }
    if (wanted && *wanted != fallback) return aws::Error(not_authorized, "The custom role is not allowed.");
    if (fallback.empty()) return no_role();
    return fallback;
}

aws::Outcome<GetCredentialsForIdentityResponse> IdentityPools::get_credentials_for_identity(
    const aws::Call& call, GetCredentialsForIdentityInput input) {
    const auto identity = find_identity(input.identity_id);
    if (!identity.ok()) return identity.error();
    PoolEntry* const pool = catalogue_.find((*identity)->pool);
    const auto logins = check(*pool, input.logins, call.now);
    if (!logins.ok()) return logins.error();
    if (auto error = join(**identity, *logins, call.now)) return std::move(*error);
    if (logins->empty() && !pool->settings.allow_unauthenticated_identities)
        return aws::Error(not_authorized, "Unauthenticated access is not supported for this identity pool.");
    const auto role = role_of(*pool, *logins, input.custom_role_arn);
    if (!role.ok()) return role.error();
    TokenAsk about;
    about.pool = pool->id();
    about.identity = input.identity_id;
    about.methods = methods_of(*logins);
    about.lifetime = token_lifetime;
    for (const Login& login : *logins) {
        if (login.is_own) {
            const PoolJson said = PoolJson::parse(login.payload, nullptr, false);
            const auto tags = said.find(std::string(tags_claim));
            if (tags == said.end() || !tags->is_object() || !tags->contains("principal_tags")) continue;
            for (const auto& [tag, values] : (*tags)["principal_tags"].items()) {
                if (values.is_array() && !values.empty() && values[0].is_string())
                    about.tags[tag] = values[0].get<std::string>();
            }
        } else {
            for (auto& [tag, value] : tags_of(*pool, login.provider, login.payload)) about.tags[tag] = value;
        }
    }
    iam::AssumeRoleWithWebIdentityRequest asked;
    asked.role_arn = *role;
    asked.role_session_name = "CognitoIdentityCredentials";
    asked.web_identity_token = token_of(about, call.now);
    asked.duration_seconds = credentials_lifetime;
    const auto given = sts_.assume_role_with_web_identity(call, std::move(asked));
    // Whatever keeps STS from it, it is the pool's roles that do not fit.
    if (!given.ok()) return no_role();
    GetCredentialsForIdentityResponse output;
    output.identity_id = input.identity_id;
    output.credentials.emplace();
    output.credentials->access_key_id = given->credentials.access_key_id;
    output.credentials->secret_key = given->credentials.secret_access_key;
    output.credentials->session_token = given->credentials.session_token;
    output.credentials->expiration = given->credentials.expiration;
    return output;
}

}  // namespace wt::identity::pools
