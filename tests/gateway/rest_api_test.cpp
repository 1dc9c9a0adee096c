#include "catch.hpp"

#include <optional>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "gateway/rest_api.hpp"
#include "http/ways.hpp"

using namespace wt;
using namespace wt::gateway;
using http::Method;

namespace {

class Function final : public http::Tier {
public:
    explicit Function(Clock& clock) : clock_(clock) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next) override {
        asked.push_back(std::move(request));
        co_await clock_.sleep_for(delay);
        co_return answer;
    }
    Duration delay{0};
    http::Response answer = http::json_response(200, "{}");
    std::vector<http::Request> asked;

private:
    Clock& clock_;
};

class Pool final : public TokenVerifier {
public:
    [[nodiscard]] Verdict verify(std::string_view token, Instant) override {
        if (token == "good") return Verdict::accepted;
        return token == "old" ? Verdict::expired : Verdict::refused;
    }
};

RestApiConfig two_functions() {
    RestApiConfig config;
    config.routes.resize(3);
    config.routes[0] = {Method::get, "/items/{id}", "reader", false};
    config.routes[1] = {Method::post, "/items", "writer", false};
    config.routes[2] = {Method::put, "/items/{id}", "writer", false};
    return config;
}

struct World {
    explicit World(RestApiConfig config = two_functions()) : api(context, "api", std::move(config), &pool, ways) {}
    static Task<void> carry(http::Hop& hop, http::Request sent, std::optional<http::Response>& answer) {
        answer = co_await hop.send(std::move(sent));
    }
    http::Response send(http::Request sent) {
        std::optional<http::Response> answer;
        scope.spawn(carry(api_hop, std::move(sent), answer));
        clock.run();
        return answer.value();
    }
    http::Response send(Method method, std::string path, std::string authorization = {}) {
        http::Request request;
        request.method = method;
        request.path = std::move(path);
        if (!authorization.empty()) request.headers.add("Authorization", Text(authorization));
        return send(std::move(request));
    }
    [[nodiscard]] std::uint64_t count(const std::string& metric) { return metrics.counter("api." + metric).value(); }

    Clock clock;
    Metrics metrics;
    Digest digest;
    Context context{clock, 7, metrics, digest};
    Pool pool;
    Function reader{clock};
    Function writer{clock};
    http::test::Standing reader_hop{context, "reader", reader};
    http::test::Standing writer_hop{context, "writer", writer};
    http::test::Ways ways{{"reader", reader_hop}, {"writer", writer_hop}};
    RestApi api;
    http::test::Standing api_hop{context, "api", api};
    Scope scope;
};

void check_error(const http::Response& response, int status, std::string_view type, std::string_view message) {
    CHECK(response.status == status);
    CHECK(response.headers.get("x-amzn-ErrorType") == type);
    CHECK(response.body.view() == "{\"message\":\"" + std::string(message) + "\"}");
    CHECK(response.headers.get("Content-Type") == "application/json");
    CHECK(response.headers.get("x-amzn-RequestId").size() == 36);
    CHECK(response.headers.get("x-amz-apigw-id").size() == 16);
}

}  // namespace

TEST_CASE("an event that a function finds too large is the client's fault, and a failed invocation the gateway's") {
    World world;
    world.writer.answer = http::json_response(413, "{}");
    world.writer.answer.headers.add("x-amzn-ErrorType", "RequestTooLargeException");
    http::Request sent;
    sent.method = Method::post;
    sent.path = "/items";
    const http::Response answer = world.send(std::move(sent));
    CHECK(answer.status == 413);
    CHECK(answer.body == R"({"message": "Request Too Long"})");
    CHECK(answer.headers.get("x-amzn-ErrorType") == "BadRequestException");
    // What a handler itself answers so is its own answer.
    world.writer.answer = http::json_response(413, R"({"own":1})");
    http::Request again;
    again.method = Method::post;
    again.path = "/items";
    CHECK(world.send(std::move(again)).body == R"({"own":1})");
}

