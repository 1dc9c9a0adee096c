#pragma once
#include <functional>
#include <string>
#include <vector>

#include "scenario/fields.hpp"
#include "stack/architecture.hpp"

namespace wt::scenario {

/// One type of component: its name in scenarios, its rows, and how it is read.
struct ComponentType {
    std::string name;
    std::string doc;
    std::vector<FieldInfo> fields;
    /// Reads a component's settings, defaults first. `to` and `type` are the component's, beside its configuration.
    std::function<void(const Value&, stack::Component&, stack::Architecture&)> read;
};

/// Every type there is, in the order in which a request meets them.
[[nodiscard]] const std::vector<ComponentType>& component_types();

/// "GET /items/{id}" in its two parts.
[[nodiscard]] Result<std::pair<http::Method, std::string>> parse_route(std::string_view text);
/// "full-jitter(50ms, 1s)": base and cap.
[[nodiscard]] Result<std::pair<Duration, Duration>> parse_backoff(std::string_view text);

}  // namespace wt::scenario
