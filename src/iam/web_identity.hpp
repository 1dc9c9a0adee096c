#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace wt::iam {

/// Who checks the signatures of identity providers' tokens: those that stand in the same run.
class WebIdentities {
public:
    WebIdentities() = default;
    WebIdentities(const WebIdentities&) = delete;
    WebIdentities& operator=(const WebIdentities&) = delete;
    virtual ~WebIdentities() = default;

    enum class Verdict : std::uint8_t {
        good,
        expired,
        forged,
        unknown_issuer,  // nobody here has its keys
    };
    /// `issuer` is what the token says of itself.
    [[nodiscard]] virtual Verdict verify(std::string_view issuer, std::string_view token, Instant now) = 0;
};

/// What an ID token says of itself; nothing of it is proven yet. OpenID Connect Core 1.0, 2.
struct WebIdentityClaims {
    std::string issuer;  // "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Ab12Cd34E"
    std::string subject;
    std::vector<std::string> audiences;
    std::string authorized_party;      // empty: not said; counts as the audience when it is
    std::vector<std::string> methods;  // amr
    Instant expires = epoch;

    /// The issuer as ARNs and condition keys have it: without "https://".
    [[nodiscard]] std::string_view provider() const;
    [[nodiscard]] std::string_view audience() const;
};
/// None for what is no JWT, or says no issuer, subject or audience, as an access token. At most 20,000 characters are
/// looked at.
[[nodiscard]] std::optional<WebIdentityClaims> read_web_identity(std::string_view token);

}  // namespace wt::iam
