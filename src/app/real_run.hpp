#pragma once
#include <functional>
#include <string>

#include "play/one_run.hpp"

namespace wt::app {

/// Plays a scenario over real sockets, in the machine's time; `again` is the command line that does it again.
void play_real(const scenario::Scenario& scenario, const std::string& again, const std::function<bool()>& interrupted,
               const play::Finish& finish);

}  // namespace wt::app
