#pragma once
#include <chrono>

#include "base/time.hpp"

namespace wt {

/// The machine's steady clock, told in the run's time: it stands at `start` when constructed and runs `scale` times as
/// fast as the machine's (60: a minute of the run passes in a second). The only place in base that asks the machine;
/// whoever waits for real (the front's loop) moves the run's Clock with it.
class RealTime {
public:
    /// `scale` > 0.
    explicit RealTime(Instant start, double scale = 1);

    [[nodiscard]] Instant now() const;
    /// How long the machine has to wait until `moment`; zero when it has passed, Duration::max() for `never`.
    [[nodiscard]] Duration until(Instant moment) const;
    [[nodiscard]] double scale() const { return scale_; }

    /// What the machine's calendar says: where the time of a server starts.
    [[nodiscard]] static Instant today();

private:
    Instant start_;
    double scale_;
    std::chrono::steady_clock::time_point zero_;
};

}  // namespace wt
