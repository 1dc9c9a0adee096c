#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "identity/saml/metadata.hpp"

namespace wt::identity::saml {

/// What a service provider holds an answer to.
struct Expected {
    std::string audience;
    std::vector<std::string> recipients;  // its own addresses for answers
    std::string request;                  // that is answered; empty: nobody asked
    Instant now;
};

/// What a provider says of somebody.
struct Assertion {
    std::string id;
    std::string subject;  // NameID
    std::string session;  // SessionIndex
    std::map<std::string, std::vector<std::string>> attributes;
    Instant expires;  // the last moment at which it may be shown is before
};

/// Reads the one assertion of a Response (SAML 2.0 Core, 3.3.3; Profiles, 4.1.4.3) that a key of the provider signed,
/// itself or with the whole answer, and holds it to what was expected; or why not. A signature covers exactly the
/// element that it stands in, by algorithms with SHA-256 or more. Encrypted assertions are refused.
[[nodiscard]] Result<Assertion> read_response(std::string_view text, const Metadata& provider,
                                              const Expected& expected);

/// Clocks differ by so much. Assumed.
inline constexpr Duration clock_skew = 60s;
/// How old an answer may be that nobody asked for: Developer Guide, "Using IdP-initiated SAML sign-in".
inline constexpr Duration longest_unasked = 6min;

}  // namespace wt::identity::saml
