#include "play/interruption.hpp"

#include <atomic>
#include <csignal>

namespace wt::play {

namespace {

std::atomic<bool> wished = false;  // set by a signal's handler
static_assert(std::atomic<bool>::is_always_lock_free);

}  // namespace

void heed_interruption() {
    std::signal(SIGINT, [](int) { wished = true; });
    std::signal(SIGTERM, [](int) { wished = true; });
}

bool interrupted() { return wished; }

}  // namespace wt::play
