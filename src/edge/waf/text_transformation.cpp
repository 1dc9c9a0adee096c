#include "edge/waf/text_transformation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include <openssl/evp.h>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "base/hex.hpp"

namespace wt::edge::waf {

namespace {

/// The number that `digits` hexadecimal digits at `at` make; none when they are not there.
[[nodiscard]] std::optional<unsigned> hex_at(std::string_view text, std::size_t at, std::size_t digits) {
    if (at + digits > text.size()) return std::nullopt;
    unsigned value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        const int digit = hex_digit(text[at + i]);
        if (digit < 0) return std::nullopt;
        value = value * 16 + static_cast<unsigned>(digit);
    }
    return value;
}

/// A code point as one byte: full-width ASCII is folded to ASCII, of the rest the low byte counts.
[[nodiscard]] char folded(unsigned code) {
    if (code >= 0xff01 && code <= 0xff5e) return static_cast<char>(code - 0xff01 + 0x21);
    return static_cast<char>(code & 0xffU);
}

[[nodiscard]] bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || static_cast<unsigned char>(c) == 160;
}

std::string lowercase(std::string_view text) {
    std::string to(text);
    std::transform(to.begin(), to.end(), to.begin(), [](char c) { return lower(c); });
    return to;
}

std::string_view without_beginning(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    return text;
}

std::string_view without_end(std::string_view text) {
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::string compress_white_space(std::string_view text) {
    std::string to;
    for (const char c : text) {
        if (!is_space(c)) {
            to += c;
        } else if (to.empty() || to.back() != ' ') {
            to += ' ';
        }
    }
    return to;
}

std::string html_entity_decode(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, char>, 16> named{{{"quot", '"'},
                                                                              {"amp", '&'},
                                                                              {"lt", '<'},
                                                                              {"gt", '>'},
                                                                              {"nbsp", '\xa0'},
                                                                              {"apos", '\''},
                                                                              {"newline", '\n'},
                                                                              {"tab", '\t'},
                                                                              {"lpar", '('},
                                                                              {"rpar", ')'},
                                                                              {"colon", ':'},
                                                                              {"semi", ';'},
                                                                              {"equals", '='},
                                                                              {"comma", ','},
                                                                              {"sol", '/'},
                                                                              {"bsol", '\\'}}};
    std::string to;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '&') {
            to += text[at];
            continue;
        }
        std::size_t next = at + 1;
        std::optional<unsigned> code;
        if (next < text.size() && text[next] == '#') {
            ++next;
            const bool hex = next < text.size() && lower(text[next]) == 'x';
            if (hex) ++next;
            const std::size_t from = next;
            unsigned value = 0;
            while (next < text.size() && next - from < 7) {
                const int digit = hex_digit(text[next]);
                if (digit < 0 || (!hex && digit > 9)) break;
                value = value * (hex ? 16 : 10) + static_cast<unsigned>(digit);
                ++next;
            }
            if (next > from) code = value;
        } else {
            for (const auto& [name, c] : named) {
                if (!same_ignoring_case(text.substr(next, name.size()), name)) continue;
                code = static_cast<unsigned char>(c);
                next += name.size();
                break;
            }
        }
        if (!code) {
            to += '&';
            continue;
        }
        to += folded(*code);
        at = next < text.size() && text[next] == ';' ? next : next - 1;
    }
    return to;
}

/// Assumed: a '+' becomes a space, as in forms.
std::string url_decode(std::string_view text, bool unicode) {
    std::string to;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+') {
            to += ' ';
        } else if (text[at] != '%') {
            to += text[at];
        } else if (const auto wide = hex_at(text, at + 2, 4);
                   unicode && at + 1 < text.size() && lower(text[at + 1]) == 'u' && wide) {
            to += folded(*wide);
            at += 5;
        } else if (const auto byte = hex_at(text, at + 1, 2)) {
            to += static_cast<char>(*byte);
            at += 2;
        } else {
            to += '%';
        }
    }
    return to;
}

