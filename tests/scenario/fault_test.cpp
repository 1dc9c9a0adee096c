#include "played.hpp"

#include <fmt/format.h>

using namespace wt;
using namespace wt::test;
using scenario::Verdict;

namespace {

/// Reads from a replica and writes straight into the primary, every few milliseconds, for one minute.
const std::string direct = R"yaml(version: 1
name: direct
architecture:
  edge:
    type: cloudfront
    pops: [ { name: IAD, weight: 50%, rtt: 1ms }, { name: FRA, weight: 50%, rtt: 1ms } ]
    cache: { default_ttl: 5s, error_ttl: 0s }
    to: api
  users: { type: cognito, access_token_ttl: 1h }
  api:
    type: apigateway-rest
    authorizer: { kind: cognito, pool: users }
    usage_plans: { free: { rate: 5/s, burst: 5 } }
    routes: { "GET /items/{id}": reader, "PUT /items/{id}": writer }
  reader: { type: lambda, handlers: { "*": { calls: [ { to: redis, op: get }, { to: replica, op: select, on: miss }, { to: redis, op: set, on: miss } ] } } }
  writer: { type: lambda, handlers: { "*": { calls: [ { to: primary, op: update } ] } } }
  redis: { type: elasticache, ttl: 1h }
  primary: { type: rds, service: 1ms, multi_az: true, failover: "20s" }
  replica: { type: rds-replica, of: primary, service: 1ms, lag: 3s }
workload:
  clients: { us: { weight: 99 }, greedy: { weight: 1, plan: free, ips: 1 } }
  mix:
    - { route: "GET /items/{id}", weight: 80, keys: "uniform(50)" }
    - { route: "PUT /items/{id}", weight: 20, keys: "uniform(50)", auth: true }
  phases: [ { name: all, for: 60s, rate: 20/s } ]
)yaml";

[[nodiscard]] std::string with_fault(const std::string& fault, const std::string& more = "") {
    return direct + "faults:\n  - " + fault + "\n" + more;
}

}  // namespace

TEST_CASE("a fault ends after its time, at its moment, or with the load") {
    CHECK(Played(with_fault("{ id: f, at: 10s, for: 5s, target: primary, kind: unavailable }")).fault("f").to == 15s);
    CHECK(Played(with_fault("{ id: f, at: 10s, until: 30s, target: primary, kind: unavailable }")).fault("f").to ==
          30s);
    CHECK(Played(with_fault("{ id: f, at: 10s, for: 5m, target: primary, kind: unavailable }")).fault("f").to == 60s);
}

TEST_CASE("a fault begins when its condition holds, and ends when its other one does") {
    Played played(
        with_fault("{ id: surge, at: 20s, for: 20s, kind: load, route: \"GET /items/{id}\", rate: 100/s }\n"
                   "  - { id: down, when: \"rate(http.requests) > 60/s\", until: \"http.requests rate<50/s\", "
                   "target: primary, kind: unavailable }",
                   "slo: [ { metric: http.errors, during: down, expect: \"rate>1%\" } ]\n"));
    // Ten seconds of the higher rate bring the average above 60 within a few.
    CHECK(played.fault("down").from >= 22s);
    CHECK(played.fault("down").from <= 30s);
    CHECK(played.fault("down").to >= 44s);
    CHECK(played.fault("down").to <= 51s);
    CHECK(played.verdict("during down") == Verdict::pass);
    Played calm(
        with_fault("{ id: down, when: \"rate(http.requests) > 6000/s\", for: 5s, target: primary, kind: crash }"));
    CHECK_FALSE(calm.fault("down").begun);
}

TEST_CASE("more load is asked for by the clients that it names, and they are counted apart") {
    Played played(
        with_fault("{ id: greed, at: 10s, for: 30s, kind: load, route: \"GET /items/{id}\", rate: 50/s, client: "
                   "greedy, keys: unique }"));
    const std::uint64_t greedy = played.count("http.requests", {{"client", "greedy"}});
    CHECK(greedy == Approx(1500).margin(200));
    CHECK(played.count("http.throttled", {{"client", "greedy"}}) > 1000);
    CHECK(played.count("http.throttled", {{"client", "us"}}) == 0);
}

