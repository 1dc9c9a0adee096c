// Whatever bytes a client sends, in whatever pieces: the reader ends up with a request or a status, within its limits,
// whether bodies are streamed (an odd first byte) or not.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "front/request_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wt::front;
    if (size == 0) return 0;
    const std::size_t piece = 1 + data[0];
    std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    Limits limits;
    limits.max_body_bytes = 4096;
    limits.max_streamed_body_bytes = 8192;
    const Streams streams = [&](const wt::http::Request&) { return data[0] % 2 == 1; };
    RequestReader reader(limits, &streams);
    bool streaming = false;
    std::uint64_t streamed = 0;
    std::string_view seen = bytes.substr(0, piece);
    while (!bytes.empty()) {
        const std::size_t used = reader.feed(seen);
        WT_ASSERT(used <= seen.size());
        WT_ASSERT(reader.body_bytes() <= limits.max_body_bytes);
        bytes.remove_prefix(used);
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
            seen = bytes.substr(0, piece);
            continue;
        }
        if (seen.size() - used == bytes.size()) break;  // everything has been offered
        seen = bytes.substr(0, seen.size() - used + piece);
    }
    return 0;
}