std::string cmd_line(std::string_view text) {
    std::string to;
    for (char c : text) {
        if (c == '\\' || c == '"' || c == '\'' || c == '^') continue;
        if (c == ',' || c == ';' || is_space(c)) c = ' ';
        if (c == ' ' && !to.empty() && to.back() == ' ') continue;
        if ((c == '/' || c == '(') && !to.empty() && to.back() == ' ') to.pop_back();
        to += lower(c);
    }
    return to;
}

/// Strict: stops at the first character that is none of base64's; otherwise passes over it.
std::string base64_decode(std::string_view text, bool strict) {
    const auto value = [](char c) {
        if (c >= 'A' && c <= 'Z') return c - 'A';
        if (c >= 'a' && c <= 'z') return c - 'a' + 26;
        if (c >= '0' && c <= '9') return c - '0' + 52;
        if (c == '+' || c == '-') return 62;
        if (c == '/' || c == '_') return 63;
        return -1;
    };
    std::string to;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        const int six = value(c);
        if (six < 0) {
            if (strict) break;
            continue;
        }
        bits = bits << 6U | static_cast<unsigned>(six);
        count += 6;
        if (count >= 8) {
            count -= 8;
            to += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xffU);
        }
    }
    return to;
}

std::string hex_decode(std::string_view text) {
    std::string to;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
        const auto byte = hex_at(text, at, 2);
        if (!byte) break;
        to += static_cast<char>(*byte);
    }
    return to;
}

/// 0x414243 becomes ABC, wherever it stands.
std::string sql_hex_decode(std::string_view text) {
    std::string to;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '0' || at + 1 >= text.size() || lower(text[at + 1]) != 'x' || !hex_at(text, at + 2, 2)) {
            to += text[at];
            continue;
        }
        at += 2;
        while (const auto byte = hex_at(text, at, 2)) {
            to += static_cast<char>(*byte);
            at += 2;
        }
        --at;
    }
    return to;
}

/// The bytes of a digest, not their hexadecimal form.
std::string digest_of(std::string_view text, const EVP_MD* algorithm) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    WT_ASSERT(EVP_Digest(text.data(), text.size(), digest, &size, algorithm, nullptr) == 1);
    return {reinterpret_cast<const char*>(digest), size};
}

std::string replace_comments(std::string_view text) {
    std::string to;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text.substr(at, 2) != "/*") {
            to += text[at];
            continue;
        }
        to += ' ';
        const std::size_t end = text.find("*/", at + 2);
        if (end == std::string_view::npos) break;
        at = end + 1;
    }
    return to;
}

std::string escape_seq_decode(std::string_view text) {
    static constexpr std::string_view letters = "abfnrtv\\?'\"";
    static constexpr std::string_view bytes = "\a\b\f\n\r\t\v\\?'\"";
    std::string to;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\' || at + 1 == text.size()) {
            to += text[at];
            continue;
        }
        const char c = text[++at];
        if (const std::size_t known = letters.find(c); known != std::string_view::npos) {
            to += bytes[known];
        } else if (const auto byte = hex_at(text, at + 1, 2); lower(c) == 'x' && byte) {
            to += static_cast<char>(*byte);
            at += 2;
        } else if (c >= '0' && c <= '7') {
            unsigned value = 0;
            std::size_t digits = 0;
            while (digits < 3 && at < text.size() && text[at] >= '0' && text[at] <= '7') {
                value = value * 8 + static_cast<unsigned>(text[at++] - '0');
                ++digits;
            }
            --at;
            to += static_cast<char>(value & 0xffU);
        } else {
            to += c;
        }
    }
    return to;
}

/// CSS 2 escapes: a backslash and one to six hexadecimal digits, of which the last two count, and a space.
std::string css_decode(std::string_view text) {
    std::string to;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\' || at + 1 == text.size()) {
            to += text[at];
            continue;
        }
        std::size_t digits = 0;
        unsigned value = 0;
        while (digits < 6 && at + 1 + digits < text.size() && hex_digit(text[at + 1 + digits]) >= 0) {
            value = value * 16 + static_cast<unsigned>(hex_digit(text[at + 1 + digits++]));
        }
        if (digits == 0) {
            if (text[++at] != '\n') to += text[at];
            continue;
        }
        to += folded(value);
        at += digits;
        if (at + 1 < text.size() && is_space(text[at + 1])) ++at;
    }
    return to;
}

