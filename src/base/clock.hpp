#pragma once
#include <coroutine>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "base/task.hpp"
#include "base/time.hpp"

namespace wt {

class Clock;

/// A coroutine that waits for a moment. It lives in the frame of the one that waits; when that frame is destroyed
/// the clock forgets it.
class Sleeper {
public:
    explicit Sleeper(Clock& clock) : clock_(&clock) {}
    Sleeper(const Sleeper&) = delete;
    Sleeper& operator=(const Sleeper&) = delete;
    ~Sleeper() { cancel(); }

    [[nodiscard]] Clock& clock() const { return *clock_; }
    [[nodiscard]] bool asleep() const { return place_ != awake; }
    inline void cancel();

private:
    friend class Clock;
    static constexpr std::uint32_t awake = std::numeric_limits<std::uint32_t>::max();
    static constexpr std::uint32_t in_ready_queue = awake - 1;

    Clock* clock_;
    std::coroutine_handle<> frame_;
    std::uint32_t place_ = awake;  // its index in the clock's heap, or one of the two marks above
};

/// The time of a run, and everyone who waits for some of it. Time moves only in run_until(): a virtual run jumps
/// from sleeper to sleeper, a real one (see RealTime) follows the machine's clock. Equal deadlines wake in the order
/// of asking. One thread owns a clock and all who sleep on it.
class Clock {
public:
    explicit Clock(Instant start = epoch) : now_(start) {}
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;

    [[nodiscard]] Instant now() const { return now_; }

    struct Sleep {
        Sleeper sleeper;
        Instant deadline;
        bool await_ready() const { return deadline <= sleeper.clock().now(); }
        void await_suspend(std::coroutine_handle<> frame) { sleeper.clock().wake_at(sleeper, deadline, frame); }
        void await_resume() const {}
    };
    /// Waits until `deadline`; a moment that has passed does not suspend.
    [[nodiscard]] Sleep sleep_until(Instant deadline) { return Sleep{Sleeper(*this), deadline}; }
    [[nodiscard]] Sleep sleep_for(Duration span) { return sleep_until(after(span)); }

    /// now() + span, without running over the end of time.
    [[nodiscard]] Instant after(Duration span) const { return span >= never - now_ ? never : now_ + span; }

    /// For awaitables: resumes `frame` at `deadline`, or after everything that is due now (`wake_soon`).
    void wake_at(Sleeper& sleeper, Instant deadline, std::coroutine_handle<> frame);
    void wake_soon(Sleeper& sleeper, std::coroutine_handle<> frame);

    /// The moment of the next one to wake; none when nobody waits.
    [[nodiscard]] std::optional<Instant> next_deadline() const;

    /// Wakes, in order, everyone who is due until `limit`, then stands at `limit`. Returns how many woke.
    std::uint64_t run_until(Instant limit);

    /// Wakes everyone there is, up to `limit`, and stands at the last deadline. For tests and short-lived worlds.
    std::uint64_t run(Instant limit = never);

    /// How many sleepers have woken since the start.
    [[nodiscard]] std::uint64_t events() const { return events_; }

    /// Wakes sleepers with equal deadlines in an order drawn from `seed` instead of the order of asking, to expose
    /// code that leans on an accident of order.
    void shuffle_ties(std::uint64_t seed) { tie_seed_ = seed; }

private:
    friend class Sleeper;

    // A 4-ary heap ordered by (deadline, order); each sleeper knows its place, so that cancelling is cheap.
    struct Entry {
        Instant deadline;
        std::uint64_t order;
        Sleeper* sleeper;
        /// By deadline, then by order: one comparison of twice the width, since which way it goes is hard to predict.
        [[nodiscard]] bool before(const Entry& other) const { return key() < other.key(); }
        [[nodiscard]] Int128 key() const {
            return static_cast<Int128>(deadline.time_since_epoch().count()) << 64 | order;
        }
    };
    struct Ready {
        std::uint64_t order;
        Sleeper* sleeper;  // null once cancelled
    };

    [[nodiscard]] std::uint64_t next_order();
    void cancel(Sleeper& sleeper);
    void remove(std::size_t place);
    void sift_up(std::size_t place, Entry entry);
    void sift_down(std::size_t place, Entry entry);
    void put(std::size_t place, const Entry& entry) {
        heap_[place] = entry;
        entry.sleeper->place_ = static_cast<std::uint32_t>(place);
    }
    bool wake_one(Instant limit);
    void drop_cancelled();
    void close_gap();

    Instant now_;
    std::uint64_t asked_ = 0;
    std::uint64_t events_ = 0;
    std::uint64_t tie_seed_ = 0;
    std::vector<Entry> heap_;
    /// The first has been woken and its place is not taken yet: who wakes mostly sleeps again, and saves a walk.
    bool gap_ = false;
    std::deque<Ready> ready_;
};

inline void Sleeper::cancel() {
    if (place_ != awake) clock_->cancel(*this);
}

/// Awaits `task` for at most `span`: its result, or nothing when time ran out first. A task that ran out of time is
/// cancelled: its frames are destroyed, and whatever they held is let go.
template <class T>
class [[nodiscard]] Timeout {
public:
    Timeout(Clock& clock, Duration span, Task<T> task) : sleeper_(clock), span_(span), task_(std::move(task)) {}

    bool await_ready() const { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) {
        sleeper_.clock().wake_at(sleeper_, sleeper_.clock().after(span_), awaiting);
        return task_.start(awaiting);
    }
    std::optional<T> await_resume() {
        if (!task_.done()) {
            task_.cancel();
            return std::nullopt;
        }
        sleeper_.cancel();
        return task_.take();
    }

private:
    Sleeper sleeper_;
    Duration span_;
    Task<T> task_;
};

}  // namespace wt
