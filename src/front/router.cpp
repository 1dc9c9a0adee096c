#include "front/router.hpp"

#include <fmt/format.h>

#include "front/json_text.hpp"
#include "front/prometheus.hpp"
#include "http/ids.hpp"

namespace wt::front {

namespace {

[[nodiscard]] Task<http::Response> ready(http::Response response) { co_return response; }

void drop_prefix(Text& path, std::size_t prefix) {
    const std::string_view rest = path.view().substr(prefix);
    path = rest.empty() ? Text("/") : Text(rest);
}

/// The service in the scope of an AWS signature: "Credential=KEY/20261127/us-east-1/s3/aws4_request". Empty without
/// one.
[[nodiscard]] std::string_view signed_service(std::string_view authorization) {
    static constexpr std::string_view scheme = "AWS4-HMAC-SHA256";
    const std::size_t credential = authorization.find("Credential=");
    if (!authorization.starts_with(scheme) || credential == std::string_view::npos) return {};
    std::string_view scope = authorization.substr(credential, authorization.find(',', credential) - credential);
    for (int part = 0; part < 3; ++part) {
        const std::size_t slash = scope.find('/');
        if (slash == std::string_view::npos) return {};
        scope.remove_prefix(slash + 1);
    }
    return scope.substr(0, scope.find('/'));
}

[[nodiscard]] std::string xml_text(std::string_view text) {
    std::string xml;
    for (const char c : text) {
        switch (c) {
            case '&': xml += "&amp;"; break;
            case '<': xml += "&lt;"; break;
            default: xml += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
    return xml;
}

}  // namespace

Router::Router(const Context& context, Site site)
    : site_(std::move(site)),
      addresses_(site_),
      ids_(context.random("front.request_ids")),
      distribution_domain_(site_.distribution_domain) {}

Task<http::Response> Router::handle(http::Request request) {
    const Address address = addresses_.find(request);
    switch (address.place) {
        case Place::edge:
            // One name for the edge's cache, however it was addressed.
            if (!distribution_domain_.empty()) request.headers.set("Host", distribution_domain_);
            if (address.prefix > 0) drop_prefix(request.path, address.prefix);
            return site_.viewer_entry->send(std::move(request));
        case Place::api: drop_prefix(request.path, address.prefix); return site_.api_entry->send(std::move(request));
        default: return ready(answer(address.place, request));
    }
}

http::Response Router::answer(Place place, const http::Request& request) {
    switch (place) {
        case Place::cognito: return call_cognito(request);
        case Place::aws_unknown:
            return aws_error(501, "NotImplemented",
                             fmt::format("{} is not implemented here.", request.headers.get("X-Amz-Target")));
        case Place::api_unknown: {
            http::Response response = http::json_response(403, R"({"message":"Forbidden"})");
            response.headers.add("x-amzn-RequestId", http::request_id(ids_));
            response.headers.add("x-amzn-ErrorType", "ForbiddenException");
            return response;
        }
        case Place::jwks: return http::json_response(200, Text(site_.jwks()));
        case Place::health: return health();
        case Place::localstack_health: return localstack_health();
        case Place::metrics: {
            http::Response response;
            response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            if (site_.metrics != nullptr) response.body = Text(prometheus_text(*site_.metrics));
            return response;
        }
        default: break;
    }
    auto refusal = unknown_service(request);
    return refusal ? std::move(*refusal) : not_found(request);
}

http::Response Router::call_cognito(const http::Request& request) {
    const std::string_view target = request.headers.get("X-Amz-Target");
    const ApiReply reply = site_.cognito(target.substr(target.find('.') + 1), request.body);
    http::Response response;
    response.status = reply.status;
    response.headers.add("Content-Type", "application/x-amz-json-1.1");
    response.headers.add("x-amzn-RequestId", http::request_id(ids_));
    if (!reply.error_type.empty()) response.headers.add("x-amzn-ErrorType", Text(reply.error_type));
    response.body = Text(reply.body);
    return response;
}

http::Response Router::aws_error(int status, std::string_view type, std::string_view message) {
    http::Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/x-amz-json-1.1");
    response.headers.add("x-amzn-RequestId", http::request_id(ids_));
    response.headers.add("x-amzn-ErrorType", Text(type));
    response.body = Text(fmt::format(R"({{"__type":{},"message":{}}})", json_string(type), json_string(message)));
    return response;
}

http::Response Router::health() const {
    std::string components;
    for (const auto& [name, type] : site_.components) {
        if (!components.empty()) components += ',';
        components += fmt::format("{}:{{\"type\":{},\"status\":\"running\"}}", json_string(name), json_string(type));
    }
    return http::json_response(200, Text(fmt::format(R"({{"status":"running","version":{},"components":{{{}}}}})",
                                                     json_string(site_.version), components)));
}

http::Response Router::localstack_health() const {
    std::string services;
    for (const auto& [name, type] : site_.components) {
        const std::string member = json_string(type) + R"(:"running")";
        if (services.find(member) != std::string::npos) continue;
        if (!services.empty()) services += ',';
        services += member;
    }
    return http::json_response(200, Text(fmt::format(R"({{"services":{{{}}},"edition":"windtunnel","version":{}}})",
                                                     services, json_string(site_.version))));
}

std::optional<http::Response> Router::unknown_service(const http::Request& request) {
    const std::string_view service = signed_service(request.headers.get("Authorization"));
    if (service.empty()) return std::nullopt;
    const std::string message = fmt::format("Windtunnel does not implement {} yet ({} {}).", service,
                                            http::name(request.method), request.path.view());
    if (service != "s3") return aws_error(501, "NotImplemented", message);
    http::Response response;
    response.status = 501;
    response.headers.add("Content-Type", "application/xml");
    response.headers.add("x-amz-request-id", http::request_id(ids_));
    response.body =
        Text(fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NotImplemented</Code>"
                         "<Message>{}</Message></Error>",
                         xml_text(message)));
    return response;
}

http::Response Router::not_found(const http::Request& request) const {
    const std::string message =
        fmt::format("Nothing answers {} {} at host {}. Here you can reach: {}.", http::name(request.method),
                    request.path.view(), request.headers.get("Host"), addresses_.everything());
    return http::json_response(404, Text(fmt::format(R"({{"message":{}}})", json_string(message))));
}

}  // namespace wt::front