std::string js_decode(std::string_view text) {
    std::string to;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto wide = hex_at(text, at + 2, 4);
        if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] == 'u' && wide) {
            to += folded(*wide);
            at += 5;
        } else if (text[at] == '\\') {
            // The other escapes are those of C.
            const std::size_t end = std::min(text.size(), at + 4);
            const bool hex = at + 1 < text.size() && text[at + 1] == 'x';
            const std::size_t size = hex ? end - at : std::min<std::size_t>(2, text.size() - at);
            to += escape_seq_decode(text.substr(at, size));
            at += size - 1;
        } else {
            to += text[at];
        }
    }
    return to;
}

/// Every character beyond ASCII becomes %uHHHH.
std::string utf8_to_unicode(std::string_view text) {
    std::string to;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto first = static_cast<unsigned char>(text[at]);
        const std::size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
        unsigned code = first;
        bool good = more > 0 && at + more < text.size();
        if (good) {
            code = first & (0x3fU >> more);
            for (std::size_t i = 1; i <= more; ++i) {
                const auto next = static_cast<unsigned char>(text[at + i]);
                good = good && (next & 0xc0U) == 0x80U;
                code = code << 6U | (next & 0x3fU);
            }
        }
        if (!good) {
            to += text[at];
            continue;
        }
        static constexpr char digits[] = "0123456789abcdef";
        to += "%u";
        for (int shift = code > 0xffff ? 20 : 12; shift >= 0; shift -= 4) {
            to += digits[code >> static_cast<unsigned>(shift) & 15U];
        }
        at += more;
    }
    return to;
}

/// Takes out "//", "/./" and "/x/../"; what would lead above the beginning stays.
std::string normalize_path(std::string_view text) {
    std::vector<std::string_view> kept;
    const bool absolute = text.starts_with('/');
    const bool ends = text.ends_with('/');
    while (!text.empty()) {
        const std::size_t slash = std::min(text.find('/'), text.size());
        const std::string_view part = text.substr(0, slash);
        text.remove_prefix(std::min(slash + 1, text.size()));
        if (part.empty() || part == ".") continue;
        if (part == ".." && !kept.empty() && kept.back() != "..") {
            kept.pop_back();
        } else {
            kept.push_back(part);
        }
    }
    std::string to = absolute ? "/" : "";
    for (std::size_t i = 0; i < kept.size(); ++i) to.append(i > 0 ? "/" : "").append(kept[i]);
    if (ends && !kept.empty()) to += '/';
    return to;
}

/// Takes out what begins and ends comments in SQL and shells. Assumed: the four that ModSecurity knows by that name.
std::string remove_comments_char(std::string_view text) {
    std::string to;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view two = text.substr(at, 2);
        if (two == "/*" || two == "*/" || two == "--") {
            ++at;
        } else if (text[at] != '#') {
            to += text[at];
        }
    }
    return to;
}

/// As cmd_line, of one family of shells. Assumed: each deletes its own quotes and escapes, and leaves the other's.
std::string cmd_line_of(std::string_view text, std::string_view deleted) {
    std::string kept;
    std::copy_if(text.begin(), text.end(), std::back_inserter(kept),
                 [&](char c) { return deleted.find(c) == std::string_view::npos; });
    std::string to;
    for (char c : kept) {
        if (c == ',' || c == ';' || is_space(c)) c = ' ';
        if (c == ' ' && !to.empty() && to.back() == ' ') continue;
        if ((c == '/' || c == '(') && !to.empty() && to.back() == ' ') to.pop_back();
        to += lower(c);
    }
    return to;
}

/// As js_decode, and \\u{H...} of newer JavaScript.
std::string js_decode_ext(std::string_view text) {
    std::string short_form;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text.substr(at, 3) != "\\u{") {
            short_form += text[at];
            continue;
        }
        const std::size_t close = text.find('}', at);
        unsigned code = 0;
        bool good = close != std::string_view::npos && close > at + 3 && close <= at + 9;
        for (std::size_t i = at + 3; good && i < close; ++i) {
            good = hex_digit(text[i]) >= 0;
            code = code * 16 + static_cast<unsigned>(std::max(hex_digit(text[i]), 0));
        }
        if (!good) {
            short_form += text[at];
            continue;
        }
        // What js_decode makes of four digits is the same character.
        static constexpr char digits[] = "0123456789abcdef";
        short_form += "\\u";
        for (int shift = 12; shift >= 0; shift -= 4) short_form += digits[code >> static_cast<unsigned>(shift) & 15U];
        at = close;
    }
    return js_decode(short_form);
}

