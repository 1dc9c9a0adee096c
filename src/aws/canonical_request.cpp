#include "aws/canonical_request.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.hpp"
#include "http/uri.hpp"

namespace wt::aws {

namespace {

constexpr std::array<bool, 256> unreserved = [] {
    std::array<bool, 256> table{};
    for (int c = 0; c < 256; ++c) {
        const char letter = static_cast<char>(c);
        table[static_cast<std::size_t>(c)] =
            is_letter(letter) || is_digit(letter) || std::string_view("-._~").find(letter) != std::string_view::npos;
    }
    return table;
}();

void append_byte(std::string& to, unsigned char byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    if (unreserved[byte]) {
        to += static_cast<char>(byte);
    } else {
        to += '%';
        to += digits[byte >> 4];
        to += digits[byte & 15];
    }
}

enum class Slash : std::uint8_t { stays, encoded };

/// Decodes and encodes again, byte by byte. A slash may stay, however it was sent; a broken escape is a percent sign.
void append_recoded(std::string& to, std::string_view text, Slash slash, http::Plus plus) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto byte = static_cast<unsigned char>(text[i] == '+' && plus == http::Plus::space ? ' ' : text[i]);
        if (const int escaped = http::escaped_byte(text, i); escaped >= 0) {
            byte = static_cast<unsigned char>(escaped);
            i += 2;
        }
        if (byte == '/' && slash == Slash::stays) {
            to += '/';
        } else {
            append_byte(to, byte);
        }
    }
}

/// Encodes what was sent once more, segment by segment, and resolves the dots.
void append_normalised(std::string& to, std::string_view path) {
    std::vector<std::string_view> segments;
    const bool folder = path.ends_with('/');
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view segment = path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
        if (segment == "..") {
            if (!segments.empty()) segments.pop_back();
        } else if (!segment.empty() && segment != ".") {
            segments.push_back(segment);
        }
    }
    for (const std::string_view segment : segments) {
        to += '/';
        append_encoded(to, segment);
    }
    if (folder || segments.empty()) to += '/';
}

/// An argument's place in the text that holds all of them, encoded.
struct Argument {
    std::size_t name;
    std::size_t name_size;
    std::size_t value;
    std::size_t value_size;
};

void append_part(std::string& to, std::string_view part, QueryCoding form) {
    if (form == QueryCoding::sent) {
        to += part;
    } else {
        append_recoded(to, part, Slash::encoded, form == QueryCoding::space ? http::Plus::space : http::Plus::literal);
    }
}

void append_headers(std::string& to, const http::Headers& headers, std::string_view signed_headers) {
    each_part(signed_headers, ';', [&](std::string_view name) {
        to += name;
        to += ':';
        // Clients of HTTP/2 sign the pseudo-header that a listener makes the Host of.
        const std::string_view field_name = name == ":authority" ? "host" : name;
        bool first = true;
        for (const http::Header& field : headers) {
            if (!same_ignoring_case(field.name, field_name)) continue;
            if (!std::exchange(first, false)) to += ',';
            append_header_value(to, field.value);
        }
        to += '\n';
    });
}

}  // namespace

void append_encoded(std::string& to, std::string_view bytes) {
    for (const char c : bytes) append_byte(to, static_cast<unsigned char>(c));
}

void append_path(std::string& to, std::string_view path, PathForm form) {
    switch (form) {
        case PathForm::once: return append_recoded(to, path, Slash::stays, http::Plus::literal);
        case PathForm::twice: return append_normalised(to, path);
        case PathForm::sent: to += path;
    }
}

void append_query(std::string& to, std::string_view query, QueryCoding form) {
    if (query.empty()) return;
    std::string text;
    text.reserve(query.size() + query.size() / 2);
    std::vector<Argument> arguments;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view argument = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (argument.empty()) continue;
        const std::size_t equals = std::min(argument.find('='), argument.size());
        Argument place{text.size(), 0, 0, 0};
        append_part(text, argument.substr(0, equals), form);
        place.value = text.size();
        place.name_size = place.value - place.name;
        const std::string_view name = std::string_view(text).substr(place.name);
        if (name == "X-Amz-Signature" || (form == QueryCoding::untokened && name == "X-Amz-Security-Token")) continue;
        append_part(text, argument.substr(std::min(equals + 1, argument.size())), form);
        place.value_size = text.size() - place.value;
        arguments.push_back(place);
    }
    const std::string_view all = text;
    const auto name = [all](const Argument& each) { return all.substr(each.name, each.name_size); };
    const auto value = [all](const Argument& each) { return all.substr(each.value, each.value_size); };
    std::ranges::sort(arguments, [&](const Argument& a, const Argument& b) {
        const int order = name(a).compare(name(b));
        return order != 0 ? order < 0 : value(a) < value(b);
    });
    bool first = true;
    for (const Argument& each : arguments) {
        if (!std::exchange(first, false)) to += '&';
        to += name(each);
        to += '=';
        to += value(each);
    }
}

void append_header_value(std::string& to, std::string_view value) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    bool begun = false;
    bool blank = false;
    for (const char c : value) {
        if (is_blank(c)) {
            blank = begun;
            continue;
        }
        if (std::exchange(blank, false)) to += ' ';
        begun = true;
        to += c;
    }
}

std::string canonical_request(const http::Request& request, const CanonicalForm& form) {
    std::string text;
    text.reserve(1024);
    text += http::method_name(request);
    text += '\n';
    append_path(text, request.path, form.path);
    text += '\n';
    append_query(text, request.query, form.query);
    text += '\n';
    append_headers(text, request.headers, form.signed_headers);
    text += '\n';
    text += form.signed_headers;
    text += '\n';
    text += form.payload_hash;
    return text;
}

}  // namespace wt::aws
