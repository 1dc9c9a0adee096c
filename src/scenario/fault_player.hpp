#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/context.hpp"
#include "base/sync.hpp"
#include "scenario/metrics_window.hpp"
#include "scenario/outcome.hpp"
#include "scenario/traffic.hpp"
#include "stack/stack.hpp"

namespace wt::scenario {

/// Plays a scenario's faults: each begins at its moment or when its condition holds, and ends after its time, at its
/// moment, when its condition holds, or with the load, whichever comes first. Whatever it did is undone then.
class FaultPlayer {
public:
    /// `load_over` is set when the load has ended. All outlive the player.
    FaultPlayer(const Context& context, const Scenario& scenario, stack::Stack& stack, Traffic& traffic,
                Event& load_over);

    /// Before the load: what some faults need to have been kept when they strike.
    void prepare();
    /// The whole life of the fault of that index.
    [[nodiscard]] Task<void> play(std::size_t fault, Instant start);

    /// Returns when nothing that has begun goes on.
    [[nodiscard]] Task<void> all_ended();

    /// Whoever waits goes on when a fault begins or ends.
    [[nodiscard]] Event& changed() { return changed_; }
    /// Nothing goes on, and nothing begins any more but what waits for a condition.
    [[nodiscard]] bool over() const;
    [[nodiscard]] bool none_begun() const;

    /// One fault as it went.
    struct Course {
        explicit Course(Clock& clock) : begun(clock), ended(clock) {}
        Event begun;
        Event ended;
    };
    /// The course of the fault with that id; there is one.
    [[nodiscard]] Course& course(std::string_view id);
    /// What has ended so far, in order of beginning, and then what has not begun.
    [[nodiscard]] std::vector<FaultWindow> windows() const;

private:
    [[nodiscard]] Task<bool> begins(const FaultSpec& fault, Instant start);
    [[nodiscard]] Task<void> lasts(const FaultSpec& fault, Instant start, Duration span);
    [[nodiscard]] Task<bool> holds(const Condition& condition);
    /// Does what the fault says; the answer undoes it. `span` is how long it is to last, and may be drawn here.
    [[nodiscard]] std::function<void()> strike(const FaultSpec& fault, Duration& span);
    /// Makes the target of `set` faults what those say that last now.
    void apply_settings(const std::string& target);
    [[nodiscard]] bool try_settings(const std::string& target, const std::vector<const FaultSpec*>& sets);

    Context context_;
    const Scenario& scenario_;
    stack::Stack& stack_;
    Traffic& traffic_;
    Event& load_over_;
    std::vector<std::unique_ptr<Course>> courses_;
    Event changed_;
    std::vector<FaultWindow> windows_;
    std::vector<const FaultSpec*> set_;  // of the kind `set`, in order of beginning
};

/// A fault in a phrase: "primary unavailable (refuse)".
[[nodiscard]] std::string describe(const FaultSpec& fault);

}  // namespace wt::scenario
