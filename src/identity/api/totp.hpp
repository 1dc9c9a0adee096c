#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace wt::identity {

// Codes by time (RFC 6238): SHA-1, steps of 30 seconds.

/// 52 letters of Base32.
[[nodiscard]] std::string draw_totp_secret(Random& random);
/// Base32 without padding (RFC 4648, 6); none where it is something else.
[[nodiscard]] std::optional<std::string> base32_decode(std::string_view text);

[[nodiscard]] std::int64_t totp_step(Instant now);
/// `key` as bytes; at most 9 digits.
[[nodiscard]] std::string totp_code(std::string_view key, std::int64_t step, std::size_t digits = 6);
/// The step whose code of 6 digits it is: now, the one before or the one after. None: a wrong one.
[[nodiscard]] std::optional<std::int64_t> find_totp_step(std::string_view secret, std::string_view code, Instant now);

}  // namespace wt::identity
