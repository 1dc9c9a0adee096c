#include "edge/waf/inspected.hpp"

#include <algorithm>
#include <string>

#include "http/uri.hpp"

namespace wt::edge::waf {

namespace {

using Look = std::function<bool(std::string_view)>;

[[nodiscard]] bool look_at(std::string_view raw, const Look& look) {
    if (raw.empty()) return false;
    if (look(raw)) return true;
    if (raw.find_first_of("%+") == std::string_view::npos) return false;
    const std::string decoded = http::percent_decode(raw, http::Plus::space);
    if (look(decoded)) return true;
    // Twice encoded is once decoded by the application's framework, and once more by the application.
    if (decoded.find('%') == std::string::npos) return false;
    const std::string again = http::percent_decode(decoded, http::Plus::space);
    return again != decoded && look(again);
}

/// "name=value" pairs between separators.
[[nodiscard]] bool look_at_pairs(std::string_view pairs, char separator, const Look& look) {
    while (!pairs.empty()) {
        const std::size_t end = std::min(pairs.find(separator), pairs.size());
        std::string_view pair = pairs.substr(0, end);
        pairs.remove_prefix(std::min(end + 1, pairs.size()));
        while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
        const std::size_t equals = std::min(pair.find('='), pair.size());
        if (look_at(pair.substr(0, equals), look)) return true;
        if (equals < pair.size() && look_at(pair.substr(equals + 1), look)) return true;
    }
    return false;
}

/// What stands between the quotes of a JSON text, names and values, with the simple escapes undone. Also of a text that
/// is cut off or malformed: whatever an application might make of it has been looked at.
[[nodiscard]] bool look_at_json(std::string_view json, const Look& look) {
    std::string text;
    for (std::size_t at = 0; at < json.size(); ++at) {
        if (json[at] != '"') continue;
        text.clear();
        for (++at; at < json.size() && json[at] != '"'; ++at) {
            if (json[at] != '\\' || at + 1 == json.size()) {
                text += json[at];
                continue;
            }
            const char escape = json[++at];
            if (escape == 'u' && at + 4 < json.size()) {
                const std::string hex(json.substr(at + 1, 4));
                char* end = nullptr;
                const long code = std::strtol(hex.c_str(), &end, 16);
                // Injections are written in ASCII; anything else keeps its place.
                text += end == hex.c_str() + 4 && code < 0x80 ? static_cast<char>(code) : '?';
                at += 4;
            } else {
                text += escape == 'n' || escape == 't' || escape == 'r' ? ' ' : escape;
            }
        }
        if (!text.empty() && look(text)) return true;
    }
    return false;
}

}  // namespace

bool any_inspected(const http::Request& request, std::uint64_t body_limit, const Look& look) {
    if (!request.query.empty() && look_at_pairs(request.query, '&', look)) return true;
    if (const Text* cookies = request.headers.find("Cookie")) {
        if (look_at_pairs(*cookies, ';', look)) return true;
    }
    const std::string_view body = request.body.view().substr(0, body_limit);
    if (body.empty()) return false;
    const std::string_view type = request.headers.get("Content-Type");
    if (type.find("x-www-form-urlencoded") != std::string_view::npos) return look_at_pairs(body, '&', look);
    if (type.find("json") != std::string_view::npos) return look_at_json(body, look);
    return look(body);
}

}  // namespace wt::edge::waf
