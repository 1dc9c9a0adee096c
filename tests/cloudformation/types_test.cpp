#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "aws/service.hpp"
#include "catch.hpp"
#include "cloudformation/conversions.hpp"
#include "cloudformation/fill.hpp"
#include "cloudformation/fit.hpp"
#include "cloudformation/language/flaw.hpp"
#include "cloudformation/resource_type.hpp"
#include "cloudformation/template_url.hpp"
#include "cloudwatch/cloudwatch_shapes.hpp"
#include "edge/api/cloudfront_shapes.hpp"
#include "edge/waf/api/wafv2_shapes.hpp"
#include "gateway/api/apigateway_shapes.hpp"
#include "gateway/http_api/api/apigatewayv2_shapes.hpp"
#include "iam/api/iam_shapes.hpp"
#include "lambda/api/lambda_shapes.hpp"
#include "logs/logs_shapes.hpp"
#include "parameters/ssm_shapes.hpp"
#include "storage/s3/api/s3_shapes.hpp"
#include "stream/firehose/firehose_shapes.hpp"
#include "stream/kinesis/kinesis_shapes.hpp"

using namespace wt;
using namespace wt::cloudformation;

namespace {

[[nodiscard]] const aws::Operation* operation(const std::string& service, const std::string& name) {
    static const std::vector<aws::ServiceModel> models{cloudwatch::cloudwatch_model(),
                                                       edge::api::cloudfront_model(),
                                                       edge::waf::api::wafv2_model(),
                                                       gateway::api::apigateway_model(),
                                                       gateway::http_api::api::apigatewayv2_model(),
                                                       iam::api::iam_model(),
                                                       lambda::api::lambda_model(),
                                                       logs::logs_model(),
                                                       parameters::ssm_model(),
                                                       s3::api::s3_model(),
                                                       stream::firehose::firehose_model(),
                                                       stream::kinesis::kinesis_model()};
    for (const aws::ServiceModel& model : models) {
        if (model.name != service) continue;
        for (const aws::Operation& each : model.operations) {
            if (each.name == name) return &each;
        }
    }
    return nullptr;
}

/// Whether all that a row writes out is in the input.
void check_members(const std::string& place, const OrderedJson& with, const aws::Structure& structure) {
    for (const auto& [name, value] : with.items()) {
        if (name == "*") continue;
        const aws::Member* const member = member_of(structure, name);
        INFO(place << ": " << name);
        REQUIRE(member != nullptr);
        CHECK(member->name == name);
        const bool is_function = value.is_object() && value.size() == 1 && value.begin().key().starts_with('$');
        if (member->type->kind == aws::Kind::structure && value.is_object() && !is_function)
            check_members(place + "." + name, value, member->type->structure());
    }
}

void check_steps(const std::string& type, const std::vector<Step>& steps) {
    for (const Step& step : steps) {
        const std::string place = type + " " + step.service + ":" + step.operation;
        const aws::Operation* const row = operation(step.service, step.operation);
        INFO(place);
        REQUIRE(row != nullptr);
        check_members(place, step.with, row->input());
    }
}

[[nodiscard]] OrderedJson json(std::string_view text) { return OrderedJson::parse(text); }

[[nodiscard]] std::string refusal(const OrderedJson& value, const aws::Structure& structure) {
    try {
        (void)fit(value, structure, "#");
    } catch (const language::Flaw& flaw) {
        return flaw.what;
    }
    return "";
}

}  // namespace

TEST_CASE("every row calls operations that are there, with members that they have") {
    const ResourceTypes types;
    CHECK(types.all().size() > 50);
    for (const auto& [name, type] : types.all()) {
        for (const auto* steps : {&type.create, &type.update, &type.remove, &type.read}) check_steps(name, *steps);
        for (const Part& part : type.parts) {
            check_steps(name, part.put);
            check_steps(name, part.drop);
            INFO(name);
            CHECK_FALSE(part.of.empty());
        }
    }
}

TEST_CASE("a row says which changes need a new resource") {
    const ResourceTypes types;
    CHECK(types.find("AWS::S3::Bucket")->changes_need_new("BucketName"));
    CHECK_FALSE(types.find("AWS::S3::Bucket")->changes_need_new("Tags"));
    CHECK(types.find("AWS::Lambda::Permission")->changes_need_new("Action"));
    CHECK_FALSE(types.find("AWS::Lambda::Function")->changes_need_new("Timeout"));
    CHECK_FALSE(types.find("AWS::Lambda::Function")->changes_need_new("Code"));
    CHECK(types.find("AWS::ApiGateway::Deployment")->changes_need_new("RestApiId"));
    CHECK(types.find("AWS::Nothing::Here") == nullptr);
}

TEST_CASE("a text is filled with what is known, and what is not there leaves its member out") {
    const OrderedJson known = json(R"({"Name": "n", "Deep": {"Er": 7}, "id": "x", "properties": {"Name": "n"}})");
    CHECK(fill(json(R"({"a": "$Name", "b": "$Deep.Er", "c": "$Nowhere", "d": "v-${Deep.Er}-${id}", "e": "plain"})"),
               known) == json(R"({"a": "n", "b": 7, "d": "v-7-x", "e": "plain"})"));
    CHECK(fill(json(R"({"a": {"b": "$Nowhere"}, "c": 1})"), known) == json(R"({"c": 1})"));
    CHECK(fill(json(R"({"$or": ["$Nowhere", "$Name", "z"]})"), known) == "n");
    CHECK(fill(json(R"({"$same": ["$Name", "n"]})"), known) == true);
    CHECK(fill(json(R"({"$rename": {"in": [{"A": {"A": 1}}], "A": "B"}})"), known) == json(R"([{"B": {"B": 1}}])"));
    CHECK(fill("$", known) == json(R"({"Name": "n"})"));
}

