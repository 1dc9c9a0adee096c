#include <string>

#include "catch.hpp"
#include "front/server.hpp"
#include "http/body.hpp"
#include "http2_client.hpp"
#include "running_server.hpp"

using namespace wt;
using namespace wt::front;

namespace {

// RFC 9113, 7.
constexpr std::int64_t no_error = 0;
constexpr std::int64_t protocol_error = 1;
constexpr std::int64_t internal_error = 2;
constexpr std::int64_t refused_stream = 7;
constexpr std::int64_t cancel = 8;
constexpr std::int64_t enhance_your_calm = 11;

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

[[nodiscard]] ServerOptions streaming(Limits limits = {}) {
    ServerOptions options;
    options.limits = limits;
    options.streams = [](const http::Request& head) { return head.method == http::Method::put; };
    return options;
}

/// Answers "/slow..." after a while, everything else at once, with the path.
Handler slow_and_fast(RunningServer*& server, Duration slow = 30ms) {
    return [&server, slow](http::Request request) -> Task<http::Response> {
        const auto answer = [](Clock& clock, Duration wait, http::Request asked) -> Task<http::Response> {
            if (asked.path.starts_with("/slow")) co_await clock.sleep_for(wait);
            http::Response response;
            response.body = Text("<" + asked.path.str() + ">");
            co_return response;
        };
        return answer(server->clock, slow, std::move(request));
    };
}

/// How many bytes came, and how they ended.
Task<http::Response> counts(http::Request request) {
    std::uint64_t size = request.body.size();
    std::string end = request.stream == nullptr ? "in one piece" : "whole";
    while (request.stream != nullptr) {
        const Result<Text, http::BodyError> piece = co_await request.stream->next();
        if (!piece) end = piece.error() == http::BodyError::malformed ? "malformed" : "gone";
        if (!piece || piece->empty()) break;
        size += piece->size();
    }
    http::Response response;
    response.body = Text(std::to_string(size) + " " + end);
    co_return response;
}

}  // namespace

TEST_CASE("a request of HTTP/2 is what HTTP/1 would have given") {
    RunningServer server(echo);
    Http2Client client(server.port());
    client.ask(1, asks("GET", "/a%20b?c=d",
                       {{"cookie", "a=1"},
                        {"x-one", "1"},
                        {"te", "trailers"},
                        {"cookie", "b=2"},
                        {"x-windtunnel-client-ip", "10.1.2.3"},
                        {"x-windtunnel-pop", "4"}}));
    auto answer = client.answer(1);
    CHECK(answer.statuses == std::vector<std::string>{"200"});
    CHECK(answer.body == "GET /a%20b?c=d\nx-one=1\nHost=h:1\ncookie=a=1; b=2\n10.1.2.3 1 4\n");
    CHECK(answer.fields["content-type"] == "text/plain");
    CHECK(answer.fields["content-length"] == std::to_string(answer.body.size()));
    CHECK(answer.fields.contains("date"));

    client.ask(3, asks("HEAD", "/"));
    answer = client.answer(3);
    CHECK(answer.whole);
    CHECK(answer.body.empty());
    CHECK(answer.fields["content-length"] != "0");

    client.ask(5, asks("POST", "/", {{"content-length", "5"}}), end_headers);
    client.say(frame(FrameType::data, 0, 5, "he") + frame(FrameType::data, 0, 5, "llo"));
    client.ask(5, {{"x-trailer", "dropped"}});
    answer = client.answer(5);
    CHECK(has(answer.body, "hello"));
    CHECK_FALSE(has(answer.body, "dropped"));

    // A header in pieces, and a Host instead of :authority.
    const std::string fields = literals({{":method", "OPTIONS"}, {":scheme", "http"}, {":path", "*"}, {"host", "o"}});
    client.say(frame(FrameType::headers, end_stream, 7, fields.substr(0, 10)));
    client.say(frame(FrameType::continuation, end_headers, 7, fields.substr(10)));
    CHECK(client.answer(7).body == "OPTIONS *\nHost=o\n127.0.0.1 4 0\n");
}

