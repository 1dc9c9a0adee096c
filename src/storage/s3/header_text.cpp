#include "storage/s3/header_text.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/hex.hpp"
#include "base/utf8.hpp"

namespace wt::s3 {

namespace {

[[nodiscard]] unsigned char byte(char c) { return static_cast<unsigned char>(c); }
[[nodiscard]] bool is_control(char c) { return byte(c) < 0x20 || byte(c) == 0x7f; }

[[nodiscard]] std::optional<std::string> q_decoded(std::string_view text) {
    std::string bytes;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '=') {
            bytes += text[at] == '_' ? ' ' : text[at];
            continue;
        }
        const int high = at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
        const int low = at + 2 < text.size() ? hex_digit(text[at + 2]) : -1;
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
        at += 2;
    }
    return bytes;
}

[[nodiscard]] std::string utf8_of_latin_1(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        if (byte(c) < 0x80) {
            text += c;
        } else {
            text += static_cast<char>(0xc0 | byte(c) >> 6);
            text += static_cast<char>(0x80 | (byte(c) & 0x3f));
        }
    }
    return text;
}

/// "=?charset?encoding?text?=", all of it; none for what is no such word.
[[nodiscard]] std::optional<std::string> word(std::string_view text) {
    if (text.size() < 6 || !text.starts_with("=?") || !text.ends_with("?=")) return std::nullopt;
    text = text.substr(2, text.size() - 4);
    const std::size_t first = text.find('?');
    if (first == std::string_view::npos || first + 2 >= text.size() || text[first + 2] != '?') return std::nullopt;
    const std::string_view charset = text.substr(0, first);
    const char encoding = lower(text[first + 1]);
    const std::string_view content = text.substr(first + 3);
    const bool latin = same_ignoring_case(charset, "ISO-8859-1");
    if (!latin && !same_ignoring_case(charset, "UTF-8") && !same_ignoring_case(charset, "US-ASCII"))
        return std::nullopt;
    std::optional<std::string> bytes;
    if (encoding == 'q') bytes = q_decoded(content);
    if (encoding == 'b') bytes = base64_decode(content);
    if (bytes && latin) bytes = utf8_of_latin_1(*bytes);
    if (bytes && !is_utf8(*bytes)) return std::nullopt;
    return bytes;
}

}  // namespace

std::string decoded_words(std::string_view value) {
    std::string decoded;
    bool after_word = false;
    while (!value.empty()) {
        const std::size_t blanks = std::min(value.find_first_not_of(' '), value.size());
        const std::size_t end = std::min(value.find(' ', blanks), value.size());
        const auto meant = word(value.substr(blanks, end - blanks));
        // Blanks between two words belong to neither (RFC 2047, 6.2).
        if (!meant || !after_word) decoded += value.substr(0, blanks);
        decoded += meant ? *meant : value.substr(blanks, end - blanks);
        after_word = meant.has_value();
        value.remove_prefix(end);
    }
    return decoded;
}

std::string encoded_word(std::string_view value) {
    const auto plain = [](char c) { return byte(c) < 0x80 && !is_control(c); };
    if (std::all_of(value.begin(), value.end(), plain)) return std::string(value);
    const std::string text = is_utf8(value) ? std::string(value) : utf8_of_latin_1(value);
    if (std::any_of(text.begin(), text.end(), is_control)) return fmt::format("=?UTF-8?B?{}?=", base64_encode(text));
    std::string word = "=?UTF-8?Q?";
    for (const char c : text) {
        if (c == ' ') {
            word += '_';
        } else if (plain(c) && c != '=' && c != '?' && c != '_') {
            word += c;
        } else {
            word += fmt::format("={:02X}", byte(c));
        }
    }
    return word + "?=";
}

bool is_latin_1(std::string_view value) {
    while (!value.empty()) {
        const std::size_t length = utf8_length(value);
        if (length == 0 || length > 2 || byte(value.front()) >= 0xc4) return false;
        value.remove_prefix(length);
    }
    return true;
}

std::string latin_1(std::string_view value) {
    std::string bytes;
    for (std::size_t at = 0; at < value.size();) {
        const std::size_t length = std::max<std::size_t>(1, utf8_length(value.substr(at)));
        const unsigned char first = byte(value[at]);
        if (length == 1) {
            bytes += is_control(value[at]) ? ' ' : value[at];
        } else if (length == 2 && first < 0xc4) {
            bytes += static_cast<char>((first & 0x03) << 6 | (byte(value[at + 1]) & 0x3f));
        } else {
            bytes += ' ';
        }
        at += length;
    }
    return bytes;
}

}  // namespace wt::s3
