// Lambda@Edge: what functions are told where a request passes, and what becomes of what they return.
#include "edge/functions/lambda_edge.hpp"

#include "catch.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "../world.hpp"
#include "base/base64.hpp"
#include "http/event_form.hpp"

using namespace wt;
using namespace wt::edge;
using wt::edge::test::World;
using Json = nlohmann::ordered_json;

namespace {

/// A function that is a program: it answers an event as it is told to.
class Program final : public http::Tier {
public:
    explicit Program(Clock& clock) : clock_(clock) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next) override {
        events.push_back(Json::parse(request.form->event(request).view()));
        const Duration takes = delay;
        co_await clock_.sleep_for(takes);
        if (answer) co_return *answer;
        http::Response response;
        response.payload = true;
        response.body = Text(does(events.back()["Records"][0]["cf"]));
        co_return response;
    }

    std::function<std::string(Json)> does = [](Json cf) {
        return (cf.contains("response") ? cf["response"] : cf["request"]).dump();
    };
    std::optional<http::Response> answer;  // instead
    Duration delay{0};
    std::vector<Json> events;

private:
    Clock& clock_;
};

class Choice final : public Origins {
public:
    explicit Choice(std::shared_ptr<http::Tier> there) : there_(std::move(there)) {}
    [[nodiscard]] std::string told() const override {
        return R"({"custom":{"customHeaders":{},"domainName":"a.example","path":"","port":80,"protocol":"http"}})";
    }
    [[nodiscard]] Result<std::shared_ptr<http::Tier>> choose(const OriginChange& change) const override {
        changes.push_back(change);
        return there_;
    }
    mutable std::vector<OriginChange> changes;

private:
    std::shared_ptr<http::Tier> there_;
};

/// Remembers what it is told of invocations.
class Listener final : public functions::LambdaAudience {
public:
    void saw(const functions::EdgeInvocation& invocation) override { heard.push_back(invocation); }
    std::vector<functions::EdgeInvocation> heard;
};

/// A distribution with one function.
struct Stand {
    explicit Stand(Trigger trigger, bool body = false) : world(config_of(*this, trigger, body)) {}

    static DistributionConfig config_of(Stand& stand, Trigger trigger, bool body) {
        SpecialBehavior behavior;
        const functions::LambdaGround ground{[&](std::string_view) { return http::Way(stand.hop); },
                                             [&](std::string_view) { return stand.audience; }};
        functions::associate({{trigger, "arn:aws:lambda:us-east-1:1:function:f:1", body}}, stand.aside.clock, ground,
                             behavior);
        behavior.origins = stand.choice;
        DistributionConfig config;
        config.id = "E1";
        config.domain = "d1.cloudfront.net";
        config.whole = std::make_shared<const SpecialDistribution>();
        config.special = std::make_shared<const SpecialBehavior>(std::move(behavior));
        config.cache.key.query = true;
        return config;
    }
    static http::Request viewer(std::string path, http::Method method = http::Method::get) {
        http::Request request = World::request(std::move(path), method);
        request.client = http::IpAddress::parse("198.51.100.11").value();
        request.headers.add("Host", "d1.cloudfront.net");
        request.headers.add("X-A", "1");
        return request;
    }
    /// Until the answer is there, on both clocks.
    http::Response get(http::Request request) {
        std::optional<http::Response> answer;
        world.send(std::move(request), answer);
        for (int i = 0; i < 100 && !answer; ++i) {
            world.clock.run();
            aside.clock.run_until(aside.clock.now() + 1s);
        }
        return answer.value();
    }
    [[nodiscard]] const Json& told() const { return function.events.back()["Records"][0]["cf"]; }

    World aside;  // whose clock the function has
    Program function{aside.clock};
    http::test::Standing hop{aside.context, "f", function};
    std::shared_ptr<Listener> audience = std::make_shared<Listener>();
    std::shared_ptr<Choice> choice = std::make_shared<Choice>(std::make_shared<test::Origin>(aside.clock));
    World world;
};

