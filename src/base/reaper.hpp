#pragma once
#include <memory>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/scope.hpp"

namespace wt {

/// Destroys what it is given between two turns of the clock, when no frame of it can be on the stack. Costs nothing
/// until then.
class Reaper {
public:
    explicit Reaper(Clock& clock) : clock_(clock) {}
    void take(std::shared_ptr<void> dead) {
        if (dead == nullptr) return;
        dead_.push_back(std::move(dead));
        if (dead_.size() == 1) scope_.spawn(reap());
    }
    /// At once.
    void clear() { std::exchange(dead_, {}).clear(); }

private:
    /// Until the clock resumes it, after all that is due now.
    struct Turn {
        Sleeper sleeper;
        bool await_ready() const { return false; }
        void await_suspend(std::coroutine_handle<> frame) { sleeper.clock().wake_soon(sleeper, frame); }
        void await_resume() const {}
    };
    Task<void> reap() {
        Turn turn{Sleeper(clock_)};
        co_await turn;
        clear();
    }

    Clock& clock_;
    std::vector<std::shared_ptr<void>> dead_;
    Scope scope_;
};

}  // namespace wt
