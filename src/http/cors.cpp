#include "http/cors.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace wt::http {

namespace {

[[nodiscard]] bool is_origin(std::string_view rule, std::string_view origin) {
    if (!rule.ends_with('*')) return same_ignoring_case(rule, origin);
    rule.remove_suffix(1);
    return same_ignoring_case(rule, origin.substr(0, rule.size()));
}

void add_list(Headers& to, Text name, const std::vector<std::string>& list) {
    if (!list.empty()) to.add(std::move(name), Text(fmt::format("{}", fmt::join(list, ","))));
}

[[nodiscard]] bool lets_in(const CorsRules& rules, const Request& request) {
    const std::string_view origin = request.headers.get("Origin");
    return !origin.empty() && std::any_of(rules.origins.begin(), rules.origins.end(),
                                          [&](const std::string& rule) { return is_origin(rule, origin); });
}

}  // namespace

bool is_preflight(const Request& request) {
    return request.method == Method::options && request.headers.has("Origin") &&
           request.headers.has("Access-Control-Request-Method");
}

void let_pages_read(const CorsRules& rules, const Request& request, Response& response) {
    for (const char* field :
         {"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods",
          "Access-Control-Allow-Headers", "Access-Control-Expose-Headers", "Access-Control-Max-Age"})
        response.headers.remove(field);
    if (!lets_in(rules, request)) return;
    const bool anybody =
        !rules.credentials && std::find(rules.origins.begin(), rules.origins.end(), "*") != rules.origins.end();
    response.headers.add("Access-Control-Allow-Origin", anybody ? Text("*") : Text(request.headers.get("Origin")));
    if (!anybody) response.headers.add("Vary", "Origin");
    if (rules.credentials) response.headers.add("Access-Control-Allow-Credentials", "true");
    add_list(response.headers, "Access-Control-Expose-Headers", rules.exposed);
}

Response answer_preflight(const CorsRules& rules, const Request& request) {
    Response response;
    let_pages_read(rules, request, response);
    if (!lets_in(rules, request)) return response;
    add_list(response.headers, "Access-Control-Allow-Methods", rules.methods);
    add_list(response.headers, "Access-Control-Allow-Headers", rules.headers);
    if (rules.max_age) response.headers.add("Access-Control-Max-Age", Text(std::to_string(*rules.max_age)));
    return response;
}

}  // namespace wt::http
