#include "aws/endpoint.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "anyone.hpp"
#include "base/context.hpp"
#include "base/sync.hpp"
#include "catch.hpp"
#include "http/body.hpp"
#include "sentences.hpp"

using namespace wt;
using namespace wt::aws;
using namespace wt::aws::test;

namespace {

using wt::aws::Error;

constexpr ErrorRow bad_input{"ValidationException", 400, ""};
constexpr ErrorRow no_operation{"UnknownOperationException", 400, "There is no such operation."};
constexpr ErrorRow lost{"ResourceNotFoundException", 404, "There is no such thing."};
constexpr ErrorRow broken{"InternalFailure", 500, "It broke."};
constexpr ErrorRow unmodified{"NotModified", 304, ""};

struct GreetInput {
    std::string name;
};
const Structure& shape_of(Tag<GreetInput>) {
    static const Written shape("", {member<&GreetInput::name>("Name").required().length(1, 8)});
    return shape;
}
struct GreetOutput {
    std::string greeting;
};
const Structure& shape_of(Tag<GreetOutput>) {
    static const Written shape("", {member<&GreetOutput::greeting>("Greeting")});
    return shape;
}
struct GetInput {
    std::string key;
};
const Structure& shape_of(Tag<GetInput>) {
    static const Written shape("", {member<&GetInput::key>("Key").label()});
    return shape;
}
struct PutInput {
    std::string key;
    std::shared_ptr<Payload> body;
};
const Structure& shape_of(Tag<PutInput>) {
    static const Written shape("", {member<&PutInput::key>("Key").label(), member<&PutInput::body>("Body").payload()});
    return shape;
}

/// A service of any protocol that greets and keeps one thing.
class Toy final : public Service {
public:
    explicit Toy(ServiceModel of) : model_(std::move(of)) {
        static constexpr Operation rows[] = {
            operation<&Toy::greet>("Greet", "toy:Greet", {"POST", "/greetings"}),
            operation<&Toy::get>("GetThing", "toy:GetThing", {"GET", "/things/{Key+}"}),
            operation<&Toy::put>("PutThing", "toy:PutThing", {"PUT", "/things/{Key+}", 201}),
            operation<&Toy::forget>("Forget", "toy:Forget", {"DELETE", "/things", 204}),
        };
        static constexpr MissingOperation missing[] = {{"Shout", "POST", "/shouts"}};
        model_.operations = rows;
        if (model_.missing.empty()) model_.missing = missing;
        model_.malformed = [](const Malformed& problem) { return aws::Error(bad_input, problem.reason); };
        model_.invalid = [](const Violations& violations) { return aws::Error(bad_input, violations.message()); };
        model_.unknown = [](const http::Request&) { return aws::Error(no_operation); };
    }

    [[nodiscard]] const ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override {
        forgotten.emplace_back(account);
        co_return account == "000000000013" ? std::optional(wt::Error{"the disk is full"}) : std::nullopt;
    }
    [[nodiscard]] bool claims(const http::Request& request) const override {
        return request.headers.get("Host") == std::string(model_.name) + ".localhost";
    }
    [[nodiscard]] bool streams(const http::Request& head) const override { return head.method == http::Method::put; }
    void finish(const Call& call, http::Response& response) override {
        response.headers.add("Server", Text("Toy in " + call.region));
    }

    [[nodiscard]] Result<GreetOutput, aws::Error> greet(const Call&, GreetInput input) {
        if (input.name == "nobody") return aws::Error(lost).with("Resource", input.name).with_header("x-lost", "yes");
        if (input.name == "broken") return aws::Error(broken);
        return GreetOutput{"Hello " + input.name};
    }
    [[nodiscard]] Result<GreetOutput, aws::Error> get(const Call&, GetInput input) {
        if (input.key == "same") return aws::Error(unmodified);
        return GreetOutput{input.key + "=" + kept_};
    }
    [[nodiscard]] Task<Result<Nothing, aws::Error>> put(const Call&, PutInput input) {
        Result<Text, aws::Error> piece = co_await input.body->next();
        if (!piece.ok()) co_return piece.error();
        kept_ = piece->str();
        co_return Nothing{};
    }
    [[nodiscard]] Result<Nothing, aws::Error> forget(const Call&, const Nothing&) { return Nothing{}; }

