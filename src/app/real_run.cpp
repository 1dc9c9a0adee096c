#include "app/real_run.hpp"

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
    OverSockets(front::Loop& loop, front::LoadClientOptions options, const front::Site& site)
        : client_(loop, std::move(options)),
          edge_(site.viewer_entry != nullptr ? site.distribution_domain : ""),
          api_(fmt::format("{}.execute-api.localhost", site.api_id)),
          stage_("/" + site.stage) {}

    Task<http::Response> send(http::Request&& request, scenario::Entrance entrance) override {
        request.trace = nullptr;  // spans stay on the other side of the socket
        const bool to_edge = entrance == scenario::Entrance::viewers && !edge_.empty();
        request.headers.add("Host", Text(to_edge ? edge_ : api_));
        if (!to_edge) request.path = Text(stage_ + request.path.str());
        return client_.send(std::move(request));
    }
    std::string_view answered_by(const http::Response& response) const override {
        return response.headers.get(answered_by_field);
    }

private:
    front::LoadClient client_;
    std::string edge_;  // the distribution's host, empty without one
    std::string api_;   // the API's
    std::string stage_;
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
    stack::Stack stack(world.context, scenario.architecture, key, around.outside());
    front::Router router(world.context, site_of(stack, world.context));
    front::ServerOptions listen;
    listen.port = 0;
    front::Server server(loop, world.metrics, listen,
                         [&](http::Request request) { return answer(router, stack, std::move(request)); });
    front::LoadClientOptions load;
    load.port = server.port();
    OverSockets target(loop, load, router.site());

    scenario::Engine engine(world.context, scenario, stack, target);
    engine.start();
    Scope watching;
    watching.spawn(watch(world.clock, engine, loop, interrupted));
    loop.run();
    finish_run(world, scenario, stack, engine, again, stopwatch.seconds(), finish);
}

}  // namespace wt::app
