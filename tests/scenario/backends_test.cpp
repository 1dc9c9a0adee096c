// What handlers call beside databases and caches, and what they always fail at.
#include <algorithm>
#include <string>
#include <variant>

#include "catch.hpp"
#include "scenario/played.hpp"

using namespace wt;
using namespace wt::scenario;
using test::Played;

namespace {

/// How many requests of a route were answered so.
std::uint64_t timed(Played& played, const std::string& route, const std::string& status) {
    std::uint64_t total = 0;
    for (const Metrics::Entry* entry : played.metrics().find("http.latency", {{"route", route}, {"status", status}})) {
        if (const auto* histogram = std::get_if<Histogram>(&entry->metric)) total += histogram->count();
    }
    return total;
}

/// A function that makes these calls for each of the requests, which come evenly.
std::string calling(std::string_view calls, std::string_view components, std::string_view load,
                    std::string_view keys = "uniform(10)") {
    return std::string(R"yaml(
version: 1
name: backends
account: {concurrency: 5000}
architecture:
  api: {type: apigateway-rest, throttle: {account: {rate: 100000/s, burst: 100000}, stage: {rate: 100000/s, burst: 100000}}, routes: {"GET /items/{id}": fn, "PUT /items/{id}": fn}}
  fn: {type: lambda, timeout: 60s, cold: {init: 0ms, platform: 0ms, first_run: 0ms}, handlers: {"*": {)yaml")
        .append(calls)
        .append("}}}\n")
        .append(components)
        .append("\nworkload:\n  mix: [{route: \"PUT /items/{id}\", keys: \"")
        .append(keys)
        .append("\"}]\n  phases: [{name: run, arrivals: regular, ")
        .append(load)
        .append("}]\n");
}

double gauge_max(Played& played, std::string_view name) {
    return std::get<Gauge>(played.metrics().find(name).at(0)->metric).max();
}

}  // namespace

TEST_CASE("a proxy lets more environments work than the database has connections") {
    constexpr std::string_view database =
        R"y(  db: {type: rds, max_connections: 50, servers: 8, service: "const(2ms)"})y";
    constexpr std::string_view load = "for: 30s, rate: 1000/s";
    Played direct(calling(R"y(work: "const(200ms)", calls: [{to: db, op: update}])y", database, load));
    CHECK(direct.count("db.refused") > 0);
    CHECK(direct.count("http.errors") > 0);
    Played through(calling(R"y(work: "const(200ms)", calls: [{to: proxy, op: update}])y",
                           std::string(database) + "\n  proxy: {type: rds-proxy, of: db, max_connections: 40}", load));
    CHECK(through.count("db.refused") == 0);
    CHECK(through.count("http.errors") == 0);
    CHECK(through.count("proxy.borrows") == 30000);
    CHECK(gauge_max(through, "db.connections") <= 40);
    CHECK(gauge_max(through, "fn.concurrency") > 150);
}

TEST_CASE("a statement waits for a connection until the borrow timeout, and fails then") {
    // One connection of 100 ms each does ten a second; twenty come. The line is as long as the timeout.
    Played played(calling(R"y(calls: [{to: proxy, op: update, timeout: 30s}])y",
                          R"y(  db: {type: rds, service: "const(100ms)", latency: 0ms}
  proxy: {type: rds-proxy, of: db, max_connections: 1, borrow_timeout: 1s, latency: 0ms})y",
                          "for: 100s, rate: 20/s"));
    CHECK(static_cast<double>(played.count("proxy.borrow.timeouts")) == Approx(1000).epsilon(0.03));
    CHECK(played.count("http.errors") == played.count("proxy.borrow.timeouts"));
    CHECK(gauge_max(played, "proxy.borrowed") == 1);
}

TEST_CASE("pinned sessions keep their connections, and nobody else gets them") {
    // Ten environments at once, five connections: the first five keep theirs, the others never get one.
    Played played(calling(R"y(work: "const(1s)", calls: [{to: proxy, op: update, timeout: 30s}])y",
                          R"y(  db: {type: rds, service: "const(1ms)"}
  proxy: {type: rds-proxy, of: db, max_connections: 5, borrow_timeout: 100ms, pinning: 100%})y",
                          "for: 60s, rate: 10/s"));
    CHECK(gauge_max(played, "proxy.pinned") == 5);
    CHECK(static_cast<double>(played.count("http.errors")) == Approx(300).margin(60));
}

TEST_CASE("somebody else's service has a limit, errors and a latency of its own") {
    Played played(calling(R"y(calls: [{to: pay, op: call}])y",
                          R"y(  pay: {type: http, latency: "const(80ms)", limit: 100/s, burst: 100})y",
                          "for: 100s, rate: 200/s"));
    // A full bucket at the start, and 100 a second after that.
    CHECK(static_cast<double>(played.count("pay.throttled")) == Approx(20000 - 100 - 10000).margin(10));
    CHECK(played.count("http.errors") == played.count("pay.throttled"));
    Played failing(calling(R"y(calls: [{to: pay, op: call, retries: {max: 2, backoff: "full-jitter(10ms, 10ms)"}}])y",
                           R"y(  pay: {type: http, latency: "const(80ms)", errors: 10%})y", "for: 100s, rate: 100/s"));
    // Three tries: one in a thousand fails for good, and 1.11 calls for each request.
    CHECK(static_cast<double>(failing.count("pay.calls")) == Approx(10000 * 1.11).epsilon(0.01));
    CHECK(failing.count("http.errors") == Approx(10).margin(13));
}

TEST_CASE("a hot key of a table is throttled by its partition, and a provisioned table by its units") {
    constexpr std::string_view put = R"y(calls: [{to: table, op: put, bytes: 1000B, timeout: 60s}])y";
    // 2,000 writes a second of one unit on one partition, which takes 1,000 and begins with as many.
    Played hot(calling(put, "  table: {type: dynamodb}", "for: 10s, rate: 2000/s", "const(k)"));
    CHECK(static_cast<double>(hot.count("table.writes.throttled")) == Approx(20000 - 1000 - 10000).margin(30));
    CHECK(hot.count("table.write.units") + hot.count("table.writes.throttled") == 20000);
    Played spread(calling(put, "  table: {type: dynamodb}", "for: 10s, rate: 2000/s", "uniform(100000)"));
    CHECK(spread.count("table.writes.throttled") == 0);
    // What five minutes have left unused, then ten a second.
    Played small(calling(put, "  table: {type: dynamodb, capacity: {read: 5, write: 10}}", "for: 100s, rate: 100/s"));
    CHECK(static_cast<double>(small.count("table.writes.throttled")) == Approx(10000 - 3000 - 1000).margin(30));
    // Items of 2.5 KB take three units each.
    Played large(calling(R"y(calls: [{to: table, op: put, bytes: 2500B}])y", "  table: {type: dynamodb}",
                         "for: 10s, rate: 100/s"));
    CHECK(large.count("table.write.units") == 1000 * 3);
}

TEST_CASE("a read takes half a unit for each 4 KB, or a whole one where it is strongly consistent") {
    // AWS's example: an item of 6 KB, rounded up to 8, is one unit read eventually consistently, and two strongly.
    const auto units = [](std::string_view bytes, std::string_view more) {
        Played played(calling(
            std::string("calls: [{to: table, op: put, bytes: ").append(bytes).append("}, {to: table, op: get}]"),
            std::string("  table: {type: dynamodb").append(more).append("}"), "for: 10s, rate: 10/s"));
        REQUIRE(played.count("table.reads") == 100);
        return played.count("table.read.units");
    };
    CHECK(units("100B", "") == 50);  // of a hundred halves
    CHECK(units("4000B", "") == 50);
    CHECK(units("6KB", "") == 100);
    CHECK(units("9KB", "") == 150);
    CHECK(units("100B", ", consistent: true") == 100);
    CHECK(units("6KB", ", consistent: true") == 200);
    // Five units a second are ten such reads; five minutes of them are there at the start.
    Played small(calling("calls: [{to: table, op: get, timeout: 60s}]",
                         "  table: {type: dynamodb, capacity: {read: 5, write: 10}}", "for: 100s, rate: 100/s"));
    CHECK(static_cast<double>(small.count("table.reads.throttled")) == Approx(10000 - 3000 - 1000).margin(30));
}

TEST_CASE("an object that a handler names is read from the bucket, and one that is not there is not found") {
    const auto text = [](std::string_view key) {
        return calling(std::string("calls: [{to: files, op: get, key: \"").append(key).append("\"}]"),
                       "  files: {type: s3, objects: {data.json: 20KB}}", "for: 10s, rate: 10/s");
    };
    Played found(text("data.json"));
    CHECK(found.count("files.gets") == 100);
    REQUIRE(found.metrics().find("http.latency").size() == 1);
    CHECK(found.metrics().find("http.latency", {{"status", "200"}}).size() == 1);
    Played missing(text("data-${key}.json"));
    CHECK(missing.metrics().find("http.latency", {{"status", "404"}}).size() == 1);
}

TEST_CASE("what is put is as large as its law says") {
    Played played(calling(R"y(calls: [{to: files, op: put, bytes: "uniform(1KB, 3KB)"}])y", "  files: {type: s3}",
                          "for: 100s, rate: 10/s", "unique"));
    CHECK(gauge_max(played, "files.bytes") / 1000 == Approx(2000).epsilon(0.05));
}

TEST_CASE("an object takes time by its size, and 500 MB of it take no memory") {
    const auto latency = [](Played& played, std::string_view name) {
        return seconds(std::get<Histogram>(played.metrics().find(name).at(0)->metric).quantile(0.5));
    };
    // 500 MB at 100 MB/s: five seconds to put and five to get, of which the handler waits.
    Played large(
        calling("calls: [{to: files, op: put, bytes: 500MB, timeout: 30s}, {to: files, op: get, timeout: 30s}], "
                "answer: {body: fine}",
                "  files: {type: s3, latency: const(20ms), throughput: 100MB}", "for: 10s, rate: 2/s", "unique"));
    CHECK(large.count("http.errors") == 0);
    CHECK(gauge_max(large, "files.bytes") == 20 * 500e6);
    CHECK(latency(large, "fn.duration") == Approx(10.04).epsilon(0.03));
    // At AWS's own throughput a small one takes its latency and next to nothing more.
    Played small(calling("calls: [{to: files, op: put, bytes: 10KB}]", "  files: {type: s3, latency: const(20ms)}",
                         "for: 10s, rate: 2/s", "unique"));
    CHECK(latency(small, "fn.duration") == Approx(0.0201).epsilon(0.03));
    // What it reads of an object above 6 MB is more than a function can answer with.
    Played answered(calling("calls: [{to: files, op: get, timeout: 30s, key: film.mp4}]",
                            "  files: {type: s3, objects: {film.mp4: 5GB}, throughput: 1000MB}", "for: 1s, rate: 2/s"));
    CHECK(answered.metrics().find("http.latency", {{"status", "502"}}).size() == 1);
    CHECK(gauge_max(answered, "files.bytes") == 5e9);
    // Elsewhere a record is held in memory.
    const auto read = test::read_text(
        calling("calls: [{to: jobs, op: put, bytes: 65MiB}]", "  jobs: {type: sqs}", "for: 1s, rate: 2/s"));
    REQUIRE_FALSE(read.ok());
    CHECK_THAT(read.error().problems.at(0).text(), Catch::Contains("64MiB"));
}

TEST_CASE("a record that always fails is found by halving its batch, and skipped alone") {
    const auto text = [](std::string_view source) {
        return std::string(R"yaml(
version: 1
name: poison
architecture:
  api: {type: apigateway-rest, routes: {"POST /e": writer}}
  writer: {type: lambda, handlers: {"*": {calls: [{to: events, op: put, bytes: 100B}]}}}
  events: {type: kinesis}
  reader: {type: lambda, source: {stream: events, )yaml")
            .append(source)
            .append(R"yaml(}, handlers: {"*": {work: "const(20ms)", fails: {keys: ["const(u13)"]}}}}
workload:
  mix: [{route: "POST /e", keys: unique}]
  phases: [{name: run, for: 100s, rate: 10/s, arrivals: regular}]
)yaml");
    };
    Played halved(text("batch_size: 100, retries: 2, bisect: true"));
    CHECK(halved.count("reader.source.skipped") == 1);
    CHECK(halved.count("reader.source.records") == 999);
    Played whole(text("batch_size: 100, retries: 2"));
    CHECK(whole.count("reader.source.skipped") >= 10);
    CHECK(whole.count("reader.source.records") + whole.count("reader.source.skipped") == 1000);
}

TEST_CASE("a share of all items is poisoned, always the same ones") {
    Played played(calling("fails: {share: 10%}, calls: []", "", "for: 200s, rate: 50/s", "uniform(1000000)"));
    CHECK(static_cast<double>(played.count("fn.errors")) / 10000 == Approx(0.1).margin(0.012));
    Played one(calling("fails: {share: 50%}, calls: []", "", "for: 20s, rate: 50/s", "const(k)"));
    CHECK((one.count("fn.errors") == 0 || one.count("fn.errors") == 1000));
}

TEST_CASE("FIS's throughput exception throttles a stream, and a delay of FIS's is told with its length") {
    Played played(R"yaml(
version: 1
name: throttled
architecture:
  api: {type: apigateway-rest, routes: {"POST /e": writer}}
  writer: {type: lambda, handlers: {"*": {calls: [{to: events, op: put}]}}}
  events: {type: kinesis}
workload:
  mix: [{route: "POST /e", keys: unique}]
  phases: [{name: run, for: 60s, rate: 10/s, arrivals: regular}]
faults:
  - {id: full, kind: "aws:kinesis:stream-provisioned-throughput-exception", target: events, at: 10s, for: 20s}
  - {id: slow, kind: "aws:lambda:invocation-add-delay", target: writer, at: 40s, for: 5s, startupDelayMilliseconds: 1500}
)yaml");
    CHECK(static_cast<double>(played.count("events.throttled")) == Approx(200).margin(2));
    CHECK(played.count("http.errors") == played.count("events.throttled"));
    const auto& faults = played.engine.outcome().faults;
    REQUIRE(faults.size() == 2);
    CHECK_THAT(faults[0].text, Catch::Contains("events answers 400"));
    CHECK_THAT(faults[1].text, Catch::Contains("writer slower by 1.5s"));
}

TEST_CASE("a share of the records of a stream is poisoned, whatever carries them") {
    // Each record once, alone: what fails is skipped. 10% of 1,000 are 100, give or take three times 9.5.
    Played played(R"yaml(
version: 1
name: poisoned
architecture:
  api: {type: apigateway-rest, routes: {"POST /e": events}}
  events: {type: kinesis}
  reader: {type: lambda, source: {stream: events, batch_size: 1, retries: 0}, handlers: {"*": {fails: {share: 10%}}}}
workload:
  mix: [{route: "POST /e", keys: unique}]
  phases: [{name: run, for: 100s, rate: 10/s, arrivals: regular}]
)yaml");
    CHECK(static_cast<double>(played.count("reader.source.skipped")) == Approx(100).margin(29));
    CHECK(played.count("reader.source.skipped") + played.count("reader.source.records") == 1000);
}

TEST_CASE("several batches of a shard at once keep up where one does not") {
    const auto age = [](std::string_view factor) {
        Played played(std::string(R"yaml(
version: 1
name: parallel
architecture:
  api: {type: apigateway-rest, routes: {"POST /e": writer}}
  writer: {type: lambda, handlers: {"*": {calls: [{to: events, op: put, bytes: 100B}]}}}
  events: {type: kinesis}
  reader: {type: lambda, cold: {init: 0ms, platform: 0ms, first_run: 0ms}, source: {stream: events, batch_size: 100)yaml")
                          .append(factor)
                          .append(R"yaml(}, handlers: {"*": {work: "const(400ms)"}}}
workload:
  mix: [{route: "POST /e", keys: unique}]
  phases: [{name: run, for: 2m, rate: 500/s}]
slo: [{metric: reader.source.iterator.age, expect: "max<1h"}]
)yaml"));
        return *played.engine.outcome().judgements.at(0).value;
    };
    // 500 come and 250 are read: the age grows by half a second a second, and more while the rest is read.
    CHECK(age("") > 55);
    CHECK(age(", parallelization_factor: 4") < 10);
}

namespace {

/// A function that sends a message for each of ten requests a second, and one that reads them.
std::string queued(std::string_view queue, std::string_view worker, std::string_view rest = "") {
    return std::string(R"yaml(
version: 1
name: queue
architecture:
  api: {type: apigateway-rest, routes: {"POST /e": writer}}
  writer: {type: lambda, handlers: {"*": {calls: [{to: jobs, op: put, bytes: 100B}]}}}
  jobs: {type: sqs, latency: 0ms, )yaml")
        .append(queue)
        .append(
            "}\n  graveyard: {type: sqs}\n  worker: {type: lambda, cold: {init: 0ms, platform: 0ms, first_run: 0ms}, ")
        .append(worker)
        .append("}\nworkload:\n  mix: [{route: \"POST /e\", keys: unique}]\n")
        .append("  phases: [{name: run, for: 100s, rate: 10/s, arrivals: regular}]\n")
        .append(rest);
}

}  // namespace

TEST_CASE("a poisonous message of a queue is tried as often as it may be received, and buried") {
    Played played(queued(
        "visibility: 30s, max_receives: 3, dead_letters: graveyard",
        R"y(timeout: 10s, source: {queue: jobs, batch_size: 1}, handlers: {"*": {work: "const(20ms)", fails: {keys: ["const(u13)"]}}})y"));
    CHECK(played.exit_code() == 0);
    CHECK(played.count("jobs.sent") == 1000);
    CHECK(played.count("worker.source.records") == 999);
    CHECK(played.count("worker.source.errors") == 3);
    CHECK(played.count("jobs.dead.letters") == 1);
    CHECK(played.count("graveyard.sent") == 1);
}

TEST_CASE("a share of the messages of a queue is poisoned, and each of them at every try") {
    Played played(queued("visibility: 3s, max_receives: 3, dead_letters: graveyard",
                         R"y(source: {queue: jobs, batch_size: 1}, handlers: {"*": {fails: {share: 10%}}})y"));
    CHECK(static_cast<double>(played.count("graveyard.sent")) == Approx(100).margin(29));
    CHECK(played.count("worker.source.errors") == 3 * played.count("graveyard.sent"));
    CHECK(played.count("worker.source.records") + played.count("graveyard.sent") == 1000);
}

TEST_CASE("a queue in front of a narrow function buries what was never handled, unless its pollers are as few") {
    // Four messages a second are handled, ten come: what is received and throttled counts as received.
    constexpr std::string_view queue = "visibility: 30s, max_receives: 2, dead_letters: graveyard";
    constexpr std::string_view narrow =
        R"y(timeout: 10s, concurrency: {reserved: 2}, handlers: {"*": {work: "const(500ms)"}}, source: {queue: jobs, batch_size: 1)y";
    Played eager(queued(queue, std::string(narrow) + "}"));
    CHECK(eager.count("worker.throttled") > 100);
    CHECK(eager.count("graveyard.sent") > 100);
    Played matched(queued(queue, std::string(narrow) + ", max_concurrency: 2}"));
    CHECK(matched.count("worker.throttled") == 0);
    CHECK(matched.count("graveyard.sent") == 0);
    CHECK(matched.count("worker.source.records") == 1000);
}

TEST_CASE("what a scenario says of a queue is checked") {
    const auto problem = [](std::string_view queue, std::string_view worker) {
        const auto read = test::read_text(queued(queue, worker), {});
        return read.ok() ? std::string("fine") : read.error().problems.front().text();
    };
    constexpr std::string_view handlers = R"y(handlers: {"*": {work: "const(1ms)"}})y";
    const auto reading = [&](std::string_view source) {
        return std::string("timeout: 10s, source: {queue: jobs").append(source).append("}, ").append(handlers);
    };
    CHECK(problem("visibility: 30s", reading("")) == "fine");
    CHECK_THAT(problem("visibility: 5s", reading("")), Catch::Contains("less than the function's timeout"));
    CHECK_THAT(problem("visibility: 30s", reading(", batch_size: 50")), Catch::Contains("window of at least 1s"));
    CHECK_THAT(problem("dead_letters: graveyard", reading("")), Catch::Contains("max_receives"));
    CHECK_THAT(problem("max_receives: 3, dead_letters: jobs", reading("")), Catch::Contains("go elsewhere"));
    CHECK_THAT(problem("max_receives: 3, dead_letters: nobody", reading("")), Catch::Contains("nobody"));
}

TEST_CASE("a stage's limit of 20 lets about 80 of 100 requests at once pass where four hosts count") {
    const auto throttled = [](std::string_view hosts) {
        Played played(std::string(R"yaml(
version: 1
name: burst
architecture:
  api: {type: apigateway-rest, throttle: {stage: {rate: 20/s, burst: 20}, hosts: )yaml")
                          .append(hosts)
                          .append(R"yaml(}, routes: {"POST /x": fn}}
  fn: {type: lambda, cold: {init: 0ms, platform: 0ms, first_run: 0ms}, handlers: {"*": {work: "const(5ms)"}}}
workload:
  mix: [{route: "POST /x", keys: unique}]
  phases: [{name: test, for: 10ms, rate: 10000/s, arrivals: regular}]
invariants: [{always: apigw.admitted_within_token_bucket}]
)yaml"));
        CHECK(played.exit_code() == 0);
        return static_cast<double>(played.count("http.throttled"));
    };
    CHECK(throttled("1") == 80);
    CHECK(throttled("4") == Approx(20).margin(8));
}

TEST_CASE("an API asks services itself, without a function between") {
    Played played(R"yaml(
version: 1
name: direct
architecture:
  api:
    type: apigateway-rest
    routes: {"POST /events": events, "POST /jobs": jobs, "PUT /files/{id}": files, "GET /files/{id}": files, "POST /orders": orders, "GET /pay": pay}
  events: {type: kinesis, shards: 1}
  jobs: {type: sqs}
  files: {type: s3}
  orders: {type: dynamodb, capacity: {read: 5, write: 1}}
  pay: {type: http, latency: "const(5ms)"}
workload:
  mix:
    - {route: POST /events, keys: uniform(10)}
    - {route: POST /jobs, keys: uniform(10)}
    - {route: "PUT /files/{id}", keys: uniform(10)}
    - {route: "GET /files/{id}", keys: uniform(10)}
    - {route: POST /orders, keys: uniform(1000)}
    - {route: GET /pay}
  phases: [{name: run, arrivals: regular, for: 60s, rate: 240/s}]
)yaml");
    const double each = 60 * 40;
    CHECK(static_cast<double>(played.count("events.accepted")) == Approx(each).epsilon(0.1));
    CHECK(static_cast<double>(played.count("jobs.sent")) == Approx(each).epsilon(0.1));
    CHECK(static_cast<double>(played.count("files.puts")) == Approx(each).epsilon(0.1));
    CHECK(static_cast<double>(played.count("pay.calls")) == Approx(each).epsilon(0.1));
    // A unit a second and what five minutes save up; what the table refuses is the integration's 500.
    CHECK(played.count("http.errors") == played.count("orders.writes.throttled"));
    CHECK(static_cast<double>(played.count("orders.writes.throttled")) == Approx(each - 360).epsilon(0.1));
}

TEST_CASE("another's service answers through a route with its own status, and nobody with a mock's") {
    Played played(R"yaml(
version: 1
name: proxy
architecture:
  api: {type: apigateway-rest, routes: {"GET /pay": pay, "GET /health": {mock: 204}, "PUT /health": {mock: 418, body: '{"tea":true}'}}}
  pay: {type: http, latency: "const(5ms)", limit: 30/s, burst: 1, errors: 10%}
workload:
  mix: [{route: GET /pay}, {route: GET /health}, {route: PUT /health}]
  phases: [{name: run, arrivals: regular, for: 60s, rate: 120/s}]
)yaml");
    CHECK(played.count("pay.calls") ==
          timed(played, "GET /pay", "200") + played.count("pay.throttled") + played.count("pay.errors"));
    CHECK(timed(played, "GET /pay", "429") == played.count("pay.throttled"));
    CHECK(timed(played, "GET /pay", "503") == played.count("pay.errors"));
    CHECK(played.count("pay.errors") > 0);
    CHECK(played.count("pay.throttled") > 0);
    CHECK(static_cast<double>(timed(played, "GET /health", "204")) == Approx(2400).epsilon(0.1));
    CHECK(timed(played, "PUT /health", "418") == played.count("http.requests", {{"route", "PUT /health"}}));
}

TEST_CASE("a service that an API asks and that hangs is counted as timed out, with its time") {
    Played played(R"yaml(
version: 1
name: hang
architecture:
  api: {type: apigateway-rest, timeout: 2s, routes: {"POST /jobs": jobs}}
  jobs: {type: sqs}
workload:
  mix: [{route: POST /jobs, keys: unique}]
  phases: [{name: run, arrivals: regular, for: 20s, rate: 10/s}]
faults:
  - {id: stuck, at: 5s, for: 10s, target: jobs, kind: unavailable, mode: hang}
)yaml");
    const auto stages = played.stack.stages();
    const auto found =
        std::find_if(stages.begin(), stages.end(), [](const auto& each) { return each.type == "integration"; });
    REQUIRE(found != stages.end());
    CHECK(found->name == "jobs:2s.integration");
    // Those that are on their way when the fault ends are refused then.
    CHECK(found->flow->refused == timed(played, "POST /jobs", "504") + timed(played, "POST /jobs", "500"));
    CHECK(timed(played, "POST /jobs", "504") > 50);
    CHECK(found->flow->cancelled == 0);
    CHECK(seconds(found->flow->latency.quantile(0.99)) == Approx(2).epsilon(0.05));
}

TEST_CASE("a route that asks a service for what it cannot do is refused when the file is read") {
    const auto problems_of = [](const std::string& route) {
        const auto read =
            test::read_text("version: 1\nname: x\narchitecture:\n  api: {type: apigateway-rest, routes: {\"" + route +
                                "\": events}}\n  events: {type: kinesis}\nworkload: {mix: [{route: " + route +
                                "}], phases: [{name: run, for: 1s, rate: 1/s}]}\n",
                            {});
        std::string all;
        if (!read.ok()) {
            for (const auto& problem : read.error().problems) all += problem.text();
        }
        return all;
    };
    CHECK(problems_of("POST /e").empty());
    CHECK(problems_of("GET /e").find("events is kinesis, of which a route of GET can ask nothing") !=
          std::string::npos);
}
