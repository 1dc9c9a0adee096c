#include "base/gzip.hpp"

#include <algorithm>
#include <string>

#include <zlib.h>

#include "base/assert.hpp"

namespace wt {

namespace {

constexpr int window_with_gzip_header = 15 + 16;

[[nodiscard]] Bytef* bytes_of(const char* data) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(data));  // NOLINT: zlib does not write to its input
}

}  // namespace

Text gzip(std::string_view bytes) {
    z_stream stream{};
    int state =
        deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window_with_gzip_header, 8, Z_DEFAULT_STRATEGY);
    WT_ASSERT(state == Z_OK);
    std::string to(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = bytes_of(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = bytes_of(to.data());
    stream.avail_out = static_cast<uInt>(to.size());
    state = deflate(&stream, Z_FINISH);
    WT_ASSERT(state == Z_STREAM_END);
    const std::size_t size = stream.total_out;
    deflateEnd(&stream);
    return Text(std::string_view(to).substr(0, size));
}

std::optional<Text> gunzip(std::string_view bytes, std::size_t most) {
    if (!is_gzip(bytes)) return std::nullopt;
    z_stream stream{};
    int state = inflateInit2(&stream, window_with_gzip_header);
    WT_ASSERT(state == Z_OK);
    stream.next_in = bytes_of(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string to;
    std::size_t filled = 0;
    for (;;) {
        if (filled == to.size()) {
            if (to.size() == most) break;
            to.resize(std::min(most, std::max<std::size_t>(to.size() * 2, bytes.size() * 4)));
        }
        stream.next_out = bytes_of(to.data() + filled);
        stream.avail_out = static_cast<uInt>(to.size() - filled);
        state = inflate(&stream, Z_NO_FLUSH);
        filled = to.size() - stream.avail_out;
        if (state == Z_STREAM_END && stream.avail_in > 0) state = inflateReset(&stream);
        if (state != Z_OK || (stream.avail_in == 0 && stream.avail_out > 0)) break;
    }
    inflateEnd(&stream);
    if (state != Z_STREAM_END) return std::nullopt;
    return Text(std::string_view(to).substr(0, filled));
}

}  // namespace wt
