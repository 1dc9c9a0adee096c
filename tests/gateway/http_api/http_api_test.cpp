#include "gateway/http_api/http_api.hpp"

#include <nlohmann/json.hpp>

#include "base/scope.hpp"
#include "catch.hpp"
#include "http/event_form.hpp"
#include "http/ways.hpp"

using namespace wt;
using namespace wt::gateway;
using namespace wt::gateway::http_api;
using http::Method;
using Json = nlohmann::json;

namespace {

/// A program behind a route, or an authorizer: takes the event, and returns a payload.
class Program final : public http::Tier {
public:
    explicit Program(Clock& clock) : clock_(clock) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next) override {
        const Text event = request.form != nullptr ? request.form->event(request) : request.body;
        events.push_back(Json::parse(event.view()));
        http::Response made = answer;
        co_await clock_.sleep_for(delay);
        co_return made;
    }
    void returns(const char* payload) {
        answer = http::json_response(200, Text(std::string_view(payload)));
        answer.payload = true;
    }
    Duration delay{0};
    http::Response answer;
    std::vector<Json> events;

private:
    Clock& clock_;
};

class Account final : public Surroundings {
public:
    [[nodiscard]] bool may_invoke(const Delegation& delegation) const override {
        sources.push_back(delegation.source);
        return lets_invoke;
    }
    [[nodiscard]] Entry admit(const Question& question) override {
        Entry entry;
        entry.verdict =
            question.request.headers.has("Authorization") ? Entry::Verdict::let_in : Entry::Verdict::not_signed;
        entry.identity = {{"userArn", "arn:aws:iam::1:user/ann"}};
        return entry;
    }
    [[nodiscard]] TokenVerifier::Verdict verify(const std::vector<std::string>&, std::string_view, Instant) override {
        return TokenVerifier::Verdict::refused;
    }
    [[nodiscard]] Task<TokenCheck> check_issued(IssuedToken token, Instant) override {
        TokenCheck check;
        if (token.issuer != "https://here") check.why = "OIDC discovery endpoint communication error";
        if (check.why.empty() && token.text.ends_with(".good")) check.verdict = TokenVerifier::Verdict::accepted;
        co_return check;
    }
    [[nodiscard]] bool may_assume(const std::string& role, const std::string&) const override {
        return role == "arn:aws:iam::1:role/may";
    }
    [[nodiscard]] Task<http::Response> call_service(ServiceCall call) override {
        calls.push_back(call.action.region + " " + name_of(call.action) + " " + call.request.body.str());
        co_return http::json_response(call.action.service == "kinesis" ? 200 : 501, "{}");
    }
    std::vector<std::string> calls;
    void log(const std::string&, const std::string&, std::string line) override { lines.push_back(std::move(line)); }
    [[nodiscard]] Task<void> enqueue(std::string, Text) override { co_return; }
    bool lets_invoke = true;
    mutable std::vector<std::string> sources;
    std::vector<std::string> lines;
};

Expression named(const char* text) { return Expression::of(text, Side::request).value(); }

struct World {
    HttpApiConfig usual() {
        HttpApiConfig config;
        config.id = "abcdefghij";
        config.account = "000000000000";
        config.region = "us-east-1";
        config.surroundings = &account;
        http_api::Integration behind;
        behind.target = "function";
        config.integrations.emplace("i", behind);
        for (const char* key : {"GET /pets/{id}", "$default"}) {
            http_api::Route route;
            route.key = key;
            route.integration = "i";
            config.routes.push_back(route);
        }
        return config;
    }
    http_api::Route& guard(HttpApiConfig& config, http_api::Authorizer authorizer) {
        config.authorizers.emplace("a", std::move(authorizer));
        config.routes[0].authorization = http_api::Route::Authorization::authorizer;
        config.routes[0].authorizer = "a";
        return config.routes[0];
    }
    void stand(HttpApiConfig config) {
        auto next = api == nullptr ? std::make_shared<HttpApi>(context, "api", std::move(config), ways)
                                   : api->update(std::move(config), ways);
        api = next;
        hop.lead_to(std::move(next));
    }
    static Task<void> carry(http::Hop& to, http::Request sent, std::optional<http::Response>& answer) {
        answer = co_await to.send(std::move(sent));
    }
    http::Response send(Method method, const char* path, const http::Headers& fields = {}) {
        http::Request request;
        request.method = method;
        request.path = Text(std::string_view(path));
        request.headers = fields;
        std::optional<http::Response> answer;
        scope.spawn(carry(hop, std::move(request), answer));
        clock.run();
        return answer.value();
    }
    http::Response get(const char* path, const char* name = nullptr, const char* value = "") {
        http::Headers fields;
        if (name != nullptr) fields.add(Text(std::string_view(name)), Text(std::string_view(value)));
        return send(Method::get, path, fields);
    }

