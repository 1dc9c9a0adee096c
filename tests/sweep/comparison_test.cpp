#include "sweep/comparison.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catch.hpp"

using namespace wt;
using namespace wt::sweep;

namespace {

/// A report of several runs with one metric each.
[[nodiscard]] std::string report(const std::vector<double>& values, int first_seed,
                                 const std::string& verdict = "pass") {
    nlohmann::json json{{"scenario", "shop"}, {"runs", nlohmann::json::array()}};
    for (std::size_t i = 0; i < values.size(); ++i) {
        json["runs"].push_back({{"seed", first_seed + static_cast<int>(i)},
                                {"digest", fmt::format("{}", values[i])},
                                {"metrics",
                                 {{"api.latency", {{"count", 100}, {"p50", 0.5}, {"p99", values[i]}}},
                                  {"api.requests", {{"count", 100}}}}},
                                {"expectations", {{{"id", "slo.0"}, {"text", "t"}, {"verdict", verdict}}}}});
    }
    return json.dump();
}

}  // namespace

TEST_CASE("the same seeds are compared run by run") {
    // Each is 0.1 more, within 0.01, although they lie far apart.
    const auto comparison = compare(report({1, 2, 3, 4, 5}, 1), report({1.1, 2.11, 3.1, 4.09, 5.1}, 1));
    REQUIRE(comparison);
    CHECK(comparison->paired);
    REQUIRE(comparison->changes.size() == 1);
    const Change& change = comparison->changes[0];
    CHECK(change.name == "api.latency p99");
    CHECK(change.seconds);
    CHECK(change.difference() == Approx(0.1));
    CHECK(change.more_than_chance);
    CHECK(*change.p < 1e-4);
    CHECK(comparison->equal == 3);
    // With other seeds the same numbers say nothing.
    const auto others = compare(report({1, 2, 3, 4, 5}, 1), report({1.1, 2.11, 3.1, 4.09, 5.1}, 6));
    REQUIRE(others);
    CHECK_FALSE(others->paired);
    CHECK_FALSE(others->changes[0].more_than_chance);
}

TEST_CASE("other seeds are compared by Welch's t") {
    // p by scipy.stats.ttest_ind(a, b, equal_var=False), SciPy 1.17.1.
    const std::vector<double> a{27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1,
                                21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4};
    const std::vector<double> b{27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0,
                                24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 26.6};
    const auto comparison = compare(report(a, 1), report(b, 100));
    REQUIRE(comparison);
    REQUIRE(comparison->changes.size() == 1);
    CHECK(*comparison->changes[0].p == Approx(0.006425012365).epsilon(1e-9));
}

TEST_CASE("what is always the same is equal, however many runs there are of each side") {
    const auto comparison = compare(report({0, 0, 0, 0, 0, 0, 0}, 1), report({0}, 1));
    REQUIRE(comparison);
    CHECK(comparison->changes.empty());
    CHECK(comparison->equal == 4);
    CHECK_THAT(text_report(*comparison, {}, false), Catch::Contains("4 numbers are equal"));
    // A third has no sum that is whole.
    CHECK(compare(report(std::vector<double>(10, 0.1), 1), report({0.1}, 1))->changes.empty());
    const auto other = compare(report({0, 0, 1}, 1), report({0}, 1));
    REQUIRE(other->changes.size() == 1);
    CHECK(other->changes[0].before == Approx(1.0 / 3));
    CHECK_THAT(text_report(*other, {}, false), !Catch::Contains("new"));
}

TEST_CASE("what held and does not any more is the exit code") {
    CHECK(compare(report({1, 2}, 1), report({1, 2}, 1))->exit_code() == 0);
    CHECK(compare(report({1, 2}, 1), report({1, 3}, 1, "fail"))->exit_code() == 3);
    CHECK(compare(report({1, 2}, 1, "fail"), report({1, 3}, 1, "fail"))->exit_code() == 0);
    CHECK(compare(report({1, 2}, 1), report({1, 2}, 1))->same);
}

TEST_CASE("one run alone cannot be told from chance") {
    const auto comparison = compare(report({1}, 1), report({2}, 1));
    REQUIRE(comparison);
    CHECK_FALSE(comparison->changes[0].p);
    CHECK_THAT(text_report(*comparison, {}, false), Catch::Contains("Of one run nobody can say whether it is chance"));
    for (const char* wrong : {"", "{}", "[]", R"({"scenario": "x", "runs": []})", R"({"scenario": 5})"})
        CHECK_FALSE(compare(wrong, report({1}, 1)));
}
