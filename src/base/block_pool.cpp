#include "base/block_pool.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace wt {

namespace {

/// A large page of x86 and most other machines. With small ones, a run spends a tenth of its time on finding where they
/// are.
constexpr std::size_t page = std::size_t{2} << 20U;

/// What a thread cuts blocks from at first, so that one that needs little takes little.
constexpr std::size_t first_chunk = std::size_t{64} << 10U;

struct Chunk {
    char* at = nullptr;
    std::size_t left = 0;
    std::size_t next = first_chunk;
};
constinit thread_local Chunk chunk;

/// Whole pages.
[[nodiscard]] void* pages(std::size_t bytes) {
    const std::size_t whole = (bytes + page - 1) / page * page;
    void* const taken = ::operator new(whole, std::align_val_t(page));
    (void)madvise(taken, whole, MADV_HUGEPAGE);  // without it, it is as good, but slower
    return taken;
}

}  // namespace

void* BlockPool::fetch(std::size_t steps) {
    const std::size_t bytes = steps * step;
    if (bytes >= page) return pages(bytes);
    if (bypassed || steps >= classes) return ::operator new(bytes);
    if (chunk.left < bytes) {
        if (chunk.left > 0) give_back(chunk.at, chunk.left);
        chunk.left = std::exchange(chunk.next, std::min(2 * chunk.next, page));
        chunk.at = static_cast<char*>(chunk.left < page ? ::operator new(chunk.left) : pages(chunk.left));
    }
    chunk.left -= bytes;
    return std::exchange(chunk.at, chunk.at + bytes);
}

void BlockPool::let_go(void* block, std::size_t steps) noexcept {
    if (steps * step >= page) {
        ::operator delete(block, std::align_val_t(page));
    } else {
        ::operator delete(block);
    }
}

}  // namespace wt
