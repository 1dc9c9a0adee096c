#pragma once
#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "base/literals.hpp"
#include "scenario/engine.hpp"

namespace wt::play {

/// One line on a terminal that says how far it is.
class ProgressBar {
public:
    ProgressBar() : shown_(isatty(STDERR_FILENO) == 1) {}
    ~ProgressBar() { clear(); }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void draw(const scenario::Engine::Progress& progress, double wall) {
        // Nothing for what is over at once; then five times a second.
        if (!shown_ || wall < 0.5 || wall - last_ < 0.2) return;
        last_ = wall;
        drawn_ = true;
        constexpr int width = 30;
        const int done = static_cast<int>(progress.share * width);
        fmt::print(stderr, "\r\x1b[K[{}{}] {:3.0f}%  {} requests{}", std::string(done, '='),
                   std::string(width - done, ' '), progress.share * 100,
                   format_count(static_cast<double>(progress.requests)), progress.settling ? "  coming to rest" : "");
        std::fflush(stderr);
    }
    void clear() {
        if (drawn_) fmt::print(stderr, "\r\x1b[K");
        drawn_ = false;
    }

private:
    bool shown_;
    bool drawn_ = false;
    double last_ = 0;
};

}  // namespace wt::play
