#include "storage/s3/content.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/base64.hpp"
#include "storage/s3/errors.hpp"

namespace wt::s3 {

namespace {

constexpr std::size_t small = store::Store::small_blob;

[[nodiscard]] aws::Error broken_store() { return aws::Error(errors::internal_error); }

[[nodiscard]] aws::Error too_large(std::uint64_t size, std::uint64_t most) {
    return aws::Error(errors::entity_too_large)
        .with("ProposedSize", std::to_string(size))
        .with("MaxSizeAllowed", std::to_string(most));
}

/// Every digest that somebody wants of a body. One that comes in a single piece, as most do, is digested at once at its
/// end, which spares OpenSSL's contexts.
class Digesting {
public:
    Digesting(ChecksumAlgorithm kept, std::optional<ChecksumAlgorithm> sent) : kept_(kept), sent_(sent) {}

    void add(const Text& piece) {
        if (running_) return running_->add(piece);
        if (only_.empty()) {
            only_ = piece;
            return;
        }
        running_.emplace(kept_, sent_.value_or(kept_));
        running_->add(only_);
        running_->add(piece);
        only_ = Text();
    }

    struct Results {
        aws::DigestValue md5;
        std::string kept;  // base64
        std::string sent;  // base64
    };
    [[nodiscard]] Results finish() {
        Results results;
        results.md5 = running_ ? running_->md5.finish() : aws::digest(aws::Algorithm::md5, only_);
        results.kept = (running_ ? running_->kept.finish() : aws::digest(kept_, only_)).base64();
        results.sent = results.kept;
        if (sent_ && *sent_ != kept_) {
            results.sent = (running_ ? running_->sent->finish() : aws::digest(*sent_, only_)).base64();
        }
        return results;
    }

private:
    struct Running {
        Running(ChecksumAlgorithm to_keep, ChecksumAlgorithm was_sent) : md5(aws::Algorithm::md5), kept(to_keep) {
            if (was_sent != to_keep) sent.emplace(was_sent);
        }
        void add(std::string_view bytes) {
            md5.add(bytes);
            kept.add(bytes);
            if (sent) sent->add(bytes);
        }
        aws::Digest md5;
        aws::Digest kept;
        std::optional<aws::Digest> sent;
    };

    ChecksumAlgorithm kept_;
    std::optional<ChecksumAlgorithm> sent_;
    Text only_;
    std::optional<Running> running_;
};

/// Bytes on their way into the store: in memory while they are few, else through a writer.
class Intake {
public:
    explicit Intake(std::shared_ptr<Journal> journal) : journal_(std::move(journal)) {}

    [[nodiscard]] Task<std::optional<Error>> add(Text piece) {
        size_ += piece.size();
        if (writer_ == nullptr && size_ <= small) {
            if (first_.empty() && rest_.empty()) {
                first_ = std::move(piece);
            } else {
                rest_.append(piece.view());
            }
            co_return std::nullopt;
        }
        if (writer_ == nullptr) {
            writer_ = journal_->store().write();
            auto problem = co_await pass_on(std::exchange(first_, Text()));
            if (problem) co_return problem;
            problem = co_await pass_on(Text(std::exchange(rest_, std::string())));
            if (problem) co_return problem;
        }
        co_return co_await pass_on(std::move(piece));
    }

    [[nodiscard]] Task<Result<BlobRef, aws::Error>> finish() {
        if (writer_ == nullptr) {
            if (!rest_.empty()) first_ = Text(first_.str() + rest_);
            const Result<store::BlobId> kept = journal_->store().keep(std::move(first_));
            if (!kept.ok()) co_return broken_store();
            co_return journal_->adopt(*kept);
        }
        const Result<store::BlobId> written = co_await writer_->finish();
        if (!written.ok()) co_return broken_store();
        co_return journal_->adopt(*written);
    }

    [[nodiscard]] std::uint64_t size() const { return size_; }

private:
    [[nodiscard]] Task<std::optional<Error>> pass_on(Text piece) {
        if (piece.empty()) co_return std::nullopt;
        co_return co_await writer_->write(std::move(piece));
    }