TEST_CASE("a request reaches its route's function with the route and the parameter") {
    World world;
    CHECK(targets(two_functions()) == std::vector<std::string>{"reader", "writer"});
    const http::Response response = world.send(Method::get, "/items/a%20b");
    CHECK(response.status == 200);
    CHECK(response.headers.get("x-amzn-RequestId").size() == 36);
    CHECK_FALSE(response.headers.has("x-amzn-ErrorType"));
    REQUIRE(world.reader.asked.size() == 1);
    CHECK(world.reader.asked[0].route == "GET /items/{id}");
    CHECK(world.reader.asked[0].path_parameter == "a b");
    CHECK(world.send(Method::put, "/items/1").status == 200);
    CHECK(world.writer.asked.size() == 1);
    CHECK(world.count("requests") == 2);
}

TEST_CASE("what has no route is answered with the famous message") {
    World world;
    check_error(world.send(Method::del, "/items/1"), 403, "MissingAuthenticationTokenException",
                "Missing Authentication Token");
}

TEST_CASE("a body above 10 MiB is refused") {
    World world;
    http::Request request;
    request.method = Method::post;
    request.path = "/items";
    request.body = Text(std::string(10'485'761, 'x'));
    check_error(world.send(request), 413, "RequestTooLargeException", "HTTP content length exceeded 10485760 bytes.");
}

TEST_CASE("the authorizer guards the methods it lists and takes a token with or without Bearer") {
    RestApiConfig config = two_functions();
    config.authorizer.kind = AuthorizerConfig::Kind::cognito;
    config.authorizer.latency.law = Distribution::constant(5ms);
    World world(config);
    CHECK(world.send(Method::get, "/items/1").status == 200);
    check_error(world.send(Method::post, "/items"), 401, "UnauthorizedException", "Unauthorized");
    CHECK(world.clock.now() == epoch);  // nothing to ask about
    check_error(world.send(Method::post, "/items", "Bearer bad"), 401, "UnauthorizedException", "Unauthorized");
    check_error(world.send(Method::post, "/items", "Bearer "), 401, "UnauthorizedException", "Unauthorized");
    check_error(world.send(Method::post, "/items", "old"), 401, "UnauthorizedException",
                "The incoming token has expired");
    CHECK(world.writer.asked.empty());
    CHECK(world.count("unauthorized") == 4);
    CHECK(world.clock.now() == epoch + 10ms);
    for (const char* field : {"good", "Bearer good", "bearer good"}) {
        CHECK(world.send(Method::post, "/items", field).status == 200);
    }
}

TEST_CASE("limits answer 429, and a quota says so") {
    RestApiConfig config = two_functions();
    config.stage_limit = Limit{Rate{1, 1s}, 3};
    UsagePlan plan;
    plan.quota = Quota{1, Quota::Period::day};
    config.usage_plans = {{"free", plan}};
    World world(config);
    http::Request request;
    request.path = "/items/1";
    request.headers.add("x-api-key", "free-1");
    CHECK(world.send(request).status == 200);
    check_error(world.send(request), 429, "LimitExceededException", "Limit Exceeded");
    request.headers.set("x-api-key", "stolen");
    check_error(world.send(request), 403, "ForbiddenException", "Forbidden");
    CHECK(world.send(Method::get, "/items/1").status == 200);
    CHECK(world.send(Method::get, "/items/1").status == 200);
    check_error(world.send(Method::get, "/items/1"), 429, "TooManyRequestsException", "Too Many Requests");
    CHECK(world.count("throttled") == 2);
    CHECK(world.reader.asked.size() == 3);
}

TEST_CASE("what goes wrong behind the gateway becomes what a proxy integration makes of it") {
    World world;
    world.reader.answer = http::json_response(429, "{}");
    world.reader.answer.headers.add("x-amzn-ErrorType", "TooManyRequestsException");
    check_error(world.send(Method::get, "/items/1"), 500, "InternalServerErrorException", "Internal server error");

    world.reader.answer = http::json_response(200, "{}");
    world.reader.answer.headers.add("X-Amz-Function-Error", "Unhandled");
    check_error(world.send(Method::get, "/items/1"), 502, "InternalServerErrorException", "Internal server error");

    for (const auto how : {http::Delivery::refused, http::Delivery::reset}) {
        world.reader.answer = http::Response::broken_by(how);
        check_error(world.send(Method::get, "/items/1"), 500, "InternalServerErrorException", "Internal server error");
    }

    world.reader.answer = http::json_response(429, "the function's own");
    CHECK(world.send(Method::get, "/items/1").body.view() == "the function's own");
    world.reader.answer = http::json_response(404, "none");
    CHECK(world.send(Method::get, "/items/1").status == 404);
}

