#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace wt::identity {

/// Base64 with the URL-safe alphabet and no padding (RFC 4648, 5), as tokens use it.
[[nodiscard]] std::string base64url_encode(std::string_view bytes);
/// Nothing for a text that no encoder writes: other letters, padding, an impossible length, stray bits at the end.
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace wt::identity
