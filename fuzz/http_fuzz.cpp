// Whatever bytes a client sends, in whatever pieces: the reader ends up with a request or a status, within its limits,
// whether bodies are streamed (an odd first byte) or not.
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "front/request_reader.hpp"
#include "pieces.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wt::front;
    if (size == 0) return 0;
    Pieces bytes({reinterpret_cast<const char*>(data) + 1, size - 1}, 1 + data[0]);
    Limits limits;
    limits.max_body_bytes = 4096;
    limits.max_streamed_body_bytes = 8192;
    const Streams streams = [&](const wt::http::Request&) { return data[0] % 2 == 1; };
    RequestReader reader(limits, &streams);
    bool streaming = false;
    std::uint64_t streamed = 0;
    while (!bytes.over()) {
        const std::size_t used = reader.feed(bytes.seen());
        WT_ASSERT(used <= bytes.seen().size());
        WT_ASSERT(reader.body_bytes() <= limits.max_body_bytes);
        if (!streaming && reader.progress() == Progress::body && reader.streams()) {
            streaming = true;
            streamed = 0;
            (void)reader.take_head();
        }
        if (streaming) {
            streamed += reader.take_body().size();
            WT_ASSERT(reader.length() ? streamed + reader.body_left() == *reader.length()
                                      : streamed <= limits.max_streamed_body_bytes);
        }
        if (reader.progress() == Progress::failed) break;
        if (reader.progress() == Progress::complete) {
            if (streaming) {
                reader.finish();
                streaming = false;
            } else {
                (void)reader.take();
            }
            bytes.next_message(used);
        } else if (!bytes.more(used)) {
            break;
        }
    }
    return 0;
}
