// /oauth2/token, /oauth2/userInfo and /oauth2/revoke.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/digests.hpp"
#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/json_depth.hpp"
#include "http/uri.hpp"
#include "identity/api/managed_login.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using OAuthJson = nlohmann::json;

[[nodiscard]] http::Response json_answer(int status, const OAuthJson& body) {
    http::Response response =
        http::json_response(status, Text(body.dump(-1, ' ', false, OAuthJson::error_handler_t::replace)));
    response.headers.add("Cache-Control", "no-store");
    return response;
}

/// RFC 6749, 5.2.
[[nodiscard]] http::Response oauth_error(const char* error, const std::string& why = {}) {
    OAuthJson body{{"error", error}};
    if (!why.empty()) body["error_description"] = why;
    return json_answer(400, body);
}

[[nodiscard]] http::Response server_error() { return json_answer(500, {{"error", "server_error"}}); }

[[nodiscard]] http::Response told_tokens(const Tokens& tokens, bool has_id) {
    OAuthJson body{{"access_token", tokens.access_token.text()},
                   {"token_type", "Bearer"},
                   {"expires_in", std::chrono::floor<std::chrono::seconds>(tokens.expires_in).count()}};
    if (has_id) body["id_token"] = tokens.id_token.text();
    if (!tokens.refresh_token.empty()) body["refresh_token"] = tokens.refresh_token;
    return json_answer(200, body);
}

[[nodiscard]] http::Response bearer_error(const char* error, const char* why) {
    http::Response response = json_answer(401, {{"error", error}, {"error_description", why}});
    response.headers.add("WWW-Authenticate", Text(fmt::format("error=\"{}\", error_description=\"{}\"", error, why)));
    return response;
}

/// What stands behind a scheme, which is in any case.
[[nodiscard]] std::optional<std::string> credentials_of(std::string_view field, std::string_view scheme) {
    if (field.size() <= scheme.size() + 1 || !same_ignoring_case(field.substr(0, scheme.size()), scheme) ||
        field[scheme.size()] != ' ')
        return std::nullopt;
    return std::string(field.substr(scheme.size() + 1));
}

/// Developer Guide, "Token endpoint": aws_client_metadata is an object as JSON; its texts go to the function.
[[nodiscard]] std::map<std::string, std::string> client_metadata(const std::string& text) {
    std::map<std::string, std::string> metadata;
    if (nests_deeper(text)) return metadata;
    const OAuthJson said = OAuthJson::parse(text, nullptr, false);
    if (!said.is_object()) return metadata;
    for (const auto& [name, value] : said.items())
        metadata[name] = value.is_string() ? value.get<std::string>()
                                           : value.dump(-1, ' ', false, OAuthJson::error_handler_t::replace);
    return metadata;
}

}  // namespace

ManagedLogin::Client ManagedLogin::client_of(const UserPool& pool, const http::Request& request,
                                             const Fields& fields) const {
    const auto field = [&fields](const char* name) {
        const auto found = fields.find(name);
        return found == fields.end() ? std::string() : found->second;
    };
    Client client{field("client_id"), std::nullopt};
    std::string secret = field("client_secret");
    if (const auto basic = credentials_of(request.headers.get("Authorization"), "Basic")) {
        // RFC 6749, 2.3.1: each is encoded as in a form first.
        const std::string pair = base64_decode(*basic).value_or("");
        const std::size_t colon = std::min(pair.find(':'), pair.size());
        const std::string id = http::percent_decode(pair.substr(0, colon), http::Plus::space);
        secret = http::percent_decode(pair.substr(std::min(colon + 1, pair.size())), http::Plus::space);
        if (!client.id.empty() && client.id != id) client.refused = oauth_error("invalid_client");
        client.id = id;
    }
    if (client.id.empty()) client.refused = oauth_error("invalid_request");
    const auto known = pool.clients().find(client.id);
    if (known == pool.clients().end()) {
        client.refused = oauth_error("invalid_client");
    } else if (known->second.secrets.empty() ? !secret.empty() : !known->second.is_secret(secret)) {
        client.refused = oauth_error("invalid_client", known->second.secrets.empty() ? "" : "invalid_client_secret");
    }
    return client;
}

