#include <string>

#include "catch.hpp"
#include "front/certificates.hpp"
#include "front/server.hpp"
#include "http2_client.hpp"
#include "running_server.hpp"

using namespace wt;
using namespace wt::front;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

[[nodiscard]] ServerOptions with_tls(int* asked = nullptr) {
    TlsOptions tls;
    tls.authority = [asked] {
        if (asked != nullptr) ++*asked;
        return make_authority();
    };
    ServerOptions options;
    options.limits.header_timeout = 100ms;
    options.tls = std::make_shared<Tls>(std::move(tls));
    return options;
}

}  // namespace

TEST_CASE("what a connection speaks is told by its first bytes, however they come") {
    RunningServer server(echo, with_tls());
    RawClient http1(server.port());
    for (const char c : std::string("PRI * HTTP/1.1\r\nHost: h\r\n\r\n")) http1.say({&c, 1});
    CHECK(has(http1.hear_until_closed(), "400"));
    RawClient post(server.port());
    for (const char c : std::string("POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx"))
        post.say({&c, 1});
    CHECK(has(post.hear_until_closed(), "200 OK"));
    RawClient http2(server.port());
    for (const char c : std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")) http2.say({&c, 1});
    CHECK(http2.hear().substr(3, 2) == std::string("\x04\x00", 2));  // SETTINGS
    RawClient tls(server.port());
    tls.say(std::string_view("\x16\x03\x01\x00\x05hello", 10));
    CHECK(has(tls.hear_until_closed(), "\x15\x03"));  // an alert
    RawClient neither(server.port());
    neither.say("\x16\x04");
    neither.say("\r\n\r\n");
    CHECK(has(neither.hear_until_closed(), "HTTP/1.1 400"));
}

TEST_CASE("who begins and does not go on is closed; who never wants TLS makes no authority") {
    int asked = 0;
    RunningServer server(echo, with_tls(&asked));
    RawClient half(server.port());
    half.say("PRI * HT");
    CHECK(half.hear_until_closed().empty());
    CHECK(asked == 0);
    for (int i = 0; i < 2; ++i) {
        RawClient hello(server.port());
        hello.say(std::string_view("\x16\x03\x01\x00\xff", 5));
        CHECK(hello.hear_until_closed().empty());
    }
    CHECK(asked == 1);
    server.on_loop([&] { CHECK(server.metrics.counter("front.timeouts").value() == 3); });
}

TEST_CASE("a malformed trailer costs its stream, and its connection goes on") {
    ServerOptions options = with_tls();
    RunningServer server(echo, options);
    Http2Client client(server.port());
    client.ask(1, asks("POST", "/"), end_headers);
    client.ask(1, {{"connection", "close"}});
    CHECK(client.answer(1).reset == 1);
    RawClient wait(server.port());  // as long as a header may take
    wait.say("GET / HT");
    CHECK(has(wait.hear_until_closed(), "408"));
    client.ask(3, asks("GET", "/after"));
    CHECK(client.answer(3).whole);
}