TEST_CASE("an integration that takes too long is given up") {
    World world;
    world.reader.delay = 1h;
    check_error(world.send(Method::get, "/items/1"), 504, "InternalServerErrorException", "Endpoint request timed out");
    CHECK(world.clock.now() == epoch + 29s);
    CHECK(world.reader_hop.flow().cancelled == 1);
    CHECK(world.metrics.histogram("api.integration.latency").max() == 29s);
    CHECK(world.metrics.histogram("api.latency").count() == 1);
}

namespace {

RestApiConfig with_cache() {
    RestApiConfig config = two_functions();
    config.cache.size = Bytes{500'000'000};
    config.cache.ttl = 60s;
    return config;
}

}  // namespace

TEST_CASE("the stage's cache answers reads until they expire, with new ids and no X-Cache") {
    World world(with_cache());
    const http::Response first = world.send(Method::get, "/items/1");
    const http::Response second = world.send(Method::get, "/items/1");
    CHECK(world.reader.asked.size() == 1);
    CHECK(second.body == first.body);
    CHECK_FALSE(second.headers.has("X-Cache"));
    CHECK(second.headers.get("x-amzn-RequestId") != first.headers.get("x-amzn-RequestId"));
    CHECK(second.headers.size() == first.headers.size());
    (void)world.send(Method::get, "/items/2");
    (void)world.send(Method::put, "/items/1");
    (void)world.send(Method::put, "/items/1");
    CHECK(world.writer.asked.size() == 2);
    CHECK(world.count("cache.hits") == 1);
    CHECK(world.count("cache.misses") == 2);
    world.clock.run_until(world.clock.now() + 60s);
    (void)world.send(Method::get, "/items/1");
    CHECK(world.reader.asked.size() == 3);
    world.api.flush_cache();
    (void)world.send(Method::get, "/items/1");
    CHECK(world.reader.asked.size() == 4);
}

TEST_CASE("the stage's cache keys by query and listed headers") {
    RestApiConfig config = with_cache();
    config.cache.key.headers = {"Accept-Language"};
    World world(config);
    http::Request request;
    request.path = "/items/1";
    (void)world.send(request);
    request.query = "full=1";
    (void)world.send(request);
    request.headers.add("Accept-Language", "de");
    (void)world.send(request);
    request.headers.add("Other", "x");
    (void)world.send(request);
    CHECK(world.reader.asked.size() == 3);

    config.cache.key.query = false;
    World without_query(config);
    request.query = "a";
    (void)without_query.send(request);
    request.query = "b";
    (void)without_query.send(request);
    CHECK(without_query.reader.asked.size() == 1);
}

TEST_CASE("errors and answers above 1 MiB are not kept by the stage's cache") {
    World world(with_cache());
    world.reader.answer = http::json_response(404, "{}");
    (void)world.send(Method::get, "/items/1");
    (void)world.send(Method::get, "/items/1");
    CHECK(world.reader.asked.size() == 2);
    world.reader.answer = http::json_response(200, Text(std::string(1'048'577, 'x')));
    (void)world.send(Method::get, "/items/1");
    (void)world.send(Method::get, "/items/1");
    CHECK(world.reader.asked.size() == 4);
}

TEST_CASE("a cached answer counts against the limits and needs the token") {
    RestApiConfig config = with_cache();
    config.account = Limit{Rate{1, 1s}, 2};
    config.authorizer.kind = AuthorizerConfig::Kind::cognito;
    config.authorizer.methods = {Method::get};
    World world(config);
    CHECK(world.send(Method::get, "/items/1", "good").status == 200);
    CHECK(world.send(Method::get, "/items/1").status == 401);
    CHECK(world.send(Method::get, "/items/1", "good").status == 200);
    CHECK(world.send(Method::get, "/items/1", "good").status == 429);
    CHECK(world.reader.asked.size() == 1);
}

TEST_CASE("the overhead is waited once") {
    RestApiConfig config = two_functions();
    config.overhead.law = Distribution::constant(3ms);
    World world(config);
    (void)world.send(Method::get, "/items/1");
    CHECK(world.clock.now() == epoch + 3ms);
}

