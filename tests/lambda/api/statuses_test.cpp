// What takes its time with --pace aws, and what of a scenario's functions outlives a restart.
#include "base/literals.hpp"
#include "catch.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::lambda::api;
using namespace wt::lambda::api::test;
using http::Method;

namespace {

void pass(World& world, Duration span) { world.clock.run_until(world.clock.now() + span); }

/// The two statuses that a function tells.
std::string statuses(World& world, const std::string& name) {
    const Json told = world.get(world.all + "/" + name + "/configuration");
    return told.value("State", "none") + " " + told.value("LastUpdateStatus", "none");
}

const std::string mappings = "/2015-03-31/event-source-mappings";

Json mapping_of(World& world) {
    return world.post(mappings, {{"FunctionName", "f"},
                                 {"EventSourceArn", "arn:aws:kinesis:eu-central-1:111122223333:stream/orders"},
                                 {"StartingPosition", "LATEST"}});
}

Json variables(const std::string& answer) { return {{"Environment", {{"Variables", {{"ANSWER", answer}}}}}}; }

/// The row is as it was; whether the answer was heard or not.
void crash(World& world) { world.open(); }

}  // namespace

TEST_CASE("a function is pending until its time is over, and nobody can invoke or change it") {
    World world(Pace::Kind::aws);
    world.make("f");
    CHECK(statuses(world, "f") == "Pending none");
    const http::Response refused = world.invoke("f");
    CHECK(refused.status == 409);
    CHECK(refused.headers.get("x-amzn-ErrorType") == "ResourceConflictException");
    CHECK(refused.body.view().find("currently in the following state: Pending") != std::string_view::npos);
    CHECK(world.functions->find(world.arn("f")) == nullptr);
    CHECK(world.put(world.all + "/f/configuration", {{"Timeout", 4}})["status"] == 409);
    CHECK(world.post(world.all + "/f/versions")["status"] == 409);
    pass(world, 3s);
    CHECK(statuses(world, "f") == "Active Successful");
    CHECK(world.invoke("f").status == 200);
}

TEST_CASE("what was there before serves until an update is over") {
    World world(Pace::Kind::aws);
    world.make("f", variables("old"));
    pass(world, 3s);
    world.put(world.all + "/f/configuration", variables("new"));
    CHECK(statuses(world, "f") == "Active InProgress");
    CHECK(world.invoke("f").body.view() == "old");
    CHECK(world.message(world.put(world.all + "/f/configuration", variables("newer"))) ==
          "The operation cannot be performed at this time. An update is in progress for resource: " + world.arn("f"));
    pass(world, 3s);
    CHECK(statuses(world, "f") == "Active Successful");
    CHECK(world.invoke("f").body.view() == "new");
    // A version of its own takes its own time.
    CHECK(world.post(world.all + "/f/versions")["State"] == "Pending");
    CHECK(world.invoke("f:1").status == 409);
    pass(world, 3s);
    CHECK(world.invoke("f:1").body.view() == "new");
}

TEST_CASE("a status that is under way in a crash ends after it, when its time is over") {
    World world(Pace::Kind::aws);
    world.make("f", variables("old"));
    crash(world);
    CHECK(statuses(world, "f") == "Pending none");
    pass(world, 3s);
    CHECK(statuses(world, "f") == "Active Successful");
    world.put(world.all + "/f/configuration", variables("new"));
    crash(world);
    CHECK(statuses(world, "f") == "Active InProgress");
    CHECK(world.invoke("f").body.view() == "old");
    pass(world, 2s);
    CHECK(world.invoke("f").body.view() == "new");

    world.put(world.all + "/f/configuration", variables("newest"));
    world.close();
    pass(world, 1h);  // its time ends while nobody is there
    world.open();
    CHECK(statuses(world, "f") == "Active Successful");
    CHECK(world.invoke("f").body.view() == "newest");

    world.put(world.all + "/f/configuration", variables("at once"));
    world.kind = Pace::Kind::at_once;
    crash(world);
    CHECK(world.invoke("f").body.view() == "at once");
}

TEST_CASE("provisioned environments are there when they are allocated, across a crash, too") {
    World world(Pace::Kind::aws);
    world.make("f");
    pass(world, 3s);
    world.post(world.all + "/f/versions");
    pass(world, 3s);
    const std::string path = "/2019-09-30/functions/f/provisioned-concurrency?Qualifier=1";
    CHECK(world.put(path, {{"ProvisionedConcurrentExecutions", 2}})["Status"] == "IN_PROGRESS");
    pass(world, 80s);
    crash(world);
    Json told = world.get(path);
    CHECK(told["Status"] == "IN_PROGRESS");
    CHECK(told["AvailableProvisionedConcurrentExecutions"] == 0);
    CHECK(told["RequestedProvisionedConcurrentExecutions"] == 2);
    pass(world, 30s);
    CHECK(world.get(path)["Status"] == "READY");
    // More takes its time, and what is there stays; fewer are fewer at once.
    CHECK(world.put(path, {{"ProvisionedConcurrentExecutions", 5}})["AvailableProvisionedConcurrentExecutions"] == 0);
    told = world.get(path);
    CHECK(told["Status"] == "IN_PROGRESS");
    CHECK(told["AvailableProvisionedConcurrentExecutions"] == 2);
    pass(world, 2min);
    CHECK(world.get(path)["AvailableProvisionedConcurrentExecutions"] == 5);
    world.put(path, {{"ProvisionedConcurrentExecutions", 1}});
    pass(world, 1s);
    CHECK(world.get(path)["Status"] == "READY");
}

