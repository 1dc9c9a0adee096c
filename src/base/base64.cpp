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

/// Without padding.
[[nodiscard]] std::string encode(const Alphabet& alphabet, std::string_view bytes) {
    std::string text((bytes.size() * 4 + 2) / 3, '\0');
    char* to = text.data();
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
    const auto letter = [&](std::uint32_t bits) { return alphabet.letters[bits & 63]; };
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        const std::uint32_t bits = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        *to++ = letter(bits >> 18);
        *to++ = letter(bits >> 12);
        *to++ = letter(bits >> 6);
        *to++ = letter(bits);
    }
    if (bytes.size() - i == 1) {
        *to++ = letter(byte(i) >> 2);
        *to = letter(byte(i) << 4);
    } else if (bytes.size() - i == 2) {
        const std::uint32_t bits = byte(i) << 8 | byte(i + 1);
        *to++ = letter(bits >> 10);
        *to++ = letter(bits >> 4);
        *to = letter(bits << 2);
    }
    return text;
}

/// Without padding.
[[nodiscard]] std::optional<std::string> decode(const Alphabet& alphabet, std::string_view text) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes(text.size() * 3 / 4, '\0');
    char* to = bytes.data();
    std::uint32_t seen = 0;  // no_letter is a bit that no letter has
    const auto value = [&](std::size_t i) {
        const std::uint32_t letter = alphabet.values[static_cast<unsigned char>(text[i])];
        seen |= letter;
        return letter;
    };
    std::size_t i = 0;
    for (; i + 4 <= text.size(); i += 4) {
        const std::uint32_t bits = value(i) << 18 | value(i + 1) << 12 | value(i + 2) << 6 | value(i + 3);
        *to++ = static_cast<char>(bits >> 16);
        *to++ = static_cast<char>(bits >> 8);
        *to++ = static_cast<char>(bits);
    }
    std::uint32_t left_over = 0;
    if (text.size() - i == 2) {
        const std::uint32_t bits = value(i) << 6 | value(i + 1);
        *to = static_cast<char>(bits >> 4);
        left_over = bits & 0xf;
    } else if (text.size() - i == 3) {
        const std::uint32_t bits = value(i) << 12 | value(i + 1) << 6 | value(i + 2);
        *to++ = static_cast<char>(bits >> 10);
        *to = static_cast<char>(bits >> 2);
        left_over = bits & 3;
    }
    if ((seen & no_letter) != 0 || left_over != 0) return std::nullopt;
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
