#pragma once
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace wt::identity::saml {

/// What a service provider asks of an identity provider (SAML 2.0 Core, 3.4.1 and 3.7.1).
struct AuthnRequest {
    std::string id;
    std::string destination;
    std::string consumer;  // where the answer goes
    std::string issuer;
    Instant issued;
};
[[nodiscard]] std::string text_of(const AuthnRequest& request);

struct LogoutRequest {
    std::string id;
    std::string destination;
    std::string issuer;
    Instant issued;
    std::string name;
    std::string session;
};
[[nodiscard]] std::string text_of(const LogoutRequest& request);

/// As it stands in a query, before it is encoded for one (SAML 2.0 Bindings, 3.4.4.1): deflated, in Base64.
[[nodiscard]] std::string deflated(std::string_view text);

}  // namespace wt::identity::saml
