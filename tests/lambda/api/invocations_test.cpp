#include "catch.hpp"

#include "aws/event_stream.hpp"
#include "http/streamed_answer.hpp"
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

TEST_CASE("what a function streams is told in events while it writes, and how it ended in the last") {
    World world;
    world.make("f");
    world.programs.streams = {"one", "two"};
    const bool fails = GENERATE(false, true);
    const http::Response answer = world.send(Method::post, "/2021-11-15/functions/f/response-streaming-invocations",
                                             fails ? R"("fail")" : "1", {{"X-Amz-Log-Type", "Tail"}});
    CHECK(answer.status == 200);
    CHECK(answer.headers.get("X-Amz-Executed-Version") == "$LATEST");
    REQUIRE(answer.stream != nullptr);
    CHECK_FALSE(answer.stream->size());
    const World::Streamed taken = world.take(answer);
    std::string expected;
    aws::append_event(expected, "PayloadChunk", "application/octet-stream", "one");
    aws::append_event(expected, "PayloadChunk", "application/octet-stream", "two");
    aws::append_event(expected, "InvokeComplete", "application/json",
                      fails ? R"({"ErrorCode":"Unhandled","ErrorDetails":"failed"})" : "{}");
    CHECK(taken.bytes == expected);
    CHECK_FALSE(taken.broke);
    REQUIRE(taken.times.size() == 3);
    CHECK(taken.times[0] < taken.times[2]);
    // Who does not ask for a stream gets none.
    CHECK(world.invoke("f", "1").stream == nullptr);
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

TEST_CASE("at an address whose mode is RESPONSE_STREAM the answer leaves while it is written") {
    World world;
    world.make("f");
    const std::string path = "/2021-10-31/functions/f/url";
    const Json made = world.post(path, {{"AuthType", "NONE"}, {"InvokeMode", "RESPONSE_STREAM"}});
    CHECK(made["InvokeMode"] == "RESPONSE_STREAM");
    const std::string url = made["FunctionUrl"];
    for (const auto& [id, action, more] :
         {std::tuple("url", "lambda:InvokeFunctionUrl", Json{{"FunctionUrlAuthType", "NONE"}}),
          std::tuple("function", "lambda:InvokeFunction", Json{{"InvokedViaFunctionUrl", true}})}) {
        Json statement{{"StatementId", id}, {"Action", action}, {"Principal", "*"}};
        statement.update(more);
        world.post(world.all + "/f/policy", statement);
    }
    world.programs.streams = {"one", "two"};
    const http::Response plain = at_url(world, url, "/");
    CHECK(plain.status == 200);
    CHECK(plain.headers.get("Content-Type") == "text/plain");
    CHECK_FALSE(plain.headers.get("x-amzn-RequestId").empty());
    CHECK(world.take(plain).bytes == "onetwo");

    world.programs.streamed_type = http::streamed_http_type;
    world.programs.streams = {R"({"statusCode":203,"headers":{"X-A":"b"}})" + std::string(8, '\0'), "one", "two"};
    const http::Response http_answer = at_url(world, url, "/");
    CHECK(http_answer.status == 203);
    CHECK(http_answer.headers.get("X-A") == "b");
    const World::Streamed taken = world.take(http_answer);
    CHECK(taken.bytes == "onetwo");
    CHECK(taken.times.front() < taken.times.back());
    // A function that fails in the middle breaks its answer off; before there is any, it is an error.
    CHECK(world.take(at_url(world, url, "/", "fail")).broke);
    world.programs.streams = {"no prelude"};
    CHECK(at_url(world, url, "/").status == 502);
    world.programs.streams.clear();
    CHECK(at_url(world, url, "/", "fail").status == 502);
    // What does not stream is the body as it is.
    const http::Response whole = at_url(world, url, "/");
    CHECK(Json::parse(whole.body.view())["rawPath"] == "/");
    CHECK(world.put(path, {{"InvokeMode", "BUFFERED"}})["InvokeMode"] == "BUFFERED");
    world.programs.streams = {"one"};
    CHECK(at_url(world, url, "/").stream == nullptr);
}

TEST_CASE("by an alias's address a program learns by which name it was called, and the request's id") {
    World world;
    world.make("f");
    world.post(world.all + "/f/versions");
    world.post(world.all + "/f/aliases", {{"Name", "live"}, {"FunctionVersion", "1"}});
    const std::string url =
        world.post("/2021-10-31/functions/f/url?Qualifier=live", {{"AuthType", "AWS_IAM"}})["FunctionUrl"];
    const http::Response answer =
        at_url(world, url, "/", "", {{"X-Account", world.account}, {"X-Region", world.region}});
    CHECK(answer.status == 200);
    CHECK(world.programs.arns.back() == world.arn("f:live"));
    CHECK(Json::parse(answer.body.view())["requestContext"]["requestId"] ==
          std::string(answer.headers.get("x-amzn-RequestId")));
    CHECK(world.programs.ids.back() == answer.headers.get("x-amzn-RequestId"));
    // Whoever has only a way to the ARN tells no more than that, with a form or without.
    for (const char* name : {"f:live", "f:1", "f"}) {
        http::Request request;
        request.body = "{}";
        CHECK(world.wait_for(world.at(world.arn(name)).send(std::move(request))).status == 200);
        CHECK(world.programs.arns.back() == world.arn(name));
    }
}

TEST_CASE("an event that was taken is done with after a crash, too, from where it stood") {
    World world;
    world.make("f");
    world.make("after");
    world.put("/2019-09-25/functions/f/event-invoke-config",
              {{"MaximumEventAgeInSeconds", 600},
               {"DestinationConfig",
                {{"OnSuccess", {{"Destination", world.arn("after")}}},
                 {"OnFailure", {{"Destination", "arn:aws:s3:::failures"}}}}}});
    world.programs.work = 2s;
    CHECK(world.invoke("f", R"({"n":1})", {{"X-Amz-Invocation-Type", "Event"}}).status == 202);
    CHECK(world.store.rows["lambda.event"].size() == 1);
    world.open();  // while it ran
    world.clock.run_until(world.clock.now() + 20s);
    CHECK(world.programs.events.size() == 3);  // twice, and what is told of it
    CHECK(world.programs.events[2].find(R"("condition":"Success")") != std::string::npos);
    CHECK(world.store.rows["lambda.event"].empty());

    world.programs.work = 0s;
    world.programs.events.clear();
    world.invoke("f", R"("fail")", {{"X-Amz-Invocation-Type", "Event"}});
    world.open();  // it has failed once, and waits a minute
    world.clock.run_until(world.clock.now() + 59s);
    CHECK(world.programs.events.size() == 1);
    world.clock.run_until(world.clock.now() + 2s);
    CHECK(world.programs.events.size() == 2);
    world.open();
    world.clock.run_until(world.clock.now() + 2min);
    CHECK(world.programs.events.size() == 3);
    REQUIRE(world.around.failures.size() == 1);
    const Json failure = Json::parse(world.around.failures.begin()->second);
    CHECK(failure["requestContext"]["condition"] == "RetriesExhausted");
    CHECK(failure["requestContext"]["approximateInvokeCount"] == 3);
    CHECK(world.store.rows["lambda.event"].empty());

    // Its age counts on, also while nobody is there.
    world.invoke("f", R"("fail")", {{"X-Amz-Invocation-Type", "Event"}});
    world.close();
    world.clock.run_until(world.clock.now() + 20min);
    world.open();
    world.clock.run_until(world.clock.now() + 1s);
    CHECK(world.around.failures.size() == 2);
    CHECK(world.around.failures.rbegin()->second.find("EventAgeExceeded") != std::string::npos);

    // What waits for a function goes with it.
    world.invoke("f", R"("fail")", {{"X-Amz-Invocation-Type", "Event"}});
    CHECK(world.store.rows["lambda.event"].size() == 1);
    world.remove(world.all + "/f");
    CHECK(world.store.rows["lambda.event"].empty());
    world.store.broken = true;
    CHECK(world.invoke("after", "1", {{"X-Amz-Invocation-Type", "Event"}}).status == 500);
}

TEST_CASE("what a mapping is told is kept; what nobody can do is refused by name") {
    World world;
    world.make("f");
    const std::string path = "/2015-03-31/event-source-mappings";
    const Json input{{"FunctionName", "f"},
                     {"EventSourceArn", "arn:aws:kinesis:eu-central-1:111122223333:stream/orders"},
                     {"StartingPosition", "AT_TIMESTAMP"},
                     {"StartingPositionTimestamp", 1'800'000'000},
                     {"ParallelizationFactor", 3},
                     {"FunctionResponseTypes", {"ReportBatchItemFailures"}},
                     {"FilterCriteria", {{"Filters", {{{"Pattern", R"({"data":{"kind":["a"]}})"}}}}}},
                     {"DestinationConfig", {{"OnFailure", {{"Destination", "arn:aws:s3:::failures"}}}}}};
    const auto with = [&](const char* name, Json value) {
        Json other = input;
        other[name] = std::move(value);
        return world.post(path, other);
    };
    CHECK(with("StartingPosition", "LATEST")["status"] == 400);
    CHECK(world.message(with("FilterCriteria", {{"Filters", {{{"Pattern", R"({"data":"a"})"}}}}})) ==
          "Invalid filter pattern definition.");
    CHECK(with("DestinationConfig",
               {{"OnFailure", {{"Destination", "arn:aws:sqs:eu-central-1:111122223333:q"}}}})["status"] == 501);
    CHECK(with("DestinationConfig", {{"OnFailure", {{"Destination", "arn:aws:s3:::nowhere"}}}})["status"] == 400);
    CHECK(with("TumblingWindowInSeconds", 30)["status"] == 501);
    const Json made = world.post(path, input);
    for (const char* name : {"ParallelizationFactor", "FunctionResponseTypes", "FilterCriteria", "StartingPosition"})
        CHECK(made[name] == input[name]);
    CHECK(made["StartingPositionTimestamp"] == 1'800'000'000);
    CHECK(made["DestinationConfig"]["OnFailure"]["Destination"] == "arn:aws:s3:::failures");
    const std::string uuid = made["UUID"];
    world.open();
    CHECK(world.get(path + "/" + uuid)["FilterCriteria"] == input["FilterCriteria"]);
    const Json changed = world.put(path + "/" + uuid, {{"FunctionResponseTypes", Json::array()},
                                                       {"FilterCriteria", {{"Filters", Json::array()}}},
                                                       {"DestinationConfig", {{"OnFailure", Json::object()}}}});
    CHECK(changed["FunctionResponseTypes"].empty());
    CHECK_FALSE(changed.contains("FilterCriteria"));
    CHECK(changed["DestinationConfig"]["OnFailure"].empty());
    CHECK(world.put(path + "/" + uuid, {{"ParallelizationFactor", 4}})["status"] == 501);
}

TEST_CASE("a scenario's mappings are listed, too, and stay as its file says") {
    World world;
    MappingRecord record;
    record.function = {{world.account, world.region}, "loader", {}};
    record.told.uuid = "11111111-2222-3333-4444-555555555555";
    record.told.event_source_arn = "arn:aws:kinesis:eu-central-1:111122223333:stream/orders";
    record.told.function_arn = world.arn("loader");
    world.around.scenario.push_back(record);
    const std::string path = "/2015-03-31/event-source-mappings";
    CHECK(world.get(path)["EventSourceMappings"].size() == 1);
    CHECK(world.get(path + "?FunctionName=loader")["EventSourceMappings"][0]["UUID"] == *record.told.uuid);
    CHECK(world.get(path + "?FunctionName=other")["EventSourceMappings"].empty());
    CHECK(world.get(path + "/" + *record.told.uuid)["FunctionArn"] == world.arn("loader"));
    CHECK(world.put(path + "/" + *record.told.uuid, {{"BatchSize", 1}})["status"] == 501);
    CHECK(world.remove(path + "/" + *record.told.uuid)["status"] == 501);
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
