#pragma once
#include <condition_variable>
#include <coroutine>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/offload.hpp"

namespace wt::disk {

/// Work on threads, as a real run has it. The test's thread is the loop.
class ThreadOffload final : public Offload {
    struct Job {
        std::function<void()> work;
        std::coroutine_handle<> waiting;  // the loop's
    };

public:
    explicit ThreadOffload(std::size_t threads = 2) {
        for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
    }
    ThreadOffload(const ThreadOffload&) = delete;
    ThreadOffload& operator=(const ThreadOffload&) = delete;
    ~ThreadOffload() override {
        {
            const std::lock_guard lock(mutex_);
            ends_ = true;
        }
        work_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }

    struct Wait {
        std::shared_ptr<Job> job;
        explicit Wait(std::shared_ptr<Job> of) : job(std::move(of)) {}
        Wait(const Wait&) = delete;
        Wait& operator=(const Wait&) = delete;
        ~Wait() { job->waiting = {}; }
        bool await_ready() const { return false; }
        void await_suspend(std::coroutine_handle<> frame) const { job->waiting = frame; }
        void await_resume() const {}
    };
    [[nodiscard]] Task<void> run(std::function<void()> work) override {
        auto job = std::make_shared<Job>();
        job->work = std::move(work);
        {
            const std::lock_guard lock(mutex_);
            jobs_.push_back(job);
        }
        work_.notify_one();
        Wait wait(job);
        co_await wait;
    }

    /// Lets the loop go on until `done`: whoever is due on the clock, and whoever has their work done.
    template <class Done>
    void run_until(Clock& clock, Done&& done) {
        while (!done()) {
            if (clock.run_until(clock.now()) > 0) continue;
            std::shared_ptr<Job> job;
            {
                std::unique_lock lock(mutex_);
                finished_.wait(lock, [this] { return !done_.empty(); });
                job = done_.front();
                done_.pop_front();
            }
            if (job->waiting) std::exchange(job->waiting, {}).resume();
        }
    }

private:
    void serve() {
        std::unique_lock lock(mutex_);
        for (;;) {
            work_.wait(lock, [this] { return ends_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            std::shared_ptr<Job> job = jobs_.front();
            jobs_.pop_front();
            lock.unlock();
            job->work();
            lock.lock();
            done_.push_back(std::move(job));
            finished_.notify_one();
        }
    }

    std::mutex mutex_;
    std::condition_variable work_;
    std::condition_variable finished_;
    std::deque<std::shared_ptr<Job>> jobs_;
    std::deque<std::shared_ptr<Job>> done_;
    bool ends_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace wt::disk
