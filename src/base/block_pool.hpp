#pragma once
#include <cstddef>
#include <new>
#include <utility>

namespace wt {

/// Memory for what is made and dropped with every request (coroutine frames, header lists, short texts), and for large
/// tables. Free lists by size, in steps of 64 bytes, one set per thread; what is there is cut from large pages, where
/// the machine has such. A block freed on another thread than it came from joins that thread's lists. Under
/// AddressSanitizer the lists are bypassed, so that a use after free is seen.
class BlockPool {
public:
    [[nodiscard]] static void* take(std::size_t bytes) {
        const std::size_t steps = (bytes + step - 1) / step;
        if (steps < classes && heads_[steps] != nullptr) {
            Free* block = heads_[steps];
            heads_[steps] = block->next;
            return block;
        }
        return fetch(steps);
    }

    static void give_back(void* block, std::size_t bytes) noexcept {
        const std::size_t steps = (bytes + step - 1) / step;
        if (!bypassed && steps < classes) {
            heads_[steps] = new (block) Free{heads_[steps]};
        } else {
            let_go(block, steps);
        }
    }

private:
    static constexpr std::size_t step = 64;
    static constexpr std::size_t classes = 64;
#if defined(__SANITIZE_ADDRESS__)
    static constexpr bool bypassed = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    static constexpr bool bypassed = true;
#else
    static constexpr bool bypassed = false;
#endif
#else
    static constexpr bool bypassed = false;
#endif

    struct Free {
        Free* next;
    };
    [[nodiscard]] static void* fetch(std::size_t steps);
    static void let_go(void* block, std::size_t steps) noexcept;
    // Never freed: a thread's lists end with the program. (A destructor here would cost a check at every access.)
    static inline constinit thread_local Free* heads_[classes] = {};
};

/// For containers whose memory comes from the pool.
template <class T>
struct PoolAllocator {
    using value_type = T;
    PoolAllocator() = default;
    template <class U>
    PoolAllocator(const PoolAllocator<U>&) {}  // NOLINT(google-explicit-constructor)
    [[nodiscard]] T* allocate(std::size_t n) { return static_cast<T*>(BlockPool::take(n * sizeof(T))); }
    void deallocate(T* block, std::size_t n) noexcept { BlockPool::give_back(block, n * sizeof(T)); }
    friend bool operator==(const PoolAllocator&, const PoolAllocator&) { return true; }
};

}  // namespace wt
