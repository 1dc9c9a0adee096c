#include "edge/key_builder.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "edge/lines.hpp"

namespace wt::edge {

namespace {

/// The pairs whose names are wanted, joined again.
template <class Wanted>
[[nodiscard]] std::string wanted_pairs(std::string_view text, char separator, std::string_view joint,
                                       const Wanted& wanted) {
    std::string kept;
    each_part(text, separator, [&](std::string_view pair) {
        if (!wanted(pair.substr(0, pair.find('=')))) return;
        if (!kept.empty()) kept.append(joint);
        kept.append(pair);
    });
    return kept;
}

/// The value of the cookie `name` in a Cookie field (RFC 6265, 4.2.1).
[[nodiscard]] std::string_view cookie(std::string_view field, std::string_view name) {
    std::string_view value;
    bool found = false;
    each_part(field, ';', [&](std::string_view pair) {
        if (found || pair.size() <= name.size() || !pair.starts_with(name) || pair[name.size()] != '=') return;
        value = pair.substr(name.size() + 1);
        found = true;
    });
    return value;
}

}  // namespace

std::string_view KeyBuilder::build(const http::Request& request) {
    const CacheKey& parts = behavior_.cache.key;
    // Neither a path nor a field value can hold a line break, so no two lists of parts make one key. The path stands
    // first and the query after it: invalidations look for them there.
    buffer_ = request.path;
    if (parts.query) {
        buffer_.append("?").append(request.query);
    } else if (!parts.queries.empty() || parts.other_queries) {
        buffer_.append("?").append(pick_query(
            request.query, [&](std::string_view name) { return in_key(name, parts.queries, parts.other_queries); }));
    }
    if (request.method == http::Method::options) buffer_.append("\n\nOPTIONS");
    for (const std::string& name : parts.headers) {
        std::string_view separator = "\n";
        if (!request.headers.has(name)) buffer_.append(separator);
        each_line(request.headers, name, [&](std::string_view line) {
            buffer_.append(separator).append(line);
            separator = ",";
        });
    }
    if (parts.other_cookies) {
        buffer_.append("\n").append(pick_cookies(
            request.headers.get("Cookie"), [&](std::string_view name) { return in_key(name, parts.cookies, true); }));
    } else if (!parts.cookies.empty()) {
        const std::string_view field = request.headers.get("Cookie");
        for (const std::string& name : parts.cookies) buffer_.append("\n").append(cookie(field, name));
    }
    if (behavior_.gzip || behavior_.brotli) {
        const Encodings taken = taken_encodings(request.headers, behavior_);
        if (taken.brotli) buffer_.append("\nbr");
        if (taken.gzip) buffer_.append("\ngzip");
    }
    return buffer_;
}

std::string_view target_of(std::string_view key) {
    const std::string_view target = key.substr(0, key.find('\n'));
    return target.ends_with('?') ? target.substr(0, target.size() - 1) : target;
}

bool in_key(std::string_view name, const std::vector<std::string>& names, bool others) {
    return (std::find(names.begin(), names.end(), name) != names.end()) != others;
}

std::string pick_query(std::string_view query, const std::function<bool(std::string_view name)>& wanted) {
    return wanted_pairs(query, '&', "&", wanted);
}

std::string pick_cookies(std::string_view field, const std::function<bool(std::string_view name)>& wanted) {
    return wanted_pairs(field, ';', "; ", wanted);
}

Encodings taken_encodings(const http::Headers& headers, const Behavior& behavior) {
    Encodings taken;
    each_line(headers, "Accept-Encoding", [&](std::string_view line) {
        each_part(line, ',', [&](std::string_view offer) {
            const std::size_t semicolon = std::min(offer.find(';'), offer.size());
            std::string_view weight = offer.substr(semicolon);
            // "q=0" and "q=0.000" refuse an encoding (RFC 9110, 12.4.2).
            if (const std::size_t q = weight.find("q="); q != std::string_view::npos) {
                weight.remove_prefix(q + 2);
                if (weight.find_first_not_of("0.") == std::string_view::npos) return;
            }
            const std::string_view name = trimmed(offer.substr(0, semicolon));
            if (behavior.brotli && same_ignoring_case(name, "br")) taken.brotli = true;
            if (behavior.gzip && same_ignoring_case(name, "gzip")) taken.gzip = true;
        });
    });
    return taken;
}

}  // namespace wt::edge
