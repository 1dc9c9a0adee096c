#include "front/address_book.hpp"

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace wt::front {

namespace {

[[nodiscard]] bool starts_with_word(std::string_view text, std::string_view word) {
    return text.size() >= word.size() && same_ignoring_case(text.substr(0, word.size()), word);
}

[[nodiscard]] bool ends_with_word(std::string_view text, std::string_view word) {
    return text.size() >= word.size() && same_ignoring_case(text.substr(text.size() - word.size()), word);
}

/// The path's segment that starts at `from`, without slashes.
[[nodiscard]] std::string_view segment(std::string_view path, std::size_t from) {
    if (from >= path.size()) return {};
    return path.substr(from, std::min(path.find('/', from), path.size()) - from);
}

constexpr std::string_view edge_prefix = "/_aws/cloudfront/";
constexpr std::string_view api_prefix = "/_aws/execute-api/";

}  // namespace

std::string_view without_port(std::string_view host) {
    const std::size_t colon = host.rfind(':');
    if (colon == std::string_view::npos || host.find_first_not_of("0123456789", colon + 1) != std::string_view::npos)
        return host;
    return host.substr(0, colon);
}

std::string AwsApis::names() const {
    std::string all;
    for (const Api& api : services) all += (all.empty() ? "" : ", ") + api.name;
    return all;
}

bool AddressBook::is_distribution(std::string_view host) const {
    if (site_.viewer_entry == nullptr) return false;
    if (!site_.distribution_domain.empty() && same_ignoring_case(host, site_.distribution_domain)) return true;
    constexpr std::string_view local = ".cloudfront.localhost";
    return host.size() == site_.distribution_id.size() + local.size() && ends_with_word(host, local) &&
           starts_with_word(host, site_.distribution_id);
}

Address AddressBook::in_api(std::string_view path, std::size_t before_stage) const {
    const std::string_view stage = segment(path, before_stage + 1);
    if (site_.api_entry == nullptr || stage != site_.stage) return {Place::api_unknown};
    return {Place::api, before_stage + 1 + stage.size()};
}

Address AddressBook::by_path(const http::Request& request) const {
    const std::string_view path = request.path;
    if (path.starts_with(edge_prefix)) {
        const std::string_view id = segment(path, edge_prefix.size());
        if (site_.viewer_entry == nullptr || id != site_.distribution_id) return {};
        return {Place::edge, edge_prefix.size() + id.size()};
    }
    if (path.starts_with(api_prefix)) {
        const std::string_view id = segment(path, api_prefix.size());
        return id == site_.api_id ? in_api(path, api_prefix.size() + id.size()) : Address{Place::api_unknown};
    }
    if (path == "/_windtunnel/health") return {Place::health};
    if (path == "/_windtunnel/metrics") return {Place::metrics};
    if (path.starts_with("/_windtunnel/")) {
        for (const Page& page : site_.pages) {
            if (path == page.path) return {Place::page, 0, &page};
        }
    }
    if (path == "/_localstack/health") return {Place::localstack_health};
    if (path.ends_with("/.well-known/jwks.json") && segment(path, 1) == site_.pool_id &&
        path.size() == site_.pool_id.size() + std::string_view("//.well-known/jwks.json").size() && site_.jwks)
        return {Place::jwks};
    if (site_.aws.is_for && site_.aws.is_for(request)) return {Place::aws};
    return {};
}

Address AddressBook::find(const http::Request& request) const {
    const std::string_view host = without_port(request.headers.get("Host"));
    if (is_distribution(host)) return {Place::edge};

    const std::size_t dot = host.find('.');
    if (dot != std::string_view::npos) {
        const std::string_view domain = host.substr(dot);
        const bool local = same_ignoring_case(domain, ".execute-api.localhost");
        if (local || (starts_with_word(domain, ".execute-api.") && ends_with_word(domain, ".amazonaws.com")))
            return same_ignoring_case(host.substr(0, dot), site_.api_id) ? in_api(request.path, 0)
                                                                         : Address{Place::api_unknown};
    }
    return by_path(request);
}

std::string AddressBook::everything() const {
    std::string text;
    if (site_.viewer_entry != nullptr) {
        text += fmt::format("the distribution at host {0}.cloudfront.localhost or {1} or under /_aws/cloudfront/{0}/; ",
                            site_.distribution_id, site_.distribution_domain);
    }
    if (site_.api_entry != nullptr) {
        text +=
            fmt::format("the API at host {0}.execute-api.localhost under /{1}/ or under /_aws/execute-api/{0}/{1}/; ",
                        site_.api_id, site_.stage);
    }
    if (!site_.aws.services.empty()) text += fmt::format("the APIs of {}; ", site_.aws.names());
    if (site_.jwks) text += fmt::format("the user pool's keys at /{}/.well-known/jwks.json; ", site_.pool_id);
    for (const Page& page : site_.pages) text += page.path + "; ";
    return text + "/_windtunnel/health and /_windtunnel/metrics";
}

}  // namespace wt::front
