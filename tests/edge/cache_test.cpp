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
    Cache cache(policy);
    CHECK(cache.lookup("/a", start) == nullptr);
    cache.store("/a", answer(200), start);
    CHECK(cache.lookup("/a", start + 60s - 1ns) != nullptr);
    CHECK(cache.lookup("/a", start + 60s) == nullptr);
    CHECK(cache.held("/a") != nullptr);
    cache.flush();
    CHECK(cache.held("/a") == nullptr);
}

TEST_CASE("an answer that must not be kept drops the one before it, but an error that is not kept does not") {
    CachePolicy policy;
    Cache cache(policy);
    cache.store("/a", answer(200), start);
    cache.store("/a", answer(429), start);
    CHECK(cache.held("/a") != nullptr);
    cache.store("/a", answer(200, "no-store"), start);
    CHECK(cache.held("/a") == nullptr);
}

TEST_CASE("an expired object stands in for an origin that fails, and spares it for error_ttl") {
    CachePolicy policy;
    Cache cache(policy);
    cache.store("/a", answer(200, "max-age=60"), start);
    const Instant later = start + 1h;
    CHECK(cache.lookup("/a", later) == nullptr);
    CHECK(cache.stand_in("/a", later) != nullptr);
    CHECK(cache.lookup("/a", later + 10s - 1ns) != nullptr);
    CHECK(cache.lookup("/a", later + 10s) == nullptr);
}

TEST_CASE("stale-if-error says how long an object may stand in; an error never does") {
    CachePolicy policy;
    Cache cache(policy);
    cache.store("/never", answer(200, "max-age=60, stale-if-error=0"), start);
    CHECK(cache.stand_in("/never", start + 60s) == nullptr);
    cache.store("/while", answer(200, "max-age=60, stale-if-error=30"), start);
    CHECK(cache.stand_in("/while", start + 85s) != nullptr);
    CHECK(cache.lookup("/while", start + 89s) != nullptr);
    CHECK(cache.lookup("/while", start + 90s) == nullptr);
    CHECK(cache.stand_in("/while", start + 90s) == nullptr);
    cache.store("/error", answer(503), start);
    CHECK(cache.stand_in("/error", start + 60s) == nullptr);
}

TEST_CASE("an object that the origin calls unchanged is fresh again, with a new age") {
    CachePolicy policy;
    Cache cache(policy);
    cache.store("/a", answer(200, "max-age=60"), start);
    http::Response unchanged = answer(304);
    const Cache::Object* object = cache.revalidated("/a", unchanged, start + 100s);
    REQUIRE(object != nullptr);
    CHECK(object->stored == start + 100s);
    CHECK(object->expires == start + 160s);
    unchanged.headers.add("Cache-Control", "max-age=5");
    CHECK(cache.revalidated("/a", unchanged, start + 200s)->expires == start + 205s);
}

TEST_CASE("the cache key holds what the policy lists and nothing else") {
    http::Request request;
    request.path = "/a";
    request.query = "x=1";
    request.headers.add("Accept", "text/html");
    request.headers.add("Cookie", "session=abc; lang=en");

    CacheKey parts;
    CHECK(KeyBuilder(parts).build(request) == "/a");
    parts.query = true;
    parts.headers = {"accept"};
    parts.cookies = {"lang", "none"};
    KeyBuilder keys(parts);
    const std::string first(keys.build(request));
    CHECK(first == "/a?x=1\ntext/html\nen\n");
    request.headers.set("Cookie", "lang=en; session=other");
    CHECK(keys.build(request) == first);
    request.headers.set("Cookie", "lang=de");
    CHECK(keys.build(request) != first);
}
