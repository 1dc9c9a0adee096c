#include "catch.hpp"

#include <string>

#include "edge/cache.hpp"
#include "edge/key_builder.hpp"

using namespace wt;
using namespace wt::edge;

namespace {

http::Response answer(int status, std::string_view control = {}) {
    http::Response response = http::json_response(status, "0123456789");
    if (!control.empty()) response.headers.add("Cache-Control", Text(control));
    return response;
}

constexpr Instant start = epoch + 1000s;

}  // namespace

TEST_CASE("an object is served until its time has run out, and held after that") {
    CachePolicy policy;
    policy.default_ttl = 60s;
    Cache cache(1000, Bytes{1'000'000});
    CHECK(cache.lookup("/a", start, policy).object == nullptr);
    cache.store("/a", answer(200), start, policy);
    CHECK(cache.lookup("/a", start + 60s - 1ns, policy).object != nullptr);
    CHECK(cache.lookup("/a", start + 60s, policy).object == nullptr);
    CHECK(cache.held("/a") != nullptr);
    cache.flush();
    CHECK(cache.held("/a") == nullptr);
}

TEST_CASE("an answer that must not be kept drops the one before it, but an error that is not kept does not") {
    CachePolicy policy;
    Cache cache(1000, Bytes{1'000'000});
    cache.store("/a", answer(200), start, policy);
    cache.store("/a", answer(429), start, policy);
    CHECK(cache.held("/a") != nullptr);
    cache.store("/a", answer(200, "no-store"), start, policy);
    CHECK(cache.held("/a") == nullptr);
}

TEST_CASE("an expired object stands in for an origin that fails, and spares it for error_ttl") {
    CachePolicy policy;
    Cache cache(1000, Bytes{1'000'000});
    cache.store("/a", answer(200, "max-age=60"), start, policy);
    const Instant later = start + 1h;
    CHECK(cache.lookup("/a", later, policy).object == nullptr);
    CHECK(cache.stand_in("/a", later, policy) != nullptr);
    CHECK(cache.lookup("/a", later + 10s - 1ns, policy).object != nullptr);
    CHECK(cache.lookup("/a", later + 10s, policy).object == nullptr);
}

TEST_CASE("stale-if-error says how long an object may stand in; an error never does") {
    CachePolicy policy;
    Cache cache(1000, Bytes{1'000'000});
    cache.store("/never", answer(200, "max-age=60, stale-if-error=0"), start, policy);
    CHECK(cache.stand_in("/never", start + 60s, policy) == nullptr);
    cache.store("/while", answer(200, "max-age=60, stale-if-error=30"), start, policy);
    CHECK(cache.stand_in("/while", start + 85s, policy) != nullptr);
    CHECK(cache.lookup("/while", start + 89s, policy).object != nullptr);
    CHECK(cache.lookup("/while", start + 90s, policy).object == nullptr);
    CHECK(cache.stand_in("/while", start + 90s, policy) == nullptr);
    cache.store("/error", answer(503), start, policy);
    CHECK(cache.stand_in("/error", start + 60s, policy) == nullptr);
}

TEST_CASE("an object that the origin calls unchanged is fresh again, with a new age") {
    CachePolicy policy;
    Cache cache(1000, Bytes{1'000'000});
    cache.store("/a", answer(200, "max-age=60"), start, policy);
    http::Response unchanged = answer(304);
    const Cache::Object* object = cache.revalidated("/a", unchanged, start + 100s, policy);
    REQUIRE(object != nullptr);
    CHECK(object->stored == start + 100s);
    CHECK(object->expires == start + 160s);
    unchanged.headers.add("Cache-Control", "max-age=5");
    CHECK(cache.revalidated("/a", unchanged, start + 200s, policy)->expires == start + 205s);
}

