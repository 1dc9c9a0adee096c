#include "base/pace.hpp"

#include "base/literals.hpp"
#include "catch.hpp"

using namespace wt;

namespace {

struct World {
    Clock clock{epoch + 1h};
    Metrics metrics;
    Digest digest;
    Context context{clock, 1, metrics, digest};
};

}  // namespace

TEST_CASE("at once nothing begins, and what another run began is over") {
    World world;
    Pace pace(world.context);
    CHECK_FALSE(pace.begin(3s));
    CHECK(pace.over({world.clock.now(), world.clock.now() + 3s}));
}

TEST_CASE("as at AWS a course ends on the run's clock, and not before") {
    World world;
    Pace pace(world.context, Pace::Kind::aws);
    CHECK_FALSE(pace.begin(0s));
    const auto course = pace.begin(3s);
    REQUIRE(course);
    bool ended = false;
    pace.when_over(*course, [&] { ended = true; });
    world.clock.run_until(world.clock.now() + 3s - 1ns);
    CHECK_FALSE(ended);
    CHECK_FALSE(pace.over(*course));
    world.clock.run_until(world.clock.now() + 1ns);
    CHECK(ended);
    CHECK(pace.over(*course));
}

TEST_CASE("a course that a later clock began is over: time was set back between two runs") {
    World world;
    Pace pace(world.context, Pace::Kind::aws);
    const Course course{world.clock.now() + 1h, world.clock.now() + 1h + 3s};
    CHECK(pace.over(course));
    bool ended = false;
    pace.when_over(course, [&] { ended = true; });
    CHECK(ended);
}

TEST_CASE("nobody is called when the pace is gone") {
    World world;
    bool ended = false;
    {
        Pace pace(world.context, Pace::Kind::aws);
        pace.when_over(*pace.begin(3s), [&] { ended = true; });
    }
    world.clock.run_until(world.clock.now() + 1h);
    CHECK_FALSE(ended);
}
