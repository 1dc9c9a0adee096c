// What a run costs: AWS's rules of what is charged, on what really happened.
#include <string>

#include <fmt/format.h>

#include "bill/bill.hpp"
#include "catch.hpp"
#include "scenario/bill.hpp"
#include "scenario/played.hpp"

using namespace wt;
using namespace wt::scenario;
using test::Played;

namespace {

/// Ten requests a second for a hundred seconds: a thousand, each 20.5 ms of work in 512 MB;
/// one environment is provisioned.
const std::string plain = R"yaml(
version: 1
name: plain
architecture:
  api: {type: apigateway-rest, cache: {size: 1.6GB, ttl: 1h}, throttle: {stage: {rate: 1000/s, burst: 1000}}, routes: {"GET /x/{id}": fn}}
  fn: {type: lambda, memory: 512MB, concurrency: {reserved: 10, provisioned: 1}, cold: {init: 0s, platform: 0s}, handlers: {"*": {work: "const(20500us)"}}}
  redis: {type: elasticache, node: cache.t3.micro}
  primary: {type: rds, class: db.t3.large, multi_az: true}
  replica: {type: rds-replica, of: primary, count: 2, class: db.t3.small}
workload:
  mix: [{route: "GET /x/{id}", keys: unique}]
  phases: [{name: only, for: 100s, rate: 10/s, arrivals: regular}]
cost: {}
)yaml";

