#include <atomic>
#include <future>
#include <string>
#include <thread>

#include "catch.hpp"
#include "front/incoming_body.hpp"
#include "front/server.hpp"
#include "http/body.hpp"
#include "raw_client.hpp"
#include "running_server.hpp"

using namespace wt;
using namespace wt::front;

namespace {

constexpr std::string_view last_words = "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

[[nodiscard]] ServerOptions streaming(Limits limits = {}) {
    ServerOptions options;
    options.limits = limits;
    options.streams = [](const http::Request& head) { return head.method == http::Method::put; };
    return options;
}

[[nodiscard]] std::string put(std::size_t length, const std::string& fields = "") {
    return "PUT /key HTTP/1.1\r\nHost: h\r\n" + fields + "Content-Length: " + std::to_string(length) + "\r\n\r\n";
}

[[nodiscard]] std::string pattern(std::size_t size) {
    std::string bytes(size, 'a');
    for (std::size_t i = 0; i < size; i += 61) bytes[i] = static_cast<char>('a' + i % 26);
    return bytes;
}

/// Waits until so many requests have begun: what is said then does not come with their headers.
void await_requests(RunningServer& server, std::uint64_t count) {
    for (bool begun = false; !begun;)
        server.on_loop([&] { begun = server.metrics.counter("front.requests").value() >= count; });
}

/// Everything that comes of a body, and how it ended: "whole", "gone", "malformed", "too large".
struct Taken {
    std::string bytes;
    std::string end;
};

[[nodiscard]] Task<Taken> take_all(std::shared_ptr<http::BodyReader> stream) {
    Taken taken;
    for (;;) {
        const Result<Text, http::BodyError> piece = co_await stream->next();
        if (!piece) {
            taken.end = piece.error() == http::BodyError::gone        ? "gone"
                        : piece.error() == http::BodyError::malformed ? "malformed"
                                                                      : "too large";
            co_return taken;
        }
        if (piece->empty()) break;
        taken.bytes += piece->view();
    }
    taken.end = "whole";
    co_return taken;
}

/// Answers with how the body came, how it ended, and what it was.
[[nodiscard]] Task<http::Response> tell(http::Request request) {
    http::Response response;
    if (request.stream == nullptr) {
        response.body = Text("at once: " + request.body.str());
        co_return response;
    }
    const Taken taken = co_await take_all(request.stream);
    response.body = Text("streamed, " + taken.end + ": " + taken.bytes);
    co_return response;
}

[[nodiscard]] Task<http::Response> refuse(http::Request) {
    http::Response response;
    response.status = 403;
    response.body = "no";
    co_return response;
}

}  // namespace

TEST_CASE("a body that came with its header is handed over at once, one that did not is streamed") {
    RunningServer server(tell, streaming());
    RawClient client(server.port());
    client.say(put(4) + "body");
    CHECK(has(client.hear_until("body"), "at once: body"));
    client.say(put(8) + "half");
    await_requests(server, 2);
    client.say("half");
    CHECK(has(client.hear_until("halfhalf"), "streamed, whole: halfhalf"));
    client.say("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\nhalf");
    client.say("half");
    CHECK(has(client.hear_until("halfhalf"), "at once: halfhalf"));
}

