// Whatever a body holds, its texts lie within what was read of it, and are the same when it is read again.
//   input: a body, of which the first byte says how much is inspected
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "edge/waf/inspected.hpp"

using namespace wt;
using namespace wt::edge::waf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    http::Request request;
    request.method = http::Method::post;
    request.body = Text(std::string_view(reinterpret_cast<const char*>(data + 1), size - 1));
    const std::uint64_t limit = data[0] == 0 ? 16'384 : data[0];
    static InspectedTexts texts;
    std::size_t seen = 0;
    for (int time = 0; time < 2; ++time) {
        texts.start(request, limit);
        std::size_t bytes = 0;
        for (const InspectedText& one : texts.texts(Place::body)) {
            // What is made of a text is hardly longer than it: a tag that is told alone has a few characters more.
            WT_ASSERT(one.text.size() <= limit + 64);
            WT_ASSERT((one.may & ~texts.may(Place::body)) == 0);
            bytes += one.text.size();
        }
        WT_ASSERT(time == 0 || bytes == seen);
        seen = bytes;
    }
    return 0;
}
