// Whatever a scenario file holds: it is read, or its problems are named.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/assert.hpp"
#include "scenario/reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto read = wt::scenario::read({{"fuzz.yaml", text}}, {});
    WT_ASSERT(read.ok() || !read.error().problems.empty());
    return 0;
}
