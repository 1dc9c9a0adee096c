#pragma once
#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "base/assert.hpp"
#include "base/block_pool.hpp"

namespace wt {

template <class T>
class [[nodiscard]] Task;

namespace detail {

struct PromiseBase {
    std::coroutine_handle<> continuation;
    std::exception_ptr failure;

    static void* operator new(std::size_t bytes) { return BlockPool::take(bytes); }
    static void operator delete(void* frame, std::size_t bytes) noexcept { BlockPool::give_back(frame, bytes); }

    std::suspend_always initial_suspend() noexcept { return {}; }

    struct HandOver {
        bool await_ready() noexcept { return false; }
        template <class Promise>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> finished) noexcept {
            return finished.promise().continuation;
        }
        void await_resume() noexcept {}
    };
    HandOver final_suspend() noexcept { return {}; }
    void unhandled_exception() noexcept { failure = std::current_exception(); }
};

template <class T>
struct Promise : PromiseBase {
    std::optional<T> value;

    Task<T> get_return_object();
    template <class U>
    void return_value(U&& result) {
        value.emplace(std::forward<U>(result));
    }
    T take() {
        if (failure) std::rethrow_exception(failure);
        return std::move(*value);
    }
};

template <>
struct Promise<void> : PromiseBase {
    Task<void> get_return_object();
    void return_void() noexcept {}
    void take() const {
        if (failure) std::rethrow_exception(failure);
    }
};

}  // namespace detail

/// A coroutine that starts when it is awaited and hands its result to the one that awaits it (symmetric transfer,
/// pooled frames). The Task owns the frame: destroying an unfinished Task cancels it, and with it everything it
/// awaits, because every awaitable of this program lets go when it is destroyed. Not for more than one thread.
///
/// GCC 12: never build an aggregate inside an expression that has co_await (CONTRIBUTING.md says why).
template <class T = void>
class [[nodiscard]] Task {
public:
    using promise_type = detail::Promise<T>;

    Task() = default;
    explicit Task(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
    Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, {})) {}
    Task& operator=(Task&& other) noexcept {
        if (this != &other) {
            cancel();
            frame_ = std::exchange(other.frame_, {});
        }
        return *this;
    }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    ~Task() { cancel(); }

    /// True once the coroutine has returned.
    [[nodiscard]] bool done() const { return frame_ && frame_.done(); }

    /// Destroys the frame, finished or not.
    void cancel() {
        if (frame_) std::exchange(frame_, {}).destroy();
    }

    /// Starts the coroutine; `continuation` is resumed when it has returned. For awaitables that build on Task.
    [[nodiscard]] std::coroutine_handle<> start(std::coroutine_handle<> continuation) {
        WT_ASSERT(frame_ && !frame_.done());
        frame_.promise().continuation = continuation;
        return frame_;
    }

    /// The result, or the exception that ended the coroutine. Only once, and only when done().
    T take() {
        WT_ASSERT(done());
        return frame_.promise().take();
    }

    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) { return start(awaiting); }
    T await_resume() { return frame_.promise().take(); }

private:
    std::coroutine_handle<promise_type> frame_;
};

namespace detail {

template <class T>
Task<T> Promise<T>::get_return_object() {
    return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}
inline Task<void> Promise<void>::get_return_object() {
    return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

}  // namespace detail

}  // namespace wt