    std::vector<std::string> forgotten;

private:
    ServiceModel model_;
    std::string kept_;
};

ServiceModel model(std::string_view name, Protocol protocol) {
    ServiceModel made;
    made.name = made.signing_name = name;
    made.protocol = protocol;
    made.xmlns = "urn:toy";
    if (protocol == Protocol::json_1_0 || protocol == Protocol::json_1_1) made.target_prefix = "Toy_20260101";
    made.max_body = 100;
    return made;
}

struct World {
    explicit World(Instant start = epoch) : clock(start) {
        for (Toy* toy : {&form, &json, &rest_json, &rest_xml}) endpoint.add(*toy);
    }

    [[nodiscard]] http::Response call(http::Method method, std::string path, std::vector<std::string> fields,
                                      std::string body = {}) {
        http::Request request;
        request.method = method;
        const std::size_t mark = std::min(path.find('?'), path.size());
        request.path = Text(path.substr(0, mark));
        request.query = Text(path.substr(std::min(mark + 1, path.size())));
        for (const std::string& field : fields) {
            const std::size_t colon = field.find(": ");
            request.headers.add(Text(field.substr(0, colon)), Text(field.substr(colon + 2)));
        }
        request.body = Text(body);
        return run(endpoint.handle(std::move(request)));
    }
    [[nodiscard]] static std::string scope(std::string_view service) {
        return "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20261126/eu-west-1/" + std::string(service) +
               "/aws4_request, SignedHeaders=host, Signature=0";
    }
    [[nodiscard]] http::Response post(std::string_view service, std::string body) {
        return call(
            http::Method::post, "/greetings",
            {scope(service), "X-Amz-Target: Toy_20260101.Greet", "Content-Type: application/x-www-form-urlencoded"},
            std::move(body));
    }
    [[nodiscard]] std::uint64_t counted(std::string_view name, std::string_view service, std::string_view operation) {
        return metrics.counter(name, {{"operation", std::string(operation)}, {"service", std::string(service)}})
            .value();
    }

    Clock clock;
    Metrics metrics;
    wt::Digest digest;
    Context context{clock, 1, metrics, digest};
    Toy form{model("form", Protocol::query)};
    Toy json{model("json", Protocol::json_1_1)};
    Toy rest_json{model("restjson", Protocol::rest_json)};
    Toy rest_xml{model("restxml", Protocol::rest_xml)};
    Anyone authenticator;
    Endpoint endpoint{context, authenticator};
};

std::string status_and(const http::Response& response) {
    return std::to_string(response.status) + " " + response.body.str();
}

}  // namespace

TEST_CASE("each protocol asks and answers in its own form") {
    World world;
    const http::Response form = world.post("form", "Action=Greet&Name=Ada");
    CHECK(form.headers.get("Content-Type") == "text/xml");
    const std::string id(form.headers.get("x-amzn-RequestId"));
    CHECK(id.size() == 36);
    CHECK(status_and(form) ==
          "200 <GreetResponse xmlns=\"urn:toy\"><GreetResult><Greeting>Hello Ada</Greeting></GreetResult>"
          "<ResponseMetadata><RequestId>" +
              id + "</RequestId></ResponseMetadata></GreetResponse>");

    const http::Response json = world.post("json", R"({"Name": "Ada"})");
    CHECK(json.headers.get("Content-Type") == "application/x-amz-json-1.1");
    CHECK(status_and(json) == "200 {\"Greeting\":\"Hello Ada\"}");

    const http::Response rest_json = world.post("restjson", R"({"Name": "Ada"})");
    CHECK(rest_json.headers.get("Content-Type") == "application/json");
    CHECK(status_and(rest_json) == "200 {\"Greeting\":\"Hello Ada\"}");

    const http::Response rest_xml = world.post("restxml", "<GreetRequest><Name>Ada</Name></GreetRequest>");
    CHECK(rest_xml.headers.get("Content-Type") == "application/xml");
    CHECK(status_and(rest_xml) ==
          "200 <?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<GreetResponse xmlns=\"urn:toy\"><Greeting>Hello Ada</Greeting></GreetResponse>");
    // What every answer of the service carries.
    CHECK(rest_xml.headers.get("Server") == "Toy in eu-west-1");
}

