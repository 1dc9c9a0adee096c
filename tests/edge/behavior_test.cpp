#include "catch.hpp"

#include <string>

#include "edge/conditions.hpp"
#include "edge/path_pattern.hpp"
#include "http/date.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::edge;
using wt::edge::test::World;

namespace {

template <class Message>
std::string header(const Message& message, std::string_view name) {
    return std::string(message.headers.get(name));
}

http::Response page(std::string_view type, std::size_t size) {
    http::Response response;
    response.headers.add("Content-Type", Text(type));
    response.headers.add("ETag", "\"v1\"");
    response.headers.add("Last-Modified", "Tue, 24 Nov 2026 08:00:00 GMT");
    response.body = Text(std::string(size, 'a'));
    return response;
}

}  // namespace

TEST_CASE("a path pattern's stars cross slashes, its question marks stand for one character, and case matters") {
    struct Case {
        const char* pattern;
        const char* path;
        bool fits;
    };
    for (const Case& one :
         {Case{"*", "/", true}, Case{"/images/*", "/images/a/b.png", true}, Case{"/images/*", "/Images/a.png", false},
          Case{"images/*.jpg", "/images/a.jpg", true}, Case{"*.jpg", "/a/b.jpg", true},
          Case{"*.jpg", "/a/b.jpgx", false}, Case{"/a??.html", "/abc.html", true}, Case{"/a??.html", "/ab.html", false},
          Case{"/*a*b*c", "/xaxbxc", true}, Case{"/*a*b*c", "/xaxcxb", false}}) {
        INFO(one.pattern << " " << one.path);
        CHECK(matches(one.pattern, one.path) == one.fits);
    }
}

TEST_CASE("the first behaviour that matches decides; the default one takes the rest") {
    DistributionConfig config;
    config.cache.default_ttl = 60s;
    Behavior assets;
    assets.path = "/static/*";
    assets.cache.default_ttl = 1h;
    assets.allowed = {http::Method::get, http::Method::head};
    Behavior live;
    live.path = "/static/live*";
    live.cache.max_ttl = 0s;
    config.behaviors = {live, assets};
    World world(config);
    for (const char* path : {"/static/a.js", "/items/1", "/static/live"}) (void)world.get(path);
    world.wait(61s);
    CHECK(header(world.get("/static/a.js"), "X-Cache") == "Hit from cloudfront");
    CHECK(header(world.get("/items/1"), "X-Cache") == "Miss from cloudfront");
    CHECK(header(world.get("/static/live"), "X-Cache") == "Miss from cloudfront");

    const http::Response refused = world.get(World::request("/static/a.js", http::Method::post));
    CHECK(refused.status == 403);
    CHECK(refused.body.view().find("not configured to allow the HTTP request method") != std::string_view::npos);
    CHECK(world.get(World::request("/items/1", http::Method::post)).status == 200);
    http::Request with_body = World::request("/items/1");
    with_body.body = "x";
    CHECK(world.get(with_body).status == 403);
}

TEST_CASE("a behaviour leads to its own origin") {
    DistributionConfig config;
    Behavior assets;
    assets.path = "/static/*";
    assets.origin = "assets";
    config.behaviors = {assets, assets};
    CHECK(other_origins(config) == std::vector<std::string>{"assets"});
    World world(config);
    world.bucket.answer = http::json_response(200, "from the bucket");
    CHECK(world.get("/static/a").body == "from the bucket");
    CHECK(world.get("/items/1").body == "fresh");
}

