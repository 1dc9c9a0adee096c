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
    policy.cors = ResponseHeaders::Cors();
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

TEST_CASE("viewers of countries that are shut out are told so before anybody is asked") {
    SpecialDistribution whole;
    whole.geo = GeoRestriction{false, {"DE", "FR"}};
    World world(special(whole));
    const auto status = [](World& in, const char* country) {
        http::Request request = to_host("/a");
        if (*country != 0) request.headers.add("X-Windtunnel-Country", Text(std::string(country)));
        return in.get(request).status;
    };
    CHECK(status(world, "DE") == 403);
    CHECK(world.origin.asked.empty());
    CHECK(status(world, "US") == 200);
    CHECK(status(world, "") == 200);  // nobody knows
    whole.geo->allows = true;
    World only(special(whole));
    CHECK(status(only, "FR") == 200);
    CHECK(status(only, "US") == 403);
}

TEST_CASE("a viewer's country, and the place it finds, are said in fields that go no further") {
    DistributionConfig config;
    config.pops = {{"IAD", 1, {}}, {"FRA", 1, {}}};
    config.cache.key.headers = {"CloudFront-Viewer-Country"};
    World world(config);
    http::Request request = to_host("/a");
    request.headers.add("X-Windtunnel-Pop", "fra");
    request.headers.add("X-Windtunnel-Country", "DE");
    request.headers.add("CloudFront-Viewer-Country", "US");  // a viewer's word does not count
    const http::Response response = world.get(request);
    CHECK(response.headers.get("X-Amz-Cf-Pop") == "FRA50-P1");
    const http::Request& asked = world.origin.asked.back();
    CHECK(asked.headers.get("CloudFront-Viewer-Country") == "DE");
    CHECK_FALSE(asked.headers.has("X-Windtunnel-Pop"));
    CHECK_FALSE(asked.headers.has("X-Windtunnel-Country"));
    CHECK(world.get(request).headers.get("X-Cache") == "Hit from cloudfront");
    request.headers.set("X-Windtunnel-Country", "FR");
    CHECK(world.get(request).headers.get("X-Cache") == "Miss from cloudfront");
    request.headers.set("X-Windtunnel-Pop", "IAD");
    CHECK(world.get(request).headers.get("X-Cache") == "Miss from cloudfront");
}

TEST_CASE("of a viewer's device and address an origin hears what policies ask for") {
    DistributionConfig config;
    config.forward.listed_headers = {"CloudFront-Is-Mobile-Viewer", "CloudFront-Is-Desktop-Viewer",
                                     "CloudFront-Forwarded-Proto", "CloudFront-Viewer-Address"};
    World world(config);
    http::Request request = to_host("/a");
    request.client = http::IpAddress::v4(0x01020304);
    request.headers.add("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148");
    request.headers.add("CloudFront-Is-Tablet-Viewer", "true");
    (void)world.get(request);
    const http::Headers seen = world.origin.asked.back().headers;
    CHECK(seen.get("CloudFront-Is-Mobile-Viewer") == "true");
    CHECK(seen.get("CloudFront-Is-Desktop-Viewer") == "false");
    CHECK(seen.get("CloudFront-Forwarded-Proto") == "http");
    CHECK(seen.get("CloudFront-Viewer-Address") == "1.2.3.4:0");
    CHECK_FALSE(seen.has("CloudFront-Is-Tablet-Viewer"));
}

TEST_CASE("objects are invalidated by the tags that they were kept with") {
    DistributionConfig config;
    config.cache.tag_field = "X-Tags";
    World world(config);
    const auto miss = [&](const char* path) {
        return world.get(path).headers.get("X-Cache") == "Miss from cloudfront";
    };
    world.origin.answer.headers.add("X-Tags", "Product-1, all");
    CHECK(miss("/a"));
    world.origin.answer.headers.set("X-Tags", "product-12");
    CHECK(miss("/b"));
    world.origin.answer.headers.remove("X-Tags");
    CHECK(miss("/c"));
    CHECK(world.distribution.invalidate("#product-1") == 1);
    CHECK(world.distribution.invalidate("#product-1") == 0);
    CHECK_FALSE(miss("/b"));
    CHECK_FALSE(miss("/c"));
    CHECK(miss("/a"));
    CHECK(world.distribution.invalidate("#all") == 0);  // it was fetched again without
}

TEST_CASE("whoever keeps a log sees each request as it came, and its answer as it leaves") {
    struct Log final : Witness {
        void saw(const Seen& seen) override {
            lines.push_back(seen.request.path.str() + " " + std::to_string(seen.response.status) + " " +
                            std::string(seen.response.headers.get("X-Cache")) + " " + std::string(seen.place));
        }
        std::vector<std::string> lines;
    };
    const auto log = std::make_shared<Log>();
    SpecialDistribution whole;
    whole.root_object = "index.html";
    whole.witness = log;
    World world(special(whole));
    for (int i = 0; i < 2; ++i) (void)world.get("/");
    http::Request long_one = to_host("/" + std::string(9000, 'a'));
    (void)world.get(long_one);
    REQUIRE(log->lines.size() == 3);
    CHECK(log->lines[0] == "/ 200 Miss from cloudfront IAD50-P1");
    CHECK(log->lines[1] == "/ 200 Hit from cloudfront IAD50-P1");
    CHECK(log->lines[2].ends_with(" 414 Error from cloudfront IAD50-P1"));
}
