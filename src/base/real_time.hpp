#pragma once
#include <chrono>
#include <functional>

#include "base/time.hpp"

namespace wt {

/// What the machine's two clocks say at about one moment.
struct MachineTime {
    Instant calendar;  // what its dates show: may be set, forward and back
    Duration steady;   // since some moment: only goes on, and stands while the machine sleeps
};
/// Asks the machine. The calendar is read first: whoever is held up in between takes it for late, never for early.
[[nodiscard]] MachineTime machine_time();

/// The machine's time, told in the run's: it stands at `start` when constructed and runs `scale` times as fast as the
/// machine's steady clock (60: a minute of the run passes in a second). It never goes back. The only place in base that
/// asks the machine; whoever waits for real (the front's loop) moves the run's Clock with it.
class RealTime {
public:
    /// `scale` > 0.
    explicit RealTime(Instant start, double scale = 1, std::function<MachineTime()> machine = machine_time);

    /// From here on it stands at `start` and goes on from there.
    void restart(Instant start);
    /// From here on it is never behind the calendar: where that has gone ahead (the machine has slept, somebody has set
    /// its clock), it goes there at once. Where the calendar was set back it goes on as before, and calendar_offset()
    /// says so. With a scale of 1.
    void follow_calendar();
    [[nodiscard]] bool follows_calendar() const { return follows_calendar_; }

    [[nodiscard]] Instant now();
    /// How far the calendar was from the last now(): zero, or negative after it was set back; zero, too, while it is
    /// not followed. Whoever shows a date adds it (Context::skew).
    [[nodiscard]] const Duration& calendar_offset() const { return calendar_offset_; }
    /// How long the machine has to wait until `moment`, if nobody sets its calendar; zero when it has passed,
    /// Duration::max() for `never`.
    [[nodiscard]] Duration until(Instant moment);
    [[nodiscard]] double scale() const { return scale_; }

    /// What the machine's calendar says: where the time of a server starts.
    [[nodiscard]] static Instant today() { return machine_time().calendar; }

private:
    std::function<MachineTime()> machine_;
    Instant start_;
    Duration zero_;  // what the steady clock said at start_
    double scale_;
    bool follows_calendar_ = false;
    Duration calendar_offset_{0};
};

}  // namespace wt
