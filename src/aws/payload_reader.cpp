#include "aws/payload_reader.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "aws/chunked_decoder.hpp"
#include "aws/content_sha256.hpp"
#include "aws/digests.hpp"
#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "http/body.hpp"

namespace wt::aws {

namespace {

constexpr ErrorRow fewer_bytes = {
    "IncompleteBody", 400, "You did not provide the number of bytes specified by the Content-Length HTTP header"};
constexpr ErrorRow missing_length = {"MissingContentLength", 411, "You must provide the Content-Length HTTP header."};
constexpr ErrorRow too_large_for_us = {"EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size"};
constexpr ErrorRow wrong_hash = {"XAmzContentSHA256Mismatch", 400,
                                 "The provided 'x-amz-content-sha256' header does not match what was computed."};
constexpr ErrorRow wrong_trailer = {"InvalidRequest", 400,
                                    "The value specified in the x-amz-trailer header is not supported"};

[[nodiscard]] Error error_of(http::BodyError error) {
    return Error(error == http::BodyError::too_large ? too_large_for_us : fewer_bytes);
}

/// A request's body, whichever way it is held: pieces, an empty one at the end.
class Source {
public:
    explicit Source(const http::Request& request) : stream_(request.stream), body_(request.body) {}

    [[nodiscard]] std::optional<std::uint64_t> length() const {
        if (stream_ != nullptr) return stream_->length();
        return body_.size();
    }
    [[nodiscard]] Task<Result<Text, http::BodyError>> next() {
        if (stream_ == nullptr) co_return std::exchange(body_, Text());
        co_return co_await stream_->next();
    }

private:
    std::shared_ptr<http::BodyReader> stream_;
    Text body_;
};

/// A body as it is.
class PlainPayload final : public Payload {
public:
    /// `hash` in hexadecimal; empty: none to check.
    PlainPayload(const http::Request& request, std::string hash)
        : source_(request), length_(source_.length()), hash_(std::move(hash)) {
        if (!hash_.empty()) sha256_.emplace(Algorithm::sha256);
    }

    [[nodiscard]] std::optional<std::uint64_t> length() const override { return length_; }
    [[nodiscard]] std::optional<std::string> trailer(std::string_view) const override { return std::nullopt; }

    [[nodiscard]] Task<Result<Text, Error>> next() override {
        auto piece = co_await source_.next();
        if (!piece.ok()) co_return error_of(piece.error());
        if (piece->empty()) {
            if (auto error = check()) co_return *std::move(error);
            co_return Text();
        }
        taken_ += piece->size();
        if (sha256_) sha256_->add(*piece);
        co_return std::move(*piece);
    }

private:
    [[nodiscard]] std::optional<Error> check() {
        if (length_ && *length_ != taken_) return Error(fewer_bytes);
        if (!sha256_) return std::nullopt;
        const std::string computed = sha256_->finish().hex();
        sha256_.reset();
        if (same_ignoring_case(computed, hash_)) return std::nullopt;
        return Error(wrong_hash).with("ClientComputedContentSHA256", hash_).with("S3ComputedContentSHA256", computed);
    }

    Source source_;
    std::optional<std::uint64_t> length_;
    std::uint64_t taken_ = 0;
    std::string hash_;
    std::optional<Digest> sha256_;
};

/// A body in chunks.
class ChunkedPayload final : public Payload {
public:
    ChunkedPayload(const http::Request& request, ChunkedForm form, std::optional<ChunkSignatures> signatures)
        : source_(request), decoder_(std::move(form), std::move(signatures)) {}

    [[nodiscard]] std::optional<std::uint64_t> length() const override { return decoder_.decoded_length(); }
    [[nodiscard]] std::optional<std::string> trailer(std::string_view name) const override {
        return decoder_.trailer(name);
    }

