#include "stand.hpp"

#include "lambda/profile.hpp"

using namespace wt;
using namespace wt::test;

namespace {

constexpr std::string_view recorded = R"({
"windtunnel-profile": 1, "function": "f", "runtime": "python3.13", "init_ms": [100, 300],
"routes": {
"GET /items/{id}": [{"ms": 50, "bytes": 10, "first": true}, {"ms": 1, "bytes": 2}, {"ms": 2, "status": 404, "bytes": 20}],
"*": [{"ms": 7, "bytes": 1, "error": "KeyError"}]
}})";

[[nodiscard]] FunctionConfig played(std::string_view text = recorded) {
    FunctionConfig config;
    config.profile = ProfileRef(parse_profile(text).value());
    config.init = Latency{config.profile->init_law()};
    return config;
}

}  // namespace

TEST_CASE("a profile says of itself what was recorded, and a file that is none is refused by a sentence") {
    const auto profile = parse_profile(recorded);
    REQUIRE(profile.ok());
    CHECK(profile->inits == std::vector<Duration>{100ms, 300ms});
    CHECK(profile->routes.at("GET /items/{id}").size() == 3);
    CHECK(profile->routes.at("GET /items/{id}")[0].first);
    CHECK(profile->routes.at("GET /items/{id}")[2].status == 404);
    CHECK(profile->routes.at("*")[0].error == "KeyError");
    CHECK(parse_profile(text_of(*profile)).value() == *profile);
    CHECK(ProfileRef(*profile) == ProfileRef(*profile));
    CHECK(ProfileRef(*profile) != ProfileRef());

    for (const char* wrong :
         {"", "{}", "[]", R"({"windtunnel-profile": 2, "routes": {"*": [{"ms": 1}]}})", R"({"windtunnel-profile": 1})",
          R"({"windtunnel-profile": 1, "routes": {}})", R"({"windtunnel-profile": 1, "routes": {"*": []}})",
          R"({"windtunnel-profile": 1, "routes": {"*": [{}]}})",
          R"({"windtunnel-profile": 1, "routes": {"*": [{"ms": -1}]}})",
          R"({"windtunnel-profile": 1, "routes": {"*": [{"ms": 1e300}]}})",
          R"({"windtunnel-profile": 1, "routes": {"*": [{"ms": 1, "status": 99}]}})",
          R"({"windtunnel-profile": 1, "routes": {"*": [{"ms": 1, "bytes": 99999999}]}})",
          R"({"windtunnel-profile": 1, "routes": {"*": [{"ms": 1, "bytes": -1}]}})",
          R"({"windtunnel-profile": 1, "routes": {"*": [{"ms": 1, "first": 1}]}})",
          R"({"windtunnel-profile": 1, "init_ms": 5, "routes": {"*": [{"ms": 1}]}})",
          R"({"windtunnel-profile": 1, "init_ms": {"a": 5}, "routes": {"*": [{"ms": 1}]}})",
          R"({"windtunnel-profile": 1, "init_ms": ["x"], "routes": {"*": [{"ms": 1}]}})",
          R"({"windtunnel-profile": 1, "function": 1, "routes": {"*": [{"ms": 1}]}})"}) {
        INFO(wrong);
        const auto refused = parse_profile(wrong);
        REQUIRE_FALSE(refused.ok());
        CHECK_FALSE(refused.error().message.empty());
    }
}

TEST_CASE("the first invocation of an environment takes what a first one took, later ones what later ones did") {
    Stand stand;
    Function f = stand.make(played());
    stand.ask(f);
    stand.world.clock.run_until(epoch + 149ms);
    CHECK(stand.answers.empty());  // an INIT of 100 to 300 ms, then 50 ms
    stand.world.clock.run_until(epoch + 351ms);
    REQUIRE(stand.answers.size() == 1);
    CHECK(stand.answers[0].status == 200);
    CHECK(stand.answers[0].body.size() == 10);
    int fast = 0;
    int missing = 0;
    for (int i = 0; i < 200; ++i) {
        const Instant begun = stand.world.clock.now();
        stand.ask(f);
        while (stand.answers.size() < static_cast<std::size_t>(i) + 2)
            stand.world.clock.run_until(stand.world.clock.now() + 1ms);
        const Duration took = stand.world.clock.now() - begun;
        const http::Response& answer = stand.answers.back();
        if (answer.status == 404) {
            CHECK(took == 2ms);
            CHECK(answer.body.size() == 20);
            ++missing;
        } else {
            CHECK(took == 1ms);
            CHECK(answer.body.size() == 2);
            ++fast;
        }
    }
    // Each is drawn as often as the other: 200 draws of one half.
    CHECK(fast > 60);
    CHECK(missing > 60);
}

TEST_CASE("what came by another route is played by what came by none, and an error is an error") {
    Stand stand;
    Function f = stand.make(played());
    http::Request request;
    request.route = "POST /items";
    stand.scope.spawn(Stand::keep(f.invoke(std::move(request)), stand.answers));
    stand.world.clock.run_until(epoch + 1s);
    REQUIRE(stand.answers.size() == 1);
    CHECK(stand.answers[0].headers.has("X-Amz-Function-Error"));
    CHECK(stand.answers[0].body.view().find("KeyError") != std::string_view::npos);
}

TEST_CASE("a recorded timeout is a timeout here, whatever this function's is") {
    Stand stand;
    FunctionConfig config =
        played(R"({"windtunnel-profile": 1, "routes": {"*": [{"ms": 3000, "error": "Sandbox.Timedout"}]}})");
    config.timeout = 5s;
    Function f = stand.make(config);
    stand.ask(f);
    stand.world.clock.run_until(epoch + 4999ms);
    CHECK(stand.answers.empty());
    stand.world.clock.run_until(epoch + 5001ms);
    REQUIRE(stand.answers.size() == 1);
    CHECK(stand.answers[0].body.view().find("timed out after 5.00 seconds") != std::string_view::npos);
}
