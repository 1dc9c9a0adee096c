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
#include "cloudwatch/api/cloudwatch_shapes.hpp"
#include "edge/api/cloudfront_shapes.hpp"
#include "edge/waf/api/wafv2_shapes.hpp"
#include "gateway/api/apigateway_shapes.hpp"
#include "gateway/http_api/api/apigatewayv2_shapes.hpp"
#include "iam/api/iam_shapes.hpp"
#include "identity/cognito_idp_shapes.hpp"
#include "identity/pools/cognito_identity_shapes.hpp"
#include "identity/sync/cognito_sync_shapes.hpp"
#include "kms/kms_shapes.hpp"
#include "lambda/api/lambda_shapes.hpp"
#include "logs/logs_shapes.hpp"
#include "parameters/ssm_shapes.hpp"
#include "secrets/secretsmanager_shapes.hpp"
#include "storage/cache/api/elasticache_shapes.hpp"
#include "storage/rds/api/rds_shapes.hpp"
#include "storage/s3/api/s3_shapes.hpp"
#include "stream/firehose/firehose_shapes.hpp"
#include "stream/kinesis/kinesis_shapes.hpp"

using namespace wt;
using namespace wt::cloudformation;

namespace {

[[nodiscard]] const aws::Operation* operation(const std::string& service, const std::string& name) {
    static const std::vector<aws::ServiceModel> models{cache::api::elasticache_model(),
                                                       cloudwatch::cloudwatch_model(),
                                                       edge::api::cloudfront_model(),
                                                       edge::waf::api::wafv2_model(),
                                                       gateway::api::apigateway_model(),
                                                       gateway::http_api::api::apigatewayv2_model(),
                                                       iam::api::iam_model(),
                                                       identity::cognito_idp_model(),
                                                       identity::pools::cognito_identity_model(),
                                                       identity::sync::cognito_sync_model(),
                                                       kms::kms_model(),
                                                       lambda::api::lambda_model(),
                                                       logs::logs_model(),
                                                       parameters::ssm_model(),
                                                       rds::api::rds_model(),
                                                       s3::api::s3_model(),
                                                       secrets::secretsmanager_model(),
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
        for (const auto* steps : {&type.create, &type.update, &type.remove, &type.read, &type.look})
            check_steps(name, *steps);
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
    // A replica that loses its source is promoted, one that gets another is replaced.
    const ResourceType& instance = *types.find("AWS::RDS::DBInstance");
    CHECK(instance.changes_need_new("SourceDBInstanceIdentifier"));
    CHECK_FALSE(instance.going_needs_new("SourceDBInstanceIdentifier"));
    CHECK(instance.going_needs_new("DBName"));
    CHECK_FALSE(types.find("AWS::Cognito::UserPool")->changes_need_new("UsernameAttributes"));
    CHECK_FALSE(types.find("AWS::ElastiCache::ParameterGroup")->changes_need_new("Description"));
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
    const OrderedJson list = json(R"({"All": [{"A": {"B": 1}}, {"A": {"B": 2}}, {}], "Empty": {}})");
    CHECK(fill("$All.1.A.B", list) == 2);
    CHECK(fill("$All.7.A", list).is_discarded());
    CHECK(fill(json(R"({"$pluck": {"of": "$All", "at": "A.B"}})"), list) == json("[1, 2]"));
    CHECK(fill(json(R"({"$pluck": {"of": "$All", "at": "A.B", "first": "1"}})"), list) == json("[1]"));
    CHECK(fill(json(R"({"$pluck": {"of": "$All", "at": "A.B", "first": 9}})"), list) == json("[1, 2]"));
    CHECK(fill(json(R"({"$has": [["x", "y"], "y"]})"), list) == true);
    CHECK(fill(json(R"({"$has": ["$Nowhere", "y"]})"), list) == false);
    CHECK(fill(json(R"({"$there": "$Empty"})"), list) == true);
    CHECK(fill(json(R"({"$there": "$Nowhere"})"), list) == false);
    CHECK(fill(json(R"({"$when": [true, "a"]})"), list) == "a");
    CHECK(fill(json(R"({"$when": [false, "a"]})"), list).is_discarded());
}

TEST_CASE("patches tell what differs") {
    const OrderedJson known = json(R"({"A": "2", "Same": "s", "Vars": {"x": "1", "y/z": "2"},
                                       "old": {"A": "1", "Same": "s", "Gone": "g", "Vars": {"x": "1", "w": "0"}}})");
    const OrderedJson rows =
        json(R"({"/a": "A", "/same": "Same", "/gone": "Gone", "/never": "Never", "/variables/*": "Vars"})");
    CHECK(fill(OrderedJson{{"$patches", rows}}, known) == json(R"([
        {"op": "replace", "path": "/a", "value": "2"}, {"op": "replace", "path": "/gone", "value": ""},
        {"op": "replace", "path": "/variables/y~1z", "value": "2"}, {"op": "remove", "path": "/variables/w"}])"));
    CHECK(fill(OrderedJson{{"$patches", json(R"({"/same": "Same"})")}}, known).is_discarded());
    CHECK(fill(OrderedJson{{"$patches", json(R"({"/gone": ["Gone", "usual"]})")}}, known) ==
          json(R"([{"op": "replace", "path": "/gone", "value": "usual"}])"));
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
    // A map is no list, also where it reads as keys with values.
    CHECK(refusal(json(R"({"RoleName": "r", "Tags": {"a": "b"}})"), role) ==
          "#/Tags: expected type: JSONArray, found: JSONObject");
    CHECK(refusal(json(R"({"Publish": "maybe"})"), function) == "#/Publish: expected type: Boolean, found: String");
}

TEST_CASE("what an operation counts is counted") {
    const aws::Structure& input = operation("cloudfront", "UpdateDistribution")->input();
    const auto fitted = [&](std::string_view config) {
        return fit(OrderedJson{{"Id", "E1"}, {"DistributionConfig", json(config)}}, input, "#")["DistributionConfig"];
    };
    CHECK(fitted(R"({"Aliases": ["a", "b"]})")["Aliases"] == json(R"({"Items": ["a", "b"], "Quantity": 2})"));
    CHECK(fitted(R"({"Aliases": []})")["Aliases"] == json(R"({"Items": [], "Quantity": 0})"));
    CHECK(fitted(R"({"Origins": {"Quantity": 7, "Items": []}})")["Origins"]["Quantity"] == 7);
    const OrderedJson behavior =
        fitted(R"({"DefaultCacheBehavior": {"TrustedKeyGroups": ["k"]}})")["DefaultCacheBehavior"];
    CHECK(behavior["TrustedKeyGroups"] == json(R"({"Enabled": true, "Items": ["k"], "Quantity": 1})"));
}

TEST_CASE("a template's distribution becomes CloudFront's") {
    const OrderedJson made = converted("distribution", json(R"({"reference": "r", "config": {
        "Enabled": true, "CNAMEs": ["c"], "Aliases": ["a"], "IPV6Enabled": true, "Logging": {"Bucket": "b"},
        "Restrictions": {"GeoRestriction": {"RestrictionType": "whitelist", "Locations": ["SE"]}},
        "Origins": [{"Id": "o", "CustomOriginConfig": {}, "OriginCustomHeaders": [{"HeaderName": "h"}]}, {"S3OriginConfig": {}}],
        "DefaultCacheBehavior": {"AllowedMethods": ["GET", "PUT"], "CachedMethods": ["GET"], "ForwardedValues": {}}}})"));
    CHECK(made["CallerReference"] == "r");
    CHECK(made["Comment"] == "");
    CHECK(made["Aliases"] == json(R"(["a", "c"])"));
    CHECK_FALSE(made.contains("CNAMEs"));
    CHECK(made["IsIPV6Enabled"] == true);
    CHECK(made["Logging"] == json(R"({"Bucket": "b", "Enabled": true, "IncludeCookies": false, "Prefix": ""})"));
    CHECK(made["Restrictions"]["GeoRestriction"]["Items"] == json(R"(["SE"])"));
    CHECK(made["Origins"][0]["CustomOriginConfig"] == json(R"({"HTTPPort": 80, "HTTPSPort": 443})"));
    CHECK(made["Origins"][0]["CustomHeaders"][0]["HeaderName"] == "h");
    CHECK(made["Origins"][1]["S3OriginConfig"]["OriginAccessIdentity"] == "");
    CHECK(made["DefaultCacheBehavior"]["AllowedMethods"] ==
          json(R"({"Items": ["GET", "PUT"], "CachedMethods": ["GET"]})"));
    CHECK(made["DefaultCacheBehavior"]["ForwardedValues"]["Cookies"]["Forward"] == "none");
}

TEST_CASE("a secret is drawn into its template, and says how its database is reached") {
    CHECK(converted("drawn_secret", json(R"({"drawn": "p"})")) == "p");
    CHECK(converted("drawn_secret", json(R"({"drawn": "p", "as": {"SecretStringTemplate": "{\"user\": \"u\"}",
                                             "GenerateStringKey": "password"}})")) == R"({"user":"u","password":"p"})");
    CHECK(converted("drawn_secret", json(R"({"as": {}})")).is_discarded());
    CHECK_THROWS_AS(converted("drawn_secret", json(R"({"drawn": "p", "as": {"GenerateStringKey": "k"}})")),
                    language::Flaw);
    const OrderedJson attached = converted("secret_of_target", json(R"({"secret": "{\"password\":\"p\",\"port\":1}",
        "instance": {"Engine": "postgres", "Endpoint": {"Address": "h", "Port": 5432}, "DBInstanceIdentifier": "i"}})"));
    CHECK(attached == R"({"password":"p","engine":"postgres","host":"h","port":5432,"dbInstanceIdentifier":"i"})");
    CHECK(converted("secret_of_nothing", attached) == R"({"password":"p"})");
    CHECK_THROWS_AS(converted("secret_of_target", json(R"({"secret": "{}", "type": "AWS::DocDB::DBCluster"})")),
                    language::Flaw);
    CHECK_THROWS_AS(converted("secret_of_nothing", "no JSON"), language::Flaw);
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
