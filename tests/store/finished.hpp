#pragma once
#include <optional>
#include <string>
#include <utility>

#include "base/scope.hpp"
#include "catch.hpp"
#include "store/store.hpp"

namespace wt::store {

template <class T>
Task<void> await_into(Task<T> task, std::optional<T>& result) {
    result.emplace(co_await task);
}

/// The result of a task that does not wait for anything.
template <class T>
[[nodiscard]] T finished(Task<T> task) {
    Scope scope;
    std::optional<T> result;
    scope.spawn(await_into(std::move(task), result));
    REQUIRE(result.has_value());
    return std::move(*result);
}

/// All pieces of a stream, one after another.
[[nodiscard]] inline std::string bytes_of(http::BodyStream& stream) {
    std::string bytes;
    for (;;) {
        Result<Text> piece = finished(stream.next());
        REQUIRE(piece.ok());
        if (piece->empty()) return bytes;
        bytes += piece->view();
    }
}

/// `size` bytes that differ from those of another seed, and from one another.
[[nodiscard]] inline std::string some_bytes(std::size_t size, std::uint64_t seed) {
    std::string bytes(size, '\0');
    std::uint64_t state = seed * 0x9e3779b97f4a7c15U + 1;
    for (char& byte : bytes) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        byte = static_cast<char>(state >> 56);
    }
    return bytes;
}

}  // namespace wt::store
