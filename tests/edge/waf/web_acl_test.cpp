#include "catch.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include "base/scope.hpp"
#include "edge/waf/web_acl.hpp"
#include "http/ways.hpp"

using namespace wt;
using namespace wt::edge::waf;

namespace {

class Origin final : public http::Tier {
public:
    [[nodiscard]] Task<http::Response> handle(http::Request&&, http::Next) override {
        ++requests;
        co_return http::json_response(200, "{}");
    }
    int requests = 0;
};

http::Response forbidden() { return http::json_response(200, R"({"message":"Forbidden"})"); }

http::Request get(std::string query = "") {
    http::Request request;
    request.query = std::move(query);
    request.client = *http::IpAddress::parse("192.0.2.7");
    return request;
}

Rule rule(std::string name, Statement statement, Action action) {
    Rule made;
    made.name = std::move(name);
    made.statement = std::move(statement);
    made.action = action;
    return made;
}

/// A web ACL called "waf" in front of an origin.
struct World {
    explicit World(WebAclConfig config)
        : shared(std::make_shared<WebAcl>(context, "waf", std::move(config))), acl(*shared) {
        hop.lead_to(std::make_shared<Guard>(shared, forbidden, http::Way(origin_hop)));
    }

    http::Response send(http::Request request) {
        http::Response response;
        Scope scope;
        const auto run = [](http::Hop& to, http::Request what, http::Response& result) -> Task<void> {
            result = co_await to.send(std::move(what));
        };
        scope.spawn(run(hop, std::move(request), response));
        clock.run();
        return response;
    }
    std::uint64_t counted(const char* metric, const char* by_rule) {
        return metrics.counter(metric, {{"rule", by_rule}}).value();
    }

    Clock clock;
    Metrics metrics;
    Digest digest;
    Context context{clock, 1, metrics, digest};
    Origin origin;
    http::test::Standing origin_hop{context, "origin", origin};
    std::shared_ptr<WebAcl> shared;
    WebAcl& acl;
    http::Hop hop{context, "waf"};
};

WebAclConfig rules(std::vector<Rule> list) {
    WebAclConfig config;
    config.rules = std::move(list);
    return config;
}

IpSet test_net() { return IpSet{{"192.0.2.0/24"}}; }

}  // namespace

TEST_CASE("a blocked request gets 403 and the body of what the ACL protects, and goes no further") {
    World world(rules({rule("sqli", SqliMatch{}, Action::block)}));
    const http::Response blocked = world.send(get("id=1%27%20OR%201=1--"));
    CHECK(blocked.status == 403);
    CHECK(blocked.body.view() == R"({"message":"Forbidden"})");
    CHECK(world.origin.requests == 0);
    CHECK(world.send(get("id=17")).status == 200);
    CHECK(world.origin.requests == 1);
    CHECK(world.counted("waf.blocked", "sqli") == 1);
    CHECK(world.metrics.counter("waf.allowed").value() == 1);
    CHECK(world.metrics.counter("waf.requests").value() == 2);
}

TEST_CASE("counting goes on to the next rule, allowing and blocking end it") {
    World world(rules({rule("seen", test_net(), Action::count), rule("trusted", test_net(), Action::allow),
                       rule("never", test_net(), Action::block)}));
    CHECK(world.send(get()).status == 200);
    CHECK(world.counted("waf.counted", "seen") == 1);
    CHECK(world.counted("waf.blocked", "never") == 0);
    http::Request stranger = get();
    stranger.client = *http::IpAddress::parse("203.0.113.1");
    CHECK(world.send(std::move(stranger)).status == 200);
    CHECK(world.counted("waf.counted", "seen") == 1);
}

TEST_CASE("every blocked request counts for one rule, or for the default action") {
    WebAclConfig config = rules({rule("a", SizeConstraint{}, Action::block), rule("ok", test_net(), Action::allow)});
    config.default_action = Action::block;
    World world(std::move(config));
    CHECK(world.send(get()).status == 200);
    http::Request large = get();
    large.body = Text(std::string(8193, 'x'));
    CHECK(world.send(std::move(large)).status == 403);
    http::Request stranger = get();
    stranger.client = *http::IpAddress::parse("2001:db8::1");
    CHECK(world.send(std::move(stranger)).status == 403);
    CHECK(world.counted("waf.blocked", "a") == 1);
    CHECK(world.counted("waf.blocked", "default") == 1);
    CHECK(world.metrics.find("waf.blocked").size() == 2);
    CHECK(world.metrics.find("waf.counted").empty());
}

TEST_CASE("a rate-based rule lets through what comes before its first evaluation") {
    RateBased rate;
    rate.limit = 100;
    rate.window = 60s;
    rate.evaluate_every = 10s;
    World world(rules({rule("rate", rate, Action::block)}));
    int passed = 0;
    for (int i = 0; i < 600; ++i) {
        world.clock.run_until(epoch + 50ms * i);
        passed += world.send(get()).status == 200 ? 1 : 0;
    }
    CHECK(passed == 200);  // 20/s against 100: 10 s * ceil((100 / 20) / 10) = 10 s
    CHECK(world.counted("waf.blocked", "rate") == 400);
}