TEST_CASE("a body larger than any memory for it passes a slow handler, a little at a time") {
    Limits limits;
    limits.max_unread_bytes = 100'000;
    limits.max_body_bytes = 1'000;  // of those that are not streamed
    RunningServer* self = nullptr;
    std::size_t most = 0;
    RunningServer server(
        [&](http::Request request) {
            const auto slowly = [](RunningServer& in, std::size_t& held, http::Request asked) -> Task<http::Response> {
                // Until the connection has read as much as it may, which is then all that it reads.
                while (in.server->waiting_bodies() < 100'000) co_await in.clock.sleep_for(1ms);
                co_await in.clock.sleep_for(5ms);
                std::string all;
                for (;;) {
                    held = std::max(held, in.server->waiting_bodies());
                    const Result<Text, http::BodyError> piece = co_await asked.stream->next();
                    if (!piece || piece->empty()) break;
                    all += piece->view();
                }
                http::Response response;
                response.body = Text(all);
                co_return response;
            };
            return slowly(*self, most, std::move(request));
        },
        streaming(limits));
    self = &server;
    const std::string body = pattern(20'000'000);
    for (const bool chunked : {false, true}) {
        RawClient client(server.port());
        std::thread speaker([&] {
            if (chunked) {
                client.say(
                    "PUT / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1e8480\r\n");
                for (std::size_t at = 0; at < body.size(); at += 2'000'000)
                    client.say(body.substr(at, 2'000'000) + (at < 18'000'000 ? "\r\n1e8480\r\n" : "\r\n0\r\n\r\n"));
            } else {
                client.say(put(body.size(), "Connection: close\r\n"));
                client.say(body);
            }
        });
        const std::string answer = client.hear_until_closed();
        speaker.join();
        CHECK(answer.substr(answer.find("\r\n\r\n") + 4) == body);
    }
    server.stop();
    CHECK(most >= 100'000);
    CHECK(most < 100'000 + 64 * 1024 + 1'000);
    CHECK(server.server->waiting_bodies() == 0);
}

TEST_CASE("bytes that come one by one take no more memory than large pieces") {
    Clock clock;
    IncomingBody body(clock, std::nullopt);
    for (int i = 0; i < 1'000; ++i) body.put(Text(std::string_view("x")));
    CHECK(body.waiting() >= 64'000);
    body.let_go();
    CHECK(body.waiting() == 0);
}

TEST_CASE("what was received can be taken after the end is known, and a body that was let go is not whole") {
    Clock clock;
    Scope scope;
    Taken taken;
    const auto take = [](std::shared_ptr<http::BodyReader> from, Taken& to) -> Task<void> {
        to = co_await take_all(from);
    };
    for (const std::string end : {"whole", "malformed", "gone"}) {
        const auto body = std::make_shared<IncomingBody>(clock, 9);
        CHECK(body->length() == 9u);
        body->put(Text(std::string_view("some")));
        if (end == "whole") body->end();
        if (end == "malformed") body->fail(http::BodyError::malformed);
        if (end == "gone") {
            body->end();
            body->let_go();
        }
        taken = {};
        scope.spawn(take(body, taken));
        clock.run();
        CHECK(taken.end == end);
        CHECK(taken.bytes == (end == "gone" ? "" : "some"));
    }
}

TEST_CASE("a client that waits to hear that its body is wanted hears it when the handler asks") {
    RunningServer server(tell, streaming());
    RawClient client(server.port());
    for (int i = 0; i < 2; ++i) {
        client.say(put(4, "Expect: 100-continue\r\n"));
        CHECK(client.hear_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
        client.say("body");
        const std::string answer = client.hear_until("body");
        CHECK(has(answer, "HTTP/1.1 200 OK"));
        CHECK(has(answer, "streamed, whole: body"));
    }
}

TEST_CASE("a client whose body is not wanted hears that instead of 100 Continue, and is closed") {
    RunningServer server(refuse, streaming());
    RawClient client(server.port());
    client.say(put(4, "Expect: 100-continue\r\n"));
    const std::string answer = client.hear_until_closed();
    CHECK(has(answer, "HTTP/1.1 403 Forbidden\r\n"));
    CHECK(has(answer, "Connection: close\r\n"));
    CHECK_FALSE(has(answer, "100 Continue"));
}

TEST_CASE("a client that does not wait although it expects 100-continue is not told to go on") {
    RunningServer server(tell, streaming());
    RawClient client(server.port());
    client.say(put(8, "Expect: 100-continue\r\n") + "half");
    await_requests(server, 1);
    client.say("half");
    const std::string answer = client.hear_until("halfhalf");
    CHECK(has(answer, "streamed, whole: halfhalf"));
    CHECK_FALSE(has(answer, "100 Continue"));
}

TEST_CASE("a handler that answers early gets a small rest dropped, and the connection goes on") {
    RunningServer server(
        [](http::Request request) {
            return request.path == "/last" ? tell(std::move(request)) : refuse(std::move(request));
        },
        streaming());
    RawClient client(server.port());
    client.say(put(100'000) + std::string(10'000, 'x'));
    const std::string answer = client.hear_until("no");
    CHECK(has(answer, "HTTP/1.1 403 "));
    CHECK_FALSE(has(answer, "Connection: close"));
    client.say(std::string(90'000, 'x') + std::string(last_words));
    const std::string last = client.hear_until_closed();
    CHECK(last.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(has(last, "at once: "));
}

TEST_CASE("a client with much more to send gets its early answer and the end of the connection") {
    RunningServer server(refuse, streaming());
    RawClient client(server.port());
    client.say(put(20'000'000));
    client.say(std::string(20'000'000, 'x'));
    const std::string answer = client.hear_until_closed();
    CHECK(has(answer, "HTTP/1.1 403 "));
    CHECK(has(answer, "Connection: close\r\n"));
    CHECK(answer.ends_with("no"));
}

TEST_CASE("a rest that does not come is not waited for") {
    RunningServer server(refuse, streaming());
    RawClient client(server.port());
    client.say(put(100) + "half");
    CHECK(has(client.hear_until("no"), "HTTP/1.1 403 "));
    CHECK(client.hear_until_closed().empty());
}

TEST_CASE("a client that disappears in the middle of its body is gone to the handler") {
    std::promise<std::string> end;
    RunningServer server(
        [&](http::Request request) {
            const auto watch = [](std::promise<std::string>& tell_end, http::Request asked) -> Task<http::Response> {
                const Taken taken = co_await take_all(asked.stream);
                tell_end.set_value(taken.end + " after " + taken.bytes);
                co_return http::Response{};
            };
            return watch(end, std::move(request));
        },
        streaming());
    {
        RawClient client(server.port());
        client.say(put(100) + "half");
    }
    CHECK(end.get_future().get() == "gone after half");
    for (bool left = false; !left;) server.on_loop([&] { left = server.server->connections() == 0; });
}

TEST_CASE("a client that stops in the middle of its body is gone after its time, and hears the answer") {
    Limits limits;
    limits.body_timeout = 100ms;
    RunningServer server(tell, streaming(limits));
    RawClient client(server.port());
    client.say(put(100) + "half");
    const std::string answer = client.hear_until_closed();
    CHECK(has(answer, "Connection: close\r\n"));
    CHECK(has(answer, "streamed, gone: half"));
    server.stop();
    CHECK(server.metrics.counter("front.timeouts").value() == 1);
}

TEST_CASE("a body whose framing breaks is malformed to the handler, and its answer is the last") {
    RunningServer server(tell, streaming());
    RawClient client(server.port());
    client.say("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
    await_requests(server, 1);
    client.say("zz\r\nmore\r\n0\r\n\r\n");
    const std::string answer = client.hear_until_closed();
    CHECK(has(answer, "streamed, malformed: half"));
    CHECK(has(answer, "Connection: close\r\n"));
    server.stop();
    CHECK(server.metrics.counter("front.malformed").value() == 1);
}

TEST_CASE("a streamed body above its limit is too large, whether it says so or not") {
    Limits limits;
    limits.max_body_bytes = 10;
    limits.max_streamed_body_bytes = 100;
    RunningServer server(tell, streaming(limits));
    {
        RawClient client(server.port());
        client.say(put(101, "Expect: 100-continue\r\n"));
        const std::string answer = client.hear_until_closed();
        CHECK(answer.starts_with("HTTP/1.1 200 "));
        CHECK(has(answer, "Connection: close\r\n"));
        CHECK(answer.ends_with("streamed, too large: "));
    }
    {
        RawClient client(server.port());
        client.say("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n32\r\n" + std::string(50, 'x') +
                   "\r\n");
        await_requests(server, 2);
        client.say("33\r\n" + std::string(51, 'x') + "\r\n0\r\n\r\n");
        CHECK(client.hear_until_closed().ends_with("streamed, too large: " + std::string(50, 'x')));
    }
    {
        RawClient client(server.port());
        client.say(put(100));
        await_requests(server, 3);
        client.say(std::string(100, 'x'));
        CHECK(has(client.hear_until("xxx"), "streamed, whole: xxx"));
    }
    {
        RawClient client(server.port());
        client.say("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n");
        CHECK(has(client.hear_until_closed(), "HTTP/1.1 413 "));
    }
}

TEST_CASE("requests behind a streamed body are answered after it") {
    RunningServer server(tell, streaming());
    for (const bool chunked : {false, true}) {
        RawClient client(server.port());
        client.say(chunked ? "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nha" : put(8) + "ha");
        await_requests(server, chunked ? 4 : 1);
        client.say((chunked ? "lfhalf\r\n0\r\n\r\n" : "lfhalf") + put(4) + "body" + std::string(last_words));
        const std::string answers = client.hear_until_closed();
        const std::size_t first = answers.find("streamed, whole: halfhalf");
        const std::size_t second = answers.find("at once: body");
        CHECK(first != std::string::npos);
        CHECK(second != std::string::npos);
        CHECK(first < second);
        CHECK(answers.ends_with("at once: "));
    }
}

TEST_CASE("whoever keeps a body beyond its request finds it gone") {
    std::shared_ptr<http::BodyReader> kept;
    RunningServer server(
        [&](http::Request request) {
            kept = request.stream;
            return refuse(std::move(request));
        },
        streaming());
    {
        RawClient client(server.port());
        client.say(put(100'000'000) + "half");
        CHECK(has(client.hear_until_closed(), "HTTP/1.1 403 "));
    }
    std::promise<std::string> end;
    server.on_loop([&] {
        const auto watch = [](std::shared_ptr<http::BodyReader> from, std::promise<std::string>& to) -> Task<void> {
            const Taken taken = co_await take_all(from);
            to.set_value(taken.end);
        };
        server.scope.spawn(watch(kept, end));
    });
    CHECK(end.get_future().get() == "gone");
    server.on_loop([&] { kept.reset(); });
}

TEST_CASE("a server that drains takes the rest of a streamed body, and its answer is the last") {
    RunningServer server(tell, streaming());
    RawClient client(server.port());
    client.say(put(8) + "half");
    await_requests(server, 1);
    server.on_loop([&] { server.scope.spawn(server.server->drain(60s)); });
    client.say("half");
    const std::string answer = client.hear_until_closed();
    CHECK(has(answer, "Connection: close\r\n"));
    CHECK(has(answer, "streamed, whole: halfhalf"));
}

TEST_CASE("a server that ends in the middle of a streamed body leaves nothing behind") {
    RunningServer server(tell, streaming());
    RawClient client(server.port());
    client.say(put(8) + "half");
    await_requests(server, 1);
    server.on_loop([&] { server.server.reset(); });
    CHECK(client.hear_until_closed().empty());
}

TEST_CASE("what comes behind a streamed body in chunks is told with it, however it is cut") {
    std::promise<std::string> promise;
    RunningServer server(
        [&promise](http::Request request) -> Task<http::Response> {
            const auto answer = [](http::Request asked, std::promise<std::string>& to) -> Task<http::Response> {
                const std::shared_ptr<http::BodyReader> body = asked.stream;
                if (body == nullptr) co_return http::Response();
                const Taken taken = co_await take_all(body);
                to.set_value(taken.bytes + " " + taken.end + " " + std::string(body->trailer("x-error-type")));
                co_return http::Response();
            };
            return answer(std::move(request), promise);
        },
        streaming());
    const bool at_once = GENERATE(true, false);
    RawClient client(server.port());
    const std::string head = "PUT /key HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    const std::string body = "3\r\none\r\n0\r\nX-Error-Type: Broken\r\n\r\n";
    if (at_once) {
        client.say(head + body);
    } else {
        client.say(head);
        await_requests(server, 1);
        for (const char c : body) client.say(std::string(1, c));
    }
    CHECK(client.hear_until_closed().starts_with("HTTP/1.1 200"));
    CHECK(promise.get_future().get() == "one whole Broken");
    server.stop();
}
