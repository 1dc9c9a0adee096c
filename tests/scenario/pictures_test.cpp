// What reports show of queues, attacks, requests that were given up, and what comes after the load.
#include <string>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "scenario/left_over.hpp"
#include "scenario/played.hpp"

using namespace wt;
using namespace wt::scenario;
using test::Played;

namespace {

/// A queue whose worker is too slow and sometimes too late, and a stream whose reader is as slow.
const std::string queues = R"yaml(
version: 1
name: queues
architecture:
  api: {type: apigateway-rest, routes: {"POST /q": q, "POST /direct": jobs, "POST /e": ev}}
  q: {type: lambda, handlers: {"*": {work: "const(1ms)", calls: [{to: jobs, op: put, bytes: 1KB}]}}}
  jobs: {type: sqs, visibility: 6s, max_receives: 1, dead_letters: dlq}
  dlq: {type: sqs}
  ev: {type: kinesis, shards: 1}
  worker: {type: lambda, timeout: 1s, concurrency: {reserved: 2}, source: {queue: jobs, batch_size: 1}, handlers: {"*": {work: "const(500ms)", fails: {share: 20%}}}}
  r: {type: lambda, timeout: 5s, source: {stream: ev, batch_size: 10}, handlers: {"*": {work: "const(1s)"}}}
workload:
  mix: [{route: "POST /q"}, {route: "POST /direct"}, {route: "POST /e"}]
  phases: [{name: run, for: 20s, rate: 60/s}]
outputs: {html: page.html}
)yaml";

const Chart* chart(const Outcome& outcome, std::string_view title) {
    for (const Chart& one : outcome.charts) {
        if (one.title == title) return &one;
    }
    return nullptr;
}

double total(const Chart& chart, std::string_view series) {
    double sum = 0;
    for (const Series& one : chart.series) {
        if (one.name != series) continue;
        for (std::size_t i = 0; i < one.values.size(); ++i)
            sum += one.values[i].value_or(0) * (chart.ends[i] - (i == 0 ? 0 : chart.ends[i - 1]));
    }
    return sum;
}

}  // namespace

TEST_CASE("queues and readers have charts that go on until everything is at rest") {
    Played played(queues);
    const Outcome& outcome = played.engine.outcome();
    REQUIRE(outcome.ran > outcome.load + 10s);
    for (const char* title : {"Messages in queues", "Age of messages when they are handled, p99",
                              "Records that readers have not handled", "Age of records when they are read, p99"}) {
        INFO(title);
        const Chart* const one = chart(outcome, title);
        REQUIRE(one != nullptr);
        CHECK(one->ends.size() == one->series.front().values.size());
        CHECK(one->ends.back() == Approx(seconds(outcome.ran)));
    }
    // All that waited was handled in the end.
    const Chart& behind = *chart(outcome, "Records that readers have not handled");
    CHECK(*behind.series.front().values[19] > 50);
    CHECK(*behind.series.front().values.back() == 0);
    const std::string page = html_report(played.findings(), "1");
    CHECK(page.find("the load ends") != std::string::npos);
    // What is called directly, and what functions call, stand in the flow.
    for (const char* shown : {">to jobs<", ">jobs<", ">ev<", ">worker<"}) CHECK(page.find(shown) != std::string::npos);
}

TEST_CASE("a report says how many messages ended as dead letters, and who was behind") {
    Played played(queues);
    const std::uint64_t dead = played.count("jobs.dead.letters");
    REQUIRE(dead > 1);
    CHECK(dead_letters_in(played.stack, played.metrics(), "dlq") == dead);
    CHECK(dead_letters_in(played.stack, played.metrics(), "jobs") == 0);
    const std::string text = text_report(played.findings(), {});
    CHECK_THAT(text, Catch::Contains(std::to_string(dead) + " messages of jobs ended as dead letters in dlq"));
    CHECK_THAT(text, Catch::Contains(" behind ev when the load ended; the run ended "));
    CHECK_THAT(text, Catch::Contains("jobs held ") && Catch::Contains(" messages when the load ended"));
    const auto json = nlohmann::json::parse(json_report(played.findings(), "1"));
    for (const auto& tier : json["tiers"]) {
        if (tier["name"] == "dlq") CHECK(tier["dead_letters"] == dead);
    }
    // The worker was busy while there was load, and half idle at the end.
    CHECK(json["metrics"]["r.concurrency"]["load_avg"] >
          json["metrics"]["worker.concurrency"]["avg"].get<double>() / 10);
    CHECK(json["load_s"] == 20);
}

TEST_CASE("an attack's requests are in the time line of requests") {
    Played played(R"yaml(
version: 1
name: attacked
architecture:
  edge: {type: cloudfront, to: waf}
  waf: {type: wafv2, rules: [{name: rate, rate_based: {limit: 10, window: 60s}}], to: api}
  api: {type: apigateway-rest, routes: {"GET /a/{id}": fn}}
  fn: {type: lambda, handlers: {"*": {work: "const(1ms)"}}}
workload:
  mix: [{route: "GET /a/{id}", keys: unique}]
  phases: [{name: run, for: 4m, rate: 5/s}]
faults: [{id: att, kind: attack, profile: flood, target: edge, rate: 50/s, ips: 5, at: 1m, for: 2m}]
outputs: {html: page.html}
)yaml");
    const Chart* const requests = chart(played.engine.outcome(), "Requests");
    REQUIRE(requests != nullptr);
    const std::uint64_t blocked = played.count("attack.blocked") + played.count("attack.benign.blocked");
    CHECK(blocked > 1000);
    CHECK(total(*requests, "blocked") == Approx(static_cast<double>(blocked + played.count("http.blocked"))));
    CHECK(total(*requests, "attack, got through") == Approx(static_cast<double>(played.count("attack.passed"))));
    CHECK(total(*requests, "answered") == Approx(static_cast<double>(played.count("http.requests"))).epsilon(0.01));
}

TEST_CASE("a request that was given up is shown until then") {
    Played played(R"yaml(
version: 1
name: impatient
architecture:
  api: {type: apigateway-rest, overhead: 0ms, routes: {"GET /a/{id}": fn}}
  fn: {type: lambda, cold: {init: 0ms, platform: 0ms, first_run: 0ms}, handlers: {"*": {work: "const(2s)"}}}
workload:
  gives_up: {after: "const(250ms)"}
  mix: [{route: "GET /a/{id}", keys: unique}]
  phases: [{name: run, for: 5s, rate: 5/s}]
)yaml");
    const std::string text = text_report(played.findings(), {});
    CHECK_THAT(text, Catch::Contains("api 250ms given up") && Catch::Contains("fn 250ms given up"));
    const std::string page = html_report(played.findings(), "1");
    CHECK(page.find("250ms, given up") != std::string::npos);
    CHECK(page.find("<i class=\"slow\"></i>given up") != std::string::npos);
    // The same words as in the terminal.
    CHECK(page.find(">Nothing was asked of it: it came to rest.</span>") != std::string::npos);
}
