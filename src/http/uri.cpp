#include "http/uri.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/hex.hpp"

namespace wt::http {

int escaped_byte(std::string_view text, std::size_t at) {
    if (text[at] != '%' || at + 2 >= text.size()) return -1;
    const int high = hex_digit(text[at + 1]);
    const int low = hex_digit(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

void percent_decode(std::string_view text, Plus plus, std::string& to) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (const int byte = escaped_byte(text, at); byte >= 0) {
            to += static_cast<char>(byte);
            at += 2;
        } else {
            to += c == '+' && plus == Plus::space ? ' ' : c;
        }
    }
}

std::string percent_decode(std::string_view text, Plus plus) {
    std::string decoded;
    decoded.reserve(text.size());
    percent_decode(text, plus, decoded);
    return decoded;
}

std::string percent_encode(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved) {
            encoded += c;
        } else {
            encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return encoded;
}

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> arguments;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view argument = query.substr(0, end);
        const std::size_t equals = std::min(argument.find('='), argument.size());
        if (!argument.empty()) {
            arguments.emplace_back(percent_decode(argument.substr(0, equals), Plus::space),
                                   percent_decode(argument.substr(std::min(equals + 1, argument.size())), Plus::space));
        }
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return arguments;
}

}  // namespace wt::http
