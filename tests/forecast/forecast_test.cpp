#include "forecast/forecast.hpp"

#include <algorithm>
#include <cmath>

#include "catch.hpp"
#include "forecast/demand.hpp"
#include "scenario/reader.hpp"

using namespace wt;
using namespace wt::forecast;

namespace {

[[nodiscard]] scenario::Keys keys(scenario::Keys::Kind kind, std::uint64_t n = 0) {
    scenario::Keys keys;
    keys.kind = kind;
    keys.n = n;
    return keys;
}

[[nodiscard]] scenario::Scenario scenario_of(const std::string& function, const std::string& rate) {
    const std::string text = R"yaml(
version: 1
name: crowd
architecture:
  api: { type: apigateway-rest, routes: { "GET /items/{id}": reader } }
  primary: { type: rds, servers: 2, service: exp(20ms), max_connections: 1000 }
workload:
  mix: [{ route: "GET /items/{id}", keys: "uniform(10)" }]
)yaml";
    const std::vector<std::string> sets{"architecture.reader={type: lambda, timeout: 20s, " + function + "}",
                                        "workload.phases=[{name: steady, for: 1h, rate: " + rate + "}]"};
    scenario::ReadOptions options;
    options.sets = sets;
    auto read = scenario::read({{"test.yaml", text}}, options);
    if (!read.ok()) FAIL(read.error().problems.front().text());
    return std::move(*read);
}

[[nodiscard]] double figure(const Forecast& forecast, const std::string& metric) {
    for (const Figure& one : forecast.phases.front().figures) {
        if (one.metric == metric) return one.value;
    }
    FAIL("no figure " << metric);
    return 0;
}

}  // namespace

TEST_CASE("a cache with a time to live lets one request for a key through in each of its lives") {
    // One key at 10/s, 3 s: a life of 3 s, then a tenth of a second until the next asks.
    const Demand demand(keys(scenario::Keys::Kind::constant), 10);
    CHECK(demand.beyond_cache(3, 0, true).total() == Approx(1 / 3.1));
    CHECK(Demand(keys(scenario::Keys::Kind::unique), 10).beyond_cache(3, 0, true).total() == 10);
    const Demand uniform(keys(scenario::Keys::Kind::uniform, 100), 50);
    CHECK(uniform.total() == Approx(50));
    CHECK(uniform.beyond_cache(4, 0, true).total() == Approx(100 / (4 + 2.0)));
    scenario::Keys zipf = keys(scenario::Keys::Kind::zipf, 100'000);
    zipf.s = 0.9;
    CHECK(Demand(zipf, 70).total() == Approx(70));
}

TEST_CASE("a cache behind one whose objects live as long never answers; behind several it does") {
    const Demand demand(keys(scenario::Keys::Kind::constant), 10);
    const Demand behind = demand.beyond_cache(3, 0, true);
    CHECK(behind.beyond_cache(3, 0, true).total() == Approx(behind.total()));
    // Twice as long: what comes after one life of the first is answered, if it comes before two are over.
    CHECK(behind.beyond_cache(6, 0, true).total() < 0.6 * behind.total());
    Demand two = demand.part(0.5).beyond_cache(3, 0, true);
    two.add(demand.part(0.5).beyond_cache(3, 0, true));
    CHECK(two.beyond_cache(3, 0, true).total() < 0.6 * two.total());
}

TEST_CASE("functions are turned away as Erlang's B says") {
    // 50/s of 100 ms: 5 Erlangs on 10 environments.
    const auto scenario = scenario_of(
        R"yaml(concurrency: { reserved: 10 }, handlers: { "GET /items/{id}": { work: 100ms } })yaml", "50/s");
    const Forecast expected = forecast::forecast(scenario);
    CHECK(figure(expected, "reader.throttled") == Approx(0.01838).epsilon(0.001));
    CHECK(figure(expected, "reader.concurrency") == Approx(5 * (1 - 0.01838)).epsilon(0.001));
}

TEST_CASE("functions are let in ten times a second for each environment") {
    const auto scenario = scenario_of(
        R"yaml(concurrency: { reserved: 10 }, handlers: { "GET /items/{id}": { work: 1ms } })yaml", "400/s");
    const Forecast expected = forecast::forecast(scenario);
    CHECK(figure(expected, "reader.throttled") == Approx(0.75).epsilon(0.01));
    REQUIRE(expected.phases.front().warnings.size() == 1);
    CHECK_THAT(expected.phases.front().warnings.front().sentence,
               Catch::Contains("takes ten for each of 10 environments"));
}

TEST_CASE("before a database that cannot keep up stand as many as may") {
    // Two servers of 20 ms serve 100/s; 300/s come, of whom 60 are let in at once.
    const auto scenario = scenario_of(
        R"yaml(concurrency: { reserved: 60 },
               handlers: { "GET /items/{id}": { work: 10ms, calls: [ { to: primary, op: select, timeout: 10s } ] } })yaml",
        "300/s");
    const Forecast expected = forecast::forecast(scenario);
    CHECK(figure(expected, "primary.statements") == Approx(100).epsilon(0.01));
    CHECK(figure(expected, "reader.throttled") == Approx(2.0 / 3).epsilon(0.01));
    // Little: nearly 60 under way at 100/s.
    CHECK(figure(expected, "reader.duration") == Approx(0.6).epsilon(0.02));
}
