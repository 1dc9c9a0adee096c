// Refresh tokens: what they bring, how they rotate, and how they end.
#include <fmt/format.h>

#include "aws/digests.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;

}  // namespace

aws::Later<AuthenticationResult> Cognito::refreshed(std::string pool_id, std::string client_id, std::string token,
                                                    bool by_initiate, Texts metadata) {
    UserPool* pool = catalogue_.find(pool_id);
    if (pool == nullptr) co_return not_allowed("Invalid Refresh Token");
    const Session* found = pool->sessions().find(token);
    if (found == nullptr || found->client != client_id || found->user.empty()) {
        pool->count_refused();
        co_return not_allowed("Invalid Refresh Token");
    }
    if (found->revoked) co_return not_allowed("Refresh Token has been revoked");
    if (found->expires <= context_.now()) co_return not_allowed("Refresh Token has expired");
    const auto client = pool->clients().find(client_id);
    if (client == pool->clients().end()) co_return no_client(client_id);
    const bool rotates = client->second.rotates();
    if (rotates && by_initiate)
        co_return aws::Error(unsupported_operation,
                             "Refresh token rotation is enabled for this client: GetTokensFromRefreshToken is needed.");
    if (const auto older = found->older.find(aws::sha256(token).hex());
        older != found->older.end() && older->second.is_spent) {
        const auto& rotation = client->second.settings.refresh_token_rotation;
        const int grace = rotation ? rotation->retry_grace_period_seconds.value_or(0) : 0;
        if (older->second.spent + std::chrono::seconds(grace) <= context_.now())
            co_return aws::Error(refresh_token_reuse, "Refresh token has been invalidated");
    }
    const std::string origin = found->origin;
    const std::string name = found->user;
    const std::string scope = found->scope;
    const UserEntry* const user = pool->find_user(name);
    if (user == nullptr) co_return no_user();
    if (!user->enabled) co_return not_allowed("User is disabled.");
    if (user->status == "RESET_REQUIRED")
        co_return aws::Error(password_reset_required, "Password reset required for the user");
    const auto changes =
        co_await token_changes(pool_id, client_id, name, "TokenGeneration_RefreshTokens", scope, std::move(metadata));
    if (!changes.ok()) co_return changes.error();
    pool = catalogue_.find(pool_id);
    Session* const session = pool == nullptr ? nullptr : pool->sessions().of_origin(origin);
    if (session == nullptr || session->revoked) co_return not_allowed("Refresh Token has been revoked");
    Tokens tokens = pool->issue(*session, *changes);
    // A retry within the grace period is given what it missed.
    if (rotates) {
        tokens.refresh_token = pool->rotate(*session, token);
        catalogue_.keep(*pool, *pool->sessions().of_origin(origin));
    }
    co_return result_of(tokens);
}

aws::Later<Cognito::AuthAnswer> Cognito::refresh(AuthAsk asked) {
    const std::string token = asked.parameters["REFRESH_TOKEN"];
    if (token.empty()) co_return wrong_parameter("Missing required parameter REFRESH_TOKEN");
    const auto found = find_client(asked.client);
    if (!found.ok()) co_return found.error();
    if (!found->client->secrets.empty()) {
        const auto hash = asked.parameters.find("SECRET_HASH");
        const auto said = hash == asked.parameters.end() ? std::nullopt : std::optional(hash->second);
        const Session* const session = found->pool->sessions().find(token);
        const UserEntry* const user = session == nullptr ? nullptr : found->pool->find_user(session->user);
        auto error = refuse_secret(*found->client, session == nullptr ? std::string() : session->user, said);
        // By the user's sub as well.
        if (error && user != nullptr) error = refuse_secret(*found->client, user->sub, said);
        if (error) co_return session == nullptr&& said ? not_allowed("Invalid Refresh Token") : std::move(*error);
    }
    auto result = co_await refreshed(asked.pool, asked.client, token, true, Texts());
    if (!result.ok()) co_return result.error();
    AuthAnswer answer;
    answer.tokens = std::move(*result);
    co_return answer;
}

aws::Later<GetTokensFromRefreshTokenResponse> Cognito::get_tokens_from_refresh_token(
    const aws::Call& /*call*/, GetTokensFromRefreshTokenRequest input) {
    const auto found = find_client(input.client_id);
    if (!found.ok()) co_return found.error();
    if (!found->client->secrets.empty() && !found->client->is_secret(input.client_secret.value_or("")))
        co_return not_allowed(fmt::format("Unable to verify secret for client {}", input.client_id));
    auto result = co_await refreshed(found->pool->id(), input.client_id, std::move(input.refresh_token), false,
                                     std::move(input.client_metadata));
    if (!result.ok()) co_return result.error();
    GetTokensFromRefreshTokenResponse output;
    output.authentication_result = std::move(*result);
    co_return co_await settled(std::move(output));
}

aws::Outcome<RevokeTokenResponse> Cognito::revoke_token(const aws::Call& /*call*/, RevokeTokenRequest input) {
    const auto found = find_client(input.client_id);
    if (!found.ok()) return found.error();
    if (!found->client->secrets.empty() && !found->client->is_secret(input.client_secret.value_or("")))
        return aws::Error(cognito_idp_errors::unauthorized, "Unable to verify secret for client " + input.client_id);
    if (!found->client->settings.enable_token_revocation.value_or(true))
        return aws::Error(unsupported_operation, "Token revocation is not enabled for this client.");
    Session* const session = found->pool->sessions().find(input.token);
    if (session == nullptr) {
        // Only refresh tokens can be revoked; one that nobody knows is as good as revoked (RFC 7009).
        if (!issuer_of(input.token).empty())
            return aws::Error(unsupported_token_type, "Unsupported token type: a refresh token is needed.");
        return RevokeTokenResponse();
    }
    if (session->client != input.client_id)
        return aws::Error(cognito_idp_errors::unauthorized, "The token was issued to another client.");
    session->revoked = true;
    catalogue_.keep(*found->pool, *session);
    return RevokeTokenResponse();
}

}  // namespace wt::identity