TEST_CASE("what reaches the origin is what the key and the policy list") {
    DistributionConfig config;
    config.cache.key.headers = {"Accept-Language"};
    config.cache.key.queries = {"page"};
    config.forward.headers = OriginRequestPolicy::Which::listed;
    config.forward.listed_headers = {"x-tenant"};
    config.forward.query = OriginRequestPolicy::Which::none;
    config.forward.cookies = OriginRequestPolicy::Which::listed;
    config.forward.listed_cookies = {"session"};
    World world(config);
    http::Request request = World::request("/a");
    request.query = "page=2&tracking=77";
    for (const auto& [name, value] :
         {std::pair{"Accept-Language", "de"}, std::pair{"X-Tenant", "t1"}, std::pair{"X-Other", "no"},
          std::pair{"Authorization", "secret"}, std::pair{"Cookie", "session=abc; theme=dark"}}) {
        request.headers.add(Text(std::string(name)), Text(std::string(value)));
    }
    world.origin.answer.headers.add("Set-Cookie", "session=abc");
    world.origin.answer.headers.add("Vary", "X-Other, Accept-Language, Accept-Encoding");
    const http::Response answer = world.get(request);
    const http::Request& asked = world.origin.asked.at(0);
    CHECK(asked.query == "page=2");
    CHECK(asked.headers.get("Accept-Language") == "de");
    CHECK(asked.headers.get("X-Tenant") == "t1");
    CHECK(asked.headers.get("Cookie") == "session=abc");
    CHECK_FALSE(asked.headers.has("X-Other"));
    CHECK_FALSE(asked.headers.has("Authorization"));
    CHECK(header(answer, "Set-Cookie") == "session=abc");  // cookies were forwarded
    CHECK(header(answer, "Vary") == "Accept-Language, Accept-Encoding");
}

TEST_CASE("a viewer gets 304 for what it has, and a part for a range, from what is kept whole") {
    World world;
    world.origin.answer = page("text/plain", 100);
    const auto get = [&](std::string_view name, std::string_view value, std::string_view if_range = {}) {
        http::Request request = World::request("/a");
        request.headers.add(Text(name), Text(value));
        if (!if_range.empty()) request.headers.add("If-Range", Text(if_range));
        return world.get(request);
    };
    // The origin is asked for the part, and sends all of it: so the first viewer gets it, and it is kept.
    CHECK(get("Range", "bytes=10-19").status == 200);
    CHECK(header(world.origin.asked.at(0), "Range") == "bytes=10-19");
    const http::Response part = get("Range", "bytes=10-19");
    CHECK(part.status == 206);
    CHECK(part.body.size() == 10);
    CHECK(header(part, "Content-Range") == "bytes 10-19/100");

    CHECK(get("If-None-Match", "W/\"v1\"").status == 304);
    CHECK(get("If-None-Match", "\"v0\", \"v1\"").status == 304);
    CHECK(get("If-None-Match", "*").status == 304);
    CHECK(get("If-None-Match", "\"v2\"").status == 200);
    CHECK(get("If-Modified-Since", "Tue, 24 Nov 2026 08:00:00 GMT").status == 304);
    CHECK(get("If-Modified-Since", "Tue, 24 Nov 2026 07:59:59 GMT").status == 200);
    CHECK(get("If-Modified-Since", "yesterday").status == 200);

    CHECK(header(get("Range", "bytes=95-"), "Content-Range") == "bytes 95-99/100");
    CHECK(header(get("Range", "bytes=-5"), "Content-Range") == "bytes 95-99/100");
    CHECK(header(get("Range", "bytes=0-999"), "Content-Range") == "bytes 0-99/100");
    const http::Response beyond = get("Range", "bytes=100-");
    CHECK(beyond.status == 416);
    CHECK(header(beyond, "Content-Range") == "bytes */100");
    for (const char* odd :
         {"bytes=5-1", "bytes=a-b", "lines=1-2", "bytes=5-6,0-1", "bytes=0-5,5-6", "bytes=-", "bytes="}) {
        INFO(odd);
        CHECK(get("Range", odd).status == 200);
    }
    CHECK(get("Range", "bytes=0-4", "\"v1\"").status == 206);
    CHECK(get("Range", "bytes=0-4", "\"v0\"").status == 200);
    CHECK(world.origin.asked.size() == 1);
}

