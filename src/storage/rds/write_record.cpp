#include "storage/rds/write_record.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

namespace wt::rds {

namespace {

constexpr std::string_view put_start = R"({"op":"put","id":")";
constexpr std::string_view remove_start = R"({"op":"remove","id":")";
constexpr std::string_view number_start = R"(","n":)";
constexpr std::string_view body_start = R"(,"body":")";

/// How many bytes a byte takes in a JSON string: 1, 2 (\n) or 6 (\u0001).
constexpr std::array<std::uint8_t, 256> escaped_sizes = [] {
    std::array<std::uint8_t, 256> sizes{};
    for (std::size_t byte = 0; byte < sizes.size(); ++byte) sizes[byte] = byte < 0x20 ? 6 : 1;
    for (const char byte : {'"', '\\', '\b', '\f', '\n', '\r', '\t'}) sizes[static_cast<unsigned char>(byte)] = 2;
    return sizes;
}();

[[nodiscard]] std::size_t escaped_size(std::string_view bytes) {
    std::size_t size = 0;
    for (const char byte : bytes) size += escaped_sizes[static_cast<unsigned char>(byte)];
    return size;
}

[[nodiscard]] char* append(char* to, std::string_view bytes) {
    std::memcpy(to, bytes.data(), bytes.size());
    return to + bytes.size();
}

[[nodiscard]] char* append_escaped_byte(char* to, char byte) {
    constexpr std::string_view hex = "0123456789abcdef";
    *to++ = '\\';
    switch (byte) {
        case '\b': *to++ = 'b'; break;
        case '\f': *to++ = 'f'; break;
        case '\n': *to++ = 'n'; break;
        case '\r': *to++ = 'r'; break;
        case '\t': *to++ = 't'; break;
        case '"':
        case '\\': *to++ = byte; break;
        default:
            to = append(to, "u00");
            *to++ = hex[static_cast<unsigned char>(byte) >> 4];
            *to++ = hex[static_cast<unsigned char>(byte) & 0xf];
    }
    return to;
}

[[nodiscard]] char* append_escaped(char* to, std::string_view bytes, std::size_t size) {
    if (size == bytes.size()) return append(to, bytes);
    for (const char byte : bytes) {
        if (escaped_sizes[static_cast<unsigned char>(byte)] == 1) {
            *to++ = byte;
        } else {
            to = append_escaped_byte(to, byte);
        }
    }
    return to;
}

/// Reads one line from left to right. Every step says whether what it asked for was there.
class Line {
public:
    explicit Line(std::string_view text) : left_(text) {}

    [[nodiscard]] bool at_end() const { return left_.empty(); }
    [[nodiscard]] bool skip(std::string_view expected) {
        if (!left_.starts_with(expected)) return false;
        left_.remove_prefix(expected.size());
        return true;
    }
    /// Digits as JSON has them: no sign, no leading zero.
    [[nodiscard]] std::optional<std::uint64_t> number() {
        std::uint64_t value = 0;
        const auto [end, failure] = std::from_chars(left_.data(), left_.data() + left_.size(), value);
        const auto digits = static_cast<std::size_t>(end - left_.data());
        if (failure != std::errc() || (digits > 1 && left_.front() == '0')) return std::nullopt;
        left_.remove_prefix(digits);
        return value;
    }
    /// The rest of a JSON string, its opening quote already read; the closing one is read too.
    [[nodiscard]] std::optional<Text> string() {
        const std::size_t plain = plain_bytes();
        if (plain < left_.size() && left_[plain] == '"') {  // no escape in it
            Text text(left_.substr(0, plain));
            left_.remove_prefix(plain + 1);
            return text;
        }
        std::string unescaped;
        for (;;) {
            const std::size_t run = plain_bytes();
            unescaped.append(left_.substr(0, run));
            left_.remove_prefix(run);
            if (left_.empty()) return std::nullopt;
            const char byte = left_.front();
            left_.remove_prefix(1);
            if (byte == '"') return Text(unescaped);
            if (byte != '\\' || !unescape(unescaped)) return std::nullopt;
        }
    }

private:
    /// How many bytes follow that stand for themselves.
    [[nodiscard]] std::size_t plain_bytes() const {
        std::size_t n = 0;
        while (n < left_.size() && escaped_sizes[static_cast<unsigned char>(left_[n])] == 1) ++n;
        return n;
    }

