#include "catch.hpp"

#include "aws/event_stream.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::lambda::api;
using namespace wt::lambda::api::test;

using http::Method;

TEST_CASE("what is invoked with is JSON, and no longer than it may be") {
    World world;
    world.make("f");
    CHECK(world.invoke("f", "{").status == 400);
    CHECK(world.invoke("f", "").status == 200);
    const std::string large = '"' + std::string(6'291'455, 'x') + '"';
    const http::Response refused = world.invoke("f", large);
    CHECK(refused.status == 413);
    CHECK(Json::parse(refused.body.view())["message"] ==
          "6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)");
    CHECK(world.invoke("f", '"' + std::string(1'048'575, 'x') + '"', {{"X-Amz-Invocation-Type", "Event"}}).status ==
          413);
    CHECK(world.invoke("f", "{}", {{"X-Amz-Client-Context", "no"}}).status == 400);
    CHECK(world.invoke("f", "{}", {{"X-Amz-Invocation-Type", "Other"}}).status == 400);
    const http::Response dry = world.invoke("f", "{}", {{"X-Amz-Invocation-Type", "DryRun"}});
    CHECK(dry.status == 204);
    CHECK(dry.body.empty());
    CHECK(world.programs.events.size() == 1);
}

TEST_CASE("a function that fails is answered with 200, and says so") {
    World world;
    world.make("f");
    const http::Response answer = world.invoke("f", R"("fail")");
    CHECK(answer.status == 200);
    CHECK(answer.headers.get("X-Amz-Function-Error") == "Unhandled");
    CHECK(Json::parse(answer.body.view())["errorMessage"] == "failed");
}

TEST_CASE("an event is taken at once, tried again as its configuration says, and told of at its end") {
    World world;
    world.make("f");
    world.make("after");
    const std::string path = "/2019-09-25/functions/f/event-invoke-config";
    CHECK(world.message(world.get(path)) ==
          "The function " + world.arn("f:$LATEST") + " doesn't have an EventInvokeConfig");
    CHECK(
        world.put(path, {{"DestinationConfig",
                          {{"OnSuccess", {{"Destination", "arn:aws:sqs:eu-central-1:111122223333:q"}}}}}})["status"] ==
        501);
    const Json config = world.put(path, {{"MaximumRetryAttempts", 1},
                                         {"DestinationConfig",
                                          {{"OnSuccess", {{"Destination", world.arn("after")}}},
                                           {"OnFailure", {{"Destination", "arn:aws:s3:::failures"}}}}}});
    CHECK(config["FunctionArn"] == world.arn("f:$LATEST"));
    CHECK_FALSE(config.contains("MaximumEventAgeInSeconds"));

    const http::Response taken = world.invoke("f", R"({"n":1})", {{"X-Amz-Invocation-Type", "Event"}});
    CHECK(taken.status == 202);
    CHECK(taken.body.empty());
    REQUIRE(world.programs.events.size() == 2);
    const Json told = Json::parse(world.programs.events[1].substr(std::string("$LATEST ").size()));
    CHECK(told["requestContext"]["condition"] == "Success");
    CHECK(told["requestContext"]["functionArn"] == world.arn("f:$LATEST"));
    CHECK(told["requestPayload"] == Json{{"n", 1}});
    CHECK(told["responsePayload"] == Json{{"n", 1}});
    CHECK(told["requestContext"]["requestId"] == std::string(taken.headers.get("x-amzn-RequestId")));

    world.invoke("f", R"("fail")", {{"X-Amz-Invocation-Type", "Event"}});
    CHECK(world.around.failures.empty());
    world.clock.run_until(world.clock.now() + 2min);
    REQUIRE(world.around.failures.size() == 1);
    const auto& [key, document] = *world.around.failures.begin();
    CHECK(key.starts_with("failures/aws/lambda/async/f/2025/12/"));
    const Json failure = Json::parse(document);
    CHECK(failure["requestContext"]["condition"] == "RetriesExhausted");
    CHECK(failure["requestContext"]["approximateInvokeCount"] == 2);
    CHECK(failure["responseContext"]["functionError"] == "Unhandled");
    CHECK(world.programs.events.size() == 4);

    world.put("/2017-10-31/functions/f/concurrency", {{"ReservedConcurrentExecutions", 0}});
    world.invoke("f", "1", {{"X-Amz-Invocation-Type", "Event"}});
    CHECK(world.around.failures.size() == 2);
    CHECK(world.post(path, {{"MaximumRetryAttempts", 0}})["MaximumRetryAttempts"] == 0);
    CHECK(world.get(path + "/list")["FunctionEventInvokeConfigs"].size() == 1);
    CHECK(world.send(Method::del, path).status == 204);
    CHECK(world.send(Method::post, "/2014-11-13/functions/after/invoke-async", "1").status == 202);
    CHECK(world.programs.events.back() == "$LATEST 1");
}

