#include "front/request_reader.hpp"

#include <string>

#include "base/random.hpp"
#include "catch.hpp"
#include "front/response_reader.hpp"

using namespace wt;
using namespace wt::front;

namespace {

/// Feeds `bytes` in pieces of `step`, keeping what is left over as a connection does.
template <class Reader>
Progress feed(Reader& reader, std::string_view bytes, std::size_t step) {
    std::string waiting;
    while (!bytes.empty()) {
        const std::size_t size = std::min(step, bytes.size());
        waiting += bytes.substr(0, size);
        bytes.remove_prefix(size);
        waiting.erase(0, reader.feed(waiting));
        if (reader.progress() == Progress::failed || reader.progress() == Progress::complete) break;
    }
    return reader.progress();
}

int failure_of(std::string_view bytes, const Limits& limits = {}) {
    RequestReader reader(limits);
    feed(reader, bytes, bytes.size());
    return reader.progress() == Progress::failed ? reader.failure() : 0;
}

}  // namespace

TEST_CASE("a request is the same however its bytes are cut") {
    const std::string bytes =
        "\r\nPOST /a/b%20c?x=1&y HTTP/1.1\r\nHost: h\r\nX-Mixed-cAsE: v\r\nTransfer-Encoding: chunked\r\n\r\n"
        "4;ext=1\r\nabcd\r\n3\r\nefg\r\n0\r\nTrailer-Field: no\r\n\r\n";
    const Limits limits;
    for (std::size_t step = 1; step <= bytes.size(); ++step) {
        RequestReader reader(limits);
        REQUIRE(feed(reader, bytes, step) == Progress::complete);
        const Incoming in = reader.take();
        CHECK(in.request.method == http::Method::post);
        CHECK(in.request.path == "/a/b%20c");
        CHECK(in.request.query == "x=1&y");
        CHECK(in.request.headers.size() == 2);
        CHECK((in.request.headers.begin() + 1)->name.view() == "X-Mixed-cAsE");
        CHECK(in.request.body.view() == "abcdefg");
        CHECK(in.keep_alive);
        CHECK(reader.progress() == Progress::nothing);
    }
}

