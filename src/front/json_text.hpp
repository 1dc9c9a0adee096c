#pragma once
#include <string>
#include <string_view>

namespace wt::front {

/// Appends `text` as a JSON string with its quotes. Bytes outside of printable ASCII are written one by one as \u00XX
/// and not taken for UTF-8, so that whatever a client sends makes a valid line.
inline void append_json_string(std::string& to, std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    to += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            to += '\\';
            to += c;
        } else if (byte < 0x20 || byte > 0x7e) {
            to += "\\u00";
            to += digits[byte >> 4];
            to += digits[byte & 15];
        } else {
            to += c;
        }
    }
    to += '"';
}

[[nodiscard]] inline std::string json_string(std::string_view text) {
    std::string quoted;
    append_json_string(quoted, text);
    return quoted;
}

}  // namespace wt::front
