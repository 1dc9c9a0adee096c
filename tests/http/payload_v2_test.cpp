#include "http/payload_v2.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"

using namespace wt;
using namespace wt::http;
using Json = nlohmann::ordered_json;

namespace {

Request example() {
    Request request;
    request.method = Method::post;
    request.path = "/pets/a%20b";
    request.query = "x=1&y=%C3%A4&x=2";
    request.client = IpAddress::v4(0x7f000001);
    request.headers.add("Host", "abc.execute-api.us-east-1.amazonaws.com");
    request.headers.add("X-Two", "one");
    request.headers.add("x-two", "two");
    request.headers.add("Cookie", "a=1; b=2;");
    request.headers.add("Cookie", "c=3");
    return request;
}

std::optional<Response> answer(const char* payload) { return answer_v2(Text(std::string_view(payload))); }

}  // namespace

TEST_CASE("an event of format 2.0 joins what came twice, and has cookies apart") {
    EventFacts facts;
    facts.api = "abc";
    facts.domain = "abc.execute-api.us-east-1.amazonaws.com";
    facts.route = "POST /pets/{id}";
    facts.stage = "dev";
    facts.path = "/dev/pets/a%20b";
    const std::vector<std::pair<std::string, std::string>> parameters{{"id", "a b"}};
    facts.path_parameters = &parameters;
    Json event = event_v2(facts, example());
    CHECK(event["version"] == "2.0");
    CHECK(event["routeKey"] == "POST /pets/{id}");
    CHECK(event["rawPath"] == "/dev/pets/a b");
    CHECK(event["rawQueryString"] == "x=1&y=%C3%A4&x=2");
    CHECK(event["queryStringParameters"] == Json({{"x", "1,2"}, {"y", "\u00e4"}}));
    CHECK(event["headers"]["x-two"] == "one,two");
    CHECK_FALSE(event["headers"].contains("cookie"));
    CHECK(event["cookies"] == Json::array({"a=1", "b=2", "c=3"}));
    CHECK(event["pathParameters"]["id"] == "a b");
    CHECK(event["requestContext"]["domainPrefix"] == "abc");
    CHECK(event["requestContext"]["http"]["path"] == "/dev/pets/a b");
    CHECK(event["requestContext"]["http"]["sourceIp"] == "127.0.0.1");
    CHECK(event["requestContext"]["time"] == "01/Jan/1970:00:00:00 +0000");
    // What is not there is not told.
    for (const char* absent : {"body", "stageVariables"}) CHECK_FALSE(event.contains(absent));
    CHECK_FALSE(event["requestContext"].contains("authorizer"));
    CHECK(event["isBase64Encoded"] == false);
}

TEST_CASE("a body goes as text or in base64") {
    Request request = example();
    request.body = "hi";
    const EventFacts facts;
    CHECK(event_v2(facts, request)["body"] == "hi");
    const auto told = [&](const char* type) {
        request.headers.set("Content-Type", Text(std::string_view(type)));
        return event_v2(facts, request);
    };
    for (const char* type :
         {"", "text/html; charset=utf-8", "application/json", "application/problem+json", "image/svg+xml"}) {
        CHECK(told(type)["body"] == "hi");
    }
    for (const char* type : {"image/png", "application/x-www-form-urlencoded", "application/octet-stream"}) {
        CHECK(told(type)["body"] == "aGk=");
        CHECK(told(type)["isBase64Encoded"] == true);
    }
    request.body = "\xff";
    CHECK(told("text/plain")["body"] == "/w==");
}

TEST_CASE("an answer of format 2.0 is a response, or the body of one") {
    CHECK(answer(R"({"a":1})")->body.view() == R"({"a":1})");
    CHECK(answer(R"({"a":1})")->headers.get("Content-Type") == "application/json");
    CHECK(answer("null")->status == 200);
    const auto made = answer(R"({"statusCode":"404","headers":{"x-n":7,"bad":"a\r\nb: c","Content-Length":"9"},)"
                             R"("cookies":["a=1","b=2\n"],"body":{"a":1}})");
    REQUIRE(made);
    CHECK(made->status == 404);
    CHECK(made->headers.get("X-N") == "7");
    CHECK_FALSE(made->headers.has("bad"));
    CHECK_FALSE(made->headers.has("Content-Length"));
    CHECK(made->headers.get("Set-Cookie") == "a=1");
    CHECK(made->body.view() == R"({"a":1})");
    for (const char* bad : {R"({"statusCode":99999999999})", R"({"statusCode":"2x"})", R"({"statusCode":null})",
                            R"({"statusCode":200,"body":"aGk=","isBase64Encoded":1})"})
        CHECK_FALSE(answer(bad));
}