TEST_CASE("request ids are those of the seed and the start: whoever starts again gives none twice") {
    const auto id = [](Instant start) {
        World world(start);
        return std::string(world.post("json", R"({"Name": "Ada"})").headers.get("x-amzn-RequestId"));
    };
    CHECK(id(epoch) == id(epoch));
    CHECK(id(epoch) != id(epoch + 1ns));
}

TEST_CASE("an error has its code, its message and what goes with it, in each protocol") {
    World world;
    const http::Response form = world.post("form", "Action=Greet&Name=nobody");
    CHECK(status_and(form) ==
          "404 <ErrorResponse xmlns=\"urn:toy\"><Error><Type>Sender</Type><Code>ResourceNotFoundException</Code>"
          "<Message>There is no such thing.</Message><Resource>nobody</Resource></Error><RequestId>" +
              std::string(form.headers.get("x-amzn-RequestId")) + "</RequestId></ErrorResponse>");
    CHECK(form.headers.get("x-lost") == "yes");
    CHECK(world.post("form", "Action=Greet&Name=broken").body.view().find("<Type>Receiver</Type>") !=
          std::string_view::npos);

    const http::Response json = world.post("json", R"({"Name": "nobody"})");
    CHECK(status_and(json) ==
          "404 {\"__type\":\"ResourceNotFoundException\",\"message\":\"There is no such "
          "thing.\",\"Resource\":\"nobody\"}");
    CHECK(json.headers.get("x-amzn-ErrorType") == "ResourceNotFoundException");

    const http::Response rest_json = world.post("restjson", R"({"Name": "nobody"})");
    CHECK(status_and(rest_json) == "404 {\"message\":\"There is no such thing.\",\"Resource\":\"nobody\"}");
    CHECK(rest_json.headers.get("x-amzn-ErrorType") == "ResourceNotFoundException");

    CHECK(world.post("restxml", "<G><Name>nobody</Name></G>")
              .body.starts_with("<ErrorResponse xmlns=\"urn:toy\"><Error>"));
    // HTTP's own rule: this one has no body.
    CHECK(status_and(world.call(http::Method::get, "/things/same", {World::scope("restxml")})) == "304 ");
}

TEST_CASE("a broken input and an invalid one are the service's to say") {
    World world;
    CHECK(status_and(world.post("json", "{")) ==
          "400 {\"__type\":\"ValidationException\",\"message\":\"The request body is not a JSON object.\"}");
    CHECK(status_and(world.post("json", R"({"Name": "much too long"})")).find("less than or equal to 8") !=
          std::string::npos);
    CHECK(world.post("form", "Action=Greet").body.view().find("Value null at &apos;name&apos;") ==
          std::string_view::npos);
    CHECK(world.post("form", "Action=Greet").body.view().find("Value null at 'name'") != std::string_view::npos);
}

