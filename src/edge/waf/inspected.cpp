#include "edge/waf/inspected.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "base/hex.hpp"
#include "http/uri.hpp"

namespace wt::edge::waf {

namespace {

/// Whether `word`, in lower case, stands somewhere in `text`, in any case.
[[nodiscard]] bool mentions(std::string_view text, std::string_view word) {
    return std::search(text.begin(), text.end(), word.begin(), word.end(),
                       [](char a, char b) { return lower(a) == b; }) != text.end();
}

/// Appends what a JSON string stands for. Injections are written in ASCII: another \u escape becomes a '?'.
void json_unescape(std::string_view text, std::string& to) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\' || at + 1 == text.size()) {
            to += text[at];
            continue;
        }
        const char escape = text[++at];
        switch (escape) {
            case 'b':
            case 'f':
            case 'n':
            case 'r':
            case 't': to += ' '; break;
            case 'u': {
                int code = 0;
                std::size_t digits = 0;
                while (digits < 4 && at + 1 < text.size() && hex_digit(text[at + 1]) >= 0) {
                    code = code * 16 + hex_digit(text[++at]);
                    ++digits;
                }
                to += digits == 4 && code < 0x80 ? static_cast<char>(code) : '?';
                break;
            }
            default: to += escape;
        }
    }
}

}  // namespace

void InspectedTexts::read(const http::Request& request, std::uint64_t body_limit) {
    texts_.clear();
    decoded_.clear();
    const std::string_view body = request.body.view().substr(0, body_limit);
    // Nothing is decoded more than twice, and decoding never lengthens.
    decoded_.reserve(2 * (request.query.size() + cookie_limit + body.size()));
    const std::size_t room = decoded_.capacity();

    add_pairs(request.query, '&', Encoding::query);
    cookies_from_ = texts_.size();
    std::uint64_t cookies_left = cookie_limit;
    for (const http::Header& field : request.headers) {
        if (!same_ignoring_case(field.name, "Cookie")) continue;
        const std::string_view cookies = field.value.view().substr(0, cookies_left);
        cookies_left -= cookies.size();
        add_pairs(cookies, ';', Encoding::cookie);
    }
    body_from_ = texts_.size();
    if (!body.empty()) add_body(body, request.headers.get("Content-Type"));
    WT_ASSERT(decoded_.capacity() == room);
}

std::span<const std::string_view> InspectedTexts::texts(Place place) const {
    const std::span<const std::string_view> all(texts_);
    switch (place) {
        case Place::arguments: return all.first(cookies_from_);
        case Place::cookies: return all.subspan(cookies_from_, body_from_ - cookies_from_);
        case Place::body: return all.subspan(body_from_);
    }
    return {};
}

void InspectedTexts::add_body(std::string_view body, std::string_view type) {
    if (mentions(type, "x-www-form-urlencoded")) return add_pairs(body, '&', Encoding::query);
    if (mentions(type, "json")) return add_json(body);
    texts_.push_back(body);
}

void InspectedTexts::add(std::string_view raw, Encoding encoding) {
    if (raw.empty()) return;
    texts_.push_back(raw);
    const http::Plus plus = encoding == Encoding::query ? http::Plus::space : http::Plus::literal;
    if (raw.find_first_of(plus == http::Plus::space ? "%+" : "%") == std::string_view::npos) return;
    std::size_t from = decoded_.size();
    http::percent_decode(raw, plus, decoded_);
    add_decoded(from);
    // What is encoded twice is decoded once by the application's framework, and once more by the application.
    const std::string_view once = std::string_view(decoded_).substr(from);
    if (once.find('%') == std::string_view::npos) return;
    from = decoded_.size();
    http::percent_decode(once, plus, decoded_);
    add_decoded(from);
}

void InspectedTexts::add_pairs(std::string_view pairs, char separator, Encoding encoding) {
    while (!pairs.empty()) {
        const std::size_t end = std::min(pairs.find(separator), pairs.size());
        std::string_view pair = pairs.substr(0, end);
        pairs.remove_prefix(std::min(end + 1, pairs.size()));
        pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        add(pair.substr(0, equals), encoding);
        if (equals < pair.size()) add(pair.substr(equals + 1), encoding);
    }
}

void InspectedTexts::add_json(std::string_view json) {
    // A scan for string literals, not a parser: it also sees into a text that is cut off or malformed.
    for (std::size_t at = json.find('"'); at != std::string_view::npos; at = json.find('"', at)) {
        const std::size_t start = ++at;
        bool escaped = false;
        for (; at < json.size() && json[at] != '"'; ++at) {
            if (json[at] != '\\') continue;
            escaped = true;
            ++at;
        }
        at = std::min(at, json.size());
        const std::string_view literal = json.substr(start, at - start);
        if (escaped) {
            const std::size_t from = decoded_.size();
            json_unescape(literal, decoded_);
            add_decoded(from);
        } else if (!literal.empty()) {
            texts_.push_back(literal);
        }
        if (at < json.size()) ++at;  // past the closing quote
    }
}

void InspectedTexts::add_decoded(std::size_t from) { texts_.push_back(std::string_view(decoded_).substr(from)); }

}  // namespace wt::edge::waf
