#pragma once
#include <string>

namespace wt::play {

/// From now on the process ends, with a sentence and exit_invalid, where it would take more memory than this; empty:
/// half of what the machine, a container or `ulimit -v` leaves it. A load that nobody answers (requests under way,
/// rows, objects) has no other bound, and must not take the machine with it. Throws where `size` is none.
void limit_memory(const std::string& size);

}  // namespace wt::play
