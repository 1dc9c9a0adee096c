#pragma once
#include <chrono>

namespace wt::play {

/// How long something takes on this machine, for people to read: no result depends on it.
class Stopwatch {
public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace wt::play
