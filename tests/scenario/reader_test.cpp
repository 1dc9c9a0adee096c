#include "catch.hpp"

#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/random.hpp"
#include "scenario/component_fields.hpp"
#include "scenario/good_text.hpp"
#include "source_tree.hpp"

using namespace wt;
using namespace wt::scenario;
using test::good_text;
using test::read_text;
using test::with;

namespace {

/// Everything that is wrong, a line each; empty for a good text.
std::string problems(const std::string& text, std::vector<std::string> sets = {}) {
    const auto read = read_text(text, std::move(sets));
    std::string all;
    if (!read.ok()) {
        for (const Problem& problem : read.error().problems) all += problem.text() + "\n";
    }
    return all;
}

std::string file(const std::string& path) {
    std::ifstream stream(path);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("a scenario is read into plain data, with AWS's defaults where it says nothing") {
    const auto read = read_text(good_text);
    REQUIRE(problems(good_text) == "");
    CHECK(read->name == "small");
    CHECK(read->clock.warmup == 1s);
    CHECK(read->length() == 10s);
    const auto& edge = std::get<edge::DistributionConfig>(read->architecture.find("edge")->config);
    CHECK(edge.cache.default_ttl == 60s);
    CHECK(edge.cache.error_ttl == 10s);
    CHECK(edge.hit.assumed);
    const auto& api = std::get<gateway::RestApiConfig>(read->architecture.find("api")->config);
    CHECK(api.timeout == 29s);
    CHECK(api.usage_plans.at("free").throttle->burst == 100);
    const auto& reader = std::get<lambda::FunctionConfig>(read->architecture.find("reader")->config);
    CHECK(reader.timeout == 3s);
    CHECK_FALSE(reader.reserved.has_value());
    CHECK_FALSE(reader.init.assumed);  // measured
    REQUIRE(read->faults.size() == 1);
    CHECK(read->faults[0].fault.outage == Outage::refuse);
    CHECK(read->invariants[0].arguments == std::vector<std::string>{"primary"});
    CHECK(read->workload.mix[0].keys.n == 100);
}

TEST_CASE("the lag of a PostgreSQL standby is its own: no fault sets it") {
    const std::string text = with("target: primary, kind: unavailable", "target: replica, kind: lag, set: 1s");
    CHECK(problems(text) == "");
    CHECK(problems(text, {"architecture.primary.engine=postgres"}).find("whose lag is its own") != std::string::npos);
}

TEST_CASE("what is wrong is named with its place, its path and the cure") {
    struct Row {
        std::string text;
        std::vector<std::string> words;
    };
    const std::vector<Row> rows{
        {with("default_ttl: 60s", "defualt_ttl: 60s"),
         {"t.yaml:5:38", "architecture.edge.cache.defualt_ttl", "did you mean \"default_ttl\"?"}},
        {with("default_ttl: 60s", "default_ttl: 60"), {"architecture.edge.cache.default_ttl", "which unit?"}},
        {with("default_ttl: 60s", "default_ttl: [1]"), {"expected duration", "a list"}},
        {with("to: waf", "to: wax"), {"t.yaml:5", "no component is called \"wax\"", "did you mean \"waf\"?"}},
        {with("to: waf", "to: reader"), {"\"reader\" is of type lambda"}},
        {with("to: waf", "to: api"), {"the firewall waf stands beside the path"}},
        {with(", to: waf }", " }"), {"\"to\" is missing"}},
        {with("managed:sqli", "managed:sqly"), {"did you mean \"managed:sqli\"?"}},
        {with("managed:sqli", "managed:cor"), {"did you mean \"managed:core\"?"}},
        {with("managed:sqli", "{rate_based: {limit: 5}}"), {"10 to 2,000,000,000"}},
        {with("managed:sqli", "{managed: cores}"), {"did you mean \"managed:core\"?"}},
        {with("managed:sqli", "{rate_based: {}, action: allow}"), {"block or count"}},
        {with("managed:sqli", "{not: {rate_based: {}}}"), {"at the top of a rule"}},
        {with("managed:sqli", "{geo: [Switzerland]}"), {"expected a country such as CH"}},
        {with("managed:sqli", "{geo: [CH], response: {status: 418}}"), {"does not answer with status 418"}},
        {with("managed:sqli", "{geo: [CH], labels: [\"aws:x\"]}"), {"does not take \"aws:x\""}},
        {with("managed:sqli", "{rate_based: {window: 77s}}"), {"60s, 120s, 300s and 600s"}},
        {with("managed:sqli", "{ip_set: [1.2.3.4/40]}"), {"expected an address"}},
        {with("managed:sqli", "{name: x}"), {"exactly one statement"}},
        {with("type: apigateway-rest", "type: apigateway-rest\n    cache: { ttl: 60s }"),
         {"architecture.api.cache", "a cache has a size"}},
        {with("reader: { type: lambda, handlers: { \"*\"", "reader: { type: lambda, handlers: { \"GET /item/{id}\""),
         {"architecture.reader.handlers.GET /item/{id}", "no route \"GET /item/{id}\" leads to reader",
          "did you mean \"GET /items/{id}\"?", "has no handler for it"}},
        {with("pool: users", "pool: userz"), {"no component is called \"userz\""}},
        {with("type: cognito", "type: cognit"), {"no component is of type \"cognit\"; did you mean \"cognito\"?"}},
        {with("\"GET /items/{id}\": reader", "\"FETCH /items\": reader"), {"expected a route"}},
        {with("\"GET /items/{id}\": reader", "\"GET /items/{id}\": raeder"), {"did you mean \"reader\"?"}},
        {with("rate: 50/s", "rate: 50"), {"per what?"}},
        {with("to: replica, op: select", "to: replica, op: get"), {"\"replica\" is of type rds-replica"}},
        {with("to: replica, op: select", "to: replica, op: selekt"), {"did you mean \"select\"?"}},
        {with("to: replica, op: select", "op: select"), {"\"to\" is missing"}},
        {with("to: archive", "to: primary"), {"\"primary\" is of type rds"}},
        {with("notify: loader", "notify: loadr"), {"did you mean \"loader\"?"}},
        {with("of: primary", "of: archive"), {"\"archive\" is of type s3"}},
        {with("type: rds }", "type: rds, engine: mysql }"), {"there is no \"mysql\" here"}},
        {with("type: rds }", "type: rds, url: host=db }"), {"only the engine postgres has a url"}},
        {with("type: rds }", "type: rds, engine: postgres, url: host=db }"),
         {"\"url\" is missing", "architecture.replica"}},
        {with("of: primary", "of: primary, url: host=db"), {"its replicas are started with it"}},
        {with("plan: free", "plan: fre"), {"no usage plan \"fre\"", "did you mean \"free\"?"}},
        {with("route: \"GET /items/{id}\"", "route: \"GET /item/{id}\""),
         {"has no route", "did you mean \"GET /items/{id}\"?"}},
        {with("zipf(n=100, s=1)", "zipff(100)"), {"expected keys"}},
        {with("rate: 5/s", "rate: five"), {"expected a rate", "t.yaml:25:37"}},
        {with("for: 10s, rate: 5/s", "rate: 5/s"), {"\"for\" is missing"}},
        {with("kind: unavailable", "kind: broken"), {"there is no \"broken\" here"}},
        {with("kind: unavailable", "kind: lag"), {"\"set\" is missing"}},
        {with("at: 2s, for: 3s, target: primary, kind: unavailable", "at: 2s, target: primary, kind: failover"),
         {"has no standby to fail over to"}},
        {with("target: primary, kind: unavailable", "target: edge, kind: pop_down, pop: FRA"),
         {"no point of presence is called \"FRA\""}},
        {with("at: 2s, for: 3s, target: primary, kind: unavailable",
              "for: 3s, when: \"httpd.errors > 1\", target: primary, kind: crash"),
         {"no component is called \"httpd\""}},
        {with("target: primary, kind: unavailable", "kind: load, route: \"GET /item/{id}\", rate: 5/s"),
         {"api has no route \"GET /item/{id}\"", "did you mean \"GET /items/{id}\"?"}},
        {with("target: primary, kind: unavailable", "target: users, kind: skew"), {"\"by\" is missing"}},
        {with("target: primary", "target: primry"), {"did you mean \"primary\"?"}},
        {with("kind: unavailable", "kind: response"), {"\"primary\" is of type rds"}},
        {with("kind: unavailable", "kind: \"aws:lambda:invocation-error\""), {"\"primary\" is of type rds"}},
        {with("target: primary, kind: unavailable", "target: reader, kind: error, status: 503"),
         {"no status of its own", "502"}},
        {with("target: primary, kind: unavailable", "target: reader, kind: response, status: 199"),
         {"expected a status from 200 to 599"}},
        {with("target: primary, kind: unavailable",
              "target: reader, kind: \"aws:lambda:invocation-error\", invocationPercentage: 0"),
         {"expected a percentage from 1 to 100"}},
        {with("  users:", "  us ers:"), {"letters, digits", "architecture.us ers"}},
        {with("  users:", "  us.ers:"), {"letters, digits"}},
        {with("  users:", "  http:"), {"stands for the load in metrics"}},
        {with("  users:", "  \"\":"), {"letters, digits"}},
        {with("reader: { type: lambda,", "reader: { type: lambda, timeout: 1801s,"), {"1s to 1800s"}},
        {with("rate: 50/s, burst: 100", "rate: 5000000000/day, burst: 100"), {"at most 1,000,000,000"}},
        {with("type: firehose,", "type: firehose, retry_every: 0s,"), {"expected 100ms to 1d"}},
        {with("notify: loader", "notify: loader, replay: 1ns"), {"at least 1s"}},
        {with("rate: 50/s, burst: 100", "rate: 50/s, burst: 2000000000"), {"at most 1,000,000,000"}},
        {with("name: small", "name: small\naccount: { concurrency: 20M }"), {"at most 10M"}},
        {with("at: 2s", "at: 2m"), {"the load is over after 10s"}},
        {with("p(99)<900ms", "p99 is fine"), {"expected AGGREGATION OP NUMBER"}},
        {with("metric: http.latency", "metric: httpd.latency"),
         {"no component is called \"httpd\"", "did you mean \"http\"?"}},
        {with("expect: \"p(99)<900ms\"", "expect: \"p(99)<900ms\", during: up"), {"no fault has the id \"up\""}},
        {with("reads_never_touch(primary)", "reads_never_toch(primary)"), {"did you mean \"reads_never_touch\"?"}},
        {with("reads_never_touch(primary)", "reads_never_touch"), {"takes 1 argument"}},
        {with("reads_never_touch(primary)", "\"<< 5\""), {"expected a condition on a metric"}},
        {with("version: 1", "version: 2"), {"version 1"}},
        {with("name: small\n", ""), {"\"name\" is missing"}},
        {with("name: small", "name: small\nname: again"), {"stands here twice"}},
        {with("name: small", "name: small\ncost: {region: eu-west-1}"), {"the prices of eu-west-1 are not here"}},
        {with("name: small", "name: small\ncost: {prices: free}"), {"expected items with prices"}},
        {with("name: small", "name: small\ncost: {prices: {lambda.requests: 5}}"), {"expected an amount such as"}},
        {with("metric: http.latency", "metric: cost.totl"), {"no cost is called", "did you mean \"total\"?"}},
        {with("metric: http.latency", "metric: cost.total"), {"a cost has a value in dollars"}},
        {with("metric: http.latency, expect: \"p(99)<900ms\"",
              "metric: cost.total, expect: \"value<1USD\", phase: calm"),
         {"a bill is written for the whole run"}},
        {with("always: reads_never_touch(primary)", "sometimes: \"cost.total > 1\""), {"known at the end"}},
        {with("name: small", "name: ${NAME}"), {"the environment has no variable NAME"}},
        {"a: [1", {"this is not YAML"}},
        {"", {"\"version\" is missing"}},
        {"[]", {"expected a map"}},
    };
    for (const Row& row : rows) {
        const std::string found = problems(row.text);
        for (const std::string& word : row.words) {
            INFO("wanted: " << word << "\nfound: " << found);
            CHECK(found.find(word) != std::string::npos);
        }
    }
}

TEST_CASE("AWS's limits of today are taken, and not more") {
    const auto transform = [](int times) {
        std::string rule = "architecture.waf.rules=[{byte_match: {text: x, transform: [lowercase";
        for (int i = 1; i < times; ++i) rule += ", trim";
        return rule + "]}}]";
    };
    const std::string clicks = "architecture.clicks={type: kinesis, max_record: ";
    CHECK(problems(good_text, {"architecture.reader.timeout=1800s"}) == "");
    CHECK(problems(good_text, {"architecture.api.timeout=300s"}) == "");
    CHECK(problems(good_text, {"architecture.api.timeout=301s"}) != "");
    CHECK(problems(good_text, {clicks + "10MiB}"}) == "");
    CHECK(problems(good_text, {clicks + "11MiB}"}) != "");
    CHECK(problems(good_text, {clicks + "1000KiB}"}) != "");
    CHECK(problems(good_text, {transform(10)}) == "");
    CHECK(problems(good_text, {transform(11)}).find("up to 10") != std::string::npos);
    CHECK(problems(good_text, {"architecture.www.example.com={type: s3}"}) != "");
    CHECK(problems(good_text, {R"(architecture."www.example.com"={type: s3})"}) == "");
}

TEST_CASE("FIS's actions on functions have its parameters and defaults") {
    const auto fault = [](const std::string& settings) {
        const auto read = read_text(
            with("target: primary, kind: unavailable", "target: reader, kind: \"aws:lambda:invocation-" + settings));
        REQUIRE(read.ok());
        REQUIRE(read->faults[0].invocation.has_value());
        return *read->faults[0].invocation;
    };
    using Kind = lambda::InvocationFault::Kind;
    Random random(1, "delays");
    auto made = fault("add-delay\"");
    CHECK(made.kind == Kind::delay);
    CHECK(made.delay.sample(random) == 2s);
    CHECK(made.share == 1);
    made = fault("add-delay\", startupDelayMilliseconds: 350, invocationPercentage: 25");
    CHECK(made.delay.sample(random) == 350ms);
    CHECK(made.share == 0.25);
    made = fault("error\"");
    CHECK(made.kind == Kind::error);
    CHECK_FALSE(made.prevents);
    made = fault("error\", preventExecution: true, invocationPercentage: 10");
    CHECK(made.prevents);
    CHECK(made.share == 0.1);
    made = fault("http-integration-response\"");
    CHECK(made.kind == Kind::response);
    CHECK(made.status == 200);
    CHECK(made.content_type == "application/json");
    made = fault("http-integration-response\", statusCode: 503, contentTypeHeader: text/html, preventExecution: true");
    CHECK(made.status == 503);
    CHECK(made.content_type == "text/html");
    CHECK(made.prevents);
    // Our own name for an error is one instead of the work.
    const auto own = read_text(with("target: primary, kind: unavailable", "target: reader, kind: error"));
    REQUIRE(own.ok());
    CHECK(own->faults[0].invocation->prevents);
    // What befalls Lambda's API stands in its way, as elsewhere.
    const auto api = read_text(
        with("target: primary, kind: unavailable", "target: reader, kind: \"aws:fis:inject-api-internal-error\""));
    REQUIRE(api.ok());
    CHECK_FALSE(api->faults[0].invocation.has_value());
}

TEST_CASE("--set overrides, adds and takes away, by keys and indices") {
    CHECK(read_text(good_text, {"seed=5"})->seed == 5);
    CHECK(read_text(good_text, {"seed=5", "seed=6"})->seed == 6);
    const auto set = read_text(good_text, {"architecture.reader.concurrency.reserved=7", "workload.phases.0.rate=9/s",
                                           R"(architecture.reader.handlers."*".calls.0={to: primary, op: select})",
                                           "architecture.waf.rules=[]"});
    REQUIRE(set.ok());
    const auto& reader = std::get<lambda::FunctionConfig>(set->architecture.find("reader")->config);
    CHECK(reader.reserved == 7);
    CHECK(reader.handlers[0].calls[0].to == "primary");
    CHECK(set->workload.phases[0].from.per_second() == 9);
    CHECK(read_text(good_text, {"faults=off", "slo=null"})->faults.empty());
    CHECK(problems(good_text, {"seed"}).find("expected path=value") != std::string::npos);
    CHECK(problems(good_text, {"workload.phases.7=x"}).find("no index") != std::string::npos);
    CHECK(problems(good_text, {"name.first=x"}).find("nothing below") != std::string::npos);
    CHECK(problems(good_text, {"architecture.reader.source.window=1s"})
              .starts_with(
                  "--set architecture.reader.source.window=1s: architecture.reader.source: \"stream\" is missing"));
    CHECK(problems(good_text, {"architecture.reader.memroy=1GB"}).find("did you mean \"memory\"?") !=
          std::string::npos);
}

TEST_CASE("later files are merged over earlier ones") {
    const auto merged =
        read({{"a.yaml", good_text}, {"b.yaml", "seed: 9\nworkload: { mix: [ { route: POST /items } ] }"}}, {});
    REQUIRE(merged.ok());
    CHECK(merged->seed == 9);
    CHECK(merged->workload.mix[0].method == http::Method::post);
    CHECK(merged->workload.phases.size() == 1);
    const auto wrong = read({{"a.yaml", good_text}, {"b.yaml", "\n\nseeed: 9"}}, {});
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().problems[0].place.text() == "b.yaml:3:1");
}

TEST_CASE("variables, x- keys, anchors and merge keys") {
    CHECK(read_text(with("name: small", "name: ${NAME:-fallback}\nseed: ${SEED:-1}"))->name == "fallback");
    CHECK(read_text(with("name: small", "name: small\nseed: ${SEED:-1}"))->seed == 77);
    const std::string anchored = with("type: cloudfront, cache: { default_ttl: 60s }", "<<: *edge, x-note: [anything]");
    const auto read = read_text("x-edge: &edge { type: cloudfront, cache: { default_ttl: 33s } }\n" + anchored);
    REQUIRE(read.ok());
    CHECK(std::get<edge::DistributionConfig>(read->architecture.find("edge")->config).cache.default_ttl == 33s);
}

TEST_CASE("texts made to hurt are refused, not suffered") {
    std::string deep;
    for (int i = 0; i < 200; ++i) deep += "{a: ";
    CHECK(problems(deep + "1" + std::string(200, '}')).find("deeper") != std::string::npos);
    std::string bomb = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n";
    for (int i = 1; i < 9; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        bomb += fmt::format("a{}: &a{} [{},{},{},{},{},{},{},{},{},{}]\n", i, i, before, before, before, before, before,
                            before, before, before, before, before);
    }
    CHECK(problems(bomb).find("more than") != std::string::npos);
    CHECK(problems(std::string(5'000'000, ' ')).find("4 MiB") != std::string::npos);
}

TEST_CASE("no mutation of a good text brings the reader down") {
    Random random(6, "mutations");
    int refused = 0;
    for (int i = 0; i < 2000; ++i) {
        std::string text = good_text;
        for (std::uint64_t changes = 1 + random.below(4); changes > 0; --changes) {
            const std::size_t at = random.below(text.size());
            switch (random.below(3)) {
                case 0: text[at] = static_cast<char>(random.below(128)); break;
                case 1: text.erase(at, 1 + random.below(20)); break;
                default: text.insert(at, text.substr(random.below(text.size()), random.below(20)));
            }
        }
        refused += read_text(text).ok() ? 0 : 1;
    }
    CHECK(refused > 1000);
}

TEST_CASE("the schema and the reference are made of the rows that the reader uses") {
    const auto schema = nlohmann::json::parse(json_schema());
    CHECK(schema["additionalProperties"] == false);
    CHECK(schema["required"].size() >= 3);
    const std::string text = schema.dump();
    const std::string reference = reference_markdown();
    for (const ComponentType& type : component_types()) {
        CHECK(text.find("\"const\":\"" + type.name + "\"") != std::string::npos);
        CHECK(reference.find("### `" + type.name + "`") != std::string::npos);
        for (const FieldInfo& field : type.fields) CHECK(reference.find("| `" + field.key + "`") != std::string::npos);
    }
}

TEST_CASE("docs/scenario.md carries the reference as the program prints it") {
    const std::string document = file(testing::source_tree() + "/docs/scenario.md");
    INFO("write it anew: the output of `windtunnel reference` stands between the two markers");
    CHECK(document.find(reference_markdown()) != std::string::npos);
}

TEST_CASE("a list of addresses may stand in a file of its own") {
    scenario::ReadOptions options;
    options.environment = [](const std::string&) { return std::nullopt; };
    options.file = [](const std::string& name) -> std::optional<std::string> {
        if (name != "bad.txt") return std::nullopt;
        return "# seen last week\n192.0.2.0/24\n\n  2001:db8::/32  # a whole block\n";
    };
    const auto read = [&](const std::string& rule) {
        return scenario::read({{"t.yaml", with("managed:sqli", rule)}}, options);
    };
    const auto good = read("{ managed: ip-reputation, addresses_file: bad.txt }");
    REQUIRE(good.ok());
    const auto& acl = std::get<edge::waf::WebAclConfig>(good->architecture.find("waf")->config);
    const auto& group = std::get<edge::waf::ManagedGroup>(acl.rules[0].statement.is);
    CHECK(group.addresses == std::vector<std::string>{"192.0.2.0/24", "2001:db8::/32"});
    const auto missing = read("{ ip_set: { addresses_file: none.txt } }");
    REQUIRE_FALSE(missing.ok());
    CHECK(missing.error().problems[0].message == "the file none.txt cannot be read");
}

TEST_CASE("a cache's engine cannot change while it runs") {
    const auto scenario = read_text(R"(version: 1
name: cached
architecture:
  api: {type: apigateway-rest, routes: {"GET /x": fn}}
  fn: {type: lambda, handlers: {"*": {calls: [{to: redis, op: get}]}}}
  redis: {type: elasticache}
workload:
  mix: [{route: "GET /x"}]
  phases: [{name: only, for: 10s, rate: 10/s}]
faults:
  - {set: redis.engine, to: real, at: 2s, for: 3s}
)");
    REQUIRE_FALSE(scenario.ok());
    const std::string problem = scenario.error().problems.front().text();
    INFO(problem);
    CHECK(problem.find("what holds the keys cannot change") != std::string::npos);
}

TEST_CASE("a fault that sets a setting is read as the setting itself is, where the fault stands") {
    const auto problem_of = [](const std::string& fault) {
        const auto scenario =
            read_text(with("  - { id: down, at: 2s, for: 3s, target: primary, kind: unavailable }", "  - " + fault));
        return scenario.ok() ? std::string("fine") : scenario.error().problems.front().text();
    };
    const auto says = [&](const std::string& fault, std::string_view what) {
        const std::string problem = problem_of(fault);
        INFO(problem);
        CHECK(problem.find("t.yaml:27:") == 0);
        CHECK(problem.find(what) != std::string::npos);
    };
    CHECK(problem_of("{ set: reader.concurrency.reserved, to: 5, at: 2s, for: 3s }") == "fine");
    CHECK(problem_of("{ set: account.concurrency, to: 5, at: 2s, for: 3s }") == "fine");
    CHECK(problem_of("{ set: edge.cache.default_ttl, to: 0s, at: 2s, until: \"http.errors rate<50%\" }") == "fine");
    CHECK(problem_of("{ set: waf.rules, to: [ managed:xss ], at: 2s, for: 3s }") == "fine");
    CHECK(problem_of("{ id: x, kind: set, set: primary.storage, to: null, at: 2s, for: 3s }") == "fine");
    says("{ set: reader.concurrency.reservd, to: 5, at: 2s, for: 3s }", "did you mean \"reserved\"?");
    says("{ set: reader.concurrency.reserved, to: many, at: 2s, for: 3s }", "reader.concurrency.reserved: ");
    says("{ set: reder.concurrency.reserved, to: 5, at: 2s, for: 3s }", "did you mean \"reader\"?");
    says("{ set: reader.timeout, to: 1h, at: 2s, for: 3s }", "1s to 1800s");
    says("{ set: reader, to: 5, at: 2s, for: 3s }", "a component and its setting");
    says("{ set: reader.timeout, at: 2s, for: 3s, kind: set }", "\"to\" is missing");
    says("{ set: reader.timeout, to: 5s, at: 2s }", "\"for\" is missing");
    says("{ set: reader.timeout, to: 5s, at: 2s, for: 1s, target: reader }", "says where");
    says("{ set: reader.timeout, to: 5s, at: 2s, for: 1s, add: 5s }", "no such setting");
    says("{ set: replica.count, to: 3, at: 2s, for: 3s }", "cannot change while they run");
    says("{ set: reader.type, to: lambda2, at: 2s, for: 3s }", "what a component is");
    says("{ set: events.to, to: archiv, at: 2s, for: 3s }", "cannot change while it runs");
    says("{ set: users.users, to: 3, at: 2s, for: 3s }", "before the start");
    // What goes and could not come back is refused, too.
    const std::string text =
        with("type: cloudfront", "type: cloudfront, behaviors: [ { path: \"/a/*\", to: archive } ]");
    CHECK(problems(text) == "");
    const std::size_t faults = text.find("faults:\n") + std::string_view("faults:\n").size();
    CHECK(problems(std::string(text).insert(faults, "  - { set: edge.behaviors, to: [], at: 2s, for: 3s }\n"))
              .find("could not be taken back") != std::string::npos);
    says("{ set: 'api.routes.\"GET /items/{id}\"', to: nobody, at: 2s, for: 3s }", "no component is called \"nobody\"");
    says("{ set: reader.concurrency.reserved, to: 950, at: 2s, for: 3s }", "decreases account's");
    says("{ set: reader.concurrency, to: { reserved: 1, provisioned: 2 }, at: 2s, for: 3s }", "should not be greater");
    says("{ to: 5, at: 2s, for: 3s }", "\"set\" is missing");
    says("{ at: 2s, for: 3s, kind: unavailable, target: primary }", "\"id\" is missing");
    const std::string nameless = "  - { at: 2s, for: 3s, kind: unavailable, target: primary }";
    CHECK(problems(
              with("  - { id: down, at: 2s, for: 3s, target: primary, kind: unavailable }", nameless + "\n" + nameless))
              .find("two faults") == std::string::npos);
    says("{ id: x, at: 2s, for: 3s, target: primary }", "\"kind\" is missing");
    const std::string both = problem_of(
        "{ set: reader.concurrency.reserved, to: 5, at: 2s, for: 3s }\n"
        "  - { set: reader.concurrency.provisioned, to: 6, at: 2s, for: 3s }");
    CHECK(both.find("t.yaml:28:") == 0);
    CHECK(both.find("together with reader.concurrency.reserved") != std::string::npos);
}

TEST_CASE("a load that no machine plays is refused, at its place; one that takes an afternoon is not") {
    const auto phases = [](const std::string& text) { return problems(good_text, {"workload.phases=" + text}); };
    const std::string attack = "target: edge, kind: attack, rate: ";
    const auto fault = [&](const std::string& rate) {
        return problems(with("target: primary, kind: unavailable", attack + rate));
    };
    CHECK(phases("[{name: a, for: 20s, rate: 10000000/s}]") == "");
    CHECK(phases("[{name: a, for: 20s, rate: 10000001/s}]").find("at most 10,000,000 requests a second") !=
          std::string::npos);
    CHECK(phases("[{name: a, for: 20s, rate: {from: 0/s, to: 1000000000/s}}]").find("phases[0].rate") !=
          std::string::npos);
    CHECK(phases("[{name: a, for: 1ms, rate: 600000000/m}]") != "");  // the fault is after its end
    CHECK(fault("10000000/s") == "");
    CHECK(fault("10001/ms").find("faults[0].rate") != std::string::npos);
    // As many in all as a long day has at 10,000 a second; over all phases and faults.
    CHECK(phases("[{name: a, for: 27h, rate: 10k/s}]") == "");
    CHECK(phases("[{name: a, for: 28h, rate: 10k/s}]").find("expected at most 1,000,000,000") != std::string::npos);
    CHECK(phases("[{name: a, for: 56h, rate: {from: 0/s, to: 10k/s}}]") != "");
    CHECK(phases("[{name: a, for: 15h, rate: 10k/s}, {name: b, for: 15h, rate: 10k/s}]") != "");
    CHECK(problems(good_text, {"workload.phases=[{name: a, for: 15h, rate: 10k/s}, {name: b, for: 15h, rate: 10k/s}]",
                               "clock.duration=20h"}) == "");
    CHECK(problems(with("at: 2s, for: 3s, target: primary, kind: unavailable",
                        "at: 2s, for: 101s, " + attack + "10M/s")) != "");
    // The bursts of a process count, and how often they come and go.
    CHECK(phases("[{name: a, for: 20s, rate: 1000000/s, arrivals: \"mmpp(on=1s, off=1s, factor=9)\"}]") == "");
    CHECK(
        phases("[{name: a, for: 20s, rate: 1000000/s, arrivals: \"mmpp(on=1s, off=99s, factor=90)\"}]").find("burst") !=
        std::string::npos);
    CHECK(phases("[{name: a, for: 20s, rate: 1/s, arrivals: \"mmpp(on=1us, off=1s, factor=9)\"}]") != "");
    CHECK(phases("[{name: a, for: 3000d, rate: 1/s, arrivals: \"mmpp(on=1ms, off=1ms, factor=9)\"}]") != "");
    // However long, however many: never beyond what time can tell.
    CHECK(phases("[{name: a, for: 3650d, rate: 1/m}]") == "");
    CHECK(phases("[{name: a, for: 3651d, rate: 1/m}]").find("at most 3650d") != std::string::npos);
    std::string centuries = "[{name: p0, for: 36500d, rate: 0/s}";
    for (int i = 1; i < 400; ++i) centuries += fmt::format(", {{name: p{}, for: 36500d, rate: 0/s}}", i);
    CHECK(phases(centuries + "]").find("at most 3650d") != std::string::npos);
    CHECK(phases("[{name: a, for: 36501d, rate: 0/s}]").find("longer than 100 years") != std::string::npos);
    // Items stand in each database.
    CHECK(problems(good_text, {"workload.mix.0.keys=uniform(10M)"}) == "");
    CHECK(
        problems(good_text, {"workload.mix.0.keys=uniform(10M)", "architecture.replica.count=2"}).find("at most 20M") !=
        std::string::npos);
    CHECK(problems(good_text, {"workload.mix.0.keys=uniform(1M)", "architecture.replica.count=15"}) == "");
    CHECK(problems(good_text, {"clock.duration=3651d"}).find("clock.duration") != std::string::npos);
}

TEST_CASE("a function's memory is counted as Lambda counts it, in whichever unit") {
    const auto memory = [](const char* written) -> std::uint64_t {
        const auto read = read_text(good_text, {std::string("architecture.reader.memory=") + written});
        if (!read.ok()) return 0;
        return std::get<lambda::FunctionConfig>(read->architecture.find("reader")->config).memory.count >> 20U;
    };
    CHECK(memory("512MB") == 512);
    CHECK(memory("1769MB") == 1769);
    CHECK(memory("1GB") == 1024);
    CHECK(memory("1.5GB") == 1536);
    CHECK(memory("10GB") == 10'240);
    CHECK(memory("1GiB") == 1024);
    CHECK(memory("131072KB") == 128);
    CHECK(memory("127MB") == 0);
    CHECK(memory("512.5MB") == 0);
}

TEST_CASE("a setting may be named by its component, and a distribution's cache turned off") {
    const auto read = read_text(good_text, {"reader.memory=512MB", "edge.cache=off"});
    if (!read.ok()) FAIL(read.error().problems.front().text());
    CHECK(std::get<lambda::FunctionConfig>(read->architecture.find("reader")->config).memory.count >> 20U == 512);
    const auto& cache = std::get<edge::DistributionConfig>(read->architecture.find("edge")->config).cache;
    CHECK(cache.max_ttl == 0s);
    CHECK(cache.default_ttl == 0s);
}

TEST_CASE("a setting that would do nothing is refused") {
    const auto refused = [](std::vector<std::string> sets, std::string_view words) {
        const std::string wrong = problems(good_text, std::move(sets));
        CHECK_THAT(wrong, Catch::Contains(std::string(words)));
    };
    refused({"workload.mix.0.body={bytes: 65MiB}"}, "expected 0B to 64MiB");
    refused({"workload.think=1s"}, "only a closed load has users who think");
    refused({"workload.gives_up=0s"}, "expected more than 0s");
    refused({"workload.gives_up={after: 0s}"}, "expected more than 0s");
    refused({"workload.mix.0.headers={X-A: \"one\\ntwo\"}"}, "one line");
    refused({"slo.0.expect=[]"}, "an empty list");
    refused({"architecture.pay={type: http, limit: 1/s, burst: 0}"}, "expected at least 1");
    refused({"slo.0.window=[1s, 11s]"}, "the load is over after 10s");
    refused({"faults.0.for=0s"}, "faults[0].for: expected more than 0s");
    refused({"slo.0.expect=p(99) between 1 and 2"}, "AGGREGATION in LOW..HIGH");
}
