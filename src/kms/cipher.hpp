#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wt::kms {

inline constexpr std::size_t aes_key_size = 32;
inline constexpr std::size_t nonce_size = 12;
inline constexpr std::size_t tag_size = 16;

/// AES-256-GCM (NIST SP 800-38D): what was encrypted, and the tag behind it. `key` has aes_key_size bytes, `nonce`
/// nonce_size; one pair of them is used once.
[[nodiscard]] std::string gcm_seal(std::string_view key, std::string_view nonce, std::string_view additional,
                                   std::string_view text);
/// None where a bit of it differs, or the key is another one.
[[nodiscard]] std::optional<std::string> gcm_open(std::string_view key, std::string_view nonce,
                                                  std::string_view additional, std::string_view sealed);

/// RFC 2104; `hash` as OpenSSL calls it ("SHA224").
[[nodiscard]] std::string hmac_by(const char* hash, std::string_view key, std::string_view message);
[[nodiscard]] std::string hash_by(const char* hash, std::string_view message);

/// RFC 5869 over SHA-384 without a salt: `size` bytes, at most 48.
[[nodiscard]] std::string hkdf_sha384(std::string_view key, std::string_view info, std::size_t size);

}  // namespace wt::kms
