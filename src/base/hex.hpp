#pragma once
#include <string>
#include <string_view>

namespace wt {

/// What a hexadecimal digit of either case is worth; -1 for any other character.
[[nodiscard]] constexpr int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Writes two digits in lower case for each byte, from `to` on; returns what is behind the last.
inline char* hex_encode(std::string_view bytes, char* to) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char c : bytes) {
        *to++ = digits[static_cast<unsigned char>(c) >> 4];
        *to++ = digits[static_cast<unsigned char>(c) & 15];
    }
    return to;
}

[[nodiscard]] inline std::string hex_encode(std::string_view bytes) {
    std::string text(bytes.size() * 2, '\0');
    hex_encode(bytes, text.data());
    return text;
}

}  // namespace wt