TEST_CASE("HEAD is answered from a GET's object, without its body") {
    World world;
    world.origin.answer = page("text/plain", 100);
    (void)world.get("/a");
    const http::Response head = world.get(World::request("/a", http::Method::head));
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    CHECK(header(head, "ETag") == "\"v1\"");
    CHECK(world.origin.asked.size() == 1);
}

TEST_CASE("text is compressed once for each encoding, and only where CloudFront would") {
    DistributionConfig config;
    config.compress = config.gzip = config.brotli = true;
    World world(config);
    const auto get = [&](const char* path, std::string_view accept) {
        http::Request request = World::request(path);
        if (!accept.empty()) request.headers.add("Accept-Encoding", Text(accept));
        return world.get(request);
    };
    world.origin.answer = page("application/json; charset=utf-8", 5000);
    const http::Response br = get("/a", "gzip, br");
    CHECK(header(br, "Content-Encoding") == "br");
    CHECK(header(br, "ETag") == "W/\"v1\"");
    CHECK(br.body.size() < 100);
    CHECK(header(get("/a", "gzip"), "Content-Encoding") == "gzip");
    CHECK(get("/a", "").body.size() == 5000);
    CHECK(world.origin.asked.size() == 3);
    CHECK(header(get("/a", "br;q=0.5, gzip"), "X-Cache") == "Hit from cloudfront");
    CHECK(world.origin.asked.at(0).headers.get("Accept-Encoding") == "br,gzip");

    world.origin.answer = page("image/png", 5000);
    CHECK_FALSE(get("/picture", "br").headers.has("Content-Encoding"));
    world.origin.answer = page("text/plain", 999);
    CHECK_FALSE(get("/short", "br").headers.has("Content-Encoding"));
    world.origin.answer = page("text/plain", 5000);
    world.origin.answer.status = 500;
    CHECK_FALSE(get("/error", "br").headers.has("Content-Encoding"));
}

TEST_CASE("an object past its time is served at once while one request refreshes it") {
    World world;
    world.origin_says(200, "max-age=10, stale-while-revalidate=60");
    world.origin.delay = 2s;
    (void)world.get("/a");
    world.wait(12s);
    std::optional<http::Response> first;
    std::optional<http::Response> second;
    const Instant asked = world.clock.now();
    world.send(World::request("/a"), first);
    world.send(World::request("/a"), second);
    world.clock.run_until(asked);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(header(*first, "X-Cache") == "Hit from cloudfront");
    CHECK(header(*first, "Age") == "12");
    world.clock.run();
    CHECK(world.origin.asked.size() == 2);
    CHECK(header(world.get("/a"), "Age") == "0");
    CHECK(world.origin.asked.size() == 2);
}

TEST_CASE("Expires counts where there is no max-age, and what varies with everything is never kept") {
    World world;
    world.wait(1000s);
    world.origin_says(200);
    world.origin.answer.headers.add("Expires", Text(http::format_date(world.clock.now() + 30s)));
    (void)world.get("/a");
    world.wait(29s);
    CHECK(header(world.get("/a"), "X-Cache") == "Hit from cloudfront");
    world.wait(1s);
    CHECK(header(world.get("/a"), "X-Cache") == "Miss from cloudfront");
    world.origin_says(200);
    world.origin.answer.headers.add("Vary", "*");
    (void)world.get("/b");
    CHECK(header(world.get("/b"), "X-Cache") == "Miss from cloudfront");
    CHECK(http::parse_date("Sun, 06 Nov 1994 08:49:37 GMT") == epoch + 784111777s);
    CHECK(http::parse_date("Sunday, 06-Nov-94 08:49:37 GMT") == epoch + 784111777s);
    CHECK(http::parse_date("Sun Nov  6 08:49:37 1994") == epoch + 784111777s);
    CHECK(http::parse_date("Friday, 31-Dec-49 08:49:37 GMT") > epoch + 365 * 24h * 75);
    CHECK_FALSE(http::parse_date("Fri, 31 Dec 9999 23:59:59 GMT"));
    CHECK(http::parse_date("Fri, 31 Dec 9999 23:59:59 GMT", http::Far::nearest) > epoch + 365 * 24h * 200);
    for (const char* none :
         {"", "0", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 32 Nov 9999 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
          "Sun Nov 06 08:49:37 94", "Sun, 06 Nov 1994 24:00:00 GMT"})
        CHECK_FALSE(http::parse_date(none, http::Far::nearest));
}

