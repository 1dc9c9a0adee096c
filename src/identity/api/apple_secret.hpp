#pragma once
#include <optional>
#include <string>

#include "base/time.hpp"

namespace wt::identity {

/// What Apple gives to a client of Sign in with Apple, as ProviderDetails has it.
struct AppleClient {
    std::string client;       // "com.example.app"
    std::string team;         // "ABCDE12345"
    std::string key;          // the id of the private key
    std::string private_key;  // PKCS 8 of a key on P-256: PEM, or what stands in it
};

/// The secret that Apple wants of it: a token by ES256, good for five minutes. None where the key is no such key.
/// Apple, "Creating a client secret".
[[nodiscard]] std::optional<std::string> apple_secret(const AppleClient& about, Instant now);

}  // namespace wt::identity
