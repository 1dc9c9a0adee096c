#include "front/address_book.hpp"

#include <algorithm>

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

/// Whether a host's rest, ".SERVICE.localhost" or ".SERVICE.REGION.localhost", names that service here or at AWS.
[[nodiscard]] bool is_of_service(std::string_view domain, std::string_view service, std::string_view at_aws) {
    if (!starts_with_word(domain, ".") || !starts_with_word(domain.substr(1), service)) return false;
    const std::string_view rest = domain.substr(1 + service.size());
    if (!at_aws.empty() && rest.starts_with('.') && ends_with_word(rest, at_aws)) return true;
    constexpr std::string_view local = ".localhost";
    constexpr std::string_view localstack = ".localhost.localstack.cloud";
    for (const std::string_view end : {local, localstack}) {
        if (!ends_with_word(rest, end)) continue;
        const std::string_view region = rest.substr(0, rest.size() - end.size());
        if (region.empty() || (region.starts_with('.') && region.find('.', 1) == std::string_view::npos)) return true;
    }
    return false;
}

constexpr std::string_view edge_prefix = "/_aws/cloudfront/";
constexpr std::string_view api_prefix = "/_aws/execute-api/";
constexpr std::string_view url_prefix = "/_aws/lambda-url/";
constexpr std::string_view login_prefix = "/_aws/cognito/";
constexpr std::string_view field_prefix = "/restapis/";  // the field's own: /restapis/API/STAGE/_user_request_/...
constexpr std::string_view field_mark = "/_user_request_";
constexpr std::string_view keys = "/.well-known/jwks.json";
constexpr std::string_view discovery = "/.well-known/openid-configuration";

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

bool DistributionAddress::is_alias(std::string_view host) const {
    return std::any_of(aliases.begin(), aliases.end(), [&](std::string_view alias) {
        const bool below = alias.starts_with("*.") && ends_with_word(host, alias.substr(1));
        return below || same_ignoring_case(host, alias);
    });
}

const DistributionAddress* AddressBook::distribution_at(std::string_view host) const {
    const std::size_t dot = std::min(host.find('.'), host.size());
    const std::string_view id = is_of_service(host.substr(dot), "cloudfront", "") ? host.substr(0, dot) : "";
    for (const auto& [name, distribution] : site_.addresses->distributions()) {
        if (same_ignoring_case(id, distribution.id) || same_ignoring_case(host, distribution.domain))
            return &distribution;
    }
    for (const auto& [name, distribution] : site_.addresses->distributions()) {
        if (distribution.is_alias(host)) return &distribution;
    }
    return nullptr;
}

Address AddressBook::in_api(std::string_view id, std::string_view path, std::size_t before_stage) const {
    const std::string_view stage = segment(path, before_stage + 1);
    const ApiAddress* api = site_.addresses->find_api(id, stage);
    std::size_t prefix = before_stage + 1 + stage.size();
    if (api == nullptr) {
        api = site_.addresses->find_api(id, "$default");
        prefix = before_stage;
    }
    if (api == nullptr) return {Place::api_unknown};
    return {.place = Place::api, .prefix = prefix, .api = api};
}

Address AddressBook::in_own_host(std::string_view id, std::string_view path, std::size_t before_stage) const {
    Address found = in_api(id, path, before_stage);
    using Door = ApiAddress::Door;
    const Door door = found.api == nullptr ? Door::open : found.api->door;
    if (door != Door::open) found.place = door == Door::not_found ? Place::api_closed : Place::api_unknown;
    return found;
}

Address AddressBook::in_domain(const std::vector<DomainPath>& paths, std::string_view path) const {
    const std::string_view rest = path.substr(std::min<std::size_t>(1, path.size()));
    const DomainPath* found = nullptr;
    for (const DomainPath& each : paths) {
        const std::size_t length = each.base.size();
        const bool ends = rest.size() == length || length == 0 || (rest.size() > length && rest[length] == '/');
        const bool fits = rest.starts_with(each.base) && ends;
        if (fits && (found == nullptr || length >= found->base.size())) found = &each;
    }
    if (found == nullptr) return {Place::api_unknown};
    const std::size_t prefix = found->base.empty() ? 0 : 1 + found->base.size();
    if (found->stage.empty()) return in_api(found->api, path, prefix);
    const ApiAddress* const api = site_.addresses->find_api(found->api, found->stage);
    if (api == nullptr) return {Place::api_unknown};
    return {.place = Place::api, .prefix = prefix, .api = api};
}