TEST_CASE("a mapping reads when it is enabled, and goes on as it was until a change is over") {
    World world(Pace::Kind::aws);
    world.make("f");
    pass(world, 3s);
    const std::string uuid = mapping_of(world)["UUID"];
    const auto state = [&] { return world.get(mappings + "/" + uuid).value("State", "gone"); };
    CHECK(state() == "Creating");
    CHECK(world.around.followed.empty());
    CHECK(world.put(mappings + "/" + uuid, {{"BatchSize", 7}})["type"] == "ResourceInUseException");
    CHECK(world.remove(mappings + "/" + uuid)["message"] ==
          "Cannot delete the event source mapping because it is in use.");
    pass(world, 15s);
    CHECK(state() == "Enabled");
    CHECK(world.around.followed.size() == 1);
    CHECK(world.put(mappings + "/" + uuid, {{"BatchSize", 7}})["State"] == "Updating");
    pass(world, 15s);
    CHECK(world.put(mappings + "/" + uuid, {{"Enabled", false}})["State"] == "Disabling");
    CHECK(world.around.followed[uuid] == "Enabled");
    pass(world, 15s);
    CHECK(state() == "Disabled");
    CHECK(world.around.followed[uuid] == "Disabled");
    CHECK(world.put(mappings + "/" + uuid, {{"BatchSize", 8}})["State"] == "Disabled");
    CHECK(world.remove(mappings + "/" + uuid)["State"] == "Deleting");
    CHECK(state() == "Deleting");
    crash(world);
    CHECK(state() == "Deleting");
    pass(world, 15s);
    CHECK(state() == "gone");
    CHECK(world.get(mappings)["EventSourceMappings"].empty());
}

TEST_CASE("mappings whose time ended while nobody was there are enabled, or gone") {
    World world(Pace::Kind::aws);
    world.make("f");
    pass(world, 3s);
    const std::string uuid = mapping_of(world)["UUID"];
    world.close();
    world.around.followed.clear();
    pass(world, 1h);
    world.open();
    CHECK(world.around.followed == std::map<std::string, std::string>{{uuid, "Enabled"}});
    world.remove(mappings + "/" + uuid);
    world.close();
    pass(world, 1h);
    world.open();
    CHECK(world.get(mappings)["EventSourceMappings"].empty());
}

TEST_CASE("what the API changes of a scenario's function is there after a crash, and reset takes it back") {
    World world;
    world.scenario["reader"].memory = Bytes{std::uint64_t{256} << 20U};
    world.open();
    world.put(world.all + "/reader/configuration", {{"Timeout", 7}, {"Description", "mine"}});
    world.put("/2017-10-31/functions/reader/concurrency", {{"ReservedConcurrentExecutions", 3}});
    world.post(world.all + "/reader/versions");
    world.post(world.all + "/reader/aliases", {{"Name", "live"}, {"FunctionVersion", "1"}});
    crash(world);
    const lambda::FunctionConfig* config = &world.functions->find("reader")->config();
    CHECK(config->timeout == 7s);
    CHECK(config->reserved == 3);
    CHECK(config->memory.count == std::uint64_t{256} << 20U);
    CHECK(world.get(world.all + "/reader")["Configuration"]["Description"] == "mine");
    CHECK(world.invoke("reader:live").status == 200);
    for (const char* account : {"", "111122223333"}) {
        world.put("/2017-10-31/functions/reader/concurrency", {{"ReservedConcurrentExecutions", 4}});
        (void)world.wait_for([](World& in, std::string_view whose) -> Task<http::Response> {
            (void)co_await in.service->reset(whose);
            co_return http::Response();
        }(world, account));
        CHECK(world.functions->find("reader")->config() == world.scenario["reader"]);
        CHECK(world.get(world.all + "/reader")["Configuration"]["Description"] == "made by the scenario");
        CHECK(world.get(world.all + "/reader/aliases")["Aliases"].empty());
        crash(world);
        CHECK(world.functions->find("reader")->config() == world.scenario["reader"]);
    }
}

