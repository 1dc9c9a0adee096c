// Whatever CBOR a client sends, it is refused or read into a struct; what was read, written and read again is the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "../tests/aws/everything.hpp"
#include "aws/cbor.hpp"
#include "base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wt::aws;
    const Structure& shape = shape_of(Tag<test::Everything>());
    test::Everything first;
    Violations violations;
    if (read_cbor({reinterpret_cast<const char*>(data), size}, shape, &first, violations)) return 0;
    std::string written;
    write_cbor(written, shape, &first);
    test::Everything second;
    const auto problem = read_cbor(written, shape, &second, violations);
    WT_ASSERT(!problem);
    std::string again;
    write_cbor(again, shape, &second);
    WT_ASSERT(again == written);
    return 0;
}
