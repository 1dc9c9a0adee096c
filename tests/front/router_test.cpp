#include "front/router.hpp"

#include "base/scope.hpp"
#include "catch.hpp"
#include "front/prometheus.hpp"
#include "http/ways.hpp"

using namespace wt;
using namespace wt::front;

namespace {

/// Answers with its own name, and the host and path that reached it.
class Mirror final : public http::Tier {
public:
    explicit Mirror(std::string name) : name_(std::move(name)) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next) override {
        http::Response response;
        response.body = Text(name_ + " " + std::string(request.headers.get("Host")) + " " + request.path.str() + "?" +
                             request.query.str());
        co_return response;
    }

private:
    std::string name_;
};

struct World {
    Clock clock;
    Metrics metrics;
    Digest digest;
    Context context{clock, 1, metrics, digest};
    Mirror edge{"edge"};
    Mirror api{"api"};
    http::test::Standing to_edge{context, "edge", edge};
    http::test::Standing to_api{context, "api", api};
    Addresses addresses;
    Router router{context, site()};

    Site site() {
        Site site;
        site.version = "1.2.3";
        site.components = [] {
            return std::vector<std::pair<std::string, std::string>>{{"cdn", "cloudfront"},
                                                                    {"front-door", "apigateway-rest"}};
        };
        site.metrics = &metrics;
        addresses.enter(
            "cdn", DistributionAddress{"E1ABC", "d1abc.cloudfront.net", &to_edge, {"cdn.example", "*.cdn.example"}});
        addresses.enter("front-door", ApiAddress{"a1b2c3", "prod", &to_api});
        addresses.enter("people", PoolAddress{"us-east-1_Pool", [] { return std::string(R"({"keys":[]})"); },
                                              [](std::string_view base) { return std::string(base); }});
        site.addresses = &addresses;
        site.aws.services = {{"s3", "2006-03-01"}, {"sts", "2011-06-15"}};
        site.pages.push_back({"/_windtunnel/page", [](http::Request request) -> Task<http::Response> {
                                  co_return http::json_response(
                                      200, Text("page " + std::string(http::name(request.method))));
                              }});
        site.pages.push_back({"/_localstack/page", [](http::Request) -> Task<http::Response> {
                                  co_return http::json_response(200, "their page");
                              }});
        site.no_distribution = [](const http::Request&) { return http::json_response(403, "no distribution"); };
        site.function_urls = [](std::string id, http::Request request) -> Task<http::Response> {
            co_return http::json_response(200, Text("function " + id + " " + request.path.str()));
        };
        site.logins = [](std::string domain, http::Request request) -> Task<http::Response> {
            co_return http::json_response(200, Text("login " + domain + " " + request.path.str()));
        };
        site.aws.is_for = [](const http::Request& head) {
            return head.headers.has("X-Amz-Target") || head.path.starts_with("/bucket");
        };
        site.aws.streams = [](const http::Request& head) { return head.method == http::Method::put; };
        site.aws.handle = [](http::Request request) -> Task<http::Response> {
            co_return http::json_response(200, Text("aws " + request.path.str()));
        };
        site.aws.lets_in = [](const http::Request& head) { return head.path == "/bucket/open"; };
        site.aws.refuse = [](const http::Request&, std::string why) {
            return http::json_response(403, Text("aws " + why));
        };
        return site;
    }

    http::Response ask(http::Method method, std::string host, std::string path, std::string target = {},
                       std::string origin = {}) {
        http::Request request;
        if (!origin.empty()) request.headers.add("Origin", Text(origin));
        request.method = method;
        request.path = std::move(path);
        request.query = "q";
        request.headers.add("Host", Text(host));
        if (!target.empty()) request.headers.add("x-amz-target", Text(target));
        request.body = "{}";
        return answer_of(router, std::move(request));
    }
    http::Response answer_of(Router& by, http::Request request) {
        http::Response response;
        Scope scope;
        const auto run = [](Router& to, http::Request asked, http::Response& into) -> Task<void> {
            into = co_await to.handle(std::move(asked));
        };
        scope.spawn(run(by, std::move(request), response));
        clock.run();
        return response;
    }
    std::string get(std::string host, std::string path) {
        return ask(http::Method::get, std::move(host), std::move(path)).body.str();
    }
};

}  // namespace

