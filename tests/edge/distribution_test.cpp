#include "catch.hpp"

#include <memory>
#include <optional>
#include <string>

#include "edge/error_page.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::edge;
using wt::edge::test::World;

namespace {

template <class Message>
std::string header(const Message& message, std::string_view name) {
    return std::string(message.headers.get(name));
}

}  // namespace

TEST_CASE("the first request misses, the second hits, and both are dressed as CloudFront dresses them") {
    DistributionConfig config;
    config.pops[0].name = "FRA";
    World world(config);
    const http::Response miss = world.get("/a");
    CHECK(header(miss, "X-Cache") == "Miss from cloudfront");
    CHECK_FALSE(miss.headers.has("Age"));
    world.wait(7s);
    const http::Response hit = world.get("/a");
    CHECK(hit.status == 200);
    CHECK(hit.body.view() == "fresh");
    CHECK(header(hit, "X-Cache") == "Hit from cloudfront");
    CHECK(header(hit, "Age") == "7");
    CHECK(header(hit, "X-Amz-Cf-Pop") == "FRA50-P1");
    CHECK(header(hit, "X-Amz-Cf-Id").size() == 56);
    CHECK(header(hit, "X-Amz-Cf-Id") != header(miss, "X-Amz-Cf-Id"));
    const std::string via = header(hit, "Via");
    CHECK(via.substr(0, 4) == "1.1 ");
    CHECK(via.substr(36) == ".cloudfront.net (CloudFront)");
    CHECK(world.origin.asked.size() == 1);
    CHECK(world.count("requests") == 2);
    CHECK(world.count("hits") == 1);
    CHECK(world.count("misses") == 1);
    CHECK(world.count("origin.requests") == 1);
}

TEST_CASE("an old object's age is right too") {
    World world;
    (void)world.get("/a");
    world.wait(5000s);
    CHECK(header(world.get("/a"), "Age") == "5000");
}

TEST_CASE("each PoP keeps its own objects; a number that no PoP has means the first") {
    DistributionConfig config;
    config.pops = {PointOfPresence{"IAD89-P2", 1, {}}, PointOfPresence{"NRT", 1, {}}};
    World world(config);
    http::Request request = World::request("/a");
    request.pop = 1;
    (void)world.get(request);
    CHECK(header(world.get(request), "X-Cache") == "Hit from cloudfront");
    request.pop = 99;
    const http::Response elsewhere = world.get(request);
    CHECK(header(elsewhere, "X-Cache") == "Miss from cloudfront");
    CHECK(header(elsewhere, "X-Amz-Cf-Pop") == "IAD89-P2");
    world.distribution.flush();
    CHECK(header(world.get(request), "X-Cache") == "Miss from cloudfront");
}

TEST_CASE("latencies are waited where they belong") {
    DistributionConfig config;
    config.pops[0].rtt.law = wt::Distribution::constant(10ms);
    config.hit.law = wt::Distribution::constant(1ms);
    config.miss_overhead.law = wt::Distribution::constant(2ms);
    config.origin_rtt.law = wt::Distribution::constant(40ms);
    World world(config);
    (void)world.get("/a");
    CHECK(world.clock.now() == epoch + 52ms);
    (void)world.get("/a");
    CHECK(world.clock.now() == epoch + 63ms);
}

TEST_CASE("HEAD is answered from a GET's object without its body, or from another HEAD's, which answers no GET") {
    World world;
    const http::Request head = World::request("/a", http::Method::head);
    CHECK(header(world.get(head), "X-Cache") == "Miss from cloudfront");
    CHECK(header(world.get(head), "X-Cache") == "Hit from cloudfront");
    CHECK(header(world.get("/a"), "X-Cache") == "Miss from cloudfront");
    const http::Response hit = world.get(head);
    CHECK(header(hit, "X-Cache") == "Hit from cloudfront");
    CHECK(hit.body.empty());
    CHECK(header(hit, "Content-Length") == "5");
    CHECK(world.get("/a").body.view() == "fresh");
}