TEST_CASE("an object may be served past its time while it is refreshed, as long as it says, and an error never") {
    CachePolicy policy;
    Cache cache(1000, Bytes{1'000'000});
    cache.store("/a", answer(200, "max-age=60, stale-while-revalidate=30"), start, policy);
    CHECK_FALSE(cache.lookup("/a", start + 59s, policy).refresh);
    const Cache::Found stale = cache.lookup("/a", start + 60s, policy);
    CHECK(stale.object != nullptr);
    CHECK(stale.refresh);
    CHECK(cache.lookup("/a", start + 90s, policy).object == nullptr);
    cache.store("/error", answer(503, "max-age=20, stale-while-revalidate=30"), start, policy);
    CHECK(cache.lookup("/error", start + 20s, policy).object == nullptr);
    policy.max_ttl = 60s;
    cache.store("/capped", answer(200, "max-age=600, stale-while-revalidate=600"), start, policy);
    CHECK(cache.lookup("/capped", start + 119s, policy).refresh);
    CHECK(cache.lookup("/capped", start + 120s, policy).object == nullptr);
}

TEST_CASE("what a cache on the way has held already counts against the time that an object is kept") {
    CachePolicy policy;
    Cache cache(1000, Bytes{1'000'000});
    cache.store("/a", answer(200, "max-age=60"), start, policy, 45s);
    CHECK(cache.lookup("/a", start + 14s, policy).object != nullptr);
    CHECK(cache.lookup("/a", start + 15s, policy).object == nullptr);
    cache.store("/b", answer(200, "max-age=60"), start, policy, 60s);
    CHECK(cache.held("/b") == nullptr);
}

TEST_CASE("an invalidation takes a path with its query, or everything that begins so") {
    CachePolicy policy;
    Cache cache(1000, Bytes{1'000'000});
    const auto keep = [&] {
        for (const char* key : {"/a", "/a?x=1", "/a\nen", "/ab", "/b?"}) cache.store(key, answer(200), start, policy);
    };
    keep();
    CHECK(cache.invalidate("/a") == 2);  // with every header variant
    CHECK(cache.held("/a?x=1") != nullptr);
    keep();
    CHECK(cache.invalidate("/a?x=1") == 1);
    keep();
    CHECK(cache.invalidate("/b") == 1);
    keep();
    CHECK(cache.invalidate("/a*") == 4);
    keep();
    CHECK(cache.invalidate("/*") == 5);
    CHECK(cache.invalidate("/A") == 0);
}

TEST_CASE("the cache key holds what the policy lists and nothing else") {
    http::Request request;
    request.path = "/a";
    request.query = "x=1&y=2&X=3";
    request.headers.add("Accept", "text/html");
    request.headers.add("Cookie", "session=abc; lang=en");

    Behavior behavior;
    CacheKey& parts = behavior.cache.key;
    CHECK(KeyBuilder(behavior).build(request) == "/a");
    parts.queries = {"y", "z"};
    CHECK(KeyBuilder(behavior).build(request) == "/a?y=2");
    parts.query = true;
    parts.headers = {"accept"};
    parts.cookies = {"lang", "none"};
    KeyBuilder keys(behavior);
    const std::string first(keys.build(request));
    CHECK(first == "/a?x=1&y=2&X=3\ntext/html\nen\n");
    request.headers.set("Cookie", "lang=en; session=other");
    CHECK(keys.build(request) == first);
    request.headers.set("Cookie", "lang=de");
    CHECK(keys.build(request) != first);
}

TEST_CASE("where answers are compressed, the key holds the encoding that the viewer prefers") {
    Behavior behavior;
    behavior.gzip = behavior.brotli = true;
    const auto key = [&](std::string_view accept) {
        http::Request request;
        request.path = "/a";
        if (!accept.empty()) request.headers.add("Accept-Encoding", Text(accept));
        return std::string(KeyBuilder(behavior).build(request));
    };
    CHECK(key("") == "/a");
    CHECK(key("identity") == "/a");
    CHECK(key("gzip, deflate") == "/a\ngzip");
    CHECK(key("deflate, gzip;q=0.5, br") == "/a\nbr\ngzip");  // as the guide normalises it
    CHECK(key("br;q=0, GZIP") == "/a\ngzip");
}