TEST_CASE("a ramp grows from nothing") {
    Played sudden(with_fault("{ id: f, at: 0s, for: 60s, target: replica, kind: latency, add: 200ms }",
                             "slo: [ { metric: http.latency, window: [0s, 20s], expect: \"p(99)<150ms\" } ]\n"));
    Played slow(with_fault("{ id: f, at: 0s, for: 60s, ramp: 60s, target: replica, kind: latency, add: 200ms }",
                           "slo: [ { metric: replica.wait, window: [0s, 20s], expect: \"max<1s\" } ]\n"));
    const auto longest = [](Played& played) {
        Duration most{0};
        for (const auto& stage : played.stack.backend_stages()) {
            if (stage.name == "replica") most = stage.flow->latency.quantile(0.2);
        }
        return most;
    };
    CHECK(longest(sudden) >= 200ms);
    CHECK(longest(slow) <= 100ms);
}

TEST_CASE("actions of AWS FIS are written as FIS writes them") {
    const auto fault = [](const std::string& what) {
        const auto read = read_text(with_fault("{ id: f, at: 10s, " + what + " }"));
        if (!read.ok()) FAIL(read.error().problems.front().text());
        return read->faults.front();
    };
    const scenario::FaultSpec gone =
        fault("kind: \"aws:fis:inject-api-unavailable-error\", target: api, percentage: 50, duration: PT30S");
    CHECK(gone.fault.error_status == 503);
    CHECK(gone.fault.error_probability == 0.5);
    CHECK(gone.lasts == 30s);
    CHECK(fault("kind: \"aws:rds:reboot-db-instances\", target: primary").lasts > 0s);
    CHECK(fault("kind: \"aws:rds:reboot-db-instances\", target: primary, forceFailover: true").kind ==
          scenario::FaultKind::failover);
    CHECK(fault("kind: \"aws:elasticache:interrupt-cluster-az-power\", target: redis, duration: PT1M30S").lasts == 90s);
}

TEST_CASE("an outage may befall only some of the calls") {
    Played played(with_fault("{ id: f, at: 0s, for: 60s, target: primary, kind: unavailable, toxicity: 30% }"));
    const double writes = static_cast<double>(played.count("http.requests", {{"route", "PUT /items/{id}"}}));
    const double errors = static_cast<double>(played.count("http.errors", {{"route", "PUT /items/{id}"}}));
    CHECK(errors / writes == Approx(0.3).margin(0.1));
}

TEST_CASE("a cache's failover loses what its replica does not have yet; one whose writes wait for a log loses none") {
    const auto play = [](std::vector<std::string> sets) {
        return Played(with_fault("{ id: f, at: 30s, target: redis, kind: failover }"), std::move(sets));
    };
    Played at_once = play({});
    CHECK(at_once.fault("f").to == 40s);
    CHECK(at_once.count("redis.failovers") == 1);
    CHECK(at_once.count("redis.lost.writes") == 0);

    Played late = play({"architecture.redis.replica_lag=30s", "architecture.redis.failover=3s"});
    CHECK(late.fault("f").to == 33s);
    CHECK(late.count("redis.lost.writes") > 10);
    // What was lost is asked for again.
    CHECK(late.count("redis.misses") > at_once.count("redis.misses"));

    const auto answered_in = [](Played& played) {
        Histogram all;
        for (const Metrics::Entry* entry : played.metrics().find("http.latency")) {
            if (const auto* answers = std::get_if<Histogram>(&entry->metric)) all.merge(*answers);
        }
        return all.quantile(0.99);
    };
    Played logged = play({"architecture.redis.durability=async", "architecture.redis.commit=30s"});
    CHECK(logged.count("redis.lost.writes") > 10);
    Played heard = play({"architecture.redis.durability=sync", "architecture.redis.commit=100ms"});
    // None was acknowledged, so none of the few on their way counts.
    CHECK(heard.count("redis.lost.writes") <= 4);
    CHECK(answered_in(heard) >= answered_in(at_once) + 80ms);

    Played lagging(
        with_fault("{ id: l, at: 1s, for: 50s, target: redis, kind: lag, set: 30s }\n"
                   "  - { id: f, at: 30s, target: redis, kind: failover }"));
    CHECK(lagging.count("redis.lost.writes") > 10);
}