TEST_CASE("the service is found by the signature's scope, in the field or the query") {
    World world;
    CHECK(world.call(http::Method::get, "/things/a/b", {World::scope("restjson")}).body == R"({"Greeting":"a/b="})");
    CHECK(
        world
            .call(http::Method::get, "/things/k?X-Amz-Credential=A%2F20261126%2Feu-west-1%2Frestxml%2Faws4_request", {})
            .headers.get("Content-Type") == "application/xml");
    http::Request request;
    request.query = "X-Amz-Credential=A/20261126/eu-west-1/restxml/aws4_request&X-Amz-Date=1";
    CHECK(signed_service(request) == "restxml");
    request.query = "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Credential=A%2F20261126%2Frestxml%2Faws4_request";
    CHECK(signed_service(request) == "restxml");
    request.query = "X-Amz-Credential=A";
    CHECK(signed_service(request).empty());
    request.headers.add("Authorization", "AWS4-HMAC-SHA256 Signature=0");
    CHECK(signed_service(request).empty());
    request.headers.set("Authorization",
                        "AWS4-ECDSA-P256-SHA256 Credential=A/20261126/restjson/aws4_request, Signature=0");
    CHECK(signed_service(request) == "restjson");
}

TEST_CASE("what is signed for a service that is not there reaches the one that target or host name") {
    World world;
    const std::string json = R"({"Name": "Ada"})";
    CHECK(world.call(http::Method::post, "/", {World::scope("jsn"), "X-Amz-Target: Toy_20260101.Greet"}, json).status ==
          200);
    CHECK(world.call(http::Method::get, "/things/k", {World::scope("xml"), "Host: restxml.localhost"}).status == 200);
    CHECK(world.call(http::Method::post, "/", {World::scope("jsn"), "X-Amz-Target: Other.Greet"}, json).status == 501);
    CHECK(world.call(http::Method::get, "/things/k", {World::scope("xml")}).status == 501);
}

TEST_CASE("without a signature it is found by its target, or by what it claims") {
    World world;
    CHECK(world.call(http::Method::post, "/", {"X-Amz-Target: Toy_20260101.Greet"}, R"({"Name": "Ada"})").status ==
          200);
    CHECK(world.call(http::Method::post, "/", {"Host: form.localhost"}, "Action=Greet&Name=Ada").status == 200);
    CHECK(world.call(http::Method::get, "/?Action=Greet&Name=Ada", {"Host: form.localhost"}).status == 200);

    http::Request head;
    CHECK_FALSE(world.endpoint.is_for(head));
    head.headers.add("Host", "restxml.localhost");
    CHECK(world.endpoint.is_for(head));
    CHECK_FALSE(world.endpoint.streams(head));
    head.method = http::Method::put;
    CHECK(world.endpoint.streams(head));
}

TEST_CASE("two services may sign with one name, and are told apart by the target") {
    World world;
    ServiceModel second = model("json", Protocol::json_1_0);
    second.name = "streams";
    second.target_prefix = "ToyStreams";
    Toy streams(second);
    world.endpoint.add(streams);
    const auto type = [&](std::string target) {
        return std::string(
            world.call(http::Method::post, "/", {World::scope("json"), "X-Amz-Target: " + target}, R"({"Name": "Ada"})")
                .headers.get("Content-Type"));
    };
    CHECK(type("Toy_20260101.Greet") == "application/x-amz-json-1.1");
    CHECK(type("ToyStreams.Greet") == "application/x-amz-json-1.0");
}

TEST_CASE("an operation that is not written, and one that is none, say so") {
    World world;
    CHECK(status_and(world.call(http::Method::post, "/", {"X-Amz-Target: Toy_20260101.Shout"}, "{}")) ==
          "501 {\"__type\":\"NotImplemented\",\"message\":\"Windtunnel does not implement json Shout yet.\"}");
    CHECK(world.call(http::Method::post, "/shouts", {World::scope("restxml")}).body.view().find("restxml Shout yet.") !=
          std::string_view::npos);
    CHECK(status_and(world.call(http::Method::post, "/", {"X-Amz-Target: Toy_20260101.Greeting"}, "{}")) ==
          "400 {\"__type\":\"UnknownOperationException\",\"message\":\"There is no such operation.\"}");
    CHECK(world.call(http::Method::post, "/", {World::scope("json"), "X-Amz-Target: Other.Greet"}, "{}").status == 400);
    CHECK(world.call(http::Method::get, "/nowhere", {World::scope("restjson")}).status == 400);
    CHECK(world.call(http::Method::post, "/", {World::scope("form")}, "Name=x").status == 400);
}

