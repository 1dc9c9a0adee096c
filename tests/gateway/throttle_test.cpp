#include "catch.hpp"

#include "gateway/throttle.hpp"

using namespace wt;
using namespace wt::gateway;

namespace {

/// 2026-11-27T23:00:00Z.
constexpr Instant evening = epoch + std::chrono::seconds(1'795'820'400);

RestApiConfig with_plans() {
    RestApiConfig config;
    UsagePlan free;
    free.throttle = Limit{Rate{1, 1s}, 2};
    UsagePlan capped;
    capped.quota = Quota{3, 24h};
    config.usage_plans = {{"free", free}, {"pro-plus", capped}};
    return config;
}

}  // namespace

TEST_CASE("each key has a bucket of its own") {
    Throttle throttle(with_plans(), evening);
    CHECK(throttle.admit("free-1", evening) == Admission::admitted);
    CHECK(throttle.admit("free-1", evening) == Admission::admitted);
    CHECK(throttle.admit("free-1", evening) == Admission::too_many);
    CHECK(throttle.admit("free-2", evening) == Admission::admitted);
    CHECK(throttle.admit("free-1", evening + 1s) == Admission::admitted);
}

TEST_CASE("a key that belongs to no plan is refused, and no key at all is held to none") {
    Throttle throttle(with_plans(), evening);
    for (const char* key : {"free", "free-", "free-x", "free-1x", "-1", "other-1", "free-100000", "free-99999999999"}) {
        INFO(key);
        CHECK(throttle.admit(key, evening) == Admission::unknown_key);
    }
    for (int i = 0; i < 10; ++i) CHECK(throttle.admit("", evening) == Admission::admitted);
    Throttle without_plans(RestApiConfig{}, evening);
    CHECK(without_plans.admit("anything", evening) == Admission::admitted);
}

TEST_CASE("a quota starts again at midnight UTC") {
    Throttle throttle(with_plans(), evening);
    for (int i = 0; i < 3; ++i) CHECK(throttle.admit("pro-plus-7", evening) == Admission::admitted);
    CHECK(throttle.admit("pro-plus-7", evening) == Admission::quota_exceeded);
    CHECK(throttle.admit("pro-plus-8", evening) == Admission::admitted);
    CHECK(throttle.admit("pro-plus-7", evening + 1h - 1ns) == Admission::quota_exceeded);
    CHECK(throttle.admit("pro-plus-7", evening + 1h) == Admission::admitted);
}

TEST_CASE("the stage and the account hold back everyone, and what they refuse does not use up a quota") {
    RestApiConfig config = with_plans();
    config.stage_limit = Limit{Rate{1, 1s}, 2};
    Throttle throttle(config, evening);
    CHECK(throttle.admit("", evening) == Admission::admitted);
    CHECK(throttle.admit("", evening) == Admission::admitted);
    CHECK(throttle.admit("pro-plus-1", evening) == Admission::too_many);
    for (int i = 1; i <= 3; ++i) CHECK(throttle.admit("pro-plus-1", evening + i * 1s) == Admission::admitted);
    CHECK(throttle.admit("pro-plus-1", evening + 4s) == Admission::quota_exceeded);

    config.stage_limit = Limit{};
    config.account = Limit{Rate{1, 1s}, 1};
    Throttle account(config, evening);
    CHECK(account.admit("", evening) == Admission::admitted);
    CHECK(account.admit("", evening) == Admission::too_many);
}
