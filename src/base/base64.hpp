#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace wt {

/// Base64 with padding (RFC 4648, 4), as headers, checksums and JSON use it.
[[nodiscard]] std::string base64_encode(std::string_view bytes);
/// Nothing for a text that no encoder writes: other letters, missing padding, stray bits at the end.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

/// Base64 with the URL-safe alphabet and no padding (RFC 4648, 5), as tokens use it.
[[nodiscard]] std::string base64url_encode(std::string_view bytes);
/// Nothing for a text that no encoder writes: other letters, padding, an impossible length, stray bits at the end.
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace wt
