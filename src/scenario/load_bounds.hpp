#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scenario/scenario.hpp"

namespace wt::scenario {

struct LoadProblem {
    std::vector<std::string> path;
    std::string message;
};

/// What is too much about the load that a scenario asks for: a slip of the pen would otherwise run for weeks.
[[nodiscard]] std::optional<LoadProblem> load_problem(const Scenario& scenario);

}  // namespace wt::scenario
