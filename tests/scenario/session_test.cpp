// Users who wait for their answer, and sessions of several steps.
#include <string>

#include "catch.hpp"
#include "scenario/played.hpp"

using namespace wt;
using namespace wt::scenario;
using test::Played;

namespace {

/// An API with a function that takes `work`, and a closed load.
std::string closed(std::string_view work, std::string_view load) {
    return std::string(R"yaml(
version: 1
name: closed
architecture:
  api: {type: apigateway-rest, overhead: 0ms, throttle: {account: {rate: 100000/s, burst: 100000}, stage: {rate: 100000/s, burst: 100000}}, routes: {"GET /x": fn}}
  fn: {type: lambda, timeout: 60s, cold: {init: 0ms, platform: 0ms, first_run: 0ms}, handlers: {"*": {work: ")yaml")
        .append(work)
        .append(R"yaml("}}}
workload:
  model: closed
  mix: [{route: "GET /x", keys: unique}]
  )yaml")
        .append(load)
        .append("\n");
}

std::string problems(const std::string& text) {
    const auto scenario = test::read_text(text);
    std::string all;
    if (!scenario.ok()) {
        for (const auto& problem : scenario.error().problems) all += problem.text() + "\n";
    }
    return all;
}

/// A shop: an item is created, looked at, and bought with the id and the token that the answers gave.
std::string shop(std::string_view steps, std::string_view more = "") {
    return std::string(R"yaml(
version: 1
name: shop
architecture:
  api: {type: apigateway-rest, routes: {"POST /carts": carts, "GET /carts/{id}": reader, "POST /orders": orders}}
  carts: {type: lambda, handlers: {"*": {calls: [{to: db, op: insert}], answer: {body: '{"cart":{"ids":["${key}"]}}', headers: {X-Token: "t-${key}", Set-Cookie: ["sid=s-${key}; Path=/", theme=dark]}}}}}
  reader: {type: lambda, handlers: {"*": {calls: [{to: db, op: select}]}}}
  orders: {type: lambda, handlers: {"*": {calls: [{to: db, op: insert}]}}}
  db: {type: rds}
workload:
  sessions:
    buy:
      steps: )yaml")
        .append(steps)
        .append(R"yaml(
  phases: [{name: run, for: 50s, rate: 2/s, arrivals: regular}]
)yaml")
        .append(more);
}

}  // namespace