    Clock clock;
    Metrics metrics;
    Digest digest;
    Context context{clock, 7, metrics, digest};
    Account account;
    Program function{clock};
    Program decider{clock};
    http::test::Standing function_hop{context, "function", function};
    http::test::Standing decider_hop{context, "decider", decider};
    http::test::Ways ways{{"function", function_hop}, {"decider", decider_hop}};
    std::shared_ptr<HttpApi> api;
    http::Hop hop{context, "api"};
    Scope scope;
};

void check_error(const http::Response& response, int status, const char* message) {
    CHECK(response.status == status);
    CHECK(response.body.view() == std::string("{\"message\":\"") + message + "\"}");
    CHECK(response.headers.get("Apigw-Requestid").size() == 16);
}

/// A token with these claims, as far as its verifier is concerned.
std::string token(const char* claims, const char* how = "good") {
    std::string text = "e30.";
    for (std::string_view rest = claims; !rest.empty(); rest.remove_prefix(std::min<std::size_t>(3, rest.size()))) {
        constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        unsigned bits = 0;
        const std::size_t taken = std::min<std::size_t>(3, rest.size());
        for (std::size_t i = 0; i < 3; ++i) bits = bits << 8U | (i < taken ? static_cast<unsigned char>(rest[i]) : 0U);
        for (std::size_t i = 0; i <= taken; ++i) text += letters[bits >> (18 - 6 * i) & 63U];
    }
    return text + "." + how;
}

}  // namespace

TEST_CASE("a request becomes an event, and the payload an answer") {
    World world;
    world.stand(world.usual());
    world.function.returns(R"({"statusCode":201,"cookies":["a=1"],"body":"made"})");
    const http::Response response = world.get("/pets/7", "Cookie", "b=2");
    CHECK(response.status == 201);
    CHECK(response.body.view() == "made");
    CHECK(response.headers.get("Set-Cookie") == "a=1");
    CHECK(world.account.sources.back() ==
          "arn:aws:execute-api:us-east-1:000000000000:abcdefghij/$default/GET/pets/{id}");
    const Json& event = world.function.events.back();
    CHECK(event["routeKey"] == "GET /pets/{id}");
    CHECK(event["requestContext"]["requestId"] == response.headers.get("Apigw-Requestid"));
    world.function.returns(R"("plain")");
    CHECK(world.send(Method::post, "/other").body.view() == "plain");
    CHECK(world.account.sources.back() == "arn:aws:execute-api:us-east-1:000000000000:abcdefghij/$default/$default");
    CHECK(world.metrics.counter("api.requests").value() == 2);
}

TEST_CASE("what goes wrong behind a route has the API's own words") {
    World world;
    HttpApiConfig config = world.usual();
    config.routes.pop_back();
    config.log_destination = "arn";
    config.log_format = "$context.status $context.integrationErrorMessage $context.error.message";
    world.stand(config);
    check_error(world.get("/nothing"), 404, "Not Found");
    world.function.answer = http::json_response(200, R"({"errorMessage":"secret"})");
    world.function.answer.payload = true;
    world.function.answer.headers.add("X-Amz-Function-Error", "Unhandled");
    check_error(world.get("/pets/7"), 500, "Internal Server Error");
    world.function.returns(R"({"statusCode":"many"})");
    check_error(world.get("/pets/7"), 500, "Internal Server Error");
    world.function.returns("{}");
    world.function.delay = 31s;
    const Instant before = world.clock.now();
    check_error(world.get("/pets/7"), 503, "Service Unavailable");
    CHECK(world.clock.now() - before == 30s);
    CHECK(world.account.lines.back() == "503 Endpoint request timed out Service Unavailable");
    world.account.lets_invoke = false;
    check_error(world.get("/pets/7"), 500, "Internal Server Error");
    CHECK(world.metrics.counter("api.errors.5xx").value() == 4);
    CHECK(world.metrics.counter("api.errors.4xx").value() == 1);
}

