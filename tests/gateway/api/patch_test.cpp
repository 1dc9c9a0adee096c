#include "catch.hpp"

#include <optional>
#include <string>

#include "gateway/api/patch.hpp"
#include "gateway/api/stage_paths.hpp"

using namespace wt::gateway::api;

namespace {

constexpr PatchRule rules[] = {
    {"/description", "replace"},
    {"/tracingEnabled", "replace"},
    {"/variables/*", "add remove replace"},
    {"/variables", "copy"},
    {"/canarySettings", "remove"},
    {"/canarySettings/percentTraffic", "replace"},
    {"/canarySettings/stageVariableOverrides/*", "add replace"},
};

PatchOperation operation(std::string op, std::string path, std::optional<std::string> value = std::nullopt,
                         std::optional<std::string> from = std::nullopt) {
    PatchOperation made;
    made.op = std::move(op);
    made.path = std::move(path);
    made.value = std::move(value);
    made.from = std::move(from);
    return made;
}

Stage patched_stage(const Stage& stage, const std::vector<PatchOperation>& operations) {
    auto changed = patched(stage, operations, rules);
    REQUIRE(changed.ok());
    return std::move(*changed);
}

std::string refusal(const std::vector<PatchOperation>& operations) {
    const auto changed = patched(Stage(), operations, rules);
    REQUIRE(!changed.ok());
    CHECK(changed.error().code == "BadRequestException");
    return changed.error().message;
}

}  // namespace

TEST_CASE("a pointer's names lose their escapes") {
    CHECK(pointer_names("/a~1b/~0/c") == std::vector<std::string>{"a/b", "~", "c"});
    CHECK(pointer_names("/") == std::vector<std::string>{""});
}

TEST_CASE("values are read as what they stand for") {
    const Stage stage =
        patched_stage(Stage(), {operation("replace", "/tracingEnabled", "true"),
                                operation("replace", "/description", "12"), operation("add", "/variables/a~1b", ""),
                                operation("replace", "/canarySettings/percentTraffic", "2.5")});
    CHECK(stage.tracing_enabled == true);
    CHECK(stage.description == "12");
    CHECK(stage.variables->at("a/b").empty());
    CHECK(stage.canary_settings->percent_traffic == 2.5);
    CHECK(refusal({operation("replace", "/tracingEnabled", "maybe")}).starts_with("Invalid value 'maybe'"));
}

TEST_CASE("an empty value takes a member away, but not what stands in a map") {
    Stage stage;
    stage.description = "old";
    CHECK(!patched_stage(stage, {operation("replace", "/description", "")}).description);
    CHECK(!patched_stage(stage, {operation("replace", "/description")}).description);
}

TEST_CASE("a copy adds to a map, and what it comes from can go") {
    Stage stage;
    stage.variables = {{{"kept", "1"}, {"changed", "1"}}};
    stage.canary_settings.emplace();
    stage.canary_settings->stage_variable_overrides = {{{"changed", "2"}, {"new", "2"}}};
    const Stage promoted =
        patched_stage(stage, {operation("copy", "/variables", std::nullopt, "/canarySettings/stageVariableOverrides"),
                              operation("remove", "/canarySettings")});
    const std::map<std::string, std::string> wanted{{"changed", "2"}, {"kept", "1"}, {"new", "2"}};
    CHECK(promoted.variables == wanted);
    CHECK(!promoted.canary_settings);
}

TEST_CASE("what no rule takes is refused with what would be taken") {
    CHECK(refusal({operation("replace", "/nothing", "x")}) ==
          "Invalid patch path  '/nothing' specified for op 'replace'. Must be one of: [/description, /tracingEnabled, "
          "/variables/*, /canarySettings/percentTraffic, /canarySettings/stageVariableOverrides/*]");
    CHECK(refusal({operation("add", "/description", "x")}) ==
          "Invalid patch operation specified. Must be one of: [replace]");
    CHECK(refusal({operation("test", "/description", "x")}) ==
          "Invalid patch operation specified. Must be one of: [replace]");
    CHECK(refusal({operation("replace", "description", "x")}) == "Invalid patch path description");
}

TEST_CASE("settings of methods have paths of their own") {
    CHECK(method_setting_path("/~1pets/GET/throttling/rateLimit") ==
          "/methodSettings/~01pets~1GET/throttlingRateLimit");
    CHECK(method_setting_path("/*/*/logging/loglevel") == "/methodSettings/*~1*/loggingLevel");
    CHECK(method_setting_path("/pets/GET") == "/methodSettings/pets~1GET");
    CHECK(method_setting_path("/variables/x") == "/variables/x");
    CHECK(route_of_setting("~1pets~1{id}/GET") == "GET /pets/{id}");
    CHECK(route_of_setting("pets/POST") == "POST /pets");
    CHECK(route_of_setting("*/*") == "* *");
    CHECK(route_of_setting("~1/GET") == "GET /");
}
