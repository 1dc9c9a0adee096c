#pragma once
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/context.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"
#include "identity/config.hpp"
#include "identity/signing_key.hpp"

namespace wt::identity {

/// What Cognito answers when it refuses: its error type and its sentence.
struct AuthError {
    std::string type;  // "NotAuthorizedException"
    std::string message;
    bool expired = false;  // a good token whose time is over
};

struct Tokens {
    std::string id_token;
    std::string access_token;
    std::string refresh_token;
    Duration expires_in;
};

/// What a good token says.
struct Claims {
    std::string sub;
    std::string username;
    std::string token_use;  // "id" or "access"
    Instant expires;
};

/// An answer of the service's JSON API.
struct ApiReply {
    int status = 200;
    std::string body;
    std::string error_type;  // empty for a success
};

/// A Cognito user pool: users with passwords, real RS256 tokens, and their verification. Answers at once; latency is
/// the gateway's. Passwords are compared as they are configured: this is a model and not a password store.
class UserPool {
public:
    /// `key` signs the tokens; pool and client ids are drawn from the run's seed.
    UserPool(const Context& context, std::string name, UserPoolConfig config, std::shared_ptr<const SigningKey> key);

    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] const std::string& client_id() const { return client_id_; }
    /// "https://cognito-idp.REGION.amazonaws.com/POOL".
    [[nodiscard]] const std::string& issuer() const { return issuer_; }
    [[nodiscard]] std::uint64_t user_count() const { return users_.size(); }
    [[nodiscard]] const std::string& user_name(std::uint64_t index) const { return users_[index].name; }
    /// The password that every user starts with.
    [[nodiscard]] const std::string& password() const { return config_.password; }

    /// USER_PASSWORD_AUTH.
    [[nodiscard]] Result<Tokens, AuthError> sign_in(std::string_view user, std::string_view password);
    /// REFRESH_TOKEN_AUTH; the answer has no new refresh token.
    [[nodiscard]] Result<Tokens, AuthError> refresh(std::string_view refresh_token);

    /// Checks algorithm, key, signature, issuer and expiry. A signature that was checked once is remembered (the last
    /// 4,096), its expiry is not.
    [[nodiscard]] Result<Claims, AuthError> verify(std::string_view token);

    /// The public keys, as `/POOL/.well-known/jwks.json` answers.
    [[nodiscard]] std::string jwks() const;

    /// The JSON API: `operation` is what stands behind the dot in X-Amz-Target. InitiateAuth (USER_PASSWORD_AUTH,
    /// REFRESH_TOKEN_AUTH) and GetUser; Cognito's other operations answer 501 and name themselves.
    [[nodiscard]] ApiReply handle(std::string_view operation, std::string_view body);

private:
    struct User {
        std::string name;
        std::string sub;
    };
    struct Verified {
        std::string token;
        Claims claims;
    };

    [[nodiscard]] const User* find_user(std::string_view name) const;
    [[nodiscard]] std::string token(const User& user, std::string_view use, Duration validity, std::string_view origin);
    [[nodiscard]] Result<Claims, AuthError> check_signature(std::string_view token) const;
    [[nodiscard]] ApiReply initiate_auth(std::string_view body);
    [[nodiscard]] ApiReply get_user(std::string_view body);

    static constexpr std::size_t most_verified = 4096;
    static constexpr std::size_t longest_token = 16 * 1024;

    Context context_;
    UserPoolConfig config_;
    std::shared_ptr<const SigningKey> key_;
    Random random_;
    std::string id_;
    std::string client_id_;
    std::string issuer_;
    std::vector<User> users_;
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> by_name_;
    std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> refresh_tokens_;  // token: user's name
    std::list<Verified> verified_;                                                            // the latest first
    std::unordered_map<std::string_view, std::list<Verified>::iterator, TextHash> verified_index_;  // by signature
    Counter& sign_ins_;
    Counter& refused_;
};

}  // namespace wt::identity
