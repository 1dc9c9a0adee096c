// CloudFront Functions at the viewers' side: what they are told, and what becomes of what they return.
#include "edge/functions/cloudfront_function.hpp"

#include "catch.hpp"

#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "../world.hpp"
#include "edge/functions/event.hpp"
#include "edge/functions/rules.hpp"

using namespace wt;
using namespace wt::edge;
using wt::edge::test::World;
using OrderedJson = nlohmann::ordered_json;

namespace {

#define NEEDS_ENGINE() \
    if (script::missing_engine()) return

std::shared_ptr<EdgeFunction> function_of(const std::string& source) {
    functions::Function made;
    made.program = std::make_shared<const script::Program>(source, script::Edition::second);
    return std::make_shared<functions::CloudFrontFunction>(std::move(made));
}

DistributionConfig with(const std::string& on_request, const std::string& on_response = {}) {
    SpecialBehavior behavior;
    if (!on_request.empty()) behavior.on_request = function_of(on_request);
    if (!on_response.empty()) behavior.on_response = function_of(on_response);
    DistributionConfig config;
    config.id = "E1";
    config.domain = "d1.cloudfront.net";
    config.whole = std::make_shared<const SpecialDistribution>();
    config.special = std::make_shared<const SpecialBehavior>(std::move(behavior));
    config.cache.key.query = true;
    config.forward.cookies = OriginRequestPolicy::Which::all;
    return config;
}

http::Request viewer(std::string path, std::string query = {}) {
    http::Request request = World::request(std::move(path));
    request.query = query;
    request.client = http::IpAddress::parse("198.51.100.11").value();
    request.headers.add("Host", "d1.cloudfront.net");
    request.headers.add("X-A", "1");
    request.headers.add("X-A", "2");
    request.headers.add("Cookie", "id=x; b=y");
    return request;
}

std::string handler(const std::string& body) { return "function handler(event) {" + body + "}"; }

}  // namespace

TEST_CASE("the event tells of a request as it came") {
    http::Request request = viewer("/a%20b", "k=1&k=2&e&x=%41");
    request.headers.add("X-Amz-Cf-Id", "id");
    Occasion occasion;
    occasion.distribution = "E1";
    occasion.domain = "d1.cloudfront.net";
    occasion.request_id = "R";
    CHECK(functions::event_of("viewer-request", occasion, request) == OrderedJson::parse(R"json({
        "version": "1.0",
        "context": {"distributionDomainName": "d1.cloudfront.net", "distributionId": "E1",
                    "eventType": "viewer-request", "requestId": "R"},
        "viewer": {"ip": "198.51.100.11"},
        "request": {"method": "GET", "uri": "/a%20b",
            "querystring": {"k": {"value": "1", "multiValue": [{"value": "1"}, {"value": "2"}]},
                            "e": {"value": ""}, "x": {"value": "%41"}},
            "headers": {"host": {"value": "d1.cloudfront.net"},
                        "x-a": {"value": "1", "multiValue": [{"value": "1"}, {"value": "2"}]}},
            "cookies": {"id": {"value": "x"}, "b": {"value": "y"}}}})json"));
}

TEST_CASE("a request that a function only returns goes on byte by byte") {
    const http::Request before = viewer("/a", "e&k=1&j=2&k=3");
    http::Request after = before;
    const OrderedJson asked = functions::told(before);
    functions::put(asked, asked, after);
    CHECK(after.query == before.query);
    CHECK(after.headers.get("Cookie") == "id=x; b=y");
    REQUIRE(after.headers.size() == before.headers.size());
}

