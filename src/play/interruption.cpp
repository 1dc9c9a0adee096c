#include "play/interruption.hpp"

#include <atomic>
#include <csignal>

namespace wt::play {

namespace {

std::atomic<bool> wished = false;  // set by a signal's handler
static_assert(std::atomic<bool>::is_always_lock_free);

/// The next one ends the program, whatever it is at.
void heed(int signal) {
    wished = true;
    std::signal(signal, SIG_DFL);
}

}  // namespace

void heed_interruption() {
    std::signal(SIGINT, heed);
    std::signal(SIGTERM, heed);
}

bool interrupted() { return wished; }

}  // namespace wt::play