TEST_CASE("a distribution is reached by its local host, its own domain, and its path; the edge sees one host") {
    World world;
    CHECK(world.get("E1ABC.cloudfront.localhost:4566", "/x") == "edge d1abc.cloudfront.net /x?q");
    CHECK(world.get("e1abc.CloudFront.localhost", "/x") == "edge d1abc.cloudfront.net /x?q");
    CHECK(world.get("d1abc.cloudfront.net", "/_windtunnel/health") ==
          "edge d1abc.cloudfront.net /_windtunnel/health?q");
    CHECK(world.get("127.0.0.1:4566", "/_aws/cloudfront/E1ABC/x/y") == "edge d1abc.cloudfront.net /x/y?q");
    CHECK(world.get("127.0.0.1:4566", "/_aws/cloudfront/E1ABC") == "edge d1abc.cloudfront.net /?q");
}

TEST_CASE("a distribution's aliases are its hosts, too, and the edge sees which one") {
    World world;
    CHECK(world.get("cdn.example:4566", "/x") == "edge cdn.example /x?q");
    CHECK(world.get("a.cdn.example", "/x") == "edge a.cdn.example /x?q");
    CHECK(world.ask(http::Method::get, "other.example", "/x").status == 403);  // no name of this machine
}

TEST_CASE("at an address of CloudFront's that is no distribution's, CloudFront answers") {
    World world;
    for (const char* host : {"E1AB.cloudfront.localhost", "d2.cloudfront.net:443"})
        CHECK(world.get(host, "/") == "no distribution");
    CHECK(world.get("localhost", "/_aws/cloudfront/E1ABCD/x") == "no distribution");
}

TEST_CASE("names of this machine that end in localhost may end in localhost.localstack.cloud, and have a region") {
    World world;
    for (const std::string end : {".localhost", ".localhost.localstack.cloud", ".eu-west-1.localhost",
                                  ".us-east-1.localhost.localstack.cloud", ".Localhost.LocalStack.Cloud"}) {
        INFO(end);
        CHECK(world.get("a1b2c3.execute-api" + end + ":4566", "/prod/items/1").starts_with("api a1b2c3.execute-api"));
        CHECK(world.get("E1ABC.cloudfront" + end, "/x") == "edge d1abc.cloudfront.net /x?q");
        CHECK(world.get("E1AB.cloudfront" + end, "/x") == "no distribution");
        CHECK(world.get("id.lambda-url" + end, "/x") == "function id /x");
        CHECK(world.get("mine.auth" + end, "/login") == "login mine /login");
    }
    // None of these names a service.
    for (const std::string host : {"a1b2c3.execute-api", "a1b2c3.execute-apis.localhost", "execute-api.localhost",
                                   "a1b2c3.execute-api.a.b.localhost", "a1b2c3.execute-apilocalhost"}) {
        INFO(host);
        CHECK(world.ask(http::Method::get, host, "/prod/items/1").body.view().find("api a1b2c3") ==
              std::string_view::npos);
    }
}

TEST_CASE("an API is reached by its hosts and its path, behind its stage; other stages and APIs are Forbidden") {
    World world;
    const std::string host = "a1b2c3.execute-api.eu-central-1.amazonaws.com";
    CHECK(world.get("a1b2c3.execute-api.localhost:4566", "/prod/items/1") ==
          "api a1b2c3.execute-api.localhost:4566 /items/1?q");
    CHECK(world.get(host, "/prod") == "api " + host + " /?q");
    CHECK(world.get("localhost:4566", "/_aws/execute-api/a1b2c3/prod/items") == "api localhost:4566 /items?q");
    for (const std::string path : {"/", "/test/items", "/production", "/prod2/items"}) {
        const http::Response response = world.ask(http::Method::get, host, path);
        CHECK(response.status == 403);
        CHECK(response.body.view() == R"({"message":"Forbidden"})");
    }
    CHECK(world.ask(http::Method::get, "zzz.execute-api.localhost", "/prod/items").status == 403);
    CHECK(world.ask(http::Method::get, "localhost", "/_aws/execute-api/zzz/prod/items").status == 403);
}

