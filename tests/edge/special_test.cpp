#include "catch.hpp"

#include <string>

#include "world.hpp"

using namespace wt;
using namespace wt::edge;
using wt::edge::test::World;

namespace {

DistributionConfig special(SpecialDistribution whole, SpecialBehavior behavior = {}) {
    DistributionConfig config;
    config.whole = std::make_shared<const SpecialDistribution>(std::move(whole));
    config.special = std::make_shared<const SpecialBehavior>(std::move(behavior));
    return config;
}

http::Request to_host(std::string path, http::Method method = http::Method::get) {
    http::Request request = World::request(std::move(path), method);
    request.headers.add("Host", "d1.cloudfront.net");
    return request;
}

}  // namespace

TEST_CASE("a distribution that is disabled answers 403, and asks nobody") {
    SpecialDistribution whole;
    whole.enabled = false;
    World world(special(whole));
    CHECK(world.get("/a").status == 403);
    CHECK(world.origin.asked.empty());
}

TEST_CASE("the root object stands for exactly the root") {
    SpecialDistribution whole;
    whole.root_object = "index.html";
    World world(special(whole));
    (void)world.get("/");
    (void)world.get("/below/");
    REQUIRE(world.origin.asked.size() == 2);
    CHECK(world.origin.asked[0].path == "/index.html");
    CHECK(world.origin.asked[1].path == "/below/");
}

TEST_CASE("viewers without TLS are sent to it, or refused") {
    SpecialBehavior behavior;
    behavior.scheme = SpecialBehavior::Scheme::redirect_to_https;
    World world(special({}, behavior));
    http::Request request = to_host("/a");
    request.query = "b=1";
    const http::Response response = world.get(request);
    CHECK(response.status == 301);
    CHECK(response.headers.get("Location") == "https://d1.cloudfront.net/a?b=1");
    CHECK(response.headers.get("X-Cache") == "Redirect from cloudfront");
    CHECK(world.get(to_host("/a", http::Method::post)).status == 307);
    request.secure = true;
    CHECK(world.get(request).status == 200);
    behavior.scheme = SpecialBehavior::Scheme::https_only;
    World strict(special({}, behavior));
    CHECK(strict.get(to_host("/a")).status == 403);
}

TEST_CASE("an error is told by its page, with another status; a page that fails tells its own failure") {
    SpecialDistribution whole;
    whole.error_pages = {ErrorPage{404, "/sorry", 200}, ErrorPage{503, "", 0}};
    World world(special(whole));
    world.origin_says(404);
    http::Request request = World::request("/none");
    request.headers.add("If-None-Match", "*");
    const http::Response failed = world.get(request);
    CHECK(failed.status == 404);
    CHECK(world.origin.asked.back().path == "/sorry");
    CHECK_FALSE(world.origin.asked.back().headers.has("If-None-Match"));
    world.origin_says(503);
    CHECK(world.get("/busy").status == 503);
    world.origin_says(200);
    world.wait(11s);
    (void)world.get("/sorry");
    world.origin_says(404);
    const http::Response told = world.get("/none");
    CHECK(told.status == 200);
    CHECK(told.headers.get("X-Cache") == "Error from cloudfront");
}

TEST_CASE("how long an error is kept depends on its status") {
    DistributionConfig config;
    config.cache.error_ttls = {{404, 60s}, {500, 0s}};
    World world(config);
    world.origin_says(404);
    (void)world.get("/a");
    world.wait(59s);
    (void)world.get("/a");
    CHECK(world.origin.asked.size() == 1);
    world.origin_says(500);
    (void)world.get("/b");
    (void)world.get("/b");
    CHECK(world.origin.asked.size() == 3);
    world.origin_says(502);
    (void)world.get("/c");
    (void)world.get("/c");
    CHECK(world.origin.asked.size() == 4);  // ten seconds
}

