#include "stack/architecture.hpp"

namespace wt::stack {

const Component* Architecture::find(std::string_view name) const {
    for (const Component& component : components) {
        if (component.name == name) return &component;
    }
    return nullptr;
}

}  // namespace wt::stack
