#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/offload.hpp"
#include "front/loop.hpp"

namespace wt::front {

/// Does blocking work on threads of its own, and wakes who waits for it on the loop. Work is begun in the order of
/// asking; as many pieces run at once as there are threads. What the work holds is dropped on the loop, never on a
/// thread. An exception that leaves it reaches who waits.
class ThreadPool final : public Offload {
public:
    /// The loop must outlive the pool.
    explicit ThreadPool(Loop& loop, std::size_t threads = 2);
    /// Waits until everything that was asked for is done. Those who still wait then go on when the loop runs.
    ~ThreadPool() override;

    [[nodiscard]] Task<void> run(std::function<void()> work) override;

private:
    struct Job;
    void work();

    Loop& loop_;
    std::mutex mutex_;  // of what follows
    std::condition_variable changed_;
    std::deque<std::shared_ptr<Job>> waiting_;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace wt::front
