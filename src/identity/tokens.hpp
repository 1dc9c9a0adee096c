#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "identity/signing_key.hpp"

namespace wt::identity {

/// What Cognito answers when it refuses: its error type and its sentence.
struct AuthError {
    std::string type;  // "NotAuthorizedException"
    std::string message;
    bool expired = false;  // a good token whose time is over
};

/// A token that is signed when someone first looks at it (a signature takes most of a millisecond, and few callers use
/// all that they get). What it says was settled when it was issued. For one thread.
class Token {
public:
    Token() = default;
    /// `payload` is a JSON object.
    Token(std::shared_ptr<const SigningKey> key, std::string_view payload);
    /// HEADER.PAYLOAD.SIGNATURE, each base64url (RFC 7515, 7.1).
    [[nodiscard]] const std::string& text() const;
    friend std::string operator+(std::string_view before, const Token& token) {
        return std::string(before) + token.text();
    }

private:
    mutable std::shared_ptr<const SigningKey> key_;  // null once signed
    mutable std::string text_;
};

struct Tokens {
    Token id_token;
    Token access_token;
    std::string refresh_token;  // empty when they came from one
    Duration expires_in;        // of the access token
};

/// What a function changes in the tokens of a sign-in (PreTokenGeneration). Values are JSON.
struct TokenChanges {
    std::map<std::string, std::string> id_claims;
    std::vector<std::string> id_suppressed;
    std::map<std::string, std::string> access_claims;
    std::vector<std::string> access_suppressed;
    std::vector<std::string> scopes;
    std::vector<std::string> scopes_suppressed;
    std::optional<std::vector<std::string>> groups;
    std::optional<std::vector<std::string>> roles;
    std::optional<std::string> preferred_role;
};

/// What a good token says.
struct Claims {
    std::string sub;
    std::string username;
    std::string token_use;  // "id" or "access"
    std::string client;
    std::string origin;
    std::string scope;
    std::vector<std::string> groups;
    Instant issued;
    Instant authenticated;  // auth_time
    Instant expires;
};

using Verified = Result<Claims, AuthError>;

/// Checks form, algorithm (RS256 and nothing else), key, signature and issuer of a token, and reads what it says; not
/// whether its time is over. At most 16 KiB are looked at.
[[nodiscard]] Verified check_token(std::string_view token, const SigningKey& key, std::string_view issuer);
/// The issuer that a token names, whoever made it; empty where it is no token.
[[nodiscard]] std::string issuer_of(std::string_view token);

}  // namespace wt::identity