    std::shared_ptr<Journal> journal_;
    Text first_;
    std::string rest_;
    std::unique_ptr<store::BlobWriter> writer_;
    std::uint64_t size_ = 0;
};

[[nodiscard]] aws::Error invalid_value(ChecksumAlgorithm algorithm) {
    return aws::Error(errors::invalid_request,
                      fmt::format("Value for x-amz-checksum-{} header is invalid.", lower_name_of(algorithm)));
}

/// What is wrong with the headers, before a byte has come.
[[nodiscard]] std::optional<aws::Error> problem_of(const Expectations& expected, std::optional<std::uint64_t> length) {
    if (expected.content_md5 && !is_checksum(aws::Algorithm::md5, *expected.content_md5)) {
        return aws::Error(errors::invalid_digest).with("Content-MD5", *expected.content_md5);
    }
    if (expected.checksum && expected.algorithm && !is_checksum(*expected.algorithm, *expected.checksum)) {
        return invalid_value(*expected.algorithm);
    }
    if (length && *length > expected.most) return too_large(*length, expected.most);
    return std::nullopt;
}

/// What is wrong with the bytes, after all of them.
[[nodiscard]] std::optional<aws::Error> problem_of(const Expectations& expected, const aws::Payload& payload,
                                                   const Digesting::Results& found) {
    if (expected.content_md5 && *expected.content_md5 != found.md5.base64()) {
        return aws::Error(errors::bad_content_md5)
            .with("CalculatedDigest", found.md5.base64())
            .with("ExpectedDigest", aws::DigestValue(base64_decode(*expected.content_md5).value()).hex());
    }
    if (!expected.algorithm) return std::nullopt;
    std::optional<std::string> checksum = expected.checksum;
    if (!checksum && expected.in_trailer) {
        checksum = payload.trailer(fmt::format("x-amz-checksum-{}", lower_name_of(*expected.algorithm)));
        if (!checksum) return aws::Error(errors::malformed_trailer);
        if (!is_checksum(*expected.algorithm, *checksum)) return invalid_value(*expected.algorithm);
    }
    if (!checksum || *checksum == found.sent) return std::nullopt;
    return aws::Error(errors::bad_checksum, fmt::format("The {} you specified did not match the calculated checksum.",
                                                        aws::name(*expected.algorithm)));
}

/// A span of a version, one blob after another.
class VersionStream final : public http::BodyStream {
public:
    VersionStream(store::Store& store, VersionRef version, Span span)
        : store_(store), version_(std::move(version)), segments_(cut(version_->content, span)), size_(span.size) {}

    [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }

    [[nodiscard]] Task<Result<Text>> next() override {
        while (open()) {
            Result<Text> piece = co_await current_->next();
            if (!piece.ok()) co_return piece;
            // A blob that ends early shows at the end: the stream is then shorter than its size.
            left_ = piece->empty() ? 0 : left_ - std::min<std::uint64_t>(left_, piece->size());
            if (!piece->empty()) co_return piece;
        }
        co_return Text();
    }

    [[nodiscard]] std::optional<http::FileSlice> take_file() override {
        if (!open()) return std::nullopt;
        const auto slice = current_->take_file();
        if (slice) left_ -= std::min(left_, slice->size);
        return slice;
    }

private:
    /// Whether there is something to read, opening the next blob if need be.
    [[nodiscard]] bool open() {
        if (left_ > 0) return true;
        if (at_ == segments_.size()) return false;
        const Segment& segment = segments_[at_++];
        current_ = store_.read(segment.blob->id(), segment.offset, segment.size);
        left_ = segment.size;
        return true;
    }

