// Theory: the interactive response time law, N = X (R + Z), and the bounds of a closed system that follow from it.
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "catch.hpp"
#include "sanitized.hpp"
#include "scenario/played.hpp"

using namespace wt;
using test::Played;

namespace {

constexpr int load_seconds = test::sanitized ? 200 : 1000;

struct Seen {
    double throughput;
    double response;
};

/// Users in front of a database with one server that takes 20 ms on average.
Seen play(int users, std::string_view service, std::string_view think) {
    Played played(fmt::format(R"yaml(
version: 1
name: interactive
account: {{concurrency: 5000}}
clock: {{warmup: 20s}}
architecture:
  api: {{type: apigateway-rest, overhead: 0ms, routes: {{"GET /items/{{id}}": fn}}}}
  fn: {{type: lambda, timeout: 60s, cold: {{init: 0ms, platform: 0ms, first_run: 0ms}}, handlers: {{"*": {{calls: [{{to: db, op: select, timeout: 60s}}]}}}}}}
  db: {{type: rds, servers: 1, max_connections: 5000, service: "{}", latency: 0ms}}
workload:
  model: closed
  think: "{}"
  mix: [{{route: "GET /items/{{id}}", keys: "uniform(100)"}}]
  phases: [{{name: run, for: {}s, users: {}}}]
slo:
  - {{metric: http.requests, expect: "rate>0/s"}}
  - {{metric: http.latency, expect: "avg>0s"}}
)yaml",
                              service, think, load_seconds, users));
    const auto& judgements = played.engine.outcome().judgements;
    return {*judgements.at(0).value, *judgements.at(1).value};
}

}  // namespace

TEST_CASE("theory: N = X (R + Z), whatever the laws of service and thought are") {
    for (const std::string_view service : {"const(20ms)", "exp(20ms)", "mix(0.9:10ms, 0.1:110ms)"}) {
        for (const int users : {10, 50, 100}) {
            const Seen seen = play(users, service, "exp(1s)");
            INFO(service << " " << users);
            CHECK(seen.throughput * (seen.response + 1.0) == Approx(users).epsilon(0.03));
        }
    }
}

TEST_CASE("theory: a closed system is as fast as its bottleneck, and as its users ask") {
    // X <= min(1/S, N/(S + Z)); with exponential service and thought it is the machine repairman's.
    const auto repairman = [](int users, double service, double think) {
        // Mean value analysis, one user more at a time.
        double response = service;
        double queue = 0;
        for (int n = 1; n <= users; ++n) {
            response = service * (1 + queue);
            queue = n * response / (response + think);
        }
        return users / (response + think);
    };
    for (const int users : {10, 30, 50, 80}) {
        const Seen seen = play(users, "exp(20ms)", "exp(1s)");
        INFO(users);
        CHECK(seen.throughput <= std::min(50.0, users / 1.02) * 1.03);
        CHECK(seen.throughput == Approx(repairman(users, 0.02, 1.0)).epsilon(0.03));
    }
}
