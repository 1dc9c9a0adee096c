#pragma once
#include <array>
#include <bit>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

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
    [[nodiscard]] bool asleep() const { return after_ != nullptr; }
    inline void cancel();

private:
    friend class Clock;

    Clock* clock_;
    std::coroutine_handle<> frame_;
    Instant deadline_;
    // Its neighbours in the ring of those in the same slot; null while it is awake.
    Sleeper* before_ = nullptr;
    Sleeper* after_ = nullptr;
    std::uint32_t slot_ = 0;
};

/// The time of a run, and everyone who waits for some of it. Time moves only in run_until(): a virtual run jumps
/// from sleeper to sleeper, a real one (see RealTime) follows the machine's clock. Equal deadlines wake in the order
/// of asking. One thread owns a clock and all who sleep on it.
class Clock {
public:
    explicit Clock(Instant start = epoch) : now_(start), reached_(start) {}
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
    void wake_soon(Sleeper& sleeper, std::coroutine_handle<> frame) { wake_at(sleeper, now_, frame); }

    /// The moment of the next one to wake; none when nobody waits.
    [[nodiscard]] std::optional<Instant> next_deadline();

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

    // A moment is a number of eleven digits of six bits. Who sleeps stands in a slot for the highest digit in which the
    // deadline differs from the moment that was reached last, and for what that digit is. So whoever is next stands in
    // the first slot of the lowest digit that has any; when that moment is reached, those who stood with it differ in
    // a lower digit, and move there. Most who ask wake from where they first stood, or are called off there: asking and
    // calling off cost the same however many sleep, and for however long.
    static constexpr std::uint32_t digit_bits = 6;
    static constexpr std::uint32_t slots_of_digit = 1U << digit_bits;
    static constexpr std::uint32_t digits = (63 + digit_bits) / digit_bits;

    [[nodiscard]] static std::uint64_t count_of(Instant moment) {
        return static_cast<std::uint64_t>(moment.time_since_epoch().count());
    }
    void put(Sleeper& sleeper);
    void remove(Sleeper& sleeper);
    /// The one that wakes next; null when nobody sleeps.
    [[nodiscard]] Sleeper* earliest();
    void spread(std::uint32_t slot);
    bool wake_one(Instant limit);

    Instant now_;
    Instant reached_;  // when the last one woke
    std::uint64_t asked_ = 0;
    std::uint64_t events_ = 0;
    std::uint64_t tie_seed_ = 0;
    Sleeper* earliest_ = nullptr;                                         // once it was looked for, until it wakes
    std::uint32_t taken_digits_ = 0;                                      // a bit for each that has somebody in a slot
    std::array<std::uint64_t, digits> taken_{};                           // the same for the slots of each digit
    std::array<Sleeper*, std::size_t{digits} * slots_of_digit> slots_{};  // of each ring the one who asked first
};

inline void Sleeper::cancel() {
    if (asleep()) clock_->remove(*this);
}

/// Awaits `task` (a Task, or what can be started like one) for at most `span`: its result, or nothing when time ran out
/// first. A task that ran out of time is cancelled: its frames are destroyed, and whatever they held is let go.
template <class T, class Awaited = Task<T>>
class [[nodiscard]] Timeout {
public:
    Timeout(Clock& clock, Duration span, Awaited task) : sleeper_(clock), span_(span), task_(std::move(task)) {}

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
    Awaited task_;
};

}  // namespace wt
