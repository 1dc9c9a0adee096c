#pragma once
#include <functional>
#include <memory>

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
    /// `scale`: how many seconds of the run pass in one of the machine's.
    explicit Loop(Clock& clock, double scale = 1);
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

    /// Brings the clock up to the present and wakes who is due. For whoever was just woken by I/O; never from a task.
    void advance();

    [[nodiscard]] Clock& clock() { return clock_; }
    [[nodiscard]] const RealTime& time() const { return time_; }
    [[nodiscard]] boost::asio::io_context& io();

private:
    struct Reactor;
    void arm();
    void wait_for_signal();

    Clock& clock_;
    RealTime time_;
    Instant armed_ = never;
    bool begun_ = false;
    bool stopped_ = false;
    std::unique_ptr<Reactor> reactor_;
};

}  // namespace wt::front
