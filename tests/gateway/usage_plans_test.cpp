#include "catch.hpp"

#include <string>

#include "gateway/usage_plans.hpp"

using namespace wt;
using namespace wt::gateway;

namespace {

constexpr UsagePlans::Call one{"value-1", "api/prod", "GET /items"};
constexpr UsagePlans::Call other_stage{"value-1", "api/test", "GET /items"};

UsagePlans::Plan plan_of(std::optional<Limit> throttle, std::optional<Quota> quota) {
    UsagePlans::Plan plan;
    plan.throttle = throttle;
    plan.quota = quota;
    plan.stages["api/prod"];
    plan.stages["api/test"];
    return plan;
}

UsagePlans with(UsagePlans::Plan plan) {
    UsagePlans plans;
    plans.put_key("k", {"value-1", true});
    plans.put_plan("p", std::move(plan), epoch);
    plans.join("p", "k");
    return plans;
}

Admission ask(UsagePlans& plans, const UsagePlans::Call& call, Instant now) {
    const Admission admission = plans.admit(call, now);
    if (admission == Admission::admitted) plans.count(call, now);
    return admission;
}

}  // namespace

TEST_CASE("a key is good for the stages of its plan, while it is enabled") {
    UsagePlans plans = with(plan_of({}, {}));
    CHECK(ask(plans, one, epoch) == Admission::admitted);
    CHECK(ask(plans, {"value-2", "api/prod", "GET /items"}, epoch) == Admission::unknown_key);
    CHECK(ask(plans, {"value-1", "api/other", "GET /items"}, epoch) == Admission::unknown_key);
    plans.put_key("k", {"value-1", false});
    CHECK(ask(plans, one, epoch) == Admission::unknown_key);
    plans.put_key("k", {"value-1", true});
    CHECK(ask(plans, one, epoch) == Admission::admitted);
    plans.leave("p", "k");
    CHECK(ask(plans, one, epoch) == Admission::unknown_key);
    plans.join("p", "k");
    plans.drop_key("k");
    CHECK(ask(plans, one, epoch) == Admission::unknown_key);
}

TEST_CASE("a plan's bucket is over all of its stages, a route's is that stage's") {
    UsagePlans::Plan plan = plan_of(Limit{Rate{1, 1s}, 3}, {});
    plan.stages["api/prod"]["GET /items"] = Limit{Rate{1, 1s}, 1};
    UsagePlans plans = with(plan);
    CHECK(ask(plans, one, epoch) == Admission::admitted);
    CHECK(ask(plans, one, epoch) == Admission::too_many);
    CHECK(ask(plans, other_stage, epoch) == Admission::admitted);
    CHECK(ask(plans, other_stage, epoch) == Admission::admitted);
    CHECK(ask(plans, other_stage, epoch) == Admission::too_many);
    CHECK(ask(plans, one, epoch + 1s) == Admission::admitted);
}

TEST_CASE("a quota begins anew with its period, and what is left can be set") {
    UsagePlans plans = with(plan_of({}, Quota{2, Quota::Period::day}));
    CHECK(ask(plans, one, epoch) == Admission::admitted);
    CHECK(ask(plans, other_stage, epoch) == Admission::admitted);
    CHECK(ask(plans, one, epoch + 23h) == Admission::quota_exceeded);
    CHECK(plans.set_left("p", "k", 1, epoch + 23h));
    CHECK(ask(plans, one, epoch + 23h) == Admission::admitted);
    CHECK(ask(plans, one, epoch + 23h) == Admission::quota_exceeded);
    CHECK(ask(plans, one, epoch + 24h) == Admission::admitted);
    const auto days = plans.usage("p", "k", 0, 2);
    REQUIRE(days.size() == 3);
    CHECK((days[0].used == 3 && days[0].left == 0));
    CHECK((days[1].used == 1 && days[1].left == 1));
    CHECK((days[2].used == 0 && days[2].left == 2));
}

TEST_CASE("an offset is taken off the first period alone") {
    UsagePlans::Plan plan = plan_of({}, Quota{3, Quota::Period::week});
    plan.offset = 2;
    UsagePlans plans = with(plan);
    CHECK(ask(plans, one, epoch) == Admission::admitted);
    CHECK(ask(plans, one, epoch) == Admission::quota_exceeded);
    const Instant later = epoch + 24h * 7;
    for (int i = 0; i < 3; ++i) CHECK(ask(plans, one, later) == Admission::admitted);
    CHECK(ask(plans, one, later) == Admission::quota_exceeded);
}

TEST_CASE("what was used stays when a plan changes") {
    UsagePlans plans = with(plan_of(Limit{Rate{1, 1s}, 1}, Quota{2, Quota::Period::month}));
    CHECK(ask(plans, one, epoch) == Admission::admitted);
    plans.put_plan("p", plan_of(Limit{Rate{1, 1s}, 5}, Quota{2, Quota::Period::month}), epoch);
    CHECK(ask(plans, one, epoch) == Admission::too_many);
    CHECK(ask(plans, one, epoch + 1s) == Admission::admitted);
    CHECK(ask(plans, one, epoch + 9s) == Admission::quota_exceeded);
}