std::string edit(Json message, const std::function<void(Json&)>& change) {
    change(message);
    return message.dump();
}

}  // namespace

TEST_CASE("a viewer's request is told as it came, and goes on as the function left it") {
    Stand stand(Trigger::viewer_request);
    stand.function.does = [](const Json& cf) {
        return edit(cf["request"], [](Json& request) {
            request["uri"] = "/b";
            request["querystring"] = "c=d";
            request["headers"]["x-b"] = {{{"key", "X-B"}, {"value", "2"}}};
            request["headers"].erase("x-a");
        });
    };
    CHECK(stand.get(Stand::viewer("/a")).status == 200);
    const Json& told = stand.told();
    CHECK(told["config"]["eventType"] == "viewer-request");
    CHECK(told["config"]["distributionId"] == "E1");
    CHECK(told["request"]["clientIp"] == "198.51.100.11");
    CHECK(told["request"]["headers"]["x-a"] == Json::parse(R"([{"key":"X-A","value":"1"}])"));
    CHECK_FALSE(told["request"].contains("body"));
    CHECK_FALSE(told["request"].contains("origin"));
    const http::Request& asked = stand.world.origin.asked.at(0);
    CHECK(asked.path == "/b");
    CHECK(asked.query == "c=d");
    CHECK(asked.headers.get("X-B") == "2");
    CHECK_FALSE(asked.headers.has("X-A"));
}

TEST_CASE("an answer that a function makes goes no further, and may be so large") {
    Stand stand(Trigger::viewer_request);
    std::size_t size = 5;
    stand.function.does = [&](const Json&) {
        return Json{
            {"status", "302"}, {"headers", {{"location", {{{"value", "/there"}}}}}}, {"body", std::string(size, 'x')}}
            .dump();
    };
    const http::Response made = stand.get(Stand::viewer("/a"));
    CHECK(made.status == 302);
    CHECK(made.headers.get("Location") == "/there");
    CHECK(made.headers.get("X-Cache") == "LambdaGeneratedResponse from cloudfront");
    CHECK(made.body == "xxxxx");
    CHECK(stand.world.origin.asked.empty());
    size = 40 * 1024;
    const http::Response refused = stand.get(Stand::viewer("/a"));
    CHECK(refused.status == 502);
    CHECK(refused.headers.get("X-Cache") == "LambdaValidationError from cloudfront");
    CHECK(refused.body.view().find("exceeds the maximum size") != std::string_view::npos);
}

TEST_CASE("what breaks a rule is a 502 that says which") {
    Stand stand(Trigger::viewer_request);
    const struct {
        std::string returns;
        std::string says;
    } cases[] = {
        {"null", "must return"},
        {"{", "not parsable"},
        {R"({"method":"PUT","uri":"/"})", "read-only"},
        {R"({"method":"GET","uri":"a"})", "URI"},
        {R"({"method":"GET","uri":"/","headers":{"host":[{"value":"other"}]}})", "read-only header"},
        {R"({"method":"GET","uri":"/","headers":{"x-a":"1"}})", "must be an array"},
        {R"({"method":"GET","uri":"/","headers":{"x-a":[{"key":"X-B","value":"1"}]}})", "must match"},
        {R"({"method":"GET","uri":"/","headers":{"x-edge-a":[{"value":"1"}]}})", "disallowed header"},
        {R"({"method":"GET","uri":"/","headers":{"x-a":[{"value":"a\nb"}]}})", "invalid characters"},
        {R"({"status":"99"})", "status code"},
        {R"({"status":"200","body":{}})", "body"},
        {R"({"status":"200","body":"?","bodyEncoding":"base64"})", "body"},
    };
    for (const auto& each : cases) {
        stand.function.does = [&](const Json&) { return each.returns; };
        const http::Response response = stand.get(Stand::viewer("/a"));
        INFO(each.returns << " " << response.body.view());
        CHECK(response.status == 502);
        CHECK(response.headers.get("X-Cache") == "LambdaValidationError from cloudfront");
        CHECK(response.body.view().find(each.says) != std::string_view::npos);
    }
    CHECK(stand.world.origin.asked.empty());
}