TEST_CASE("a Multi-AZ failover takes its time and loses nothing; with a lost tail the invariant says so") {
    const std::string durable = "invariants: [ { eventually: rds.acked_write_is_durable } ]\n";
    Played failover(with_fault("{ id: f, at: 20s, target: primary, kind: failover }", durable));
    CHECK(failover.fault("f").to == 40s);
    CHECK(failover.count("primary.failovers") == 1);
    CHECK(failover.count("http.errors") > 20);
    CHECK(failover.exit_code() == 0);

    Played lost(with_fault("{ id: f, at: 20s, target: primary, kind: failover, lose_tail: 5s }", durable));
    CHECK(lost.count("primary.lost.commits") > 5);
    CHECK(lost.verdict("acked_write_is_durable") == Verdict::fail);
    CHECK(lost.exit_code() == 4);
    CHECK(lost.stack.replicas_equal_primary());
}

TEST_CASE("a crash refuses while it lasts; a promoted replica has what it had applied") {
    Played crash(with_fault("{ id: f, at: 20s, for: 10s, target: primary, kind: crash }",
                            "invariants: [ { eventually: rds.acked_write_is_durable } ]\n"));
    CHECK(crash.count("primary.crashes") == 1);
    CHECK(crash.exit_code() == 0);
    Played promoted(with_fault("{ id: f, at: 20s, for: 10s, target: primary, kind: promote }"));
    CHECK(promoted.count("primary.lost.commits") == Approx(12).margin(9));  // 3 s behind, 4 writes a second
    CHECK(promoted.stack.replicas_equal_primary());
}

TEST_CASE("a PoP that is down loses its viewers until they are sent elsewhere") {
    Played played(with_fault("{ id: f, at: 10s, for: 40s, target: edge, kind: pop_down, pop: FRA, detect: 10s }",
                             "slo:\n"
                             "  - { metric: http.errors, window: [10s, 20s], expect: \"rate in 35%..65%\" }\n"
                             "  - { metric: http.errors, window: [21s, 60s], expect: \"count<=0\" }\n"));
    CHECK(played.exit_code() == 0);
}

TEST_CASE("a calendar that is ahead finds good tokens expired") {
    const std::string slo = "slo: [ { metric: api.unauthorized, expect: \"count<=0\" } ]\n";
    CHECK(Played(with_fault("{ id: f, at: 10s, for: 20s, target: api, kind: skew, by: 59m }", slo)).exit_code() == 0);
    CHECK(Played(with_fault("{ id: f, at: 10s, for: 20s, target: api, kind: skew, by: 2h }", slo)).exit_code() == 3);
    CHECK(Played(with_fault("{ id: f, at: 0s, for: 20s, target: users, kind: skew, by: \"-2h\" }", slo)).exit_code() ==
          3);
}

TEST_CASE("a flush may name what it forgets") {
    const auto reads = [](const std::string& keys) {
        Played played(with_fault("{ id: f, at: 50s, target: redis, kind: flush" + keys + " }"),
                      {"architecture.edge.cache.max_ttl=0s"});
        return played.count("replica.statements");
    };
    const std::uint64_t all = reads("");
    const std::uint64_t one = reads(", keys: [\"7\"]");
    CHECK(all > one);
    CHECK(one == Approx(50).margin(15));  // each item once, and the flushed one again
}

TEST_CASE("an archive that is replayed brings back what a lost tail took") {
    const std::string streamed =
        with("faults:\n  - { id: down, at: 2s, for: 3s, target: primary, kind: unavailable }",
             "faults:\n"
             "  - { id: tail, at: 70s, for: 5s, target: primary, kind: crash, lose_tail: 60s }\n"
             "  - { id: again, at: 90s, target: archive, kind: replay }");
    const std::vector<std::string> sets{"workload.phases.0.for=2m", "architecture.events.buffer={interval: 10s}",
                                        "workload.mix=[{route: \"POST /items\", keys: unique, auth: true}]",
                                        "invariants=[{eventually: converges}]", "slo=[]"};
    Played replayed(streamed, sets);
    CHECK(replayed.count("primary.lost.commits") > 0);
    CHECK(replayed.exit_code() == 0);
    std::vector<std::string> without = sets;
    without.emplace_back("faults.1.prefix=nothing-here");
    CHECK(Played(streamed, without).exit_code() == 4);
}

