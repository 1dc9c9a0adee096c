#include "storage/s3/cors.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "storage/s3/refusal.hpp"

namespace wt::s3 {

namespace {

constexpr std::array<std::string_view, 5> methods{"GET", "PUT", "HEAD", "POST", "DELETE"};
constexpr std::size_t most_cors_rules = 100;
constexpr aws::ErrorRow bad_request{"BadRequest", 400, "Insufficient information. Origin request header needed."};
constexpr aws::ErrorRow access_forbidden{
    "AccessForbidden", 403,
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / "
    "Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."};

/// With at most one '*', which stands for any run, an empty one too.
template <class Same>
[[nodiscard]] bool matches(std::string_view pattern, std::string_view text, Same same) {
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) return same(pattern, text);
    const std::string_view end = pattern.substr(star + 1);
    return text.size() >= star + end.size() && same(pattern.substr(0, star), text.substr(0, star)) &&
           same(end, text.substr(text.size() - end.size()));
}

[[nodiscard]] bool allows_origin(const CorsRule& rule, std::string_view origin) {
    return std::any_of(rule.allowed_origins.begin(), rule.allowed_origins.end(), [&](std::string_view pattern) {
        return matches(pattern, origin, [](std::string_view a, std::string_view b) { return a == b; });
    });
}

[[nodiscard]] bool allows_headers(const CorsRule& rule, std::string_view names) {
    bool all = true;
    each_part(names, ',', [&](std::string_view name) {
        all = all && std::any_of(rule.allowed_headers.begin(), rule.allowed_headers.end(),
                                 [&](std::string_view pattern) { return matches(pattern, name, same_ignoring_case); });
    });
    return all;
}

[[nodiscard]] std::optional<aws::Error> refuse(const CorsRule& rule) {
    const auto many = [](std::string_view text) { return std::count(text.begin(), text.end(), '*') > 1; };
    if (rule.allowed_methods.empty() || rule.allowed_origins.empty()) return malformed_xml();
    if (rule.id && rule.id->size() > 255) return malformed_xml();
    for (const std::string& method : rule.allowed_methods) {
        if (std::find(methods.begin(), methods.end(), method) != methods.end()) continue;
        return invalid_request("Found unsupported HTTP method in CORS config. Unsupported method is " + method);
    }
    for (const std::string& origin : rule.allowed_origins) {
        if (!many(origin)) continue;
        return invalid_request(fmt::format(R"(AllowedOrigin "{}" can not have more than one wildcard.)", origin));
    }
    for (const std::string& header : rule.allowed_headers) {
        if (!many(header)) continue;
        return invalid_request(fmt::format(R"(AllowedHeader "{}" can not have more than one wildcard.)", header));
    }
    for (const std::string& header : rule.expose_headers) {
        if (header.find('*') == std::string::npos) continue;
        return invalid_request(fmt::format(
            R"(ExposeHeader "{}" contains wildcard. We currently do not support wildcard for ExposeHeader.)", header));
    }
    return std::nullopt;
}

[[nodiscard]] aws::Error forbidden(std::string text, std::string_view method, CorsResource resource) {
    return aws::Error(access_forbidden, std::move(text))
        .with("Method", std::string(method))
        .with("ResourceType", resource == CorsResource::bucket ? "BUCKET" : "OBJECT");
}

}  // namespace

std::optional<aws::Error> refuse(const CorsConfiguration& configuration) {
    if (configuration.cors_rules.empty() || configuration.cors_rules.size() > most_cors_rules) return malformed_xml();
    for (const CorsRule& rule : configuration.cors_rules) {
        if (auto refused = refuse(rule)) return refused;
    }
    return std::nullopt;
}

std::optional<CrossOrigin> cross_origin(const http::Request& request) {
    const Text* origin = request.headers.find("Origin");
    if (origin == nullptr) return std::nullopt;
    const Text* method = request.headers.find("Access-Control-Request-Method");
    return CrossOrigin{origin->view(), method == nullptr ? http::method_name(request) : method->view(),
                       request.headers.get("Access-Control-Request-Headers")};
}

const CorsRule* match(const CorsConfiguration& configuration, const CrossOrigin& request) {
    for (const CorsRule& rule : configuration.cors_rules) {
        const auto& allowed = rule.allowed_methods;
        if (std::find(allowed.begin(), allowed.end(), request.method) == allowed.end()) continue;
        if (allows_origin(rule, request.origin) && allows_headers(rule, request.headers)) return &rule;
    }
    return nullptr;
}

void add_cors_headers(http::Headers& headers, const CorsRule& rule, const CrossOrigin& request) {
    const bool anyone =
        std::find(rule.allowed_origins.begin(), rule.allowed_origins.end(), "*") != rule.allowed_origins.end();
    headers.add("Access-Control-Allow-Origin", anyone ? Text("*") : Text(request.origin));
    headers.add("Access-Control-Allow-Methods", Text(fmt::format("{}", fmt::join(rule.allowed_methods, ", "))));
    std::string allowed;
    each_part(request.headers, ',', [&](std::string_view name) {
        if (!allowed.empty()) allowed += ", ";
        allowed += lowered(name);
    });
    if (!allowed.empty()) headers.add("Access-Control-Allow-Headers", Text(allowed));
    if (!rule.expose_headers.empty()) {
        headers.add("Access-Control-Expose-Headers", Text(fmt::format("{}", fmt::join(rule.expose_headers, ", "))));
    }
    if (rule.max_age_seconds) headers.add("Access-Control-Max-Age", Text(std::to_string(*rule.max_age_seconds)));
    if (!anyone) headers.add("Access-Control-Allow-Credentials", "true");
    headers.add("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
}

Result<http::Headers, aws::Error> preflight(const CorsConfiguration* configuration, const http::Request& request,
                                            CorsResource resource) {
    const auto asked = cross_origin(request);
    if (!asked) return aws::Error(bad_request);
    if (configuration == nullptr) {
        return forbidden("CORSResponse: CORS is not enabled for this bucket.", asked->method, CorsResource::bucket);
    }
    if (!request.headers.has("Access-Control-Request-Method")) {
        return aws::Error(bad_request, "Invalid Access-Control-Request-Method: null");
    }
    const CorsRule* rule = match(*configuration, *asked);
    if (rule == nullptr) return forbidden(std::string(access_forbidden.message), asked->method, resource);
    http::Headers headers;
    add_cors_headers(headers, *rule, *asked);
    return headers;
}

aws::Error preflight_without_bucket(const http::Request& request) {
    const auto asked = cross_origin(request);
    if (!asked) return aws::Error(bad_request);
    return forbidden("CORSResponse: Bucket not found", asked->method, CorsResource::bucket);
}

}  // namespace wt::s3
