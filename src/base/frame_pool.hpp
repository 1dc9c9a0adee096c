#pragma once
#include <cstddef>
#include <new>
#include <utility>

namespace wt {

/// Memory for coroutine frames: free lists by size, in steps of 64 bytes, one set per thread. A frame freed on
/// another thread than it came from joins that thread's lists. Under AddressSanitizer the lists are bypassed,
/// so that a use after free is seen.
class FramePool {
public:
    [[nodiscard]] static void* take(std::size_t bytes) {
        const std::size_t steps = (bytes + step - 1) / step;
        if (steps < classes && lists().head[steps] != nullptr) {
            Free* frame = lists().head[steps];
            lists().head[steps] = frame->next;
            return frame;
        }
        return ::operator new(steps * step);
    }

    static void give_back(void* frame, std::size_t bytes) noexcept {
        const std::size_t steps = (bytes + step - 1) / step;
        if (!bypassed && steps < classes) {
            lists().head[steps] = new (frame) Free{lists().head[steps]};
        } else {
            ::operator delete(frame);
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
    struct Lists {
        Free* head[classes] = {};
        ~Lists() {
            for (Free* list : head) {
                while (list != nullptr) ::operator delete(std::exchange(list, list->next));
            }
        }
    };
    static Lists& lists() {
        thread_local Lists mine;
        return mine;
    }
};

}  // namespace wt
