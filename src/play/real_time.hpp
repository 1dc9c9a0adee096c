#pragma once
#include <functional>
#include <string>

#include "play/one_run.hpp"

namespace wt::play {

/// Why a run in the virtual clock cannot play this architecture, and what to do about it; empty when it can.
[[nodiscard]] std::string needs_real_time(const stack::Architecture& architecture);

/// Plays a scenario over real sockets, in the machine's time; `again` is the command line that does it again.
using PlayReal = std::function<void(const scenario::Scenario& scenario, const std::string& again,
                                    const std::function<bool()>& interrupted, const Finish& finish)>;

/// Thrown by a program that has no sockets when it is asked for a run over them.
struct NeedsSockets {};

int run(const RunOptions& options, const PlayReal& play_real);

}  // namespace wt::play
