#include "catch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "base/block_pool.hpp"
#include "base/random.hpp"

using namespace wt;

TEST_CASE("blocks of every size lie apart, whatever was given back before") {
    struct Held {
        unsigned char* bytes;
        std::size_t size;
        unsigned char mark;
    };
    std::vector<Held> held;
    Random random(4, "blocks");
    const auto give_back = [&](std::size_t at) {
        const Held block = held[at];
        held[at] = held.back();
        held.pop_back();
        REQUIRE(std::all_of(block.bytes, block.bytes + block.size, [&](unsigned char c) { return c == block.mark; }));
        BlockPool::give_back(block.bytes, block.size);
    };
    for (int i = 0; i < 5000; ++i) {
        if (!held.empty() && random.chance(0.45)) {
            give_back(random.below(held.size()));
            continue;
        }
        // Small ones most of the time, and now and then one that is whole pages.
        const std::size_t largest = i % 500 == 0 ? std::size_t{5} << 20U : i % 20 == 0 ? 10'000 : 700;
        const std::size_t size = 1 + random.below(largest);
        auto* const bytes = static_cast<unsigned char*>(BlockPool::take(size));
        REQUIRE(reinterpret_cast<std::uintptr_t>(bytes) % alignof(std::max_align_t) == 0);
        const auto mark = static_cast<unsigned char>(i);
        std::memset(bytes, mark, size);
        held.push_back(Held{bytes, size, mark});
    }
    while (!held.empty()) give_back(held.size() - 1);
}
