#include "edge/forwarding.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "edge/key_builder.hpp"

namespace wt::edge {

namespace {

using Which = OriginRequestPolicy::Which;

[[nodiscard]] bool among(std::string_view name, const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& one) { return same_ignoring_case(one, name); });
}

[[nodiscard]] std::vector<std::string> both(std::vector<std::string> a, const std::vector<std::string>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

}  // namespace

Forwarding::Forwarding(const Behavior& behavior)
    : behavior_(behavior),
      cookies_(!behavior.cache.key.cookies.empty() || behavior.forward.cookies != Which::none),
      authorization_(lists_header("Authorization")) {}

bool Forwarding::lists_header(std::string_view name) const {
    return among(name, behavior_.cache.key.headers) ||
           (behavior_.forward.headers == Which::listed && among(name, behavior_.forward.listed_headers));
}

bool Forwarding::sends_header(std::string_view name) const {
    // A body without its type is of no use to an origin. Assumed: CloudFront sends it on under every policy.
    static constexpr std::string_view needed[] = {"Content-Type", "Content-Length", "Content-Encoding",
                                                  "Host",         "Cookie",         "Authorization"};
    return std::any_of(std::begin(needed), std::end(needed), [&](auto one) { return same_ignoring_case(one, name); }) ||
           lists_header(name);
}

void Forwarding::apply(http::Request& request) const {
    const bool reads = request.method == http::Method::get || request.method == http::Method::head;
    if (reads && !authorization_) request.headers.remove("Authorization");
    if (!cookies_) {
        request.headers.remove("Cookie");
    } else if (behavior_.forward.cookies != Which::all && request.headers.has("Cookie")) {
        const std::string kept = only_listed_cookies(
            request.headers.get("Cookie"), both(behavior_.cache.key.cookies, behavior_.forward.listed_cookies));
        if (kept.empty()) {
            request.headers.remove("Cookie");
        } else {
            request.headers.set("Cookie", Text(kept));
        }
    }
    if (behavior_.forward.headers != Which::all) {
        http::Headers sent;
        for (const http::Header& field : request.headers) {
            if (sends_header(field.name)) sent.add(field.name, field.value);
        }
        request.headers = std::move(sent);
    }
    if (!request.query.empty() && behavior_.forward.query != Which::all && !behavior_.cache.key.query) {
        request.query =
            Text(only_listed(request.query, both(behavior_.cache.key.queries, behavior_.forward.listed_queries)));
    }
}

void Forwarding::dress(http::Response& response) const {
    if (!cookies_) response.headers.remove("Set-Cookie");
    const Text* vary = response.headers.find("Vary");
    if (vary == nullptr || *vary == "*" || behavior_.forward.headers == Which::all) return;
    std::string kept;
    each_part(*vary, ',', [&](std::string_view name) {
        if (!same_ignoring_case(name, "Accept-Encoding") && !same_ignoring_case(name, "Cookie") &&
            !lists_header(name)) {
            return;
        }
        kept.append(kept.empty() ? "" : ", ").append(name);
    });
    if (kept.empty()) {
        response.headers.remove("Vary");
    } else {
        response.headers.set("Vary", Text(kept));
    }
}

}  // namespace wt::edge