TEST_CASE("max-age=0 renews an entry only where a caller need not sign for that") {
    using Unauthorized = StageCacheConfig::Unauthorized;
    RestApiConfig config = two_functions();
    config.cache.size = Bytes{500'000'000};
    const auto asked_again = [&](World& world) {
        (void)world.send(Method::get, "/items/1");
        http::Request renew;
        renew.path = "/items/1";
        renew.headers.add("Cache-Control", "no-transform, max-age=0");
        return world.send(std::move(renew));
    };
    World warned(config);
    const http::Response kept = asked_again(warned);
    CHECK(kept.status == 200);
    CHECK(kept.headers.get("Warning").starts_with("199 "));
    CHECK(warned.reader.asked.size() == 1);

    config.cache.unauthorized = Unauthorized::ignore;
    World ignored(config);
    CHECK_FALSE(asked_again(ignored).headers.has("Warning"));
    CHECK(ignored.reader.asked.size() == 1);

    config.cache.unauthorized = Unauthorized::fail;
    World refused(config);
    CHECK(asked_again(refused).status == 403);

    config.cache.require_authorization = false;
    World open(config);
    open.reader.answer = http::json_response(200, "1");
    (void)open.send(Method::get, "/items/1");
    open.reader.answer = http::json_response(200, "2");
    CHECK(asked_again(open).body == "2");
    CHECK(open.send(Method::get, "/items/1").body == "2");
    CHECK(open.reader.asked.size() == 2);
    CHECK(open.count("cache.renewals") == 1);
}

TEST_CASE("routes have cache settings of their own") {
    RestApiConfig config = two_functions();
    config.cache.size = Bytes{500'000'000};
    config.cache.routes["GET /items/{id}"].ttl = 10s;
    config.cache.routes["GET /items/{id}"].key = StageCacheConfig::Key{{}, {"page"}, false, false};
    config.cache.routes["POST /items"].enabled = true;
    World world(config);
    const auto get = [&](const char* path, const char* query) {
        http::Request request;
        request.path = Text(std::string_view(path));
        request.query = Text(std::string_view(query));
        (void)world.send(std::move(request));
        return world.reader.asked.size();
    };
    CHECK(get("/items/1", "page=1&x=1") == 1);
    CHECK(get("/items/2", "x=2&page=1") == 1);  // neither the path nor x is in the key
    CHECK(get("/items/1", "page=2") == 2);
    world.clock.run_until(world.clock.now() + 11s);
    CHECK(get("/items/1", "page=1") == 3);
    (void)world.send(Method::post, "/items");
    (void)world.send(Method::post, "/items");
    CHECK(world.writer.asked.size() == 1);
}

TEST_CASE("a method that needs a key is 403 without one") {
    RestApiConfig config = two_functions();
    config.key_required = {Method::post};
    World world(config);
    check_error(world.send(Method::post, "/items"), 403, "ForbiddenException", "Forbidden");
    CHECK(world.send(Method::get, "/items/1").status == 200);
}

TEST_CASE("a function's answer without a status is a bad gateway") {
    World world;
    world.reader.answer.status = 0;
    check_error(world.send(Method::get, "/items/1"), 502, "InternalServerErrorException", "Internal server error");
}

