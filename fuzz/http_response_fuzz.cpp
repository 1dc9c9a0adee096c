// Whatever bytes an origin answers with, in whatever pieces: the reader ends up with responses or gives up, and holds
// no more of a body than it may. The first byte is the size of the pieces; an odd one asks by HEAD.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "front/response_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wt;
    using front::Progress;
    if (size == 0) return 0;
    constexpr std::size_t max_body_bytes = 4096;
    const std::size_t piece = 1 + data[0];
    std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    front::ResponseReader reader(max_body_bytes);
    const auto ask = [&] { reader.expect(data[0] % 2 == 1 ? http::Method::head : http::Method::get); };
    ask();
    std::string_view seen = bytes.substr(0, piece);
    while (!bytes.empty()) {
        const std::size_t used = reader.feed(seen);
        WT_ASSERT(used <= seen.size());
        bytes.remove_prefix(used);
        if (reader.progress() == Progress::failed) return 0;
        if (reader.progress() == Progress::complete) {
            WT_ASSERT(reader.take().body.size() <= max_body_bytes);
            ask();
            seen = bytes.substr(0, piece);
            continue;
        }
        if (seen.size() - used == bytes.size()) break;  // everything has been offered
        seen = bytes.substr(0, seen.size() - used + piece);
    }
    reader.end_of_stream();
    if (reader.progress() == Progress::complete) WT_ASSERT(reader.take().body.size() <= max_body_bytes);
    return 0;
}