TEST_CASE("a service that is not there is named, in a form that its client reads") {
    World world;
    const auto answer = [&](std::vector<std::string> fields, std::string path = "/", std::string body = {}) {
        return status_and(world.call(http::Method::post, std::move(path), std::move(fields), std::move(body)));
    };
    CHECK(answer({"X-Amz-Target: DynamoDB_20120810.ListTables"}) ==
          "501 {\"__type\":\"NotImplemented\",\"message\":\"Windtunnel does not implement DynamoDB_20120810.ListTables "
          "yet.\"}");
    const std::string sns =
        answer({World::scope("sns"), "Content-Type: application/x-www-form-urlencoded; charset=utf-8"}, "/",
               "Action=ListTopics&Version=2010-03-31");
    CHECK(sns.find("<Code>NotImplemented</Code><Message>Windtunnel does not implement sns ListTopics yet.</Message>") !=
          std::string::npos);
    CHECK(answer({World::scope("lambda")}, "/2015-03-31/functions") ==
          "501 {\"message\":\"Windtunnel does not implement lambda (POST /2015-03-31/functions) yet.\"}");
    CHECK(answer({World::scope("s3")}, "/b").find("<Error><Code>NotImplemented</Code>") != std::string::npos);
    CHECK(answer({World::scope("route53")}, "/2013-04-01/hostedzone").find("<ErrorResponse><Error>") !=
          std::string::npos);
}

TEST_CASE("a payload is streamed to its operation, and an answer without an output has no body") {
    World world;
    const http::Response put =
        world.call(http::Method::put, "/things/k", {World::scope("restxml")}, std::string(500, 'x'));
    CHECK(status_and(put) == "201 ");
    CHECK(world.call(http::Method::get, "/things/k", {World::scope("restjson")}).body == R"({"Greeting":"k="})");
    CHECK(status_and(world.call(http::Method::del, "/things", {World::scope("restjson")})) == "204 ");
}

TEST_CASE("a body that is no payload is held to the service's limit") {
    World world;
    CHECK(status_and(world.post("json", std::string(101, ' '))) ==
          "413 {\"__type\":\"RequestEntityTooLargeException\",\"message\":\"The request body is larger than 100 "
          "bytes.\"}");
    CHECK(world.post("json", R"({"Name": "Ada"})" + std::string(80, ' ')).status == 200);
    CHECK(world.post("restxml", std::string(101, ' ')).body.view().find("<Code>RequestEntityTooLarge</Code>") !=
          std::string_view::npos);
}

namespace {

/// A body that comes in pieces of 50 bytes, or not before it is told to.
class Pieces final : public http::BodyReader {
public:
    explicit Pieces(std::uint64_t size, Event* wait = nullptr) : left_(size), length_(size), wait_(wait) {}
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return length_; }
    [[nodiscard]] Task<Result<Text, http::BodyError>> next() override {
        if (wait_ != nullptr) co_await wait_->wait();
        const std::uint64_t size = std::min<std::uint64_t>(left_, 50);
        left_ -= size;
        co_return Text(std::string(size, ' '));
    }

private:
    std::uint64_t left_;
    std::uint64_t length_;
    Event* wait_;
};

http::Request streamed(std::shared_ptr<http::BodyReader> body) {
    http::Request request;
    request.method = http::Method::post;
    request.path = "/";
    request.headers.add("X-Amz-Target", "Toy_20260101.Greet");
    request.stream = std::move(body);
    return request;
}

}  // namespace

