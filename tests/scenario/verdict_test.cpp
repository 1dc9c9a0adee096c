// What a run says about what had to hold: by when clients asked, by how many samples, and never of nothing.
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "scenario/good_text.hpp"
#include "scenario/metric_table.hpp"
#include "scenario/played.hpp"

using namespace wt;
using namespace wt::scenario;
using test::Played;

namespace {

/// A function behind an API; `work` long, asked ten times a second for twenty seconds.
std::string slow_function(std::string_view work, std::string_view more) {
    std::string text = R"yaml(
version: 1
name: slow
architecture:
  api: {type: apigateway-rest, routes: {"GET /x": fn}}
  fn: {type: lambda, timeout: 60s, handlers: {"*": {work: "const(WORK)"}
}
}
workload:
  mix: [{route: "GET /x", keys: unique}]
  phases: [{
name: first, for: 10s, rate: 10/s, arrivals: regular}, {
name: second, for: 10s, rate: 10/s, arrivals: regular}]
)yaml";
    text.replace(text.find("WORK"), 4, work);
    return text.append(more);
}

/// An edge, its firewall and the API behind them.
const std::string through_edge = R"yaml(
version: 1
name: doors
architecture:
  edge: {type: cloudfront, to: waf}
  waf: {type: wafv2, rules: [managed:sqli], to: api}
  api: {type: apigateway-rest, routes: {"GET /x": fn}}
  fn: {type: lambda, handlers: {"*": {work: "const(1ms)"
}
}
}
workload:
  mix: [{route: "GET /x", keys: unique}]
  phases: [{
name: only, for: 20s, rate: 1/s, arrivals: regular}]
invariants: [{always: conservation.requests}, {always: waf.blocked_never_reaches(fn)}]
)yaml";

const Judgement& judgement(const Played& played, std::string_view text) {
    for (const Judgement& one : played.engine.outcome().judgements) {
        if (one.text.find(text) != std::string::npos) return one;
    }
    FAIL("nothing is called " << text);
    return played.engine.outcome().judgements.front();
}

std::string problems(const std::string& text, std::vector<std::string> sets) {
    const auto scenario = test::read_text(text, std::move(sets));
    std::string all;
    if (!scenario.ok()) {
        for (const auto& problem : scenario.error().problems) all += problem.text() + "\n";
    }
    return all;
}

}  // namespace

