#pragma once
#include "scenario/scenario.hpp"
#include "scenario/tree.hpp"

namespace wt::scenario {

/// What no single value can tell: names that lead nowhere, a path without a beginning, calls that a backend does not
/// know, faults that a target cannot have. `root` is where problems are placed.
void check(const Scenario& scenario, const Tree& root, Problems& problems);

}  // namespace wt::scenario
