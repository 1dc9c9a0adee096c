#include "app/real_run.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "app/outside.hpp"
#include "app/package_folder.hpp"
#include "app/programs.hpp"
#include "app/real_caches.hpp"
#include "cloud/cloud.hpp"
#include "cloud/site.hpp"
#include "front/load_client.hpp"
#include "front/loop.hpp"
#include "front/router.hpp"
#include "front/server.hpp"
#include "lambda/api/code_folder.hpp"
#include "play/function_code.hpp"
#include "play/stopwatch.hpp"
#include "play/version.hpp"
#include "storage/rds/api/sql_databases.hpp"
#include "store/memory_store.hpp"

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

/// What programs of a run have around them: keys of their own, and AWS's APIs at the run's own listener.
class Surrounded {
public:
    /// Throws std::runtime_error, with a sentence, where one of them cannot run here.
    Surrounded(const Context& context, front::Loop& loop, const stack::Architecture& architecture)
        : records_(context, store_, {}, code_, sql_, Pace::Kind::at_once),
          programs_(context, loop, records_.credentials(), records_.directory()) {
        if (const auto refused = refused_code(architecture, programs_.runtimes())) throw std::runtime_error(*refused);
    }
    void surround(stack::Outside& outside) {
        outside.store = &store_;
        outside.runtimes = &programs_.runtimes();
    }
    [[nodiscard]] cloud::CloudRecords& records() { return records_; }
    void call_at(std::uint16_t port) { programs_.call_at(fmt::format("http://127.0.0.1:{}", port)); }

private:
    InlineOffload offload_;
    store::MemoryStore store_{std::uint64_t{1} << 30U};
    PackageFolder packages_{""};
    lambda::api::CodeFolder code_{packages_.path(), offload_};
    rds::api::SqlDatabases sql_{packages_.path(), rds::api::SqlDatabases::Durability::none};
    cloud::CloudRecords records_;
    Programs programs_;
};

/// A run's clock is not the machine's, by which programs sign.
[[nodiscard]] cloud::CloudOptions cloud_options() {
    cloud::CloudOptions options;
    options.clock_by_hand = true;
    return options;
}

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
               const play::Finish& finish) {
    const play::Stopwatch stopwatch;
    const auto key =
        std::make_shared<const identity::SigningKey>(identity::SigningKey::generate(identity::SigningKey::Made::ahead));
    const Databases databases(scenario.architecture, interrupted);
    const RealCaches cache_servers(scenario.architecture, interrupted);
    play::World world(scenario);
    front::Loop loop(world.clock, scenario.clock.scale);
    OnLoop around(databases, loop);
    RealCacheClients cache_clients(cache_servers, loop);
    std::optional<Surrounded> programs;
    if (play::first_with_code(scenario.architecture) != nullptr)
        programs.emplace(world.context, loop, scenario.architecture);
    stack::Outside outside = around.outside();
    if (programs) programs->surround(outside);
    front::Addresses addresses;
    stack::Stack stack(world.context, scenario.architecture, key, outside);
    cache_clients.stand_behind(stack.caches());
    cloud::keep_addresses(stack, world.context, addresses);
    front::Site site = cloud::site_of(stack, world.context, addresses);
    site.version = std::string(play::version);
    std::optional<cloud::Cloud> cloud;
    if (programs) {
        cloud.emplace(world.context, stack, programs->records(), cloud_options());
        site.aws = cloud->apis();
        site.function_urls = cloud->function_urls();
    }
    front::Router router(world.context, std::move(site));
    front::ServerOptions listen;
    listen.port = 0;
    listen.streams = [&router](const http::Request& head) { return router.streams(head); };
    front::Server server(loop, world.metrics, listen,
                         [&](http::Request request) { return answer(router, stack, std::move(request)); });
    if (programs) {
        programs->call_at(server.port());
        cloud->start([] { return stack::ResourceIds(); });
    }
    front::LoadClientOptions load;
    load.port = server.port();
    // A user has a connection of its own, as far as this process has descriptors: both ends are in it.
    load.connections =
        std::clamp<std::int64_t>(static_cast<std::int64_t>(scenario.workload.most_users()), load.connections, 4096);
    OverSockets target(loop, load, addresses);

    scenario::Engine engine(world.context, scenario, stack, target);
    engine.start();
    Scope watching;
    watching.spawn(watch(world.clock, engine, loop, interrupted));
    loop.run();
    play::finish_run(world, scenario, stack, engine, again, stopwatch.seconds(), finish);
}

}  // namespace wt::app