TEST_CASE("an empty body in chunks comes byte by byte") {
    const std::string chunks = "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    const std::string request = "PUT /a HTTP/1.1\r\nHost: h\r\n" + chunks;
    const std::string response = "HTTP/1.1 200 OK\r\n" + chunks;
    const Limits limits;
    for (std::size_t step = 1; step <= request.size(); ++step) {
        RequestReader requests(limits);
        REQUIRE(feed(requests, request, step) == Progress::complete);
        CHECK(requests.take().request.body.empty());
        ResponseReader responses(1'000);
        responses.expect(http::Method::get);
        REQUIRE(feed(responses, response, step) == Progress::complete);
        CHECK(responses.take().body.empty());
    }
}

TEST_CASE("a method that nobody has heard of is kept as it came") {
    const Limits limits;
    RequestReader reader(limits);
    REQUIRE(feed(reader, "M-SEARCH /a HTTP/1.1\r\nHost: h\r\n\r\n", 5) == Progress::complete);
    const http::Request request = reader.take().request;
    CHECK(request.method == http::Method::other);
    CHECK(http::method_name(request) == "M-SEARCH");
}

TEST_CASE("what is not HTTP/1.1 is refused with its status") {
    CHECK(failure_of("hello\r\n\r\n") == 400);
    CHECK(failure_of("GET / HTTP/2.0\r\nHost: h\r\n\r\n") == 400);
    CHECK(failure_of("GET / HTTP/1.1\r\n\r\n") == 400);
    CHECK(failure_of("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") == 400);
    CHECK(failure_of("GET nonsense HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(failure_of(std::string(33, 'B') + " / HTTP/1.1\r\nHost: a\r\n\r\n") == 501);
    CHECK(failure_of("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n") == 501);
    CHECK(failure_of("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
    CHECK(failure_of("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
    CHECK(failure_of("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n") == 400);
    CHECK(failure_of("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n") == 400);
    CHECK(failure_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n") == 400);
}

TEST_CASE("an expectation other than to go on is passed over") {
    const Limits limits;
    for (const auto& [value, goes_on] :
         {std::pair{"100-continue", true}, {"100-Continue", true}, {"miracles", false}}) {
        RequestReader reader(limits);
        feed(reader, "GET / HTTP/1.1\r\nHost: a\r\nExpect: " + std::string(value) + "\r\n\r\n", 100);
        REQUIRE(reader.progress() == Progress::complete);
        CHECK(reader.take().expects_continue == goes_on);
    }
}

TEST_CASE("each limit has its status, whether the bytes come at once or one by one") {
    Limits limits;
    limits.max_header_bytes = 1'000;
    limits.max_url_bytes = 100;
    limits.max_body_bytes = 10;
    const auto status = [&](std::string_view bytes, std::size_t step) {
        RequestReader reader(limits);
        return feed(reader, bytes, step) == Progress::failed ? reader.failure() : 0;
    };
    std::string many_fields = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 200; ++i) many_fields += "X: 1234567\r\n";
    const std::string long_field = "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(2'000, 'x');
    const std::string long_url = "GET /" + std::string(200, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string endless_url = "GET /" + std::string(2'000, 'x');
    const std::string long_body = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n";
    const std::string long_chunks =
        "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n6\r\n123456\r\n";
    const std::string endless_chunk_head =
        "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6;x=" + std::string(2'000, 'x');
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}}) {
        CHECK(status(many_fields, step) == 494);
        CHECK(status(long_field, step) == 494);
        CHECK(status(long_url, step) == 414);
        CHECK(status(endless_url, step) == 414);
        CHECK(status(long_body, step) == 413);
        CHECK(status(long_chunks, step) == 413);
        CHECK(status(endless_chunk_head, step) == 400);
    }
}

TEST_CASE("a streamed body leaves the reader in pieces that are the same bytes however they came") {
    const std::string head = "PUT /k HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n";
    const std::string next = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";
    Limits limits;
    limits.max_body_bytes = 5;  // of those that are not streamed
    int asked = 0;
    const Streams streams = [&](const http::Request& request) {
        ++asked;
        return request.path == "/k" && request.method == http::Method::put;
    };
    for (const std::string body : {"Content-Length: 10\r\n\r\n0123456789",
                                   "Transfer-Encoding: chunked\r\n\r\n3\r\n012\r\n7\r\n3456789\r\n0\r\nT: x\r\n\r\n"}) {
        const std::string bytes = head + body + next;
        for (std::size_t step = 1; step < 90; ++step) {
            asked = 0;
            RequestReader reader(limits, &streams);
            std::string waiting;
            std::string taken;
            bool streaming = false;
            for (std::size_t at = 0; at < bytes.size(); at += step) {
                waiting += bytes.substr(at, step);
                while (!waiting.empty()) {
                    const std::size_t used = reader.feed(waiting);
                    waiting.erase(0, used);
                    REQUIRE(reader.progress() != Progress::failed);
                    if (!streaming && reader.progress() == Progress::body) {
                        REQUIRE(reader.streams());
                        streaming = true;
                        const Incoming in = reader.take_head();
                        CHECK(in.request.path == "/k");
                        CHECK(in.request.body.empty());
                        CHECK(in.expects_continue);
                    }
                    if (streaming) taken += reader.take_body().view();
                    if (reader.progress() != Progress::complete) break;
                    if (!streaming) break;
                    reader.finish();
                    streaming = false;
                }
                if (reader.progress() == Progress::complete) break;
            }
            REQUIRE(reader.progress() == Progress::complete);
            const Incoming last = reader.take();
            if (last.request.path == "/k") {
                // It came whole, with its header.
                CHECK(taken.empty());
                CHECK(last.request.body.view() == "0123456789");
            } else {
                CHECK(last.request.path == "/next");
                CHECK(taken == "0123456789");
            }
            CHECK(asked == 1);
        }
    }
}

TEST_CASE("of a streamed body of known length, bytes may pass the reader by") {
    const Limits limits;
    const Streams streams = [](const http::Request&) { return true; };
    RequestReader reader(limits, &streams);
    feed(reader, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000000\r\n\r\nabc", 1'000);
    REQUIRE(reader.progress() == Progress::body);
    REQUIRE(reader.streams());
    CHECK(reader.length() == 5'000'000'000u);
    (void)reader.take_head();
    CHECK(reader.take_body().view() == "abc");
    CHECK(reader.body_left() == 4'999'999'997u);
    reader.skip(4'999'999'995);
    CHECK(reader.progress() == Progress::body);
    CHECK(reader.feed("deGET ") == 2);
    CHECK(reader.progress() == Progress::complete);
    reader.finish();
    CHECK(reader.progress() == Progress::nothing);
}

TEST_CASE("an absolute target names the host, and the star of OPTIONS is a path") {
    const Limits limits;
    RequestReader reader(limits);
    feed(reader, "GET http://real.example:80?q=1 HTTP/1.1\r\nHost: other\r\n\r\n", 1'000);
    REQUIRE(reader.progress() == Progress::complete);
    Incoming in = reader.take();
    CHECK(in.request.headers.get("Host") == "real.example:80");
    CHECK(in.request.headers.size() == 1);
    CHECK(in.request.path == "/");
    CHECK(in.request.query == "q=1");
    feed(reader, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 1'000);
    REQUIRE(reader.progress() == Progress::complete);
    in = reader.take();
    CHECK(in.request.path == "*");
}

TEST_CASE("random bytes and broken requests never do more than fail") {
    Random random(1, "garbage");
    const std::string good =
        "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        "GET /y HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
    Limits limits;
    limits.max_header_bytes = 200;
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes = good;
        for (std::uint64_t changes = random.below(6); changes > 0; --changes)
            bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
        RequestReader reader(limits);
        std::string waiting;
        for (std::size_t at = 0; at < bytes.size() && reader.progress() != Progress::failed;) {
            const std::size_t size = std::min<std::size_t>(1 + random.below(40), bytes.size() - at);
            waiting.append(bytes, at, size);
            at += size;
            while (!waiting.empty() && reader.progress() != Progress::failed) {
                const std::size_t used = reader.feed(waiting);
                REQUIRE(used <= waiting.size());
                waiting.erase(0, used);
                if (reader.progress() != Progress::complete) break;
                (void)reader.take();
            }
        }
        CHECK(waiting.size() <= 300);
    }
}

TEST_CASE("a response ends by its length, its last chunk, or the end of the stream") {
    ResponseReader reader(1'000);
    reader.expect(http::Method::get);
    const std::string by_length =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nA: b\r\nContent-Length: 2\r\n\r\nok";
    CHECK(reader.feed(by_length) == by_length.size());
    REQUIRE(reader.progress() == Progress::complete);
    CHECK(reader.keep_alive());
    http::Response response = reader.take();
    CHECK(response.status == 201);
    CHECK(response.body.view() == "ok");
    CHECK(response.headers.get("a") == "b");

    reader.expect(http::Method::head);
    reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n");
    REQUIRE(reader.progress() == Progress::complete);
    CHECK(reader.take().body.empty());

    reader.expect(http::Method::get);
    reader.feed("HTTP/1.0 200 OK\r\n\r\nthe rest");
    CHECK(reader.progress() == Progress::body);
    reader.end_of_stream();
    REQUIRE(reader.progress() == Progress::complete);
    CHECK_FALSE(reader.keep_alive());
    CHECK(reader.take().body.view() == "the rest");

    reader.expect(http::Method::get);
    reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf");
    reader.end_of_stream();
    CHECK(reader.progress() == Progress::failed);
}
