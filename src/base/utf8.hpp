#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace wt {

/// The length of the UTF-8 sequence at the front of `text`; zero when it is none (RFC 3629).
[[nodiscard]] std::size_t utf8_length(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text);

/// How many characters `text` has: its bytes without those that continue one. AWS's limits count so.
[[nodiscard]] std::size_t characters(std::string_view text);

/// `text`, each byte that is of no sequence as U+FFFD.
[[nodiscard]] std::string made_utf8(std::string_view text);

}  // namespace wt
