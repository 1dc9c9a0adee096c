// Whatever a query of dynamic partitioning and a record say, the query is refused with a sentence, or makes the same of
// the record each time.
//   input: QUERY [0x00 RECORD]
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "stream/jq/program.hpp"

namespace {

std::string made(const wt::stream::jq::Program& program, std::string_view record) {
    const auto value = program.value_of(record);
    if (!value.ok()) WT_ASSERT(!value.error().message.empty());
    const auto names = program.names_of(record);
    if (!names.ok()) WT_ASSERT(!names.error().message.empty());
    return value.ok() ? *value : value.error().message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = input.find('\0');
    const auto program = wt::stream::jq::Program::of(input.substr(0, end));
    if (!program.ok()) {
        WT_ASSERT(!program.error().message.empty());
        return 0;
    }
    for (const std::string_view record : {end == std::string_view::npos ? std::string_view("5") : input.substr(end + 1),
                                          std::string_view(R"({"a":{"b":[1,2.5,null]},"t":1565382027,"s":"a,b"})")})
        WT_ASSERT(made(*program, record) == made(*program, record));
    return 0;
}
