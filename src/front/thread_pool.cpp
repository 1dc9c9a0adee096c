#include "front/thread_pool.hpp"

#include <exception>
#include <utility>

#include "base/assert.hpp"
#include "base/sync.hpp"

namespace wt::front {

/// Shared by who waits, who may be cancelled, and by who works. The event belongs to the loop's thread.
struct ThreadPool::Job {
    Job(Clock& clock, std::function<void()> what) : work(std::move(what)), done(clock) {}

    std::function<void()> work;
    std::exception_ptr failure;
    Event done;
};

ThreadPool::ThreadPool(Loop& loop, std::size_t threads) : loop_(loop) {
    WT_ASSERT(threads > 0);
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

ThreadPool::~ThreadPool() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

Task<void> ThreadPool::run(std::function<void()> work) {
    const auto job = std::make_shared<Job>(loop_.clock(), std::move(work));
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(job);
    }
    changed_.notify_one();
    co_await job->done.wait();
    if (job->failure) std::rethrow_exception(job->failure);
}

void ThreadPool::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        std::shared_ptr<Job> job = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        try {
            job->work();
        } catch (...) {
            job->failure = std::current_exception();
        }
        loop_.post([&loop = loop_, job = std::move(job)] {
            job->work = nullptr;
            loop.advance();
            job->done.set();
        });
        lock.lock();
    }
}

}  // namespace wt::front