TEST_CASE("an audience hears of every invocation: where, for how long, and how it ended") {
    using Outcome = functions::EdgeInvocation::Outcome;
    Stand stand(Trigger::viewer_request);
    stand.function.delay = 2s;
    http::Request request = Stand::viewer("/a");
    (void)stand.get(request);
    stand.function.answer = http::Response();
    stand.function.answer->headers.add("X-Amz-Function-Error", "Unhandled");
    (void)stand.get(request);
    stand.function.answer->headers.add("x-amzn-ErrorType", "TooManyRequestsException");
    (void)stand.get(request);
    stand.function.delay = 6s;
    (void)stand.get(request);
    const auto& heard = stand.audience->heard;
    REQUIRE(heard.size() == 4);
    CHECK(heard[0].outcome == Outcome::done);
    CHECK(heard[0].took == 2s);
    CHECK(heard[0].place == 0);
    CHECK(heard[1].outcome == Outcome::failed);
    CHECK(heard[2].outcome == Outcome::throttled);
    CHECK(heard[3].outcome == Outcome::failed);
    CHECK(heard[3].took == 5s);
}

TEST_CASE("a function that fails, is throttled or takes too long is a 503 that says how") {
    Stand stand(Trigger::viewer_request);
    const auto cache_of = [&] { return std::string(stand.get(Stand::viewer("/a")).headers.get("X-Cache")); };
    stand.function.answer = http::json_response(500, "{}");
    stand.function.answer->headers.add("X-Amz-Function-Error", "Unhandled");
    CHECK(cache_of() == "LambdaExecutionError from cloudfront");
    stand.function.answer = http::json_response(429, "{}");
    stand.function.answer->headers.add("x-amzn-ErrorType", "TooManyRequestsException");
    CHECK(cache_of() == "LambdaLimitExceeded from cloudfront");
    stand.function.answer.reset();
    stand.function.delay = 4s;
    CHECK(cache_of() == "Miss from cloudfront");
    stand.function.delay = 6s;
    CHECK(cache_of() == "LambdaExecutionError from cloudfront");
    stand.hop.lead_to(nullptr);
    CHECK(cache_of() == "LambdaExecutionError from cloudfront");
}

TEST_CASE("a body is told in base64 where it is asked for, cut at 40 KB, and may be replaced") {
    Stand stand(Trigger::viewer_request, true);
    http::Request request = Stand::viewer("/a", http::Method::post);
    request.body = Text(std::string(40 * 1024 + 1, 'y'));
    (void)stand.get(request);
    CHECK(stand.told()["request"]["body"]["inputTruncated"] == true);
    CHECK(stand.world.origin.asked.back().body.size() == 40 * 1024 + 1);
    request.body = "short";
    stand.function.does = [](const Json& cf) {
        return edit(cf["request"], [](Json& said) {
            said["body"] = {{"action", "replace"}, {"encoding", "text"}, {"data", "longer than before"}};
        });
    };
    (void)stand.get(request);
    CHECK(stand.told()["request"]["body"] == Json{{"inputTruncated", false},
                                                  {"action", "read-only"},
                                                  {"encoding", "base64"},
                                                  {"data", base64_encode("short")}});
    CHECK(stand.world.origin.asked.back().body == "longer than before");
}

