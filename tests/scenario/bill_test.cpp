// What a run costs: AWS's rules of what is charged, on what really happened.
#include <string>

#include "bill/bill.hpp"
#include "catch.hpp"
#include "scenario/bill.hpp"
#include "scenario/played.hpp"

using namespace wt;
using namespace wt::scenario;
using test::Played;

namespace {

/// Ten requests a second for a hundred seconds, the first after a tenth of one: 999, each 20.5 ms of work in 512 MB;
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
    CHECK(bill.requests == 999);
    CHECK(bill.priceless.empty());
    CHECK(line(played, "api", "apigateway.requests")->quantity == 999);
    CHECK(line(played, "api", "apigateway.requests")->run.dollars() == Approx(999 * 3.5e-6));
    // A month has 26,280 times this load's hundred seconds.
    CHECK(line(played, "api", "apigateway.requests")->month.dollars() == Approx(999 * 3.5e-6 * 26'280));
    CHECK(line(played, "api", "apigateway.cache.1.6GB.hour")->month.dollars() == Approx(730 * 0.038));
    CHECK(line(played, "fn", "lambda.requests")->quantity == 999);
    // 21 ms each, half a GB; they never met, so all ran where it was provisioned.
    CHECK(line(played, "fn", "lambda.duration") == nullptr);
    CHECK(line(played, "fn", "lambda.provisioned.duration")->quantity == Approx(999 * 0.021 / 2));
    CHECK(line(played, "fn", "lambda.provisioned")->quantity == Approx(300 / 2));
    CHECK(line(played, "redis", "elasticache.cache.t3.micro.hour")->run.dollars() == Approx(0.017));
    CHECK(line(played, "primary", "rds.db.t3.large.hour")->month.dollars() == Approx(2 * 730 * 0.145));
    CHECK(line(played, "replica", "rds.db.t3.small.hour")->month.dollars() == Approx(2 * 730 * 0.034));
    // As many heads of answers, and bodies.
    const bill::Line* const sent = line(played, "api", "internet.transfer");
    REQUIRE(sent != nullptr);
    CHECK(sent->quantity * (1 << 30) > 100'000);
    CHECK(sent->quantity * (1 << 30) < 1'000'000);
    CHECK(bill.run().dollars() * 1e6 / 999 == Approx(bill.per_million()->dollars()));
}

TEST_CASE("without provisioned environments the time is charged as everybody's") {
    Played played(plain, {"architecture.fn.concurrency.provisioned=0"});
    CHECK(line(played, "fn", "lambda.duration")->quantity == Approx(999 * 0.021 / 2).epsilon(0.02));
    CHECK(line(played, "fn", "lambda.provisioned") == nullptr);
}

TEST_CASE("a throttled call is not charged, nor is its function") {
    Played played(plain, {"architecture.api.throttle.stage={rate: 1/s, burst: 1}"});
    const auto throttled = played.count("api.throttled");
    CHECK(throttled > 800);
    CHECK(line(played, "api", "apigateway.requests")->quantity == 999 - static_cast<double>(throttled));
    CHECK(line(played, "fn", "lambda.requests")->quantity == 999 - static_cast<double>(throttled));
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
    CHECK(line(played, "edge", "cloudfront.requests")->quantity == 999 - blocked);
    CHECK(line(played, "waf", "waf.requests")->quantity == 999);
    CHECK(line(played, "edge", "cloudfront.transfer") != nullptr);
    // An ACL and a rule for a started hour.
    CHECK(line(played, "waf", "waf.acls")->run.dollars() == Approx(5.0 / 730));
    CHECK(played.verdict("cost.waf") == Verdict::fail);
    CHECK(played.verdict("cost.total") == Verdict::fail);
    CHECK(played.exit_code() == exit_expectation);
}

TEST_CASE("prices of one's own, and items that no list has") {
    Played played(plain, {"cost.prices={lambda.requests: 1USD}", "architecture.primary.class=db.x9.huge"});
    const bill::Bill& bill = *played.engine.outcome().bill;
    CHECK(bill.of("fn")->dollars() > 999);
    CHECK(bill.priceless == std::vector<std::string>{"rds.db.x9.huge.hour"});
    CHECK(bill_text(bill).find("No price for rds.db.x9.huge.hour: give it in cost.prices.") != std::string::npos);
    CHECK(bill.prices == "us-east-1, 2026-04, and the scenario's own");
}

TEST_CASE("the free tier pays for the first million calls of a month") {
    Played played(plain, {"cost.free_tier=true"});
    CHECK(line(played, "fn", "lambda.requests")->run.dollars() == 0);
    // 999 requests 26,280 times in the month.
    CHECK(line(played, "fn", "lambda.requests")->month.dollars() == Approx((999 * 26'280 - 1'000'000) * 2e-7));
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

TEST_CASE("a guard saves what the requests that it kept away would have cost behind it") {
    // One key: the first request is asked, and 998 are answered by the stage's cache.
    Played cached(plain, {"workload.mix=[{route: \"GET /x/{id}\", keys: const(k)}]",
                          "architecture.api.cache.methods=[GET]", "architecture.fn.concurrency.provisioned=0"});
    const auto& savings = cached.engine.outcome().bill->savings;
    REQUIRE(savings.size() == 1);
    CHECK(savings[0].component == "api");
    CHECK(savings[0].guard == "cache");
    CHECK(savings[0].kept_away == 998);
    const double each =
        line(cached, "fn", "lambda.requests")->run.dollars() + line(cached, "fn", "lambda.duration")->run.dollars();
    CHECK(savings[0].run.dollars() == Approx(998 * each));
    CHECK(savings[0].month.dollars() == Approx(998 * each * 26'280));
    CHECK(bill_text(*cached.engine.outcome().bill).find("without api's cache: +") != std::string::npos);

    Played limited(plain, {"architecture.api.throttle.stage={rate: 1/s, burst: 1}"});
    const auto& kept = limited.engine.outcome().bill->savings;
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].guard == "limits");
    CHECK(kept[0].kept_away == limited.count("api.throttled"));
    CHECK(Played(plain).engine.outcome().bill->savings.empty());
}
