#pragma once
#include <cstdint>
#include <functional>

#include "play/options.hpp"
#include "play/real_time.hpp"
#include "scenario/scenario.hpp"

namespace wt::play {

/// How a scenario is played with several seeds.
struct SeveralRunsPlan {
    /// The scenario once more, sharing nothing with what it gave before. Called from any thread.
    std::function<scenario::Scenario()> scenario;
    std::function<std::string(std::uint64_t seed)> again;  // the command line that does one run again
    std::string all_again;                                 // the one that does them all
    std::function<bool()> interrupted;                     // asked from any thread
    PlayReal play_real;                                    // for clocks that are not virtual
};

/// Plays `scenario` with its seed and those that follow, several at once where it says so, each in a world of its own;
/// prints and writes what they came to. The exit code, which is the worst.
[[nodiscard]] int run_several(const scenario::Scenario& scenario, const RunOptions& options,
                              const SeveralRunsPlan& plan);

}  // namespace wt::play
