#include "play/one_run.hpp"

#include <algorithm>
#include <memory>

#include "play/stopwatch.hpp"
#include "scenario/in_process.hpp"

namespace wt::play {

void play_virtual(const scenario::Scenario& scenario, const VirtualRun& run, const Finish& finish) {
    const Stopwatch stopwatch;
    World world(scenario);
    if (run.shuffle_ties) world.clock.shuffle_ties(scenario.seed | 1);
    const auto key = std::make_shared<const identity::SigningKey>(
        identity::SigningKey::generate(identity::SigningKey::Made::when_needed));
    stack::Stack stack(world.context, scenario.architecture, key);
    scenario::InProcess target(stack);
    scenario::Engine engine(world.context, scenario, stack, target);
    engine.start();
    // In slices of the run's time, at whose ends it may be over; and in steps of those, short where much happens, so
    // that progress and Ctrl-C get their turn.
    const Duration slice = std::clamp<Duration>(scenario.length() / 1000, 1s, 10s);
    Duration step = 1ms;
    bool interrupted = false;
    while (!engine.finished() && !interrupted) {
        const Instant end = world.clock.after(slice);
        while (world.clock.now() < end && !interrupted) {
            const Stopwatch turn;
            world.clock.run_until(std::min(end, world.clock.after(step)));
            step = std::clamp<Duration>(turn.seconds() > 0.1 ? step / 4 : step * 2, 1us, slice);
            interrupted = !run.goes_on(engine.progress());
        }
    }
    if (interrupted) engine.interrupt();
    finish_run(world, scenario, stack, engine, run.again, stopwatch.seconds(), finish);
}

void finish_run(World& world, const scenario::Scenario& scenario, stack::Stack& stack, const scenario::Engine& engine,
                const std::string& again, double wall_seconds, const Finish& finish) {
    scenario::Outcome outcome = engine.outcome();
    outcome.wall_seconds = wall_seconds;
    finish({scenario, outcome, stack, world.metrics, engine.traffic(), again, world.clock.now()});
}

}  // namespace wt::play
