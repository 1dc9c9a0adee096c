#pragma once
#include "scenario/scenario.hpp"
#include "scenario/tree.hpp"

namespace wt::scenario {

/// What no single value can tell: names that lead nowhere, a path without a beginning, calls that a backend does not
/// know, faults that a target cannot have. `root` is where problems are placed.
void check(const Scenario& scenario, const Tree& root, Problems& problems);

/// The same for what comes alone.
void check_load(const Scenario& scenario, const Tree& root, Problems& problems);

/// The same for what a bill needs.
void check_prices(const Scenario& scenario, const Tree& root, Problems& problems);

/// The same for what stands there alone.
void check_architecture(const Scenario& scenario, const Tree& root, Problems& problems);

/// Notes what faults set that cannot be read, does not fit the rest, or cannot change while a run lasts: each alone,
/// and with each before it on the same target.
void check_settings(const Scenario& scenario, Problems& problems);

}  // namespace wt::scenario
