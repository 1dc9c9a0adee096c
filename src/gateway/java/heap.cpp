#include "gateway/java/heap.hpp"

#include <algorithm>
#include <cstring>

namespace wt::gateway::java {

namespace {
constexpr std::size_t block_size = std::size_t{16} << 10U;
constexpr std::size_t alignment = alignof(std::max_align_t);
}  // namespace

void* Heap::take(std::size_t size) {
    size = (size + alignment - 1) / alignment * alignment;
    taken_ += size;
    if (size > left_) {
        const std::size_t made = std::max(size, block_size);
        blocks_.emplace_back(new char[made]);  // not zeroed: what takes it writes it
        // What is large has a block of its own, and the rest of the last one is used on.
        if (size > block_size / 4) return blocks_.back().get();
        next_ = blocks_.back().get();
        left_ = made;
    }
    char* const found = next_;
    next_ += size;
    left_ -= size;
    return found;
}

std::string_view Heap::keep(std::string_view text) {
    if (text.empty()) return {};
    char* const copy = room<char>(text.size());
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
}

}  // namespace wt::gateway::java