TEST_CASE("an origin's function is asked for misses alone, and what it makes is kept") {
    Stand stand(Trigger::origin_request);
    stand.world.origin_says(200, "max-age=60");
    CHECK(stand.get(Stand::viewer("/a")).headers.get("X-Cache") == "Miss from cloudfront");
    CHECK(stand.get(Stand::viewer("/a")).headers.get("X-Cache") == "Hit from cloudfront");
    CHECK(stand.function.events.size() == 1);
    CHECK(stand.told()["request"]["origin"]["custom"]["domainName"] == "a.example");
    stand.function.does = [](const Json&) {
        return R"({"status":"200","headers":{"cache-control":[{"value":"max-age=60"}]},"body":"made"})";
    };
    CHECK(stand.get(Stand::viewer("/b")).headers.get("X-Cache") == "LambdaGeneratedResponse from cloudfront");
    const http::Response hit = stand.get(Stand::viewer("/b"));
    CHECK(hit.headers.get("X-Cache") == "Hit from cloudfront");
    CHECK(hit.body == "made");
    CHECK(stand.function.events.size() == 2);
    CHECK(stand.world.origin.asked.size() == 1);
}

TEST_CASE("an origin's function chooses another origin") {
    Stand stand(Trigger::origin_request);
    stand.function.does = [](const Json& cf) {
        return edit(cf["request"], [](Json& request) {
            request["origin"]["custom"]["domainName"] = "b.example";
            request["origin"]["custom"]["path"] = "/v2";
        });
    };
    CHECK(stand.get(Stand::viewer("/a")).body == "fresh");
    CHECK(stand.world.origin.asked.empty());
    REQUIRE(stand.choice->changes.size() == 1);
    CHECK(stand.choice->changes[0].domain == "b.example");
    CHECK(stand.choice->changes[0].path == "/v2");
    stand.function.does = [](const Json& cf) {
        return edit(cf["request"], [](Json& request) { request["origin"]["custom"].erase("port"); });
    };
    CHECK(stand.get(Stand::viewer("/b")).status == 502);
}

TEST_CASE("an origin's answer may be changed before it is kept") {
    Stand stand(Trigger::origin_response);
    stand.world.origin_says(500);
    stand.function.does = [](const Json& cf) {
        return edit(cf["response"], [](Json& response) {
            response["status"] = "200";
            response["headers"]["cache-control"] = {{{"value", "max-age=60"}}};
            response["body"] = base64_encode("mended");
            response["bodyEncoding"] = "base64";
        });
    };
    CHECK(stand.get(Stand::viewer("/a")).body == "mended");
    CHECK(stand.told()["response"]["status"] == "500");
    CHECK(stand.told()["request"]["uri"] == "/a");
    CHECK(stand.get(Stand::viewer("/a")).headers.get("X-Cache") == "Hit from cloudfront");
    // Nobody asks it where no origin answered.
    stand.world.origin_hop.lead_to(nullptr);
    CHECK(stand.get(Stand::viewer("/b")).status == 502);
    CHECK(stand.function.events.size() == 1);
}

TEST_CASE("what leaves for viewers may get other fields, and keeps its status") {
    Stand stand(Trigger::viewer_response);
    stand.function.does = [](const Json& cf) {
        return edit(cf["response"],
                    [](Json& response) { response["headers"]["x-seen"] = {{{"key", "X-Seen"}, {"value", "yes"}}}; });
    };
    const http::Response response = stand.get(Stand::viewer("/a"));
    CHECK(response.headers.get("X-Seen") == "yes");
    CHECK(response.body == "fresh");
    stand.function.does = [](const Json& cf) {
        return edit(cf["response"], [](Json& said) { said["status"] = "201"; });
    };
    CHECK(stand.get(Stand::viewer("/b")).status == 502);
    stand.world.origin_says(404);
    CHECK(stand.get(Stand::viewer("/c")).status == 404);
    CHECK(stand.function.events.size() == 2);
}

TEST_CASE("a function that is data lets a request pass, or answers it") {
    Stand stand(Trigger::viewer_request);
    stand.function.answer = http::json_response(200, "{}");
    CHECK(stand.get(Stand::viewer("/a")).body == "fresh");
    stand.function.answer = http::json_response(401, "no");
    const http::Response refused = stand.get(Stand::viewer("/a"));
    CHECK(refused.status == 401);
    CHECK(refused.body == "no");
}
