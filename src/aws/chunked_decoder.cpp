#include "aws/chunked_decoder.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "aws/signature_errors.hpp"
#include "base/ascii.hpp"
#include "base/assert.hpp"

namespace wt::aws {

namespace {

constexpr std::size_t longest_line = 256;          // of a chunk's size and signature; ours
constexpr std::size_t longest_trailer = 8 * 1024;  // ours
constexpr std::uint64_t smallest_chunk = 8 * 1024;

constexpr std::string_view signature_extension = "chunk-signature=";
constexpr std::string_view trailer_signature = "x-amz-trailer-signature";

[[nodiscard]] Error incomplete_body(std::string sentence) {
    constexpr ErrorRow incomplete_body = {"IncompleteBody", 400, ""};
    return {incomplete_body, std::move(sentence)};
}

[[nodiscard]] Error broken_off() { return incomplete_body("The request body terminated unexpectedly"); }

[[nodiscard]] Error wrong_length() {
    return incomplete_body("You did not provide the number of bytes specified by the Content-Length HTTP header");
}

[[nodiscard]] Error malformed_trailer() {
    constexpr ErrorRow malformed = {
        "MalformedTrailerError", 400,
        "The request contained trailing data that was not well-formed or did not conform to our published schema."};
    return Error(malformed);
}

[[nodiscard]] Error small_chunk(std::uint64_t number, std::uint64_t size) {
    constexpr ErrorRow small = {"InvalidChunkSizeError", 403,
                                "Only the last chunk is allowed to have a size less than 8192 bytes"};
    return Error(small).with("Chunk", fmt::format("{}", number)).with("BadChunkSize", fmt::format("{}", size));
}

}  // namespace

ChunkedDecoder::ChunkedDecoder(ChunkedForm form, std::optional<ChunkSignatures> signatures)
    : form_(std::move(form)), signatures_(std::move(signatures)) {
    if (form_.chunks == ChunkedForm::Chunks::plain) signatures_.reset();
    if (signatures_) sha256_.emplace(Algorithm::sha256);
}

Result<ChunkedDecoder::Step, Error> ChunkedDecoder::feed(std::string_view bytes) {
    WT_ASSERT(!bytes.empty());
    Step step;
    if (state_ == State::data) {
        step.data = bytes.substr(0, std::min<std::uint64_t>(left_, bytes.size()));
        step.used = step.data.size();
        left_ -= step.used;
        if (sha256_) sha256_->add(step.data);
        if (left_ > 0) return step;
        state_ = State::data_end;
        if (auto error = chunk_ends()) return *std::move(error);
        return step;
    }
    if (auto error = feed_line(bytes, step.used)) return *std::move(error);
    return step;
}

std::optional<Error> ChunkedDecoder::feed_line(std::string_view bytes, std::size_t& used) {
    const std::size_t end = bytes.find('\n');
    used = end == std::string_view::npos ? bytes.size() : end + 1;
    const std::string_view part = bytes.substr(0, used);
    const bool in_trailer = state_ == State::trailer || state_ == State::end;
    if (in_trailer) {
        trailer_bytes_ += part.size();
        if (trailer_bytes_ > longest_trailer) return malformed_trailer();
    } else if (line_.size() + part.size() > longest_line) {
        return broken_off();
    }
    if (line_.empty() && end != std::string_view::npos) return take_line(part);
    line_ += part;
    if (end == std::string_view::npos) return std::nullopt;
    const std::string whole = std::exchange(line_, {});
    return take_line(whole);
}

std::optional<Error> ChunkedDecoder::take_line(std::string_view line) {
    line.remove_suffix(1);
    const bool returned = line.ends_with('\r');
    if (returned) line.remove_suffix(1);
    switch (state_) {
        case State::size: return returned ? take_size(line) : broken_off();
        case State::data_end:
            if (!returned || !line.empty()) return broken_off();
            state_ = State::size;
            return std::nullopt;
        case State::trailer: return take_trailer(line);  // some clients end its lines with a line feed alone
        case State::end: break;
        case State::data: WT_ASSERT(false);
    }
    if (line.empty()) return std::nullopt;  // some clients add empty lines
    return malformed_trailer();
}

/// "10000;chunk-signature=..."
std::optional<Error> ChunkedDecoder::take_size(std::string_view line) {
    const std::size_t semicolon = std::min(line.find(';'), line.size());
    const std::string_view digits = line.substr(0, semicolon);
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
    if (error != std::errc() || end != digits.data() + digits.size()) return broken_off();

    if (form_.chunks == ChunkedForm::Chunks::with_signatures) {
        const std::string_view extension = line.substr(std::min(semicolon + 1, line.size()));
        if (!extension.starts_with(signature_extension)) return broken_off();
        chunk_signature_ = extension.substr(signature_extension.size());
    }
    ++chunks_;
    if (size > 0 && chunks_ > 1 && chunk_size_ < smallest_chunk) return small_chunk(chunks_, chunk_size_);
    if (size > form_.decoded_length - announced_) return wrong_length();
    announced_ += size;
    chunk_size_ = size;
    left_ = size;
    if (size > 0) {
        state_ = State::data;
        return std::nullopt;
    }
    if (announced_ != form_.decoded_length) return wrong_length();
    state_ = State::trailer;
    return chunk_ends();
}

std::optional<Error> ChunkedDecoder::chunk_ends() {
    if (!signatures_) return std::nullopt;
    if (equal_in_constant_time(signatures_->chunk(sha256_->finish()), chunk_signature_)) return std::nullopt;
    return signature_mismatch(Dialect::s3);
}

/// "x-amz-checksum-crc32:NhCmhg==". An empty line ends it once everything has come that was announced.
std::optional<Error> ChunkedDecoder::take_trailer(std::string_view line) {
    if (line.empty()) {
        if (complete()) state_ = State::end;
        return std::nullopt;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return malformed_trailer();
    const std::string name = lowered(trimmed(line.substr(0, colon)));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (name == trailer_signature && form_.chunks == ChunkedForm::Chunks::with_signatures && !trailer_signed_) {
        trailer_signed_ = true;
        if (!signatures_ || equal_in_constant_time(signatures_->trailer(trailer_text_), value)) return std::nullopt;
        return signature_mismatch(Dialect::s3);
    }
    if (trailer_signed_ || trailer(name) || std::ranges::find(form_.trailers, name) == form_.trailers.end()) {
        return malformed_trailer();
    }
    trailer_text_ += fmt::format("{}:{}\n", name, value);
    trailer_.emplace_back(name, value);
    return std::nullopt;
}

bool ChunkedDecoder::complete() const {
    const bool wants_signature = form_.chunks == ChunkedForm::Chunks::with_signatures && !form_.trailers.empty();
    return trailer_.size() == form_.trailers.size() && (trailer_signed_ || !wants_signature);
}

std::optional<Error> ChunkedDecoder::finish() const {
    if (state_ != State::trailer && state_ != State::end) return broken_off();
    if (!complete() || !(line_.empty() || line_ == "\r")) return malformed_trailer();
    return std::nullopt;
}

std::optional<std::string> ChunkedDecoder::trailer(std::string_view name) const {
    for (const auto& [key, value] : trailer_) {
        if (key == name) return value;
    }
    return std::nullopt;
}

}  // namespace wt::aws