namespace {

/// Two functions that share the account's 100 places, and one that a bucket's new objects wake.
const std::string functions = R"yaml(version: 1
name: functions
account: { concurrency: 100 }
architecture:
  api: { type: apigateway-rest, routes: { "GET /a": a, "GET /b": b, "POST /c": c } }
  a: { type: lambda, memory: 1769MB, timeout: 30s, cold: { init: 0ms, platform: 0ms, first_run: 0ms }, handlers: { "*": { work: 50ms } } }
  b: { type: lambda, memory: 1769MB, cold: { init: 0ms, platform: 0ms, first_run: 0ms }, handlers: { "*": { work: 50ms } } }
  c: { type: lambda, handlers: { "*": { calls: [ { to: events, op: put } ] } } }
  events: { type: firehose, to: archive, buffer: { size: 1MiB, interval: 10s } }
  archive: { type: s3, notify: loader }
  loader: { type: lambda, handlers: { "*": { calls: [ { to: primary, op: apply } ] } } }
  primary: { type: rds }
workload:
  mix:
    - { route: "GET /a", keys: unique }
    - { route: "GET /b", keys: unique }
    - { route: "POST /c", keys: unique, weight: 0.1 }
  phases: [ { name: all, for: 60s, rate: 100/s } ]
)yaml";

[[nodiscard]] std::vector<std::string> fault_on_function(const std::string& fault) {
    return {"faults=[{id: f, at: 20s, for: 20s, " + fault + "}]"};
}

}  // namespace

TEST_CASE("a function that a fault slows down takes the account's concurrency, and its neighbour is throttled") {
    Played slow(functions, fault_on_function("target: a, kind: latency, add: 5s"));
    CHECK(slow.count("b.throttled") > 100);
    CHECK(slow.count("a.throttled") > 100);
    CHECK(slow.count("a.timeouts") == 0);
    Played short_of_time(functions, fault_on_function("target: b, kind: \"aws:lambda:invocation-add-delay\", "
                                                      "startupDelayMilliseconds: 4000, invocationPercentage: 50"));
    CHECK(short_of_time.count("b.timeouts") == Approx(480).margin(100));
    CHECK(short_of_time.count("b.errors") == short_of_time.count("b.timeouts"));
    CHECK(short_of_time.count("b.throttled") == 0);
    Played calm(functions);
    CHECK(calm.count("b.throttled") == 0);
    CHECK(short_of_time.count("b.billed.ms") > calm.count("b.billed.ms") + 480 * 2500);
}

TEST_CASE("a function that a fault makes fail is counted as failing, and a REST API answers 502") {
    for (const std::string kind : {"error", "\"aws:lambda:invocation-error\""}) {
        Played failing(functions, fault_on_function("target: a, probability: 50%, kind: " + kind));
        CHECK(failing.count("a.errors") == Approx(480).margin(100));
        CHECK(failing.count("http.errors") == failing.count("a.errors"));
        CHECK(failing.count("api.errors.5xx") == failing.count("a.errors"));
    }
    Played answering(functions, fault_on_function("target: a, statusCode: 503, kind: "
                                                  "\"aws:lambda:invocation-http-integration-response\""));
    CHECK(answering.count("a.errors") == 0);
    CHECK(answering.count("http.errors") == Approx(950).margin(120));
}

TEST_CASE("an event whose invocation a fault makes fail is tried again, and loaded in the end") {
    Played failing(functions, fault_on_function("target: loader, kind: error"));
    CHECK(failing.count("loader.errors") > 0);
    CHECK(failing.count("loader.async.dropped") == 0);
    CHECK(failing.count("loader.invocations") ==
          failing.count("loader.errors") + failing.count("loader.async.received"));
    CHECK(failing.exit_code() == 0);
}

