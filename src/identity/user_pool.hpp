#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/context.hpp"
#include "base/hash.hpp"
#include "identity/config.hpp"
#include "identity/password.hpp"
#include "identity/sessions.hpp"
#include "identity/signing_key.hpp"
#include "identity/tokens.hpp"
#include "identity/verified_tokens.hpp"

namespace wt::identity {

/// A Cognito user pool with one client: confirmed users user-0, user-1, ... with passwords, real RS256 tokens, and
/// their verification. Answers at once; latency is the gateway's. Refresh tokens are good for 30 days, and the last
/// 100,000 sign-ins can be refreshed.
class UserPool {
public:
    /// `key` signs the tokens; pool and client ids are drawn from the run's seed.
    UserPool(const Context& context, std::string name, UserPoolConfig config, std::shared_ptr<const SigningKey> key);
    /// Other lifetimes for tokens that are made from now on. Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(const UserPoolConfig& config);

    struct User {
        std::string name;
        std::string sub;
        Password password;
        [[nodiscard]] std::string email() const { return name + "@example.com"; }
    };

    /// "us-east-1_Ab12Cd34E".
    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] const std::string& client_id() const { return client_id_; }
    /// "https://cognito-idp.REGION.amazonaws.com/POOL".
    [[nodiscard]] const std::string& issuer() const { return issuer_; }
    [[nodiscard]] std::uint64_t user_count() const { return users_.size(); }
    [[nodiscard]] const std::string& user_name(std::uint64_t index) const { return users_[index].name; }
    /// Null when there is none of that name.
    [[nodiscard]] const User* find_user(std::string_view name) const;
    /// The password that every user starts with.
    [[nodiscard]] const std::string& password() const { return config_.password; }
    [[nodiscard]] const UserPoolConfig& config() const { return config_; }

    /// USER_PASSWORD_AUTH. The same error for a wrong name and a wrong password.
    [[nodiscard]] Result<Tokens, AuthError> sign_in(std::string_view user, std::string_view password);
    /// REFRESH_TOKEN_AUTH: new tokens of the same sign-in, without a new refresh token.
    [[nodiscard]] Result<Tokens, AuthError> refresh(std::string_view refresh_token);

    /// Checks algorithm, key, signature, issuer and expiry. A token whose signature was checked once is known again
    /// (the last 4,096); its expiry is checked every time.
    [[nodiscard]] Verified verify(std::string_view token, Instant now);
    [[nodiscard]] Verified verify(std::string_view token) { return verify(token, context_.calendar()); }

    /// The public keys, as `/POOL/.well-known/jwks.json` answers.
    [[nodiscard]] std::string jwks() const;

    static constexpr std::size_t most_verified = 4096;
    static constexpr std::size_t most_sessions = 100'000;
    /// RefreshTokenValidity of CreateUserPoolClient.
    static constexpr Duration refresh_token_ttl = 24h * 30;

private:
    [[nodiscard]] AuthError refused(std::string message);
    [[nodiscard]] Tokens issue(const Session& session);
    [[nodiscard]] std::string payload(const User& user, const Session& session, std::string_view use,
                                      Duration validity);
    [[nodiscard]] std::string draw_refresh_token();

    Context context_;
    UserPoolConfig config_;
    std::shared_ptr<const SigningKey> key_;
    Random random_;
    std::string id_;
    std::string client_id_;
    std::string issuer_;
    std::vector<User> users_;
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> by_name_;
    Sessions sessions_{most_sessions};
    VerifiedTokens verified_{most_verified};
    Counter& sign_ins_;
    Counter& refused_;
};

}  // namespace wt::identity
