#pragma once
#include <coroutine>
#include <cstddef>
#include <utility>

#include "base/task.hpp"

namespace wt {

/// Owns tasks that run beside one another: arrivals, background services, requests in flight. A task that returns is
/// forgotten; those that have not when the scope ends are cancelled. An exception that leaves a task is a broken
/// invariant: expected failures are values.
class Scope {
public:
    Scope() = default;
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { cancel(); }

    /// Runs `task` now, up to its first suspension.
    void spawn(Task<void> task) {
        Root root = run(std::move(task));
        root.frame.promise().join(*this);
        root.frame.resume();
    }

    /// Cancels everything that still runs, the latest first.
    void cancel() {
        while (first_ != nullptr) std::coroutine_handle<RootPromise>::from_promise(*first_).destroy();
    }

    [[nodiscard]] std::size_t running() const { return running_; }

private:
    struct RootPromise;
    struct Root {
        using promise_type = RootPromise;
        std::coroutine_handle<RootPromise> frame;
    };
    struct RootPromise {
        Scope* scope = nullptr;
        RootPromise* before = nullptr;
        RootPromise* after = nullptr;

        static void* operator new(std::size_t bytes) { return BlockPool::take(bytes); }
        static void operator delete(void* frame, std::size_t bytes) noexcept { BlockPool::give_back(frame, bytes); }

        void join(Scope& owner) {
            scope = &owner;
            after = std::exchange(owner.first_, this);
            if (after != nullptr) after->before = this;
            ++owner.running_;
        }
        ~RootPromise() {
            (before != nullptr ? before->after : scope->first_) = after;
            if (after != nullptr) after->before = before;
            --scope->running_;
        }
        Root get_return_object() { return Root{std::coroutine_handle<RootPromise>::from_promise(*this)}; }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { std::terminate(); }
    };

    static Root run(Task<void> task) { co_await task; }

    RootPromise* first_ = nullptr;
    std::size_t running_ = 0;
};

}  // namespace wt
