#pragma once
#include <vector>

#include "base/result.hpp"
#include "scenario/scenario.hpp"
#include "scenario/tree.hpp"

namespace wt::scenario {

/// Of a function that has both: its program runs in real time, what was recorded of it in the virtual clock.
void choose_program(stack::Component& component, ClockMode mode);

/// The scenario's architecture, but for what these faults (of the kind `set`) say, one over the other: read anew from
/// what is written, by the same readers. Without any, it is the scenario's own.
[[nodiscard]] Result<stack::Architecture, Problems> with_settings(const Scenario& scenario,
                                                                  const std::vector<const FaultSpec*>& sets);

/// The account's own settings are set under this name, unless a component has it.
inline constexpr std::string_view account_target = "account";

/// What a component knows from elsewhere in the scenario: a firewall, where the clients are that have a country.
void complete(stack::Component& component, const Workload& workload);

}  // namespace wt::scenario