TEST_CASE("with a shield, PoPs share one fetch, and the age of what it held counts") {
    DistributionConfig config;
    config.pops = {PointOfPresence{"IAD", 1, {}}, PointOfPresence{"NRT", 1, {}}};
    config.cache.default_ttl = 60s;
    config.shield = OriginShield{};
    World world(config);
    (void)world.get("/a");
    world.wait(20s);
    http::Request elsewhere = World::request("/a");
    elsewhere.pop = 1;
    const http::Response shielded = world.get(elsewhere);
    CHECK(header(shielded, "X-Cache") == "Miss from cloudfront");
    CHECK(header(shielded, "Age") == "20");
    CHECK(world.origin.asked.size() == 1);
    CHECK(world.count("shield.hits") == 1);
    CHECK(world.count("misses") == 2);
    world.wait(39s);
    CHECK(header(world.get(elsewhere), "Age") == "59");
    world.wait(1s);
    CHECK(header(world.get(elsewhere), "X-Cache") == "Miss from cloudfront");
    CHECK(world.origin.asked.size() == 2);
}

TEST_CASE("viewers of a PoP that is down reach nobody until it is noticed, then the others; it comes back empty") {
    DistributionConfig config;
    config.pops = {PointOfPresence{"IAD", 1, {}}, PointOfPresence{"NRT", 1, {}}, PointOfPresence{"FRA", 3, {}}};
    World world(config);
    (void)world.get("/a");
    CHECK_FALSE(world.distribution.set_down("SFO", 60s));
    REQUIRE(world.distribution.set_down("IAD", 60s));
    CHECK(world.get("/a").broken());
    world.wait(60s);
    int at_frankfurt = 0;
    for (std::uint32_t i = 0; i < 200; ++i) {
        http::Request request = World::request("/a");
        request.client = http::IpAddress::v4(0x0a000000U + i);
        const http::Response answer = world.get(request);
        CHECK(answer.status == 200);
        CHECK(header(answer, "X-Amz-Cf-Pop") != "IAD50-P1");
        at_frankfurt += header(answer, "X-Amz-Cf-Pop") == "FRA50-P1" ? 1 : 0;
    }
    CHECK(at_frankfurt > 120);
    CHECK(at_frankfurt < 180);
    REQUIRE(world.distribution.set_up("IAD"));
    CHECK(header(world.get("/a"), "X-Cache") == "Miss from cloudfront");
}

TEST_CASE("a connection that cannot be made is tried three times, an answer that does not come only for reads") {
    World world;
    world.origin.answer = http::Response::broken_by(http::Delivery::refused);
    CHECK(world.get("/a").status == 502);
    CHECK(world.origin.asked.size() == 3);
    CHECK(world.get(World::request("/a", http::Method::post)).status == 502);
    CHECK(world.origin.asked.size() == 6);
    world.origin.answer = http::Response::broken_by(http::Delivery::reset);
    CHECK(world.get(World::request("/b", http::Method::post)).status == 502);
    CHECK(world.origin.asked.size() == 7);
    world.origin.answer = http::json_response(200, "late");
    world.origin.delay = 31s;
    const Instant asked = world.clock.now();
    CHECK(world.get("/c").status == 504);
    CHECK(world.clock.now() - asked >= 90s);
    CHECK(world.origin.asked.size() == 10);
}
