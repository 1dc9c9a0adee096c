#pragma once
#include <optional>
#include <string>

#include "stack/architecture.hpp"

namespace wt::scenario {

/// What is wrong with where an edge leads: past a firewall that nobody leads to.
[[nodiscard]] std::optional<std::string> firewall_problem(const stack::Architecture& architecture,
                                                          const stack::Component& edge);

}  // namespace wt::scenario
