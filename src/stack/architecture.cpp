#include "stack/architecture.hpp"

#include <algorithm>
#include <cmath>

namespace wt::stack {

const Component* Architecture::find(std::string_view name) const {
    for (const Component& component : components) {
        if (component.name == name) return &component;
    }
    return nullptr;
}

const Component* Architecture::leading_to(std::string_view firewall) const {
    for (const Component& component : components) {
        if (component.type == "cloudfront" && component.to == firewall) return &component;
    }
    return nullptr;
}

std::string Architecture::firewall_address(std::string_view firewall, std::string_view edge) const {
    const Component* const first = leading_to(firewall);
    std::string address(firewall);
    return first == nullptr || first->name == edge ? address : address.append(".").append(edge);
}

std::vector<std::string> Architecture::firewall_addresses() const {
    std::vector<std::string> all;
    for (const Component& component : components) {
        if (component.type == "wafv2") {
            all.push_back(component.name);
            for (const std::string& api : component.also_to) all.push_back(guard_address(component.name, api));
        }
        const Component* const next = component.type == "cloudfront" ? find(component.to) : nullptr;
        if (next != nullptr && next->type == "wafv2" && leading_to(next->name) != &component)
            all.push_back(firewall_address(next->name, component.name));
    }
    return all;
}

std::string Architecture::entrance_of(std::string_view name) const {
    if (const Component* edge = leading_to(name)) return edge->name;
    // An API without an edge is met behind its firewall.
    for (const Component& component : components) {
        if (component.type != "wafv2" || leading_to(component.name) != nullptr) continue;
        if (component.to == name) return component.name;
        if (std::find(component.also_to.begin(), component.also_to.end(), name) != component.also_to.end())
            return guard_address(component.name, name);
    }
    return std::string(name);
}

std::string Architecture::usual_entrance() const {
    for (const char* type : {"cloudfront", "wafv2", "apigateway-rest"}) {
        if (std::string first = first_of_type(type); !first.empty()) return first;
    }
    return {};
}

const Component* Architecture::api_behind(std::string_view name) const {
    const Component* at = find(name);
    // An edge, a firewall, an API: no path is longer.
    for (int steps = 0; at != nullptr && at->type != "apigateway-rest" && steps < 2; ++steps) at = find(at->to);
    return at != nullptr && at->type == "apigateway-rest" ? at : nullptr;
}

std::string Architecture::users_behind(std::string_view name) const {
    if (const Component* api = api_behind(name)) {
        const std::string& pool = std::get<gateway::RestApiConfig>(api->config).authorizer.pool;
        if (find(pool) != nullptr) return pool;
    }
    std::string first;
    for (const Component& component : components) {
        if (component.type == "cognito" && (first.empty() || component.name < first)) first = component.name;
    }
    return first;
}

std::string Architecture::first_of_type(std::string_view type) const {
    for (const Component& component : components) {
        if (component.type == type) return component.name;
    }
    return {};
}

namespace {

/// Of what has nothing that must stay as it is.
[[nodiscard]] std::optional<Error> unchangeable(const edge::waf::WebAclConfig&, const edge::waf::WebAclConfig&) {
    return std::nullopt;
}
[[nodiscard]] std::optional<Error> unchangeable(const ServiceConfig&, const ServiceConfig&) { return std::nullopt; }
[[nodiscard]] std::optional<Error> unchangeable(const rds::ProxyConfig& from, const rds::ProxyConfig& to) {
    if (from.of != to.of) return Error{"what a proxy stands for cannot change while it runs"};
    return std::nullopt;
}
[[nodiscard]] std::optional<Error> unchangeable(const cache::RedisConfig& from, const cache::RedisConfig& to) {
    if (from.engine != to.engine) return Error{"what holds the keys cannot change while the cache runs"};
    return std::nullopt;
}

}  // namespace

std::uint64_t ServiceConfig::at_once() const {
    return burst.value_or(
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(limit ? limit->per_second() : 1))));
}

std::optional<Error> unchangeable(const Component& from, const Component& to) {
    if (from.type != to.type || from.to != to.to || from.also_to != to.also_to ||
        from.source.has_value() != to.source.has_value() || from.consumes.has_value() != to.consumes.has_value())
        return Error{"what a component is, and where it leads, cannot change while it runs"};
    if (from.source) {
        if (auto refused = unchangeable(*from.source, *to.source)) return refused;
    }
    if (from.consumes) {
        if (auto refused = unchangeable(*from.consumes, *to.consumes)) return refused;
    }
    return std::visit(
        [&](const auto& config) -> std::optional<Error> {
            return unchangeable(config, std::get<std::decay_t<decltype(config)>>(to.config));
        },
        from.config);
}

}  // namespace wt::stack
