// A service that speaks several protocols: each request says which.
#include <nlohmann/json.hpp>

#include "anyone.hpp"
#include "aws/cbor.hpp"
#include "aws/endpoint.hpp"
#include "base/context.hpp"
#include "base/gzip.hpp"
#include "catch.hpp"
#include "sentences.hpp"

using namespace wt;
using namespace wt::aws;
using namespace wt::aws::test;

namespace {

using Json = nlohmann::json;
using wt::aws::Error;

constexpr ErrorRow bad_input{"InvalidParameterValue", 400, ""};
constexpr ErrorRow no_operation{"UnknownOperationException", 400, "There is no such operation."};
constexpr ErrorRow broken{"InternalServiceError", 500, "It broke."};

struct EchoInput {
    std::string text;
};
const Structure& shape_of(Tag<EchoInput>) {
    static const Written shape("", {member<&EchoInput::text>("Text").required()});
    return shape;
}
struct EchoOutput {
    std::int64_t length = 0;
};
const Structure& shape_of(Tag<EchoOutput>) {
    static const Written shape("", {member<&EchoOutput::length>("Length")});
    return shape;
}

class Echo final : public Service {
public:
    Echo() {
        static constexpr Operation rows[] = {operation<&Echo::echo>("Echo", "echo:Echo"),
                                             operation<&Echo::hush>("Hush", "echo:Hush")};
        static constexpr MissingOperation missing[] = {{"Shout"}};
        static constexpr Protocol also[] = {Protocol::json_1_0, Protocol::rpc_v2_cbor};
        static constexpr ErrorShape shapes[] = {
            {"InvalidParameterValue", "com.amazonaws.echo#InvalidParameterValueException"}};
        model_.name = model_.signing_name = "echo";
        model_.protocol = Protocol::query;
        model_.also = also;
        model_.target_prefix = "Echo_20260101";
        model_.xmlns = "urn:echo";
        model_.error_shapes = shapes;
        model_.operations = rows;
        model_.missing = missing;
        model_.max_body = 1000;
        model_.malformed = [](const Malformed& problem) { return Error(bad_input, problem.reason); };
        model_.invalid = [](const Violations& violations) { return Error(bad_input, violations.message()); };
        model_.unknown = [](const http::Request&) { return Error(no_operation); };
    }
    [[nodiscard]] const ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view) override { co_return std::nullopt; }

    [[nodiscard]] Result<EchoOutput, Error> echo(const Call&, EchoInput input) {
        if (input.text == "broken") return Error(broken);
        return EchoOutput{static_cast<std::int64_t>(input.text.size())};
    }
    [[nodiscard]] Result<Nothing, Error> hush(const Call&, const Nothing&) { return Nothing{}; }

private:
    ServiceModel model_;
};

struct World {
    World() { endpoint.add(echo); }

    [[nodiscard]] http::Response call(std::string path, std::vector<std::pair<std::string, std::string>> fields,
                                      std::string body) {
        http::Request request;
        request.method = http::Method::post;
        request.path = Text(path);
        for (const auto& [name, value] : fields) request.headers.add(Text(name), Text(value));
        request.body = Text(body);
        return run(endpoint.handle(std::move(request)));
    }
    [[nodiscard]] static std::pair<std::string, std::string> scope() {
        return {"Authorization",
                "AWS4-HMAC-SHA256 Credential=AKID/20261126/eu-west-1/echo/aws4_request, SignedHeaders=host, "
                "Signature=0"};
    }
    [[nodiscard]] http::Response cbor(const std::string& operation, const Json& input, bool compatible = false) {
        const auto bytes = Json::to_cbor(input);
        std::vector<std::pair<std::string, std::string>> fields{{"Smithy-Protocol", "rpc-v2-cbor"}};
        if (compatible) fields.emplace_back("x-amzn-query-mode", "true");
        return call("/service/Echo_20260101/operation/" + operation, fields, std::string(bytes.begin(), bytes.end()));
    }

    Clock clock{epoch};
    Metrics metrics;
    wt::Digest digest;
    Context context{clock, 1, metrics, digest};
    Echo echo;
    Anyone authenticator;
    Endpoint endpoint{context, authenticator};
};

}  // namespace