TEST_CASE("a function changes path, query, headers and cookies; the behaviour stays the viewer's") {
    NEEDS_ENGINE();
    DistributionConfig config = with(handler(R"js(
        const r = event.request;
        r.uri = '/assets' + r.uri;
        r.querystring = { a: { value: '1' }, b: { multiValue: [{ value: '2' }, { value: '3' }] } };
        delete r.headers['x-a'];
        r.headers['x-new'] = { value: 'n' };
        r.cookies = { c: { value: 'd' } };
        return r;)js"));
    Behavior assets;
    assets.path = "/assets/*";
    assets.origin = "assets";
    config.behaviors.push_back(assets);
    World world(config);
    CHECK(world.get(viewer("/x", "q=1")).status == 200);
    REQUIRE(world.origin.asked.size() == 1);
    CHECK(world.bucket.asked.empty());
    const http::Request& seen = world.origin.asked.front();
    CHECK(seen.path == "/assets/x");
    CHECK(seen.query == "a=1&b=2&b=3");
    CHECK_FALSE(seen.headers.has("X-A"));
    CHECK(seen.headers.get("x-new") == "n");
    CHECK(seen.headers.get("Cookie") == "c=d");
}

TEST_CASE("what a function makes of the path is the cache's key") {
    NEEDS_ENGINE();
    World world(with(handler("event.request.uri = '/same'; event.request.querystring = {}; return event.request;")));
    world.origin_says(200, "max-age=60");
    CHECK(world.get(viewer("/a", "x=1")).headers.get("X-Cache") == "Miss from cloudfront");
    CHECK(world.get(viewer("/b")).headers.get("X-Cache") == "Hit from cloudfront");
}

TEST_CASE("a function answers by itself, and the other one is not asked") {
    NEEDS_ENGINE();
    World world(with(handler(R"js(return { statusCode: 302, statusDescription: 'Found',
                            headers: { location: { value: 'https://example.org/' } },
                            cookies: { s: { value: '1', attributes: 'Secure; Path=/' } },
                            body: { encoding: 'base64', data: 'aGk=' } };)js"),
                     handler("throw new Error('asked');")));
    const http::Response made = world.get(viewer("/a"));
    CHECK(made.status == 302);
    CHECK(made.headers.get("location") == "https://example.org/");
    CHECK(made.headers.get("Set-Cookie") == "s=1; Secure; Path=/");
    CHECK(made.headers.get("X-Cache") == "FunctionGeneratedResponse from cloudfront");
    CHECK(made.body == "hi");
    CHECK(world.origin.asked.empty());
}

