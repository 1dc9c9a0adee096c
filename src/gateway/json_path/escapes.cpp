#include "gateway/json_path/escapes.hpp"

#include <charconv>

#include "gateway/java/utf16.hpp"

namespace wt::gateway::json_path {

std::optional<std::string> unescape(std::string_view text) {
    std::string made;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\') {
            made.push_back(text[at]);
            continue;
        }
        if (++at == text.size()) {
            made.push_back('\\');
            break;
        }
        switch (text[at]) {
            case 'r': made += '\r'; break;
            case 'f': made += '\f'; break;
            case 't': made += '\t'; break;
            case 'n': made += '\n'; break;
            case 'b': made += '\b'; break;
            case 'u': {
                const std::string_view digits = text.substr(at + 1, 4);
                if (digits.size() < 4) return made;  // Jayway drops what is cut off
                int unit = 0;
                const std::string_view plain = digits.starts_with('+') ? digits.substr(1) : digits;
                const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), unit, 16);
                if (error != std::errc() || end != plain.data() + plain.size()) return std::nullopt;
                java::append_unit(made, static_cast<char16_t>(unit));
                at += 4;
                break;
            }
            default: made.push_back(text[at]); break;
        }
    }
    return made;
}

}  // namespace wt::gateway::json_path
