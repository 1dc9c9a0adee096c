#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/chunk_signatures.hpp"
#include "aws/digests.hpp"
#include "aws/error.hpp"
#include "base/result.hpp"

namespace wt::aws {

/// What a request says of its body in chunks.
struct ChunkedForm {
    /// Whether chunks and trailer carry signatures.
    enum class Chunks : std::uint8_t { plain, with_signatures };
    Chunks chunks = Chunks::plain;
    std::uint64_t decoded_length = 0;   // x-amz-decoded-content-length
    std::vector<std::string> trailers;  // of x-amz-trailer, in lower case: all of them come, and no others
};

/// Takes aws-chunked coding off a body, as its bytes come: a state machine that does no I/O and keeps no more than a
/// line of it. A chunk's line is at most 256 bytes long, the trailer 8 KiB. Every chunk but the last holds 8 KiB or
/// more. What is wrong shows as S3's error, after which nothing more is fed.
class ChunkedDecoder {
public:
    /// Without `signatures` those of the chunks are not checked.
    ChunkedDecoder(ChunkedForm form, std::optional<ChunkSignatures> signatures);

    /// How many of the bytes were used up, and which of them are data: a part of what was fed, maybe empty. The rest is
    /// fed again; always at least one byte is used.
    struct Step {
        std::size_t used = 0;
        std::string_view data;
    };
    [[nodiscard]] Result<Step, Error> feed(std::string_view bytes);
    /// At the end of the body: what is missing, if anything is.
    [[nodiscard]] std::optional<Error> finish() const;

    /// A field of the trailer, by its name in lower case.
    [[nodiscard]] std::optional<std::string> trailer(std::string_view name) const;
    [[nodiscard]] std::uint64_t decoded_length() const { return form_.decoded_length; }

private:
    enum class State : std::uint8_t { size, data, data_end, trailer, end };

    [[nodiscard]] std::optional<Error> feed_line(std::string_view bytes, std::size_t& used);
    [[nodiscard]] std::optional<Error> take_line(std::string_view line);
    [[nodiscard]] std::optional<Error> take_size(std::string_view line);
    [[nodiscard]] std::optional<Error> take_trailer(std::string_view line);
    [[nodiscard]] std::optional<Error> chunk_ends();
    [[nodiscard]] bool complete() const;

    ChunkedForm form_;
    std::optional<ChunkSignatures> signatures_;
    std::optional<Digest> sha256_;  // of the chunk's bytes, when signatures are checked
    State state_ = State::size;
    std::string line_;              // what has come of it
    std::string chunk_signature_;   // as sent
    std::uint64_t left_ = 0;        // bytes of the chunk
    std::uint64_t chunk_size_ = 0;  // of the chunk
    std::uint64_t announced_ = 0;   // bytes of all chunks so far
    std::uint64_t chunks_ = 0;
    std::size_t trailer_bytes_ = 0;
    std::string trailer_text_;  // what its signature covers
    bool trailer_signed_ = false;
    std::vector<std::pair<std::string, std::string>> trailer_;
};

}  // namespace wt::aws