Task<Result<Tokens, aws::Error>> ManagedLogin::tokens_of(Asked asked, std::string name, bool refreshable) {
    const auto changes = co_await cognito_.token_changes(asked.pool, asked.client, name, "TokenGeneration_HostedAuth",
                                                         asked.scope, Fields());
    if (!changes.ok()) co_return changes.error();
    UserPool* const pool = catalogue_.find(asked.pool);
    const UserEntry* const user = pool == nullptr ? nullptr : pool->find_user(name);
    if (user == nullptr) co_return no_user();
    if (!user->enabled) co_return not_allowed("User is disabled.");
    const auto client = pool->clients().find(asked.client);
    if (client == pool->clients().end()) co_return no_client(asked.client);
    auto begun = pool->begin(name, client->second, asked.scope);
    begun.session->nonce = asked.nonce;
    catalogue_.keep(*pool, *begun.session);
    Tokens tokens = pool->issue(*begun.session, *changes);
    if (refreshable) tokens.refresh_token = std::move(begun.refresh_token);
    if (auto problem = co_await catalogue_.durable()) {
        aws::Error failed(cognito_idp_errors::internal_error, std::move(problem->message));
        co_return failed;
    }
    co_return tokens;
}

Task<http::Response> ManagedLogin::token(std::string pool_id, http::Request request) {
    UserPool* const pool = catalogue_.find(pool_id);
    if (pool == nullptr) co_return oauth_error("invalid_request");
    Fields fields = fields_of(request.body.view());
    Client client = client_of(*pool, request, fields);
    if (client.refused) co_return std::move(*client.refused);
    const std::string grant_type = fields["grant_type"];
    if (grant_type == "authorization_code")
        co_return co_await token_for_code(std::move(pool_id), std::move(client.id), std::move(fields));
    if (grant_type == "refresh_token")
        co_return co_await token_for_refresh(std::move(pool_id), std::move(client.id), std::move(fields));
    if (grant_type == "client_credentials")
        co_return co_await token_for_client(std::move(pool_id), std::move(client.id), std::move(fields));
    co_return oauth_error(grant_type.empty() ? "invalid_request" : "unsupported_grant_type");
}

Task<http::Response> ManagedLogin::token_for_code(std::string pool_id, std::string client, Fields fields) {
    const auto found = codes_.find(fields["code"]);
    if (found == codes_.end()) co_return oauth_error("invalid_grant");
    // It is good once, whatever is wrong with it.
    const Code code = std::move(found->second);
    codes_.erase(found);
    const Asked& asked = code.asked;
    if (code.expires <= context_.now() || asked.pool != pool_id || asked.client != client ||
        asked.redirect != fields["redirect_uri"] || code.sub.empty() || code.sub != sub_of(pool_id, code.user))
        co_return oauth_error("invalid_grant");
    const std::string verifier = fields["code_verifier"];
    const std::string shown = verifier.empty() ? std::string() : base64url_encode(aws::sha256(verifier).view());
    if (!aws::equal_in_constant_time(shown, asked.challenge)) co_return oauth_error("invalid_grant");
    const bool has_id = has_word(asked.scope, "openid");
    Asked copy = asked;
    const auto tokens = co_await tokens_of(std::move(copy), code.user, true);
    if (!tokens.ok()) co_return oauth_error("invalid_grant", tokens.error().message);
    co_return told_tokens(*tokens, has_id);
}

Task<http::Response> ManagedLogin::token_for_refresh(std::string pool_id, std::string client, Fields fields) {
    const std::string token = fields["refresh_token"];
    if (token.empty()) co_return oauth_error("invalid_request");
    UserPool* const pool = catalogue_.find(pool_id);
    const Session* const session = pool == nullptr ? nullptr : pool->sessions().find(token);
    const bool has_id = session != nullptr && (has_word(session->scope, "openid") ||
                                               has_word(session->scope, "aws.cognito.signin.user.admin"));
    const auto result = co_await cognito_.refreshed(std::move(pool_id), std::move(client), token, false, Fields());
    if (!result.ok()) co_return oauth_error("invalid_grant");
    const auto problem = co_await catalogue_.durable();
    if (problem) co_return server_error();
    OAuthJson body{{"access_token", result->access_token.value_or("")},
                   {"token_type", "Bearer"},
                   {"expires_in", result->expires_in}};
    if (has_id) body["id_token"] = result->id_token.value_or("");
    if (result->refresh_token) body["refresh_token"] = *result->refresh_token;
    co_return json_answer(200, body);
}