TEST_CASE("an answer is told as a stream of events, with an end of its own") {
    World world;
    world.make("f");
    const http::Response answer =
        world.send(Method::post, "/2021-11-15/functions/f/response-streaming-invocations", R"({"a":1})");
    CHECK(answer.status == 200);
    CHECK(answer.headers.get("Content-Type") == "application/vnd.amazon.eventstream");
    std::string expected;
    aws::append_event(expected, "PayloadChunk", "application/octet-stream", R"({"a":1})");
    aws::append_event(expected, "InvokeComplete", "application/json", "{}");
    CHECK(answer.body.view() == expected);
}

TEST_CASE("event source mappings are kept, followed, and refused by name where nothing can be read") {
    World world;
    world.make("f");
    const std::string path = "/2015-03-31/event-source-mappings";
    Json input{{"FunctionName", "f"},
               {"EventSourceArn", "arn:aws:kinesis:eu-central-1:111122223333:stream/orders"},
               {"StartingPosition", "LATEST"}};
    const Json made = world.post(path, input);
    CHECK(made["BatchSize"] == 100);
    CHECK(made["State"] == "Creating");
    const std::string uuid = made["UUID"];
    CHECK(world.around.followed == std::map<std::string, std::string>{{uuid, "Enabled"}});
    CHECK(world.post(path, input)["status"] == 409);
    CHECK(world.get(path + "/" + uuid)["State"] == "Enabled");
    CHECK(world.put(path + "/" + uuid, {{"Enabled", false}, {"BatchSize", 7}})["BatchSize"] == 7);
    CHECK(world.around.followed[uuid] == "Disabled");
    world.open();
    CHECK(world.get(path + "?FunctionName=f")["EventSourceMappings"][0]["BatchSize"] == 7);
    input["EventSourceArn"] = "arn:aws:sqs:eu-central-1:111122223333:q";
    CHECK(world.post(path, input)["status"] == 501);
    input["EventSourceArn"] = "arn:aws:kinesis:eu-central-1:111122223333:stream/none";
    CHECK(world.post(path, input)["status"] == 400);
    const std::string arn = made["EventSourceMappingArn"];
    world.post("/2017-03-31/tags/" + arn, {{"Tags", {{"a", "b"}}}});
    CHECK(world.get("/2017-03-31/tags/" + arn)["Tags"] == Json{{"a", "b"}});
    CHECK(world.remove(path + "/" + uuid)["State"] == "Deleting");
    CHECK(world.around.followed.empty());
    CHECK(world.get(path + "/" + uuid)["status"] == 404);
}

namespace {

http::Response at_url(World& world, const std::string& url, const std::string& path, const std::string& body = {},
                      const std::vector<std::pair<std::string, std::string>>& fields = {}) {
    http::Request request;
    request.method =
        fields.empty() || fields[0].first != "Access-Control-Request-Method" ? Method::post : Method::options;
    request.path = Text(path);
    for (const auto& [name, value] : fields) request.headers.add(Text(name), Text(value));
    request.body = Text(body);
    const std::string id = url.substr(url.find("//") + 2, url.find('.') - url.find("//") - 2);
    return world.wait_for(world.urls->handle(id, std::move(request)));
}

}  // namespace