TEST_CASE("what is answered after the load is judged with the phase in which it was asked") {
    Played played(slow_function("40s", R"yaml(
slo:
  - {metric: http.errors, expect: "count==0"}
  - {metric: http.errors, phase: all, expect: "rate<1%"}
  - {metric: http.latency, phase: first, expect: ["p(99)<5s", "count==100"]}
  - {metric: http.latency, window: [10s, 15s], expect: "min>20s"}
  - {metric: fn.duration, expect: "count==200"}
)yaml"));
    CHECK(played.exit_code() == 3);
    CHECK(judgement(played, "count==0").value == 200);  // the API gives up after 29 s
    CHECK(judgement(played, "in phase all").value == 1);
    CHECK(judgement(played, "in phase all").samples == 200U);
    CHECK(played.verdict("p(99)<5s in phase first") == Verdict::fail);
    CHECK(played.verdict("count==100 in phase first") == Verdict::pass);
    const Judgement& window = judgement(played, "from 10s to 15s");
    CHECK(window.verdict == Verdict::pass);
    CHECK(window.samples == 50U);
    CHECK(window.span == std::pair<Duration, Duration>(10s, 15s));
    CHECK(played.verdict("fn.duration") == Verdict::pass);  // what ends after the load counts, too
}

TEST_CASE("what a client tries again belongs to when it first asked") {
    Played played(slow_function("40s", R"yaml(
slo: [{metric: http.requests, phase: second, expect: "count==200"}]
)yaml"),
                  {"workload.clients={some: {retries: {max: 1}}}"});
    CHECK(played.exit_code() == 0);
}

TEST_CASE("an expectation that saw nothing is not held, unless it counts") {
    Played played(slow_function("1ms", R"yaml(
faults: [{id: never, when: "rate(http.requests) > 1000/s", for: 5s, target: fn, kind: error}]
slo:
  - {metric: http.errors, during: never, expect: "rate<1%"}
  - {metric: http.errors, during: never, expect: "count<=0"}
  - {metric: 'http.latency{status="500"}', expect: ["p(99)<1s", "count==0"]}
  - {metric: fn.cold.ratio, phase: second, expect: "value<1%"}
  - {metric: fn.errors, phase: second, expect: ["rate<1%", "count==0", "rate<1/s"]}
  - {metric: 'http.latency{by="nobody"}', expect: "avg<1s"}
invariants:
  - {eventually: "http.requests > 0"}
  - {always: "http.latency p(99)<9s"}
)yaml"),
                  {"workload.phases.1.rate={from: 0/s, to: 0/s}"});
    CHECK(played.exit_code() == 3);
    for (const char* failed : {"rate<1% during never", "count<=0 during never", "p(99)<1s", "value<1%",
                               "rate<1% in phase second", "avg<1s"}) {
        INFO(failed);
        CHECK(played.verdict(failed) == Verdict::fail);
        CHECK(judgement(played, failed).detail.find("no sample") == 0);
        CHECK_FALSE(judgement(played, failed).value);
    }
    for (const char* held :
         {"count==0", "count==0 in phase second", "rate<1/s in phase second", "eventually http.requests", "always"}) {
        INFO(held);
        CHECK(played.verdict(held) == Verdict::pass);
    }
}

TEST_CASE("nothing recovers after the load") {
    const std::string more = R"yaml(
faults: [{id: f, at: 5s, for: 10s, target: fn, kind: error}]
invariants: [{recovers: http.errors, to: "rate<1%", within: 1s, after: f}]
)yaml";
    Played seen(slow_function("1ms", more));
    CHECK(seen.exit_code() == 0);
    CHECK(judgement(seen, "recovers").span == std::pair<Duration, Duration>(16s, 20s));
    CHECK(Played(slow_function("1ms", more), {"faults.0.for=1m"}).exit_code() == 5);
    CHECK(Played(slow_function("1ms", more), {"invariants.0.within=1m"}).exit_code() == 5);
    Played late(slow_function("40s", more));  // what is asked after the fault fails, but long after the load
    CHECK(late.exit_code() == 5);
}

TEST_CASE("the load is over when the clock says so") {
    Played played(slow_function("1ms", "slo: [{metric: http.requests, phase: all, expect: \"count==50\"}]\n"),
                  {"clock={duration: 5s}"});
    CHECK(played.exit_code() == 0);
    CHECK(played.engine.outcome().requests == 50);
}

TEST_CASE("an attack and more load come in at their target") {
    const auto with = [](std::string_view fault) { return through_edge + "faults: [" + std::string(fault) + "]\n"; };
    Played edge(with("{id: f, at: 1s, for: 10s, kind: attack, target: edge, rate: 20/s}"));
    CHECK(edge.count("attack.passed") == 0);
    CHECK(edge.count("attack.blocked") > 100);
    CHECK(edge.exit_code() == 0);
    Played waf(with("{id: f, at: 1s, for: 10s, kind: attack, target: waf, rate: 20/s}"));
    CHECK(waf.count("attack.blocked") == edge.count("attack.blocked"));
    Played api(with("{id: f, at: 1s, for: 10s, kind: attack, target: api, rate: 20/s}"));
    CHECK(api.count("attack.blocked") == 0);
    CHECK(api.count("attack.passed") > 100);
    CHECK(api.count("edge.requests") == 20);
    CHECK(api.exit_code() == 0);
    Played load(with("{id: f, at: 1s, for: 10s, kind: load, target: api, rate: 20/s, route: \"GET /x\"}"));
    CHECK(load.count("edge.requests") == 20);
    CHECK(load.count("api.requests") > 150);
    CHECK(load.exit_code() == 0);
}

TEST_CASE("an edge that asks its origin again lets nothing past the firewall") {
    Played played(through_edge + "faults: [{id: f, at: 1s, for: 15s, target: api, kind: unavailable}]\n",
                  {"architecture.edge.cache={default_ttl: 0s, max_ttl: 0s, error_ttl: 0s}",
                   "invariants.1.always=waf.blocked_never_reaches(api)"});
    CHECK(played.stack.at("api").flow().in > 19);
    CHECK(played.exit_code() == 0);
}

