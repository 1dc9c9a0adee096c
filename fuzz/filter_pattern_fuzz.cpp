// Whatever filter pattern a client sends, it is refused with a sentence or matches any message, and what it takes out
// of a message is there.
//   input: PATTERN [0x00 MESSAGE]
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "logs/filter_pattern.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wt::logs;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = input.find('\0');
    const std::string_view text = input.substr(0, end);
    const std::string_view message = end == std::string_view::npos ? text : input.substr(end + 1);
    const auto pattern = FilterPattern::parse(text);
    if (!pattern.ok()) {
        WT_ASSERT(!pattern.error().message.empty());
        return 0;
    }
    const auto again = FilterPattern::parse(text);
    WT_ASSERT(again.ok());
    for (const std::string_view each : {message, std::string_view(), std::string_view("{\"a\":[1,{\"b\":null}]}"),
                                        std::string_view("1 \"two three\" [4]")}) {
        WT_ASSERT(pattern->matches(each) == again->matches(each));
        for (const auto& [name, value] : pattern->extract(each)) WT_ASSERT(name.starts_with('$'));
    }
    // Blanks around it say nothing.
    const std::string wide = " " + std::string(text) + "\n";
    const auto same = FilterPattern::parse(wide);
    WT_ASSERT(same.ok() && same->matches(message) == pattern->matches(message));
    return 0;
}
