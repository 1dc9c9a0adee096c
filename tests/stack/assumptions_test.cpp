#include "stack/assumptions.hpp"

#include "base/literals.hpp"
#include "catch.hpp"

using namespace wt;

TEST_CASE("so many times a law draws so many times what it draws") {
    for (const char* text : {"5ms", "const(2ms)", "uniform(1ms, 9ms)", "exp(20ms)", "lognormal(p50=0.6ms, p99=25ms)",
                             "lognormal(2ms,25ms)", "gamma(2, 8ms)", "gamma(k=0.5, mean=10ms)", "erlang(3, 9ms)",
                             "pareto(2ms, 3)", "weibull(1.5, 1m30s)", "mix(0.7:5ms, 0.3:exp(50ms))"}) {
        INFO(text);
        const auto law = parse_distribution(text);
        REQUIRE(law.ok());
        const Distribution twice = stack::times(2, *law);
        CHECK(seconds(twice.mean()) == Approx(2 * seconds(law->mean())));
        Random one(7, "times");
        Random other(7, "times");
        for (int i = 0; i < 100; ++i)
            CHECK(seconds(twice.sample(other)) == Approx(2 * seconds(law->sample(one))).margin(3e-9));
    }
}

TEST_CASE("what is assumed of a component is named, in the order in which a request travels") {
    std::vector<stack::Component> components(3);
    components[0] = {"users", "cognito", identity::UserPoolConfig{}, {}, {}};
    lambda::FunctionConfig function;
    function.platform = {*parse_distribution("90ms"), true};
    function.init = {*parse_distribution("100ms"), false};  // measured
    function.first_run = {Distribution(), true};            // nothing
    components[1] = {"fn", "lambda", function, {}, {}};
    gateway::RestApiConfig api;
    api.overhead = {*parse_distribution("8ms"), true};
    components[2] = {"api", "apigateway-rest", api, {}, {}};
    const auto found = stack::assumptions(components);
    REQUIRE(found.size() == 2);
    CHECK(found[0].text() == "api overhead 8ms");
    CHECK(found[1].text() == "fn platform 90ms");
    found[0].latency->law = stack::times(2, found[0].latency->law);
    CHECK(std::get<gateway::RestApiConfig>(components[2].config).overhead.law.mean() == 16ms);
}

TEST_CASE("which limits are taken as exact is one sentence, with the setting that makes them best effort") {
    std::vector<stack::Component> components(2);
    gateway::RestApiConfig api;
    components[0] = {"api", "apigateway-rest", api, {}, {}};
    edge::waf::WebAclConfig acl;
    components[1] = {"waf", "wafv2", acl, {}, {}};
    CHECK(stack::exact_limits(components) ==
          "Limits taken as exact, which AWS keeps by best effort: api (throttle.hosts).");
    for (const Duration every : {30s, 10s, 30s}) {
        edge::waf::RateBased rate;
        rate.evaluate_every = every;
        acl.rules.emplace_back();
        acl.rules.back().statement = rate;
    }
    components[1] = {"waf", "wafv2", acl, {}, {}};
    CHECK(
        stack::exact_limits(components) ==
        "Limits taken as exact, which AWS keeps by best effort: api (throttle.hosts); waf's rate rules, decided every "
        "30s, 10s (rate_based.evaluate_every).");
    api.limit_hosts = 4;
    components[0] = {"api", "apigateway-rest", api, {}, {}};
    acl.rules.clear();
    components[1] = {"waf", "wafv2", acl, {}, {}};
    CHECK(stack::exact_limits(components).empty());
}
