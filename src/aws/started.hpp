#pragma once
#include <coroutine>
#include <optional>
#include <utility>

#include "aws/outcome.hpp"

namespace wt::aws {

/// What a method of a service returned, its outcome or the task of it, without its type: so that one coroutine serves
/// all operations. To be awaited; then there is an error or an output. Destroying it cancels the task.
class Started {
public:
    struct Way {
        std::coroutine_handle<> (*start)(void* self, std::coroutine_handle<> awaiting);  // null: it is there already
        const Error* (*error)(void* self);
        const void* (*output)(void* self);
        void (*destroy)(void* self);
    };
    Started(const Way& way, void* self) : way_(&way), self_(self) {}
    Started(Started&& other) noexcept : way_(other.way_), self_(std::exchange(other.self_, nullptr)) {}
    Started& operator=(Started&&) = delete;
    Started(const Started&) = delete;
    Started& operator=(const Started&) = delete;
    ~Started() {
        if (self_ != nullptr) way_->destroy(self_);
    }

    /// Whether it was there at once.
    [[nodiscard]] bool await_ready() const { return way_->start == nullptr; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) { return way_->start(self_, awaiting); }
    void await_resume() {}

    /// Null: it went well.
    [[nodiscard]] const Error* error() const { return way_->error(self_); }
    [[nodiscard]] const void* output() const { return way_->output(self_); }

private:
    const Way* way_;
    void* self_;
};

namespace detail {

template <class Output>
struct Returned {
    explicit Returned(Outcome<Output> of) : outcome(std::move(of)) {}
    explicit Returned(Later<Output> of) : task(std::move(of)) {}

    Outcome<Output>& get() {
        if (!outcome) outcome.emplace(task.take());
        return *outcome;
    }
    Later<Output> task;
    std::optional<Outcome<Output>> outcome;

    static std::coroutine_handle<> start(void* self, std::coroutine_handle<> awaiting) {
        return static_cast<Returned*>(self)->task.start(awaiting);
    }
    static const Error* error(void* self) {
        const Outcome<Output>& outcome = static_cast<Returned*>(self)->get();
        return outcome.ok() ? nullptr : &outcome.error();
    }
    static const void* output(void* self) { return &*static_cast<Returned*>(self)->get(); }
    static void destroy(void* self) { delete static_cast<Returned*>(self); }  // NOLINT
    static constexpr Started::Way there{nullptr, &error, &output, &destroy};
    static constexpr Started::Way begun{&start, &error, &output, &destroy};
};

}  // namespace detail

}  // namespace wt::aws
