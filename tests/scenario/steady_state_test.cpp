// The steady state before and after the faults, and loads that end by themselves.
#include <string>

#include "catch.hpp"
#include "scenario/played.hpp"

using namespace wt;
using namespace wt::scenario;
using test::Played;

namespace {

/// A function that may run five at once, asked ten times a second for two minutes.
std::string function(std::string_view work, std::string_view rest) {
    return std::string(R"yaml(
version: 1
name: steady
architecture:
  api: {type: apigateway-rest, routes: {"GET /x": fn}}
  fn: {type: lambda, concurrency: {reserved: 5}, cold: {init: 0ms, platform: 0ms, first_run: 0ms}, handlers: {"*": {work: ")yaml")
        .append(work)
        .append(R"yaml("}}}
workload:
  mix: [{route: "GET /x", keys: unique}]
  phases: [{name: first, for: 60s, rate: 10/s, arrivals: regular}, {name: second, for: 60s, rate: 10/s, arrivals: regular}]
)yaml")
        .append(rest);
}

constexpr std::string_view squeeze = R"yaml(
faults: [{id: squeeze, set: fn.concurrency.reserved, to: 0, at: 30s, for: 20s}]
)yaml";

const Judgement& judgement(const Played& played, std::string_view id) {
    for (const Judgement& one : played.engine.outcome().judgements) {
        if (one.id == id) return one;
    }
    FAIL("nothing is called " << id);
    return played.engine.outcome().judgements.front();
}

std::string problems(const std::string& text) {
    const auto scenario = test::read_text(text);
    std::string all;
    if (!scenario.ok()) {
        for (const auto& problem : scenario.error().problems) all += problem.text() + "\n";
    }
    return all;
}

}  // namespace

TEST_CASE("a steady state is met before the fault and again after it") {
    Played played(function("const(50ms)", std::string(squeeze) + R"yaml(
steady_state: [{metric: fn.throttled, expect: "count==0", within: 5s}, {metric: http.errors, expect: "rate<1%"}]
slo: [{metric: fn.throttled, during: squeeze, expect: "count>190"}]
)yaml"));
    CHECK(played.exit_code() == 0);
    const Judgement& before = judgement(played, "steady_state.0.before");
    CHECK(before.verdict == Verdict::pass);
    CHECK(before.span == std::pair<Duration, Duration>(0s, 30s));
    const Judgement& after = judgement(played, "steady_state.1.after");
    CHECK(after.verdict == Verdict::pass);
    CHECK(after.span == std::pair<Duration, Duration>(50s, 120s));
    CHECK(after.samples == Approx(700).margin(2));
}

TEST_CASE("where the steady state is not met before, nothing is tried, and the load ends") {
    // A second each, ten a second, five at once: half is throttled all the time.
    Played played(function("const(1s)", std::string(squeeze) + R"yaml(
steady_state: [{metric: fn.throttled, expect: "count==0"}]
)yaml"));
    CHECK(played.exit_code() == exit_no_recovery);
    CHECK(judgement(played, "steady_state.0.before").verdict == Verdict::fail);
    CHECK(judgement(played, "steady_state.0.after").verdict == Verdict::not_judged);
    REQUIRE(played.engine.outcome().aborted);
    CHECK(played.engine.outcome().aborted->first == 30s);
    CHECK(played.count("http.requests") == Approx(300).margin(2));
    CHECK(played.verdict("comes to rest") == Verdict::pass);
}

TEST_CASE("a system that does not come back is told from one that does, with the time that it may take") {
    // The second fault is none: half of the answers are errors from 30 s on, to the end of the load.
    constexpr std::string_view for_good = R"yaml(
faults: [{id: bad, kind: error, target: fn, probability: 50%, at: 30s, for: 60s}]
)yaml";
    const auto text = [&](std::string_view steady) {
        return function("const(50ms)", std::string(for_good) + std::string(steady));
    };
    Played recovers(text("steady_state: [{metric: http.errors, expect: \"rate<1%\", every: 10s}]\n"));
    CHECK(recovers.exit_code() == 0);
    CHECK(judgement(recovers, "steady_state.0.after").span == std::pair<Duration, Duration>(110s, 120s));
    // Within 25 s it is so; of the load, 5 s are left to see it.
    Played late(text("steady_state: [{metric: http.errors, expect: \"rate<1%\", within: 25s}]\n"));
    CHECK(judgement(late, "steady_state.0.after").span == std::pair<Duration, Duration>(115s, 120s));
    Played never_seen(text("steady_state: [{metric: http.errors, expect: \"rate<1%\", within: 31s}]\n"));
    CHECK(never_seen.exit_code() == exit_no_recovery);
    CHECK(judgement(never_seen, "steady_state.0.after").detail.find("no time") != std::string::npos);
}

TEST_CASE("without faults a steady state is of the whole load") {
    Played played(
        function("const(50ms)", "steady_state: [{metric: fn.throttled, expect: \"count==0\", every: 20s}]\n"));
    CHECK(played.exit_code() == 0);
    CHECK(judgement(played, "steady_state.0.throughout").verdict == Verdict::pass);
    Played short_of_places(
        function("const(1s)", "steady_state: [{metric: fn.throttled, expect: \"count==0\", every: 20s}]\n"));
    CHECK(short_of_places.exit_code() == exit_no_recovery);
    CHECK(judgement(short_of_places, "steady_state.0.throughout").span == std::pair<Duration, Duration>(0s, 20s));
}

TEST_CASE("an expectation may end the load, after its grace, and only then") {
    constexpr std::string_view errors = R"yaml(
faults: [{id: bad, kind: error, target: fn, probability: 100%, at: 30s, for: 60s}]
slo:
  - {metric: http.errors, expect: "rate<10%", abort: true, grace: GRACE}
  - {metric: http.latency, phase: second, expect: "p(99)<10s"}
)yaml";
    const auto text = [&](std::string_view grace) {
        std::string rest(errors);
        return function("const(50ms)", rest.replace(rest.find("GRACE"), 5, grace));
    };
    Played soon(text("5s"));
    REQUIRE(soon.engine.outcome().aborted);
    // One in ten of all from 33.3 s on, and looked at every second.
    CHECK(soon.engine.outcome().aborted->first >= 33s);
    CHECK(soon.engine.outcome().aborted->first <= 36s);
    CHECK(soon.exit_code() == exit_expectation);
    CHECK(soon.verdict("phase second") == Verdict::not_judged);
    CHECK(soon.count("http.requests") < 370);
    Played later(text("80s"));
    REQUIRE(later.engine.outcome().aborted);
    CHECK(seconds(later.engine.outcome().aborted->first) == Approx(80).margin(1.1));
    Played held(function("const(50ms)", "slo: [{metric: http.errors, expect: \"rate<10%\", abort: true}]\n"));
    CHECK_FALSE(held.engine.outcome().aborted);
    CHECK(held.exit_code() == 0);
    CHECK(held.count("http.requests") == 1200);
}