TEST_CASE("a Lambda authorizer is asked once per caller and time, and its answers become AWS's") {
    RestApiConfig config = two_functions();
    config.authorizer.kind = AuthorizerConfig::Kind::lambda;
    config.authorizer.function = "writer";  // stands for the authorizer, too: one way
    config.authorizer.methods = {Method::get};
    config.authorizer.result_ttl = 60s;
    World world(config);
    CHECK(targets(config) == std::vector<std::string>{"reader", "writer"});

    check_error(world.send(Method::get, "/items/1"), 401, "UnauthorizedException", "Unauthorized");
    CHECK(world.writer.asked.empty());
    CHECK(world.send(Method::get, "/items/1", "Bearer alice").status == 200);
    CHECK(world.send(Method::get, "/items/2", "Bearer alice").status == 200);
    REQUIRE(world.writer.asked.size() == 1);
    CHECK(world.writer.asked[0].path_parameter == "alice");
    CHECK(world.count("authorizer.cached") == 1);

    world.writer.answer.status = 404;
    check_error(world.send(Method::get, "/items/1", "bob"), 403, "AccessDeniedException",
                "User is not authorized to access this resource");
    check_error(world.send(Method::get, "/items/1", "bob"), 403, "AccessDeniedException",
                "User is not authorized to access this resource");
    CHECK(world.writer.asked.size() == 2);  // a refusal is kept, too
    world.writer.answer.status = 401;
    check_error(world.send(Method::get, "/items/1", "carol"), 401, "UnauthorizedException", "Unauthorized");
    world.writer.answer = http::Response::broken_by(http::Delivery::reset);
    const http::Response failed = world.send(Method::get, "/items/1", "carol");
    CHECK(failed.status == 500);
    CHECK(failed.body == R"({"message":null})");
    CHECK(world.writer.asked.size() == 4);  // neither of them was kept
    CHECK(world.send(Method::get, "/items/1", "Bearer alice").status == 200);
    world.clock.run_until(world.clock.now() + 61s);
    CHECK(world.send(Method::get, "/items/1", "Bearer alice").status == 500);
}

TEST_CASE("a REQUEST authorizer knows its callers by all the parts") {
    RestApiConfig config = two_functions();
    config.authorizer.kind = AuthorizerConfig::Kind::lambda;
    config.authorizer.function = "writer";
    config.authorizer.methods = {Method::get};
    using From = AuthorizerConfig::Identity::From;
    config.authorizer.identity = {{From::header, "x-tenant"}, {From::query, "key"}};
    World world(config);
    http::Request request;
    request.path = "/items/1";
    request.headers.add("x-tenant", "t1");
    CHECK(world.send(request).status == 401);
    request.query = "key=k1";
    CHECK(world.send(request).status == 200);
    request.query = "key=k2";
    CHECK(world.send(request).status == 200);
    CHECK(world.writer.asked.size() == 2);
}

TEST_CASE("a JWT authorizer says why in www-authenticate") {
    RestApiConfig config = two_functions();
    config.authorizer.kind = AuthorizerConfig::Kind::jwt;
    World world(config);
    const http::Response expired = world.send(Method::post, "/items", "old");
    check_error(expired, 401, "UnauthorizedException", "Unauthorized");
    CHECK(expired.headers.get("www-authenticate").find("invalid_token") != std::string_view::npos);
    CHECK(world.send(Method::post, "/items", "good").status == 200);
}

TEST_CASE("a request ends with the configuration that it began with; tokens, cache and metrics stay") {
    RestApiConfig config = two_functions();
    config.cache.size = Bytes{1'000'000};
    config.stage_limit = {{1, 1h}, 3};
    World world(config);
    world.reader.delay = 10s;
    std::optional<http::Response> slow;
    http::Request request;
    request.path = "/items/1";
    world.scope.spawn(World::carry(world.api_hop, std::move(request), slow));
    world.clock.run_until(epoch + 1s);

    config.timeout = 2s;
    config.stage_limit = {{1, 1h}, 100};
    auto next = world.api.update(config, world.ways);
    REQUIRE(next.ok());
    world.api_hop.lead_to(*next);
    world.clock.run_until(epoch + 11s);
    CHECK(slow.value().status == 200);  // it had 29 s

    CHECK(world.send(Method::get, "/items/1").status == 200);  // from the cache
    CHECK(world.count("cache.hits") == 1);
    CHECK(world.reader.asked.size() == 1);
    CHECK(world.send(Method::get, "/items/2").status == 504);  // after 2 s
    CHECK(world.send(Method::get, "/items/3").status == 429);  // three tokens there were, and no burst gives more
    CHECK(world.count("requests") == 4);
}

TEST_CASE("an API says what cannot change while requests come, and changes nothing then") {
    World world;
    RestApiConfig config = two_functions();
    config.stage = "test";
    CHECK_FALSE(world.api.update(config, world.ways).ok());
    config.stage = "prod";
    config.routes[0].pattern = "no path";
    CHECK_FALSE(world.api.update(config, world.ways).ok());
    CHECK(world.send(Method::get, "/items/1").status == 200);
}