TEST_CASE("a user asks, waits, thinks, and asks again") {
    // 100 ms for the answer and 900 ms of thought: one request a second from each of ten users.
    Played played(closed("const(100ms)", R"y(think: "const(900ms)"
  phases: [{name: run, for: 100s, users: 10}])y"));
    CHECK(played.count("http.requests") == 1000);
    CHECK(played.count("http.errors") == 0);
    CHECK(std::get<Gauge>(played.metrics().find("http.users").at(0)->metric).max() == 10);
    // Slower answers make fewer requests: that is what is closed about it.
    Played slow(closed("const(1600ms)", R"y(think: "const(900ms)"
  phases: [{name: run, for: 100s, users: 10}])y"));
    CHECK(slow.count("http.requests") == 400);
}

TEST_CASE("users come and go evenly in a phase, and finish what they have begun") {
    Played played(closed("const(1ms)", R"y(think: "const(999ms)"
  phases: [{name: up, for: 10s, users: {from: 0, to: 100}}, {name: hold, for: 10s, users: 100}, {name: down, for: 10s, users: {from: 100, to: 0}}]
slo:
  - {metric: http.users, phase: hold, expect: ["max==100", "min==100"]}
  - {metric: http.requests, phase: hold, expect: "count==1000"})y"));
    CHECK(played.exit_code() == 0);
    // A triangle, a rectangle and a triangle of users, each with a request a second.
    CHECK(played.count("http.requests") == Approx(500 + 1000 + 500).margin(100));
    Played late(closed("const(5s)", "phases: [{name: run, for: 1s, users: 3}]"));
    CHECK(late.count("http.requests") == 3);
    CHECK(late.count("fn.invocations") == 3);
    CHECK(late.verdict("comes to rest") == Verdict::pass);
}

TEST_CASE("whom everything answers in no time does not ask for ever at one moment") {
    Played played(closed("const(0ms)", "phases: [{name: run, for: 1s, users: 2}]"));
    CHECK(played.count("http.requests") <= 2000);
    CHECK(played.count("http.requests") > 20);
}

TEST_CASE("who does not wait for ever gives up, as often as said, and leaves the function at work") {
    Played played(closed("const(2s)", R"y(gives_up: {after: "const(500ms)", share: 50%}
  phases: [{name: run, for: 100s, users: 50}])y"));
    const auto requests = static_cast<double>(played.count("http.requests"));
    CHECK(static_cast<double>(played.count("http.abandoned")) / requests ==
          Approx(0.5).margin(4 * std::sqrt(0.25 / requests)));
    CHECK(played.count("http.errors") == played.count("http.abandoned"));
    CHECK(played.count("fn.invocations") == played.count("http.requests"));
    // A cycle takes 2 s or half a second, one as often as the other.
    CHECK(requests == Approx(50 * 100 / 1.25).epsilon(0.05));
}

TEST_CASE("a session carries on what its answers said: an id, a header, and cookies") {
    Played played(shop(R"yaml(
        - {route: "POST /carts", keys: unique, save: {cart: "$.cart.ids[0]", token: "header:X-Token", sid: "cookie:sid"}}
        - {pause: "const(3s)"}
        - {repeat: 2, steps: [{route: "GET /carts/{id}", keys: "${cart}"}]}
        - {route: "POST /orders", headers: {Authorization: "Bearer ${token}"}, body: {text: '{"id":"${sid}-order"}'}, share: 50%})yaml"));
    CHECK(played.count("http.sessions") == 100);
    CHECK(played.count("http.sessions.finished") == 100);
    CHECK(played.count("carts.invocations") == 100);
    CHECK(played.count("reader.invocations") == 200);
    const std::uint64_t orders = played.count("orders.invocations");
    CHECK(orders == Approx(50).margin(20));
    CHECK(played.stack.database_has("u0", 1));
    std::uint64_t ordered = 0;
    for (int i = 0; i < 200; ++i) ordered += played.stack.database_has("s-u" + std::to_string(i) + "-order", 1) ? 1 : 0;
    CHECK(ordered == orders);
    // Each cart that was looked at was there.
    for (const Metrics::Entry* entry : played.metrics().find("http.latency", {{"route", "GET /carts/{id}"}}))
        CHECK(entry->labels ==
              Labels{{"by", "reader"}, {"client", "default"}, {"route", "GET /carts/{id}"}, {"status", "200"}});
}

TEST_CASE("a session ends where what a step wanted to save is not there") {
    Played played(shop(R"yaml(
        - {route: "POST /carts", keys: unique, save: {cart: "/cart/nothing"}}
        - {route: "GET /carts/{id}", keys: "${cart}"})yaml",
                       R"yaml(slo: [{metric: http.sessions.broken, expect: "rate>99%"}]
)yaml"));
    CHECK(played.count("http.sessions.broken") == 100);
    CHECK(played.count("reader.invocations") == 0);
    CHECK(played.exit_code() == 0);
}

TEST_CASE("a session's user sends the cookies that answers set") {
    Memory memory;
    http::Response response;
    response.headers.add("Set-Cookie", "sid=1; Path=/; HttpOnly");
    response.headers.add("set-cookie", "old=x");
    memory.take_cookies(response);
    http::Response later;
    later.headers.add("Set-Cookie", "sid=2");
    later.headers.add("Set-Cookie", "old=; Max-Age=0");
    memory.take_cookies(later);
    REQUIRE(memory.cookies().size() == 1);
    CHECK(memory.cookies()[0] == std::pair<std::string, std::string>("sid", "2"));
}

TEST_CASE("what loads cannot have is named") {
    CHECK(problems(closed("1ms", "phases: [{name: a, for: 1s, rate: 1/s}]")).find("\"users\" is missing") !=
          std::string::npos);
    CHECK(problems(test::with("rate: 5/s", "users: 5")).find("\"rate\" is missing") != std::string::npos);
    CHECK(
        problems(shop(R"y([{route: "GET /carts/{id}", keys: "${cart}"}, {route: "POST /carts", save: {cart: $.id}}])y"))
            .find("nothing is saved as \"cart\" before this") != std::string::npos);
    CHECK(problems(shop("[{pause: 1s}]")).find("a session asks for something") != std::string::npos);
    CHECK(problems(shop(R"y([{route: "POST /carts", pause: 1s}])y")).find("one of route, pause and repeat") !=
          std::string::npos);
    CHECK(problems(shop(R"y([{route: "POST /carts", save: {x: id}}])y")).find("expected a place in the answer") !=
          std::string::npos);
    CHECK(problems(shop(R"y([{route: "POST /cart"}])y")).find("did you mean \"POST /carts\"") != std::string::npos);
    CHECK(problems(test::with("http.latency", "http.users")).find("the load is open") != std::string::npos);
}
