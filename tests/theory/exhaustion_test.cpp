// Theory 10, 11, 13: a function whose dependency hangs or fails, and one that all call at once.
#include <map>
#include <string>
#include <vector>

#include "catch.hpp"
#include "lambda/function.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::theory;

namespace {

/// A backend behind a gate, where faults are put in its way.
class Dependency final : public lambda::Backend {
public:
    explicit Dependency(const Context& context) : gate(context, "db", {}) {}
    [[nodiscard]] std::string_view name() const override { return "db"; }
    [[nodiscard]] Task<lambda::BackendReply> call(lambda::BackendCall, lambda::Connection*) override {
        ++calls;
        const Passage passage = co_await gate.enter();
        lambda::BackendReply reply;
        if (passage != Passage::open) {
            reply.outcome = lambda::BackendReply::Outcome::failed;
            reply.error = "it failed";
        }
        co_return reply;
    }
    Gate gate;
    std::uint64_t calls = 0;
};

struct Stand {
    Stand(lambda::FunctionConfig config, std::uint64_t concurrency)
        : account(lambda::AccountConfig{concurrency}),
          function(world.context, "f", std::move(config), account, {{"db", &dependency}}) {}

    [[nodiscard]] static Task<void> invoke(lambda::Function& function, std::uint64_t& succeeded) {
        http::Request request;
        const http::Response response = co_await function.invoke(std::move(request));
        if (response.status < 400) ++succeeded;
    }
    void ask() { scope.spawn(invoke(function, succeeded)); }
    [[nodiscard]] std::uint64_t count(const std::string& metric) { return world.counter("f." + metric); }

    test::World world;
    lambda::AccountConcurrency account;
    Dependency dependency{world.context};
    lambda::Function function;
    std::uint64_t succeeded = 0;
    Scope scope;
};

[[nodiscard]] lambda::FunctionConfig asking_database(Duration timeout, int max_retries = 0) {
    lambda::FunctionConfig config;
    config.timeout = timeout;
    lambda::Call call;
    call.to = "db";
    call.operation = lambda::Operation::select;
    call.timeout = 15min;
    call.max_retries = max_retries;
    config.handlers.push_back({"*", Latency{}, {call}});
    return config;
}

}  // namespace

TEST_CASE("theory 10: a dependency that hangs uses up the concurrency after C / lambda, then C / tau are admitted") {
    const closed_form::Exhaustion expected = closed_form::exhaustion(200, 1000, 29);
    CHECK(expected.first_throttle == 5);
    CHECK(expected.admitted == Approx(34.48).margin(0.01));
    for (const bool even : {true, false}) {
        Stand stand(asking_database(29s), 1000);
        Fault hang;
        hang.outage = Outage::hang;
        (void)stand.dependency.gate.strike(hang);
        // Twenty timeouts; the first throttle is looked for on the way.
        const Distribution gap = even ? Distribution::constant(5ms) : Distribution::exponential(5ms);
        std::optional<Instant> first;
        stand.scope.spawn(arrivals(stand.world.context, gap, 20 * 29 * 200, [&] {
            stand.ask();
            if (!first && stand.count("throttled") > 0) first = stand.world.clock.now();
        }));
        stand.world.clock.run_until(epoch + 20 * 29s - 1ns);
        REQUIRE(first.has_value());
        const double at = seconds(*first - epoch);
        // The thousandth arrival of a Poisson process: standard deviation sqrt(1000) gaps.
        CHECK(at == Approx(expected.first_throttle).margin(even ? 0.0051 : 4 * std::sqrt(1000) / 200));
        const double admitted = static_cast<double>(stand.count("invocations")) / (20 * 29);
        CHECK(admitted == Approx(expected.admitted).epsilon(0.005));
        const double throttled = static_cast<double>(stand.count("throttled")) / (20 * 29);
        CHECK(throttled == Approx(expected.throttled).epsilon(0.01));
    }
}

TEST_CASE("theory 11: of a storm the warm, the concurrency and the allowance for growth decide who is served") {
    struct Case {
        std::uint64_t requests;
        std::uint64_t warm;
        std::uint64_t concurrency;
        Duration since_warm;  // the allowance grows back by 100 a second
    };
    const Case cases[] = {
        {500, 0, 1000, 0s},     {1500, 0, 1000, 0s},    {1500, 0, 3000, 0s},    {100, 200, 1000, 1s},
        {2500, 600, 3000, 0s},  {2500, 600, 3000, 2s},  {2500, 600, 3000, 60s}, {1800, 600, 1000, 60s},
        {900, 1000, 1000, 10s}, {2000, 1000, 3000, 3s},
    };
    for (const Case& c : cases) {
        lambda::FunctionConfig config;
        config.timeout = 15min;
        config.idle_ttl = 1h;
        config.init.law = Distribution::constant(200ms);
        config.handlers.push_back({"*", Latency{Distribution::constant(100ms)}, {}});
        Stand stand(std::move(config), c.concurrency);
        for (std::uint64_t i = 0; i < c.warm; ++i) stand.ask();
        stand.world.clock.run_until(epoch + 300ms + c.since_warm);
        REQUIRE(stand.function.environments() == c.warm);
        REQUIRE(stand.function.busy() == 0);

        const std::uint64_t cold_before = stand.count("cold");
        for (std::uint64_t i = 0; i < c.requests; ++i) stand.ask();
        const auto regrown = static_cast<std::uint64_t>((300ms + c.since_warm) / 10ms);
        const std::uint64_t allowance = std::min<std::uint64_t>(1000, 1000 - c.warm + regrown);
        const closed_form::Storm expected = closed_form::cold_start_storm(c.requests, c.warm, c.concurrency, allowance);
        INFO(c.requests << " requests, " << c.warm << " warm, concurrency " << c.concurrency);
        CHECK(stand.count("cold") - cold_before == expected.cold);
        CHECK(stand.count("throttled") == expected.throttled);
    }
}

TEST_CASE("theory 13: n attempts succeed with 1 - p^n, and multiply the load by (1 - p^n) / (1 - p)") {
    const std::uint64_t n = samples(3'000);
    struct Case {
        double failure;
        int attempts;
    };
    for (const Case& c : {Case{0.5, 3}, Case{0.1, 2}, Case{0.9, 4}, Case{0.3, 1}}) {
        Stand stand(asking_database(15min, c.attempts - 1), 1'000'000);
        Fault fault;
        fault.error_probability = c.failure;
        (void)stand.dependency.gate.strike(fault);
        stand.scope.spawn(poisson(stand.world.context, 100, n, [&] { stand.ask(); }));
        stand.world.clock.run_until(epoch + 24h);
        const closed_form::Retries expected = closed_form::retries(c.failure, static_cast<std::uint64_t>(c.attempts));
        const auto requests = static_cast<double>(n);
        INFO("failure " << c.failure << ", attempts " << c.attempts);
        CHECK(stand.count("throttled") == 0);
        CHECK(share(stand.succeeded, n) ==
              Approx(expected.success).margin(closed_form::tolerance(expected.success, requests)));
        // One request makes 1 to n attempts: its variance is below (n / 2)^2.
        CHECK(share(stand.dependency.calls, n) ==
              Approx(expected.attempts).margin(4 * c.attempts / 2.0 / std::sqrt(requests)));
    }
}
