#include "base/base64.hpp"

#include <array>
#include <cstdint>

namespace wt {

namespace {

constexpr std::uint32_t no_letter = 64;

struct Alphabet {
    std::string_view letters;
    std::array<std::uint8_t, 256> values{};

    explicit constexpr Alphabet(std::string_view all) : letters(all) {
        values.fill(no_letter);
        for (std::size_t i = 0; i < all.size(); ++i) {
            values[static_cast<unsigned char>(all[i])] = static_cast<std::uint8_t>(i);
        }
    }
};

constexpr Alphabet plain("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
constexpr Alphabet url("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

[[nodiscard]] std::string encode(const Alphabet& alphabet, std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(c);
        for (held += 8; held >= 6; held -= 6) text += alphabet.letters[bits >> (held - 6) & 63];
    }
    if (held > 0) text += alphabet.letters[bits << (6 - held) & 63];
    return text;
}

/// Without padding.
[[nodiscard]] std::optional<std::string> decode(const Alphabet& alphabet, std::string_view text) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const std::uint32_t value = alphabet.values[static_cast<unsigned char>(c)];
        if (value == no_letter) return std::nullopt;
        bits = bits << 6 | value;
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes += static_cast<char>(bits >> held & 0xff);
        }
    }
    if ((bits & ((1U << held) - 1)) != 0) return std::nullopt;
    return bytes;
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
    std::string text = encode(plain, bytes);
    while (text.size() % 4 != 0) text += '=';
    return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
    return decode(plain, text);
}

std::string base64url_encode(std::string_view bytes) { return encode(url, bytes); }
std::optional<std::string> base64url_decode(std::string_view text) { return decode(url, text); }

}  // namespace wt
