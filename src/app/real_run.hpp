#pragma once
#include <functional>
#include <memory>

#include "app/world.hpp"
#include "scenario/engine.hpp"

namespace wt::app {

/// Prints and writes what a run's engine found; the exit code.
int report(World& world, const scenario::Scenario& scenario, stack::Stack& stack, const scenario::Engine& engine,
           const RunOptions& options, double wall_seconds);

/// Plays a scenario over real sockets, in the machine's time.
int run_real(const scenario::Scenario& scenario, const RunOptions& options,
             const std::shared_ptr<const identity::SigningKey>& key, const std::function<bool()>& interrupted);

}  // namespace wt::app
