#pragma once
#include <cstdint>
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

}  // namespace wt::gateway
