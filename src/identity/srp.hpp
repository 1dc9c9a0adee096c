#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace wt::identity {

// SRP-6a as Cognito and its clients use it: the group of 3072 bits of RFC 5054, SHA-256, and numbers hashed as Java's
// BigInteger writes them. Numbers are hexadecimal texts.

/// A number as it is hashed: an even count of digits in lower case, with 00 before a set top bit. None where it is no
/// number, or too long for the group.
[[nodiscard]] std::optional<std::string> srp_number(std::string_view hex);

/// Whose password it is: "POOL" and the user's name; of a device its group's key and its own.
struct SrpName {
    std::string_view group;
    std::string_view user;
};

/// What is kept of a password: g^x, where x is made of the salt, the name and the password.
[[nodiscard]] std::string srp_verifier(const SrpName& name, std::string_view password, std::string_view salt);

/// What the server answers to a client's A, and the key that both have then.
struct SrpExchange {
    std::string server_public;  // B
    std::string key;            // 16 bytes
};
/// `secret` is the server's b. None where A is no number or a multiple of the group's prime, by which anybody would
/// know the key.
[[nodiscard]] std::optional<SrpExchange> srp_exchange(std::string_view verifier, std::string_view client_public,
                                                      std::string_view secret);

/// What a client that has the key signs: in Base64.
[[nodiscard]] std::string srp_signature(const SrpName& name, std::string_view key, std::string_view secret_block,
                                        std::string_view timestamp);

}  // namespace wt::identity
