// What requests say, what functions answer, and what both mean to caches and firewalls.
#include <string>

#include "catch.hpp"
#include "scenario/played.hpp"

using namespace wt;
using namespace wt::scenario;
using test::Played;

namespace {

std::string behind_an_edge(std::string_view key, std::string_view entry, std::string_view answer,
                           std::string_view rest = "") {
    return std::string(R"yaml(
version: 1
name: edge
architecture:
  edge: {type: cloudfront, cache: {default_ttl: 1h, key: [)yaml")
        .append(key)
        .append(R"yaml(]}, to: api}
  api: {type: apigateway-rest, routes: {"GET /page/{id}": fn, "POST /page": fn}}
  fn: {type: lambda, cold: {init: 0ms, platform: 0ms, first_run: 0ms}, handlers: {"*": {work: "const(5ms)", answer: {)yaml")
        .append(answer)
        .append(R"yaml(}}}}
workload:
  mix: [{route: "GET /page/{id}", )yaml")
        .append(entry)
        .append(R"yaml(}]
  phases: [{name: run, for: 200s, rate: 10/s, arrivals: regular}]
)yaml")
        .append(rest);
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

TEST_CASE("a campaign's parameter in the cache key breaks a page apart, outside of it it does not") {
    constexpr std::string_view entry = R"y(keys: "const(home)", query: {utm: "uniform(50)"})y";
    // 2,000 requests for one page with 50 codes: as many misses as there are objects.
    Played apart(behind_an_edge("path, query", entry, ""));
    CHECK(apart.count("http.requests") == 2000);
    CHECK(apart.count("edge.misses") == 50);
    Played together(behind_an_edge("path", entry, ""));
    CHECK(together.count("edge.misses") == 1);
}

TEST_CASE("a value is a whole number of a distribution") {
    constexpr std::string_view entry = R"y(keys: "const(home)", query: {n: "uniform(1, 20)"})y";
    Played drawn(behind_an_edge("path, query", entry, ""));
    CHECK(drawn.count("edge.misses") == 20);
}

TEST_CASE("headers and cookies of a request are parts of the key where the policy lists them, drawn as often as said") {
    constexpr std::string_view entry =
        R"y(keys: "const(home)", headers: {X-Lang: "choice(de: 75%, en: 25%)"}, cookies: {who: "uniform(3)"})y";
    Played both(behind_an_edge("path, header:X-Lang, cookie:who", entry, ""));
    CHECK(both.count("edge.misses") == 6);
    Played neither(behind_an_edge("path, cookie:other", entry, ""));
    CHECK(neither.count("edge.misses") == 1);
}

TEST_CASE("an origin's Cache-Control says how long the edge keeps its answer") {
    // 10 requests a second of one object: with a TTL of 20 s each period has one miss, without caching each request.
    constexpr std::string_view entry = R"y(keys: "const(home)")y";
    Played twenty(behind_an_edge("path", entry, R"y(headers: {Cache-Control: "max-age=20"})y"));
    CHECK(twenty.count("edge.misses") + twenty.count("edge.collapsed") >= 9);
    CHECK(twenty.count("edge.origin.requests") == Approx(10).margin(1));
    Played never(behind_an_edge("path", entry, R"y(headers: {Cache-Control: no-store})y"));
    CHECK(never.count("edge.hits") == 0);
    // Half of the answers may be kept for ten seconds: a hit ratio between both.
    Played half(behind_an_edge("path", entry, R"y(headers: {Cache-Control: "choice(max-age=10, no-store)"})y"));
    CHECK(half.count("edge.origin.requests") == Approx(200 / 10.2 * 2).margin(15));
}

TEST_CASE("an expired object is confirmed by its origin's ETag, and a viewer who has it is told so from the cache") {
    // One miss, then every 20 s the origin is asked, and says that nothing has changed: without the body's 10 KB.
    const std::string with =
        behind_an_edge("path", R"y(keys: "const(home)", headers: {If-None-Match: '"b"'})y",
                       R"y(headers: {Cache-Control: "max-age=20", ETag: '"a"'}, bytes: 10KB)y", "cost: {}\n");
    Played confirmed(with);
    CHECK(confirmed.count("edge.origin.requests") == Approx(10).margin(1));
    const auto answered = [](Played& played, const char* hop, const char* status) {
        std::uint64_t all = 0;
        for (const Metrics::Entry* entry : played.metrics().find(hop, {{"status", status}}))
            all += std::get<Histogram>(entry->metric).count();
        return all;
    };
    CHECK(answered(confirmed, "http.latency", "200") == 2000);
    std::uint64_t bytes = 0;
    const auto add = [&](const auto&, const scenario::Traffic::Answered& sent) { bytes += sent.bytes; };
    confirmed.engine.traffic().each_door(add);
    CHECK(bytes > 2000ULL * 10'000);
    // A viewer who has it gets no bytes, though the origin is asked as often.
    Played known(behind_an_edge("path", R"y(keys: "const(home)", headers: {If-None-Match: '"a"'})y",
                                R"y(headers: {Cache-Control: "max-age=20", ETag: '"a"'}, bytes: 10KB)y", "cost: {}\n"));
    CHECK(known.count("edge.origin.requests") == Approx(10).margin(1));
    CHECK(answered(known, "http.latency", "304") == 2000);
    bytes = 0;
    known.engine.traffic().each_door(add);
    CHECK(bytes < 2000ULL * 1'000);
}

TEST_CASE("a function answers statuses by their shares, and sizes by their law") {
    Played played(behind_an_edge("path", R"y(keys: unique)y",
                                 R"y(status: "choice(200: 90%, 404: 8%, 503: 2%)", bytes: "uniform(1KB, 3KB)")y",
                                 "cost: {}\n"));
    const auto of = [&](const char* status) {
        std::uint64_t count = 0;
        for (const Metrics::Entry* entry : played.metrics().find("http.latency", {{"status", status}}))
            count += std::get<Histogram>(entry->metric).count();
        return static_cast<double>(count) / 2000;
    };
    CHECK(of("404") == Approx(0.08).margin(4 * std::sqrt(0.08 * 0.92 / 2000)));
    CHECK(of("503") == Approx(0.02).margin(4 * std::sqrt(0.02 * 0.98 / 2000)));
    std::uint64_t bytes = 0;
    played.engine.traffic().each_door(
        [&](const auto&, const scenario::Traffic::Answered& sent) { bytes += sent.bytes; });
    // The mean of the law, and what the heads take.
    CHECK(static_cast<double>(bytes) / 2000 > 2000);
    CHECK(static_cast<double>(bytes) / 2000 < 2700);
    CHECK(played.count("fn.errors") == 0);
}

TEST_CASE("a body of its own reaches the function, and the firewall looks into it") {
    const auto text = [](std::string_view body) {
        return std::string(R"yaml(
version: 1
name: body
architecture:
  waf: {type: wafv2, rules: [managed:sqli], to: api}
  api: {type: apigateway-rest, routes: {"POST /orders": fn}}
  fn: {type: lambda, handlers: {"*": {calls: [{to: db, op: insert}]}}}
  db: {type: rds}
workload:
  mix: [{route: "POST /orders", keys: "uniform(10)", body: )yaml")
            .append(body)
            .append(R"yaml(}]
  phases: [{name: run, for: 20s, rate: 10/s, arrivals: regular}]
invariants: [{eventually: no_acknowledged_write_is_lost}]
)yaml");
    };
    Played good(text(R"y({text: '{"id":"order-${key}","n":3}', bytes: 2KB})y"));
    CHECK(good.count("http.blocked") == 0);
    CHECK(good.stack.database_has("order-7", 1));
    CHECK(good.verdict("no_acknowledged_write_is_lost") == Verdict::pass);
    Played bad(text(R"y({text: "id=${key}&name=1' OR '1'='1", type: application/x-www-form-urlencoded})y"));
    CHECK(bad.count("http.blocked") == 200);
}

TEST_CASE("values come from a file's lines, and a body from a file") {
    scenario::ReadOptions options;
    options.file = [](const std::string& name) -> std::optional<std::string> {
        if (name == "words.txt") return "red shoes\r\nblue\n\n";
        return name == "order.json" ? std::optional<std::string>(R"y({"id":"${key}"})y") : std::nullopt;
    };
    const std::string text =
        test::with(R"y(keys: "zipf(n=100, s=1)")y",
                   R"y(keys: "zipf(n=100, s=1)", query: {q: {lines: words.txt}}, body: {file: order.json})y");
    const auto read = scenario::read({{"t.yaml", text}}, options);
    REQUIRE(read.ok());
    const Wording wording(*read->workload.mix.at(0).said);
    Random random(1, "words");
    http::Request request;
    const auto origin = [](const Keys&) { return KeyOrigin(); };
    std::set<std::string> queries;
    for (int i = 0; i < 50; ++i) {
        wording.dress(request, "42", nullptr, random, origin);
        queries.insert(request.query.str());
    }
    CHECK(queries == std::set<std::string>{"q=red%20shoes", "q=blue"});
    CHECK(request.body == R"y({"id":"42"})y");
    options.file = nullptr;
    CHECK_FALSE(scenario::read({{"t.yaml", text}}, options).ok());
}

TEST_CASE("what a request cannot say is named") {
    const auto wrong = [](std::string_view entry) { return problems(behind_an_edge("path", entry, "")); };
    CHECK(wrong(R"y(query: {a: "choice(x: 60%, y)"})y").find("each with a weight or none") != std::string::npos);
    CHECK(wrong(R"y(query: {a: "x=uniform(1, 9)"})y").find("would be said as it stands") != std::string::npos);
    CHECK(wrong(R"y(query: {a: "choice(x: 60%, y: 50%)"})y").find("more than 100%") != std::string::npos);
    CHECK(wrong(R"y(headers: {"X Y": z})y").find("letters, digits and marks") != std::string::npos);
    CHECK(wrong(R"y(headers: {A: "zipf(0)"})y").find("expected keys") != std::string::npos);
    CHECK(wrong(R"y(body: {bytes: 2s})y").find("expected a size") != std::string::npos);
    CHECK(wrong(R"y(keys: "${order}")y").find("no variable order") != std::string::npos);
    CHECK(wrong(R"y(querry: {a: b})y").find("did you mean \"query\"") != std::string::npos);
    const auto answer = [](std::string_view said) { return problems(behind_an_edge("path", "keys: unique", said)); };
    CHECK(answer(R"y(status: "choice(200: 9, 700: 1)")y").find("statuses from 200 to 599") != std::string::npos);
    CHECK(answer(R"y(bytes: "lognormal(p50=4KB, p99=1KB)")y").find("p99 is below p50") != std::string::npos);
    CHECK(problems(test::with("GET /items/{id}\", keys", "GET /items/{id}?a=b\", keys")).find("a route has no query") !=
          std::string::npos);
}
