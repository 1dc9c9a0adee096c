#include "aws/payload_reader.hpp"

#include <deque>

#include "aws/digests.hpp"
#include "aws/signature.hpp"
#include "catch.hpp"
#include "http/body.hpp"
#include "raw_request.hpp"

using namespace wt;
using namespace wt::aws;
using namespace wt::aws::test;

namespace {

/// A stream of pieces that may break off.
class Pieces final : public http::BodyReader {
public:
    Pieces(std::deque<std::string> pieces, std::optional<std::uint64_t> length,
           std::optional<http::BodyError> end = std::nullopt)
        : pieces_(std::move(pieces)), length_(length), end_(end) {}

    [[nodiscard]] std::optional<std::uint64_t> length() const override { return length_; }
    [[nodiscard]] Task<Result<Text, http::BodyError>> next() override {
        if (pieces_.empty()) {
            if (end_) co_return *end_;
            co_return Text();
        }
        Text piece(pieces_.front());
        pieces_.pop_front();
        co_return piece;
    }

private:
    std::deque<std::string> pieces_;
    std::optional<std::uint64_t> length_;
    std::optional<http::BodyError> end_;
};

template <class T>
T run(Task<T> task) {
    (void)task.start(std::noop_coroutine()).resume();
    return task.take();
}

constexpr ErrorRow too_long = {"TooLong", 413, "too long"};

/// The whole payload, or the error's code.
std::string taken(const http::Request& request, std::uint64_t limit = 1 << 20,
                  std::optional<ChunkSignatures> signatures = std::nullopt) {
    const auto said = read_signature(request, Dialect::s3);
    REQUIRE(said.ok());
    auto payload = open_payload(request, *said, std::move(signatures));
    if (!payload.ok()) return std::string(payload.error().code);
    const auto whole = run(collect(**payload, limit, aws::Error(too_long)));
    if (!whole.ok()) return std::string(whole.error().code);
    CHECK(run((*payload)->next())->empty());
    return whole->str();
}

http::Request put(std::string_view fields, std::string_view body) {
    return raw_request("PUT /b/k\nHost: h\n" + std::string(fields) + "\n" + std::string(body));
}

http::Request put(std::string_view fields, std::shared_ptr<http::BodyReader> stream) {
    http::Request request = put(fields, "");
    request.stream = std::move(stream);
    return request;
}

const std::string hello_hash = sha256("hello").hex();

}  // namespace

TEST_CASE("a plain body comes as it is, from memory and from a stream") {
    CHECK(taken(put("", "hello")) == "hello");
    CHECK(taken(put("", "")) == "");
    CHECK(taken(put("x-amz-content-sha256: UNSIGNED-PAYLOAD\n", "hello")) == "hello");
    CHECK(taken(put("", std::make_shared<Pieces>(std::deque<std::string>{"he", "l", "lo"}, 5))) == "hello");
    CHECK(taken(put("", std::make_shared<Pieces>(std::deque<std::string>{"hello"}, std::nullopt))) == "hello");
}

TEST_CASE("a body is held to the hash that its request says") {
    CHECK(taken(put("x-amz-content-sha256: " + hello_hash + "\n", "hello")) == "hello");
    const http::Request wrong = put("x-amz-content-sha256: " + hello_hash + "\n",
                                    std::make_shared<Pieces>(std::deque<std::string>{"hell", "O"}, 5));
    auto payload = open_payload(wrong, Signed{}, std::nullopt);
    REQUIRE(payload.ok());
    CHECK((*payload)->length() == 5);
    CHECK(*run((*payload)->next()) == "hell");
    CHECK(*run((*payload)->next()) == "O");
    const auto end = run((*payload)->next());
    REQUIRE_FALSE(end.ok());
    CHECK(end.error().code == "XAmzContentSHA256Mismatch");
    CHECK(end.error().status == 400);
    CHECK(end.error().message == "The provided 'x-amz-content-sha256' header does not match what was computed.");
    CHECK(end.error().details[0] == std::pair<std::string, std::string>("ClientComputedContentSHA256", hello_hash));
    CHECK(end.error().details[1] ==
          std::pair<std::string, std::string>("S3ComputedContentSHA256", sha256("hellO").hex()));
    CHECK(taken(put("x-amz-content-sha256: nonsense\n", "hello")) == "InvalidArgument");
}

TEST_CASE("a stream that breaks off or is too short is an incomplete body") {
    const std::deque<std::string> some = {"hel"};
    CHECK(taken(put("", std::make_shared<Pieces>(some, 5))) == "IncompleteBody");
    CHECK(taken(put("", std::make_shared<Pieces>(some, 5, http::BodyError::gone))) == "IncompleteBody");
    CHECK(taken(put("", std::make_shared<Pieces>(some, 5, http::BodyError::malformed))) == "IncompleteBody");
    CHECK(taken(put("", std::make_shared<Pieces>(some, std::nullopt, http::BodyError::too_large))) == "EntityTooLarge");
    const std::string chunked =
        "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\nx-amz-decoded-content-length: 5\n";
    CHECK(taken(put(chunked, std::make_shared<Pieces>(std::deque<std::string>{"5\r\nhel"}, 15))) == "IncompleteBody");
}

