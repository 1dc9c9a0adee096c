#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wt::kms {

// What a key is for, as the API spells it.
inline constexpr std::string_view encrypts = "ENCRYPT_DECRYPT";
inline constexpr std::string_view signs = "SIGN_VERIFY";
inline constexpr std::string_view makes_macs = "GENERATE_VERIFY_MAC";

inline constexpr std::string_view symmetric = "SYMMETRIC_DEFAULT";

/// A kind of key (KeySpec) and what it does. Developer Guide, "Key spec reference".
struct Spec {
    std::string_view name;
    std::string_view usage;       // its only one; empty: of RSA, two, and one must be said
    std::string_view algorithms;  // separated by blanks; those of signatures, where it has two usages
    const char* hash = "";        // of an HMAC, as OpenSSL calls it
    std::size_t size = 0;         // of what is kept of a key that is no pair, in bytes
};
/// Null for one that is not here.
[[nodiscard]] const Spec* find_spec(std::string_view name);

/// What a key of that kind and usage is used by.
[[nodiscard]] std::vector<std::string> algorithms_of(const Spec& spec, std::string_view usage);

}  // namespace wt::kms
