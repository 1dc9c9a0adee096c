#pragma once
#include "scenario/fields.hpp"
#include "scenario/scenario.hpp"

namespace wt::scenario {

/// The rows of a scenario's top level, with everything below but the components' own settings.
[[nodiscard]] const Fields<Scenario>& scenario_fields();
[[nodiscard]] const Fields<Workload>& workload_fields();

}  // namespace wt::scenario
