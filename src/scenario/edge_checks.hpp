#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "edge/config.hpp"
#include "stack/architecture.hpp"

namespace wt::scenario {

/// What is wrong with where an edge leads: past a firewall that nobody leads to.
[[nodiscard]] std::optional<std::string> firewall_problem(const stack::Architecture& architecture,
                                                          const stack::Component& edge);

/// The functions that stand at an edge's behaviours: where the scenario names each, below the edge, and its name.
[[nodiscard]] std::vector<std::pair<std::vector<std::string>, std::string>> functions_at(
    const edge::DistributionConfig& edge);

}  // namespace wt::scenario
