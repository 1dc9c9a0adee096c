// Whatever bytes an origin answers with, in whatever pieces: the reader ends up with responses or gives up, and holds
// no more of a body than it may. The first byte is the size of the pieces; an odd one asks by HEAD.
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "front/response_reader.hpp"
#include "pieces.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wt;
    using front::Progress;
    if (size == 0) return 0;
    constexpr std::size_t max_body_bytes = 4096;
    Pieces bytes({reinterpret_cast<const char*>(data) + 1, size - 1}, 1 + data[0]);
    front::ResponseReader reader(max_body_bytes);
    const auto ask = [&] { reader.expect(data[0] % 2 == 1 ? http::Method::head : http::Method::get); };
    ask();
    while (!bytes.over()) {
        const std::size_t used = reader.feed(bytes.seen());
        WT_ASSERT(used <= bytes.seen().size());
        if (reader.progress() == Progress::failed) return 0;
        if (reader.progress() == Progress::complete) {
            WT_ASSERT(reader.take().body.size() <= max_body_bytes);
            ask();
            bytes.next_message(used);
        } else if (!bytes.more(used)) {
            break;
        }
    }
    reader.end_of_stream();
    if (reader.progress() == Progress::complete) WT_ASSERT(reader.take().body.size() <= max_body_bytes);
    return 0;
}
