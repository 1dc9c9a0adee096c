#include "forecast/forecast.hpp"

#include <algorithm>
#include <cmath>

#include "base/closed_forms.hpp"
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

[[nodiscard]] scenario::Scenario read_text(const std::string& text, scenario::ReadOptions options = {}) {
    auto read = scenario::read({{"test.yaml", text}}, options);
    if (!read.ok()) FAIL(read.error().problems.front().text());
    return std::move(*read);
}

/// Lines that are at hand.
class TextLines : public scenario::Lines {
public:
    explicit TextLines(std::vector<std::string> lines) : lines_(std::move(lines)) {}
    std::optional<std::string_view> next() override {
        return next_ < lines_.size() ? std::optional<std::string_view>(lines_[next_++]) : std::nullopt;
    }

private:
    std::vector<std::string> lines_;
    std::size_t next_ = 0;
};

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
    // The same, of which half a CPU computes 90 ms.
    const auto half = scenario_of(R"yaml(concurrency: { reserved: 10 }, memory: 885MB,
        handlers: { "GET /items/{id}": { work: 10ms, cpu: 45.025ms } })yaml",
                                  "50/s");
    CHECK(figure(forecast::forecast(half), "reader.throttled") == Approx(0.01838).epsilon(0.002));
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

TEST_CASE("before a proxy with fewer connections than its database serves at once is a line of its own") {
    // One connection, held for 20 ms as an exponential law has it: 30/s keep it busy for 60%, and wait 0.6 / 0.4 times
    // as long (M/M/1).
    const auto with = [](const char* connections) {
        return read_text(std::string(R"yaml(
version: 1
name: proxied
architecture:
  api: { type: apigateway-rest, routes: { "GET /items/{id}": reader } }
  reader: { type: lambda, timeout: 20s, handlers: { "*": { work: 10ms, calls: [ { to: proxy, op: select } ] } } }
  proxy: { type: rds-proxy, of: primary, latency: const(0ms), max_connections: )yaml")
                             .append(connections)
                             .append(R"yaml( }
  primary: { type: rds, servers: 2, service: exp(20ms), latency: const(0ms), max_connections: 1000 }
workload:
  mix: [{ route: "GET /items/{id}", keys: "uniform(10)" }]
  phases: [{ name: steady, for: 1h, rate: 30/s }]
)yaml"));
    };
    const Forecast one = forecast::forecast(with("1"));
    CHECK(figure(one, "proxy.borrow.wait") == Approx(0.030).epsilon(0.03));
    CHECK(figure(one, "primary.wait") == 0);
    CHECK(figure(one, "reader.duration") == Approx(0.060).epsilon(0.03));
    // With as many as it serves the line is the database's.
    const Forecast two = forecast::forecast(with("2"));
    CHECK(figure(two, "primary.wait") > 0);
    CHECK(two.phases.front().figures.end() ==
          std::find_if(two.phases.front().figures.begin(), two.phases.front().figures.end(),
                       [](const Figure& one) { return one.metric == "proxy.borrow.wait"; }));
}

TEST_CASE("the share that so many users are turned away is Engset's") {
    // Of two users one is served: the other finds the only server busy as often as one user keeps it so.
    CHECK(closed_form::engset(1, 2, 0.5) == Approx(0.5 / 1.5));
    CHECK(closed_form::engset(10, 10, 5) == 0);
    // Ten thousand users are as good as any number.
    CHECK(closed_form::engset(10, 10'000, 0.0008) == Approx(closed_form::erlang_b(10, 8)).epsilon(0.01));
}

TEST_CASE("users ask as often as they are answered and have thought") {
    // 200 users, a second of thought and a quarter of an answer: 160/s, of which 40 are under way.
    const Forecast expected = forecast::forecast(read_text(R"yaml(
version: 1
name: users
architecture:
  api: { type: apigateway-rest, overhead: 50ms, routes: { "GET /x": fn } }
  fn: { type: lambda, handlers: { "*": { work: 200ms } } }
workload:
  model: closed
  think: 1s
  mix: [{ route: "GET /x" }]
  phases: [{ name: hold, for: 1h, users: 200 }]
)yaml"));
    CHECK(figure(expected, "http.requests") == Approx(160).epsilon(0.001));
    CHECK(figure(expected, "http.latency") == Approx(0.25).epsilon(0.001));
    CHECK(figure(expected, "fn.concurrency") == Approx(32).epsilon(0.001));
    CHECK(figure(expected, "fn.throttled") == 0);
}

TEST_CASE("a database that is full sets the pace of those who wait for it") {
    // One server of 20 ms lets 50/s through, however many users there are.
    const Forecast expected = forecast::forecast(read_text(R"yaml(
version: 1
name: users
architecture:
  api: { type: apigateway-rest, routes: { "GET /x/{id}": fn } }
  fn: { type: lambda, timeout: 20s, handlers: { "*": { work: 1ms, calls: [{ to: primary, op: select, timeout: 10s }] } } }
  primary: { type: rds, servers: 1, service: exp(20ms), max_connections: 1000 }
workload:
  model: closed
  think: 1s
  mix: [{ route: "GET /x/{id}", keys: "uniform(10)" }]
  phases: [{ name: hold, for: 1h, users: 400 }]
)yaml"));
    CHECK(figure(expected, "primary.statements") == Approx(50).epsilon(0.02));
    CHECK(figure(expected, "http.latency") == Approx(7).epsilon(0.05));
}

TEST_CASE("a session asks for what its steps say, as often as they say") {
    const Forecast expected = forecast::forecast(read_text(R"yaml(
version: 1
name: sessions
architecture:
  api: { type: apigateway-rest, overhead: 0ms, routes: { "GET /a": fn, "GET /b": fn } }
  fn: { type: lambda, handlers: { "GET /a": { work: 100ms }, "GET /b": { work: 300ms } } }
workload:
  sessions:
    buy:
      steps:
        - { route: "GET /a" }
        - { pause: 2s }
        - { route: "GET /a" }
        - { route: "GET /b", share: 50% }
  phases: [{ name: steady, for: 1h, rate: 10/s }]
)yaml"));
    CHECK(figure(expected, "http.requests") == Approx(25));
    CHECK(figure(expected, "fn.invocations") == Approx(25));
    CHECK(figure(expected, "fn.concurrency") == Approx(20 * 0.1 + 5 * 0.3));
    REQUIRE(expected.mix.size() == 2);
    CHECK(expected.mix[1].first == "GET /b");
    CHECK(expected.mix[1].second == Approx(0.2));
}

TEST_CASE("a function reads a stream once a second, batch by batch, and falls behind where batches take longer") {
    const auto text = [](const std::string& work) {
        return R"yaml(
version: 1
name: reader
architecture:
  api: { type: apigateway-rest, routes: { "POST /e": writer } }
  writer: { type: lambda, handlers: { "*": { work: 5ms, calls: [{ to: events, op: put }] } } }
  events: { type: kinesis, shards: 2 }
  reader: { type: lambda, source: { stream: events, batch_size: 100 }, handlers: { "*": { work: )yaml" +
               work + R"yaml( } } }
workload:
  mix: [{ route: "POST /e" }]
  phases: [{ name: steady, for: 1h, rate: 500/s }]
)yaml";
    };
    // 250 records a second and shard: two batches and a half, and then one that is not full.
    const Forecast fast = forecast::forecast(read_text(text("20ms")));
    CHECK(figure(fast, "reader.invocations") == Approx(6).epsilon(0.02));
    CHECK(fast.phases.front().warnings.empty());
    // Two and a half batches of 500 ms do not fit into a second.
    const Forecast slow = forecast::forecast(read_text(text("500ms")));
    CHECK(figure(slow, "reader.invocations") == Approx(4));
    REQUIRE(slow.phases.front().warnings.size() == 1);
    CHECK_THAT(slow.phases.front().warnings.front().sentence,
               Catch::Contains("reads at most 400 records a second, and 500 come"));
}

TEST_CASE("messages pile up before a consumer that takes fewer than are sent") {
    const Forecast expected = forecast::forecast(read_text(R"yaml(
version: 1
name: queue
architecture:
  api: { type: apigateway-rest, routes: { "POST /e": writer } }
  writer: { type: lambda, handlers: { "*": { work: 5ms, calls: [{ to: jobs, op: put }] } } }
  jobs: { type: sqs }
  worker: { type: lambda, source: { queue: jobs, batch_size: 10, max_concurrency: 2 }, handlers: { "*": { work: 1s } } }
workload:
  mix: [{ route: "POST /e" }]
  phases: [{ name: steady, for: 1h, rate: 30/s }]
)yaml"));
    CHECK(figure(expected, "jobs.sent") == Approx(30));
    REQUIRE(expected.phases.front().warnings.size() == 1);
    CHECK_THAT(expected.phases.front().warnings.front().sentence, Catch::Contains("at most 20 messages a second"));
}

TEST_CASE("a batch of messages is what comes while its window is open, or while all pollers are busy") {
    const auto invocations = [](const std::string& source, const std::string& rate) {
        return figure(forecast::forecast(read_text(R"yaml(
version: 1
name: queue
architecture:
  api: { type: apigateway-rest, routes: { "POST /e": writer } }
  writer: { type: lambda, handlers: { "*": { work: 5ms, calls: [{ to: jobs, op: put }] } } }
  jobs: { type: sqs, latency: 0ms }
  worker: { type: lambda, source: { queue: jobs, )yaml" +
                                                   source +
                                                   R"yaml( }, handlers: { "*": { work: 200ms } } }
workload:
  mix: [{ route: "POST /e" }]
  phases: [{ name: steady, for: 1h, rate: )yaml" + rate +
                                                   " }]\n")),
                      "worker.invocations");
    };
    CHECK(invocations("batch_size: 10", "1/s") == Approx(1).epsilon(0.01));
    // A batch's first message, and two a second more in the two seconds after it.
    CHECK(invocations("batch_size: 10, window: 2s", "2/s") == Approx(2.0 / 5).epsilon(0.02));
    CHECK(invocations("batch_size: 2, window: 20s", "2/s") == Approx(1).epsilon(0.001));
    // Of five pollers one is free every 40 ms, in which 1.2 messages come: played, 19.5 a second with 8 ms for the way.
    CHECK(invocations("batch_size: 10", "30/s") == Approx(30 / (1.2 + std::exp(-1.2))).epsilon(0.001));
    CHECK(invocations("batch_size: 10, max_concurrency: 2", "90/s") == Approx(10).epsilon(0.001));
}

TEST_CASE("a recording says what is asked for, how often, and when most") {
    scenario::ReadOptions options;
    options.lines = [](const std::string&) {
        std::vector<std::string> lines;
        // A request a second for two minutes, of one item; in the second minute four more, of others.
        for (int second = 0; second < 120; ++second) {
            const auto line = [&](const std::string& path) {
                lines.push_back(R"({"requestTimeEpoch": )" + std::to_string(1'700'000'000'000 + second * 1000) +
                                R"(, "httpMethod": "GET", "path": ")" + path + R"("})");
            };
            line("/items/one");
            for (int i = 0; i < 4 && second >= 60; ++i) line("/items/" + std::to_string(second * 4 + i));
        }
        return std::make_unique<TextLines>(std::move(lines));
    };
    const Forecast expected = forecast::forecast(read_text(R"yaml(
version: 1
name: recorded
architecture:
  api: { type: apigateway-rest, cache: { size: 0.5GB, ttl: 10s }, routes: { "GET /items/{id}": fn } }
  fn: { type: lambda, handlers: { "*": { work: 10ms } } }
workload:
  replay: { file: log.json, format: apigateway }
)yaml",
                                                           options));
    CHECK(expected.recording == "360 requests in 1m59s");
    REQUIRE(expected.phases.size() == 2);
    CHECK(expected.phases[0].name == "on average");
    CHECK(figure(expected, "api.requests") == Approx(360 / 119.0));
    REQUIRE(expected.mix.size() == 1);
    CHECK(expected.mix.front().first == "GET /items/{id}");
    // The one item is answered by the cache nine times of ten or so; the others are asked for once.
    CHECK(figure(expected, "api.cache.hit.ratio") < 0.31);
    CHECK(figure(expected, "api.cache.hit.ratio") > 0.29);
    double busiest = 0;
    for (const Figure& one : expected.phases[1].figures) {
        if (one.metric == "api.requests") busiest = one.value;
    }
    CHECK(busiest == Approx(5));
}

TEST_CASE("what a limit refuses comes no further, and what nobody fills answers nothing") {
    const auto text = [](const std::string& calls) {
        return R"yaml(
version: 1
name: limits
architecture:
  api: { type: apigateway-rest, throttle: { stage: { rate: 50/s, burst: 10 } }, routes: { "GET /items/{id}": fn } }
  fn: { type: lambda, handlers: { "*": { work: 10ms, calls: [)yaml" +
               calls + R"yaml(] } } }
  cache: { type: elasticache }
  pay: { type: http, limit: 20/s }
  table: { type: dynamodb, capacity: { read: 5, write: 5 } }
workload:
  mix: [{ route: "GET /items/{id}", keys: "uniform(10)" }]
  phases: [{ name: steady, for: 1h, rate: 100/s }]
)yaml";
    };
    const Forecast unfilled =
        forecast::forecast(read_text(text("{ to: cache, op: get }, { to: pay, op: call }, { to: table, op: put }")));
    CHECK(figure(unfilled, "api.requests") == Approx(100));
    CHECK(figure(unfilled, "fn.invocations") == Approx(50).epsilon(0.01));
    CHECK(figure(unfilled, "cache.hit.ratio") == Approx(0).margin(1e-12));
    CHECK(figure(unfilled, "pay.throttled") == Approx(0.6).epsilon(0.01));
    CHECK(figure(unfilled, "table.write.units") == Approx(5));
    const auto& warnings = unfilled.phases.front().warnings;
    CHECK(std::any_of(warnings.begin(), warnings.end(), [](const Warning& one) { return one.component == "pay"; }));
    CHECK(std::any_of(warnings.begin(), warnings.end(), [](const Warning& one) { return one.component == "table"; }));
    const Forecast filled =
        forecast::forecast(read_text(text("{ to: cache, op: get }, { to: cache, op: set, on: miss }")));
    CHECK(figure(filled, "cache.hit.ratio") > 0.9);
}

TEST_CASE("a table's reads are halves of units, and what it does not have of them is throttled") {
    const auto text = [](const std::string& more) {
        return R"yaml(
version: 1
name: table
architecture:
  api: { type: apigateway-rest, routes: { "GET /items/{id}": fn } }
  fn: { type: lambda, handlers: { "*": { work: 10ms, calls: [{ to: table, op: get })yaml" +
               more + R"yaml(] } } }
  table: { type: dynamodb, capacity: { read: 20, write: 200 } }
workload:
  mix: [{ route: "GET /items/{id}", keys: "uniform(10)" }]
  phases: [{ name: steady, for: 1h, rate: 100/s }]
)yaml";
    };
    const Forecast small = forecast::forecast(read_text(text("")));
    CHECK(figure(small, "table.read.units") == Approx(20));
    CHECK(figure(small, "table.reads.throttled") == Approx(0.6));
    // Items of 6 KB are two times 4 KB.
    const Forecast large = forecast::forecast(read_text(text(", { to: table, op: put, bytes: 6KB }")));
    CHECK(figure(large, "table.reads.throttled") == Approx(0.8));
}

TEST_CASE("as many servers as anybody writes are reckoned with at once") {
    CHECK(closed_form::erlang_b(4'000'000'000, 2) == 0);
    CHECK(closed_form::erlang_b(10, 8) == Approx(0.12166).epsilon(0.001));
}

TEST_CASE("a recording without a request is a problem of the file, whatever wrote it") {
    for (const char* format : {"cloudfront", "apigateway", "azure-functions", "har", "vegeta"}) {
        INFO(format);
        scenario::ReadOptions options;
        options.lines = [](const std::string&) { return std::make_unique<TextLines>(std::vector<std::string>()); };
        const bool moments = std::string_view(format) != "vegeta";
        const auto read = scenario::read(
            {{"test.yaml", std::string(R"yaml(
version: 1
name: empty
architecture:
  api: { type: apigateway-rest, routes: { "GET /x": fn } }
  fn: { type: lambda, handlers: { "*": { work: 1ms } } }
workload:
  replay: { file: empty.log, format: )yaml") +
                               format + " }\n" + (moments ? "" : "  phases: [{ name: p, for: 1m, rate: 1/s }]\n")}},
            options);
        REQUIRE_FALSE(read.ok());
        CHECK_THAT(read.error().problems.front().text(), Catch::Contains("there is no request in empty.log"));
    }
}