TEST_CASE("what is a call of an AWS API goes there, behind every other address; it says which bodies are streamed") {
    World world;
    CHECK(world.ask(http::Method::post, "localhost", "/", "DynamoDB_20120810.GetItem").body.view() == "aws /");
    CHECK(world.get("localhost", "/bucket/key") == "aws /bucket/key");
    CHECK(world.get("E1ABC.cloudfront.localhost", "/bucket/key").starts_with("edge "));
    http::Request head;
    head.headers.add("Host", "localhost");
    head.path = "/bucket/key";
    CHECK_FALSE(world.router.streams(head));
    head.method = http::Method::put;
    CHECK(world.router.streams(head));
    head.path = "/elsewhere";
    CHECK_FALSE(world.router.streams(head));
}

TEST_CASE("our own pages: keys, health, metrics, and a 404 that lists what there is") {
    World world;
    world.metrics.counter("cdn.hits").add(3);
    CHECK(world.get("localhost", "/us-east-1_Pool/.well-known/jwks.json") == R"({"keys":[]})");
    CHECK(world.get("localhost", "/us-east-1_Pool/.well-known/openid-configuration") == "http://localhost");
    CHECK(world.ask(http::Method::get, "localhost", "/other/.well-known/jwks.json").status == 404);
    CHECK(
        world.get("localhost", "/_windtunnel/health") ==
        R"({"status":"running","version":"1.2.3","services":{"s3":{"status":"running","version":"2006-03-01"},)"
        R"("sts":{"status":"running","version":"2011-06-15"}},"components":{"cdn":{"type":"cloudfront","status":"running"},)"
        R"("front-door":{"type":"apigateway-rest","status":"running"}}})");
    CHECK(world.get("localhost", "/_localstack/page") == "their page");
    CHECK(world.get("localhost", "/_windtunnel/metrics").find("windtunnel_cdn_hits_total 3\n") != std::string::npos);
    CHECK(world.ask(http::Method::post, "localhost", "/_windtunnel/page").body.view() == "page POST");
    const http::Response lost = world.ask(http::Method::get, "localhost", "/nowhere");
    CHECK(lost.status == 404);
    for (const char* part :
         {"GET /nowhere", "E1ABC.cloudfront.localhost", "/_aws/execute-api/a1b2c3/prod/", "the APIs of s3, sts",
          "/us-east-1_Pool/.well-known/jwks.json", "/_windtunnel/page", "/_windtunnel/health"}) {
        CHECK(lost.body.view().find(part) != std::string_view::npos);
    }
}

TEST_CASE("a host that is not this machine's reaches distributions and APIs alone, and hears which option lets it in") {
    World world;
    for (const char* path : {"/bucket/key", "/_windtunnel/health", "/_windtunnel/metrics", "/_windtunnel/page",
                             "/_localstack/page", "/us-east-1_Pool/.well-known/jwks.json", "/nowhere"}) {
        INFO(path);
        const http::Response response = world.ask(http::Method::get, "rebind.example:4566", path);
        CHECK(response.status == 403);
        CHECK(response.body.view().find("--host rebind.example if") != std::string_view::npos);
        CHECK(response.body.view().starts_with("aws ") == std::string_view(path).starts_with("/bucket"));
    }
    CHECK(world.ask(http::Method::post, "rebind.example", "/", "X.Y", "http://rebind.example").status == 403);
    CHECK(world.get("www.shop.example", "/_aws/cloudfront/E1ABC/x").starts_with("edge "));
    CHECK(world.get("www.shop.example", "/_aws/execute-api/a1b2c3/prod/x").starts_with("api "));
    CHECK(world.get("d1abc.cloudfront.net", "/x").starts_with("edge "));

    Router named(world.context, world.site(), VisitorRules{{"rebind.example"}, {}, false});
    http::Request request;
    request.headers.add("Host", "rebind.example:4566");
    request.path = "/_windtunnel/health";
    CHECK(world.answer_of(named, std::move(request)).status == 200);
}