TEST_CASE("no name that a component may have disturbs what others count") {
    const std::string text = R"yaml(version: 1
name: names
architecture:
  "@0": { type: cloudfront, pops: [ { name: IAD } ], to: "@1" }
  "@1": { type: wafv2, rules: [ managed:sqli ], to: "@3" }
  "@2": { type: cognito }
  "@3": { type: apigateway-rest, authorizer: { kind: cognito, pool: "@2" }, routes: { "GET /items/{id}": "@4", "POST /items": "@5" } }
  "@4": { type: lambda, handlers: { "*": { calls: [ { to: "@12", op: get }, { to: "@11", op: select, on: miss } ] } } }
  "@5": { type: lambda, handlers: { "*": { calls: [ { to: "@6", op: put } ] } } }
  "@6": { type: kinesis }
  "@7": { type: firehose, source: "@6", to: "@8", buffer: { size: 1MiB, interval: 2s } }
  "@8": { type: s3, notify: "@9" }
  "@9": { type: lambda, handlers: { "*": { calls: [ { to: "@10", op: apply } ] } } }
  "@10": { type: rds }
  "@11": { type: rds-replica, of: "@10" }
  "@12": { type: elasticache }
workload:
  mix:
    - { route: "GET /items/{id}", keys: "uniform(50)" }
    - { route: "POST /items", keys: unique, auth: true }
  phases: [ { name: all, for: 5s, rate: 20/s } ]
invariants: [ { always: conservation.requests }, { always: "lambda.busy <= reserved" } ]
)yaml";
    const std::vector<std::string> names{"logs",     "edge",     "waf",    "s3",    "api",   "account",
                                         "clients",  "aws",      "lambda", "front", "cache", "metrics",
                                         "workload", "failover", "0",      "-"};
    const auto named = [&](std::size_t which, const std::string& name) {
        std::string made = text;
        for (std::size_t i = 13; i-- > 0;) {
            const std::string from = "\"@" + std::to_string(i) + "\"";
            const std::string to = i == which ? "\"" + name + "\"" : "\"c" + std::to_string(i) + "\"";
            for (std::size_t at = made.find(from); at != std::string::npos; at = made.find(from, at + to.size()))
                made.replace(at, from.size(), to);
        }
        return made;
    };
    Played plain(named(99, ""));
    for (std::size_t which = 0; which < 13; ++which) {
        for (const std::string& name : names) {
            INFO(name << " " << which);
            Played played(named(which, name));
            CHECK(played.exit_code() == plain.exit_code());
            CHECK(played.count("http.requests") > 50);
        }
    }
}

TEST_CASE("a setting is another one for a time, and then what it was") {
    const std::string slo =
        "slo: [ { metric: reader.throttled, window: [0s, 20s], expect: \"count==0\" }, "
        "{ metric: reader.throttled, window: [20s, 40s], expect: \"rate>5/s\" }, "
        "{ metric: reader.throttled, window: [41s, 60s], expect: \"count==0\" } ]\n";
    Played played(with_fault("{ set: reader.concurrency.reserved, to: 0, at: 20s, for: 20s }", slo),
                  {"architecture.edge.cache.default_ttl=0s", "architecture.edge.cache.max_ttl=0s"});
    CHECK(played.exit_code() == 0);
    CHECK(played.fault("reader.concurrency.reserved").from == 20s);
    CHECK(played.fault("reader.concurrency.reserved").to == 40s);
    CHECK(played.fault("reader.concurrency.reserved").text == "reader.concurrency.reserved is 0");
    CHECK_FALSE(played.stack.functions().find("reader")->config().reserved.has_value());
}

