#include "gateway/mapping/util.hpp"

#include <variant>

#include "base/base64.hpp"
#include "base/hex.hpp"
#include "gateway/java/json.hpp"
#include "gateway/java/print.hpp"
#include "gateway/java/utf16.hpp"

namespace wt::gateway::mapping {

using java::Heap;
using java::Outcome;
using java::Value;

namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

/// As commons-lang escapes it: also quotes of both kinds and slashes, and all that is not ASCII.
[[nodiscard]] std::string escaped(std::string_view text) {
    std::string made;
    const auto unit = [&](unsigned value) {
        made += "\\u";
        for (const unsigned shift : {12U, 8U, 4U, 0U}) made += hex_digits[value >> shift & 0xfU];
    };
    const auto plain = [&](char c) {
        switch (c) {
            case '\b': made += "\\b"; break;
            case '\n': made += "\\n"; break;
            case '\t': made += "\\t"; break;
            case '\f': made += "\\f"; break;
            case '\r': made += "\\r"; break;
            case '\'': made += "\\'"; break;
            case '"': made += "\\\""; break;
            case '\\': made += "\\\\"; break;
            case '/': made += "\\/"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    unit(static_cast<unsigned char>(c));
                } else {
                    made += c;
                }
        }
    };
    if (java::is_ascii(text)) {
        made.reserve(text.size() + text.size() / 8);
        for (const char c : text) plain(c);
        return made;
    }
    for (const char16_t each : java::utf16(text)) {
        if (each > 0x7f) {
            unit(each);
        } else {
            plain(static_cast<char>(each));
        }
    }
    return made;
}

/// java.net.URLEncoder: blanks are +.
[[nodiscard]] std::string url_encoded(std::string_view text) {
    std::string made;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || c == '.' || c == '*';
        if (plain) {
            made += c;
        } else if (c == ' ') {
            made += '+';
        } else {
            made += '%';
            made += hex_digits[static_cast<unsigned char>(c) >> 4U];
            made += hex_digits[static_cast<unsigned char>(c) & 0xfU];
        }
    }
    return made;
}

[[nodiscard]] int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

[[nodiscard]] Outcome url_decoded(std::string_view text, Heap& heap) {
    std::string made;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+') {
            made += ' ';
        } else if (text[at] != '%') {
            made += text[at];
        } else {
            const int high = at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
            const int low = at + 2 < text.size() ? hex_digit(text[at + 2]) : -1;
            if (high < 0 || low < 0)
                return Outcome::raised(
                    "java.lang.IllegalArgumentException: URLDecoder: Incomplete trailing escape (%) pattern");
            made += static_cast<char>(high * 16 + low);
            at += 2;
        }
    }
    return Outcome::of(Value::text(heap.keep(java::decoded(made))));
}

}  // namespace

bool Util::print(std::string& to) {
    to += "{}";
    return true;
}

Outcome Util::call(std::string_view name, std::span<const Value> arguments, Heap& heap) {
    if (arguments.size() != 1) return Outcome::unknown();
    const Value argument = arguments[0];
    const auto text_of = [&](std::string_view made) { return Outcome::of(Value::text(heap.keep(made))); };
    if (name == "escapeJavaScript") {
        std::string text;
        if (!java::print(text, argument)) return Outcome::raised("java.lang.StackOverflowError");
        return text_of(escaped(text));
    }
    if (!argument.is(java::Kind::text)) return Outcome::unknown();
    const std::string_view text = argument.as_text();
    if (name == "parseJson") {
        auto parsed = java::parse_json(heap, text);
        if (const auto* const value = std::get_if<Value>(&parsed)) return Outcome::of(*value);
        return Outcome::raised(
            heap.keep("net.minidev.json.parser.ParseException: " + std::get<java::ParseFailure>(parsed).message));
    }
    std::string bytes(text);
    java::encode(bytes);
    if (name == "urlEncode") return text_of(url_encoded(bytes));
    if (name == "urlDecode") return url_decoded(bytes, heap);
    if (name == "base64Encode") return text_of(base64_encode(bytes));
    if (name == "base64Decode") {
        while (bytes.size() % 4 != 0) bytes += '=';  // Java does not ask for it
        const auto decoded = base64_decode(bytes);
        if (!decoded) return Outcome::raised("java.lang.IllegalArgumentException: Illegal base64 character");
        return text_of(java::decoded(*decoded));
    }
    return Outcome::unknown();
}

}  // namespace wt::gateway::mapping