TEST_CASE("a page of another site may neither change anything nor call AWS's APIs, unless what it is about lets it") {
    World world;
    const auto status = [&](http::Method method, std::string path, std::string origin) {
        return world.ask(method, "localhost:4566", std::move(path), {}, std::move(origin)).status;
    };
    for (const char* origin : {"https://evil.example", "null"}) {
        CHECK(status(http::Method::post, "/_windtunnel/page", origin) == 403);
        CHECK(status(http::Method::get, "/bucket/key", origin) == 403);
        CHECK(status(http::Method::put, "/bucket/open", origin) == 200);
        CHECK(status(http::Method::get, "/_windtunnel/health", origin) == 200);
        CHECK(status(http::Method::post, "/_aws/cloudfront/E1ABC/x", origin) == 200);
    }
    CHECK(status(http::Method::post, "/_windtunnel/page", "http://localhost:3000") == 200);
    CHECK(status(http::Method::post, "/bucket/key", "http://127.0.0.1:3000") == 200);
    const http::Response refused =
        world.ask(http::Method::post, "localhost", "/_windtunnel/page", {}, "https://evil.example");
    CHECK(refused.body.view().find("--allow-origin https://evil.example if") != std::string_view::npos);
}

TEST_CASE("what does not stand there does not answer") {
    World world;
    const Addresses none;
    Site site;
    site.addresses = &none;
    Router bare(world.context, site);
    http::Request request;
    request.headers.add("Host", ".cloudfront.localhost");
    CHECK(world.answer_of(bare, std::move(request)).status == 404);
}

TEST_CASE("metrics are written in Prometheus' text format") {
    Metrics metrics;
    metrics.counter("http.requests", {{"route", "GET /items/{id}"}, {"9 lives", "a\"b\\c\nd"}}).add(7);
    Counter& hits = metrics.counter("cdn.hits");
    Counter& misses = metrics.counter("cdn.misses");
    hits.add(3);
    misses.add(1);
    metrics.ratio("cdn.hit.ratio", {&hits}, {&hits, &misses});
    metrics.gauge("get-items.concurrency").set(2.5, epoch);
    Histogram& latency = metrics.histogram("http.latency");
    for (int i = 1; i <= 100; ++i) latency.record(Duration(i * 1'000'000));
    // One name there for what has two here: the later ones say whose they are.
    metrics.counter("logs.bytes").add(5);
    metrics.of("logs").counter("logs.bytes").add(6);
    metrics.of("a-b").counter("a-b.calls").add(1);
    metrics.of("a_b").counter("a_b.calls").add(2);
    const std::string text = prometheus_text(metrics);
    for (const std::string_view line : {
             "windtunnel_logs_bytes_total 5\n",
             "windtunnel_logs_bytes_total{component=\"logs\"} 6\n",
             "windtunnel_a_b_calls_total 1\n",
             "windtunnel_a_b_calls_total{component=\"a_b\"} 2\n",
             "# TYPE windtunnel_http_requests_total counter\n",
             "windtunnel_http_requests_total{_9_lives=\"a\\\"b\\\\c\\nd\",route=\"GET /items/{id}\"} 7\n",
             "# HELP windtunnel_cdn_hit_ratio cdn.hit.ratio\n",
             "windtunnel_cdn_hit_ratio 0.75\n",
             "windtunnel_get_items_concurrency 2.5\n",
             "# TYPE windtunnel_http_latency_seconds summary\n",
             "windtunnel_http_latency_seconds{quantile=\"0.999\"} 0.",
             "windtunnel_http_latency_seconds_sum 5.05",
             "windtunnel_http_latency_seconds_count 100\n",
         }) {
        INFO(text);
        CHECK(text.find(line) != std::string::npos);
    }
}
