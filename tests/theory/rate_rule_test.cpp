// Theory 16: a rate-based rule of the web ACL against senders with a steady rate.
#include "catch.hpp"
#include "edge/waf/web_acl.hpp"
#include "http/ways.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::theory;

namespace {

class Origin final : public http::Tier {
public:
    [[nodiscard]] Task<http::Response> handle(http::Request&&, http::Next) override {
        co_return http::json_response(200, "{}");
    }
};

/// Each of `senders` sends `per_second` for `span`, all to one web ACL. Returns how many requests got through.
std::uint64_t passed(const edge::waf::RateBased& rate, double per_second, std::uint32_t senders, Duration span) {
    test::World world;
    edge::waf::WebAclConfig config;
    edge::waf::Rule rule;
    rule.name = "rate";
    rule.statement = rate;
    config.rules.push_back(rule);
    Origin origin;
    http::test::Standing origin_hop(world.context, "origin", origin);
    edge::waf::Guard guard(
        std::make_shared<edge::waf::WebAcl>(world.context, "waf", config),
        edge::waf::WebAcl::Before{edge::waf::Protected::api, [] { return http::json_response(403, "{}"); }, {}},
        http::Way(origin_hop));
    http::test::Standing hop(world.context, "waf", guard);
    const auto send = [](http::Hop& to, std::uint32_t sender) -> Task<void> {
        http::Request request;
        request.client = http::IpAddress::v4(0xc6120000U + sender);
        (void)co_await to.send(std::move(request));
    };
    Scope scope;
    scope.spawn(arrivals(world.context, Distribution::constant(from_seconds(1 / per_second)),
                         static_cast<std::uint64_t>(seconds(span) * per_second), [&] {
                             for (std::uint32_t i = 0; i < senders; ++i) scope.spawn(send(hop, i));
                         }));
    world.clock.run();
    return world.counter("waf.allowed");
}

}  // namespace

TEST_CASE("theory 16: of a steady attacker leaks what it sends until e * ceil((L / r) / e)") {
    struct Case {
        double rate;
        std::uint64_t limit;
        Duration window;
        Duration every;
    };
    const Case cases[] = {
        {100, 2000, 300s, 30s}, {7, 2000, 300s, 30s}, {51, 2000, 300s, 10s}, {20, 100, 60s, 30s}, {2.1, 100, 60s, 10s},
    };
    for (const Case& c : cases) {
        edge::waf::RateBased rate;
        rate.limit = c.limit;
        rate.window = c.window;
        rate.evaluate_every = c.every;
        const double acts =
            closed_form::rate_rule_acts(c.rate, static_cast<double>(c.limit), seconds(c.window), seconds(c.every))
                .value();
        constexpr std::uint32_t senders = 3;
        INFO(c.rate << "/s against " << c.limit << " in " << seconds(c.window) << " s");
        const double leaked = static_cast<double>(passed(rate, c.rate, senders, 30min)) / senders;
        CHECK(leaked <= c.rate * acts + 1.001);
        CHECK(leaked >= c.rate * acts - 1.001);
    }
}

TEST_CASE("theory 16: a sender who keeps to the limit is never acted on") {
    edge::waf::RateBased rate;
    rate.limit = 600;
    rate.window = 60s;
    for (const Duration every : {10s, 13s, 30s}) {
        rate.evaluate_every = every;
        CHECK_FALSE(closed_form::rate_rule_acts(10, 600, 60, seconds(every)).has_value());
        CHECK(passed(rate, 10, 1, 20min) == 12'000);
    }
}
