#include "identity/api/cognito.hpp"

#include <set>

#include <fmt/format.h>

#include "aws/digests.hpp"
#include "aws/usual_errors.hpp"
#include "base/base64.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

[[nodiscard]] aws::Error invalid(const aws::Violations& violations) {
    return aws::Error(cognito_idp_errors::invalid_parameter, violations.message(aws::Violations::Absent::unsaid));
}

constexpr aws::ErrorRow missing_token{"MissingAuthenticationTokenException", 400, "Missing Authentication Token"};

constexpr std::size_t most_challenges = 100'000;

}  // namespace

Cognito::Cognito(const Context& context, const Parts& parts)
    : model_(cognito_idp_model()),
      context_(context),
      catalogue_(parts.catalogue),
      outbox_(parts.outbox),
      triggers_(parts.triggers),
      providers_(parts.providers),
      challenges_(most_challenges),
      quotas_(parts.quotas),
      parts_(parts) {
    model_.max_body = longest_body;
    model_.invalid = invalid;
}

bool Cognito::is_open(std::string_view operation) {
    static const std::set<std::string_view> open{"AssociateSoftwareToken",
                                                 "ChangePassword",
                                                 "CompleteWebAuthnRegistration",
                                                 "ConfirmDevice",
                                                 "ConfirmForgotPassword",
                                                 "ConfirmSignUp",
                                                 "DeleteUser",
                                                 "DeleteUserAttributes",
                                                 "DeleteWebAuthnCredential",
                                                 "ForgetDevice",
                                                 "ForgotPassword",
                                                 "GetDevice",
                                                 "GetTokensFromRefreshToken",
                                                 "GetUser",
                                                 "GetUserAttributeVerificationCode",
                                                 "GetUserAuthFactors",
                                                 "GlobalSignOut",
                                                 "InitiateAuth",
                                                 "ListDevices",
                                                 "ListWebAuthnCredentials",
                                                 "ResendConfirmationCode",
                                                 "RespondToAuthChallenge",
                                                 "RevokeToken",
                                                 "SetUserMFAPreference",
                                                 "SignUp",
                                                 "StartWebAuthnRegistration",
                                                 "UpdateDeviceStatus",
                                                 "UpdateUserAttributes",
                                                 "VerifySoftwareToken",
                                                 "VerifyUserAttribute"};
    return open.contains(operation);
}

UserPool* Cognito::pool_of(const std::string& client, const std::string& token, const std::string& session) const {
    if (!client.empty()) return catalogue_.of_client(client);
    if (!token.empty()) return catalogue_.of_token(token);
    const auto waiting = challenges_.find(session, context_.now());
    return waiting.state == nullptr ? nullptr : catalogue_.find(waiting.state->pool);
}

std::optional<aws::Error> Cognito::refuse_unread(const aws::Call& call, const aws::Operation& operation) {
    if (call.caller.anonymous() && !is_open(operation.name)) return aws::Error(missing_token);
    return admit(aws::account_region_of(call), operation.name);
}

std::optional<aws::Error> Cognito::admit(const aws::AccountRegion& place, std::string_view operation) {
    if (quotas_.take(place, quota_category(operation), context_.now())) return std::nullopt;
    return aws::Error(cognito_idp_errors::too_many_requests, "Rate exceeded");
}

Task<std::optional<wt::Error>> Cognito::reset(std::string_view account) {
    catalogue_.reset(account);
    outbox_.clear();
    quotas_.reset();
    co_return co_await catalogue_.durable();
}

Result<UserPool*, aws::Error> Cognito::find_pool(const aws::Call& call, const std::string& id) const {
    UserPool* const pool = catalogue_.find(aws::account_region_of(call), id);
    if (pool == nullptr)
        return aws::Error(cognito_idp_errors::resource_not_found, fmt::format("User pool {} does not exist.", id));
    return pool;
}

Result<Cognito::ClientFound, aws::Error> Cognito::find_client(const std::string& client_id) const {
    UserPool* const pool = catalogue_.of_client(client_id);
    if (pool == nullptr) return no_client(client_id);
    return ClientFound{pool, &pool->clients().find(client_id)->second};
}

Result<Cognito::ClientFound, aws::Error> Cognito::find_client(const aws::Call& call, const std::string& pool_id,
                                                              const std::string& client_id) const {
    const auto pool = find_pool(call, pool_id);
    if (!pool.ok()) return pool.error();
    const auto client = (*pool)->clients().find(client_id);
    if (client == (*pool)->clients().end()) return no_client(client_id);
    return ClientFound{*pool, &client->second};
}

Result<Cognito::UserFound, aws::Error> Cognito::find_user(const aws::Call& call, const std::string& pool_id,
                                                          const std::string& username) const {
    const auto pool = find_pool(call, pool_id);
    if (!pool.ok()) return pool.error();
    const UserEntry* const user = (*pool)->find_login(username);
    if (user == nullptr) return no_user();
    return UserFound{*pool, *user};
}

Result<Cognito::Bearer, aws::Error> Cognito::bearer(const std::string& access_token) const {
    using cognito_idp_errors::not_authorized;
    UserPool* const pool = catalogue_.of_token(access_token);
    if (pool == nullptr) return aws::Error(not_authorized, "Invalid Access Token");
    const Verified claims = pool->verify(access_token);
    if (!claims.ok() && claims.error().expired) return aws::Error(not_authorized, claims.error().message);
    if (!claims.ok() || claims->token_use != "access") return aws::Error(not_authorized, "Invalid Access Token");
    if (pool->revoked(*claims)) return aws::Error(not_authorized, "Access Token has been revoked");
    if (!has_word(claims->scope, "aws.cognito.signin.user.admin"))
        return aws::Error(not_authorized, "Access Token does not have required scopes");
    const UserEntry* const user = pool->find_user(claims->username);
    // A name may be given again, a sub is not.
    if (user == nullptr || user->sub != claims->sub) return no_user();
    if (!user->enabled) return aws::Error(not_authorized, "User is disabled.");
    return Bearer{pool, *user, *claims};
}

std::optional<aws::Error> Cognito::refuse_secret(const ClientEntry& client, std::string_view username,
                                                 const std::optional<std::string>& hash) {
    using cognito_idp_errors::not_authorized;
    if (client.secrets.empty()) {
        if (!hash || hash->empty()) return std::nullopt;
        return aws::Error(not_authorized, fmt::format("Unable to verify secret hash for client {}", client.id()));
    }
    if (!hash || hash->empty())
        return aws::Error(
            not_authorized,
            fmt::format("Client {} is configured with secret but SECRET_HASH was not received", client.id()));
    const std::string message = std::string(username) + client.id();
    for (const ClientSecretDescriptorType& each : client.secrets) {
        const auto mac = aws::hmac(aws::Algorithm::sha256, each.client_secret_value.value_or(""), message);
        if (aws::equal_in_constant_time(base64_encode(mac.view()), *hash)) return std::nullopt;
    }
    return aws::Error(not_authorized, fmt::format("Unable to verify secret hash for client {}", client.id()));
}

UserType told(const UserEntry& user) {
    UserType told;
    told.username = user.name;
    told.attributes = attributes_of(user);
    told.user_create_date = user.created;
    told.user_last_modified_date = user.modified;
    told.enabled = user.enabled;
    told.user_status = user.status;
    return told;
}

}  // namespace wt::identity
