// The listener alone, for whoever sends it requests (wrk, curl): what sockets, parsing and writing cost with no
// component behind them. Ends at SIGTERM.
#include <cstdio>
#include <cstdlib>

#include "front/server.hpp"

namespace {

using namespace wt;

Task<http::Response> answer(http::Request request) {
    http::Response response;
    if (request.method == http::Method::get) {
        response.headers.add("Content-Type", "text/plain");
        response.body = "hello, world";
    }
    co_return response;
}

}  // namespace

int main(int count, char** arguments) {
    Clock clock{RealTime::today()};
    Metrics metrics;
    front::Loop loop(clock);
    front::ServerOptions options;
    options.port = static_cast<std::uint16_t>(count > 1 ? std::atoi(arguments[1]) : 0);
    front::Server server(loop, metrics, options, answer);
    std::printf("%u\n", unsigned{server.port()});
    std::fflush(stdout);
    loop.on_signal([&](int) { loop.stop(); });
    loop.run();
    return 0;
}