TEST_CASE("a function may be asked by a route and told by a bucket") {
    Played played(R"yaml(
version: 1
name: both
architecture:
  api: {type: apigateway-rest, routes: {"POST /items": writer, "GET /items/{id}": loader}}
  writer: {type: lambda, handlers: {"*": {calls: [{to: archive, op: put}]}}}
  loader: {type: lambda, handlers: {"*": {work: "const(1ms)"}
}
}
  archive: {type: s3, notify: loader}
workload:
  mix: [{route: "POST /items", keys: unique, bytes: 100B}, {route: "GET /items/{id}", keys: uniform(10)}]
  phases: [{
name: only, for: 20s, rate: 5/s}]
invariants: [{always: conservation.requests}]
)yaml");
    CHECK(played.verdict("conservation") == Verdict::pass);
    CHECK(played.count("loader.invocations") > 80);
}

TEST_CASE("what could never be measured is refused before the run") {
    struct Case {
        std::vector<std::string> sets;
        std::string_view word;
    };
    const std::string text = slow_function("1ms", "slo: [{metric: http.errors, expect: \"count==0\"}]\n");
    REQUIRE(problems(text, {}).empty());
    for (const Case& wrong : std::vector<Case>{
             {{"slo.0.metric=fn.errrors"}, "did you mean \"fn.errors\""},
             {{"slo.0.metric='http.errors{route=\"GET /y\"}'"}, "no route is called \"GET /y\""},
             {{"slo.0.metric='http.errors{client=\"x\"}'"}, "no client is called"},
             {{"slo.0.metric='http.errors{status=\"500\"}'"}, "has no label \"status\""},
             {{"slo.0.metric=attack.passed"}, "there is no fault of kind attack"},
             {{"slo.0.metric=http.latency", "slo.0.expect=p(95)<200"}, "compare it with one, such as 900ms"},
             {{"slo.0.metric=http.latency", "slo.0.expect=rate<1%"}, "no share"},
             {{"slo.0.metric=fn.source.expired"}, "fn has no source"},
             {{"slo.0.metric=fn.async.dropped"}, "fn is told by no bucket"},
             {{"slo.0.metric=waf.counted", "architecture.waf={type: wafv2, rules: [managed:sqli], to: api}"},
              "waf has no rule that counts"},
             {{"slo.0.metric=hose.expired", "architecture.hose={type: firehose, to: kept}",
               "architecture.kept={type: s3}"},
              "hose has no source"},
             {{"slo.0.metric=fn.concurrency", "slo.0.expect=p(99)<5"}, "it has min, avg, max and value"},
             {{"slo.0.expect=max<5"}, "it has count, rate and value"},
             {{"slo.0.expect=rate<0.01"}, "rate<1%"},
             {{"slo.0.expect=count<1%"}, "compare it with a plain number"},
             {{"slo.0.metric=fn.billed.ms", "slo.0.expect=rate<1%"}, "a share of nothing"},
             {{"slo.0.metric=fn.cold.ratio", "slo.0.expect=value<5s"}, "such as 5%"},
             {{"slo.0.window=[20s, 30s]"}, "the load is over after 20s"},
             {{"slo.0.window=[9s, 9s]"}, "a moment, and a later one"},
             {{"slo.0.window=[1s, 9s]", "slo.0.phase=first"}, "one of during, phase and window"},
             {{"slo.0.phase=second", "clock={duration: 10s}"}, "the load is over after 10s"},
             {{"clock={warmup: 20s}"}, "the load is over after 20s"},
             {{"workload.phases.1.name=first"}, "two phases have the name"},
             {{"workload.phases.1.name=all"}, "means all phases"},
             {{"workload.phases.1.for=0s"}, "longer than nothing"},
             {{"invariants=[{always: waf.blocked_never_reaches(fn)}]"}, "there is no wafv2"},
             {{"invariants=[{eventually: conservation.requests, within: 5m}]"}, "belongs to \"recovers\""},
             {{"faults=[{id: f, at: 1s, for: 1s, target: fn, kind: latency, add: 1s, status: 503}]"},
              "no such setting"},
             {{"faults=[{id: f, at: 1s, target: fn, kind: recycle, startupDelayMilliseconds: 5}]"}, "no such setting"},
             {{"faults=[{id: f, at: 1s, for: 1s, target: fn, kind: latency, add: 1s, statusCode: 500}]"},
              "no such setting"},
             {{"faults=[{id: f, at: 1s, for: 1s, target: fn, kind: latency, add: 1s, content_type: x}]"},
              "no such setting"},
             {{"faults=[{id: f, at: 1s, for: 1s, target: fn, kind: error, probability: 50%, "
               "invocationPercentage: 10}]"},
              "by another name"},
             {{"faults=[{id: f, at: 1s, for: 1s, target: fn, kind: recycle}]"}, "happens at one moment"},
             {{"faults=[{id: f, at: 5s, until: 4s, target: fn, kind: error}]"}, "ends before it begins"},
         }) {
        const std::string said = problems(text, wrong.sets);
        INFO(wrong.word);
        INFO(said);
        CHECK(said.find(wrong.word) != std::string::npos);
    }
}