TEST_CASE("a malformed request of HTTP/2 costs its stream and no other") {
    Limits limits;
    limits.max_body_bytes = 100;
    RunningServer server(echo, limits);
    Http2Client client(server.port());
    const std::string path8k = "/" + std::string(8'192, 'p');
    const struct {
        FieldList fields;
        std::string status;  // or none: the stream is reset
    } cases[] = {
        {asks("GET", "/", {{"connection", "close"}}), ""},
        {asks("GET", "/", {{"transfer-encoding", "chunked"}}), ""},
        {asks("GET", "/", {{"te", "gzip"}}), ""},
        {asks("GET", "/", {{"X-Large", "1"}}), ""},
        {asks("GET", "/", {{"x-line", "a\nb"}}), ""},
        {asks("GET", "/", {{"content-length", "3"}}), ""},
        {asks("GET", "/", {{":path", "/again"}}), ""},
        {{{":method", "GET"}, {":scheme", "http"}, {":path", "/"}}, ""},
        {asks("GET", "/", {{"host", "other"}}), "400"},
        {asks("GET", "/", {{"host", "H:1"}}), "200"},
        {asks("GET", "*"), ""},
        {asks("BREW", "/"), "200"},
        {asks(std::string(33, 'B'), "/"), "501"},
        {asks("GET", path8k), "414"},
        {asks("GET", "/", {{"x-large", std::string(33'000, 'x')}}), "494"},
        {asks("GET", "/", FieldList(1'100, {"a", "b"})), "494"},
        {asks("POST", "/", {{"content-length", "101"}}), "413"},
    };
    std::int32_t stream = 1;
    for (const auto& each : cases) {
        INFO(each.fields.back().first << ": " << each.fields.back().second.substr(0, 20));
        const std::string block = literals(each.fields);
        const std::uint8_t ends = each.status == "413" ? 0 : end_stream;
        client.say(frame(FrameType::headers, ends | (block.size() > 16'384 ? 0 : end_headers), stream,
                         block.substr(0, 16'384)));
        for (std::size_t at = 16'384; at < block.size(); at += 16'384)
            client.say(frame(FrameType::continuation, at + 16'384 < block.size() ? 0 : end_headers, stream,
                             block.substr(at, 16'384)));
        const auto answer = client.answer(stream);
        if (each.status.empty()) {
            CHECK(answer.reset == protocol_error);
        } else {
            CHECK(answer.statuses == std::vector<std::string>{each.status});
        }
        stream += 2;
    }
    client.ask(stream, asks("POST", "/"), end_headers);
    client.send(stream, std::string(101, 'x'));
    CHECK(client.answer(stream).statuses == std::vector<std::string>{"413"});
    client.ask(stream + 2, asks("GET", "/last"));
    CHECK(client.answer(stream + 2).whole);
    CHECK(client.go_away < 0);
}

TEST_CASE("what breaks HTTP/2's framing ends the connection, and says why") {
    RunningServer server(echo);
    const std::string wrong[] = {
        frame(FrameType::data, 0, 0, "x"),                          // on no stream
        frame(FrameType::headers, end_headers, 2, literals({})),    // an even number
        frame(FrameType::headers, end_headers, 1, "\xff\xff\xff"),  // no HPACK
        frame(FrameType::ping, 0, 0, "short"),
        frame(FrameType::window, 0, 0, number32(0x7fffffff)),
        std::string("\x7f\xff\xff\x00\x00\x00\x00\x00\x01", 9),  // a frame of 8 MB
    };
    for (const std::string& bytes : wrong) {
        Http2Client client(server.port());
        client.say(bytes);
        client.hear_until_closed();
        CHECK(client.go_away > 0);
    }
}

TEST_CASE("answers of HTTP/2 come as they are ready, and a client has at most 128 requests open") {
    RunningServer* self = nullptr;
    RunningServer server(slow_and_fast(self));
    self = &server;
    Http2Client client(server.port());
    client.ask(1, asks("GET", "/slow"));
    client.ask(3, asks("GET", "/fast"));
    CHECK(client.answer(1).body == "</slow>");
    CHECK(client.answer(3).body == "</fast>");
    CHECK(client.order == std::vector<std::int32_t>{3, 1});
    const auto ask_for = [&](std::int32_t requests, std::int32_t first) {
        std::string all;
        for (std::int32_t i = 0; i < requests; ++i)
            all += frame(FrameType::headers, end_stream | end_headers, first + 2 * i, literals(asks("GET", "/slow")));
        client.say(all);
    };
    ask_for(128, 5);
    for (std::int32_t i = 0; i < 128; ++i) CHECK(client.answer(5 + 2 * i).whole);
    ask_for(129, 261);
    client.hear_until_closed();
    CHECK(client.go_away == protocol_error);
}

TEST_CASE("requests that are broken off run on and keep their places; too many of them end the connection") {
    int begun = 0;
    RunningServer* self = nullptr;
    RunningServer server([&](http::Request request) {
        ++begun;
        return slow_and_fast(self, 60s)(std::move(request));
    });
    self = &server;
    Http2Client client(server.port());
    std::string all;
    for (std::int32_t i = 0; i < 5'000; ++i) {
        all += frame(FrameType::headers, end_stream | end_headers, 1 + 2 * i, literals(asks("GET", "/slow")));
        all += frame(FrameType::reset, 0, 1 + 2 * i, number32(8));
    }
    client.say(all);
    client.hear_until_closed();
    CHECK(client.go_away == enhance_your_calm);
    server.on_loop([&] { CHECK(begun == 128); });
}

TEST_CASE("a body of HTTP/2 that is streamed comes as its handler takes it") {
    RunningServer server(counts, streaming());
    Http2Client client(server.port());
    client.ask(1, asks("PUT", "/"), end_headers);
    std::uint64_t window = 65'535;
    std::uint64_t sent = 0;
    for (constexpr std::uint64_t size = 3'000'000; sent < size;) {
        while (window + client.windows[1] < sent + 10'000 || window + client.windows[0] < sent + 10'000)
            REQUIRE(client.hear());
        client.send(1, std::string(10'000, 'x'), sent + 10'000 == size ? end_stream : std::uint8_t{0});
        sent += 10'000;
    }
    CHECK(client.answer(1).body == "3000000 whole");
    CHECK(client.windows[1] > 2'900'000);

    client.ask(3, asks("PUT", "/", {{"expect", "100-continue"}}), end_headers);
    while (client.streams[3].statuses.empty()) REQUIRE(client.hear());
    CHECK(client.streams[3].statuses == std::vector<std::string>{"100"});
    client.send(3, "hello");
    CHECK(client.answer(3).statuses == std::vector<std::string>{"100", "200"});

    client.ask(5, asks("PUT", "/", {{"content-length", "3"}}), end_headers);
    client.send(5, "hello");
    CHECK(client.answer(5).reset == protocol_error);
    server.on_loop([&] { CHECK(server.server->waiting_bodies() == 0); });
}

TEST_CASE("a handler that takes nothing of its body holds its client back") {
    RunningServer* self = nullptr;
    RunningServer server(
        [&self](http::Request request) {
            const auto wait = [](Clock& clock, [[maybe_unused]] http::Request held) -> Task<http::Response> {
                co_await clock.sleep_for(200ms);
                co_return http::Response();
            };
            return wait(self->clock, std::move(request));
        },
        streaming());
    self = &server;
    Http2Client client(server.port());
    client.ask(1, asks("PUT", "/slow"), end_headers);
    client.send(1, std::string(60'000, 'x'), 0);
    for (std::size_t waiting = 0; waiting < 60'000;) server.on_loop([&] { waiting = server.server->waiting_bodies(); });
    CHECK(client.answer(1).whole);
    // The window was made wider when the body began, and the first piece was handed over: nothing more was asked for.
    CHECK(client.windows[1] <= 1024 * 1024 + 60'000);
    server.on_loop([&] { CHECK(server.server->waiting_bodies() == 0); });
}

TEST_CASE("an answer of HTTP/2 waits for its client's windows, not beyond the time for that") {
    Limits limits;
    limits.write_timeout = 200ms;
    RunningServer server(
        [](http::Request) {
            http::Response response;
            response.body = Text(std::string(200'000, 'b'));
            return just(std::move(response));
        },
        limits);
    Http2Client client(server.port());
    client.ask(1, asks("GET", "/"));
    while (client.streams[1].body.size() < 65'535) REQUIRE(client.hear());
    CHECK(client.streams[1].body.size() == 65'535);
    client.give_window(0, 1'000'000);
    client.give_window(1, 1'000'000);
    CHECK(client.answer(1).body.size() == 200'000);
    client.ask(3, asks("GET", "/"));
    const auto stuck = client.answer(3);
    CHECK(stuck.body.size() == 65'535);
    CHECK(stuck.reset == cancel);
}

TEST_CASE("an early answer of HTTP/2 gets through, and the rest of the body is soon refused") {
    RunningServer server([](http::Request) { return just(http::Response()); }, streaming());
    Http2Client client(server.port());
    client.ask(1, asks("PUT", "/"), end_headers);
    CHECK(client.answer(1).statuses == std::vector<std::string>{"200"});
    client.send(1, "late", 0);
    while (client.streams[1].reset < 0) REQUIRE(client.hear());
    CHECK(client.streams[1].reset == no_error);
}

TEST_CASE("a connection of HTTP/2 ends when nothing is asked for too long, and a header takes too long") {
    Limits limits;
    limits.idle_timeout = 100ms;
    limits.header_timeout = 100ms;
    limits.body_timeout = 100ms;
    RunningServer server(counts, streaming(limits));
    Http2Client idle(server.port());
    idle.hear_until_closed();
    CHECK(idle.go_away == no_error);
    Http2Client slow(server.port());
    REQUIRE(slow.hear());  // its settings, which must not be acknowledged within a header
    slow.say(frame(FrameType::headers, 0, 1, literals({{":method", "GET"}})));
    slow.hear_until_closed();
    CHECK(slow.go_away == cancel);
    Http2Client bodies(server.port());
    bodies.ask(1, asks("POST", "/"), end_headers);
    CHECK(bodies.answer(1).statuses == std::vector<std::string>{"408"});
    Http2Client streams(server.port());
    streams.ask(1, asks("PUT", "/"), end_headers);
    CHECK(streams.answer(1).body == "0 gone");
}

TEST_CASE("a server that stops lets the streams end, and says that there will be no others") {
    RunningServer* self = nullptr;
    RunningServer server(slow_and_fast(self, 100ms));
    self = &server;
    Http2Client client(server.port());
    client.ask(1, asks("GET", "/slow"));
    for (bool begun = false; !begun;)
        server.on_loop([&] { begun = server.metrics.counter("front.requests").value() == 1; });
    server.on_loop([&] { server.scope.spawn(server.server->drain(10s)); });
    CHECK(client.answer(1).body == "</slow>");
    client.hear_until_closed();
    CHECK(client.go_away == no_error);
}

TEST_CASE("an answer that breaks off resets its stream") {
    RunningServer server([](http::Request request) {
        return just(
            http::Response::broken_by(request.path == "/refused" ? http::Delivery::refused : http::Delivery::reset));
    });
    Http2Client client(server.port());
    client.ask(1, asks("GET", "/refused"));
    client.ask(3, asks("GET", "/reset"));
    CHECK(client.answer(1).reset == refused_stream);
    CHECK(client.answer(3).reset == internal_error);
}

TEST_CASE("an answer of unknown length has none in HTTP/2, and ends with its stream; one that breaks off is reset") {
    class Growing final : public http::BodyStream {
    public:
        explicit Growing(bool breaks) : breaks_(breaks) {}
        [[nodiscard]] std::optional<std::uint64_t> size() const override { return std::nullopt; }
        [[nodiscard]] Task<Result<Text>> next() override {
            if (given_ < 3) co_return Text(std::string(100'000, static_cast<char>('a' + given_++)));
            if (breaks_) co_return Error{"it broke off, as a test"};
            co_return Text();
        }

    private:
        bool breaks_;
        int given_ = 0;
    };
    RunningServer server([](http::Request request) -> Task<http::Response> {
        http::Response response;
        response.stream = std::make_shared<Growing>(request.path == "/breaks");
        return just(std::move(response));
    });
    Http2Client client(server.port());
    client.give_window(0, 1'000'000);
    client.ask(1, asks("GET", "/"));
    client.give_window(1, 1'000'000);
    auto answer = client.answer(1);
    CHECK(answer.whole);
    CHECK(answer.body == std::string(100'000, 'a') + std::string(100'000, 'b') + std::string(100'000, 'c'));
    CHECK_FALSE(answer.fields.contains("content-length"));
    client.ask(3, asks("HEAD", "/"));
    answer = client.answer(3);
    CHECK(answer.whole);
    CHECK(answer.body.empty());
    client.ask(5, asks("GET", "/breaks"));
    client.give_window(5, 1'000'000);
    answer = client.answer(5);
    CHECK_FALSE(answer.whole);
    CHECK(answer.reset == internal_error);
    CHECK(answer.body.size() == 300'000);
}