TEST_CASE("limits of a route and of the stage stay when the API changes") {
    World world;
    HttpApiConfig config = world.usual();
    config.limits.routes["GET /pets/{id}"] = Limit{Rate{1, 10s}, 1};
    config.limits.stage = Limit{Rate{1, 10s}, 2};
    world.stand(config);
    world.function.returns("{}");
    CHECK(world.get("/pets/7").status == 200);
    check_error(world.get("/pets/7"), 429, "Too Many Requests");
    CHECK(world.get("/other").status == 200);
    world.stand(config);
    check_error(world.get("/pets/7"), 429, "Too Many Requests");
    CHECK(world.get("/other").status == 200);
    check_error(world.get("/other"), 429, "Too Many Requests");
    world.api->start_over();
    CHECK(world.get("/pets/7").status == 200);
    CHECK(world.metrics.counter("api.throttled").value() == 3);
}

TEST_CASE("a token is held against issuer, audience and scopes") {
    World world;
    HttpApiConfig config = world.usual();
    http_api::Authorizer tokens;
    tokens.identity = {named("$request.header.Authorization")};
    tokens.issuer = "https://here";
    tokens.audiences = {"app"};
    world.guard(config, tokens);
    world.stand(config);
    world.function.returns("{}");
    const auto ask = [&](const std::string& text) { return world.get("/pets/7", "Authorization", text.c_str()); };
    check_error(world.get("/pets/7"), 401, "Unauthorized");
    CHECK(world.get("/pets/7").headers.get("www-authenticate") == "Bearer");
    CHECK(ask("Bearer " + token(R"({"aud":"app","n":7,"groups":["a","b"]})")).status == 200);
    const Json claims = world.function.events.back()["requestContext"]["authorizer"]["jwt"]["claims"];
    CHECK(claims == Json({{"aud", "app"}, {"n", "7"}, {"groups", "[a b]"}}));
    CHECK(ask(token(R"({"aud":["other","app"]})")).status == 200);
    CHECK(ask(token(R"({"client_id":"app"})")).status == 200);
    // The client counts only where there is no audience.
    for (const char* bad : {R"({"aud":"other","client_id":"app"})", R"({"client_id":"x"})", "{}"}) {
        const http::Response response = ask(token(bad));
        check_error(response, 401, "Unauthorized");
        CHECK(response.headers.get("www-authenticate").find("does not have a valid audience") !=
              std::string_view::npos);
    }
    check_error(ask(token(R"({"aud":"app"})", "bad")), 401, "Unauthorized");
    config.routes[0].scopes = {"read", "write"};
    world.stand(config);
    CHECK(ask(token(R"({"aud":"app","scope":"write other"})")).status == 200);
    CHECK(ask(token(R"({"aud":"app","scp":["read"]})")).status == 200);
    check_error(ask(token(R"({"aud":"app","scope":"other"})")), 403, "Forbidden");
    config.authorizers.at("a").issuer = "https://elsewhere";
    world.stand(config);
    const http::Response silent = ask(token("{}"));
    check_error(silent, 401, "Unauthorized");
    CHECK(silent.headers.get("www-authenticate").find("OIDC discovery") != std::string_view::npos);
}

TEST_CASE("an action asks a service with what its parameters say, as a role that lets API Gateway in") {
    World world;
    HttpApiConfig config = world.usual();
    http_api::Integration& action = config.integrations.at("i");
    action.type = http_api::Integration::Type::action;
    action.subtype = *find_subtype("Kinesis-PutRecord");
    action.role = "arn:aws:iam::1:role/may";
    action.members.emplace("StreamName", named("clicks"));
    action.members.emplace("PartitionKey", named("$request.path.id"));
    action.members.emplace("ExplicitHashKey", named("$request.header.x-none"));
    world.stand(config);
    CHECK(world.get("/pets/7").status == 200);
    action.members.emplace("Region", named("eu-west-1"));
    world.stand(config);
    CHECK(world.get("/pets/8").status == 200);
    CHECK(world.account.calls ==
          std::vector<std::string>{R"(us-east-1 kinesis:PutRecord {"PartitionKey":"7","StreamName":"clicks"})",
                                   R"(eu-west-1 kinesis:PutRecord {"PartitionKey":"8","StreamName":"clicks"})"});
    action.subtype = *find_subtype("SQS-SendMessage");
    world.stand(config);
    const http::Response missing = world.get("/pets/7");
    CHECK(missing.status == 501);
    CHECK(missing.body.view().find("SQS-SendMessage") != std::string_view::npos);
    action.role = "arn:aws:iam::1:role/other";
    world.stand(config);
    check_error(world.get("/pets/7"), 500, "Internal Server Error");
}

