#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace wt::identity {

/// Whose passkeys they are (Web Authentication Level 2): the domain, and whether the person has to be verified.
struct RelyingParty {
    std::string id;
    bool verifies = false;
};

enum class PasskeyFault : std::uint8_t { malformed, challenge, origin, party, person, unsupported, signature, count };

/// What an authenticator says of a key that it made.
struct NewPasskey {
    std::string id;   // as base64url
    std::string key;  // a JSON Web Key set of the one key
    std::uint32_t count = 0;
    bool verified = false;  // the person was
};
/// Level 2, 7.1. Arguments are bytes; `challenge` as base64url. Attestation is not asked for, so none is looked at.
[[nodiscard]] Result<NewPasskey, PasskeyFault> read_registration(std::string_view client_data,
                                                                 std::string_view attestation,
                                                                 std::string_view challenge, const RelyingParty& party);

struct PasskeyAnswer {
    std::string client_data;
    std::string authenticator_data;
    std::string signature;
};
struct PasskeyShown {
    std::uint32_t count = 0;
    bool verified = false;
};
/// Level 2, 7.2: ES256 and RS256. A count that does not grow is an authenticator that was copied.
[[nodiscard]] Result<PasskeyShown, PasskeyFault> check_assertion(const PasskeyAnswer& answer,
                                                                 std::string_view challenge, const RelyingParty& party,
                                                                 std::string_view key, std::uint32_t count);

}  // namespace wt::identity
