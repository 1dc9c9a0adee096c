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
        hop.lead_to(
            std::make_shared<Guard>(shared, WebAcl::Before{Protected::api, forbidden, {}}, http::Way(origin_hop)));
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

Override counting(std::string rule_name) {
    Override made{std::move(rule_name), {}};
    made.outcome.action = Action::count;
    return made;
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
    CHECK(world.acl.samples().empty());
    CHECK(world.send(get()).status == 200);
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
    group.overrides = {counting("SQLi_QUERYARGUMENTS")};
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

TEST_CASE("the chapters of the Core Rule Set are rules of a group, and one that only counts blocks nobody") {
    ManagedGroup group;
    group.name = ManagedGroup::Name::owasp;
    const auto script = [] {
        http::Request request = get("q=%3Cscript%3Ealert(1)%3C/script%3E");
        request.headers.add("User-Agent", "Mozilla/5.0");
        return request;
    };
    World world(rules({rule("owasp", group, Action::block)}));
    CHECK(world.send(script()).status == 403);
    REQUIRE(world.acl.samples().size() == 1);
    CHECK(world.acl.samples().back().labels.back() == "awswaf:managed:windtunnel:owasp-core-rule-set:OWASP_XSS");
    group.overrides = {counting("OWASP_XSS")};
    World lenient(rules({rule("owasp", group, Action::block)}));
    CHECK(lenient.send(script()).status == 200);
}

TEST_CASE("a group whose end only counts ends where it would have ended, and the next rule is asked") {
    ManagedGroup group;
    World world(rules({rule("core", group, Action::count), rule("next", test_net(), Action::count)}));
    http::Request request = get("q=%3Cscript%3Ealert(1)%3C/script%3E&f=../../../etc/passwd");
    request.headers.add("User-Agent", "Mozilla/5.0");
    CHECK(world.send(std::move(request)).status == 200);
    CHECK(world.counted("waf.counted", "core") == 1);
    CHECK(world.counted("waf.counted", "next") == 1);
    const auto& labels = world.acl.samples().back().labels;
    CHECK(labels == std::vector<std::string>{"awswaf:managed:aws:core-rule-set:GenericLFI_QueryArguments"});
}

TEST_CASE("a rule may ask for a token, which nobody has: AWS's statuses for a puzzle and for a challenge") {
    World world(rules({rule("puzzle", GeoMatch{{"XX"}}, Action::captcha)}));
    const http::Response puzzle = world.send(get());
    CHECK(puzzle.status == 405);
    CHECK(puzzle.headers.get("x-amzn-waf-action") == "captcha");
    CHECK(world.counted("waf.captcha", "puzzle") == 1);
    CHECK(world.origin.requests == 0);
    World other(rules({rule("quiet", GeoMatch{{"XX"}}, Action::challenge)}));
    const http::Response challenge = other.send(get());
    CHECK(challenge.status == 202);
    CHECK(challenge.headers.get("x-amzn-waf-action") == "challenge");
}

TEST_CASE("a viewer's country is what the edge knows of it; a client of an API says it in our own field alone") {
    const auto status = [](Protected what, const char* field) {
        World world(rules({rule("german", GeoMatch{{"DE"}}, Action::block)}));
        http::Request request = get();
        request.headers.add(Text(std::string_view(field)), "DE");
        return world.acl.look_at(request, WebAcl::Before{what, forbidden, {}}).has_value();
    };
    CHECK(status(Protected::distribution, "CloudFront-Viewer-Country"));
    CHECK_FALSE(status(Protected::distribution, "X-Windtunnel-Country"));  // taken off before
    CHECK(status(Protected::api, "X-Windtunnel-Country"));
    CHECK_FALSE(status(Protected::api, "CloudFront-Viewer-Country"));
    World world(rules({rule("german", GeoMatch{{"DE"}}, Action::block)}));
    http::Request request = get();
    request.headers.add("X-Windtunnel-Country", "DE");
    CHECK(world.acl.look_at(request, WebAcl::Before{Protected::api, forbidden, {}}).has_value());
    REQUIRE(world.acl.samples().size() == 1);
    CHECK(world.acl.samples().front().country == "DE");
}

TEST_CASE("a rule group is one rule of a web ACL: its first rule that ends it, by its action or by another") {
    RuleGroup group;
    group.name = "mine";
    group.rules = {rule("seen", test_net(), Action::count), rule("tiny", SizeConstraint{}, Action::block),
                   rule("all", test_net(), Action::block)};
    group.rules[0].labels = {"known"};
    group.rules[2].response = CustomResponse{429, {{"Retry-After", "60"}}, "slow down", "text/plain"};
    Statement labelled = LabelMatch{"awswaf:000000000000:rulegroup:mine:known"};
    World world(rules({rule("group", group, Action::block), rule("after", labelled, Action::count)}));
    const http::Response refused = world.send(get());
    CHECK(refused.status == 429);
    CHECK(refused.headers.get("Retry-After") == "60");
    CHECK(refused.body.view() == "slow down");
    CHECK(world.counted("waf.blocked", "group") == 1);
    CHECK(world.acl.samples().back().within == "all");

    group.overrides = {counting("all")};
    World lenient(rules({rule("group", group, Action::block), rule("after", labelled, Action::count)}));
    CHECK(lenient.send(get()).status == 200);
    CHECK(lenient.counted("waf.counted", "after") == 1);
}

TEST_CASE("rules insert headers for those behind, and those that clients send by that name are replaced") {
    Rule counting_rule = rule("count", test_net(), Action::count);
    counting_rule.inserted = {{"seen", "yes"}};
    Rule allowing = rule("allow", test_net(), Action::allow);
    allowing.inserted = {{"country", "CH"}};
    World world(rules({counting_rule, allowing}));
    http::Request request = get();
    request.headers.add("X-Amzn-Waf-Country", "forged");
    CHECK_FALSE(world.acl.look_at(request, {Protected::api, forbidden, {}}).has_value());
    CHECK(request.headers.get("x-amzn-waf-country") == "CH");
    CHECK(request.headers.get("x-amzn-waf-seen") == "yes");
    CHECK(request.headers.size() == 2);
}

TEST_CASE("a rate-based rule tells whom it limits") {
    RateBased rate;
    rate.limit = 10;
    World world(rules({rule("rate", rate, Action::block)}));
    for (int i = 0; i < 11; ++i) (void)world.send(get());
    CHECK(world.acl.limited("rate", "").empty());
    world.clock.run_until(world.clock.now() + 30s);
    CHECK(world.acl.limited("rate", "") == std::vector{*http::IpAddress::parse("192.0.2.7")});
    CHECK(world.acl.limited("other", "").empty());
    world.clock.run_until(world.clock.now() + 10min);
    CHECK(world.acl.limited("rate", "").empty());
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
