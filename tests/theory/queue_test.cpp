// Theory 2, 3, 4, 17: a database instance is a number of servers with a line before them.
#include "catch.hpp"
#include "storage/rds/instance.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::theory;

namespace {

/// An instance that is asked for statements, each on a connection of its own.
struct Database {
    Database(std::uint64_t servers, Distribution service, std::uint64_t room = 1'000'000'000)
        : instance(world.context, "db", config(servers, std::move(service), room)) {}

    [[nodiscard]] static rds::InstanceConfig config(std::uint64_t servers, Distribution service, std::uint64_t room) {
        rds::InstanceConfig made;
        made.servers = servers;
        made.service = std::move(service);
        made.max_connections = room;
        return made;
    }
    [[nodiscard]] static Task<void> statement(Context context, rds::Instance& instance, Histogram& sojourn) {
        const Instant asked = context.now();
        Result<rds::Instance::Statement> begun = co_await instance.begin(nullptr);
        if (!begun) co_return;
        (void)co_await begun->serve();
        sojourn.record(context.now() - asked);
    }
    /// Runs n arrivals to the end; what came first, before there was a line, weighs little.
    void run(const Distribution& gap, std::uint64_t n) {
        scope.spawn(
            arrivals(world.context, gap, n, [this] { scope.spawn(statement(world.context, instance, sojourn)); }));
        world.clock.run();
    }
    void run(double rate, std::uint64_t n) { run(Distribution::exponential(from_seconds(1 / rate)), n); }

    [[nodiscard]] const Histogram& wait() { return world.histogram("db.wait"); }
    [[nodiscard]] double waits_longer_than(Duration time) { return 1 - share(wait().at_most(time), wait().count()); }
    [[nodiscard]] double mean_wait() { return seconds(wait().mean()); }

    test::World world;
    Histogram sojourn;
    rds::Instance instance;
    Scope scope;
};

/// Relative tolerance of a mean wait.
constexpr double of_mean = effort > 1 ? 0.05 : 0.15;
/// A line of ten servers at 80% forgets itself within 1 / (sqrt(c mu) - sqrt(lambda))^2 = 9 s, or 72 arrivals.
constexpr double correlation = 60;

}  // namespace

TEST_CASE("theory 2: who waits for a server of the database, and how long, is Erlang's C") {
    const closed_form::Queue queue{10, 8, 1};
    CHECK(closed_form::erlang_c(10, 8) == Approx(0.409180).margin(1e-6));
    CHECK(queue.mean_wait() == Approx(0.204590).margin(1e-6));

    const std::uint64_t n = samples(200'000);
    Database database(10, Distribution::exponential(1s));
    database.run(8, n);
    REQUIRE(database.wait().count() == n);
    for (const Duration time : {0ms, 100ms, 500ms, 1000ms}) {
        const double expected = queue.wait_exceeds(seconds(time));
        INFO("longer than " << seconds(time) << " s");
        CHECK(database.waits_longer_than(time) ==
              Approx(expected).margin(closed_form::tolerance(expected, static_cast<double>(n), correlation)));
    }
    CHECK(database.mean_wait() == Approx(queue.mean_wait()).epsilon(of_mean));
    CHECK(queue.wait_quantile(0.5) == 0);
    CHECK(database.wait().quantile(0.5) == Duration::zero());
    CHECK(seconds(database.wait().quantile(0.95)) == Approx(queue.wait_quantile(0.95)).epsilon(of_mean));
}

TEST_CASE("theory 3: one exponential server answers within 1 / (mu - lambda) on average") {
    const std::uint64_t n = samples(200'000);
    Database database(1, Distribution::exponential(1s));
    database.run(0.6, n);
    CHECK(seconds(database.sojourn.mean()) == Approx(1 / (1 - 0.6)).epsilon(of_mean));
    for (const Duration time : {1s, 3s, 6s}) {
        const double longer = std::exp(-(1 - 0.6) * seconds(time));
        CHECK(1 - share(database.sojourn.at_most(time), n) ==
              Approx(longer).margin(closed_form::tolerance(longer, static_cast<double>(n), correlation) + 0.005));
    }
}

TEST_CASE("theory 3: connections are the room of a queue, and what finds none is refused as M/M/c/K loses") {
    struct Case {
        std::uint64_t servers;
        std::uint64_t room;
        double rate;
    };
    const std::uint64_t n = samples(30'000);
    for (const Case& c : {Case{1, 1, 0.8}, Case{2, 6, 1.8}, Case{4, 10, 5}, Case{3, 3, 2}}) {
        Database database(c.servers, Distribution::exponential(1s), c.room);
        database.run(c.rate, n);
        const double lost = closed_form::Queue{c.servers, c.rate, 1}.loss(c.room);
        INFO(c.servers << " servers, room for " << c.room << ", " << c.rate << "/s");
        CHECK(share(database.world.counter("db.refused"), n) ==
              Approx(lost).margin(closed_form::tolerance(lost, static_cast<double>(n), correlation)));
        CHECK(database.world.counter("db.refused") + database.world.counter("db.statements") == n);
    }
    CHECK(closed_form::Queue{3, 2, 1}.loss(3) == Approx(closed_form::erlang_b(3, 2)));
}

TEST_CASE("theory 4: the wait for one server grows with the variation of its service (Pollaczek-Khinchine)") {
    const double e = std::exp(1.0);
    CHECK(closed_form::wait_of_one_server(0.7, 1, 0) == Approx(1.16667).margin(1e-5));
    CHECK(closed_form::wait_of_one_server(0.7, 1, e - 1) == Approx(3.17133).margin(1e-5));
    const std::uint64_t n = samples(80'000);
    const auto wait = [&](Distribution service) {
        Database database(1, std::move(service));
        database.run(0.7, n);
        return database.mean_wait();
    };
    CHECK(wait(Distribution::constant(1s)) == Approx(1.16667).epsilon(of_mean));
    CHECK(wait(Distribution::erlang(4, 1s)) == Approx(closed_form::wait_of_one_server(0.7, 1, 0.25)).epsilon(of_mean));
    CHECK(wait(lognormal_of_sigma_one(1)) == Approx(3.17133).epsilon(2 * of_mean));
}

TEST_CASE("theory 4: several servers wait about as M/M/c does, times (1 + variation) / 2") {
    const std::uint64_t n = samples(80'000);
    const closed_form::Queue queue{4, 3.2, 1};
    for (const auto& [service, variation] :
         {std::pair{Distribution::constant(1s), 0.0}, std::pair{lognormal_of_sigma_one(1), std::exp(1.0) - 1}}) {
        Database database(4, service);
        database.run(3.2, n);
        CHECK(database.mean_wait() == Approx(closed_form::wait_of_servers(queue, variation)).epsilon(0.1 + of_mean));
    }
}

TEST_CASE("theory 17: the wait for one server stays below Kingman's bound, and near it under heavy load") {
    const std::uint64_t n = samples(50'000);
    struct Case {
        Distribution gap;
        double gap_variation;
        Distribution service;
        double variation;
    };
    const Case cases[] = {
        {Distribution::erlang(3, 1s), 1.0 / 3, Distribution::exponential(900ms), 1},
        {Distribution::constant(1s), 0, lognormal_of_sigma_one(0.9), std::exp(1.0) - 1},
        {hyperexponential(1), 5.5, Distribution::erlang(2, 900ms), 0.5},
    };
    for (const Case& c : cases) {
        Database database(1, c.service);
        database.run(c.gap, n);
        const double bound = closed_form::kingman_bound(1, 0.9, c.gap_variation, c.variation);
        CHECK(database.mean_wait() < bound * (1 + of_mean));
        CHECK(database.mean_wait() > bound / 2);
    }
}
