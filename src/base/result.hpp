#pragma once
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/assert.hpp"

namespace wt {

/// Why something could not be done, as a sentence for people.
struct Error {
    std::string message;
};

/// A value, or the reason why there is none.
template <class T, class E = Error>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
    Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] T& value() {
        WT_ASSERT(ok());
        return std::get<0>(state_);
    }
    [[nodiscard]] const T& value() const {
        WT_ASSERT(ok());
        return std::get<0>(state_);
    }
    [[nodiscard]] const E& error() const {
        WT_ASSERT(!ok());
        return std::get<1>(state_);
    }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

private:
    std::variant<T, E> state_;
};

}  // namespace wt
