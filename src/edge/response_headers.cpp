#include "edge/response_headers.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "edge/path_pattern.hpp"

namespace wt::edge {

namespace {

using Over = ResponseHeaders::Over;

[[nodiscard]] std::string joined(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list.append(list.empty() ? "" : ", ").append(name);
    return list;
}

void put(http::Response& response, std::string_view name, std::string_view value, Over over) {
    if (over == Over::origins_stays && response.headers.has(name)) return;
    response.headers.set(Text(name), Text(value));
}

/// An origin, or one with a '*' for the labels below a domain.
[[nodiscard]] bool allows(const std::vector<std::string>& origins, std::string_view origin) {
    return std::any_of(origins.begin(), origins.end(), [&](const std::string& one) {
        return one == "*" || same_ignoring_case(one, origin) || matches("/" + one, "/" + std::string(origin));
    });
}

void allow(const ResponseHeaders::Cors& cors, http::Method method, const http::Headers& asked,
           http::Response& response) {
    const std::string_view origin = asked.get("Origin");
    if (origin.empty() || !allows(cors.origins, origin)) return;
    const bool anybody = std::find(cors.origins.begin(), cors.origins.end(), "*") != cors.origins.end();
    put(response, "Access-Control-Allow-Origin", anybody && !cors.credentials ? "*" : origin, cors.over);
    if (!anybody) response.headers.add("Vary", "Origin");
    if (cors.credentials) put(response, "Access-Control-Allow-Credentials", "true", cors.over);
    if (method == http::Method::options && asked.has("Access-Control-Request-Method")) {
        put(response, "Access-Control-Allow-Methods", joined(cors.methods), cors.over);
        if (!cors.headers.empty()) put(response, "Access-Control-Allow-Headers", joined(cors.headers), cors.over);
        if (cors.max_age) put(response, "Access-Control-Max-Age", fmt::to_string(*cors.max_age), cors.over);
    } else if (!cors.exposed.empty()) {
        put(response, "Access-Control-Expose-Headers", joined(cors.exposed), cors.over);
    }
}

/// Assumed: the order of the metrics.
[[nodiscard]] std::string timing(const http::Response& response) {
    const std::string_view cached = response.headers.get("X-Cache");
    if (cached.starts_with("Hit")) return "cdn-cache-hit";
    if (cached.starts_with("RefreshHit")) return "cdn-cache-refresh";
    return "cdn-cache-miss";
}

}  // namespace

void ResponseHeaders::apply(http::Method method, const http::Headers& asked, http::Response& response) const {
    for (const std::string& name : removed) response.headers.remove(name);
    if (cors) allow(*cors, method, asked, response);
    for (const Field& field : fields) put(response, field.name, field.value, field.over);
    if (server_timing) response.headers.add("Server-Timing", Text(timing(response)));
}

}  // namespace wt::edge
