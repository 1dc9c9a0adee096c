#pragma once
#include <functional>
#include <string>

#include "play/world.hpp"
#include "scenario/engine.hpp"
#include "scenario/report.hpp"

namespace wt::play {

/// Told what a run came to when it has ended, while its stack still stands.
using Finish = std::function<void(const scenario::Findings&)>;

struct VirtualRun {
    bool shuffle_ties = false;
    std::string again;  // the command line that does this run again
    /// Asked after every slice of the run's time; false ends it where it stands.
    std::function<bool(const scenario::Engine::Progress&)> goes_on;
};

/// Plays a scenario under a virtual clock, in a world of its own: several may run at once, a thread each, as long as
/// their scenarios share nothing.
void play_virtual(const scenario::Scenario& scenario, const VirtualRun& run, const Finish& finish);

/// Gathers the findings of a run that has ended.
void finish_run(World& world, const scenario::Scenario& scenario, stack::Stack& stack, const scenario::Engine& engine,
                const std::string& again, double wall_seconds, const Finish& finish);

}  // namespace wt::play