TEST_CASE("an age belongs to the moment when it was measured, not to the load that it came of") {
    // Five batches of a hundred come each second, and one shard's reader ends one in 400 ms: after a minute what it
    // takes next has waited for half of it, and the rest is drained for another minute.
    Played played(R"yaml(
version: 1
name: slow-reader
architecture:
  api: {type: apigateway-rest, routes: {"POST /e": writer}}
  writer: {type: lambda, handlers: {"*": {work: "const(5ms)", calls: [{to: events, op: put, bytes: 100B}]}}}
  events: {type: kinesis, shards: 1}
  reader:
    type: lambda
    cold: {init: 0ms, platform: 0ms, first_run: 0ms}
    source: {stream: events, batch_size: 100}
    handlers: {"*": {work: "const(400ms)"}}
workload:
  mix: [{route: "POST /e", keys: unique}]
  phases: [{name: run, for: 1m, rate: 500/s, arrivals: regular}]
slo: [{metric: reader.source.iterator.age, expect: "max in 25s..35s"}]
)yaml");
    const Judgement& age = judgement(played, "iterator.age");
    CHECK(age.verdict == Verdict::pass);
    REQUIRE(age.value);
    CHECK(*age.value < 35);
    // It grew while the rest was drained.
    const auto all = played.metrics().find("reader.source.iterator.age");
    REQUIRE(all.size() == 1);
    CHECK(std::get<Histogram>(all.front()->metric).max() > 50s);
}

TEST_CASE("a law about nothing that happened is not held") {
    Played played(slow_function("1ms", "invariants: [{eventually: no_acknowledged_write_is_lost}]\n"));
    CHECK(played.verdict("no_acknowledged_write_is_lost") == Verdict::fail);
    // Every law that there is, asked of a path and its databases in which nothing happens; then of one in which it
    // does.
    const std::vector<std::string> laws = {
        "invariants=[{always: conservation.requests}, {always: waf.blocked_never_reaches(reader)}, "
        "{always: apigw.admitted_within_token_bucket}, {always: \"lambda.busy <= reserved\"}, "
        "{always: reads_never_touch(primary)}, {always: rds.acked_write_is_durable}, "
        "{eventually: replica.read_is_prefix_of(primary)}, {eventually: littles_law}, {eventually: converges}, "
        "{eventually: no_acknowledged_write_is_lost}]",
        "workload.mix=[{route: \"GET /items/{id}\", keys: uniform(9)}, {route: POST /items, keys: unique, bytes: 99B, "
        "auth: true}]",
        "slo=[]", "faults=[]"};
    const auto with = [&laws](std::string rate) {
        auto sets = laws;
        sets.push_back("workload.phases=[{name: only, for: 30s, rate: " + rate + "}]");
        return sets;
    };
    Played idle(test::good_text, with("{from: 0/s, to: 0/s}"));
    Played busy(test::good_text, with("20/s"));
    CHECK(idle.engine.outcome().requests == 0);
    CHECK(busy.exit_code() == 0);
    std::size_t looked = 0;
    for (const Judgement& one : idle.engine.outcome().judgements) {
        if (one.id == "recovery") continue;
        INFO(one.text);
        CHECK(one.verdict == Verdict::fail);
        CHECK(one.samples == 0U);
        CHECK(judgement(busy, one.text).samples.value_or(0) > 0);
        ++looked;
    }
    CHECK(looked == 10);
}