    [[nodiscard]] Task<Result<Text, Error>> next() override {
        for (;;) {
            auto coded = co_await source_.next();
            if (!coded.ok()) co_return error_of(coded.error());
            if (coded->empty()) {
                if (auto error = decoder_.finish()) co_return *std::move(error);
                co_return Text();
            }
            auto piece = decoded(*coded);
            if (!piece.ok() || !piece->empty()) co_return piece;
        }
    }

private:
    /// What of a piece is data: copied once, or not at all when all of it is.
    [[nodiscard]] Result<Text, Error> decoded(const Text& coded) {
        parts_.clear();
        std::size_t size = 0;
        for (std::string_view rest = coded; !rest.empty();) {
            const auto step = decoder_.feed(rest);
            if (!step.ok()) return step.error();
            rest.remove_prefix(step->used);
            if (!step->data.empty()) parts_.push_back(step->data);
            size += step->data.size();
        }
        if (size == coded.size()) return coded;
        return Text::make(size, [this](char* to) {
            for (const std::string_view part : parts_) to = std::ranges::copy(part, to).out;
        });
    }

    Source source_;
    ChunkedDecoder decoder_;
    std::vector<std::string_view> parts_;
};

[[nodiscard]] bool is_aws_chunked(const http::Headers& headers) {
    bool found = false;
    each_part(headers.get("content-encoding"), ',',
              [&found](std::string_view coding) { found = found || same_ignoring_case(coding, "aws-chunked"); });
    return found;
}

/// Only checksums may come in a trailer.
[[nodiscard]] Result<ChunkedForm, Error> chunked_form(const http::Headers& headers, ChunkedForm::Chunks chunks) {
    ChunkedForm form;
    form.chunks = chunks;
    const std::string_view length = headers.get("x-amz-decoded-content-length");
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), form.decoded_length);
    if (length.empty() || error != std::errc() || end != length.data() + length.size()) return Error(missing_length);

    bool supported = true;
    each_part(headers.get("x-amz-trailer"), ',', [&](std::string_view name) {
        std::string& to = form.trailers.emplace_back();
        for (const char c : name) to += lower(c);
        supported = supported && to.starts_with("x-amz-checksum-") && form.trailers.size() == 1;
    });
    if (!supported) return Error(wrong_trailer);
    return form;
}

}  // namespace

Result<std::unique_ptr<Payload>, Error> open_payload(const http::Request& request, const Signed& said,
                                                     std::optional<ChunkSignatures> signatures) {
    using Opened = std::unique_ptr<Payload>;
    const std::string hash(said.payload_hash.empty() ? request.headers.get("x-amz-content-sha256")
                                                     : said.payload_hash.view());
    const auto coding = parse_content_sha256(hash);
    if (!coding) return unknown_content_sha256(hash);
    auto chunks = ChunkedForm::Chunks::with_signatures;
    switch (*coding) {
        case PayloadCoding::ecdsa: return not_implemented("x-amz-content-sha256", hash);
        case PayloadCoding::hashed: return Opened(std::make_unique<PlainPayload>(request, hash));
        case PayloadCoding::plain:
            if (!is_aws_chunked(request.headers)) return Opened(std::make_unique<PlainPayload>(request, ""));
            chunks = ChunkedForm::Chunks::plain;
            break;
        case PayloadCoding::chunked: chunks = ChunkedForm::Chunks::plain; break;
        case PayloadCoding::signed_chunked:
        case PayloadCoding::signed_chunked_trailer: break;
    }
    auto form = chunked_form(request.headers, chunks);
    if (!form.ok()) return form.error();
    if (*coding == PayloadCoding::signed_chunked && !form->trailers.empty()) return Error(wrong_trailer);
    return Opened(std::make_unique<ChunkedPayload>(request, std::move(*form), std::move(signatures)));
}

Task<Result<Text, Error>> collect(Payload& payload, std::uint64_t limit, Error too_large) {
    constexpr std::uint64_t most = std::uint64_t{1} << 30;
    WT_ASSERT(limit <= most);
    if (payload.length().value_or(0) > limit) co_return too_large;
    Text first;
    std::string all;  // once there is a second piece
    for (;;) {
        auto piece = co_await payload.next();
        if (!piece.ok()) co_return piece.error();
        if (piece->empty()) break;
        if (first.size() + all.size() + piece->size() > limit) co_return too_large;
        if (first.empty() && all.empty()) {
            first = std::move(*piece);
            continue;
        }
        if (!first.empty()) {
            all = first.str();
            first = Text();
        }
        all += piece->view();
    }
    if (all.empty()) co_return first;
    co_return Text(all);
}

}  // namespace wt::aws