TEST_CASE("a response headers policy adds, replaces, removes, and allows other origins") {
    using Over = ResponseHeaders::Over;
    ResponseHeaders policy;
    policy.fields = {
        {"X-A", "mine", Over::replaces}, {"X-B", "mine", Over::origins_stays}, {"X-C", "mine", Over::origins_stays}};
    policy.removed = {"Server"};
    policy.server_timing = true;
    policy.cors.emplace();
    policy.cors->origins = {"https://*.example.org"};
    policy.cors->methods = {"GET", "PUT"};
    policy.cors->headers = {"X-A"};
    policy.cors->exposed = {"X-B"};
    policy.cors->max_age = 60;
    SpecialBehavior behavior;
    behavior.headers = std::make_shared<const ResponseHeaders>(policy);
    World world(special({}, behavior));
    for (const char* name : {"X-A", "X-B", "Server"})
        world.origin.answer.headers.add(Text(std::string(name)), "origin's");
    http::Request request = World::request("/a");
    request.headers.add("Origin", "https://app.example.org");
    const http::Headers headers = world.get(request).headers;
    CHECK(headers.get("X-A") == "mine");
    CHECK(headers.get("X-B") == "origin's");
    CHECK(headers.get("X-C") == "mine");
    CHECK_FALSE(headers.has("Server"));
    CHECK(headers.get("Access-Control-Allow-Origin") == "https://app.example.org");
    CHECK(headers.get("Access-Control-Expose-Headers") == "X-B");
    CHECK(headers.get("Vary") == "Origin");
    CHECK(headers.get("Server-Timing") == "cdn-cache-miss");
    CHECK(world.get(request).headers.get("Server-Timing") == "cdn-cache-hit");
    request.method = http::Method::options;
    request.headers.add("Access-Control-Request-Method", "PUT");
    const http::Headers preflight = world.get(request).headers;
    CHECK(preflight.get("Access-Control-Allow-Methods") == "GET, PUT");
    CHECK(preflight.get("Access-Control-Allow-Headers") == "X-A");
    CHECK(preflight.get("Access-Control-Max-Age") == "60");
    request.headers.set("Origin", "https://other.org");
    CHECK_FALSE(world.get(request).headers.has("Access-Control-Allow-Origin"));
}

TEST_CASE("of arguments and cookies, all but some may be in the key, and be sent on") {
    DistributionConfig config;
    config.cache.key.other_queries = true;
    config.cache.key.queries = {"utm"};
    config.cache.key.other_cookies = true;
    config.cache.key.cookies = {"tracking"};
    config.forward.query = config.forward.cookies = OriginRequestPolicy::Which::none;
    World world(config);
    const auto get = [&](const char* query, const char* cookies) {
        http::Request request = World::request("/a");
        request.query = Text(std::string(query));
        request.headers.add("Cookie", Text(std::string(cookies)));
        return world.get(request).headers.get("X-Cache").substr(0, 4) == "Miss";
    };
    CHECK(get("a=1&utm=2", "tracking=1; session=2"));
    CHECK(world.origin.asked.back().query == "a=1");
    CHECK(world.origin.asked.back().headers.get("Cookie") == "session=2");
    CHECK_FALSE(get("utm=3&a=1", "session=2; tracking=4"));
    CHECK(get("a=2", "session=2"));
    CHECK(get("a=1", "session=3"));

    DistributionConfig beside;
    beside.forward.cookies = beside.forward.query = beside.forward.headers = OriginRequestPolicy::Which::others;
    beside.forward.listed_cookies = {"tracking"};
    beside.forward.listed_queries = {"utm"};
    beside.forward.listed_headers = {"X-Secret"};
    World sent(beside);
    http::Request request = World::request("/a");
    request.query = "a=1&utm=2";
    for (const auto& [name, value] :
         {std::pair{"Cookie", "tracking=1; b=2"}, std::pair{"X-Secret", "s"}, std::pair{"X-Other", "o"}})
        request.headers.add(Text(std::string(name)), Text(std::string(value)));
    (void)sent.get(request);
    const http::Request& asked = sent.origin.asked.back();
    CHECK(asked.query == "a=1");
    CHECK(asked.headers.get("Cookie") == "b=2");
    CHECK(asked.headers.has("X-Other"));
    CHECK_FALSE(asked.headers.has("X-Secret"));
}