TEST_CASE("writes pass through and keep their Authorization; reads lose it unless all is sent on or it is in the key") {
    DistributionConfig some;
    some.forward.headers = OriginRequestPolicy::Which::none;
    World world(some);
    http::Request request = World::request("/a", http::Method::post);
    request.headers.add("Authorization", "Bearer x");
    request.headers.add("Cookie", "a=b");
    CHECK(header(world.get(request), "X-Cache") == "Miss from cloudfront");
    CHECK(header(world.get(request), "X-Cache") == "Miss from cloudfront");
    CHECK(world.origin.asked.back().headers.has("Authorization"));
    CHECK_FALSE(world.origin.asked.back().headers.has("Cookie"));
    CHECK(world.count("misses") == 0);
    CHECK(world.count("origin.requests") == 2);
    request.method = http::Method::get;
    (void)world.get(request);
    CHECK_FALSE(world.origin.asked.back().headers.has("Authorization"));
    World all;
    (void)all.get(request);
    CHECK(header(all.origin.asked.back(), "Authorization") == "Bearer x");

    DistributionConfig config;
    config.cache.key.headers = {"authorization"};
    config.cache.key.cookies = {"a"};
    World keyed(config);
    (void)keyed.get(request);
    CHECK(keyed.origin.asked.back().headers.get("Authorization") == "Bearer x");
    CHECK(keyed.origin.asked.back().headers.get("Cookie") == "a=b");
    request.headers.set("Authorization", "Bearer y");
    CHECK(header(keyed.get(request), "X-Cache") == "Miss from cloudfront");
}

TEST_CASE("Set-Cookie does not reach other viewers") {
    World world;
    world.origin.answer.headers.add("Set-Cookie", "session=1");
    CHECK_FALSE(world.get("/a").headers.has("Set-Cookie"));
}

TEST_CASE("an error of the origin is kept for error_ttl, and one that AWS does not list is not") {
    World world;
    world.origin_says(404);
    CHECK(header(world.get("/a"), "X-Cache") == "Error from cloudfront");
    world.wait(9s);
    CHECK(header(world.get("/a"), "X-Cache") == "Error from cloudfront");
    CHECK(world.origin.asked.size() == 1);
    world.wait(1s);
    CHECK(world.get("/a").status == 404);
    CHECK(world.origin.asked.size() == 2);
    world.origin_says(429);
    (void)world.get("/b");
    (void)world.get("/b");
    CHECK(world.origin.asked.size() == 4);
}

TEST_CASE("an origin that cannot be reached is CloudFront's 502, with the request's own id on each copy") {
    World world;
    Fault fault;
    fault.outage = Outage::refuse;
    world.origin_hop.gate().strike(fault);
    const http::Response first = world.get("/a");
    CHECK(first.status == 502);
    CHECK(header(first, "Server") == "CloudFront");
    CHECK(header(first, "X-Cache") == "Error from cloudfront");
    CHECK(first.body.view().find("<H1>502 ERROR</H1>") != std::string_view::npos);
    CHECK(first.body.view().find("Request ID: " + header(first, "X-Amz-Cf-Id") + "\n</PRE>") != std::string_view::npos);
    const http::Response second = world.get("/a");
    CHECK(second.body.view().find("Request ID: " + header(second, "X-Amz-Cf-Id") + "\n</PRE>") !=
          std::string_view::npos);
    CHECK(world.count("origin.requests") == 3);  // the first one's attempts; the second finds the error kept
}

TEST_CASE("an origin that hangs is a 504 when its time is up") {
    World world;
    world.origin.delay = 1h;
    const http::Response response = world.get(World::request("/a", http::Method::post));
    CHECK(response.status == 504);
    CHECK(world.clock.now() == epoch + 30s);
}