TEST_CASE("where the file says something else than when it was changed, the file counts, and only there") {
    World world;
    world.scenario["reader"];
    world.open();
    world.put(world.all + "/reader/configuration", {{"Timeout", 7}, {"MemorySize", 512}});
    world.put("/2017-10-31/functions/reader/concurrency", {{"ReservedConcurrentExecutions", 3}});
    world.scenario["reader"].timeout = 20s;
    crash(world);
    CHECK(world.functions->find("reader")->config().timeout == 20s);
    CHECK(world.functions->find("reader")->config().memory.count == std::uint64_t{512} << 20U);
    CHECK(world.functions->find("reader")->config().reserved == 3);
    // What the file does not say any more is kept for when it says it again.
    world.scenario.clear();
    crash(world);
    CHECK(world.get(world.all)["Functions"].empty());
    world.scenario["reader"].timeout = 20s;
    crash(world);
    CHECK(world.functions->find("reader")->config().reserved == 3);
}

TEST_CASE("a scenario's function takes code, and stays removed, across a crash") {
    World world;
    world.scenario["reader"];
    world.open();
    CHECK(world.invoke("reader", R"("data")").body.view() != R"("data")");
    const std::string package = base64_encode(zip_of({{"app.py", "x"}}));
    world.put(world.all + "/reader/configuration", {{"Runtime", "python3.12"}, {"Handler", "app.handler"}});
    CHECK(world.put(world.all + "/reader/code", {{"ZipFile", package}})["CodeSize"] > 0);
    CHECK(world.invoke("reader", R"("program")").body.view() == R"("program")");
    crash(world);
    CHECK(world.invoke("reader", R"("program")").body.view() == R"("program")");
    CHECK(world.send(Method::del, world.all + "/reader").status == 204);
    CHECK(world.at("reader").empty());
    crash(world);
    CHECK(world.get(world.all + "/reader")["status"] == 404);
    CHECK(world.at("reader").empty());
    // What is made in its place is found by whoever knows it by its name.
    world.make("reader", variables("instead"));
    for (int i = 0; i < 2; ++i) {
        http::Request request;
        request.method = Method::post;
        CHECK(world.wait_for(world.at("reader").send(std::move(request))).body.view() == "instead");
        crash(world);
    }
    (void)world.wait_for([](World& in) -> Task<http::Response> {
        (void)co_await in.service->reset("");
        co_return http::Response();
    }(world));
    CHECK(world.functions->find("reader")->config() == world.scenario["reader"]);
    CHECK(world.get(world.all + "/reader")["Configuration"]["Runtime"] == "provided.al2023");
}

TEST_CASE(
    "a published version of a scenario's function does what it was published with, whatever the file says later") {
    World world;
    lambda::NativeHandler handler;
    handler.route = "*";
    handler.work = {*parse_distribution("lognormal(p50=2ms, p99=25ms)"), true};
    handler.cpu = {*parse_distribution("3ms")};
    handler.errors = 0.5;
    lambda::SaidAnswer& says = handler.answer.emplace();
    says.status = *Choice::parse("choice(200: 99%, 404: 1%)");
    says.headers = {{"Cache-Control", *Choice::parse("max-age=60")}};
    says.body = FillIn(R"({"id":"${key}"})");
    says.bytes = *SizeLaw::parse("lognormal(p50=4KB, p99=64KB)");
    handler.fails = lambda::Poison{{"u13"}, 0.25};
    world.scenario["reader"].handlers = {handler};
    world.scenario["reader"].init = {*parse_distribution("80ms")};
    world.open();
    world.post(world.all + "/reader/versions");
    const lambda::FunctionConfig published = world.functions->find(world.arn("reader:1"))->config();
    CHECK(published.handlers == std::vector<lambda::NativeHandler>{handler});
    handler.work = {*parse_distribution("7ms")};
    world.scenario["reader"].handlers = {handler};
    for (int life = 0; life < 2; ++life) {
        world.open();
        CHECK(world.functions->find("reader")->config().handlers == std::vector<lambda::NativeHandler>{handler});
        CHECK(world.functions->find(world.arn("reader:1"))->config() == published);
    }
    // What calls something that is there no more cannot stand as it was.
    world.store.rows["lambda.function"].begin()->second = [&] {
        Json row = Json::from_cbor(world.store.rows["lambda.function"].begin()->second);
        row["versions"]["1"]["does"]["handlers"][0]["calls"] = Json::array({{{"to", "gone"},
                                                                             {"operation", 0},
                                                                             {"on_miss", false},
                                                                             {"bytes", 0},
                                                                             {"timeout", 1},
                                                                             {"max_retries", 0},
                                                                             {"backoff_base", 1},
                                                                             {"backoff_cap", 1}}});
        std::string bytes;
        Json::to_cbor(row, bytes);
        return bytes;
    }();
    world.open();
    CHECK(world.functions->find(world.arn("reader:1"))->config().handlers.front().calls.empty());
}
