#include "edge/compression.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <brotli/encode.h>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "base/gzip.hpp"

namespace wt::edge {

namespace {

constexpr std::size_t smallest = 1'000;
constexpr std::size_t largest = 10'000'000;

// Those of the Developer Guide's list that a REST service and its pages send.
constexpr std::array<std::string_view, 26> types{
    "application/dash+xml",
    "application/eot",
    "application/font",
    "application/font-sfnt",
    "application/javascript",
    "application/json",
    "application/opentype",
    "application/otf",
    "application/pdf",
    "application/pkcs7-mime",
    "application/rss+xml",
    "application/truetype",
    "application/ttf",
    "application/wasm",
    "application/x-javascript",
    "application/xhtml+xml",
    "application/xml",
    "application/xml+rss",
    "font/eot",
    "font/otf",
    "font/ttf",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
};
constexpr std::array<std::string_view, 6> more_types{"text/js",  "text/plain",       "text/richtext",
                                                     "text/xml", "text/x-component", "text/tab-separated-values"};

[[nodiscard]] bool compressible(const http::Response& response) {
    if (response.status != 200 && response.status != 403 && response.status != 404) return false;
    if (response.body.size() < smallest || response.body.size() > largest) return false;
    if (response.headers.has("Content-Encoding") || response.headers.has("Transfer-Encoding")) return false;
    const std::string_view field = response.headers.get("Content-Type");
    const std::string_view type = trimmed(field.substr(0, field.find(';')));
    return std::find(types.begin(), types.end(), type) != types.end() ||
           std::find(more_types.begin(), more_types.end(), type) != more_types.end();
}

[[nodiscard]] Text brotli(std::string_view body) {
    constexpr int quality = 5;  // Assumed: what servers use for what they compress as it is asked for
    std::string to(BrotliEncoderMaxCompressedSize(body.size()), '\0');
    std::size_t size = to.size();
    const auto done = BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, body.size(),
                                            reinterpret_cast<const std::uint8_t*>(body.data()), &size,
                                            reinterpret_cast<std::uint8_t*>(to.data()));
    WT_ASSERT(done == BROTLI_TRUE);
    return Text(std::string_view(to).substr(0, size));
}

}  // namespace

void compress(http::Response& response, Encoding encoding) {
    if (encoding == Encoding::identity || !compressible(response)) return;
    if (encoding == Encoding::brotli) {
        response.body = brotli(response.body);
        response.headers.set("Content-Encoding", "br");
    } else {
        response.body = gzip(response.body);
        response.headers.set("Content-Encoding", "gzip");
    }
    response.headers.remove("Content-Length");
    response.headers.set("Vary", "Accept-Encoding");
    const Text* tag = response.headers.find("ETag");
    if (tag != nullptr && tag->starts_with("\"")) {
        response.headers.set("ETag", Text("W/" + tag->str()));
    }
}

}  // namespace wt::edge
