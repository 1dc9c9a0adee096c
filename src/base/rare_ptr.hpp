#pragma once
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace wt {

/// A shared_ptr that is nearly always null, in one word: for what travels with every message and is there in few. One
/// that is not null stands on the heap by itself.
template <class T>
class RarePtr {
public:
    RarePtr() = default;
    RarePtr(std::nullptr_t) {}  // NOLINT(google-explicit-constructor)
    template <class U>
        requires std::is_convertible_v<U*, T*>
    RarePtr(std::shared_ptr<U> pointer)  // NOLINT(google-explicit-constructor)
        : held_(pointer == nullptr ? nullptr : std::make_unique<std::shared_ptr<T>>(std::move(pointer))) {}
    RarePtr(const RarePtr& other)
        : held_(other.held_ == nullptr ? nullptr : std::make_unique<std::shared_ptr<T>>(*other.held_)) {}
    RarePtr(RarePtr&& other) noexcept = default;
    RarePtr& operator=(const RarePtr& other) { return *this = RarePtr(other); }
    RarePtr& operator=(RarePtr&& other) noexcept = default;
    ~RarePtr() = default;

    operator std::shared_ptr<T>() const {  // NOLINT(google-explicit-constructor)
        return held_ == nullptr ? nullptr : *held_;
    }
    [[nodiscard]] T* operator->() const { return held_->get(); }
    [[nodiscard]] T& operator*() const { return **held_; }
    friend bool operator==(const RarePtr& pointer, std::nullptr_t) { return pointer.held_ == nullptr; }

private:
    std::unique_ptr<std::shared_ptr<T>> held_;
};

}  // namespace wt