/// "a=1&b=2&a=3" becomes "a=1,3&b=2": each name where it stood first.
std::string combine_duplicates(std::string_view query) {
    std::vector<std::pair<std::string_view, std::string>> arguments;
    each_part(query, '&', [&](std::string_view argument) {
        const std::size_t equals = std::min(argument.find('='), argument.size());
        const std::string_view name = argument.substr(0, equals);
        const std::string_view value = argument.substr(std::min(equals + 1, argument.size()));
        const auto known = std::find_if(arguments.begin(), arguments.end(),
                                        [&](const auto& one) { return same_ignoring_case(one.first, name); });
        if (known == arguments.end()) {
            arguments.emplace_back(name, value);
        } else {
            known->second.append(",").append(value);
        }
    });
    std::string to;
    for (const auto& [name, value] : arguments) {
        if (!to.empty()) to += '&';
        to.append(name).append("=").append(value);
    }
    return to;
}

std::string normalize_path_win(std::string_view text) {
    std::string slashes(text);
    std::replace(slashes.begin(), slashes.end(), '\\', '/');
    return normalize_path(slashes);
}

}  // namespace

std::string transformed(Transformation transformation, std::string_view text) {
    std::string to;
    switch (transformation) {
        case Transformation::none: return std::string(text);
        case Transformation::lowercase: return lowercase(text);
        case Transformation::compress_white_space: return compress_white_space(text);
        case Transformation::html_entity_decode: return html_entity_decode(text);
        case Transformation::url_decode: return url_decode(text, false);
        case Transformation::url_decode_uni: return url_decode(text, true);
        case Transformation::cmd_line: return cmd_line(text);
        case Transformation::base64_decode: return base64_decode(text, true);
        case Transformation::base64_decode_ext: return base64_decode(text, false);
        case Transformation::hex_decode: return hex_decode(text);
        case Transformation::sql_hex_decode: return sql_hex_decode(text);
        case Transformation::md5: return digest_of(text, EVP_md5());
        case Transformation::replace_comments: return replace_comments(text);
        case Transformation::escape_seq_decode: return escape_seq_decode(text);
        case Transformation::css_decode: return css_decode(text);
        case Transformation::js_decode: return js_decode(text);
        case Transformation::utf8_to_unicode: return utf8_to_unicode(text);
        case Transformation::normalize_path: return normalize_path(text);
        case Transformation::normalize_path_win: return normalize_path_win(text);
        case Transformation::remove_nulls:
            std::remove_copy(text.begin(), text.end(), std::back_inserter(to), '\0');
            break;
        case Transformation::replace_nulls:
            std::replace_copy(text.begin(), text.end(), std::back_inserter(to), '\0', ' ');
            break;
        case Transformation::remove_whitespace:
            std::remove_copy_if(text.begin(), text.end(), std::back_inserter(to), is_space);
            break;
        case Transformation::trim: return std::string(without_end(without_beginning(text)));
        case Transformation::trim_left: return std::string(without_beginning(text));
        case Transformation::trim_right: return std::string(without_end(text));
        case Transformation::uppercase:
            std::transform(text.begin(), text.end(), std::back_inserter(to),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
            break;
        case Transformation::sha256: return digest_of(text, EVP_sha256());
        case Transformation::remove_comments_char: return remove_comments_char(text);
        case Transformation::cmd_line_win: return cmd_line_of(text, "\"^");
        case Transformation::cmd_line_unix: return cmd_line_of(text, "\\\"'");
        case Transformation::js_decode_ext: return js_decode_ext(text);
        case Transformation::combine_duplicate_query_args_by_comma: return combine_duplicates(text);
        case Transformation::replace_semicolons_with_ampersands:
            std::replace_copy(text.begin(), text.end(), std::back_inserter(to), ';', '&');
            break;
    }
    return to;
}

}  // namespace wt::edge::waf
