#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/options.hpp"
#include "base/clock.hpp"
#include "base/literals.hpp"
#include "base/scope.hpp"
#include "front/load_client.hpp"
#include "front/loop.hpp"
#include "http/uri.hpp"
#include "lambda/profile.hpp"
#include "play/world.hpp"
#include "scenario/outcome.hpp"

namespace wt::app {

namespace {

constexpr Duration patience = 10s;

/// Asks, and ends the loop.
[[nodiscard]] Task<void> ask(Clock& clock, front::LoadClient& client, front::Loop& loop, http::Request request,
                             std::optional<http::Response>& answer) {
    answer = co_await Timeout<http::Response>(clock, patience, client.send(std::move(request)));
    loop.stop();
}

}  // namespace

int record_profile(const ProfileOptions& options) {
    Clock clock(epoch);
    front::Loop loop(clock);
    front::LoadClientOptions to;
    to.port = options.port;
    to.names_itself = false;
    front::LoadClient client(loop, to);
    http::Request request;
    request.path = "/_windtunnel/profile";
    request.query = Text("function=" + http::percent_encode(options.function));
    std::optional<http::Response> answer;
    {
        Scope asking;
        asking.spawn(ask(clock, client, loop, std::move(request), answer));
        loop.run();
    }
    if (!answer || answer->broken()) {
        fmt::print(stderr,
                   "windtunnel: nobody answers at 127.0.0.1:{}: start `windtunnel serve` first (--port "
                   "says where), and call {}\n",
                   options.port, options.function);
        return scenario::exit_invalid;
    }
    const std::string text = answer->body.str();
    if (answer->status != 200) {
        const nlohmann::json said = nlohmann::json::parse(text, nullptr, false);
        fmt::print(stderr, "windtunnel: {}\n",
                   said.is_object() ? said.value("message", text)
                                    : fmt::format("127.0.0.1:{} is no windtunnel", options.port));
        return scenario::exit_invalid;
    }
    const auto profile = lambda::parse_profile(text);
    if (!profile.ok()) {
        fmt::print(stderr, "windtunnel: {}\n", profile.error().message);
        return scenario::exit_invalid;
    }
    if (options.file.empty()) {
        fmt::print("{}", text);
        return 0;
    }
    if (!play::write_file(options.file, text)) return scenario::exit_invalid;
    std::size_t invocations = 0;
    for (const auto& [route, seen] : profile->routes) invocations += seen.size();
    fmt::print("{}: {} invocations by {} routes, {} cold starts of {}\n", options.file, invocations,
               profile->routes.size(), profile->inits.size(), profile->function);
    return 0;
}

}  // namespace wt::app