TEST_CASE("the table of metrics is what components keep") {
    std::set<std::string> asked;
    const auto look = [&](Played& played) {
        played.metrics().visit([&](const Metrics::Entry& entry) {
            const std::string owner = entry.name.substr(0, entry.name.find('.'));
            const stack::Component* component = played.stack.architecture().find(owner);
            std::string type = component == nullptr ? owner : component->type;
            if (component != nullptr && type == "http") type = "http-service";  // clients' metrics are called http, too
            const MetricRow* row = find_metric(type, entry.name);
            INFO(entry.name);
            REQUIRE(row != nullptr);
            CHECK(static_cast<std::size_t>(row->kind) == entry.metric.index());
            std::set<std::string_view> labels(row->labels.begin(), row->labels.end());
            for (const auto& [label, value] : entry.labels) CHECK(labels.count(label) == 1);
            for (const std::string_view whole : row->whole) {
                INFO(whole);
                CHECK_FALSE(played.metrics().find(owner + "." + std::string(whole)).empty());
            }
            asked.insert(std::string(row->type) + "." + std::string(row->name));
        });
    };
    Played path(
        test::good_text,
        {"faults=[{id: a, at: 1s, for: 2s, kind: attack, target: edge, rate: 9/s}]", "architecture.edge.shield={}",
         "architecture.waf.rules=[managed:sqli, {name: odd, action: count, sqli: {part: query}}, {name: doubt, action: "
         "captcha, sqli: {part: query}}, {name: test, action: challenge, sqli: {part: query}}]",
         "architecture.cache={type: elasticache}"});
    look(path);
    Played streams(R"yaml(
version: 1
name: streams
architecture:
  api: {type: apigateway-rest, routes: {"POST /items": writer}}
  writer: {type: lambda, handlers: {"*": {calls: [{to: clicks, op: put}]}}}
  clicks: {type: kinesis, shards: 2}
  change: {type: lambda, handlers: {"*": {work: "const(1ms)"}}}
  reader: {type: lambda, source: {stream: clicks}, handlers: {"*": {work: "const(1ms)"}}}
  events: {type: firehose, source: clicks, to: archive, transform: {function: change}, backup: {to: archive}}
  archive: {type: s3}
workload:
  mix: [{route: "POST /items", keys: unique, bytes: 200B}]
  phases: [{name: all, for: 5s, rate: 1/s}]
)yaml");
    look(streams);
    Played users(R"yaml(
version: 1
name: users
architecture:
  api: {type: apigateway-rest, routes: {"POST /items": writer}}
  writer: {type: lambda, handlers: {"*": {calls: [{to: proxy, op: insert}, {to: table, op: get}, {to: pay, op: call}, {to: jobs, op: put}]}}}
  jobs: {type: sqs}
  worker: {type: lambda, source: {queue: jobs}, handlers: {"*": {work: "const(1ms)"}}}
  proxy: {type: rds-proxy, of: db}
  db: {type: rds}
  table: {type: dynamodb}
  pay: {type: http, latency: 1ms}
workload:
  model: closed
  gives_up: {after: 1s, share: 1%}
  sessions: {only: {steps: [{route: "POST /items"}, {pause: 1s}]}}
  phases: [{name: run, for: 5s, users: 2}]
)yaml");
    look(users);
    Played signs_in(R"yaml(
version: 1
name: signs in
architecture:
  pool: {type: cognito, users: 10}
  api: {type: apigateway-rest, authorizer: {kind: cognito, pool: pool}, routes: {"GET /me": reader}}
  reader: {type: lambda, handlers: {"*": {work: "const(1ms)"}}}
workload:
  mix: [{route: "GET /me", auth: sign_in}]
  phases: [{name: all, for: 5s, rate: 1/s}]
)yaml");
    look(signs_in);
    asked.insert("http.passed.over");  // of recordings: recording_test.cpp
    for (const MetricRow& row : metric_rows()) {
        INFO(row.type << "." << row.name);
        CHECK(asked.count(std::string(row.type) + "." + std::string(row.name)) == 1);
    }
}
