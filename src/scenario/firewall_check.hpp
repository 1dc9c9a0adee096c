#pragma once
#include <optional>
#include <string>

#include "stack/architecture.hpp"

namespace wt::scenario {

/// What is wrong with where an edge leads: a firewall stands before one component, and nothing leads past it.
[[nodiscard]] std::optional<std::string> firewall_problem(const stack::Architecture& architecture,
                                                          const stack::Component& edge);

}  // namespace wt::scenario
