#include "aws/chunked_decoder.hpp"

#include "base/random.hpp"
#include "catch.hpp"

using namespace wt;
using namespace wt::aws;

namespace {

using Chunks = ChunkedForm::Chunks;

/// What came out of it: the data, or the error's code.
struct Outcome {
    std::string data;
    std::string error;
    std::string checksum;  // the trailer's, if it came
};

constexpr const char* checksum_name = "x-amz-checksum-crc32c";

/// Feeds `bytes` in pieces of at most `step`.
Outcome decode(std::string_view bytes, std::size_t step, ChunkedForm form,
               const std::optional<ChunkSignatures>& signatures = std::nullopt) {
    ChunkedDecoder decoder(std::move(form), signatures);
    Outcome outcome;
    while (!bytes.empty()) {
        const auto fed = decoder.feed(bytes.substr(0, step));
        if (!fed.ok()) {
            outcome.error = fed.error().code;
            return outcome;
        }
        REQUIRE(fed->used > 0);
        outcome.data += fed->data;
        bytes.remove_prefix(fed->used);
    }
    if (const auto error = decoder.finish()) outcome.error = error->code;
    outcome.checksum = decoder.trailer(checksum_name).value_or("");
    return outcome;
}

ChunkedForm form_of(std::uint64_t length, std::vector<std::string> trailers = {}, Chunks chunks = Chunks::plain) {
    ChunkedForm form;
    form.chunks = chunks;
    form.decoded_length = length;
    form.trailers = std::move(trailers);
    return form;
}

std::string error_of(std::string_view bytes, ChunkedForm form) {
    return decode(bytes, bytes.size(), std::move(form)).error;
}

/// S3 API Reference, "Signature calculations for trailing headers": 65 KiB of "a" in two chunks, and their checksum.
struct Example {
    std::string first = "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2";
    std::string second = "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7";
    std::string last = "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992";
    std::string checksum = "sOO8/Q==";
    std::string trailer = "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435";
    std::string data = std::string(66'560, 'a');

    [[nodiscard]] std::string bytes() const {
        return "10000;chunk-signature=" + first + "\r\n" + data.substr(0, 65'536) +
               "\r\n400;chunk-signature=" + second + "\r\n" + data.substr(65'536) + "\r\n0;chunk-signature=" + last +
               "\r\n" + checksum_name + ":" + checksum + "\r\nx-amz-trailer-signature:" + trailer + "\r\n\r\n";
    }
    [[nodiscard]] static ChunkedForm form() { return form_of(66'560, {checksum_name}, Chunks::with_signatures); }
    [[nodiscard]] static ChunkSignatures signatures() {
        const auto credential = parse_credential("A/20130524/us-east-1/s3/aws4_request");
        const DigestValue key = derive_signing_key("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", *credential);
        return {key, *AmzDate::parse("20130524T000000Z"), credential->scope,
                "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"};
    }
};

}  // namespace

TEST_CASE("the published example of signed chunks is right, however its bytes are cut") {
    const Example example;
    for (const std::size_t step : {1UL, 2UL, 3UL, 85UL, 8192UL, 65'624UL, 100'000UL}) {
        const Outcome outcome = decode(example.bytes(), step, Example::form(), Example::signatures());
        CHECK(outcome.error.empty());
        CHECK(outcome.data == example.data);
        CHECK(outcome.checksum == example.checksum);
    }
}

TEST_CASE("one wrong signature in a chain of chunks is found, unless nobody knows the secret") {
    using Part = std::string Example::*;
    for (const Part part : {&Example::first, &Example::second, &Example::last, &Example::trailer}) {
        Example example;
        (example.*part)[63] ^= 1;
        CHECK(decode(example.bytes(), 1000, Example::form(), Example::signatures()).error == "SignatureDoesNotMatch");
        CHECK(decode(example.bytes(), 1000, Example::form()).error.empty());
    }
    Example example;
    example.data[66'000] = 'b';
    CHECK(decode(example.bytes(), 1000, Example::form(), Example::signatures()).error == "SignatureDoesNotMatch");
    example = {};
    example.checksum = "sOO8/A==";
    CHECK(decode(example.bytes(), 1000, Example::form(), Example::signatures()).error == "SignatureDoesNotMatch");
}

TEST_CASE("clients end chunks and trailers in several ways") {
    const std::string trailer = std::string(checksum_name) + ":sOO8/Q==";
    for (const char* end : {"\r\n\r\n", "\r\n", "\r\n\r\n\r\n", "\n\r\n\r\n", "\n\n"}) {
        const Outcome outcome = decode("5\r\nhello\r\n0\r\n" + trailer + end, 7, form_of(5, {checksum_name}));
        CHECK(outcome.error.empty());
        CHECK(outcome.data == "hello");
        CHECK(outcome.checksum == "sOO8/Q==");
    }
    for (const char* bytes : {"0\r\n\r\n", "0\r\n", "00\r\n\r\n"}) CHECK(error_of(bytes, form_of(0)).empty());
    CHECK(error_of("5;whatever=1\r\nhello\r\n0\r\n\r\n", form_of(5)).empty());

    // An empty line between the trailer and its signature.
    Example example;
    std::string bytes = example.bytes();
    bytes.insert(bytes.find("x-amz-trailer-signature"), "\r\n");
    CHECK(decode(bytes, 1000, Example::form(), Example::signatures()).error.empty());
}

TEST_CASE("a body in chunks that is malformed, too short or too long is refused") {
    const std::string good = "5\r\nhello\r\n0\r\n\r\n";
    for (std::size_t size = 0; size < good.size() - 2; ++size) {
        INFO(size);
        CHECK(decode(good.substr(0, size), 3, form_of(5)).error == "IncompleteBody");
    }
    for (const char* bad :
         {"x\r\n", "\r\n", "-5\r\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n",
          "5\r\nhello0\r\n\r\n", "5\r\nhelloX\r\n0\r\n\r\n", "ffffffffffffffffff\r\n"}) {
        INFO(bad);
        CHECK(error_of(bad, form_of(5)) == "IncompleteBody");
    }
    CHECK(error_of(good, form_of(4)) == "IncompleteBody");
    CHECK(error_of(good, form_of(6)) == "IncompleteBody");
    CHECK(error_of("ffffffffffffffff\r\n", form_of(6)) == "IncompleteBody");
    CHECK(error_of(good, form_of(5, {}, Chunks::with_signatures)) == "IncompleteBody");
    CHECK(error_of(good + "x", form_of(5)) == "MalformedTrailerError");
    CHECK(error_of(good + "5\r\nhello\r\n0\r\n\r\n", form_of(5)) == "MalformedTrailerError");
}

TEST_CASE("a trailer holds what was announced, once, and nothing else") {
    const std::string body = "5\r\nhello\r\n0\r\n";
    const std::string line = std::string(checksum_name) + ": sOO8/Q== \r\n";
    CHECK(decode(body + "X-Amz-Checksum-CRC32C: sOO8/Q== \r\n\r\n", 9, form_of(5, {checksum_name})).checksum ==
          "sOO8/Q==");
    CHECK(error_of(body + "\r\n", form_of(5, {checksum_name})) == "MalformedTrailerError");
    CHECK(error_of(body + line + line + "\r\n", form_of(5, {checksum_name})) == "MalformedTrailerError");
    CHECK(error_of(body + line + "\r\n", form_of(5)) == "MalformedTrailerError");
    CHECK(error_of(body + "nonsense\r\n\r\n", form_of(5, {checksum_name})) == "MalformedTrailerError");
    CHECK(error_of(body + line + "x-amz-trailer-signature:00\r\n\r\n", form_of(5, {checksum_name})) ==
          "MalformedTrailerError");
}

TEST_CASE("what is kept of a body in chunks is bounded") {
    CHECK(error_of("5;" + std::string(252, 'x') + "\r\nhello\r\n0\r\n\r\n", form_of(5)).empty());
    CHECK(error_of("5;" + std::string(253, 'x') + "\r\nhello\r\n0\r\n\r\n", form_of(5)) == "IncompleteBody");
    CHECK(error_of(std::string(300, '0'), form_of(5)) == "IncompleteBody");
    const std::string body = "0\r\n";
    CHECK(error_of(body + checksum_name + ":" + std::string(8'150, 'x') + "\r\n\r\n", form_of(0, {checksum_name}))
              .empty());
    CHECK(error_of(body + checksum_name + ":" + std::string(8'200, 'x'), form_of(0, {checksum_name})) ==
          "MalformedTrailerError");
    std::string blank_lines;
    for (int i = 0; i < 5'000; ++i) blank_lines += "\r\n";
    CHECK(error_of(body + blank_lines, form_of(0)) == "MalformedTrailerError");
}

TEST_CASE("only the last chunk may be smaller than 8 KiB") {
    const std::string small(8191, 'a');
    ChunkedDecoder decoder(form_of(8192), std::nullopt);
    const std::string bytes = "1fff\r\n" + small + "\r\n1\r\na\r\n0\r\n\r\n";
    std::string_view rest = bytes;
    std::optional<aws::Error> error;
    while (!rest.empty() && !error) {
        const auto step = decoder.feed(rest);
        if (!step.ok()) {
            error = step.error();
        } else {
            rest.remove_prefix(step->used);
        }
    }
    REQUIRE(error);
    CHECK(error->code == "InvalidChunkSizeError");
    CHECK(error->status == 403);
    CHECK(error->details[0] == std::pair<std::string, std::string>("Chunk", "2"));
    CHECK(error->details[1] == std::pair<std::string, std::string>("BadChunkSize", "8191"));
    CHECK(error_of("2000\r\n" + small + "a\r\n1\r\na\r\n0\r\n\r\n", form_of(8193)).empty());
}
