#include "stream/compression.hpp"

#include <algorithm>
#include <string>

#include <snappy.h>
#include <zlib.h>

#include "base/assert.hpp"
#include "base/gzip.hpp"

namespace wt::stream {

namespace {

/// Hadoop's BlockCompressorStream: blocks of so many bytes, each behind its length and its pieces behind theirs.
constexpr std::size_t hadoop_block = std::size_t{256} * 1024;

void append_little(std::string& to, std::uint64_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) to += static_cast<char>(number >> (8 * i) & 0xff);
}
void append_big(std::string& to, std::uint64_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) to += static_cast<char>(number >> shift & 0xff);
}
[[nodiscard]] std::string snappy_of(std::string_view bytes) {
    std::string packed;
    snappy::Compress(bytes.data(), bytes.size(), &packed);
    return packed;
}

[[nodiscard]] Text hadoop_of(std::string_view bytes) {
    std::string to;
    while (!bytes.empty()) {
        const std::string_view block = bytes.substr(0, hadoop_block);
        const std::string packed = snappy_of(block);
        append_big(to, block.size());
        append_big(to, packed.size());
        to += packed;
        bytes.remove_prefix(block.size());
    }
    return Text(to);
}

/// An archive of one file, "data", whose deflated bytes and check are those that gzip would have (PKWARE, APPNOTE.TXT).
[[nodiscard]] Text zip_of(std::string_view bytes) {
    constexpr std::string_view name = "data";
    constexpr std::size_t gzip_head = 10;
    constexpr std::size_t gzip_tail = 8;
    const Text packed = gzip(bytes);
    const std::string_view deflated = packed.view().substr(gzip_head, packed.size() - gzip_head - gzip_tail);
    const auto check = ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());  // NOLINT
    const auto about = [&](std::string& to) {
        append_little(to, 20, 2);    // version that is needed
        append_little(to, 0, 2);     // flags
        append_little(to, 8, 2);     // deflated
        append_little(to, 0, 2);     // time
        append_little(to, 0x21, 2);  // 1980-01-01
        append_little(to, check, 4);
        append_little(to, deflated.size(), 4);
        append_little(to, bytes.size(), 4);
        append_little(to, name.size(), 2);
        append_little(to, 0, 2);  // no extra field
    };
    std::string to = "PK\x03\x04";
    about(to);
    to += name;
    to += deflated;
    const std::size_t directory = to.size();
    to += "PK\x01\x02";
    append_little(to, 20, 2);  // version that made it
    about(to);
    append_little(to, 0, 2);  // no comment
    append_little(to, 0, 2);  // disk
    append_little(to, 0, 2);  // attributes
    append_little(to, 0, 4);
    append_little(to, 0, 4);  // where the file begins
    to += name;
    const std::size_t size = to.size() - directory;
    to += "PK\x05\x06";
    append_little(to, 0, 4);
    append_little(to, 1, 2);
    append_little(to, 1, 2);
    append_little(to, size, 4);
    append_little(to, directory, 4);
    append_little(to, 0, 2);
    return Text(to);
}

}  // namespace

Text compressed(Compression how, std::string_view bytes) {
    switch (how) {
        case Compression::none: return Text(bytes);
        case Compression::gzip: return gzip(bytes);
        case Compression::zip: return zip_of(bytes);
        case Compression::snappy: return Text(snappy_of(bytes));
        case Compression::hadoop_snappy: return hadoop_of(bytes);
    }
    return {};
}

std::string_view extension_of(Compression how) {
    switch (how) {
        case Compression::none: break;
        case Compression::gzip: return ".gz";
        case Compression::zip: return ".zip";
        case Compression::snappy: return ".snappy";
        case Compression::hadoop_snappy: return ".hsnappy";
    }
    return {};
}

}  // namespace wt::stream