const bill::Line* line(const Played& played, std::string_view component, std::string_view item) {
    for (const bill::Line& one : played.engine.outcome().bill->lines) {
        if (one.component == component && one.item == item) return &one;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("each component is charged for what it did and for as long as it stood there") {
    Played played(plain);
    const bill::Bill& bill = *played.engine.outcome().bill;
    CHECK(bill.requests == 1000);
    CHECK(bill.priceless.empty());
    CHECK(line(played, "api", "apigateway.requests")->quantity() == 1000);
    CHECK(line(played, "api", "apigateway.requests")->run.dollars() == Approx(1000 * 3.5e-6));
    // A month has 26,280 times this load's hundred seconds.
    CHECK(line(played, "api", "apigateway.requests")->month.dollars() == Approx(1000 * 3.5e-6 * 26'280));
    CHECK(line(played, "api", "apigateway.cache.1.6GB.hour")->month.dollars() == Approx(730 * 0.038));
    CHECK(line(played, "fn", "lambda.requests")->quantity() == 1000);
    // 21 ms each, half a GB; they never met, so all ran where it was provisioned.
    CHECK(line(played, "fn", "lambda.duration") == nullptr);
    CHECK(line(played, "fn", "lambda.provisioned.duration")->quantity() == Approx(1000 * 0.021 / 2));
    CHECK(line(played, "fn", "lambda.provisioned")->quantity() == Approx(300 / 2));
    CHECK(line(played, "redis", "elasticache.cache.t3.micro.hour")->run.dollars() == Approx(0.017));
    CHECK(line(played, "primary", "rds.db.t3.large.hour")->month.dollars() == Approx(2 * 730 * 0.145));
    CHECK(line(played, "replica", "rds.db.t3.small.hour")->month.dollars() == Approx(2 * 730 * 0.034));
    // As many heads of answers, and bodies.
    const bill::Line* const sent = line(played, "api", "internet.transfer");
    REQUIRE(sent != nullptr);
    CHECK(sent->quantity() * (1 << 30) > 100'000);
    CHECK(sent->quantity() * (1 << 30) < 1'000'000);
    CHECK(bill.run().dollars() * 1e6 / 1000 == Approx(bill.per_million()->dollars()));
}

TEST_CASE("without provisioned environments the time is charged as everybody's") {
    Played played(plain, {"architecture.fn.concurrency.provisioned=0"});
    CHECK(line(played, "fn", "lambda.duration")->quantity() == Approx(1000 * 0.021 / 2).epsilon(0.02));
    CHECK(line(played, "fn", "lambda.provisioned") == nullptr);
}

TEST_CASE("a throttled call is not charged, nor is its function") {
    Played played(plain, {"architecture.api.throttle.stage={rate: 1/s, burst: 1}"});
    const auto throttled = played.count("api.throttled");
    CHECK(throttled > 800);
    CHECK(line(played, "api", "apigateway.requests")->quantity() == 1000 - static_cast<double>(throttled));
    CHECK(line(played, "fn", "lambda.requests")->quantity() == 1000 - static_cast<double>(throttled));
}

TEST_CASE("what the firewall blocks costs at the firewall and not at the edge") {
    Played played(R"yaml(
version: 1
name: edge
architecture:
  edge: {type: cloudfront, to: waf}
  waf: {type: wafv2, rules: [{name: few, rate_based: {limit: 100, window: 60s}}], to: api}
  api: {type: apigateway-rest, routes: {"GET /x/{id}": fn}}
  fn: {type: lambda, handlers: {"*": {work: "const(1ms)"}}}
workload:
  clients: {one: {ips: 1}}
  mix: [{route: "GET /x/{id}", keys: unique}]
  phases: [{name: only, for: 100s, rate: 10/s, arrivals: regular}]
slo: [{metric: cost.waf, expect: "value>0.01USD"}, {metric: cost.total, expect: "value<0.0001USD"}]
)yaml");
    const auto blocked = static_cast<double>(played.count("waf.blocked"));
    CHECK(blocked > 300);
    CHECK(line(played, "edge", "cloudfront.requests")->quantity() == 1000 - blocked);
    CHECK(line(played, "waf", "waf.requests")->quantity() == 1000);
    // Nor does the edge charge for the pages that say so: the answers of the others are all that it sent.
    const double sent = line(played, "edge", "cloudfront.transfer")->quantity() * (1 << 30);
    CHECK(sent / (1000 - blocked) > 100);
    CHECK(sent / (1000 - blocked) < 700);
    // An ACL and a rule for a started hour.
    CHECK(line(played, "waf", "waf.acls")->run.dollars() == Approx(5.0 / 730));
    CHECK(played.verdict("cost.waf") == Verdict::fail);
    CHECK(played.verdict("cost.total") == Verdict::fail);
    CHECK(played.exit_code() == exit_expectation);
}

TEST_CASE("prices of one's own, also for what no list has; without one it is refused where it stands") {
    Played played(plain, {"cost.prices={lambda.requests: 1USD, rds.db.x9.huge.hour: 2USD}",
                          "architecture.primary.class=db.x9.huge"});
    const bill::Bill& bill = *played.engine.outcome().bill;
    CHECK(bill.of("fn")->dollars() > 999);
    CHECK(line(played, "primary", "rds.db.x9.huge.hour")->month.dollars() == Approx(2 * 730 * 2));
    CHECK(bill.prices == "us-east-1, 2026-04, and the scenario's own");
    const auto problem = [](std::vector<std::string> sets) {
        const auto read = test::read_text(plain, std::move(sets));
        return read.ok() ? std::string() : read.error().problems.at(0).text();
    };
    CHECK_THAT(problem({"architecture.primary.class=db.x9.huge"}), Catch::Contains("architecture.primary.class") &&
                                                                       Catch::Contains("no price for \"db.x9.huge\"") &&
                                                                       Catch::Contains("rds.db.x9.huge.hour"));
    CHECK_THAT(problem({"architecture.replica.class=db.t3.smal"}), Catch::Contains("did you mean \"db.t3.small\"?"));
    CHECK_THAT(problem({"architecture.redis.node=cache.t3.mico"}), Catch::Contains("did you mean \"cache.t3.micro\"?"));
    CHECK_THAT(problem({"cost.prices={lambda.request: 1USD}"}),
               Catch::Contains("nothing is charged as \"lambda.request\"") && Catch::Contains("lambda.requests"));
}

namespace {

/// A hundred calls of everything that is charged by use behind a function, at ten a second, in the hour that is
/// charged.
std::string used_by(std::string_view components, std::string_view calls, std::string_view more = "") {
    return std::string(R"yaml(
version: 1
name: used
architecture:
  api: {type: apigateway-rest, routes: {"GET /x/{id}": fn}}
  fn: {type: lambda, handlers: {"*": {calls: [)yaml")
        .append(calls)
        .append("]}}}\n")
        .append(components)
        .append(R"yaml(
workload:
  mix: [{route: "GET /x/{id}", keys: unique}]
  phases: [{name: only, for: 10s, rate: 10/s, arrivals: regular}]
cost: {}
)yaml")
        .append(more);
}

}  // namespace

TEST_CASE("what AWS charges for beside requests is in the bill, too") {
    Played played(
        used_by(R"y(
  table: {type: dynamodb}
  fixed: {type: dynamodb, capacity: {read: 20, write: 10}}
  jobs: {type: sqs}
  events: {type: kinesis, shards: 3, retention: 48h}
  db: {type: rds, class: db.r6g.xlarge}
  proxy: {type: rds-proxy, of: db})y",
                R"y({to: table, op: put, bytes: 1500B}, {to: table, op: get}, {to: jobs, op: put, bytes: 70KB})y"));
    // 100 requests: writes of two units each, and reads of half a one.
    CHECK(line(played, "table", "dynamodb.write_units")->run.dollars() == Approx(200 * 0.625e-6));
    CHECK(line(played, "table", "dynamodb.read_units")->run.dollars() == Approx(50 * 0.125e-6));
    CHECK(line(played, "table", "dynamodb.storage") != nullptr);
    CHECK(line(played, "fixed", "dynamodb.read_capacity.hour")->month.dollars() == Approx(730 * 20 * 0.00013));
    CHECK(line(played, "fixed", "dynamodb.write_capacity.hour")->month.dollars() == Approx(730 * 10 * 0.00065));
    // Each message is two chunks of 64 KB.
    CHECK(line(played, "jobs", "sqs.requests")->quantity() == 200);
    CHECK(line(played, "events", "kinesis.extended_retention")->month.dollars() == Approx(730 * 3 * 0.02));
    CHECK(line(played, "proxy", "rds.proxy.vcpu.hour")->month.dollars() == Approx(730 * 4 * 0.015));
    CHECK(played.engine.outcome().bill->gaps.empty());
    CHECK(line(Played(used_by("  events: {type: kinesis}", "")), "events", "kinesis.extended_retention") == nullptr);
}

TEST_CASE("a bill that is not whole holds no expectation, and says what is missing") {
    constexpr std::string_view expectations = R"y(slo:
  - {metric: cost.total, expect: "value<1000USD"}
  - {metric: cost.fn, expect: "value<1000USD"}
  - {metric: cost.events, expect: "value<1000USD"}
)y";
    Played played(used_by("  events: {type: kinesis, retention: 8d}", "", expectations));
    CHECK(played.verdict("cost.total") == Verdict::fail);
    CHECK(played.verdict("cost.events") == Verdict::fail);
    CHECK(played.verdict("cost.fn") == Verdict::pass);
    CHECK_THAT(bill_text(*played.engine.outcome().bill),
               Catch::Contains("Not charged: events's records that are kept for more than 7 days."));
    Played whole(used_by("  events: {type: kinesis, retention: 7d}", "", expectations));
    CHECK(whole.verdict("cost.total") == Verdict::pass);
}

TEST_CASE("Origin Shield, a firewall's capacity and Bot Control are charged by the request") {
    const auto with = [](std::string_view rules) {
        return fmt::format(R"yaml(
version: 1
name: edge
architecture:
  edge: {{type: cloudfront, shield: {{}}, to: waf, cache: {{default_ttl: 0s, max_ttl: 0s}}}}
  waf: {{type: wafv2, rules: [{}], to: api}}
  api: {{type: apigateway-rest, routes: {{"GET /x/{{id}}": fn}}}}
  fn: {{type: lambda, handlers: {{"*": {{work: "const(1ms)"}}}}}}
workload:
  mix: [{{route: "GET /x/{{id}}", keys: unique}}]
  phases: [{{name: only, for: 10s, rate: 10/s, arrivals: regular}}]
cost: {{}}
)yaml",
                           rules);
    };
    Played let_in(with("managed:core, managed:sqli, managed:owasp"));
    REQUIRE(line(let_in, "edge", "cloudfront.shield.requests") != nullptr);
    CHECK(line(let_in, "edge", "cloudfront.shield.requests")->quantity() == 100);
    CHECK(line(let_in, "waf", "waf.bot_control") == nullptr);
    // Whom it blocks, as it does who names no browser, asks nothing behind it.
    Played blocked(with("managed:core, managed:sqli, managed:bot-control, managed:owasp"));
    REQUIRE(line(blocked, "waf", "waf.bot_control") != nullptr);
    CHECK(line(blocked, "waf", "waf.bot_control")->month.dollars() == Approx(10));
    CHECK(line(blocked, "waf", "waf.bot_control.requests")->quantity() == 100);
    CHECK(line(blocked, "edge", "cloudfront.shield.requests") == nullptr);
}

TEST_CASE("each replica has storage of its own, as much as its primary's") {
    Played played(plain, {"architecture.primary.storage=100GiB"});
    CHECK(line(played, "primary", "rds.storage")->month.dollars() == Approx(2 * 100 * 0.115));  // in two zones
    CHECK(line(played, "replica", "rds.storage")->month.dollars() == Approx(2 * 100 * 0.115));  // two replicas
    CHECK(line(Played(plain), "replica", "rds.storage") == nullptr);
}

TEST_CASE("a function on Graviton is billed at Graviton's price") {
    Played played(plain, {"architecture.fn.architecture=arm64", "architecture.fn.concurrency.provisioned=0"});
    CHECK(line(played, "fn", "lambda.duration") == nullptr);
    const bill::Line* const duration = line(played, "fn", "lambda.duration.arm64");
    REQUIRE(duration != nullptr);
    CHECK(duration->run.dollars() == Approx(duration->quantity() * 13.3334e-6));
    Played provisioned(plain, {"architecture.fn.architecture=arm64"});
    CHECK(line(provisioned, "fn", "lambda.provisioned.arm64")->run.dollars() == Approx(300.0 / 2 * 3.3334e-6));
    CHECK(line(provisioned, "fn", "lambda.provisioned.duration.arm64") != nullptr);
}

TEST_CASE("a bill says what each tier costs of a million requests") {
    Played played(plain);
    const bill::Bill& bill = *played.engine.outcome().bill;
    const auto sums = by_component(bill);
    CHECK(sums.size() == 5);
    double all = 0;
    for (const auto& [name, sum] : sums) {
        CHECK(sum.dollars() == Approx(bill.of(name)->dollars()));
        all += bill.per_million(sum)->dollars();
    }
    CHECK(all == Approx(bill.per_million()->dollars()));
    CHECK_THAT(bill_text(bill),
               Catch::Contains("a million requests by tier: api " + million_text(bill, sums[0].second)));
}

TEST_CASE("a pool with fewer users than clients is said to bill no more than these") {
    const std::string text = R"yaml(
version: 1
name: pool
architecture:
  users: {type: cognito}
  api: {type: apigateway-rest, authorizer: {kind: cognito, pool: users, methods: [GET]}, routes: {"GET /x/{id}": fn}}
  fn: {type: lambda, handlers: {"*": {work: "const(1ms)"}}}
workload:
  mix: [{route: "GET /x/{id}", keys: unique, auth: sign_in}]
  phases: [{name: only, for: 20s, rate: 10/s, arrivals: regular}]
cost: {}
)yaml";
    Played few(text);
    CHECK_THAT(bill_text(*few.engine.outcome().bill), Catch::Contains("users has 20 users for 1,000 clients"));
    Played enough(text, {"architecture.users.users=1000"});
    CHECK(enough.engine.outcome().bill->notes.empty());
}

TEST_CASE("the free tier pays for the first million calls of a month") {
    Played played(plain, {"cost.free_tier=true"});
    CHECK(line(played, "fn", "lambda.requests")->run.dollars() == 0);
    // A thousand requests 26,280 times in the month.
    CHECK(line(played, "fn", "lambda.requests")->month.dollars() == Approx((1000 * 26'280 - 1'000'000) * 2e-7));
}

TEST_CASE("an account has one free tier, whatever the number of its functions, and they share what is left to pay") {
    // A thousand calls an hour at 1 GB and 1 s each, of which one function has three quarters: 730,000 in a month.
    const std::string text = R"yaml(
version: 1
name: two
architecture:
  api: {type: apigateway-rest, throttle: {stage: {rate: 1000/s, burst: 1000}}, routes: {"GET /a/{id}": often, "GET /b/{id}": seldom}}
  often: {type: lambda, memory: 1024MB, timeout: 10s, cold: {init: 0s, platform: 0s}, handlers: {"*": {work: "const(1s)"}}}
  seldom: {type: lambda, memory: 1024MB, timeout: 10s, cold: {init: 0s, platform: 0s}, handlers: {"*": {work: "const(1s)"}}}
workload:
  mix: [{route: "GET /a/{id}", keys: unique, weight: 3}, {route: "GET /b/{id}", keys: unique, weight: 1}]
  phases: [{name: only, for: 3600s, rate: 1/s, arrivals: regular}]
cost: {free_tier: true}
)yaml";
    Played played(text);
    const bill::Line* const often = line(played, "often", "lambda.duration");
    const bill::Line* const seldom = line(played, "seldom", "lambda.duration");
    const double used = (often->quantity() + seldom->quantity()) * 730;
    CHECK(used == Approx(3600 * 730).epsilon(0.02));
    CHECK((often->month + seldom->month).dollars() == Approx((used - 400'000) * 16.6667e-6));
    CHECK(often->month.dollars() / seldom->month.dollars() == Approx(often->quantity() / seldom->quantity()));
    CHECK((line(played, "often", "lambda.requests")->month + line(played, "seldom", "lambda.requests")->month)
              .dollars() == Approx((3600 * 730 - 1'000'000) * 2e-7));
    // On two kinds of processors they have it together all the same.
    Played mixed(text, {"architecture.seldom.architecture=arm64"});
    const double x86 = line(mixed, "often", "lambda.duration")->quantity() * 730;
    const double arm = line(mixed, "seldom", "lambda.duration.arm64")->quantity() * 730;
    CHECK(line(mixed, "often", "lambda.duration")->month.dollars() ==
          Approx((x86 - 400'000 * x86 / (x86 + arm)) * 16.6667e-6));
    CHECK(line(mixed, "seldom", "lambda.duration.arm64")->month.dollars() ==
          Approx((arm - 400'000 * arm / (x86 + arm)) * 13.3334e-6));
}

TEST_CASE("a bill changes nothing of what happens") {
    const auto without = [](std::string text) { return text.erase(text.find("cost: {}")); };
    CHECK(Played(plain).engine.outcome().digest == Played(without(plain)).engine.outcome().digest);
    CHECK_FALSE(Played(without(plain)).engine.outcome().bill);
}

TEST_CASE("amounts are written as people read them") {
    CHECK(format_dollars(0) == "0.00 USD");
    CHECK(format_dollars(0.0000312) == "0.000031 USD");
    CHECK(format_dollars(0.42) == "0.42 USD");
    CHECK(format_dollars(999.999) == "1,000.00 USD");
    CHECK(format_dollars(1234567.891) == "1,234,567.89 USD");
    CHECK(format_dollars(-1234.5) == "-1,234.50 USD");
    CHECK(format_dollars(-123) == "-123.00 USD");
}

namespace {

/// What a run of an hour costs more with other settings.
double more_without(const std::string& text, const std::vector<std::string>& sets) {
    return Played(text, sets).engine.outcome().bill->run().dollars() -
           Played(text).engine.outcome().bill->run().dollars();
}

double saving(const std::string& text, std::string_view component, std::string_view guard) {
    const Played played(text);
    for (const bill::Saving& one : played.engine.outcome().bill->savings) {
        if (one.component == component && one.guard == guard) return one.run.dollars();
    }
    FAIL("nothing was saved by " << component << "'s " << guard);
    return 0;
}

std::string guarded(std::string_view components, std::string_view api, std::string_view mix) {
    return std::string("version: 1\nname: guarded\narchitecture:\n")
        .append(components)
        .append("  api: {type: apigateway-rest, ")
        .append(api)
        .append(R"yaml(, routes: {"GET /x/{id}": fn}}
  fn: {type: lambda, memory: 1GB, handlers: {"*": {work: "const(50ms)", answer: {bytes: 20KB}}}}
workload:
  mix: [{route: "GET /x/{id}", )yaml")
        .append(mix)
        .append("}]\n  phases: [{name: only, for: 30m, rate: 50/s}]\ncost: {}\n");
}

}  // namespace

TEST_CASE("what a guard saves is what a run without it costs more") {
    // Two runs differ in what each drew, and in cold starts: a hundredth. Where a cache behind the guard answers more,
    // how much more is an estimate from one key's law, while keys have a Zipf law: a tenth.
    const auto check = [](const std::string& text, const char* component, const char* guard,
                          const std::vector<std::string>& without, double tolerance) {
        INFO(component << "'s " << guard);
        CHECK(saving(text, component, guard) == Approx(more_without(text, without)).epsilon(tolerance));
    };
    const std::string skewed = R"y(keys: "zipf(n=1k, s=0.9)")y";
    const std::string cached = "cache: {size: 0.5GB, ttl: 60s}";
    check(guarded("", cached, skewed), "api", "cache", {"architecture.api.cache=null"}, 0.01);
    const std::string limits = "throttle: {stage: {rate: 20/s, burst: 20}}";
    const std::vector<std::string> unlimited{"architecture.api.throttle=null"};
    check(guarded("", limits, "keys: unique"), "api", "limits", unlimited, 0.01);
    check(guarded("", limits + ", " + cached, skewed), "api", "limits", unlimited, 0.1);
    const std::string edge = "  edge: {type: cloudfront, cache: {default_ttl: 60s}, to: api}\n";
    const std::vector<std::string> uncached{"architecture.edge.cache={default_ttl: 0s, max_ttl: 0s, collapse: false}"};
    check(guarded(edge, "overhead: 8ms", skewed), "edge", "cache", uncached, 0.01);
    check(guarded(edge, cached, skewed), "edge", "cache", uncached, 0.1);
    // A third of all requests is blocked, and would have been like the others.
    const std::string blocking =
        R"y(, rules: [{name: few, action: block, byte_match: {text: "b", part: "query:x"}}], to: api})y";
    const std::string third = R"y(keys: unique, query: {x: "choice(a: 66%, b: 34%)"})y";
    check(guarded("  waf: {type: wafv2" + blocking + "\n", "overhead: 8ms", third), "waf", "rules",
          {"architecture.waf=null"}, 0.02);
}

TEST_CASE("what a cache answers would have cost what stands behind the routes that it keeps") {
    const std::string text = R"yaml(version: 1
name: apart
architecture:
  api: { type: apigateway-rest, cache: { size: 0.5GB, ttl: 60s }, routes: { "GET /a/{id}": cheap, "POST /b": dear } }
  cheap: { type: lambda, memory: 128MB, handlers: { "*": { work: "const(10ms)" } } }
  dear: { type: lambda, memory: 1024MB, timeout: 10s, handlers: { "*": { work: "const(1s)" } } }
workload:
  mix: [ { route: "GET /a/{id}", keys: "uniform(100)", weight: 9 }, { route: "POST /b", weight: 1 } ]
  phases: [ { name: run, for: 30m, rate: 50/s } ]
cost: {}
)yaml";
    // 128 MB and 10 ms cost little beside the cache's hours, and the difference of two sums little beside both.
    CHECK(saving(text, "api", "cache") == Approx(more_without(text, {"architecture.api.cache=null"})).margin(0.002));
}

TEST_CASE("a guard that costs more than it saves says so") {
    const std::string text = guarded("", "cache: {size: 237GB, ttl: 60s}", R"y(keys: "zipf(n=1k, s=0.9)")y");
    CHECK(saving(text, "api", "cache") < 0);
    CHECK_THAT(bill_text(*Played(text).engine.outcome().bill), Catch::Contains("without api's cache: -"));
    CHECK(Played(plain).engine.outcome().bill->savings.empty());
}
