#pragma once
#include <functional>

#include "base/task.hpp"

namespace wt {

/// Where blocking work is done (a file's sync, a large hash), so that the loop goes on meanwhile. In the real clock a
/// small pool of threads; inline in tests and simulations. `work` runs exactly once, on whatever thread, and must not
/// touch what the loop owns: no Text is copied or dropped in it, no task resumed, no metric counted.
class Offload {
public:
    Offload() = default;
    Offload(const Offload&) = delete;
    Offload& operator=(const Offload&) = delete;
    virtual ~Offload() = default;

    /// Returns when the work is done, back on the loop. When the awaiting task is destroyed first, the work still
    /// runs to its end; so it holds what it uses by shared_ptr, or its owner waits.
    [[nodiscard]] virtual Task<void> run(std::function<void()> work) = 0;
};

/// At once, on the spot.
class InlineOffload final : public Offload {
public:
    [[nodiscard]] Task<void> run(std::function<void()> work) override {
        work();
        co_return;
    }
};

}  // namespace wt