TEST_CASE("of settings that overlap the later counts, and its end gives the earlier one back, not the file's") {
    const std::vector<std::string> no_cache{"architecture.edge.cache.default_ttl=0s",
                                            "architecture.edge.cache.max_ttl=0s"};
    const auto throttled = [](std::string_view from, std::string_view to, std::string_view expect) {
        return fmt::format("  - {{ metric: reader.throttled, window: [{}, {}], expect: \"{}\" }}\n", from, to, expect);
    };
    // The later one ends first. A bucket of invocations that held none is empty for two milliseconds.
    Played inner(with_fault("{ id: a, set: reader.concurrency.reserved, to: 0, at: 10s, for: 30s }\n"
                            "  - { id: b, set: reader.concurrency, to: { reserved: 50 }, at: 20s, for: 10s }",
                            "slo:\n" + throttled("0s", "10s", "count==0") + throttled("10s", "20s", "rate>5/s") +
                                throttled("21s", "30s", "count==0") + throttled("30s", "40s", "rate>5/s") +
                                throttled("40s", "60s", "count==0")),
                 no_cache);
    CHECK(inner.exit_code() == 0);
    // The earlier one ends first.
    Played after(with_fault("{ id: a, set: reader.concurrency.reserved, to: 50, at: 10s, for: 20s }\n"
                            "  - { id: b, set: reader.concurrency.reserved, to: 0, at: 20s, for: 20s }\n"
                            "  - { id: c, set: reader.timeout, to: 9s, at: 25s, for: 20s }",
                            "slo:\n" + throttled("10s", "20s", "count==0") + throttled("20s", "30s", "rate>5/s") +
                                throttled("30s", "40s", "rate>5/s") + throttled("40s", "60s", "count==0")),
                 no_cache);
    CHECK(after.exit_code() == 0);
    CHECK(after.stack.functions().find("reader")->config().timeout == 3s);
}

TEST_CASE("what was set is what the file says again, in whatever order the settings end") {
    const auto lag = [](Played& played) { return played.stack.replicas_equal_primary(); };
    Played played(
        with_fault("{ id: a, set: redis.ttl, to: 10s, at: 10s, for: 30s }\n"
                   "  - { id: b, set: redis.ttl, to: 20s, at: 20s, for: 30s }\n"
                   "  - { id: c, set: redis.max_memory, to: 1MiB, at: 5s, until: 55s }\n"
                   "  - { id: d, set: account.concurrency, to: 200, at: 30s, for: 10s }",
                   "slo: [ { metric: http.errors, expect: \"rate<1%\" } ]\n"));
    CHECK(played.exit_code() == 0);
    CHECK(lag(played));
    const auto& redis = std::get<cache::RedisConfig>(played.stack.architecture().find("redis")->config);
    CHECK(redis.ttl == 1h);
    CHECK(redis.max_memory == Bytes{256 * 1024 * 1024});
    CHECK(played.stack.architecture().account.concurrency == 1000);
}

TEST_CASE("every kind of component takes a setting while requests come, and nobody notices when it is harmless") {
    const std::vector<std::pair<std::string, std::string>> settings{{"edge.cache.default_ttl", "7s"},
                                                                    {"edge.latency.hit", "2ms"},
                                                                    {"users.access_token_ttl", "2h"},
                                                                    {"api.timeout", "20s"},
                                                                    {"api.throttle.stage.rate", "4000/s"},
                                                                    {"reader.memory", "512MB"},
                                                                    {"reader.timeout", "9s"},
                                                                    {"writer.concurrency.provisioned", "3"},
                                                                    {"redis.ttl", "30m"},
                                                                    {"redis.latency", "2ms"},
                                                                    {"primary.max_connections", "150"},
                                                                    {"primary.servers", "1"},
                                                                    {"replica.lag", "1s"},
                                                                    {"replica.servers", "8"},
                                                                    {"api.usage_plans.free.rate", "50/s"}};
    std::string faults;
    for (const auto& [path, value] : settings)
        faults += (faults.empty() ? "" : "\n  - ") + ("{ set: " + path + ", to: " + value + ", at: 10s, for: 30s }");
    Played played(
        with_fault(faults,
                   "slo: [ { metric: http.errors, expect: \"rate<3%\" } ]\n"
                   "invariants: [ { always: conservation.requests }, "
                   "{ always: \"lambda.busy <= reserved\" }, { always: apigw.admitted_within_token_bucket } ]\n"));
    for (const auto& judgement : played.engine.outcome().judgements) INFO(judgement.text << " " << judgement.detail);
    CHECK(played.exit_code() == 0);
    for (const auto& [path, value] : settings) CHECK(played.fault(path).begun);
}
