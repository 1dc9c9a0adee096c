// Theory 1, 7, 17: a function's environments are servers without a queue.
#include <map>
#include <string>
#include <vector>

#include "catch.hpp"
#include "lambda/function.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::theory;

namespace {

/// A function that only works, for a time from a law.
struct Alone {
    explicit Alone(lambda::FunctionConfig config, std::uint64_t account_concurrency = 1000)
        : account(lambda::AccountConfig{account_concurrency}),
          function(world.context, "f", std::move(config), account, {}) {}

    [[nodiscard]] static lambda::FunctionConfig working(Distribution work) {
        lambda::FunctionConfig config;
        config.timeout = 15min;
        config.idle_ttl = 24h * 365;
        config.handlers.push_back({"*", Latency{std::move(work)}, {}});
        return config;
    }
    [[nodiscard]] static Task<void> invoke(lambda::Function& function) {
        http::Request request;
        (void)co_await function.invoke(std::move(request));
    }
    void load(double rate, std::uint64_t n) {
        scope.spawn(poisson(world.context, rate, n, [this] { scope.spawn(invoke(function)); }));
    }

    test::World world;
    lambda::AccountConcurrency account;
    lambda::Function function;
    Scope scope;
};

}  // namespace

TEST_CASE("theory 1: concurrency turns away Erlang's B, whatever the law of the service") {
    constexpr double rate = 80;
    constexpr double service = 0.1;
    constexpr std::uint64_t places = 10;
    const double blocked = closed_form::erlang_b(places, rate * service);
    CHECK(blocked == Approx(0.121661).margin(1e-6));
    const std::uint64_t n = samples(30'000);
    const auto lost = [&](Distribution work, Distribution init) {
        lambda::FunctionConfig config = Alone::working(std::move(work));
        config.reserved = places;
        if (!init.is_zero()) config.idle_ttl = 1ns;  // every start is cold
        config.init.law = std::move(init);
        Alone alone(std::move(config));
        alone.load(rate, n);
        alone.world.clock.run_until(epoch + from_seconds(2 * static_cast<double>(n) / rate));
        CHECK(alone.world.counter("f.invocations") + alone.world.counter("f.throttled") == n);
        return share(alone.world.counter("f.throttled"), n);
    };
    const double margin = closed_form::tolerance(blocked, static_cast<double>(n), 5);
    CHECK(lost(Distribution::exponential(100ms), {}) == Approx(blocked).margin(margin));
    CHECK(lost(Distribution::constant(100ms), {}) == Approx(blocked).margin(margin));
    CHECK(lost(hyperexponential(service), {}) == Approx(blocked).margin(margin));
    // A cold start is service too.
    CHECK(lost(Distribution::exponential(40ms), Distribution::constant(60ms)) == Approx(blocked).margin(margin));
}

TEST_CASE("theory 1: the concurrency in use is the load that is not turned away") {
    const std::uint64_t n = samples(30'000);
    lambda::FunctionConfig config = Alone::working(Distribution::exponential(1s));
    config.reserved = 40;
    Alone alone(std::move(config));
    alone.load(36, n);
    const double span = static_cast<double>(n) / 36;
    alone.world.clock.run_until(epoch + from_seconds(span));
    const double carried = 36 * (1 - closed_form::erlang_b(40, 36));
    CHECK(alone.world.metrics.gauge("f.concurrency").integral(alone.world.clock.now()) / span ==
          Approx(carried).epsilon(effort > 1 ? 0.01 : 0.03));
}

TEST_CASE("theory 7: an invocation is cold when none came for the idle time before it") {
    struct Case {
        double rate;
        double idle;
    };
    CHECK(closed_form::idle_expiry_hits(2, 0.7) == Approx(0.753403).margin(1e-6));
    const std::uint64_t n = samples(20'000);
    for (const Case& c : {Case{2, 0.7}, Case{0.001, 600}, Case{0.1, 20}}) {
        lambda::FunctionConfig config = Alone::working({});
        config.idle_ttl = from_seconds(c.idle);
        Alone alone(std::move(config));
        alone.load(c.rate, n);
        alone.world.clock.run();
        const double warm = closed_form::idle_expiry_hits(c.rate, c.idle);
        INFO("rate " << c.rate << ", idle " << c.idle);
        CHECK(1 - share(alone.world.counter("f.cold"), n) ==
              Approx(warm).margin(closed_form::tolerance(warm, static_cast<double>(n))));
    }
}

TEST_CASE("theory 17: without a limit in reach the environments in use follow Poisson's law") {
    constexpr double rate = 20;
    constexpr double offered = 20;
    for (const Distribution& work : {Distribution::exponential(1s), Distribution::constant(1s)}) {
        Alone alone(Alone::working(work));
        const std::uint64_t looks = samples(1'000);
        alone.load(rate, static_cast<std::uint64_t>(rate * 6 * static_cast<double>(looks + 10)));
        alone.world.clock.run_until(epoch + 20s);
        double sum = 0;
        double squares = 0;
        for (std::uint64_t i = 0; i < looks; ++i) {  // six service times apart: nearly independent
            alone.world.clock.run_until(alone.world.clock.now() + 6s);
            const auto busy = static_cast<double>(alone.function.busy());
            sum += busy;
            squares += busy * busy;
        }
        const auto n = static_cast<double>(looks);
        const double mean = sum / n;
        const double variance = (squares - sum * mean) / (n - 1);
        CHECK(mean == Approx(offered).margin(4 * std::sqrt(offered / n)));
        // Of Poisson's law the variance of a sample variance is (2 a^2 + a) / n.
        CHECK(variance == Approx(offered).margin(4 * std::sqrt((2 * offered * offered + offered) / n)));
    }
}