Task<http::Response> ManagedLogin::token_for_client(std::string pool_id, std::string client_id, Fields fields) {
    UserPool* pool = catalogue_.find(pool_id);
    const auto client = pool->clients().find(client_id);
    const auto flows = client->second.settings.allowed_o_auth_flows.value_or(std::vector<std::string>());
    const bool may = client->second.settings.allowed_o_auth_flows_user_pool_client.value_or(false) &&
                     std::find(flows.begin(), flows.end(), "client_credentials") != flows.end();
    if (!may || client->second.secrets.empty()) co_return oauth_error("unauthorized_client");
    const auto allowed = client->second.settings.allowed_o_auth_scopes.value_or(std::vector<std::string>());
    std::string scope = fields["scope"];
    if (scope.empty()) scope = fmt::format("{}", fmt::join(allowed, " "));
    std::string_view rest = scope;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        if (end > 0 && std::find(allowed.begin(), allowed.end(), rest.substr(0, end)) == allowed.end())
            co_return oauth_error("invalid_scope");
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    Fields metadata = client_metadata(fields["aws_client_metadata"]);
    const auto changes = co_await cognito_.token_changes(
        pool_id, client_id, std::string(), "TokenGeneration_ClientCredentials", scope, std::move(metadata));
    if (!changes.ok()) co_return oauth_error("invalid_request", changes.error().message);
    pool = catalogue_.find(pool_id);
    const auto there =
        pool == nullptr ? UserPool::Parts<ClientEntry>::const_iterator() : pool->clients().find(client_id);
    if (pool == nullptr || there == pool->clients().end()) co_return oauth_error("invalid_client");
    Tokens tokens;
    tokens.access_token = pool->client_token(there->second, scope, *changes);
    tokens.expires_in = there->second.access_ttl;
    co_return told_tokens(tokens, false);
}

Task<http::Response> ManagedLogin::user_info(std::string pool_id, http::Request request) {
    UserPool* const pool = catalogue_.find(pool_id);
    const auto token = credentials_of(request.headers.get("Authorization"), "Bearer");
    if (!token) co_return bearer_error("invalid_request", "Bad OAuth2 request at UserInfo Endpoint");
    const Verified claims = pool->verify(*token);
    if (!claims.ok()) co_return bearer_error("invalid_token", "Access token is expired, revoked or malformed.");
    if (claims->token_use != "access" || pool->revoked(*claims))
        co_return bearer_error("invalid_token", "Access token is expired, revoked or malformed.");
    if (!has_word(claims->scope, "openid"))
        co_return bearer_error("invalid_token", "Access token does not contain openid scope");
    const UserEntry* const user = pool->find_user(claims->username);
    if (user == nullptr || user->sub != claims->sub || !user->enabled)
        co_return bearer_error("invalid_token", "User does not exist.");
    OAuthJson body{{"sub", user->sub}, {"username", user->name}};
    const std::string& scope = claims->scope;
    for (const auto& [name, value] : user->attributes) {
        const bool is_mail = name.starts_with("email");
        const bool is_phone = name.starts_with("phone_number");
        const char* const wanted = is_mail ? "email" : is_phone ? "phone" : "profile";
        if (has_word(scope, wanted) || has_word(scope, "aws.cognito.signin.user.admin")) body[name] = value;
    }
    co_return json_answer(200, body);
}

Task<http::Response> ManagedLogin::revoke(std::string pool_id, http::Request request) {
    UserPool* const pool = catalogue_.find(pool_id);
    Fields fields = fields_of(request.body.view());
    Client client = client_of(*pool, request, fields);
    if (client.refused) {
        client.refused->status = 401;
        co_return std::move(*client.refused);
    }
    if (fields["token"].empty()) co_return oauth_error("invalid_request");
    const auto known = pool->clients().find(client.id);
    if (!known->second.settings.enable_token_revocation.value_or(true)) co_return oauth_error("unsupported_token_type");
    Session* const session = pool->sessions().find(fields["token"]);
    if (session == nullptr && !issuer_of(fields["token"]).empty()) co_return oauth_error("unsupported_token_type");
    if (session != nullptr && session->client == client.id) {
        session->revoked = true;
        catalogue_.keep(*pool, *session);
    }
    const auto problem = co_await catalogue_.durable();
    if (problem) co_return server_error();
    co_return http::Response();
}

}  // namespace wt::identity
