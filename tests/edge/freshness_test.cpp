#include "catch.hpp"

#include <string>

#include "edge/freshness.hpp"

using namespace wt;
using namespace wt::edge;

TEST_CASE("an answer is kept for as long as CloudFront's table says") {
    struct Case {
        int status;
        const char* control;
        Duration min, standard, max, expected;
    };
    const Case table[] = {
        // status, Cache-Control, minimum, default and maximum TTL, kept for
        {200, "max-age=60", 0s, 24h, 1h, 60s},
        {200, "max-age=7200", 0s, 24h, 1h, 1h},
        {200, "max-age=60", 5min, 24h, 1h, 5min},
        {200, "s-maxage=30, max-age=60", 0s, 24h, 1h, 30s},
        {200, "public, s-maxage=9000", 10s, 24h, 1h, 1h},
        {200, "max-age=0", 0s, 24h, 1h, 0s},
        {200, "max-age=0", 7s, 24h, 1h, 7s},
        {200, "", 0s, 24h, 365 * 24h, 24h},
        {200, "", 48h, 24h, 365 * 24h, 48h},
        {200, "public", 0s, 24h, 1h, 24h},  // the maximum counts only when the origin says how long
        {200, "no-store", 0s, 24h, 1h, 0s},
        {200, "No-Cache", 0s, 24h, 1h, 0s},
        {200, "private, max-age=60", 0s, 24h, 1h, 0s},
        {200, "private, max-age=60", 1s, 24h, 1h, 1s},
        {200, "max-age=nonsense", 0s, 24h, 1h, 24h},
        {200, "max-age=\"60\"", 0s, 24h, 1h, 60s},
        {200, "max-age=99999999999999999999", 0s, 24h, 1h, 1h},
        {301, "", 0s, 60s, 1h, 60s},
        {206, "max-age=60", 0s, 24h, 1h, 0s},
        {304, "max-age=60", 0s, 24h, 1h, 0s},
        {404, "", 0s, 24h, 1h, 10s},
        {500, "", 0s, 24h, 1h, 10s},
        {503, "max-age=60", 0s, 24h, 1h, 60s},
        {503, "max-age=3", 0s, 24h, 1h, 10s},
        {504, "no-store", 0s, 24h, 1h, 10s},
        {403, "", 0s, 24h, 1h, 0s},
        {403, "max-age=60", 0s, 24h, 1h, 60s},
        {416, "max-age=60", 0s, 24h, 1h, 0s},
        {429, "max-age=60", 0s, 24h, 1h, 0s},
        {200, "max-age=60", 0s, 0s, 0s, 0s},  // CachingDisabled
        {500, "", 0s, 0s, 0s, 0s},
    };
    for (const Case& row : table) {
        CachePolicy policy;
        policy.min_ttl = row.min;
        policy.default_ttl = row.standard;
        policy.max_ttl = row.max;
        INFO(row.status << " with \"" << row.control << "\", minimum " << seconds(row.min) << " s");
        CHECK(time_to_live(row.status, parse_cache_control(row.control), policy) == row.expected);
    }
}

TEST_CASE("those who wait are sent on when the origin forbids sharing and there is no minimum TTL") {
    CachePolicy policy;
    CHECK(shareable(parse_cache_control(""), policy));
    CHECK(shareable(parse_cache_control("max-age=1"), policy));
    for (const char* control : {"no-store", "private", "max-age=0", "s-maxage=0, max-age=5"}) {
        CHECK_FALSE(shareable(parse_cache_control(control), policy));
    }
    policy.min_ttl = 1s;
    CHECK(shareable(parse_cache_control("no-store"), policy));
}
