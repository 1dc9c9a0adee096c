#include "front/load_client.hpp"

#include "catch.hpp"
#include "running_server.hpp"

using namespace wt;
using namespace wt::front;

namespace {

/// A server and a client of it on one loop, as `run --clock real` has them.
struct World {
    Clock clock{epoch + 20'000 * 24h};
    Metrics metrics;
    Loop loop{clock};
    Server server;
    LoadClient client;
    Scope scope;
    int under_way = 0;

    explicit World(Handler handler, std::int64_t connections = 512)
        : server(loop, metrics, on_free_port(), std::move(handler)), client(loop, to(server.port(), connections)) {}

    static ServerOptions on_free_port() {
        ServerOptions options;
        options.port = 0;
        return options;
    }
    static LoadClientOptions to(std::uint16_t port, std::int64_t connections) {
        LoadClientOptions options;
        options.port = port;
        options.connections = connections;
        return options;
    }
    void send(http::Request request, http::Response& into) {
        const auto run = [](World& world, http::Request asked, http::Response& answer) -> Task<void> {
            answer = co_await world.client.send(std::move(asked));
            if (--world.under_way == 0) world.loop.stop();
        };
        ++under_way;
        scope.spawn(run(*this, std::move(request), into));
    }
    http::Response ask(http::Request request) {
        http::Response response;
        send(std::move(request), response);
        loop.run();
        return response;
    }
};

http::Request get(std::string path) {
    http::Request request;
    request.path = std::move(path);
    return request;
}

}  // namespace

TEST_CASE("a request and its answer come through the sockets as they were") {
    World world(echo);
    http::Request request = get("/items/1");
    request.method = http::Method::post;
    request.query = "a=b";
    request.headers.add("Host", "E1.cloudfront.localhost");
    request.headers.add("X-Own", "yes");
    request.body = "the body";
    request.client = http::IpAddress::v4(0x0a010203);
    request.number = 77;
    request.pop = 3;
    const http::Response response = world.ask(std::move(request));
    CHECK(response.status == 200);
    CHECK(response.headers.get("Content-Type") == "text/plain");
    CHECK(response.body.view() ==
          "POST /items/1?a=b\nHost=E1.cloudfront.localhost\nX-Own=yes\nContent-Length=8\n10.1.2.3 77 3\nthe body");
}

TEST_CASE("connections are kept and used again, and never more than allowed") {
    World* self = nullptr;
    std::size_t most = 0;
    World world(
        [&](http::Request request) -> Task<http::Response> {
            most = std::max(most, self->server.connections());
            const auto slowly = [](Clock& clock, http::Request asked) -> Task<http::Response> {
                co_await clock.sleep_for(1ms);
                http::Response response;
                response.body = Text(asked.path);
                co_return response;
            };
            return slowly(self->clock, std::move(request));
        },
        4);
    self = &world;
    std::vector<http::Response> responses(200);
    for (int i = 0; i < 200; ++i) world.send(get("/" + std::to_string(i)), responses[i]);
    world.loop.run();
    for (int i = 0; i < 200; ++i) CHECK(responses[i].body.view() == "/" + std::to_string(i));
    CHECK(most == 4);
}

TEST_CASE("HEAD, empty and large answers leave the connection usable") {
    World world([](http::Request request) {
        http::Response response;
        if (request.path == "/none") response.status = 204;
        if (request.path == "/large") response.body = Text(std::string(3'000'000, 'x'));
        if (request.method == http::Method::head) response.body = "hidden";
        return just(std::move(response));
    });
    http::Request head = get("/");
    head.method = http::Method::head;
    CHECK(world.ask(std::move(head)).headers.get("Content-Length") == "6");
    CHECK(world.ask(get("/none")).status == 204);
    CHECK(world.ask(get("/large")).body.size() == 3'000'000);
    CHECK(world.ask(get("/")).status == 200);
    CHECK(world.server.connections() == 1);
}

TEST_CASE("a cut connection is a reset, and nothing that listens is a refusal") {
    World world([](http::Request request) {
        if (request.path == "/cut") return just(http::Response::broken_by(http::Delivery::reset));
        return echo(std::move(request));
    });
    CHECK(world.ask(get("/cut")).delivery == http::Delivery::reset);
    CHECK(world.ask(get("/")).status == 200);
    world.server.stop_accepting();
    LoadClient other(world.loop, World::to(world.server.port(), 1));
    http::Response response;
    const auto run = [](LoadClient& client, Loop& loop, http::Response& answer) -> Task<void> {
        http::Request request;
        answer = co_await client.send(std::move(request));
        loop.stop();
    };
    world.scope.spawn(run(other, world.loop, response));
    world.loop.run();
    CHECK(response.delivery == http::Delivery::refused);
}

TEST_CASE("a send that runs out of time lets its connection go") {
    World* self = nullptr;
    World world(
        [&](http::Request request) -> Task<http::Response> {
            const auto hang = [](Clock& clock, http::Request) -> Task<http::Response> {
                co_await clock.sleep_for(1h);
                co_return http::Response{};
            };
            return request.path == "/hang" ? hang(self->clock, std::move(request)) : echo(std::move(request));
        },
        1);
    self = &world;
    bool timed_out = false;
    const auto run = [](World& in, bool& out_of_time) -> Task<void> {
        http::Request request = get("/hang");
        const auto answer = co_await Timeout<http::Response>(in.clock, 20ms, in.client.send(std::move(request)));
        out_of_time = !answer.has_value();
        in.loop.stop();
    };
    world.scope.spawn(run(world, timed_out));
    world.loop.run();
    CHECK(timed_out);
    CHECK(world.ask(get("/")).status == 200);
}