Address AddressBook::by_path(const http::Request& request) const {
    const std::string_view path = request.path;
    if (path.starts_with(edge_prefix)) {
        const std::string_view id = segment(path, edge_prefix.size());
        for (const auto& [name, distribution] : site_.addresses->distributions()) {
            if (id == distribution.id)
                return {.place = Place::edge, .prefix = edge_prefix.size() + id.size(), .distribution = &distribution};
        }
        return {.place = Place::edge_unknown};
    }
    if (path.starts_with(api_prefix)) {
        const std::string_view id = segment(path, api_prefix.size());
        return in_own_host(id, path, api_prefix.size() + id.size());
    }
    if (path.starts_with(url_prefix) && site_.function_urls) {
        const std::string_view id = segment(path, url_prefix.size());
        return {.place = Place::function_url, .prefix = url_prefix.size() + id.size(), .function = id};
    }
    if (path.starts_with(login_prefix) && site_.logins) {
        const std::string_view id = segment(path, login_prefix.size());
        return {.place = Place::login, .prefix = login_prefix.size() + id.size(), .domain = id};
    }
    if (path.starts_with(field_prefix)) {
        const std::string_view id = segment(path, field_prefix.size());
        const std::string_view stage = segment(path, field_prefix.size() + id.size() + 1);
        const std::size_t mark = field_prefix.size() + id.size() + 1 + stage.size();
        if (mark < path.size() && segment(path, mark + 1) == field_mark.substr(1)) {
            Address address = in_own_host(id, path, field_prefix.size() + id.size());
            if (address.api != nullptr) address.prefix = mark + field_mark.size();
            return address;
        }
    }
    if (path == "/_windtunnel/health") return {Place::health};
    if (path == "/_windtunnel/metrics") return {Place::metrics};
    if (path.starts_with("/_windtunnel/") || path.starts_with("/_localstack/")) {
        for (const Page& page : site_.pages) {
            if (path == page.path) return {Place::page, 0, &page};
        }
    }
    for (const std::string_view document : {keys, discovery}) {
        if (!path.ends_with(document)) continue;
        const std::string_view id = path.substr(1, path.size() - document.size() - 1);
        for (const auto& [name, pool] : site_.addresses->pools()) {
            if (id == pool.id) return {.place = Place::jwks, .pool = &pool, .discovers = document == discovery};
        }
    }
    if (site_.aws.is_for && site_.aws.is_for(request)) return {Place::aws};
    return {};
}

Address AddressBook::find(const http::Request& request) const {
    const std::string_view host = without_port(request.headers.get("Host"));
    if (const auto* distribution = distribution_at(host)) return {.place = Place::edge, .distribution = distribution};
    const std::size_t dot = host.find('.');
    const std::string_view domain = host.substr(std::min(dot, host.size()));
    if (ends_with_word(host, ".cloudfront.net") || is_of_service(domain, "cloudfront", ""))
        return {.place = Place::edge_unknown};

    if (const auto* paths = site_.addresses->find_domain(host)) return in_domain(*paths, request.path);
    const std::string_view label = host.substr(0, dot);
    if (is_of_service(domain, "execute-api", ".amazonaws.com")) return in_own_host(label, request.path, 0);
    if (is_of_service(domain, "auth", ".amazoncognito.com") && site_.logins)
        return {.place = Place::login, .domain = label};
    if (is_of_service(domain, "lambda-url", ".on.aws") && site_.function_urls)
        return {.place = Place::function_url, .function = label};
    return by_path(request);
}

std::string AddressBook::everything() const {
    std::string text;
    for (const auto& [name, distribution] : site_.addresses->distributions()) {
        text += fmt::format("the distribution at host {0}.cloudfront.localhost or {1} or under /_aws/cloudfront/{0}/; ",
                            distribution.id, distribution.domain);
    }
    for (const auto& [name, api] : site_.addresses->apis()) {
        text +=
            fmt::format("the API at host {0}.execute-api.localhost under /{1}/ or under /_aws/execute-api/{0}/{1}/; ",
                        api.id, api.stage);
    }
    if (!site_.aws.services.empty()) text += fmt::format("the APIs of {}; ", site_.aws.names());
    for (const auto& [name, pool] : site_.addresses->pools())
        text += fmt::format("the user pool's keys at /{}{}; ", pool.id, keys);
    for (const Page& page : site_.pages) text += page.path + "; ";
    return text + "/_windtunnel/health and /_windtunnel/metrics";
}

}  // namespace wt::front
