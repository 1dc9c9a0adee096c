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

}  // namespace wt::stack