TEST_CASE("a function answers at an address of its own, whom its policy lets in") {
    World world;
    world.make("f");
    const std::string path = "/2021-10-31/functions/f/url";
    const Json made = world.post(path, {{"AuthType", "NONE"}, {"Cors", {{"AllowOrigins", {"https://a.example"}}}}});
    const std::string url = made["FunctionUrl"];
    CHECK(url.ends_with(".lambda-url.localhost:4566/"));
    CHECK(world.post(path, {{"AuthType", "NONE"}})["status"] == 409);
    CHECK(at_url(world, url, "/").status == 403);
    const auto grant = [&](const char* id, const char* action, Json more) {
        more.update({{"StatementId", id}, {"Action", action}, {"Principal", "*"}});
        world.post(world.all + "/f/policy", more);
    };
    grant("url", "lambda:InvokeFunctionUrl", {{"FunctionUrlAuthType", "NONE"}});
    CHECK(at_url(world, url, "/").status == 403);
    grant("function", "lambda:InvokeFunction", {{"InvokedViaFunctionUrl", true}});
    const http::Response answer = at_url(world, url, "/a%20b", "hello", {{"Content-Type", "text/plain"}});
    CHECK(answer.status == 200);
    const Json event = Json::parse(answer.body.view());
    CHECK(event["version"] == "2.0");
    CHECK(event["rawPath"] == "/a b");
    CHECK(event["body"] == "hello");
    CHECK(event["isBase64Encoded"] == false);
    CHECK(event["requestContext"]["http"]["method"] == "POST");
    CHECK(event["requestContext"]["accountId"] == "anonymous");
    CHECK(event["headers"]["content-type"] == "text/plain");
    CHECK(at_url(world, url, "/", "fail").status == 502);

    CHECK(at_url(world, url, "/", "", {{"Origin", "https://a.example"}}).headers.get("Access-Control-Allow-Origin") ==
          "https://a.example");
    const http::Response preflight =
        at_url(world, url, "/", "", {{"Access-Control-Request-Method", "PUT"}, {"Origin", "https://b.example"}});
    CHECK(preflight.status == 200);
    CHECK_FALSE(preflight.headers.has("Access-Control-Allow-Origin"));

    CHECK(world.put(path, {{"AuthType", "AWS_IAM"}})["AuthType"] == "AWS_IAM");
    CHECK(at_url(world, url, "/").status == 403);
    const std::vector<std::pair<std::string, std::string>> signed_by_root{{"X-Account", world.account},
                                                                          {"X-Region", world.region}};
    CHECK(at_url(world, url, "/", "", signed_by_root).status == 200);
    CHECK(world.get("/2021-10-31/functions/f/urls")["FunctionUrlConfigs"].size() == 1);
    CHECK(world.send(Method::del, path).status == 204);
    CHECK(at_url(world, url, "/", "", signed_by_root).status == 403);
}

TEST_CASE("what a function returns becomes an answer at its address") {
    const auto body = [](const char* payload) { return answer_of(Text(std::string_view(payload))); };
    CHECK(body(R"("hello")").body.view() == R"("hello")");
    CHECK(body(R"({"a":1})").headers.get("Content-Type") == "application/json");
    const http::Response made = body(R"({"statusCode":201,"headers":{"X-A":"b","Content-Type":"text/plain"},)"
                                     R"("cookies":["a=1","b=2"],"body":"aGk=","isBase64Encoded":true})");
    CHECK(made.status == 201);
    CHECK(made.body.view() == "hi");
    CHECK(made.headers.get("X-A") == "b");
    CHECK(made.headers.get("Content-Type") == "text/plain");
    int cookies = 0;
    for (const http::Header& field : made.headers) cookies += field.name.view() == "Set-Cookie";
    CHECK(cookies == 2);
    CHECK(body(R"({"statusCode":"abc"})").status == 502);
    CHECK(body(R"({"statusCode":200,"body":"aGk=","isBase64Encoded":null})").body.view() == "aGk=");
    CHECK(body(R"({"statusCode":200,"body":"aGk=","isBase64Encoded":"true"})").status == 502);
}

TEST_CASE("what a program returns may be nested as deep as it likes, and is not walked") {
    const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
    CHECK(answer_of(Text(deep)).body.size() == deep.size());
    CHECK(answer_of(Text(R"({"statusCode":200,"body":)" + deep + "}")).status == 502);

    // Nor is an event, where a document tells of it: it stands there as a text.
    World world;
    world.make("f");
    world.put("/2019-09-25/functions/f/event-invoke-config",
              {{"MaximumRetryAttempts", 0},
               {"DestinationConfig", {{"OnFailure", {{"Destination", "arn:aws:s3:::failures"}}}}}});
    const std::string event = R"(["fail",)" + std::string(200'000, '[') + std::string(200'000, ']') + "]";
    CHECK(world.invoke("f", event, {{"X-Amz-Invocation-Type", "Event"}}).status == 202);
    REQUIRE(world.around.failures.size() == 1);
    CHECK(Json::parse(world.around.failures.begin()->second)["requestPayload"] == event);
}
