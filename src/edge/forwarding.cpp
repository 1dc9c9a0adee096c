#include "edge/forwarding.hpp"

#include <algorithm>
#include <iterator>

#include "base/ascii.hpp"
#include "edge/key_builder.hpp"
#include "edge/lines.hpp"
#include "edge/viewer_fields.hpp"

namespace wt::edge {

namespace {

using Which = OriginRequestPolicy::Which;

[[nodiscard]] bool among(std::string_view name, const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& one) { return same_ignoring_case(one, name); });
}

/// Whether a policy sends on what is called so.
[[nodiscard]] bool sends(Which which, const std::vector<std::string>& listed, std::string_view name) {
    if (which == Which::none || which == Which::all) return which == Which::all;
    return (std::find(listed.begin(), listed.end(), name) != listed.end()) == (which == Which::listed);
}

/// Fields of an answer that end at CloudFront (RFC 9110, 7.6.1).
constexpr std::string_view between_neighbours[] = {"Keep-Alive",
                                                   "Proxy-Authenticate",
                                                   "Proxy-Authentication-Info",
                                                   "Proxy-Authorization",
                                                   "Proxy-Connection",
                                                   "TE",
                                                   "Trailer",
                                                   "Upgrade"};

/// Fields of a viewer that CloudFront keeps from the origin unless a list names them: the guide's table of HTTP request
/// headers and CloudFront's behavior.
[[nodiscard]] bool stays_behind(std::string_view name) {
    static constexpr std::string_view names[] = {
        "Expect", "TE", "Trailer", "Upgrade", "X-Real-IP", "Keep-Alive", "X-Forwarded-Proto", "X-HTTP-Method-Override"};
    return same_ignoring_case(name.substr(0, 7), "X-Edge-") || same_ignoring_case(name.substr(0, 6), "Proxy-") ||
           std::any_of(std::begin(names), std::end(names), [&](auto one) { return same_ignoring_case(one, name); });
}

}  // namespace

Forwarding::Forwarding(const Behavior& behavior)
    : behavior_(behavior),
      cookies_(!behavior.cache.key.cookies.empty() || behavior.cache.key.other_cookies ||
               behavior.forward.cookies != Which::none),
      authorization_(behavior.forward.headers == Which::all || lists_header("Authorization")) {}

bool Forwarding::lists_header(std::string_view name) const {
    const OriginRequestPolicy& forward = behavior_.forward;
    return among(name, behavior_.cache.key.headers) ||
           (forward.headers == Which::listed && among(name, forward.listed_headers)) ||
           (forward.headers == Which::others && !among(name, forward.listed_headers));
}

bool Forwarding::asks_for(std::string_view viewer_field) const {
    const OriginRequestPolicy& forward = behavior_.forward;
    const bool lists = forward.headers == Which::listed || forward.headers == Which::all;
    return among(viewer_field, behavior_.cache.key.headers) || (lists && among(viewer_field, forward.listed_headers));
}

std::vector<std::string> Forwarding::viewer_fields() const {
    std::vector<std::string> fields;
    for (const auto* names : {&behavior_.cache.key.headers, &behavior_.forward.listed_headers}) {
        for (const std::string& name : *names) {
            if (is_viewer_field(name) && asks_for(name) && !among(name, fields)) fields.push_back(name);
        }
    }
    return fields;
}

bool Forwarding::sends_header(std::string_view name) const {
    // A body without its type is of no use to an origin. Assumed: CloudFront sends it on under every policy.
    static constexpr std::string_view needed[] = {
        "Content-Type", "Content-Length", "Content-Encoding", "Host",        "Cookie",          "Authorization",
        "Range",        "If-Range",       "If-None-Match",    "X-Amz-Cf-Id", "X-Forwarded-For", "If-Modified-Since"};
    if (same_ignoring_case(name, "Accept-Encoding") && (behavior_.gzip || behavior_.brotli)) return true;
    return std::any_of(std::begin(needed), std::end(needed), [&](auto one) { return same_ignoring_case(one, name); }) ||
           lists_header(name);
}

