#pragma once
#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include "base/clock.hpp"
#include "base/real_time.hpp"

namespace boost::asio {
class io_context;
}

namespace wt::front {

/// The one thread of a real run: it waits for sockets and for the run's Clock at once, and moves the Clock with the
/// machine's. Everything that owns state runs here, so nothing needs a lock. The Clock must outlive the loop; servers
/// and clients on a loop must go before it does.
class Loop {
public:
    /// `scale`: how many seconds of the run pass in one of the machine's, whose clocks `machine` tells.
    explicit Loop(Clock& clock, double scale = 1, std::function<MachineTime()> machine = machine_time);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Runs until stop(), waiting where there is nothing to do. The first call is the moment from which the machine's
    /// time counts, so that what came before it took none. May be called again afterwards.
    void run();
    /// From any thread, or from inside.
    void stop();
    /// Runs `work` on the loop, soon. From any thread.
    void post(std::function<void()> work);
    /// Calls `callback` with every SIGINT and SIGTERM, instead of ending the program.
    void on_signal(std::function<void(int)> callback);

    /// From now on the clock is never behind the machine's calendar, also when that jumps ahead: the machine has slept.
    void follow_calendar() { time_.follow_calendar(); }
    /// How far the calendar is from the clock: see RealTime. Refers into the loop.
    [[nodiscard]] const Duration& calendar_offset() const { return time_.calendar_offset(); }
    /// The time of day.
    [[nodiscard]] Instant calendar() const { return clock_.now() + calendar_offset(); }

    /// From now on the clock stands still between requests, and goes where move_to() says. While one is under way and
    /// waits for something (a latency, a disk), time flows as the machine's does.
    void stop_time() { by_hand_ = true; }
    [[nodiscard]] bool time_is_stopped() const { return by_hand_; }
    /// Moves a stopped clock: it goes through everything that is due on the way, before the loop waits again. A task
    /// that sleeps until then wakes after that.
    void move_to(Instant moment) { goal_ = std::max(goal_, moment); }
    /// A request under way, for a stopped clock.
    class Request {
    public:
        explicit Request(Loop& loop) : loop_(loop) { ++loop_.requests_; }
        Request(const Request&) = delete;
        Request& operator=(const Request&) = delete;
        ~Request() { --loop_.requests_; }

    private:
        Loop& loop_;
    };

    /// Brings the clock up to the present and wakes who is due. For whoever was just woken by I/O; never from a task.
    void advance();

    [[nodiscard]] Clock& clock() { return clock_; }
    /// The machine's time as the run's clock tells it, also while that is stopped.
    [[nodiscard]] RealTime& time() { return time_; }
    [[nodiscard]] boost::asio::io_context& io();

private:
    struct Reactor;
    /// The time that the clock follows; null while it stands still.
    [[nodiscard]] RealTime* followed() { return !by_hand_ ? &time_ : flow_ ? &*flow_ : nullptr; }
    /// Before the loop waits: whether time goes on meanwhile.
    void let_flow();
    void arm();
    void wait_for_signal();

    Clock& clock_;
    RealTime time_;
    Instant armed_ = never;
    Instant goal_ = epoch;  // of move_to()
    std::size_t requests_ = 0;
    bool by_hand_ = false;
    std::optional<RealTime> flow_;  // of a clock that is moved by hand
    bool begun_ = false;
    bool stopped_ = false;
    std::unique_ptr<Reactor> reactor_;
};

}  // namespace wt::front
