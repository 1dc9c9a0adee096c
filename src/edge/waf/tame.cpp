#include "edge/waf/tame.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "edge/waf/injection.hpp"
#include "edge/waf/tame_json.hpp"

namespace wt::edge::waf {

namespace {

/// Fields whose values the client makes up: plain tokens pass.
constexpr std::string_view token_fields[] = {
    "authorization",
    "x-api-key",
    "x-request-id",
    "x-correlation-id",
    "x-amzn-trace-id",
    "x-amz-date",
    "x-forwarded-for",
    "x-forwarded-port",
    "traceparent",
    "tracestate",
    "if-none-match",
    "x-client-id",
    "x-csrf-token",
    "date",
    "etag",
    "age",
    "x-session-id",
    "idempotency-key",
};
/// Fields with few values each: they are shown to the rule set.
constexpr std::string_view steady_fields[] = {
    "user-agent",
    "accept",
    "accept-language",
    "accept-encoding",
    "cache-control",
    "connection",
    "origin",
    "pragma",
    "dnt",
    "sec-fetch-site",
    "sec-fetch-mode",
    "sec-fetch-dest",
    "sec-fetch-user",
    "sec-ch-ua",
    "sec-ch-ua-mobile",
    "sec-gpc",
    "te",
    "x-requested-with",
    "sec-ch-ua-platform",
    "upgrade-insecure-requests",
    "priority",
    "x-forwarded-proto",
};

[[nodiscard]] bool one_of(std::string_view name, const auto& names) {
    return std::any_of(std::begin(names), std::end(names),
                       [&](std::string_view one) { return same_ignoring_case(name, one); });
}

/// Calls `visit(name, value)` for each part between separators until it answers false. A part without '=' has an empty
/// value; spaces before a name are left out, and empty parts too.
template <class Visit>
[[nodiscard]] bool each_pair(std::string_view pairs, char separator, Visit visit) {
    while (!pairs.empty()) {
        const std::size_t end = std::min(pairs.find(separator), pairs.size());
        std::string_view pair = pairs.substr(0, end);
        pairs.remove_prefix(std::min(end + 1, pairs.size()));
        pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        if (!visit(pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size())))) return false;
    }
    return true;
}

/// A name with a letter in it, and a port.
[[nodiscard]] bool is_host(std::string_view host) {
    const auto part = [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == ':'; };
    return host.size() <= 255 && std::all_of(host.begin(), host.end(), part) &&
           std::any_of(host.begin(), host.end(), is_letter);
}

}  // namespace

bool Tame::is_tame(const http::Request& request, std::uint64_t body_limit) {
    return request.body.size() <= body_limit && path(request.path.view()) && pairs(request.query.view(), '&') &&
           headers(request) && body(request);
}

bool Tame::path(std::string_view path) const {
    if (path.size() > longest_part || !path.starts_with('/')) return false;
    for (std::size_t at = 0; at < path.size(); ++at) {
        const char c = path[at];
        const bool second = at > 0 && path[at - 1] == c;
        if (!is_word_character(c) && ((c != '/' && c != '-') || second)) return false;
    }
    return !words_.any_in(path);
}

bool Tame::pairs(std::string_view text, char separator) {
    std::size_t parts = 0;
    return each_pair(text, separator, [&](std::string_view key, std::string_view text_of) {
        return ++parts <= most_parts && name(key) && value(text_of, Signs::few);
    });
}

bool Tame::value(std::string_view text, Signs signs) const {
    if (text.size() > longest_part) return false;
    bool plain = true;
    bool several = false;
    char before = ' ';
    for (const char c : text) {
        if (!is_word_character(c)) {
            const bool known = c == '.' || c == ',' || c == ':' || c == '-' || (c == ' ' && signs == Signs::sentence);
            // No two signs in a row, but for what separates words.
            const bool follows = is_word_character(before) || (c == ' ' && (before == ',' || before == '.'));
            if (!known || !follows) return false;
            plain = false;
            several = several || c == ' ';
        }
        before = c;
    }
    if (words_.any_in(text)) return false;
    const bool digits_first = !text.empty() && is_digit(text.front());
    if (digits_first && words_.any_behind_digits(text)) return false;
    if (plain) return true;
    if (words_.any_in_sentence(text) || (several && TameWords::command_in_front(text))) return false;
    return !is_sqli(text, SqliMatch::Sensitivity::high) && !is_xss(text);
}

bool Tame::name(std::string_view text) {
    if (names_.contains(text)) return true;
    if (text.empty() || !value(text, Signs::few)) return false;
    remember(names_, text);
    return true;
}

bool Tame::headers(const http::Request& request) {
    std::size_t hosts = 0;
    return request.headers.size() <= most_parts &&
           std::all_of(request.headers.begin(), request.headers.end(), [&](const http::Header& field) {
               if (same_ignoring_case(field.name.view(), "host")) return ++hosts == 1 && is_host(field.value.view());
               return header(field.name.view(), field.value.view());
           });
}

bool Tame::header(std::string_view name, std::string_view value) {
    if (same_ignoring_case(name, "content-type") || same_ignoring_case(name, "content-length")) return true;  // body()
    if (same_ignoring_case(name, "cookie")) return pairs(value, ';');
    if (one_of(name, token_fields)) return token(value);
    return one_of(name, steady_fields) && shown(name, value);
}

bool Tame::token(std::string_view value) const {
    if (value.empty() || value.size() > 4096) return false;
    char before = ' ';
    for (const char c : value) {
        const bool known = is_word_character(c) || c == '.' || c == '-' || c == '/' || c == '=' || c == ' ' ||
                           c == ',' || c == ':' || c == '+' || c == ';';
        if (!known || (c == '.' && before == '.')) return false;
        before = c;
    }
    return !words_.any_in(value);
}

bool Tame::shown(std::string_view name, std::string_view value) {
    field_.assign(name);
    for (char& c : field_) c = lower(c);
    field_.append(": ").append(value);
    if (header_fields_.contains(field_)) return true;
    if (refused_.contains(field_)) return false;
    http::Request request;
    if (!same_ignoring_case(name, "user-agent")) request.headers.add("User-Agent", "Mozilla/5.0");
    request.headers.add(Text(name), Text(value));
    const bool clean = rule_set_.verdict(request, 0).finds_nothing;
    remember(clean ? header_fields_ : refused_, field_);
    return clean;
}

bool Tame::body(const http::Request& request) {
    std::size_t types = 0;
    std::string_view type;
    for (const http::Header& field : request.headers) {
        if (!same_ignoring_case(field.name.view(), "content-type")) continue;
        type = field.value.view();
        ++types;
    }
    if (types > 1) return false;
    const bool form = same_ignoring_case(type, "application/x-www-form-urlencoded");
    const bool json = same_ignoring_case(type, "application/json") ||
                      same_ignoring_case(type, "application/json; charset=utf-8") ||
                      same_ignoring_case(type, "application/json;charset=utf-8");
    if (types == 1 && !form && !json) return false;
    const std::string_view text = request.body.view();
    if (text.empty()) return true;
    if (request.method == http::Method::get || request.method == http::Method::head) return false;
    if (form) return pairs(text, '&');
    return json && TameJson(*this).read(text);
}

void Tame::remember(Texts& texts, std::string_view text) {
    if (texts.size() >= most_remembered) texts.clear();
    texts.emplace(text);
}

}  // namespace wt::edge::waf
