#include "postgres/engine.hpp"

#include <set>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "base/random.hpp"
#include "base/scope.hpp"
#include "catch.hpp"
#include "postgres/cluster.hpp"

using namespace wt;

namespace {

/// One primary and one standby for all the tests; none where PostgreSQL's server is not installed.
postgres::Cluster* cluster() {
    static const std::unique_ptr<postgres::Cluster> started = [] {
        postgres::ClusterOptions options;
        options.standbys = 1;
        try {
            return std::make_unique<postgres::Cluster>(options);
        } catch (const std::runtime_error& error) {
            if (std::string_view(error.what()).find("apt-get install postgresql") == std::string_view::npos) throw;
            return std::unique_ptr<postgres::Cluster>();
        }
    }();
    return started.get();
}

struct World {
    Clock clock;
    front::Loop loop{clock};
    postgres::Engine primary{loop, cluster()->primary_url(), 2, postgres::Engine::Role::primary};
    postgres::Engine standby{loop, cluster()->standby_url(1), 2, postgres::Engine::Role::replica};

    /// The result of a task that waits for the servers.
    template <class T>
    T wait(Task<T> task) {
        std::optional<T> result;
        const auto run = [](Task<T> what, std::optional<T>& into, front::Loop& on) -> Task<void> {
            into.emplace(co_await what);
            on.stop();
        };
        Scope scope;
        scope.spawn(run(std::move(task), result, loop));
        while (!result) loop.run();
        return std::move(*result);
    }
};

[[nodiscard]] std::multiset<std::string> sorted(const std::vector<Text>& ids) {
    std::multiset<std::string> all;
    for (const Text& id : ids) all.insert(id.str());
    return all;
}

[[nodiscard]] rds::Write put(Text id, std::uint64_t number, Text body = "{}") {
    rds::Write write;
    write.id = std::move(id);
    write.body = std::move(body);
    write.number = number;
    return write;
}

[[nodiscard]] rds::Write remove(Text id, std::uint64_t number) {
    rds::Write write = put(std::move(id), number, "");
    write.kind = rds::Write::Kind::remove;
    return write;
}

}  // namespace

/// Ends a test where there is no server.
#define NEEDS_POSTGRES()                                                           \
    if (cluster() == nullptr) {                                                    \
        WARN("PostgreSQL's server is not installed (apt-get install postgresql)"); \
        return;                                                                    \
    }

TEST_CASE("what is written to the primary is read there at once, and on the standby when it has caught up") {
    NEEDS_POSTGRES();
    World world;
    const std::string bytes("\0\xff'; DROP TABLE x", 18);
    const auto applied = world.wait(world.primary.apply({put(Text(bytes), 1, Text(bytes))}, epoch));
    REQUIRE(applied.ok());
    CHECK(applied->changed == 1);
    CHECK(applied->rows_change == 1);
    CHECK(*world.wait(world.primary.select(Text(bytes))) == Text(bytes));
    CHECK(*world.wait(world.primary.select("other")) == std::nullopt);

    world.standby.catch_up(applied->position);
    CHECK(*world.wait(world.standby.position()) >= applied->position);
    CHECK(*world.wait(world.standby.select(Text(bytes))) == Text(bytes));
    CHECK(world.standby.fingerprint() == world.primary.fingerprint());
    CHECK(world.standby.last_write(bytes) == 1);
    CHECK(world.standby.last_write("other") == std::nullopt);
}

TEST_CASE("batches do in PostgreSQL what they do in the SQLite table, and count the same") {
    NEEDS_POSTGRES();
    World world;
    rds::Database table;
    world.primary.fill(12, "filled", epoch);
    table.fill(12, "filled", epoch);
    Random random(7, "batches");
    for (int round = 0; round < 60; ++round) {
        std::vector<rds::Write> batch;
        for (std::uint64_t i = random.below(6); i > 0; --i) {
            const Text id(std::to_string(random.below(16)));
            const std::uint64_t number = random.below(40);
            batch.push_back(random.below(3) == 0 ? remove(id, number)
                                                 : put(id, number, Text(fmt::format("{}.{}", round, i))));
        }
        const rds::Applied expected = table.apply(batch, epoch, rds::Capture::changes);
        const auto applied = world.wait(world.primary.apply(batch, epoch));
        REQUIRE(applied.ok());
        CHECK(applied->changed == expected.changed);
        CHECK(applied->outdated == expected.outdated);
        CHECK(applied->rows_change == expected.rows_change);
        CHECK(sorted(applied->ids) == sorted(expected.ids));
        for (int id = 0; id < 16; ++id) {
            const std::string name = std::to_string(id);
            CHECK(*world.wait(world.primary.select(Text(name))) == table.select(name));
            CHECK(world.primary.last_write(name) == table.last_write(name));
        }
    }
}

TEST_CASE("more statements than sessions wait their turn, and one whose caller goes away leaves the rest be") {
    NEEDS_POSTGRES();
    World world;
    world.primary.fill(10, "filled", epoch);
    int answered = 0;
    const auto ask = [](postgres::Engine& engine, int& count) -> Task<void> {
        const auto found = co_await engine.select("3");
        CHECK(*found == Text("filled"));
        ++count;
    };
    {
        Scope gone;
        for (int i = 0; i < 5; ++i) gone.spawn(ask(world.primary, answered));
    }
    Scope scope;
    for (int i = 0; i < 20; ++i) scope.spawn(ask(world.primary, answered));
    // In line behind all of them; but the other session may still be at one.
    CHECK(*world.wait(world.primary.select("3")) == Text("filled"));
    CHECK(answered >= 19);
}

TEST_CASE("a standby refuses writes in PostgreSQL's words, and goes on") {
    NEEDS_POSTGRES();
    World world;
    world.standby.catch_up(world.primary.position_now());
    const auto refused = world.wait(world.standby.apply({put("1", 1)}, epoch));
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message.find("read-only transaction") != std::string::npos);
    CHECK(world.wait(world.standby.select("1")).ok());
}

TEST_CASE("a connection that the server cuts fails its statements once, and is opened again") {
    NEEDS_POSTGRES();
    World world;
    world.primary.fill(1, "filled", epoch);
    postgres::Engine other(world.loop, cluster()->primary_url(), 1, postgres::Engine::Role::replica);
    PGconn* const connection = PQconnectdb(cluster()->primary_url().c_str());
    PQclear(PQexec(connection,
                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                   "AND backend_type = 'client backend'"));
    PQfinish(connection);
    int failures = 0;
    for (bool answered = false; !answered; ++failures) {
        REQUIRE(failures < 10);
        answered = world.wait(world.primary.select("0")).ok();
    }
    CHECK(failures > 1);
}
