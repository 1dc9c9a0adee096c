#include "front/visitors.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "front/address_book.hpp"
#include "front/server.hpp"

namespace wt::front {

namespace {

[[nodiscard]] bool is_or_is_under(std::string_view host, std::string_view name) {
    return host == name ||
           (host.size() > name.size() && host.ends_with(name) && host[host.size() - name.size() - 1] == '.');
}

/// "LocalHost.:4566" to "localhost", "[::1]:4566" to "::1".
[[nodiscard]] std::string bare(std::string_view host) {
    host = without_port(host);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    } else if (host.ends_with('.')) {
        host.remove_suffix(1);
    }
    std::string name(host);
    std::transform(name.begin(), name.end(), name.begin(), lower);
    return name;
}

/// Of the characters that names of hosts have.
[[nodiscard]] bool is_written_as_a_name(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_';
    });
}

/// Names that resolvers take to a loopback address: RFC 6761, 6.3, and one that its owner has published for that.
[[nodiscard]] bool is_loopback_name(std::string_view name) {
    return is_or_is_under(name, "localhost") || is_or_is_under(name, "localhost.localstack.cloud") || is_loopback(name);
}

/// What SDKs call AWS's services by. Somebody who makes them point here does so on this machine.
[[nodiscard]] bool is_aws_name(std::string_view name) {
    constexpr std::array<std::string_view, 4> domains{"amazonaws.com", "amazonaws.com.cn", "api.aws", "on.aws"};
    return std::any_of(domains.begin(), domains.end(),
                       [&](std::string_view domain) { return is_or_is_under(name, domain); });
}

/// "http://localhost:3000" to "localhost:3000"; empty for an origin that is no web page's.
[[nodiscard]] std::string_view authority_of(std::string_view origin) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (same_ignoring_case(origin.substr(0, scheme.size()), scheme)) return origin.substr(scheme.size());
    }
    return {};
}

}  // namespace

bool Visitors::is_our_host(std::string_view host) const {
    if (host.empty()) return true;
    const std::string name = bare(host);
    if (!is_written_as_a_name(name) && !http::IpAddress::parse(name)) return false;
    if (is_loopback_name(name) || is_aws_name(name)) return true;
    // No page's name can be an address of ours: an address does not point elsewhere.
    if (rules_.exposed && http::IpAddress::parse(name)) return true;
    return std::any_of(rules_.hosts.begin(), rules_.hosts.end(), [&](std::string_view ours) {
        return ours.starts_with("*.") ? name.size() > ours.size() - 1 && name.ends_with(bare(ours.substr(1)))
                                      : name == bare(ours);
    });
}

bool Visitors::is_from_here(const http::Request& head) const {
    const auto allows = [&](std::string_view origin) {
        return std::any_of(rules_.origins.begin(), rules_.origins.end(), [&](std::string_view allowed) {
            return allowed == "*" || same_ignoring_case(allowed, origin);
        });
    };
    const Text* const said = head.headers.find("Origin");
    const auto origins = std::count_if(head.headers.begin(), head.headers.end(), [](const http::Header& field) {
        return same_ignoring_case(field.name, "Origin");
    });
    if (origins > 1) return false;  // no browser sends two
    // Without an Origin a browser still says that a page of another site had it fetch an image or follow a link.
    if (said == nullptr) return head.headers.get("Sec-Fetch-Site") != "cross-site" || allows("");
    const std::string_view origin = *said;
    if (allows(origin)) return true;
    const std::string_view authority = authority_of(origin);
    return !authority.empty() &&
           (is_loopback_name(bare(authority)) || same_ignoring_case(authority, head.headers.get("Host")));
}

bool is_origin(std::string_view text) {
    if (text == "*" || text == "null") return true;
    const std::size_t scheme = text.find("://");
    return scheme != std::string_view::npos && scheme > 0 && scheme + 3 < text.size() &&
           text.find_first_of("/?#@* ", scheme + 3) == std::string_view::npos;
}

bool is_host_name(std::string_view text) {
    if (text.starts_with("*.")) text.remove_prefix(2);
    return !text.empty() && text.front() != '.' && is_written_as_a_name(text);
}

}  // namespace wt::front