TEST_CASE("patches tell what differs") {
    const OrderedJson known = json(R"({"A": "2", "Same": "s", "Vars": {"x": "1", "y/z": "2"},
                                       "old": {"A": "1", "Same": "s", "Gone": "g", "Vars": {"x": "1", "w": "0"}}})");
    const OrderedJson rows =
        json(R"({"/a": "A", "/same": "Same", "/gone": "Gone", "/never": "Never", "/variables/*": "Vars"})");
    CHECK(fill(OrderedJson{{"$patches", rows}}, known) == json(R"([
        {"op": "replace", "path": "/a", "value": "2"}, {"op": "remove", "path": "/gone"},
        {"op": "replace", "path": "/variables/y~1z", "value": "2"}, {"op": "remove", "path": "/variables/w"}])"));
    CHECK(fill(OrderedJson{{"$patches", json(R"({"/same": "Same"})")}}, known).is_discarded());
}

TEST_CASE("values fit an operation's input, or the property is named") {
    const aws::Structure& role = operation("iam", "CreateRole")->input();
    CHECK(fit(json(R"({"RoleName": "r", "AssumeRolePolicyDocument": {"Statement": []}, "MaxSessionDuration": "3600"})"),
              role, "#") ==
          json(R"({"RoleName": "r", "AssumeRolePolicyDocument": "{\"Statement\":[]}", "MaxSessionDuration": 3600})"));
    const aws::Structure& function = operation("lambda", "CreateFunction")->input();
    CHECK(fit(json(R"({"Tags": [{"Key": "a", "Value": "b"}], "Publish": "true", "MemorySize": 128})"), function, "#") ==
          json(R"({"Tags": {"a": "b"}, "Publish": true, "MemorySize": 128})"));
    CHECK(fit(json(R"({"RestApiId": "a", "HttpMethod": "GET"})"), operation("apigateway", "PutMethod")->input(), "#") ==
          json(R"({"restApiId": "a", "httpMethod": "GET"})"));
    CHECK(refusal(json(R"({"VpcConfig": {"Nope": 1}})"), function) ==
          "#/VpcConfig: extraneous key [Nope] is not permitted");
    CHECK(refusal(json(R"({"MemorySize": "much"})"), function) == "#/MemorySize: expected type: Number, found: String");
    CHECK(refusal(json(R"({"Layers": "one"})"), function) == "#/Layers: expected type: JSONArray, found: String");
    CHECK(refusal(json(R"({"Publish": "maybe"})"), function) == "#/Publish: expected type: Boolean, found: String");
}

TEST_CASE("a bucket's lifecycle and notifications become S3's own") {
    const OrderedJson rules = converted("lifecycle", json(R"([
        {"Id": "a", "Status": "Enabled", "ExpirationInDays": 3, "Prefix": "p/"},
        {"Status": "Disabled", "TagFilters": [{"Key": "k", "Value": "v"}], "ObjectSizeGreaterThan": 5,
         "Transitions": [{"StorageClass": "GLACIER", "TransitionInDays": 1}], "NoncurrentVersionExpirationInDays": 9}])"));
    CHECK(rules[0]["Expiration"]["Days"] == 3);
    CHECK(rules[0]["Filter"]["Prefix"] == "p/");
    CHECK(rules[1]["Filter"]["And"]["Tags"][0]["Key"] == "k");
    CHECK(rules[1]["Transitions"][0] == json(R"({"StorageClass": "GLACIER", "Days": 1})"));
    CHECK(rules[1]["NoncurrentVersionExpiration"]["NoncurrentDays"] == 9);
    CHECK_THROWS_AS(converted("lifecycle", json(R"([{"Status": "Enabled", "Colour": 1}])")), language::Flaw);
    const OrderedJson told = converted("notifications", json(R"({"LambdaConfigurations": [
        {"Event": "s3:ObjectCreated:*", "Function": "arn", "Filter": {"S3Key": {"Rules": [{"Name": "prefix", "Value": "a"}]}}}]})"));
    CHECK(told["LambdaFunctionConfigurations"][0]["LambdaFunctionArn"] == "arn");
    CHECK(told["LambdaFunctionConfigurations"][0]["Filter"]["Key"]["FilterRules"][0]["Value"] == "a");
}

TEST_CASE("a TemplateURL names its object, however it is written") {
    const auto name = [](std::string_view url) {
        const auto found = object_of_url(url);
        return found ? found->bucket + " " + found->key : std::string("none");
    };
    CHECK(name("http://127.0.0.1:4566/bucket/a/key.yaml") == "bucket a/key.yaml");
    CHECK(name("https://s3.eu-west-1.amazonaws.com/bucket/key") == "bucket key");
    CHECK(name("https://s3.amazonaws.com/bucket/2026-01-01T00:00:00.000Z/key") ==
          "bucket 2026-01-01T00:00:00.000Z/key");
    CHECK(name("https://bucket.s3.eu-west-1.amazonaws.com/key") == "bucket key");
    CHECK(name("https://bucket.s3.amazonaws.com/key?versionId=1") == "bucket key");
    CHECK(name("http://bucket.s3.localhost:4566/a%20b") == "bucket a b");
    CHECK(name("http://bucket.localhost:4566/key") == "bucket key");
    CHECK(name("http://localhost:4566/bucket/key") == "bucket key");
    CHECK(name("ftp://bucket/key") == "none");
    CHECK(name("http://127.0.0.1:4566/bucket") == "none");
}