void Forwarding::limit_headers(http::Request& request) const {
    http::Headers sent;
    for (const http::Header& field : request.headers) {
        if (sends_header(field.name)) sent.add(field.name, field.value);
    }
    request.headers = std::move(sent);
}

void Forwarding::apply(http::Request& request, const Text& via) const {
    const CacheKey& key = behavior_.cache.key;
    const bool reads = request.method == http::Method::get || request.method == http::Method::head ||
                       (request.method == http::Method::options && behavior_.cache_options);
    if (reads && !authorization_) request.headers.remove("Authorization");
    if (!cookies_) {
        request.headers.remove("Cookie");
    } else if (behavior_.forward.cookies != Which::all && request.headers.has("Cookie")) {
        const std::string kept = pick_cookies(request.headers.get("Cookie"), [&](std::string_view name) {
            return in_key(name, key.cookies, key.other_cookies) ||
                   sends(behavior_.forward.cookies, behavior_.forward.listed_cookies, name);
        });
        if (kept.empty()) {
            request.headers.remove("Cookie");
        } else {
            request.headers.set("Cookie", Text(kept));
        }
    }
    if (behavior_.forward.headers != Which::all) limit_headers(request);
    if (!request.query.empty() && behavior_.forward.query != Which::all && !key.query) {
        request.query = Text(pick_query(request.query, [&](std::string_view name) {
            return in_key(name, key.queries, key.other_queries) ||
                   sends(behavior_.forward.query, behavior_.forward.listed_queries, name);
        }));
    }
    if ((behavior_.gzip || behavior_.brotli) && request.headers.has("Accept-Encoding")) {
        const Encodings taken = taken_encodings(request.headers, behavior_);
        request.headers.set("Accept-Encoding", taken.brotli && taken.gzip ? Text("br,gzip")
                                               : taken.brotli             ? Text("br")
                                               : taken.gzip               ? Text("gzip")
                                                                          : Text("identity"));
    }
    if (!request.headers.has("Host")) return;
    announce(request, via);
    if (behavior_.forward.drops_host) request.headers.remove("Host");
}

void Forwarding::announce(http::Request& request, const Text& via) const {
    std::string addresses;
    std::string route;
    http::Headers sent;
    const auto join = [](std::string& list, std::string_view value) {
        list.append(list.empty() ? "" : ", ").append(value);
    };
    for (const http::Header& field : request.headers) {
        const std::string_view name = field.name;
        if (same_ignoring_case(name, "X-Forwarded-For")) {
            join(addresses, field.value);
        } else if (same_ignoring_case(name, "Via")) {
            join(route, field.value);
        } else if (is_viewer_field(name) ? asks_for(name) : lists_header(name) || !stays_behind(name)) {
            sent.add(field.name, field.value);
        }
    }
    join(addresses, request.client.text());
    join(route, via);
    sent.add("X-Forwarded-For", Text(addresses));
    sent.add("Via", Text(route));
    if (!sent.has("User-Agent")) sent.add("User-Agent", "Amazon CloudFront");
    request.headers = std::move(sent);
}

void Forwarding::dress(http::Response& response) const {
    if (!cookies_) response.headers.remove("Set-Cookie");
    for (const auto name : between_neighbours) response.headers.remove(name);
    if (behavior_.forward.headers != Which::all && response.headers.has("Vary")) trim_vary(response);
}

void Forwarding::trim_vary(http::Response& response) const {
    std::string kept;
    each_line(response.headers, "Vary", [&](std::string_view line) {
        each_part(line, ',', [&](std::string_view name) {
            if (name != "*" && !same_ignoring_case(name, "Accept-Encoding") && !same_ignoring_case(name, "Cookie") &&
                !lists_header(name))
                return;
            kept.append(kept.empty() ? "" : ", ").append(name);
        });
    });
    if (kept.empty()) {
        response.headers.remove("Vary");
    } else {
        response.headers.set("Vary", Text(kept));
    }
}

}  // namespace wt::edge
