#include "front/server.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "catch.hpp"
#include "raw_client.hpp"
#include "running_server.hpp"

using namespace wt;
using namespace wt::front;

namespace {

constexpr std::string_view last_words = "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

std::string ask(std::uint16_t port, std::string_view bytes) {
    RawClient client(port);
    client.say(bytes);
    return client.hear_until_closed();
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// Answers "/slow..." after a while, everything else at once, with the path.
Handler slow_and_fast(RunningServer*& server) {
    return [&server](http::Request request) -> Task<http::Response> {
        const auto answer = [](Clock& clock, http::Request asked) -> Task<http::Response> {
            if (asked.path.starts_with("/slow")) co_await clock.sleep_for(20ms);
            http::Response response;
            response.body = Text("<" + asked.path.str() + ">");
            co_return response;
        };
        return answer(server->clock, std::move(request));
    };
}

}  // namespace

TEST_CASE("a connection carries one request after another until one side closes it") {
    RunningServer server(echo);
    RawClient client(server.port());
    for (int i = 1; i <= 3; ++i) {
        client.say("GET /item HTTP/1.1\r\nHost: h\r\n\r\n");
        const std::string head = client.hear_until("\r\n\r\n");
        CHECK(has(head, "HTTP/1.1 200 OK\r\n"));
        CHECK(has(head, "Date: "));
        CHECK_FALSE(has(head, "Connection:"));
        CHECK(has(client.hear_until("127.0.0.1 " + std::to_string(i) + " 0\n"), "GET /item\nHost=h\n"));
    }
    client.say(last_words);
    CHECK(has(client.hear_until_closed(), "Connection: close\r\n"));
}

TEST_CASE("HTTP/1.0 closes after one answer unless it asks to be kept") {
    RunningServer server(echo);
    CHECK(has(ask(server.port(), "GET / HTTP/1.0\r\n\r\n"), "Connection: close"));
    RawClient client(server.port());
    client.say("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(has(client.hear_until("\r\n\r\n"), "Connection: keep-alive"));
}

TEST_CASE("pipelined requests are answered in the order of asking, slow ones too") {
    RunningServer* self = nullptr;
    RunningServer server(slow_and_fast(self));
    self = &server;
    std::string asked;
    std::string expected;
    for (int i = 0; i < 30; ++i) {
        const std::string path = (i % 10 == 3 ? "/slow" : "/fast") + std::to_string(i);
        asked += "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
        expected += "<" + path + ">";
    }
    const std::string all = ask(server.port(), asked + std::string(last_words));
    std::string bodies;
    for (std::size_t at = all.find('<'); at != std::string::npos; at = all.find('<', at + 1))
        bodies += all.substr(at, all.find('>', at) - at + 1);
    CHECK(bodies == expected + "</last>");
}

TEST_CASE("many connections at once each get their own answers") {
    RunningServer* self = nullptr;
    RunningServer server(slow_and_fast(self));
    self = &server;
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 50; ++i) {
        clients.push_back(std::make_unique<RawClient>(server.port()));
        clients.back()->say("GET /slow" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    for (int i = 0; i < 50; ++i) {
        const std::string body = "</slow" + std::to_string(i) + ">";
        CHECK(has(clients[i]->hear_until(">"), body.substr(1)));
    }
}

TEST_CASE("HEAD gets the length of the body and no body") {
    RunningServer server([](http::Request) {
        http::Response response;
        response.body = Text("twelve bytes");
        return just(std::move(response));
    });
    const std::string answer = ask(server.port(), "HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    CHECK(has(answer, "Content-Length: 12\r\n"));
    CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("204 and 304 have neither body nor length") {
    RunningServer server([](http::Request request) {
        http::Response response;
        response.status = request.path == "/304" ? 304 : 204;
        response.body = Text("not to be sent");
        return just(std::move(response));
    });
    for (const std::string path : {"/204", "/304"}) {
        const std::string answer =
            ask(server.port(), "GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        CHECK(answer.ends_with("\r\n\r\n"));
        CHECK_FALSE(has(answer, "Content-Length"));
    }
}

TEST_CASE("a client that expects 100-continue is told to go on, once") {
    RunningServer server(echo);
    RawClient client(server.port());
    client.say("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.hear_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    client.say("bo");
    client.say("dy");
    CHECK(has(client.hear_until("\r\n\r\n"), "HTTP/1.1 200 OK"));
    CHECK(has(client.hear_until("body"), "\nbody"));
}

TEST_CASE("a chunked body arrives whole") {
    RunningServer server(echo);
    RawClient client(server.port());
    client.say("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n");
    client.say("2\r\nde\r\n0\r\n\r\n");
    const std::string answer = client.hear_until_closed();
    CHECK(answer.ends_with("\nabcde"));
    CHECK_FALSE(has(answer, "Transfer-Encoding"));
}

TEST_CASE("a body of megabytes goes in and comes out") {
    RunningServer server([](http::Request request) {
        http::Response response;
        response.body = request.body;
        return just(std::move(response));
    });
    std::string body(5'000'000, 'a');
    for (std::size_t i = 0; i < body.size(); i += 97) body[i] = static_cast<char>('a' + i % 26);
    RawClient client(server.port());
    std::thread speaker([&] {
        client.say("POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 5000000\r\n\r\n");
        client.say(body);
    });
    const std::string answer = client.hear_until_closed();
    speaker.join();
    CHECK(answer.substr(answer.find("\r\n\r\n") + 4) == body);
}

TEST_CASE("what is too large or no HTTP gets its status and the end of the connection") {
    Limits limits;
    limits.max_body_bytes = 1'000;
    RunningServer server(echo, limits);
    CHECK(has(ask(server.port(), "GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n"), "HTTP/1.1 414 "));
    CHECK(has(ask(server.port(), "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n"),
              "HTTP/1.1 494 "));
    CHECK(has(
        ask(server.port(), "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x')),
        "HTTP/1.1 413 "));
    CHECK(has(ask(server.port(), std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11)), "HTTP/1.1 400 "));
    CHECK(has(ask(server.port(), "GET / HTTP/1.1\r\nHost h\r\n\r\n"), "HTTP/1.1 400 "));
    const std::string after_good = ask(server.port(), "GET /good HTTP/1.1\r\nHost: h\r\n\r\nnonsense\r\n\r\n");
    CHECK(has(after_good, "GET /good"));
    CHECK(has(after_good, "HTTP/1.1 400 "));
    server.stop();
    CHECK(server.metrics.counter("front.malformed").value() == 6);
}

TEST_CASE("a client that is too slow with its header or body is told so, and a silent one is closed") {
    Limits limits;
    limits.header_timeout = limits.body_timeout = limits.idle_timeout = 100ms;
    RunningServer server(echo, limits);
    CHECK(has(ask(server.port(), "GET / HT"), "HTTP/1.1 408 "));
    CHECK(has(ask(server.port(), "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf"), "HTTP/1.1 408 "));
    CHECK(ask(server.port(), "").empty());
}

TEST_CASE("connections beyond the limit get 503, and a place is free again when one leaves") {
    Limits limits;
    limits.max_connections = 2;
    RunningServer server(echo, limits);
    auto first = std::make_unique<RawClient>(server.port());
    RawClient second(server.port());
    for (RawClient* client : {first.get(), &second}) {
        client->say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        CHECK(has(client->hear_until("\r\n\r\n"), " 200 "));
    }
    CHECK(has(ask(server.port(), ""), "HTTP/1.1 503 "));
    first.reset();
    std::string answer;
    while (!has(answer, " 200 ")) answer = ask(server.port(), last_words);
}

TEST_CASE("bodies on their way in are limited together") {
    Limits limits;
    limits.max_bodies_bytes = 1'000;
    RunningServer server(echo, limits);
    RawClient client(server.port());
    client.say("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n" + std::string(1'500, 'x'));
    CHECK(has(client.hear_until_closed(), "HTTP/1.1 503 "));
    CHECK(has(ask(server.port(), last_words), " 200 "));
}

TEST_CASE("a broken answer cuts the connection, after the answers before it") {
    RunningServer server([](http::Request request) {
        if (request.path == "/cut") return just(http::Response::broken_by(http::Delivery::reset));
        return echo(std::move(request));
    });
    RawClient client(server.port());
    client.say("GET /cut HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(client.hear_until_closed().empty());
    CHECK(client.was_reset());
}

TEST_CASE("a handler that throws is a 500, and the server goes on") {
    RunningServer server([](http::Request request) -> Task<http::Response> {
        if (request.path != "/last") throw std::runtime_error("as a test");
        return echo(std::move(request));
    });
    const std::string answer = ask(server.port(), "GET / HTTP/1.1\r\nHost: h\r\n\r\n" + std::string(last_words));
    CHECK(has(answer, "HTTP/1.1 500 "));
    CHECK(has(answer, "HTTP/1.1 200 "));
    server.stop();
    CHECK(server.metrics.counter("front.failures").value() == 1);
}

TEST_CASE("an answer cannot smuggle fields or a length of its own") {
    RunningServer server([](http::Request) {
        http::Response response;
        response.headers.add("X-Evil", Text(std::string_view("a\r\nSet-Cookie: b")));
        response.headers.add("Content-Length", "999");
        response.headers.add("Bad Name", "x");
        response.body = "ok";
        return just(std::move(response));
    });
    const std::string answer = ask(server.port(), last_words);
    CHECK(has(answer, "X-Evil: a  Set-Cookie: b\r\n"));
    CHECK(has(answer, "Content-Length: 2\r\n"));
    CHECK_FALSE(has(answer, "999"));
    CHECK_FALSE(has(answer, "Bad Name"));
}

TEST_CASE("a request whose client has gone runs to its end") {
    RunningServer* self = nullptr;
    int ended = 0;
    RunningServer server([&](http::Request request) -> Task<http::Response> {
        const auto work = [](Clock& clock, int& count, http::Request) -> Task<http::Response> {
            co_await clock.sleep_for(30ms);
            ++count;
            co_return http::Response{};
        };
        return work(self->clock, ended, std::move(request));
    });
    self = &server;
    {
        RawClient client(server.port());
        client.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    for (bool done = false; !done;) server.on_loop([&] { done = ended == 1 && server.server->connections() == 0; });
    CHECK(ended == 1);
}

TEST_CASE("draining answers what is under way, closes what is idle, and takes nothing new") {
    RunningServer* self = nullptr;
    RunningServer server(slow_and_fast(self));
    self = &server;
    RawClient idle(server.port());
    idle.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    idle.hear_until(">");
    RawClient busy(server.port());
    busy.say("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
    std::promise<void> drained;
    for (bool begun = false; !begun;)
        server.on_loop([&] { begun = server.metrics.counter("front.requests").value() == 2; });
    server.on_loop([&] {
        const auto drain = [](Server& of, std::promise<void>& done) -> Task<void> {
            co_await of.drain(60s);
            done.set_value();
        };
        server.scope.spawn(drain(*server.server, drained));
    });
    CHECK(idle.hear_until_closed().empty());
    const std::string answer = busy.hear_until_closed();
    CHECK(has(answer, "Connection: close"));
    CHECK(answer.ends_with("</slow>"));
    CHECK_THROWS(RawClient(server.port()));
    busy.end_of_speech();
    drained.get_future().wait();
}

TEST_CASE("draining does not wait for ever") {
    RunningServer* self = nullptr;
    RunningServer server([&](http::Request) -> Task<http::Response> {
        const auto hang = [](Clock& clock) -> Task<http::Response> {
            co_await clock.sleep_for(1h);
            co_return http::Response{};
        };
        return hang(self->clock);
    });
    self = &server;
    RawClient client(server.port());
    client.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    for (bool begun = false; !begun;)
        server.on_loop([&] { begun = server.metrics.counter("front.requests").value() == 1; });
    server.on_loop([&] { server.scope.spawn(server.server->drain(20ms)); });
    CHECK(client.hear_until_closed().empty());
}

TEST_CASE("a port in use is one sentence that says what to do") {
    RunningServer server(echo);
    ServerOptions options;
    options.port = server.port();
    Clock clock;
    Metrics metrics;
    Loop loop(clock);
    try {
        Server second(loop, metrics, options, echo);
        FAIL("it listens");
    } catch (const ListenError& error) {
        CHECK(std::string(error.what()) ==
              "port " + std::to_string(options.port) +
                  " on 127.0.0.1 is in use; choose another with --port, or stop the program that holds it");
    }
    options.address = "nowhere";
    CHECK_THROWS_AS(Server(loop, metrics, options, echo), ListenError);
}

TEST_CASE("only this machine's own addresses are loopback") {
    CHECK(is_loopback("127.0.0.1"));
    CHECK(is_loopback("127.8.9.10"));
    CHECK(is_loopback("::1"));
    CHECK(is_loopback("localhost"));
    CHECK_FALSE(is_loopback("0.0.0.0"));
    CHECK_FALSE(is_loopback("::"));
    CHECK_FALSE(is_loopback("192.168.1.1"));
    CHECK_FALSE(is_loopback("example.com"));
}

TEST_CASE("the access log has one line of JSON a request") {
    const auto path = std::filesystem::temp_directory_path() / ("windtunnel_access_" + std::to_string(::getpid()));
    {
        AccessLog log(path.string());
        RunningServer server(
            [](http::Request) {
                http::Response response;
                response.headers.add("X-Cache", "Hit from cloudfront");
                response.headers.add("X-Amz-Cf-Id", "abc==");
                response.body = "hello";
                return just(std::move(response));
            },
            Limits{}, &log);
        ask(server.port(), "GET /a\"b?c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        server.stop();
    }
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    std::filesystem::remove(path);
    const std::string line = text.str();
    CHECK(line.starts_with(R"({"time":"2024-10-04T00:00:0)"));
    CHECK(has(line,
              R"("client":"127.0.0.1","method":"GET","host":"h","path":"/a\"b","query":"c","status":200,"bytes":5,)"));
    CHECK(line.ends_with(R"("request_id":"abc==","x_cache":"Hit from cloudfront"})"
                         "\n"));
    CHECK_THROWS(AccessLog("/dev/null/access.log"));
}

TEST_CASE("curl agrees", "[curl]") {
    if (std::system("command -v curl >/dev/null") != 0) return;
    RunningServer server(echo);
    const std::string url = "http://127.0.0.1:" + std::to_string(server.port());
    const auto run = [&](const std::string& arguments) {
        std::string output;
        FILE* const pipe = ::popen(("curl -sS --max-time 20 " + arguments).c_str(), "r");
        char bytes[1024];
        for (std::size_t n = 0; (n = std::fread(bytes, 1, sizeof bytes, pipe)) > 0;) output.append(bytes, n);
        ::pclose(pipe);
        return output;
    };
    CHECK(has(run(url + "/one " + url + "/two"), "GET /two\n"));
    CHECK(has(run("-d data " + url), "\ndata"));
    CHECK(has(run("-H 'Transfer-Encoding: chunked' -d chunked " + url), "\nchunked"));
    CHECK(has(run("-I " + url), "Content-Length: "));
    CHECK(has(run("--http1.0 " + url), "GET /\n"));
    CHECK(has(run("http://E123.cloudfront.localhost:" + std::to_string(server.port()) + "/x"),
              "Host=E123.cloudfront.localhost:"));
}
