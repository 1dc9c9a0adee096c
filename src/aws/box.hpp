#pragma once
#include <memory>
#include <utility>

#include "aws/shape.hpp"

namespace wt::aws {

/// A structure that may be absent, kept on the heap: of a member by which a structure holds itself.
template <class T>
class Box {
public:
    Box() = default;
    Box(T value) : held_(std::make_unique<T>(std::move(value))) {}  // NOLINT(google-explicit-constructor)
    Box(const Box& other) : held_(other.held_ ? std::make_unique<T>(*other.held_) : nullptr) {}
    Box(Box&&) noexcept = default;
    Box& operator=(Box other) noexcept {
        held_ = std::move(other.held_);
        return *this;
    }
    ~Box() = default;

    [[nodiscard]] bool has_value() const { return held_ != nullptr; }
    explicit operator bool() const { return has_value(); }
    [[nodiscard]] const T* get() const { return held_.get(); }
    const T& operator*() const { return *held_; }
    T& operator*() { return *held_; }
    const T* operator->() const { return held_.get(); }
    T* operator->() { return held_.get(); }
    T& emplace() {
        held_ = std::make_unique<T>();
        return *held_;
    }

private:
    std::unique_ptr<T> held_;
};

namespace detail {

template <class T>
struct TypeOf<Box<T>> {
    static const void* held(const void* slot) { return static_cast<const Box<T>*>(slot)->get(); }
    static void* make(void* slot) {
        auto& box = *static_cast<Box<T>*>(slot);
        return box ? &*box : &box.emplace();
    }
    static constexpr Access access{.held = &held, .make = &make};
    static constexpr Type type = TypeOf<T>::type.within(&access);
};

}  // namespace detail

}  // namespace wt::aws
