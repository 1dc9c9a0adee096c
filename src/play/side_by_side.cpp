#include "play/side_by_side.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "play/progress_bar.hpp"
#include "play/stopwatch.hpp"

namespace wt::play {

namespace {

using Progress = scenario::Engine::Progress;

class Crew {
public:
    Crew(std::size_t count, const std::function<bool()>& interrupted, const Job& job)
        : interrupted_(interrupted), job_(job), seen_(count) {}

    void work(std::uint64_t parallel) {
        const Stopwatch stopwatch;
        ProgressBar bar;
        std::vector<std::jthread> threads;
        std::unique_lock lock(mutex_);
        for (; working_ < std::min<std::uint64_t>(parallel, seen_.size()); ++working_)
            threads.emplace_back([this] { take_jobs(); });
        while (working_ > 0) {
            ended_.wait_for(lock, 200ms);
            bar.draw(progress(), stopwatch.seconds());
        }
        if (trouble_) std::rethrow_exception(trouble_);
    }

private:
    void take_jobs() {
        try {
            while (take_next()) {
            }
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!trouble_) trouble_ = std::current_exception();
        }
        const std::lock_guard lock(mutex_);
        --working_;
        ended_.notify_one();
    }

    /// Does the next job that nobody has taken; false when there is none.
    [[nodiscard]] bool take_next() {
        std::size_t number = 0;
        {
            const std::lock_guard lock(mutex_);
            if (taken_ == seen_.size() || trouble_ || interrupted_()) return false;
            number = taken_++;
        }
        job_(number, [&](const Progress& progress) {
            const std::lock_guard lock(mutex_);
            seen_[number] = progress;
            return !trouble_ && !interrupted_();
        });
        return true;
    }

    /// How far they are together.
    [[nodiscard]] Progress progress() const {
        Progress all{0, 0, false};
        for (const Progress& one : seen_) {
            all.share += one.share / static_cast<double>(seen_.size());
            all.requests += one.requests;
        }
        all.share = std::min(all.share, 1.0);
        return all;
    }

    const std::function<bool()>& interrupted_;
    const Job& job_;
    std::mutex mutex_;  // guards what follows
    std::condition_variable ended_;
    std::size_t taken_ = 0;
    std::uint64_t working_ = 0;
    std::vector<Progress> seen_;
    std::exception_ptr trouble_;
};

}  // namespace

void side_by_side(std::size_t count, std::uint64_t parallel, const std::function<bool()>& interrupted, const Job& job) {
    if (count > 0) Crew(count, interrupted, job).work(parallel);
}

std::uint64_t processors() { return std::max(1U, std::thread::hardware_concurrency()); }

}  // namespace wt::play