TEST_CASE("a response passes the other function, from the cache, too, unless it is an error") {
    NEEDS_ENGINE();
    World world(with("", handler(R"js(const r = event.response;
        r.headers['strict-transport-security'] = { value: 'max-age=1' };
        r.headers['x-saw'] = { value: event.context.eventType + ' ' + event.request.uri + ' ' + r.statusCode };
        return r;)js")));
    world.origin_says(200, "max-age=60");
    (void)world.get(viewer("/a"));
    const http::Response hit = world.get(viewer("/a"));
    CHECK(hit.headers.get("X-Cache") == "Hit from cloudfront");
    CHECK(hit.headers.get("strict-transport-security") == "max-age=1");
    CHECK(hit.headers.get("x-saw") == "viewer-response /a 200");
    CHECK(hit.body == "answer");
    world.origin_says(404);
    CHECK_FALSE(world.get(viewer("/none")).headers.has("x-saw"));
}

TEST_CASE("cookies of a response are told apart and put back") {
    http::Response response;
    response.headers.add("Set-Cookie", "a=1; Path=/; Secure");
    response.headers.add("Set-Cookie", "b=2");
    const OrderedJson came = functions::told(response);
    CHECK(came["cookies"] ==
          OrderedJson::parse(R"({"a": {"value": "1", "attributes": "Path=/; Secure"}, "b": {"value": "2"}})"));
    OrderedJson returned = came;
    returned["cookies"].erase("a");
    returned["cookies"]["c"] = {{"value", "3"}, {"attributes", "Secure"}};
    functions::put(came, returned, response);
    std::string lines;
    for (const http::Header& field : response.headers) lines += field.value.str() + "|";
    CHECK(lines == "b=2|c=3; Secure|");
}

TEST_CASE("what a function must not return is 503, and says which kind of failure it is") {
    NEEDS_ENGINE();
    const auto cache_says = [](const std::string& body) {
        World world(with(handler(body)));
        const http::Response response = world.get(viewer("/a"));
        CHECK(response.status == 503);
        CHECK(response.body.view().find("is invalid or could not run") != std::string_view::npos);
        CHECK(world.origin.asked.empty());
        return response.headers.get("X-Cache") == "FunctionValidationError from cloudfront"  ? 'v'
               : response.headers.get("X-Cache") == "FunctionExecutionError from cloudfront" ? 'e'
               : response.headers.get("X-Cache") == "FunctionThrottledError from cloudfront" ? 't'
                                                                                             : '?';
    };
    for (const char* const body : {"return null;",
                                   "return 'x';",
                                   "return {};",
                                   "event.request.method = 'POST'; return event.request;",
                                   "event.request.uri = 'x'; return event.request;",
                                   "event.request.uri = '/x?y'; return event.request;",
                                   "event.request.headers.host.value = 'other'; return event.request;",
                                   "delete event.request.headers.host; return event.request;",
                                   "event.request.headers.via = { value: 'x' }; return event.request;",
                                   "event.request.headers['X-Upper'] = { value: 'x' }; return event.request;",
                                   "event.request.headers['x-edge-location'] = { value: 'x' }; return event.request;",
                                   "event.request.headers.connection = { value: 'close' }; return event.request;",
                                   "event.request.headers['x-a'] = 'x'; return event.request;",
                                   "event.request.headers['x-a'] = { value: 'a\\r\\nb: c' }; return event.request;",
                                   "event.request.querystring = { a: 1 }; return event.request;",
                                   "return { statusCode: 99 };",
                                   "return { statusCode: '200' };",
                                   "return { statusCode: 200, body: 1 };",
                                   "return { statusCode: 200, body: { encoding: 'base64', data: '*' } };",
                                   "return { statusCode: 200, body: 'x'.repeat(41000) };",
                                   "return { statusCode: 200, headers: { 'x-cache': { value: 'Hit' } } };"}) {
        INFO(body);
        CHECK(cache_says(body) == 'v');
    }
    CHECK(cache_says("throw new Error('no');") == 'e');
    CHECK(cache_says("for (;;) {}") == 't');
}

TEST_CASE("a root object comes after the function, and a refused method before it") {
    NEEDS_ENGINE();
    DistributionConfig config =
        with(handler("if (event.request.uri !== '/') throw new Error(event.request.uri); return event.request;"));
    SpecialDistribution whole;
    whole.root_object = "index.html";
    config.whole = std::make_shared<const SpecialDistribution>(std::move(whole));
    config.allowed = {http::Method::get};
    World world(config);
    (void)world.get(viewer("/"));
    REQUIRE(world.origin.asked.size() == 1);
    CHECK(world.origin.asked.front().path == "/index.html");
    http::Request post = viewer("/x");
    post.method = http::Method::post;
    CHECK(world.get(post).status == 403);
}

TEST_CASE("whatever a function returns is refused or goes on whole") {
    // Every value in the place of every other, and each member gone.
    const OrderedJson asked = functions::told(viewer("/a", "k=1"));
    const OrderedJson values[] = {nullptr,
                                  true,
                                  1,
                                  -1,
                                  "",
                                  "x",
                                  "a\nb",
                                  OrderedJson::array(),
                                  OrderedJson::object(),
                                  OrderedJson::parse(R"({"value": "v"})"),
                                  OrderedJson::parse(R"({"value": 1})"),
                                  OrderedJson::parse(R"({"multiValue": []})"),
                                  OrderedJson::parse(R"({"multiValue": [{"value": "v"}, {}]})")};
    OrderedJson answer =
        OrderedJson::parse(R"json({"statusCode": 200, "statusDescription": "OK", "headers": {"a": {"value": "b"}},
        "cookies": {"c": {"value": "d", "attributes": "e"}}, "body": {"encoding": "text", "data": "x"}})json");
    std::size_t passed = 0;
    std::size_t tried = 0;
    const auto both = [&](const OrderedJson& returned) {
        ++tried;
        if (!functions::refuse_request(asked, returned)) {
            http::Request request = viewer("/a", "k=1");
            functions::put(asked, returned, request);
            CHECK(request.path.view().starts_with('/'));
            for (const http::Header& field : request.headers)
                CHECK(field.value.view().find('\n') == std::string_view::npos);
            ++passed;
        }
        if (!functions::refuse_response(OrderedJson(), returned)) {
            http::Response response;
            functions::put(OrderedJson(), returned, response);
            CHECK(response.status >= 200);
            ++passed;
        }
    };
    const auto vary = [&](const OrderedJson& whole) {
        const OrderedJson flat = whole.flatten();
        for (const auto& [path, value] : flat.items()) {
            for (OrderedJson::json_pointer at(path); !at.empty(); at.pop_back()) {
                for (const OrderedJson& other : values) {
                    OrderedJson changed = whole;
                    changed[at] = other;
                    both(changed);
                }
            }
        }
        for (const auto& [name, value] : whole.items()) {
            OrderedJson without = whole;
            without.erase(name);
            both(without);
        }
    };
    vary(asked);
    vary(answer);
    for (const OrderedJson& each : values) both(each);
    CHECK(passed > 20);
    CHECK(passed < tried);
}
