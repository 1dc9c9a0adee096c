#include "app/real_run.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "app/outside.hpp"
#include "app/site.hpp"
#include "app/stopwatch.hpp"
#include "front/load_client.hpp"
#include "front/loop.hpp"
#include "front/router.hpp"
#include "front/server.hpp"

namespace wt::app {

namespace {

/// The field by which the listener of a real run tells the load generator which tier answered.
constexpr char answered_by_field[] = "X-Windtunnel-Answered-By";

/// Sends requests through real sockets to the listener of the same process.
class OverSockets final : public scenario::Target {
public:
    OverSockets(front::Loop& loop, front::LoadClientOptions options, const front::Addresses& addresses)
        : client_(loop, std::move(options)), addresses_(addresses) {}

    std::size_t entrance(const std::string& component) override {
        Door door;
        const auto edge = addresses_.distributions().find(component);
        const auto& apis = addresses_.apis();
        const auto api = std::find_if(apis.begin(), apis.end(), [&](const auto& each) {
            return each.first == component || each.second.entry->name() == component;
        });
        if (edge != addresses_.distributions().end()) {
            door.host = Text(edge->second.domain);
        } else if (api != apis.end()) {
            door.host = Text(fmt::format("{}.execute-api.localhost", api->second.id));
            door.stage = "/" + api->second.stage;
        }
        doors_.push_back(std::move(door));
        return doors_.size() - 1;
    }
    Task<http::Response> send(http::Request&& request, std::size_t entrance) override {
        const Door& door = doors_[entrance];
        request.trace = nullptr;  // spans stay on the other side of the socket
        request.headers.add("Host", door.host);
        if (!door.stage.empty()) request.path = Text(door.stage + request.path.str());
        return client_.send(std::move(request));
    }
    std::string_view answered_by(const http::Response& response) const override {
        return response.headers.get(answered_by_field);
    }

private:
    front::LoadClient client_;
    const front::Addresses& addresses_;
    struct Door {
        Text host;
        std::string stage;  // "/prod"; empty for a distribution
    };
    std::vector<Door> doors_;
};

[[nodiscard]] Task<http::Response> answer(front::Router& router, const stack::Stack& stack, http::Request request) {
    http::Response response = co_await router.handle(std::move(request));
    const std::string_view by = stack.tier_name(response.answered_by);
    if (!by.empty()) response.headers.add(answered_by_field, Text(by));
    co_return response;
}

[[nodiscard]] Task<void> watch(Clock& clock, scenario::Engine& engine, front::Loop& loop,
                               std::function<bool()> interrupted) {
    while (!engine.finished()) {
        co_await clock.sleep_for(50ms);
        if (interrupted()) engine.interrupt();
    }
    loop.stop();
}

}  // namespace

void play_real(const scenario::Scenario& scenario, const std::string& again, const std::function<bool()>& interrupted,
               const Finish& finish) {
    const Stopwatch stopwatch;
    const auto key =
        std::make_shared<const identity::SigningKey>(identity::SigningKey::generate(identity::SigningKey::Made::ahead));
    const Databases databases(scenario.architecture, interrupted);
    World world(scenario);
    front::Loop loop(world.clock, scenario.clock.scale);
    OnLoop around(databases, loop);
    front::Addresses addresses;
    stack::Stack stack(world.context, scenario.architecture, key, around.outside());
    keep_addresses(stack, world.context, addresses);
    front::Router router(world.context, site_of(stack, world.context, addresses));
    front::ServerOptions listen;
    listen.port = 0;
    front::Server server(loop, world.metrics, listen,
                         [&](http::Request request) { return answer(router, stack, std::move(request)); });
    front::LoadClientOptions load;
    load.port = server.port();
    OverSockets target(loop, load, addresses);

    scenario::Engine engine(world.context, scenario, stack, target);
    engine.start();
    Scope watching;
    watching.spawn(watch(world.clock, engine, loop, interrupted));
    loop.run();
    finish_run(world, scenario, stack, engine, again, stopwatch.seconds(), finish);
}

}  // namespace wt::app
