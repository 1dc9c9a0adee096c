#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace wt::gateway {

/// Who tells a gateway's authorizer what a token is worth: the stack puts the user pool behind it.
class TokenVerifier {
public:
    enum class Verdict : std::uint8_t { accepted, refused, expired };

    TokenVerifier() = default;
    TokenVerifier(const TokenVerifier&) = delete;
    TokenVerifier& operator=(const TokenVerifier&) = delete;
    virtual ~TokenVerifier() = default;

    /// `token` is as it came, without "Bearer ".
    [[nodiscard]] virtual Verdict verify(std::string_view token, Instant now) = 0;
};

/// What a token is worth, and why it is refused: for the caller (RFC 6750, "error_description").
struct TokenCheck {
    TokenVerifier::Verdict verdict = TokenVerifier::Verdict::refused;
    std::string why = {};
};

}  // namespace wt::gateway