TEST_CASE("a function decides, simply or by a policy, and its decision is kept for its caller") {
    World world;
    HttpApiConfig config = world.usual();
    http_api::Authorizer asked;
    asked.kind = http_api::Authorizer::Kind::function;
    asked.identity = {named("$request.header.x-who")};
    asked.function = "decider";
    asked.simple = true;
    asked.ttl = 60s;
    world.guard(config, asked);
    world.stand(config);
    world.function.returns("{}");
    check_error(world.get("/pets/7"), 401, "Unauthorized");
    CHECK(world.decider.events.empty());
    world.decider.returns(R"({"isAuthorized":true,"context":{"a":[1]}})");
    CHECK(world.get("/pets/7", "x-who", "ann").status == 200);
    CHECK(world.function.events.back()["requestContext"]["authorizer"]["lambda"] == Json({{"a", {1}}}));
    CHECK(world.decider.events.back()["identitySource"] == Json::array({"ann"}));
    CHECK(world.decider.events.back()["type"] == "REQUEST");
    world.decider.returns(R"({"isAuthorized":false})");
    CHECK(world.get("/pets/7", "x-who", "ann").status == 200);  // kept
    check_error(world.get("/pets/7", "x-who", "bob"), 403, "Forbidden");
    world.api->flush_authorizers();
    check_error(world.get("/pets/7", "x-who", "ann"), 403, "Forbidden");
    // No answer of an authorizer: it is not kept.
    world.decider.returns(R"({"isAuthorized":"yes"})");
    check_error(world.get("/pets/7", "x-who", "eve"), 500, "Internal Server Error");
    world.decider.returns(R"({"isAuthorized":true})");
    CHECK(world.get("/pets/7", "x-who", "eve").status == 200);
    // A policy is held against the route that is called, each time.
    config.authorizers.at("a").simple = false;
    config.authorizers.at("a").format = PayloadFormat::v1;
    world.stand(config);
    world.api->flush_authorizers();
    world.decider.returns(
        R"({"principalId":"ann","policyDocument":{"Statement":[{"Effect":"Allow","Action":"execute-api:Invoke",)"
        R"("Resource":"arn:aws:execute-api:*:*:abcdefghij/$default/GET/pets/7"}]}})");
    CHECK(world.get("/pets/7", "x-who", "ann").status == 200);
    check_error(world.get("/pets/8", "x-who", "ann"), 403, "Forbidden");
    world.decider.delay = 11s;
    check_error(world.get("/pets/7", "x-who", "joe"), 500, "Internal Server Error");
}

TEST_CASE("who signs is let in by IAM, and told of") {
    World world;
    HttpApiConfig config = world.usual();
    config.routes[0].authorization = http_api::Route::Authorization::iam;
    world.stand(config);
    world.function.returns("{}");
    check_error(world.get("/pets/7"), 403, "Forbidden");
    CHECK(world.get("/pets/7", "Authorization", "AWS4").status == 200);
    CHECK(world.function.events.back()["requestContext"]["authorizer"]["iam"]["userArn"] == "arn:aws:iam::1:user/ann");
}

TEST_CASE("a preflight never reaches a route, and errors can be read by pages, too") {
    World world;
    HttpApiConfig config = world.usual();
    config.cors.emplace();
    config.cors->origins = {"https://a.example"};
    config.cors->methods = {"GET"};
    config.routes[0].authorization = http_api::Route::Authorization::iam;
    world.stand(config);
    http::Headers fields;
    fields.add("Origin", "https://a.example");
    fields.add("Access-Control-Request-Method", "GET");
    const http::Response preflight = world.send(Method::options, "/pets/7", fields);
    CHECK(preflight.status == 204);
    CHECK(preflight.headers.get("Access-Control-Allow-Methods") == "GET");
    CHECK(world.function.events.empty());
    const http::Response refused = world.get("/pets/7", "Origin", "https://a.example");
    CHECK(refused.status == 403);
    CHECK(refused.headers.get("Access-Control-Allow-Origin") == "https://a.example");
}