TEST_CASE("a service that speaks several protocols answers in the one that it is asked in") {
    World world;
    const http::Response form = world.call("/", {World::scope()}, "Action=Echo&Text=four");
    CHECK(form.headers.get("Content-Type") == "text/xml");
    CHECK(form.body.view().find("<Length>4</Length>") != std::string_view::npos);

    const http::Response json =
        world.call("/", {World::scope(), {"X-Amz-Target", "Echo_20260101.Echo"}}, R"({"Text": "four"})");
    CHECK(json.headers.get("Content-Type") == "application/x-amz-json-1.0");
    CHECK(json.body == R"({"Length":4})");

    const http::Response cbor = world.cbor("Echo", {{"Text", "four"}});
    CHECK(cbor.status == 200);
    CHECK(cbor.headers.get("Content-Type") == "application/cbor");
    CHECK(cbor.headers.get("Smithy-Protocol") == "rpc-v2-cbor");
    CHECK(Json::from_cbor(cbor.body.str()) == Json{{"Length", 4}});
}

TEST_CASE("CBOR: an operation without an output has no body, and one that is not there says so") {
    World world;
    const http::Response hush = world.cbor("Hush", Json::object());
    CHECK(hush.status == 200);
    CHECK(hush.body.empty());
    CHECK_FALSE(hush.headers.has("Content-Type"));

    CHECK(world.cbor("Shout", Json::object()).status == 501);
    CHECK(Json::from_cbor(world.cbor("Nothing", Json::object()).body.str()).at("__type") ==
          "UnknownOperationException");
    const http::Response stranger =
        world.call("/service/Other/operation/Do", {{"Smithy-Protocol", "rpc-v2-cbor"}}, "\xa0");
    CHECK(stranger.status == 501);
    CHECK(Json::from_cbor(stranger.body.str()).at("message") == "Windtunnel does not implement Other.Do yet.");
}

TEST_CASE("an error has its shape's name in JSON and CBOR, and its code in XML and where it is asked for") {
    World world;
    const http::Response form = world.call("/", {World::scope()}, "Action=Echo");
    CHECK(form.body.view().find("<Code>InvalidParameterValue</Code>") != std::string_view::npos);

    const http::Response plain = world.cbor("Echo", Json::object());
    CHECK(plain.status == 400);
    CHECK(Json::from_cbor(plain.body.str()).at("__type") == "com.amazonaws.echo#InvalidParameterValueException");
    CHECK_FALSE(plain.headers.has("x-amzn-query-error"));
    CHECK(world.cbor("Echo", Json::object(), true).headers.get("x-amzn-query-error") == "InvalidParameterValue;Sender");
    CHECK(world.cbor("Echo", {{"Text", "broken"}}, true).headers.get("x-amzn-query-error") ==
          "InternalServiceError;Receiver");

    const http::Response json =
        world.call("/", {{"X-Amz-Target", "Echo_20260101.Echo"}, {"x-amzn-query-mode", "true"}}, "{}");
    CHECK(Json::parse(json.body.str()).at("__type") == "com.amazonaws.echo#InvalidParameterValueException");
    CHECK(json.headers.get("x-amzn-query-error") == "InvalidParameterValue;Sender");
}

TEST_CASE("a compressed body is unpacked, up to a limit") {
    World world;
    const auto packed = [&](std::string_view body, std::string coding = "gzip") {
        return world.call("/", {World::scope(), {"Content-Encoding", std::move(coding)}}, gzip(body).str());
    };
    CHECK(packed("Action=Echo&Text=four").status == 200);
    CHECK(packed("Action=Echo&Text=four", "amz-sdk, GZIP").status == 200);
    // Larger than a body may be, and no larger than a packed one.
    const std::string front = "Action=Echo&Text=";
    CHECK(packed(front + std::string(4000 - front.size(), 'x')).status == 200);
    CHECK(packed(front + std::string(4001 - front.size(), 'x')).status == 400);
    CHECK(packed(front + std::string(50'000'000, 'x')).status == 413);

    const http::Response torn = world.call("/", {World::scope(), {"Content-Encoding", "gzip"}}, "Action=Echo");
    CHECK(torn.status == 400);
    CHECK(torn.body.view().find("is not in gzip") != std::string_view::npos);
}