TEST_CASE("a large body comes as a stream, and is held to the same limit in its service's protocol") {
    World world;
    http::Request head = streamed(nullptr);
    CHECK(world.endpoint.streams(head));  // in chunks
    head.headers.add("Content-Length", "8388608");
    CHECK_FALSE(world.endpoint.streams(head));
    head.headers.set("Content-Length", "8388609");
    CHECK(world.endpoint.streams(head));
    CHECK(status_and(run(world.endpoint.handle(streamed(std::make_shared<Pieces>(101))))) ==
          "413 {\"__type\":\"RequestEntityTooLargeException\",\"message\":\"The request body is larger than 100 "
          "bytes.\"}");
    // It arrives, and is no JSON.
    CHECK(run(world.endpoint.handle(streamed(std::make_shared<Pieces>(100)))).body.view().find("not a JSON object") !=
          std::string_view::npos);
}

TEST_CASE("bodies that are held whole have so much memory together, and give it back") {
    World world;
    ServiceModel large = model("large", Protocol::json_1_1);
    large.target_prefix = "Large";
    large.max_body = 200 * 1024 * 1024;
    Toy toy(large);
    world.endpoint.add(toy);
    Event go(world.clock);
    const auto ask = [&](Event* wait) {
        http::Request request = streamed(std::make_shared<Pieces>(150 * 1024 * 1024, wait));
        request.headers.set("X-Amz-Target", "Large.Greet");
        return world.endpoint.handle(std::move(request));
    };
    {
        Task<http::Response> first = ask(&go);
        (void)first.start(std::noop_coroutine()).resume();
        CHECK(status_and(run(ask(&go))).starts_with("503 {\"__type\":\"ServiceUnavailable\""));
    }
    Task<http::Response> next = ask(&go);
    (void)next.start(std::noop_coroutine()).resume();
    CHECK_FALSE(next.done());
}

TEST_CASE("pages that got this far may read what services other than S3 answer, and may ask first") {
    World world;
    const std::vector<std::string> page{"Origin: http://localhost:3000", World::scope("json"),
                                        "X-Amz-Target: Toy_20260101.Greet"};
    CHECK(world.call(http::Method::post, "/", page, R"({"Name": "Ada"})").headers.get("Access-Control-Allow-Origin") ==
          "*");
    CHECK(world.call(http::Method::post, "/", page, "{}").headers.get("Access-Control-Allow-Origin") == "*");
    CHECK_FALSE(world.post("json", "{}").headers.has("Access-Control-Allow-Origin"));
    for (const char* path : {"/", "/greetings"}) {
        const http::Response asked = world.call(http::Method::options, path,
                                                {"Origin: http://localhost:3000", "Access-Control-Request-Method: POST",
                                                 "Access-Control-Request-Headers: content-type,x-amz-target"});
        CHECK(asked.status == 200);
        CHECK(asked.headers.get("Access-Control-Allow-Origin") == "*");
        CHECK(asked.headers.get("Access-Control-Allow-Methods") == "POST");
        CHECK(asked.headers.get("Access-Control-Allow-Headers") == "content-type,x-amz-target");
    }
}

TEST_CASE("a request is refused in the form that its client reads") {
    World world;
    http::Request request = streamed(nullptr);
    CHECK(status_and(world.endpoint.refuse(request, "No.")) == "403 {\"__type\":\"AccessDenied\",\"message\":\"No.\"}");
    request.headers.remove("X-Amz-Target");
    const std::string scope = World::scope("restxml");
    request.headers.add("Authorization", Text(scope.substr(scope.find(' ') + 1)));
    CHECK(world.endpoint.refuse(request, "No.").body.view().find("<Code>AccessDenied</Code><Message>No.</Message>") !=
          std::string_view::npos);
    CHECK_FALSE(world.endpoint.lets_in(request));
}

