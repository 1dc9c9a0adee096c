#include "front/router.hpp"

#include <fmt/format.h>

#include "base/assert.hpp"
#include "front/json_text.hpp"
#include "front/prometheus.hpp"
#include "http/ids.hpp"

namespace wt::front {

namespace {

[[nodiscard]] http::Response message(int status, const std::string& text) {
    return http::json_response(status, Text(fmt::format(R"({{"message":{}}})", json_string(text))));
}

[[nodiscard]] Task<http::Response> ready(http::Response response) { co_return response; }

/// Distributions, APIs and functions' addresses are for everybody, as on AWS.
[[nodiscard]] bool is_public(Place place) {
    return place == Place::edge || place == Place::edge_unknown || place == Place::api || place == Place::api_unknown ||
           place == Place::api_closed || place == Place::function_url || place == Place::login;
}

[[nodiscard]] std::string_view viewers_host(const DistributionAddress& distribution, std::string_view host) {
    const std::string_view name = without_port(host);
    return distribution.is_alias(name) ? name : std::string_view(distribution.domain);
}

/// CloudFront sends viewers to the distribution's name, which is the network's: here they come to the address that they
/// asked, where TLS is spoken, too.
[[nodiscard]] Task<http::Response> led_here(http::Visit asking, Text domain, Text address) {
    http::Response response = co_await asking;
    if (response.headers.get("X-Cache") != "Redirect from cloudfront") co_return response;
    const std::string there = fmt::format("https://{}", domain.view());
    const std::string_view location = response.headers.get("Location");
    if (location.starts_with(there))
        response.headers.set("Location",
                             Text(fmt::format("https://{}{}", address.view(), location.substr(there.size()))));
    co_return response;
}

void drop_prefix(Text& path, std::size_t prefix) {
    const std::string_view rest = path.view().substr(prefix);
    path = rest.empty() ? Text("/") : Text(rest);
}

}  // namespace

Router::Router(const Context& context, Site site, VisitorRules visitors)
    : site_(std::move(site)),
      addresses_(site_),
      visitors_(std::move(visitors)),
      ids_(context.random("front.request_ids")) {
    WT_ASSERT(site_.addresses != nullptr);
}

Task<http::Response> Router::handle(http::Request&& request) {
    const Address address = addresses_.find(request);
    if (auto why = objection(address.place, request)) {
        return ready(address.place == Place::aws ? site_.aws.refuse(request, std::move(*why))
                                                 : message(403, std::move(*why)));
    }
    switch (address.place) {
        case Place::edge: {
            Text asked = request.secure ? Text() : Text(request.headers.get("Host"));
            if (address.prefix > 0 && !request.secure)
                asked = Text(fmt::format("{}{}", asked.view(), request.path.view().substr(0, address.prefix)));
            // The name that viewers know it by, however it was addressed.
            Text domain(viewers_host(*address.distribution, request.headers.get("Host")));
            request.headers.set("Host", domain);
            if (address.prefix > 0) drop_prefix(request.path, address.prefix);
            if (request.secure) return address.distribution->viewers->send(std::move(request));
            return led_here(address.distribution->viewers->send(std::move(request)), std::move(domain),
                            std::move(asked));
        }
        case Place::aws: return site_.aws.handle(std::move(request));
        case Place::page: return address.page->handle(std::move(request));
        case Place::api: drop_prefix(request.path, address.prefix); return address.api->entry->send(std::move(request));
        case Place::function_url: {
            std::string id(address.function);
            if (address.prefix > 0) drop_prefix(request.path, address.prefix);
            return site_.function_urls(std::move(id), std::move(request));
        }
        case Place::login: {
            std::string domain(address.domain);
            if (address.prefix > 0) drop_prefix(request.path, address.prefix);
            return site_.logins(std::move(domain), std::move(request));
        }
        case Place::jwks: {
            const std::string base =
                fmt::format("{}://{}", request.secure ? "https" : "http", request.headers.get("Host"));
            return ready(http::json_response(
                200, Text(address.discovers ? address.pool->discovery(base) : address.pool->jwks())));
        }
        default: return ready(answer(address.place, request));
    }
}

std::optional<std::string> Router::objection(Place place, const http::Request& request) const {
    if (is_public(place)) return std::nullopt;
    const std::string_view host = request.headers.get("Host");
    if (!visitors_.is_our_host(host)) {
        return fmt::format(
            "{} is no name of this machine, and a web page could have made it point here; start the server with "
            "--host {} if it is one.",
            host, without_port(host));
    }
    if (visitors_.is_from_here(request)) return std::nullopt;
    const bool reads = request.method == http::Method::get || request.method == http::Method::head;
    if (place == Place::aws ? site_.aws.lets_in(request) : reads) return std::nullopt;
    const std::string_view origin = request.headers.get("Origin");
    return fmt::format("Pages of {} may not do this here; start the server with --allow-origin {} if they should.",
                       origin.empty() ? "another site" : origin, origin.empty() ? "ORIGIN" : origin);
}

bool Router::streams(const http::Request& head) const {
    return site_.aws.streams && addresses_.find(head).place == Place::aws && site_.aws.streams(head);
}

http::Response Router::answer(Place place, const http::Request& request) {
    switch (place) {
        case Place::api_unknown: {
            http::Response response = http::json_response(403, R"({"message":"Forbidden"})");
            response.headers.add("x-amzn-RequestId", http::request_id(ids_));
            response.headers.add("x-amzn-ErrorType", "ForbiddenException");
            return response;
        }
        case Place::edge_unknown: return site_.no_distribution ? site_.no_distribution(request) : not_found(request);
        case Place::api_closed: return http::json_response(404, R"({"message":"Not Found"})");
        case Place::health: return health();
        case Place::metrics: {
            http::Response response;
            response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            if (site_.metrics != nullptr) response.body = Text(prometheus_text(*site_.metrics));
            return response;
        }
        default: break;
    }
    return not_found(request);
}

std::vector<std::pair<std::string, std::string>> Router::standing() const {
    return site_.components ? site_.components() : std::vector<std::pair<std::string, std::string>>();
}

http::Response Router::health() const {
    std::string components;
    for (const auto& [name, type] : standing()) {
        if (!components.empty()) components += ',';
        components += fmt::format("{}:{{\"type\":{},\"status\":\"running\"}}", json_string(name), json_string(type));
    }
    std::string services;
    for (const AwsApis::Api& api : site_.aws.services) {
        if (!services.empty()) services += ',';
        services += fmt::format("{}:{{\"status\":\"running\",\"version\":{}}}", json_string(api.name),
                                json_string(api.version));
    }
    return http::json_response(
        200, Text(fmt::format(R"({{"status":"running","version":{},"services":{{{}}},"components":{{{}}}}})",
                              json_string(site_.version), services, components)));
}

http::Response Router::not_found(const http::Request& request) const {
    return message(404,
                   fmt::format("Nothing answers {} {} at host {}. Here you can reach: {}.", http::method_name(request),
                               request.path.view(), request.headers.get("Host"), addresses_.everything()));
}

}  // namespace wt::front
