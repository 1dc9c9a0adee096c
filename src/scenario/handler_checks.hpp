#pragma once
#include "scenario/scenario.hpp"
#include "scenario/tree.hpp"

namespace wt::scenario {

/// Holds functions' native handlers against the routes that lead to them: a handler that no request reaches, and a
/// route that would find none. Functions without a route are asked by others, as themselves.
void check_handlers(const Scenario& scenario, const Tree& root, Problems& problems);

}  // namespace wt::scenario