TEST_CASE("S3 Control is named where S3 would be: by its host, and by its path with an account") {
    World world;
    ServiceModel of = model("s3", Protocol::rest_xml);
    of.errors = ErrorBody::bare;
    Toy s3(of);
    world.endpoint.add(s3);
    constexpr MissingOperation rows[] = {{"GetPublicAccessBlock", "GET", "/v20180820/configuration/publicAccessBlock"}};
    ServiceModel of_control = model("s3", Protocol::rest_xml);
    of_control.name = "s3control";
    of_control.xmlns = {};
    of_control.missing = rows;
    Toy control(of_control);
    world.endpoint.add(control);
    const auto answer = [&](std::string path, std::vector<std::string> fields) {
        fields.push_back(World::scope("s3"));
        return status_and(world.call(http::Method::get, std::move(path), std::move(fields)));
    };
    const std::string named = "Windtunnel does not implement s3control GetPublicAccessBlock yet.";
    for (const char* field : {"x-amz-account-id: 000000000000", "Host: 000000000000.s3-control.us-east-1.amazonaws.com",
                              "Host: s3-control.localhost:4566"}) {
        const std::string text = answer("/v20180820/configuration/publicAccessBlock", {field});
        INFO(text);
        CHECK(text.starts_with("501 "));
        CHECK(text.find("<ErrorResponse><Error>") != std::string::npos);
        CHECK(text.find(named) != std::string::npos);
    }
    CHECK(answer("/v20180820/key", {"Host: localhost"}).find("s3control") == std::string::npos);
    CHECK(answer("/things/key", {"x-amz-account-id: 000000000000"}).starts_with("200 "));
    // What S3 itself does not know is S3's to refuse, not S3 Control's, though both sign with one name.
    CHECK(answer("/v20180820/configuration/publicAccessBlock", {}).find("s3control") == std::string::npos);
}

TEST_CASE("calls and errors are counted by service and operation, also those that are refused before") {
    World world;
    (void)world.post("json", R"({"Name": "Ada"})");
    (void)world.post("json", R"({"Name": "nobody"})");
    (void)world.post("form", "Action=Greet&Name=Ada");
    CHECK(world.counted("aws.calls", "json", "Greet") == 2);
    CHECK(world.counted("aws.errors", "json", "Greet") == 1);
    CHECK(world.counted("aws.calls", "form", "Greet") == 1);
    CHECK(world.counted("aws.errors", "form", "Greet") == 0);

    (void)world.call(http::Method::post, "/", {"X-Amz-Target: Toy_20260101.Shout"}, "{}");
    CHECK(world.counted("aws.errors", "json", "Shout") == 1);
    const http::Response refused =
        world.call(http::Method::get, "/things/k", {World::scope("restxml"), "X-Refused: yes"});
    CHECK(refused.status == 403);
    CHECK(world.counted("aws.errors", "restxml", "GetThing") == 1);
    // Names that a client makes up are not kept.
    (void)world.call(http::Method::post, "/", {"X-Amz-Target: Toy_20260101.MadeUp"}, "{}");
    CHECK(world.counted("aws.calls", "json", "MadeUp") == 0);
}

TEST_CASE("a reset reaches every service, also behind one that fails") {
    World world;
    CHECK_FALSE(run(world.endpoint.reset("000000000001")).has_value());
    const auto failed = run(world.endpoint.reset("000000000013"));
    REQUIRE(failed.has_value());
    CHECK(failed->message == "the disk is full");
    const std::vector<std::string> both{"000000000001", "000000000013"};
    for (const Toy* toy : {&world.form, &world.json, &world.rest_json, &world.rest_xml}) CHECK(toy->forgotten == both);
}

TEST_CASE("ids of requests are drawn from the run's seed") {
    World first;
    World second;
    CHECK(first.post("json", "{}").headers.get("x-amzn-RequestId") ==
          second.post("json", "{}").headers.get("x-amzn-RequestId"));
    CHECK(first.post("json", "{}").headers.get("x-amzn-RequestId") !=
          first.post("json", "{}").headers.get("x-amzn-RequestId"));
}
