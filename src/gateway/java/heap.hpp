#pragma once
#include <cstddef>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace wt::gateway::java {

/// What one rendering makes: texts, lists and maps, all gone together at its end. They may point at one another in
/// circles, as Java's may. Nothing in it has a destructor.
class Heap {
public:
    /// What a rendering may make before it is given up. Assumed.
    static constexpr std::size_t most = std::size_t{64} << 20U;

    Heap() = default;
    Heap(const Heap&) = delete;
    Heap& operator=(const Heap&) = delete;

    /// Aligned for anything. Never fails; see full().
    [[nodiscard]] void* take(std::size_t size);
    template <class T, class... Arguments>
    [[nodiscard]] T* make(Arguments&&... arguments) {
        static_assert(std::is_trivially_destructible_v<T>);
        return new (take(sizeof(T))) T(std::forward<Arguments>(arguments)...);
    }
    /// Room for `count` of them, not yet made.
    template <class T>
    [[nodiscard]] T* room(std::size_t count) {
        static_assert(std::is_trivially_copyable_v<T>);
        return static_cast<T*>(take(sizeof(T) * count));
    }
    /// A copy of the text.
    [[nodiscard]] std::string_view keep(std::string_view text);

    /// Whether more was taken than a rendering may; whoever works with it asks now and then.
    [[nodiscard]] bool full() const { return taken_ > most; }

private:
    std::vector<std::unique_ptr<char[]>> blocks_;  // NOLINT(modernize-avoid-c-arrays)
    char* next_ = nullptr;
    std::size_t left_ = 0;
    std::size_t taken_ = 0;
};

}  // namespace wt::gateway::java
