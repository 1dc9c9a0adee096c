// Whatever bytes come as a body in chunks: they give the same data or the same error, however they are cut; and no more
// is data than was announced. The first four bytes say how.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "aws/chunked_decoder.hpp"
#include "base/assert.hpp"

namespace {

using namespace wt::aws;

struct Outcome {
    std::string data;
    std::string error;
    std::string checksum;

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// In pieces of `step` bytes and a little more each time.
Outcome decode(std::string_view bytes, std::size_t step, const ChunkedForm& form,
               const std::optional<ChunkSignatures>& signatures) {
    ChunkedDecoder decoder(form, signatures);
    Outcome outcome;
    for (std::size_t i = 0; !bytes.empty(); ++i) {
        std::string_view piece = bytes.substr(0, step + i % 3);
        bytes.remove_prefix(piece.size());
        while (!piece.empty()) {
            const auto fed = decoder.feed(piece);
            if (!fed.ok()) {
                outcome.error = std::string(fed.error().code);
                // How much came before an error depends on the cuts: whoever took it throws it away.
                outcome.data.clear();
                return outcome;
            }
            WT_ASSERT(fed->used > 0 && fed->used <= piece.size() && fed->data.size() <= fed->used);
            outcome.data += fed->data;
            WT_ASSERT(outcome.data.size() <= form.decoded_length);
            piece.remove_prefix(fed->used);
        }
    }
    if (const auto error = decoder.finish()) {
        outcome.error = std::string(error->code);
    } else {
        WT_ASSERT(outcome.data.size() == form.decoded_length);
    }
    outcome.checksum = decoder.trailer("x-amz-checksum-crc32").value_or("");
    return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 4) return 0;
    ChunkedForm form;
    if ((data[0] & 1) != 0) form.chunks = ChunkedForm::Chunks::with_signatures;
    if ((data[0] & 2) != 0) form.trailers = {"x-amz-checksum-crc32"};
    form.decoded_length = data[1] * std::uint64_t{257};
    std::optional<ChunkSignatures> signatures;
    if ((data[0] & 4) != 0) signatures.emplace(DigestValue("key"), AmzDate(), "scope", "seed");
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 4, size - 4);

    const Outcome whole = decode(bytes, size, form, signatures);
    WT_ASSERT(decode(bytes, 1 + data[2], form, signatures) == whole);
    WT_ASSERT(decode(bytes, 1 + data[3] * std::size_t{97}, form, signatures) == whole);
    WT_ASSERT(decode(bytes, 1, form, signatures) == whole);
    return 0;
}
