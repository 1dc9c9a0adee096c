// Names of what stands elsewhere: each leads somewhere, or is refused where it stands.
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "catch.hpp"
#include "scenario/good_text.hpp"

using namespace wt;
using namespace wt::scenario;

namespace {

/// Every setting that names a component, a phase, a fault, a class of clients or a plan; the names begin with "n-".
const std::string names = R"yaml(version: 1
name: names
architecture:
  n-edge:
    type: cloudfront
    to: n-waf
    lambda: { origin_request: n-fn }
    behaviors: [ { path: /files/*, to: n-files } ]
  n-waf: { type: wafv2, rules: [ managed:sqli ], to: n-api }
  n-users: { type: cognito }
  n-api:
    type: apigateway-rest
    authorizer: { kind: cognito, pool: n-users }
    usage_plans: { n-plan: { rate: 50/s, burst: 100 } }
    routes: { "GET /items/{id}": n-fn, "POST /jobs": n-queue }
  n-private: { type: apigateway-rest, authorizer: { kind: lambda, function: n-fn }, routes: { "GET /x": n-fn } }
  n-fn:
    type: lambda
    async: { on_failure: n-files }
    handlers: { "*": { calls: [ { to: n-replica, op: select }, { to: n-proxy, op: update } ] } }
  n-events: { type: kinesis }
  n-hose:
    type: firehose
    to: n-files
    source: n-events
    transform: { function: n-fn }
    backup: { to: n-files }
  n-files: { type: s3, notify: n-fn }
  n-queue: { type: sqs, dead_letters: n-graveyard, max_receives: 3 }
  n-graveyard: { type: sqs }
  n-worker: { type: lambda, source: { queue: n-queue }, handlers: { "*": {} } }
  n-reader: { type: lambda, source: { stream: n-events }, handlers: { "*": {} } }
  n-short: { type: lambda, source: n-events, handlers: { "*": {} } }
  n-primary: { type: rds }
  n-replica: { type: rds-replica, of: n-primary }
  n-proxy: { type: rds-proxy, of: n-primary }
workload:
  target: n-edge
  clients: { free: { plan: n-plan } }
  mix:
    - { route: "GET /items/{id}", target: n-edge }
  phases:
    - { name: n-calm, for: 10s, rate: 5/s }
faults:
  - { id: n-down, at: 2s, for: 3s, target: n-primary, kind: unavailable }
slo:
  - { metric: http.latency, expect: "p(99)<900ms", phase: n-calm }
  - { metric: http.latency, expect: "p(99)<900ms", during: n-down }
invariants:
  - { always: reads_never_touch(n-primary) }
  - { recovers: http.errors, to: "rate<1%", within: 60s, after: n-down }
)yaml";

}  // namespace

TEST_CASE("every name of something else is checked where it stands, an empty one, too") {
    REQUIRE(test::read_text(names).ok());
    int places = 0;
    for (std::size_t at = names.find("n-"); at != std::string::npos; at = names.find("n-", at + 1)) {
        const std::size_t end = names.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", at);
        const std::size_t begin = names.find_last_of("\n", at) + 1;
        const bool defines = names[end] == ':' || names.substr(begin, at - begin).ends_with("name: ") ||
                             names.substr(begin, at - begin).ends_with("{ id: ");
        const std::string line = names.substr(begin, names.find('\n', at) - begin);
        if (!std::isspace(static_cast<unsigned char>(names[at - 1])) && names[at - 1] != '(') continue;  // "origin-"
        if (defines) continue;
        const auto number = std::count(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
        ++places;
        for (const bool empty : {true, false}) {
            const bool argument = names[at - 1] == '(';
            std::string text = names;
            text.replace(at, end - at, !empty ? "nobody" : argument ? "" : "\"\"");
            INFO(line << (empty ? " with an empty name" : " with a name that nobody has"));
            const auto read = test::read_text(text);
            REQUIRE_FALSE(read.ok());
            const auto& problems = read.error().problems;
            CHECK(std::any_of(problems.begin(), problems.end(), [&](const Problem& one) {
                return one.place.line == static_cast<int>(number) && !one.path.empty();
            }));
        }
    }
    CHECK(places == 31);
}