    store::Store& store_;
    VersionRef version_;
    std::vector<Segment> segments_;
    std::uint64_t size_;
    std::size_t at_ = 0;
    std::shared_ptr<http::BodyStream> current_;  // kept to its end: its descriptor may still be sent from
    std::uint64_t left_ = 0;                     // of it
};

}  // namespace

Task<Result<Content, aws::Error>> receive(std::shared_ptr<Journal> journal, aws::Payload& payload,
                                          Expectations expectations) {
    if (auto problem = problem_of(expectations, payload.length())) co_return std::move(*problem);
    Content content;
    content.checksum.algorithm =
        expectations.kept.value_or(expectations.algorithm.value_or(ChecksumAlgorithm::crc64nvme));
    Digesting digests(content.checksum.algorithm, expectations.algorithm);
    Intake intake(journal);
    for (;;) {
        Result<Text, aws::Error> piece = co_await payload.next();
        if (!piece.ok()) co_return piece.error();
        if (piece->empty()) break;
        if (piece->size() > expectations.most - intake.size()) {
            co_return too_large(intake.size() + piece->size(), expectations.most);
        }
        digests.add(*piece);
        const auto problem = co_await intake.add(std::move(*piece));
        if (problem) co_return broken_store();
    }
    if (payload.length() && *payload.length() != intake.size()) co_return aws::Error(errors::incomplete_body);
    const Digesting::Results found = digests.finish();
    if (auto problem = problem_of(expectations, payload, found)) co_return std::move(*problem);
    content.size = intake.size();
    content.md5 = found.md5;
    content.checksum.value = found.kept;
    if (expectations.algorithm && (expectations.checksum || expectations.in_trailer))
        content.sent = Checksum{*expectations.algorithm, ChecksumType::full_object, found.sent};
    Result<BlobRef, aws::Error> blob = co_await intake.finish();
    if (!blob.ok()) co_return blob.error();
    content.segments.push_back(Segment{std::move(*blob), 0, content.size});
    co_return content;
}

Task<Result<BlobRef, aws::Error>> keep(std::shared_ptr<Journal> journal, Text bytes) {
    Intake intake(std::move(journal));
    const auto problem = co_await intake.add(std::move(bytes));
    if (problem) co_return broken_store();
    co_return co_await intake.finish();
}

std::shared_ptr<http::BodyStream> stream_of(const Journal& journal, VersionRef version, Span span) {
    return std::make_shared<VersionStream>(journal.store(), std::move(version), span);
}

std::optional<Text> text_of(const Journal& journal, const ObjectVersion& version, Span span) {
    if (span.size == 0) return Text();
    const std::vector<Segment> segments = cut(version.content, span);
    if (segments.size() > 1) return std::nullopt;
    const Segment& only = segments.front();
    std::optional<Text> blob = journal.store().whole(only.blob->id());
    if (!blob || (only.offset == 0 && only.size == blob->size())) return blob;
    if (only.size > small) return std::nullopt;
    return Text(blob->view().substr(only.offset, only.size));
}

Task<Result<Text>> collect(std::shared_ptr<http::BodyStream> stream) {
    std::uint64_t at = 0;
    const std::uint64_t size = stream->size().value();
    if (size > UINT32_MAX) co_return Error{"an object of more than 4 GiB does not fit into memory in one piece"};
    char* room = nullptr;
    Text all = Text::make(size, [&](char* to) { room = to; });
    for (;;) {
        const Result<Text> piece = co_await stream->next();
        if (!piece.ok()) co_return piece.error();
        if (piece->empty()) break;
        WT_ASSERT(at + piece->size() <= size);
        std::memcpy(room + at, piece->data(), piece->size());
        at += piece->size();
    }
    if (at != size) co_return Error{"an object ended before it was whole"};
    co_return all;
}

std::vector<Segment> cut(const std::vector<Segment>& content, Span span) {
    std::vector<Segment> pieces;
    std::uint64_t begin = 0;
    for (const Segment& segment : content) {
        const std::uint64_t from = std::max(begin, span.offset);
        const std::uint64_t to = std::min(begin + segment.size, span.offset + span.size);
        if (from < to) pieces.push_back({segment.blob, segment.offset + (from - begin), to - from});
        begin += segment.size;
    }
    return pieces;
}

Task<Result<Digests, aws::Error>> digest(std::shared_ptr<http::BodyStream> stream, ChecksumAlgorithm algorithm) {
    Digesting digesting(algorithm, std::nullopt);
    for (;;) {
        const Result<Text> piece = co_await stream->next();
        if (!piece.ok()) co_return broken_store();
        if (piece->empty()) break;
        digesting.add(*piece);
    }
    const Digesting::Results found = digesting.finish();
    Digests digests;
    digests.md5 = found.md5;
    digests.checksum = found.kept;
    co_return digests;
}

}  // namespace wt::s3
