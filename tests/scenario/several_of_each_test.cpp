#include "played.hpp"

using namespace wt;
using namespace wt::test;

namespace {

const std::string two_of_each = R"yaml(version: 1
name: two
architecture:
  e1: { type: cloudfront, to: w1 }
  w1: { type: wafv2, rules: [ managed:sqli ], to: a1 }
  e2: { type: cloudfront, to: a2 }
  p1: { type: cognito }
  p2: { type: cognito }
  a1: { type: apigateway-rest, authorizer: { kind: cognito, pool: p1 }, routes: { "GET /x/{id}": f1, "POST /x": f1 } }
  a2: { type: apigateway-rest, authorizer: { kind: cognito, pool: p2 }, routes: { "GET /y/{id}": f2, "POST /y": f2 } }
  f1: { type: lambda, handlers: { "*": { work: "const(5ms)" } } }
  f2: { type: lambda, handlers: { "*": { work: "const(5ms)" } } }
workload:
  target: e1
  mix:
    - { route: "GET /x/{id}", keys: "zipf(n=100, s=1)" }
    - { route: "POST /x", auth: true }
    - { route: "POST /y", auth: true, target: e2 }
    - { route: "GET /y/{id}", target: a2 }
  phases: [ { name: p, for: 20s, rate: 100/s } ]
slo: [ { metric: http.errors, expect: "count<=0" } ]
invariants: [ { always: conservation.requests }, { always: waf.blocked_never_reaches(f1) }, { always: apigw.admitted_within_token_bucket } ]
)yaml";

}  // namespace

TEST_CASE("several edges, firewalls, APIs and pools stand side by side; each entry of the mix says where it goes") {
    Played played(two_of_each);
    CHECK(played.exit_code() == 0);
    for (const std::string name : {"e1", "e2", "w1", "a1", "a2", "f1", "f2"}) {
        INFO(name);
        CHECK(played.stack.hop(name)->flow().in > 100);
    }
    CHECK(played.stack.hop("a2")->flow().from_ways == played.stack.hop("e2")->flow().in);
}

TEST_CASE("a firewall that several edges lead to stands before each, and its faults and counts are of all") {
    std::string text = two_of_each;
    const auto replace = [&](const std::string& from, const std::string& to) {
        text.replace(text.find(from), from.size(), to);
    };
    replace("e2: { type: cloudfront, to: a2 }", "e2: { type: cloudfront, to: w1 }");
    replace(R"({ route: "POST /y", auth: true, target: e2 })", R"({ route: "POST /x", auth: true, target: e2 })");
    text += "faults: [ { id: down, at: 10s, for: 2s, kind: unavailable, target: w1 } ]\n";
    replace(R"(expect: "count<=0")", R"(expect: "count>=0")");
    Played played(text);
    CHECK(played.exit_code() == 0);
    for (const std::string at : {"w1", "w1.e2"}) {
        INFO(at);
        CHECK(played.stack.hop(at)->flow().in > 100);
        CHECK(played.stack.hop(at)->flow().refused > 10);
    }
    CHECK(played.stack.hop("e2.cache")->flow().from_ways == played.stack.hop("w1.e2")->flow().sent);
}

TEST_CASE("a target is where requests can come in") {
    const auto problem = [](std::vector<std::string> sets) {
        const auto read = read_text(two_of_each, std::move(sets));
        return read.ok() ? std::string() : read.error().problems.front().text();
    };
    CHECK(problem({}) == "");
    CHECK(problem({"workload.target=f1"}).find("\"f1\" is of type lambda") != std::string::npos);
    CHECK(problem({"workload.mix.2.target=e1"})
              .find("a1 has no route \"POST /y\"; a2 has: name it in workload.target, or in the entry's") !=
          std::string::npos);
}