TEST_CASE("a body in chunks comes without them, and with what its trailer says") {
    const std::string fields =
        "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\nContent-Encoding: aws-chunked\n"
        "x-amz-decoded-content-length: 5\nx-amz-trailer: x-amz-checksum-crc32\n";
    const http::Request request = put(
        fields, std::make_shared<Pieces>(
                    std::deque<std::string>{"5", "\r\nhe", "llo", "\r\n0\r\nx-amz-checksum-crc32:NhCm", "hg==\r\n\r\n"},
                    std::nullopt));
    auto payload = open_payload(request, Signed{}, std::nullopt);
    REQUIRE(payload.ok());
    CHECK((*payload)->length() == 5);
    CHECK(*run((*payload)->next()) == "he");
    CHECK(*run((*payload)->next()) == "llo");
    CHECK(run((*payload)->next())->empty());
    CHECK((*payload)->trailer("x-amz-checksum-crc32") == "NhCmhg==");
    CHECK_FALSE((*payload)->trailer("x-amz-checksum-crc32c").has_value());

    const std::string body = "5\r\nhello\r\n0\r\n\r\n";
    CHECK(taken(put("x-amz-content-sha256: UNSIGNED-PAYLOAD\nContent-Encoding: gzip, aws-chunked\n"
                    "x-amz-decoded-content-length: 5\n",
                    body)) == "hello");
    CHECK(taken(put("x-amz-content-sha256: UNSIGNED-PAYLOAD\nContent-Encoding: gzip\n", body)) == body);
    CHECK(taken(put("x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\n", body)) == "MissingContentLength");
    CHECK(taken(put("x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\nx-amz-decoded-content-length: 5\n"
                    "x-amz-trailer: x-amz-meta-a\n",
                    body)) == "InvalidRequest");
}

TEST_CASE("a signed upload in chunks is right from its header to its trailer") {
    const std::string data(10'000, 'a');
    for (const char* coding : {"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"}) {
        const bool with_trailer = std::string_view(coding).ends_with("TRAILER");
        http::Request request = put("x-amz-content-sha256: " + std::string(coding) +
                                        "\nContent-Encoding: aws-chunked\n" + "x-amz-decoded-content-length: 10000\n" +
                                        (with_trailer ? "x-amz-trailer: x-amz-checksum-sha256\n" : ""),
                                    "");
        sign_header(request, example_signer(), noon);
        SigningKeys keys;
        const auto said = read_signature(request, Dialect::s3);
        CHECK_FALSE(verify(request, *said, SignatureRules{}, example_secret, keys, noon));
        ChunkSignatures signatures = *chunk_signatures(*said, example_secret, keys);
        const ChunkSignatures of_server = signatures;

        std::string body = "2000;chunk-signature=" + std::string(signatures.chunk(sha256(data.substr(0, 8192)))) +
                           "\r\n" + data.substr(0, 8192) + "\r\n";
        body += "710;chunk-signature=" + std::string(signatures.chunk(sha256(data.substr(8192)))) + "\r\n" +
                data.substr(8192) + "\r\n";
        body += "0;chunk-signature=" + std::string(signatures.chunk(sha256(""))) + "\r\n";
        if (with_trailer) {
            const std::string line = "x-amz-checksum-sha256:" + sha256(data).base64();
            body += line + "\r\nx-amz-trailer-signature:" + std::string(signatures.trailer(line + "\n")) + "\r\n";
        }
        request.body = Text(body + "\r\n");
        CHECK(taken(request, 10'000, of_server) == data);
        body[5'000] = 'b';
        request.body = Text(body + "\r\n");
        CHECK(taken(request, 10'000, of_server) == "SignatureDoesNotMatch");
        CHECK(chunk_signatures(*said, std::nullopt, keys).has_value() == false);
    }
}

TEST_CASE("chunks that are signed by elliptic curves say that they are not there") {
    const std::string coding = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER";
    const auto payload = open_payload(put("x-amz-content-sha256: " + coding + "\n", "x"), Signed{}, std::nullopt);
    REQUIRE_FALSE(payload.ok());
    CHECK(payload.error().code == "NotImplemented");
    CHECK(payload.error().status == 501);
    CHECK(payload.error().details[1].second == coding + " is not implemented");
}

TEST_CASE("a payload is collected up to a limit and not beyond it") {
    CHECK(taken(put("", "hello"), 5) == "hello");
    CHECK(taken(put("", "hello"), 4) == "TooLong");
    CHECK(taken(put("", std::make_shared<Pieces>(std::deque<std::string>{"he", "llo"}, std::nullopt)), 5) == "hello");
    CHECK(taken(put("", std::make_shared<Pieces>(std::deque<std::string>{"he", "llo"}, std::nullopt)), 4) == "TooLong");
    // What is announced too long is not begun.
    CHECK(taken(put("", std::make_shared<Pieces>(std::deque<std::string>{}, 5, http::BodyError::gone)), 4) ==
          "TooLong");
}
