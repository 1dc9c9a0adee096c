#include "cloudformation/drift.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"

using namespace wt::cloudformation;

namespace {

/// "PATH KIND EXPECTED ACTUAL" of each, one a line.
[[nodiscard]] std::string found(const char* expected, const char* actual) {
    std::string all;
    for (const Deviation& each : deviations(OrderedJson::parse(expected), OrderedJson::parse(actual)))
        all += (all.empty() ? "" : "\n") + each.path + " " + each.kind + " " + each.expected + " " + each.actual;
    return all;
}

}  // namespace

TEST_CASE("what services write in another way is no drift") {
    CHECK(found(R"({"A": "7", "B": true, "C": [1, 2]})", R"({"A": 7, "B": "true", "C": [2, 1]})").empty());
    CHECK(found(R"({"Doc": {"Action": ["a"]}})", R"({"Doc": "%7B%22Action%22%3A%22a%22%7D"})").empty());
    CHECK(found(R"({"Doc": "{\"a\": 1}"})", R"({"Doc": "{\"a\":1}"})").empty());
    CHECK(found(R"({"A": {"X": 1}})", R"({"A": {"X": 1, "Added": 2}})").empty());
    CHECK(found(R"({"A": 1})", R"({})").empty());
    CHECK(found(R"({"A": [], "B": false})", R"({"A": null, "B": null})").empty());
    CHECK(found(R"({"Tags": [{"Key": "a", "Value": "b"}]})", R"({"Tags": {"a": "b", "aws:own": "c"}})").empty());
}

TEST_CASE("a property that is otherwise is told with its place") {
    CHECK(found(R"({"A": {"X": 1}})", R"({"A": {"X": 2}})") == "/A/X NOT_EQUAL 1 2");
    CHECK(found(R"({"A": {"X": 1}})", R"({"A": null})") == "/A REMOVE {\"X\":1} null");
    CHECK(found(R"({"A": ["x", "y"]})", R"({"A": ["y", "z"]})") == "/A/0 REMOVE x null\n/A/1 ADD null z");
    CHECK(found(R"({"Tags": [{"Key": "a", "Value": "b"}]})", R"({"Tags": {"a": "c"}})").starts_with("/Tags/0 REMOVE"));
    CHECK(found(R"({"A": "x"})", R"({"A": {"X": 1}})") == "/A NOT_EQUAL x {\"X\":1}");
}

TEST_CASE("a property is found by its name, the nearest first") {
    const auto answer =
        OrderedJson::parse(R"({"Role": {"Path": "/", "Inner": {"Path": "/inner"}}, "list": [{"MaxSize": 3}]})");
    CHECK(found_by_name(answer, "Path") == "/");
    CHECK(found_by_name(answer, "MaxSize") == 3);
    CHECK(found_by_name(answer, "List").is_array());
    CHECK(found_by_name(answer, "Nothing").is_discarded());
}