TEST_CASE("a closed load is ended, too") {
    Played played(R"yaml(
version: 1
name: closed
architecture:
  api: {type: apigateway-rest, routes: {"GET /x": fn}}
  fn: {type: lambda, concurrency: {reserved: 5}, handlers: {"*": {work: "const(1s)"}}}
workload:
  model: closed
  mix: [{route: "GET /x", keys: unique}]
  phases: [{name: run, for: 10m, users: 10}]
slo: [{metric: fn.throttled, expect: "count<10", abort: true}]
)yaml");
    REQUIRE(played.engine.outcome().aborted);
    CHECK(played.engine.outcome().aborted->first <= 3s);
    CHECK(played.verdict("comes to rest") == Verdict::pass);
}

TEST_CASE("FIS's actions on caches and on APIs have AWS's effect") {
    const auto text = [](std::string_view fault) {
        return std::string(R"yaml(
version: 1
name: fis
architecture:
  api: {type: apigateway-rest, routes: {"GET /items/{id}": fn}}
  fn: {type: lambda, cold: {init: 0ms, platform: 0ms, first_run: 0ms}, handlers: {"*": {calls: [{to: redis, op: get}, {to: db, op: select, on: miss}, {to: redis, op: set, on: miss}]}}}
  redis: {type: elasticache, ttl: 1h}
  db: {type: rds}
workload:
  mix: [{route: "GET /items/{id}", keys: "uniform(10)"}]
  phases: [{name: run, for: 100s, rate: 10/s, arrivals: regular}]
faults: [{id: it, at: 50s, for: 10s, )yaml")
            .append(fault)
            .append("}]\n");
    };
    // Ten items are missed once; again after the node has come back, which forgot them; and all of ten seconds.
    Played power(text("kind: aws:elasticache:replicationgroup-interrupt-az-power, target: redis"));
    CHECK(power.count("redis.misses") == 20);
    CHECK(power.count("db.statements") == Approx(120).margin(2));
    CHECK(power.count("http.errors") == 0);
    Played throttled(text("kind: aws:fis:inject-api-throttle-error, target: fn"));
    // A REST API answers 500 where Lambda does not let it in.
    CHECK(throttled.count("http.errors") == Approx(100).margin(2));
    CHECK(throttled.count("fn.invocations") == Approx(900).margin(2));
    CHECK(problems(text("kind: aws:elasticache:replicationgroup-interrupt-az-power, target: fn")).find("elasticache") !=
          std::string::npos);
}

TEST_CASE("what steady states and aborts cannot be is named") {
    CHECK(problems(test::with("slo:", "steady_state: [{metric: http.errors, expect: \"rate<1%\"}]\nslo:")).empty());
    CHECK(problems(test::with("at: 2s, for: 3s", "at: 0s, for: 3s")
                       .append("steady_state: [{metric: http.errors, expect: \"rate<1%\"}]\n"))
              .find("nothing is seen before it") != std::string::npos);
    CHECK(problems(test::with("\"p(99)<900ms\"", "\"p(99)<900ms\", grace: 5s")).find("only what may abort") !=
          std::string::npos);
    CHECK(
        problems(test::with("http.latency, expect: \"p(99)<900ms\"", "cost.total, expect: \"value<5USD\", abort: true"))
            .find("known at the end") != std::string::npos);
}
