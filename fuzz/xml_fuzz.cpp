// Whatever XML a client sends, it is refused or read into a struct; what was read, written and read again is the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "../tests/aws/everything.hpp"
#include "aws/xml.hpp"
#include "base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wt::aws;
    const Structure& shape = shape_of(Tag<test::Everything>());
    test::Everything first;
    Violations violations;
    if (read_xml({reinterpret_cast<const char*>(data), size}, "Everything", shape, &first, violations)) return 0;
    const XmlStyle style{true};
    std::string written;
    write_xml(written, "Everything", "urn:x", shape, &first, style);
    test::Everything second;
    const auto problem = read_xml(written, "Everything", shape, &second, violations);
    WT_ASSERT(!problem);
    std::string again;
    write_xml(again, "Everything", "urn:x", shape, &second, style);
    WT_ASSERT(again == written);
    return 0;
}
