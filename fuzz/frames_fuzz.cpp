// Whatever stands in a journal's frames, a reader of them looks at no byte behind their end, and ends.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "stream/frames.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    wt::stream::FrameReader frame(input);
    std::size_t read = 0;
    while (!frame.done()) {
        switch (frame.number<std::uint8_t>() % 4) {
            case 0: (void)frame.number<std::uint64_t>(); break;
            case 1: (void)frame.number<std::uint32_t>(); break;
            case 2: (void)frame.instant(); break;
            default: read += frame.bytes().size();
        }
    }
    WT_ASSERT(read <= size);
    return 0;
}