TEST_CASE("an ACL that starts over has forgotten who sent too much") {
    RateBased rate;
    rate.limit = 10;
    World world(rules({rule("rate", rate, Action::block)}));
    for (int i = 0; i < 11; ++i) CHECK(world.send(get()).status == 200);
    world.clock.run_until(world.clock.now() + 2min);
    CHECK(world.send(get()).status == 403);
    CHECK(world.acl.samples().size() == 1);
    world.acl.start_over();
    CHECK(world.send(get()).status == 200);
    CHECK(world.acl.samples().empty());
}

TEST_CASE("sizes are compared as the statement says") {
    using Part = Field::Kind;
    using Comparison = SizeConstraint::Comparison;
    const auto blocked = [](Part part, Comparison comparison, std::uint64_t size) {
        SizeConstraint constraint;
        constraint.inspection.field.kind = part;
        constraint.comparison = comparison;
        constraint.size = Bytes{size};
        World world(rules({rule("size", constraint, Action::block)}));
        http::Request request = get("abcd");
        request.method = http::Method::del;
        request.path = "/items";
        request.body = "12345";
        return world.send(std::move(request)).status == 403;
    };
    CHECK(blocked(Part::path, Comparison::eq, 6));
    CHECK_FALSE(blocked(Part::path, Comparison::ne, 6));
    CHECK(blocked(Part::query, Comparison::le, 4));
    CHECK_FALSE(blocked(Part::query, Comparison::lt, 4));
    CHECK(blocked(Part::body, Comparison::ge, 5));
    CHECK_FALSE(blocked(Part::body, Comparison::gt, 5));
    CHECK(blocked(Part::method, Comparison::eq, 6));
}

TEST_CASE("the rules of a managed group have AWS's names and labels, and each may only count") {
    ManagedGroup group;
    group.name = ManagedGroup::Name::sqli;
    group.counted = {"SQLi_QUERYARGUMENTS"};
    Statement seen = LabelMatch{"awswaf:managed:aws:sql-database:SQLi_QueryArguments"};
    World world(rules({rule("sqli", group, Action::block), rule("seen", seen, Action::count)}));
    CHECK(world.send(get("id=1%27%20OR%201=1--")).status == 200);
    CHECK(world.counted("waf.counted", "seen") == 1);
    http::Request cookie = get();
    cookie.headers.add("Cookie", "a=1%27%20OR%201=1--");
    CHECK(world.send(std::move(cookie)).status == 403);
    http::Request form = get();
    form.method = http::Method::post;
    form.headers.add("Content-Type", "application/x-www-form-urlencoded");
    form.body = "a=1%27%20OR%201=1--";
    CHECK(world.send(std::move(form)).status == 403);
    CHECK(world.counted("waf.counted", "seen") == 1);
}

TEST_CASE("the chapters of the Core Rule Set are rules of managed:core, and one that only counts blocks nobody") {
    ManagedGroup group;
    const auto script = [] {
        http::Request request = get("q=%3Cscript%3Ealert(1)%3C/script%3E");
        request.headers.add("User-Agent", "Mozilla/5.0");
        return request;
    };
    World world(rules({rule("core", group, Action::block)}));
    CHECK(world.send(script()).status == 403);
    REQUIRE(world.acl.samples().size() == 1);
    CHECK(world.acl.samples().back().labels.back() == "awswaf:managed:aws:core-rule-set:OWASP_XSS");
    group.counted = {"OWASP_XSS"};
    World lenient(rules({rule("core", group, Action::block)}));
    CHECK(lenient.send(script()).status == 200);
}

TEST_CASE("a group that only counts is looked at to its end, and labels all that it finds") {
    ManagedGroup group;
    World world(rules({rule("core", group, Action::count)}));
    CHECK(world.send(get("q=%3Cscript%3Ealert(1)%3C/script%3E&f=../../../etc/passwd")).status == 200);
    CHECK(world.counted("waf.counted", "core") == 1);
    const auto& labels = world.acl.samples().back().labels;
    for (const char* rule : {"NoUserAgent_Header", "OWASP_XSS", "OWASP_LFI", "OWASP_CoreRuleSet"}) {
        INFO(rule);
        CHECK(std::count(labels.begin(), labels.end(), std::string("awswaf:managed:aws:core-rule-set:") + rule) == 1);
    }
}

TEST_CASE("a web ACL that changes goes on counting for the rules that stay, and begins anew for those that do not") {
    RateBased flood;
    flood.limit = 10;
    flood.evaluate_every = 0s;
    WebAclConfig config;
    config.rules = {rule("flood", flood, Action::block)};
    World world(config);
    for (int i = 0; i < 8; ++i) CHECK(world.send(get()).status == 200);

    config.rules.insert(config.rules.begin(), rule("sqli", SqliMatch{}, Action::block));
    REQUIRE_FALSE(world.acl.update(config));
    CHECK(world.send(get("q=1%27%20OR%201=1--")).status == 403);
    for (int i = 0; i < 3; ++i) (void)world.send(get());
    world.clock.run_until(epoch + 1s);
    CHECK(world.send(get()).status == 403);  // eight of before count
    CHECK(world.acl.samples().size() >= 2);

    flood.limit = 11;
    config.rules.back().statement = flood;
    REQUIRE_FALSE(world.acl.update(config));
    for (int i = 0; i < 8; ++i) CHECK(world.send(get()).status == 200);
    CHECK(world.counted("waf.blocked", "sqli") == 1);
}