    /// What follows a backslash.
    [[nodiscard]] bool unescape(std::string& to) {
        if (left_.empty()) return false;
        const char byte = left_.front();
        left_.remove_prefix(1);
        switch (byte) {
            case '"':
            case '\\':
            case '/': to += byte; return true;
            case 'b': to += '\b'; return true;
            case 'f': to += '\f'; return true;
            case 'n': to += '\n'; return true;
            case 'r': to += '\r'; return true;
            case 't': to += '\t'; return true;
            case 'u': return unescape_unicode(to);
            default: return false;
        }
    }

    [[nodiscard]] std::optional<std::uint32_t> four_hex_digits() {
        if (left_.size() < 4) return std::nullopt;
        std::uint32_t value = 0;
        const char* end = left_.data() + 4;
        if (std::from_chars(left_.data(), end, value, 16).ptr != end) return std::nullopt;
        left_.remove_prefix(4);
        return value;
    }

    [[nodiscard]] bool unescape_unicode(std::string& to) {
        auto code = four_hex_digits();
        if (!code || (*code >= 0xdc00 && *code < 0xe000)) return false;
        if (*code >= 0xd800 && *code < 0xdc00) {  // the first half of a pair
            if (!skip("\\u")) return false;
            const auto low = four_hex_digits();
            if (!low || *low < 0xdc00 || *low >= 0xe000) return false;
            code = 0x10000 + ((*code - 0xd800) << 10) + (*low - 0xdc00);
        }
        append_utf8(to, *code);
        return true;
    }

    static void append_utf8(std::string& to, std::uint32_t code) {
        const auto tail = [&](int shift) { to += static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
        if (code < 0x80) {
            to += static_cast<char>(code);
        } else if (code < 0x800) {
            to += static_cast<char>(0xc0 | (code >> 6));
            tail(0);
        } else if (code < 0x10000) {
            to += static_cast<char>(0xe0 | (code >> 12));
            tail(6);
            tail(0);
        } else {
            to += static_cast<char>(0xf0 | (code >> 18));
            tail(12);
            tail(6);
            tail(0);
        }
    }

    std::string_view left_;
};

[[nodiscard]] std::optional<Write> decode_line(std::string_view text) {
    Line line(text);
    Write write;
    if (line.skip(remove_start)) {
        write.kind = Write::Kind::remove;
    } else if (!line.skip(put_start)) {
        return std::nullopt;
    }
    auto id = line.string();  // takes the quote that number_start begins with
    if (!id || !line.skip(number_start.substr(1))) return std::nullopt;
    write.id = std::move(*id);
    const auto number = line.number();
    if (!number) return std::nullopt;
    write.number = *number;
    if (write.kind == Write::Kind::put) {
        if (!line.skip(body_start)) return std::nullopt;
        auto body = line.string();
        if (!body) return std::nullopt;
        write.body = std::move(*body);
    }
    if (!line.skip("}") || !line.at_end()) return std::nullopt;
    return write;
}

}  // namespace

Text encode(const Write& write) {
    const bool put = write.kind == Write::Kind::put;
    const std::string_view start = put ? put_start : remove_start;
    char digits[20];
    char* const digits_end = std::to_chars(digits, digits + sizeof digits, write.number).ptr;
    const std::string_view number(digits, static_cast<std::size_t>(digits_end - digits));
    const std::size_t id_size = escaped_size(write.id);
    const std::size_t body_size = put ? escaped_size(write.body) : 0;
    const std::string_view end = put ? "\"}\n" : "}\n";

    const std::size_t size = start.size() + id_size + number_start.size() + number.size() +
                             (put ? body_start.size() + body_size : 0) + end.size();
    return Text::make(size, [&](char* to) {
        to = append(to, start);
        to = append_escaped(to, write.id, id_size);
        to = append(to, number_start);
        to = append(to, number);
        if (put) {
            to = append(to, body_start);
            to = append_escaped(to, write.body, body_size);
        }
        (void)append(to, end);
    });
}

Decoded decode(std::string_view object) {
    Decoded decoded;
    while (!object.empty()) {
        const std::size_t end = std::min(object.find('\n'), object.size());
        const std::string_view line = object.substr(0, end);
        object.remove_prefix(std::min(end + 1, object.size()));
        if (line.empty()) continue;
        if (auto write = decode_line(line)) {
            decoded.writes.push_back(std::move(*write));
        } else {
            ++decoded.malformed;
        }
    }
    return decoded;
}

}  // namespace wt::rds