TEST_CASE("a connection that breaks between viewer and cache is a 502 page") {
    World world;
    Fault fault;
    fault.outage = Outage::reset;
    world.cache_hop.gate().strike(fault);
    const http::Response response = world.get("/a");
    CHECK(response.status == 502);
    CHECK(header(response, "X-Cache") == "Error from cloudfront");
    CHECK(response.headers.has("X-Amz-Cf-Pop"));
}

TEST_CASE("a page of the web ACL is signed and not changed otherwise") {
    World world;
    world.origin.answer = error_page(403, request_blocked);
    const http::Response response = world.get(World::request("/a", http::Method::post));
    CHECK(response.status == 403);
    CHECK(response.body.view().find("\nRequest blocked.\n") != std::string_view::npos);
    CHECK(response.body.view().find("Request ID: " + header(response, "X-Amz-Cf-Id")) != std::string_view::npos);
    CHECK(header(response, "X-Cache") == "Error from cloudfront");
}

TEST_CASE("an expired object is served while the origin fails, and replaced when it is back") {
    World world;
    world.origin_says(200, "max-age=60");
    (void)world.get("/a");
    world.wait(100s);
    world.origin_says(503);
    const http::Response stale = world.get("/a");
    CHECK(stale.status == 200);
    CHECK(header(stale, "X-Cache") == "Hit from cloudfront");
    CHECK(header(stale, "Age") == "100");
    (void)world.get("/a");
    CHECK(world.origin.asked.size() == 2);
    world.wait(10s);
    world.origin_says(200);
    CHECK(header(world.get("/a"), "X-Cache") == "Miss from cloudfront");
}

TEST_CASE("an expired object does not hide a 4xx of the origin") {
    World world;
    world.origin_says(200, "max-age=60");
    (void)world.get("/a");
    world.wait(100s);
    world.origin_says(404);
    CHECK(world.get("/a").status == 404);
}

TEST_CASE("an expired object with an entity tag is revalidated") {
    World world;
    world.origin_says(200, "max-age=60");
    world.origin.answer.headers.add("ETag", "\"v1\"");
    (void)world.get("/a");
    world.wait(100s);
    world.origin_says(304);
    const http::Response refreshed = world.get("/a");
    CHECK(world.origin.asked.back().headers.get("If-None-Match") == "\"v1\"");
    CHECK(refreshed.status == 200);
    CHECK(refreshed.body.view() == "answer");
    CHECK(header(refreshed, "X-Cache") == "RefreshHit from cloudfront");
    CHECK(header(world.get("/a"), "X-Cache") == "Hit from cloudfront");
}

TEST_CASE("a distribution that changes keeps its objects; what is under way ends as it began") {
    DistributionConfig config;
    config.cache.default_ttl = 100s;
    World world(config);
    world.origin_says(200);
    (void)world.get("/kept");
    world.origin.delay = 10s;
    std::optional<http::Response> slow;
    world.send(World::request("/slow"), slow);
    world.wait(1s);

    config.cache.default_ttl = 5s;
    config.origin_timeout = 3s;
    config.origin_attempts = 1;
    REQUIRE_FALSE(world.distribution.update(config));
    world.cache_hop.lead_to(std::make_shared<EdgeCache>(world.distribution, world.ways));
    CHECK(world.cache_hop.draining() == 1);
    world.clock.run();
    CHECK(slow.value().status == 200);
    CHECK(world.cache_hop.draining() == 0);

    CHECK(world.get("/kept").headers.get("X-Cache") == "Hit from cloudfront");
    CHECK(world.get("/new").status == 504);
    world.origin.delay = 0s;
    (void)world.get("/short");
    world.wait(6s);
    CHECK(world.get("/short").headers.get("X-Cache") == "Miss from cloudfront");
    CHECK(world.get("/kept").headers.get("X-Cache") == "Hit from cloudfront");

    config.cache.max_objects = 1;
    REQUIRE_FALSE(world.distribution.update(config));
    CHECK(world.distribution.pop(0).cache.objects() == 1);
    config.pops.clear();
    CHECK(world.distribution.update(config).has_value());
}
