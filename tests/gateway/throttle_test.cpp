#include "catch.hpp"

#include <string>
#include <vector>

#include "gateway/throttle.hpp"

using namespace wt;
using namespace wt::gateway;

namespace {

/// 2026-11-27T23:00:00Z.
constexpr Instant evening = epoch + std::chrono::seconds(1'795'820'400);

const std::vector<std::string> routes{"GET /items/{id}", "POST /items"};

RestApiConfig with_plans() {
    RestApiConfig config;
    UsagePlan free;
    free.throttle = Limit{Rate{1, 1s}, 2};
    UsagePlan capped;
    capped.quota = Quota{3, Quota::Period::day};
    config.usage_plans = {{"free", free}, {"pro-plus", capped}};
    return config;
}

}  // namespace

TEST_CASE("each key has a bucket of its own") {
    Throttle throttle(limits_of(with_plans()), routes, evening);
    CHECK(throttle.admit("free-1", 0, evening) == Admission::admitted);
    CHECK(throttle.admit("free-1", 0, evening) == Admission::admitted);
    CHECK(throttle.admit("free-1", 0, evening) == Admission::too_many);
    CHECK(throttle.admit("free-2", 0, evening) == Admission::admitted);
    CHECK(throttle.admit("free-1", 0, evening + 1s) == Admission::admitted);
}

TEST_CASE("a key that belongs to no plan is refused, and no key at all is held to none") {
    Throttle throttle(limits_of(with_plans()), routes, evening);
    for (const char* key : {"free", "free-", "free-x", "free-1x", "-1", "other-1", "free-100000", "free-99999999999"}) {
        INFO(key);
        CHECK(throttle.admit(key, 0, evening) == Admission::unknown_key);
    }
    for (int i = 0; i < 10; ++i) CHECK(throttle.admit("", 0, evening) == Admission::admitted);
    Throttle without_plans(limits_of(RestApiConfig{}), routes, evening);
    CHECK(without_plans.admit("anything", 0, evening) == Admission::admitted);
}

TEST_CASE("a quota starts again at midnight UTC") {
    Throttle throttle(limits_of(with_plans()), routes, evening);
    for (int i = 0; i < 3; ++i) CHECK(throttle.admit("pro-plus-7", 0, evening) == Admission::admitted);
    CHECK(throttle.admit("pro-plus-7", 0, evening) == Admission::quota_exceeded);
    CHECK(throttle.admit("pro-plus-8", 0, evening) == Admission::admitted);
    CHECK(throttle.admit("pro-plus-7", 0, evening + 1h - 1ns) == Admission::quota_exceeded);
    CHECK(throttle.admit("pro-plus-7", 0, evening + 1h) == Admission::admitted);
}

TEST_CASE("the stage and the account hold back everyone, and what they refuse does not use up a quota") {
    RestApiConfig config = with_plans();
    config.stage_limit = Limit{Rate{1, 1s}, 2};
    Throttle throttle(limits_of(config), routes, evening);
    CHECK(throttle.admit("", 0, evening) == Admission::admitted);
    CHECK(throttle.admit("", 0, evening) == Admission::admitted);
    CHECK(throttle.admit("pro-plus-1", 0, evening) == Admission::too_many);
    for (int i = 1; i <= 3; ++i) CHECK(throttle.admit("pro-plus-1", 0, evening + i * 1s) == Admission::admitted);
    CHECK(throttle.admit("pro-plus-1", 0, evening + 4s) == Admission::quota_exceeded);

    config.stage_limit = Limit{};
    config.account = Limit{Rate{1, 1s}, 1};
    Throttle account(limits_of(config), routes, evening);
    CHECK(account.admit("", 0, evening) == Admission::admitted);
    CHECK(account.admit("", 0, evening) == Admission::too_many);
}

TEST_CASE("a route's own limit stands in the stage's place, and in a plan before the plan's") {
    RestApiConfig config = with_plans();
    config.method_limits["POST /items"] = Limit{Rate{1, 1s}, 1};
    config.stage_limit = Limit{Rate{1, 1s}, 2};
    Throttle stage(limits_of(config), routes, evening);
    CHECK(stage.admit("", 1, evening) == Admission::admitted);
    CHECK(stage.admit("", 1, evening) == Admission::too_many);
    CHECK(stage.admit("", 0, evening) == Admission::admitted);
    CHECK(stage.admit("", 0, evening) == Admission::admitted);
    CHECK(stage.admit("", 0, evening) == Admission::too_many);

    RestApiConfig plans = with_plans();
    plans.usage_plans["free"].methods["POST /items"] = Limit{Rate{1, 1s}, 1};
    Throttle plan(limits_of(plans), routes, evening);
    CHECK(plan.admit("free-1", 1, evening) == Admission::admitted);
    CHECK(plan.admit("free-1", 1, evening) == Admission::too_many);  // takes nothing of the plan's bucket
    CHECK(plan.admit("free-1", 0, evening) == Admission::admitted);
    CHECK(plan.admit("free-1", 0, evening) == Admission::too_many);
    CHECK(plan.admit("free-2", 1, evening) == Admission::admitted);
}

TEST_CASE("quota periods: days begin at midnight, weeks on Sunday, months on their first day") {
    const auto at = [](std::int64_t day) { return epoch + std::chrono::days(day); };
    using Period = Quota::Period;
    // 2026-11-28 is a Saturday, day 20785; 2026-12-01 is day 20788.
    CHECK(period_at(at(20785), Period::day) + 1 == period_at(at(20786), Period::day));
    CHECK(period_at(at(20784), Period::week) == period_at(at(20785), Period::week));
    CHECK(period_at(at(20785), Period::week) + 1 == period_at(at(20786), Period::week));
    CHECK(period_at(at(20787), Period::month) + 1 == period_at(at(20788), Period::month));
    CHECK(period_at(at(20787) + 24h - 1ns, Period::month) == period_at(at(20770), Period::month));
}

TEST_CASE("limits that change keep what is in their buckets, at most their new burst, and what was used of quotas") {
    const std::vector<std::string> names{"GET /a", "GET /b"};
    RestApiConfig config;
    config.stage_limit = {{1, 1h}, 10};
    config.method_limits["GET /b"] = {{1, 1h}, 4};
    UsagePlan plan;
    plan.throttle = Limit{{1, 1h}, 6};
    plan.methods["GET /b"] = {{1, 1h}, 3};
    plan.quota = Quota{5, Quota::Period::day};
    config.usage_plans["free"] = plan;
    Throttle throttle(limits_of(config), names, epoch);
    const auto admitted = [&](std::string_view key, std::size_t route) {
        int count = 0;
        while (throttle.admit(key, route, epoch) == Admission::admitted) ++count;
        return count;
    };
    for (int i = 0; i < 3; ++i) CHECK(throttle.admit("", 0, epoch) == Admission::admitted);
    CHECK(throttle.admit("free-1", 1, epoch) == Admission::admitted);
    CHECK(throttle.admit("free-1", 1, epoch) == Admission::admitted);

    config.stage_limit = {{1, 1h}, 100};  // nothing is given
    config.usage_plans["free"].methods.clear();
    config.usage_plans["free"].throttle = Limit{{1, 1h}, 2};
    throttle.update(limits_of(config), names, epoch);
    CHECK(admitted("free-1", 1) == 2);  // 4 were left of the plan's 6, 2 fit; 2 of the route's 4 were left
    CHECK(throttle.admit("free-2", 0, epoch) == Admission::admitted);
    CHECK(admitted("", 0) == 6);

    // The other way round: routes in another order keep their numbers, and the quota knows what was used.
    config.usage_plans["free"].throttle.reset();
    config.method_limits.erase("GET /b");
    config.stage_limit = {{1000, 1s}, 1000};
    throttle.update(limits_of(config), {"GET /b", "GET /c", "GET /a"}, epoch);
    CHECK(throttle.number_of("GET /a") == 0);
    CHECK(throttle.number_of("GET /c") == 2);
    CHECK(throttle.admit("free-1", 1, epoch + 1s) == Admission::admitted);
    CHECK(throttle.admit("free-1", 1, epoch + 1s) == Admission::quota_exceeded);
}

TEST_CASE("hosts that count by themselves let each a burst pass, and together the rate") {
    Limits limits;
    limits.stage = {{20, 1s}, 20};
    limits.hosts = 4;
    Throttle throttle(limits, {"GET /"}, evening);
    REQUIRE(throttle.hosts() == 4);
    const auto admitted = [&](int requests, Instant now) {
        int passed = 0;
        for (int i = 0; i < requests; ++i)
            passed += throttle.admit("", 0, now, static_cast<std::size_t>(i % 4)) == Admission::admitted ? 1 : 0;
        return passed;
    };
    CHECK(admitted(100, evening) == 80);
    CHECK(admitted(100, evening + 1s) == 20);
    limits.hosts = 1;
    throttle.update(limits, {"GET /"}, evening + 1s);
    CHECK(admitted(1, evening + 1s) == 0);
    CHECK(throttle.hosts() == 1);
}
