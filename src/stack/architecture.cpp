#include "stack/architecture.hpp"

namespace wt::stack {

const Component* Architecture::find(std::string_view name) const {
    for (const Component& component : components) {
        if (component.name == name) return &component;
    }
    return nullptr;
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
[[nodiscard]] std::optional<Error> unchangeable(const cache::RedisConfig&, const cache::RedisConfig&) {
    return std::nullopt;
}

}  // namespace

std::optional<Error> unchangeable(const Component& from, const Component& to) {
    if (from.type != to.type || from.to != to.to || from.source.has_value() != to.source.has_value())
        return Error{"what a component is, and where it leads, cannot change while it runs"};
    if (from.source) {
        if (auto refused = unchangeable(*from.source, *to.source)) return refused;
    }
    return std::visit(
        [&](const auto& config) -> std::optional<Error> {
            return unchangeable(config, std::get<std::decay_t<decltype(config)>>(to.config));
        },
        from.config);
}

}  // namespace wt::stack
