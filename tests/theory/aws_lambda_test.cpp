// The concurrency pool against experiments on AWS Lambda itself (aws_lambda_measured.csv).
#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "lambda/concurrency_pool.hpp"
#include "source_tree.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::theory;

namespace {

struct Experiment {
    double arrivals;
    double warm_ms;
    double cold_ms;
    double idle_expiry;
    double instances;
    double cold;        // probability
    double cold_error;  // its standard error
};

[[nodiscard]] std::vector<Experiment> measured_on_aws() {
    std::ifstream file(testing::source_tree() + "/tests/theory/aws_lambda_measured.csv");
    std::vector<Experiment> rows;
    bool heading = true;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        if (std::exchange(heading, false)) continue;
        std::replace(line.begin(), line.end(), ',', ' ');
        std::istringstream fields(line);
        Experiment row{};
        fields >> row.arrivals >> row.warm_ms >> row.cold_ms >> row.idle_expiry >> row.instances >> row.cold >>
            row.cold_error;
        REQUIRE(fields);
        rows.push_back(row);
    }
    return rows;
}

/// The pool under Poisson arrivals, each of which holds its environment for the mean that was measured.
///
/// Ten thousand cold starts an experiment bring the errors below to these, which is where the limits are from:
///
///     law of the service time                       cold starts   environments
///     constant                                             13.1%           2.7%
///     exponential, as SimFaaS has it                       12.9%           3.2%
///
/// Erlang and lognormal laws, and taking the environment that is youngest instead of the one used most recently (as
/// SimFaaS does), move them by less than half a hundredth. What is left is in the data, whose own standard errors
/// average 10%: at low rates every law comes near the closed form e^(-rate * expiry), 0.177 at 0.00288 requests a
/// second, where 0.145 (+- 0.024) was measured, the next experiments being 10% to 20% lower, too; at 0.00785 requests
/// it is 0.034 (+- 0.005) against 0.023; and at 0.1 two experiments lie 1.7 and 3.4 standard errors below 0.0071.
class Measurement {
public:
    Measurement(const Experiment& experiment, lambda::Routing routing, std::uint64_t requests)
        : pool_(std::nullopt, from_seconds(experiment.idle_expiry), account_, 0, routing),
          warm_(Distribution::constant(from_seconds(experiment.warm_ms / 1000))),
          cold_(Distribution::constant(from_seconds(experiment.cold_ms / 1000))) {
        Scope scope;
        scope.spawn(poisson(world_.context, experiment.arrivals, requests, [&] { scope.spawn(serve()); }));
        scope.spawn(expire());
        world_.clock.run_until(epoch + from_seconds(static_cast<double>(requests) / experiment.arrivals));
        cold_share = share(colds_, requests_);
        instances = environments_.integral(world_.clock.now()) / seconds(world_.clock.now() - epoch);
    }

    double cold_share = 0;
    double instances = 0;

private:
    [[nodiscard]] Task<void> serve() {
        lambda::ConcurrencyPool::Grant grant = pool_.acquire(world_.clock.now());
        WT_ASSERT(grant.environment != nullptr);
        ++requests_;
        colds_ += grant.cold ? 1 : 0;
        note();
        co_await world_.clock.sleep_for((grant.cold ? cold_ : warm_).sample(service_));
        pool_.release(std::move(grant.environment), world_.clock.now());
        note();
    }
    [[nodiscard]] Task<void> expire() {
        for (;;) {
            co_await world_.clock.sleep_until(pool_.next_expiry().value_or(world_.clock.now() + 10s));
            pool_.expire(world_.clock.now());
            note();
        }
    }
    void note() { environments_.set(static_cast<double>(pool_.busy() + pool_.idle()), world_.clock.now()); }

    test::World world_;
    lambda::AccountConcurrency account_{lambda::AccountConfig{}};
    lambda::ConcurrencyPool pool_;
    Distribution warm_;
    Distribution cold_;
    Random service_{9, "service"};
    Gauge environments_;
    std::uint64_t requests_ = 0;
    std::uint64_t colds_ = 0;
};

/// Mean absolute errors, as shares of what was measured; and the farthest cold-start probability, in standard errors.
struct Errors {
    double cold = 0;
    double instances = 0;
    double farthest = 0;
};

[[nodiscard]] Errors errors(lambda::Routing routing, double cold_starts) {
    Errors sum;
    const std::vector<Experiment> experiments = measured_on_aws();
    REQUIRE(experiments.size() == 20);
    const auto count = static_cast<double>(experiments.size());
    for (const Experiment& aws : experiments) {
        const Measurement found(aws, routing, static_cast<std::uint64_t>(cold_starts / aws.cold));
        sum.cold += std::abs(found.cold_share - aws.cold) / aws.cold / count;
        sum.instances += std::abs(found.instances - aws.instances) / aws.instances / count;
        sum.farthest = std::max(sum.farthest, std::abs(found.cold_share - aws.cold) / aws.cold_error);
    }
    return sum;
}

}  // namespace

TEST_CASE("the pool starts and keeps as many environments as AWS Lambda was measured to") {
    const Errors found = errors(lambda::Routing::most_recently_used, static_cast<double>(samples(400)));
    // A tenth of the cold starts, as under sanitizers, have a noise of 5% each, which adds to the errors.
    CHECK(found.cold <= (effort == 1 ? 0.15 : 0.135));
    CHECK(found.farthest <= 4);
    CHECK(found.instances <= 0.04);
}

TEST_CASE("a pool that took the environment used least recently would not do what AWS Lambda was measured to") {
    const Errors found = errors(lambda::Routing::least_recently_used, static_cast<double>(samples(40)));
    // It has 0.67 and 0.36; a tenth of the cold starts, as under sanitizers, begin with too few environments.
    CHECK(found.cold > (effort == 1 ? 0.4 : 0.6));
    CHECK(found.farthest > 10);
    CHECK(found.instances > (effort == 1 ? 0.15 : 0.3));
}
