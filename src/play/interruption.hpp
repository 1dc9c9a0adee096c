#pragma once

namespace wt::play {

/// From now on Ctrl-C and SIGTERM are a wish that commands heed in their own time; a second one ends the program.
void heed_interruption();

/// Whether there was one. May be asked from any thread.
[[nodiscard]] bool interrupted();

}  // namespace wt::play
