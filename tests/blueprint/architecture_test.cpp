#include "blueprint/architecture.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"

using namespace wt;
using Json = nlohmann::ordered_json;

namespace {

[[nodiscard]] Result<std::string> no_translator(const std::string& /*request*/) { return Error{"no translator"}; }

/// The components of a template.
[[nodiscard]] Json components(const std::string& resources) {
    const auto made = blueprint::architecture_of("Resources:\n" + resources, {}, no_translator);
    if (!made.ok()) {
        for (const std::string& each : made.error()) UNSCOPED_INFO(each);
    }
    REQUIRE(made.ok());
    return Json::parse(*made);
}

[[nodiscard]] std::string problem(const std::string& resources) {
    const auto made = blueprint::architecture_of("Resources:\n" + resources, {}, no_translator);
    if (made.ok()) return "none";
    std::string all;
    for (const std::string& each : made.error()) all += (all.empty() ? "" : "; ") + each;
    return all;
}

const std::string function = "  F: {Type: 'AWS::Lambda::Function', Properties: {MemorySize: '256'}}\n";

}  // namespace

TEST_CASE("an API of a body has its routes, its keys and its authorizer") {
    const Json made = components(function + R"yaml(
  Pool: {Type: 'AWS::Cognito::UserPool'}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        paths:
          /items:
            post:
              security: [{people: []}]
              x-amazon-apigateway-integration: {type: aws_proxy, uri: !Sub 'functions/${F.Arn}/invocations'}
            options: {x-amazon-apigateway-integration: {type: mock}}
          /{proxy+}:
            x-amazon-apigateway-any-method:
              security: [{api_key: []}]
              x-amazon-apigateway-integration: {type: aws_proxy, uri: !Sub 'functions/${F.Arn}/invocations'}
        securityDefinitions: {people: {x-amazon-apigateway-authorizer: {type: cognito_user_pools, providerARNs: [!GetAtt Pool.Arn]}}}
  Stage: {Type: 'AWS::ApiGateway::Stage', Properties: {RestApiId: !Ref Api, StageName: v1, CacheClusterEnabled: true, CacheClusterSize: '1.6', MethodSettings: [{ResourcePath: /*, HttpMethod: '*', CachingEnabled: true, CacheTtlInSeconds: 60}, {ResourcePath: /items, HttpMethod: POST, ThrottlingRateLimit: 5}]}}
  Plan: {Type: 'AWS::ApiGateway::UsagePlan', Properties: {ApiStages: [{ApiId: !Ref Api, Stage: !Ref Stage}], Throttle: {RateLimit: 7}, Quota: {Limit: 100, Period: DAY}}}
)yaml");
    const Json& api = made["Api"];
    CHECK(api["type"] == "apigateway-rest");
    CHECK(api["stage"] == "v1");
    CHECK(api["routes"]["POST /items"] == "F");
    CHECK(api["routes"]["DELETE /{proxy+}"] == "F");
    CHECK_FALSE(api["routes"].contains("OPTIONS /items"));
    CHECK(api["authorizer"] == Json::parse(R"({"kind": "cognito", "pool": "Pool", "methods": ["POST"]})"));
    CHECK(api["cache"] == Json::parse(R"({"ttl": "60s", "size": "1.6GB"})"));
    CHECK(api["throttle"]["methods"]["POST /items"]["rate"] == "5/s");
    CHECK(api["usage_plans"]["Plan"] == Json::parse(R"({"rate": "7/s", "quota": "100/day"})"));
    CHECK(made["F"]["memory"] == "256MB");
}

TEST_CASE("a function of a custom resource is passed over, and what the CDK makes by one is read") {
    const Json made = components(function + R"yaml(
  Maker: {Type: 'AWS::Lambda::Function'}
  Files: {Type: 'AWS::S3::Bucket'}
  Tells: {Type: 'Custom::S3BucketNotifications', Properties: {ServiceToken: !GetAtt Maker.Arn, BucketName: !Ref Files, NotificationConfiguration: {LambdaFunctionConfigurations: [{Events: ['s3:ObjectCreated:*'], LambdaFunctionArn: !GetAtt F.Arn}]}}}
)yaml");
    CHECK_FALSE(made.contains("Maker"));
    CHECK(made["Files"]["notify"] == "F");
}

TEST_CASE("streams, buckets and databases lead to one another") {
    const Json made = components(function + R"yaml(
  Files: {Type: 'AWS::S3::Bucket', Properties: {NotificationConfiguration: {LambdaConfigurations: [{Event: 's3:ObjectCreated:*', Function: !GetAtt F.Arn}]}, LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 9}]}}}
  In: {Type: 'AWS::Kinesis::Stream', Properties: {ShardCount: 3}}
  Out: {Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: {KinesisStreamSourceConfiguration: {KinesisStreamARN: !GetAtt In.Arn}, ExtendedS3DestinationConfiguration: {BucketARN: !GetAtt Files.Arn, BufferingHints: {SizeInMBs: 7}, CompressionFormat: GZIP, ProcessingConfiguration: {Processors: [{Type: Lambda, Parameters: [{ParameterName: LambdaArn, ParameterValue: !GetAtt F.Arn}]}]}}}}
  Cluster: {Type: 'AWS::RDS::DBCluster', Properties: {Engine: aurora-postgresql}}
  One: {Type: 'AWS::RDS::DBInstance', Properties: {DBClusterIdentifier: !Ref Cluster, DBInstanceClass: db.r7g.large}}
  Two: {Type: 'AWS::RDS::DBInstance', Properties: {DBClusterIdentifier: !Ref Cluster, DBInstanceClass: db.r7g.large}}
  Three: {Type: 'AWS::RDS::DBInstance', Properties: {DBClusterIdentifier: !Ref Cluster, DBInstanceClass: db.r7g.large}}
  Live: {Type: 'AWS::Lambda::Alias', Properties: {FunctionName: !Ref F, ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 4}}}
  Net: {Type: 'AWS::EC2::VPC'}
)yaml");
    CHECK(made["Files"] == Json::parse(R"({"type": "s3", "notify": "F", "expire_after": "9d"})"));
    CHECK(made["Out"]["source"] == "In");
    CHECK(made["Out"]["to"] == "Files");
    CHECK(made["Out"]["transform"]["function"] == "F");
    CHECK(made["Out"]["compression"] == "gzip");
    CHECK(made["Cluster"] == Json::parse(R"({"type": "rds", "class": "db.r7g.large"})"));
    CHECK(made["Two"] ==
          Json::parse(R"({"type": "rds-replica", "of": "Cluster", "class": "db.r7g.large", "count": 2})"));
    CHECK_FALSE(made.contains("One"));
    CHECK_FALSE(made.contains("Three"));
    CHECK(made["F"]["concurrency"]["provisioned"] == "4");
    CHECK(made["In"]["shards"] == "3");
}

TEST_CASE("a distribution has its policies' times and keys, and leads through the web ACL of its API") {
    const std::string api = function + R"yaml(
  Api: {Type: 'AWS::ApiGateway::RestApi'}
  Get: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, Integration: {Type: AWS_PROXY, Uri: !GetAtt F.Arn}}}
  Files: {Type: 'AWS::S3::Bucket'}
  Acl: {Type: 'AWS::WAFv2::WebACL', Properties: {Rules: [{Name: own, Priority: 0, Action: {Count: {}}, Statement: {GeoMatchStatement: {CountryCodes: [SE]}}}]}}
  Guards: {Type: 'AWS::WAFv2::WebACLAssociation', Properties: {WebACLArn: !GetAtt Acl.Arn, ResourceArn: !Sub 'arn:aws:apigateway:::/restapis/${Api}/stages/dev'}}
  Edge:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Origins: [{Id: api, DomainName: !Sub '${Api}.execute-api.amazonaws.com'}, {Id: files, DomainName: !GetAtt Files.RegionalDomainName}]
        DefaultCacheBehavior: {TargetOriginId: api, ForwardedValues: {QueryString: true, QueryStringCacheKeys: [page], Headers: [Accept, 7], Cookies: {Forward: whitelist, WhitelistedNames: [session]}}, DefaultTTL: 30, AllowedMethods: [GET, HEAD]}
        CacheBehaviors: [{PathPattern: files/*, TargetOriginId: files, CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad, Compress: true}]
)yaml";
    const Json made = components(api);
    CHECK(made["Edge"]["to"] == "Acl");
    CHECK(
        made["Edge"]["cache"] ==
        Json::parse(
            R"({"default_ttl": "30s", "key": ["path", "query:page", "header:Accept", "header:7", "cookie:session"]})"));
    CHECK(made["Edge"]["methods"] == Json::parse(R"(["GET", "HEAD"])"));
    CHECK(made["Edge"]["behaviors"][0]["path"] == "/files/*");
    CHECK(made["Edge"]["behaviors"][0]["to"] == "Files");
    CHECK(made["Edge"]["behaviors"][0]["cache"]["max_ttl"] == "0s");
    CHECK(made["Edge"]["behaviors"][0]["compress"] == true);
    CHECK(made["Acl"]["to"] == "Api");
    CHECK(made["Acl"]["rules"][0] ==
          Json::parse(R"({"name": "own", "action": "count", "geo": {"countries": ["SE"]}})"));
}

TEST_CASE("a distribution that has files by default leads its other paths to the API") {
    const Json made = components(function + R"yaml(
  Api: {Type: 'AWS::ApiGateway::RestApi'}
  Get: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, Integration: {Type: AWS_PROXY, Uri: !GetAtt F.Arn}}}
  Files: {Type: 'AWS::S3::Bucket'}
  Name: {Type: 'AWS::Route53::RecordSet', Properties: {Name: example.com, Type: A}}
  Lock: {Type: 'AWS::CertificateManager::Certificate', Properties: {DomainName: example.com}}
  Edge:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Origins: [{Id: files, DomainName: !GetAtt Files.RegionalDomainName}, {Id: api, DomainName: !Sub '${Api}.execute-api.amazonaws.com'}]
        DefaultCacheBehavior: {TargetOriginId: files, CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6, Compress: true}
        CacheBehaviors: [{PathPattern: api/*, TargetOriginId: api, CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad}]
)yaml");
    CHECK(made.size() == 4);
    CHECK(made["Edge"]["to"] == "Api");
    CHECK_FALSE(made["Edge"].contains("compress"));
    REQUIRE(made["Edge"]["behaviors"].size() == 2);
    const Json& api = made["Edge"]["behaviors"][0];
    CHECK(api["path"] == "/api/*");
    CHECK_FALSE(api.contains("to"));
    CHECK(api["cache"]["max_ttl"] == "0s");
    const Json& rest = made["Edge"]["behaviors"][1];
    CHECK(rest["path"] == "*");
    CHECK(rest["to"] == "Files");
    CHECK(rest["compress"] == true);
    CHECK(rest["cache"]["default_ttl"] == "86400s");
}

TEST_CASE("functions at the edge stand at a distribution's behaviours") {
    const std::string edge = function + R"yaml(
  Api: {Type: 'AWS::ApiGateway::RestApi'}
  Get: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, Integration: {Type: AWS_PROXY, Uri: !GetAtt F.Arn}}}
  Version: {Type: 'AWS::Lambda::Version', Properties: {FunctionName: !Ref F}}
  Small: {Type: 'AWS::CloudFront::Function', Properties: {FunctionCode: 'function handler(event) { return event.request; }', FunctionConfig: {Runtime: cloudfront-js-2.0}}}
  Edge:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Origins: [{Id: api, DomainName: !Sub '${Api}.execute-api.amazonaws.com'}]
        DefaultCacheBehavior: {TargetOriginId: api, CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad, FunctionAssociations: [{EventType: viewer-request, FunctionARN: !GetAtt Small.FunctionARN}]}
        CacheBehaviors: [{PathPattern: /a/*, TargetOriginId: api, CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad, LambdaFunctionAssociations: [{EventType: origin-response, LambdaFunctionARN: !Ref Version}]}]
)yaml";
    const Json made = components(edge);
    CHECK(made["Edge"]["functions"] ==
          Json::parse(R"({"viewer_request": "function handler(event) { return event.request; }"})"));
    CHECK(made["Edge"]["behaviors"][0]["lambda"] == Json::parse(R"({"origin_response": "F"})"));
    CHECK_FALSE(made.contains("Small"));
    const auto changed = [&](const std::string& what, const std::string& into) {
        std::string other = edge;
        return problem(other.replace(other.find(what), what.size(), into));
    };
    CHECK(changed("js-2.0", "js-1.0") == "Small: a scenario runs cloudfront-js-2.0 and not cloudfront-js-1.0");
    CHECK(changed("!GetAtt Small.FunctionARN", "arn:aws:cloudfront::000000000000:function/other") ==
          "Edge: its function is none of this template");
    CHECK(changed("!Ref Version", "arn:aws:lambda:us-east-1:000000000000:function:other:1") ==
          "Edge /a/*: its Lambda function is none of this template");
}

TEST_CASE("what cannot be played is named") {
    CHECK(problem("  Q: {Type: 'AWS::SNS::Topic'}\n") == "Q: a scenario has nothing like AWS::SNS::Topic yet");
    CHECK(problem("  A: {Type: 'AWS::ApiGatewayV2::Api', Properties: {ProtocolType: WEBSOCKET}}\n")
              .starts_with("A: a scenario has nothing like a WebSocket API"));
    CHECK(problem("  A: {Type: 'AWS::ApiGatewayV2::Api', Properties: {ProtocolType: HTTP}}\n") ==
          "A: it has no routes");
    CHECK(problem("  R: {Type: 'AWS::IAM::Role'}\n") == "the template has nothing that requests meet");
    CHECK(problem("  C: {Type: 'AWS::RDS::DBCluster'}\n") == "C: the cluster has no instance");
    const std::string acl =
        "  W: {Type: 'AWS::WAFv2::WebACL', Properties: {Rules: [{Name: own, Statement: {AsnMatchStatement: {AsnList: "
        "[1]}}}]}}\n";
    CHECK(problem(acl + R"yaml(  A: {Type: 'AWS::ApiGateway::RestApi'}
  P: {Type: 'AWS::WAFv2::WebACLAssociation', Properties: {WebACLArn: !GetAtt W.Arn, ResourceArn: !Sub 'arn:aws:apigateway:us-east-1::/restapis/${A}/stages/p'}}
)yaml") == "W: the statement of its rule own is not read from templates yet; A: it has no routes");
    // What it says of requests that nobody sends here does not matter.
    CHECK(problem(acl) == "the template has nothing that requests meet");
    CHECK(problem("  D: {Type: 'AWS::CloudFront::Distribution', Properties: {DistributionConfig: {Origins: [{Id: a, "
                  "DomainName: example.com}], "
                  "DefaultCacheBehavior: {TargetOriginId: a}}}}\n") ==
          "D: neither its default origin nor, beside a bucket, another is an API of this template");
    CHECK(problem("  F: {Type: 'AWS::Lambda::Function', Properties: {Timeout: !ImportValue t}}\n") ==
          "a scenario has no other stacks: Fn::ImportValue of t");
    CHECK_FALSE(problem("  F: {Type: 'AWS::Lambda::Function', Properties: {Timeout: !Ref Nobody}}\n") == "none");
}

TEST_CASE("an HTTP API has its routes, its limits and its authorizer, and stands behind a distribution") {
    const std::string text = function + R"yaml(
  G: {Type: 'AWS::Lambda::Function'}
  Pool: {Type: 'AWS::Cognito::UserPool'}
  Http: {Type: 'AWS::ApiGatewayV2::Api', Properties: {Name: h, ProtocolType: HTTP}}
  Stage: {Type: 'AWS::ApiGatewayV2::Stage', Properties: {ApiId: !Ref Http, StageName: v1, DefaultRouteSettings: {ThrottlingRateLimit: 50, ThrottlingBurstLimit: 9}, RouteSettings: {"GET /items": {ThrottlingRateLimit: 5}}}}
  ToF: {Type: 'AWS::ApiGatewayV2::Integration', Properties: {ApiId: !Ref Http, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt F.Arn, TimeoutInMillis: 9000}}
  ToG: {Type: 'AWS::ApiGatewayV2::Integration', Properties: {ApiId: !Ref Http, IntegrationType: AWS_PROXY, IntegrationUri: !Sub 'functions/${G.Arn}/invocations', TimeoutInMillis: 4000}}
  Any: {Type: 'AWS::ApiGatewayV2::Route', Properties: {ApiId: !Ref Http, RouteKey: $default, Target: !Sub 'integrations/${ToG}'}}
  Get: {Type: 'AWS::ApiGatewayV2::Route', Properties: {ApiId: !Ref Http, RouteKey: GET /items, Target: !Join ['/', [integrations, !Ref ToF]]}}
  Put: {Type: 'AWS::ApiGatewayV2::Route', Properties: {ApiId: !Ref Http, RouteKey: PUT /items, Target: !Sub 'integrations/${ToF}', AuthorizationType: JWT, AuthorizerId: !Ref People}}
  People: {Type: 'AWS::ApiGatewayV2::Authorizer', Properties: {ApiId: !Ref Http, AuthorizerType: JWT, JwtConfiguration: {Issuer: !Sub 'https://cognito-idp.us-east-1.amazonaws.com/${Pool}'}}}
  Edge: {Type: 'AWS::CloudFront::Distribution', Properties: {DistributionConfig: {Origins: [{Id: api, DomainName: !Select [2, !Split [/, !GetAtt Http.ApiEndpoint]]}], DefaultCacheBehavior: {TargetOriginId: api, CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad}}}}
)yaml";
    const Json made = components(text);
    const Json& api = made["Http"];
    CHECK(api["type"] == "apigateway-rest");
    CHECK(api["stage"] == "v1");
    CHECK(api["throttle"]["stage"] == Json::parse(R"({"rate": "50/s", "burst": "9"})"));
    CHECK(api["throttle"]["methods"]["GET /items"]["rate"] == "5/s");
    CHECK(api["routes"]["GET /items"] == "F");
    CHECK(api["routes"]["GET /"] == "G");
    CHECK(api["routes"]["DELETE /{proxy+}"] == "G");
    // The longest counts, and that of an integration without one is AWS's.
    CHECK(api["timeout"] == "9000ms");
    std::string without = text;
    without.erase(without.find(", TimeoutInMillis: 4000"), std::string(", TimeoutInMillis: 4000").size());
    CHECK(components(without)["Http"]["timeout"] == "30s");
    CHECK(api["authorizer"] == Json::parse(R"({"kind": "jwt", "pool": "Pool", "methods": ["PUT"]})"));
    CHECK(made["Edge"]["to"] == "Http");
}

TEST_CASE("an HTTP API of a body has its routes, and any method leaves those that are named") {
    const Json made = components(function + R"yaml(
  G: {Type: 'AWS::Lambda::Function'}
  Check: {Type: 'AWS::Lambda::Function'}
  Http:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Body:
        openapi: 3.0.1
        paths:
          /a: {x-amazon-apigateway-any-method: {security: [{ask: []}], x-amazon-apigateway-integration: {uri: !GetAtt G.Arn}}, get: {security: [{ask: []}], x-amazon-apigateway-integration: {uri: !GetAtt F.Arn}}}
          /$default: {x-amazon-apigateway-any-method: {security: [{ask: []}], x-amazon-apigateway-integration: {uri: !GetAtt G.Arn}}}
        components: {securitySchemes: {ask: {x-amazon-apigateway-authorizer: {type: request, authorizerUri: !GetAtt Check.Arn}}}}
)yaml");
    CHECK(made["Http"]["routes"]["GET /a"] == "F");
    CHECK(made["Http"]["routes"]["PUT /a"] == "G");
    CHECK(made["Http"]["routes"]["GET /{proxy+}"] == "G");
    CHECK(made["Http"]["authorizer"]["function"] == "Check");
    CHECK(made["Http"]["stage"] == "$default");
}

TEST_CASE("a template of SAM goes through the translator, with code that lies beside it named") {
    std::string asked;
    const auto translate = [&](const std::string& request) -> Result<std::string> {
        asked = request;
        return std::string(
            R"({"Parameters": {"Boot": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/b"}}, "Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": {"MemorySize": 512}}}})");
    };
    const std::string text =
        "Transform: AWS::Serverless-2016-10-31\nParameters: {Boot: {Type: 'AWS::SSM::Parameter::Value<String>', "
        "Default: /b}}\n"
        "Resources: {F: {Type: 'AWS::Serverless::Function', Properties: {CodeUri: ./f}}}\n";
    const auto made = blueprint::architecture_of(text, {{"Boot", "/c"}}, translate);
    REQUIRE(made.ok());
    CHECK(Json::parse(*made)["F"]["memory"] == "512MB");
    CHECK(Json::parse(asked)["template"]["Resources"]["F"]["Properties"]["CodeUri"] == "s3://packages/F");
    const auto none = blueprint::architecture_of(text, {}, no_translator);
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().front() == "no translator");
}

TEST_CASE("a web ACL's statements are said in a scenario's words") {
    const Json made = components(function + R"yaml(
  Api: {Type: 'AWS::ApiGateway::RestApi'}
  Get: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, Integration: {Type: AWS_PROXY, Uri: !GetAtt F.Arn}}}
  Words: {Type: 'AWS::WAFv2::RegexPatternSet', Properties: {RegularExpressionList: [a+, b+]}}
  Guards: {Type: 'AWS::WAFv2::WebACLAssociation', Properties: {WebACLArn: !GetAtt Acl.Arn, ResourceArn: !Ref Api}}
  Acl:
    Type: AWS::WAFv2::WebACL
    Properties:
      Rules:
        - {Name: scripts, Priority: 3, RuleLabels: [{Name: seen}], Action: {Count: {}}, Statement: {XssMatchStatement: {FieldToMatch: {Body: {OversizeHandling: MATCH}}, TextTransformations: [{Priority: 1, Type: LOWERCASE}, {Priority: 0, Type: URL_DECODE}]}}}
        - {Name: both, Priority: 4, Statement: {AndStatement: {Statements: [{NotStatement: {Statement: {ByteMatchStatement: {SearchString: x, PositionalConstraint: STARTS_WITH, FieldToMatch: {SingleHeader: {Name: host}}, TextTransformations: [{Priority: 0, Type: NONE}]}}}}, {RegexPatternSetReferenceStatement: {Arn: !GetAtt Words.Arn, FieldToMatch: {UriPath: {}}}}]}}}
        - {Name: many, Priority: 5, Statement: {RateBasedStatement: {Limit: 10, AggregateKeyType: CUSTOM_KEYS, CustomKeys: [{Header: {Name: k}}, {IP: {}}], ScopeDownStatement: {SizeConstraintStatement: {Size: 9, ComparisonOperator: GT, FieldToMatch: {QueryString: {}}}}}}}
)yaml");
    const Json& rules = made["Acl"]["rules"];
    CHECK(rules[0] == Json::parse(R"({"name": "scripts", "action": "count", "labels": ["seen"],
        "xss": {"part": "body", "oversize": "match", "transform": ["url_decode", "lowercase"]}})"));
    CHECK(rules[1] == Json::parse(R"({"name": "both", "and": [
        {"not": {"byte_match": {"text": "x", "position": "starts_with", "part": "header:host"}}},
        {"regex": {"patterns": ["a+", "b+"], "part": "path"}}]})"));
    CHECK(rules[2] == Json::parse(R"({"name": "many", "rate_based": {"limit": "10", "window": "300s",
        "key": ["header:k", "ip"], "scope_down": {"size": {"over": "9B", "compare": "gt", "part": "query"}}}})"));
}

TEST_CASE("routes may lead to services without a function between, and queues and tables are played") {
    const Json made = components(function + R"yaml(
  In: {Type: 'AWS::Kinesis::Stream'}
  Dead: {Type: 'AWS::SQS::Queue'}
  Jobs: {Type: 'AWS::SQS::Queue', Properties: {VisibilityTimeout: 60, RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}}}
  Items: {Type: 'AWS::DynamoDB::Table', Properties: {BillingMode: PAY_PER_REQUEST}}
  Orders: {Type: 'AWS::DynamoDB::Table', Properties: {ProvisionedThroughput: {ReadCapacityUnits: 20, WriteCapacityUnits: 7}}}
  Work: {Type: 'AWS::Lambda::EventSourceMapping', Properties: {EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref F, BatchSize: 5, ScalingConfig: {MaximumConcurrency: 4}, FunctionResponseTypes: [ReportBatchItemFailures]}}
  Role: {Type: 'AWS::IAM::Role'}
  Api: {Type: 'AWS::ApiGateway::RestApi'}
  Events: {Type: 'AWS::ApiGateway::Resource', Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: events}}
  Post: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !Ref Events, HttpMethod: POST, Integration: {Type: AWS, IntegrationHttpMethod: POST, Credentials: !GetAtt Role.Arn, Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:kinesis:action/PutRecord', RequestTemplates: {application/json: !Sub '{"StreamName": "${In}", "Data": "$util.base64Encode($input.body)"}'}}}}
  Http: {Type: 'AWS::ApiGatewayV2::Api', Properties: {ProtocolType: HTTP}}
  Send: {Type: 'AWS::ApiGatewayV2::Integration', Properties: {ApiId: !Ref Http, IntegrationType: AWS_PROXY, IntegrationSubtype: SQS-SendMessage, RequestParameters: {QueueUrl: !Ref Jobs, MessageBody: $request.body}}}
  Route: {Type: 'AWS::ApiGatewayV2::Route', Properties: {ApiId: !Ref Http, RouteKey: POST /jobs, Target: !Join [/, [integrations, !Ref Send]]}}
)yaml");
    CHECK(made["Api"]["routes"] == Json::parse(R"({"POST /events": "In"})"));
    CHECK(made["Http"]["routes"] == Json::parse(R"({"POST /jobs": "Jobs"})"));
    CHECK(made["Jobs"] ==
          Json::parse(R"({"type": "sqs", "visibility": "60s", "max_receives": "3", "dead_letters": "Dead"})"));
    CHECK(made["Dead"] == Json::parse(R"({"type": "sqs"})"));
    CHECK(made["Items"] == Json::parse(R"({"type": "dynamodb"})"));
    CHECK(made["Orders"] == Json::parse(R"({"type": "dynamodb", "capacity": {"read": "20", "write": "7"}})"));
    CHECK(made["F"]["source"] ==
          Json::parse(R"({"queue": "Jobs", "batch_size": "5", "max_concurrency": "4", "report_failures": true})"));
}

TEST_CASE("routes may lead to web servers, and to nobody") {
    const Json made = components(R"yaml(
  Api: {Type: 'AWS::ApiGateway::RestApi'}
  Get: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: 'https://api.example.com:8443/v1/{id}'}}}
  Put: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: PUT, Integration: {Type: MOCK, RequestTemplates: {application/json: '{"statusCode": 202}'}, IntegrationResponses: [{StatusCode: '200'}, {SelectionPattern: '202', StatusCode: '202', ResponseTemplates: {application/json: '{"queued":true}'}}]}}}
  Post: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: POST, Integration: {Type: MOCK, RequestTemplates: {application/json: '{"statusCode": 200}'}}}}
  Body:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        paths:
          /health: {get: {x-amazon-apigateway-integration: {type: mock, requestTemplates: {application/json: "{statusCode: 200}"}, responses: {default: {statusCode: '204', responseTemplates: {application/json: '$input.body'}}}}}}
  Http: {Type: 'AWS::ApiGatewayV2::Api', Properties: {ProtocolType: HTTP}}
  Quick: {Type: 'AWS::ApiGatewayV2::Api', Properties: {ProtocolType: HTTP, Target: 'http://quick.example.com'}}
  Web: {Type: 'AWS::ApiGatewayV2::Integration', Properties: {ApiId: !Ref Http, IntegrationType: HTTP_PROXY, IntegrationMethod: ANY, IntegrationUri: 'http://localhost/{proxy}'}}
  Route: {Type: 'AWS::ApiGatewayV2::Route', Properties: {ApiId: !Ref Http, RouteKey: 'GET /{proxy+}', Target: !Join [/, [integrations, !Ref Web]]}}
)yaml");
    CHECK(
        made["Api"]["routes"] ==
        Json::parse(
            R"({"GET /": "api-example-com-8443", "PUT /": {"mock": "202", "body": "{\"queued\":true}"}, "POST /": {"mock": "500"}})"));
    CHECK(made["api-example-com-8443"] == Json::parse(R"({"type": "http"})"));
    CHECK(made["Body"]["routes"] == Json::parse(R"({"GET /health": {"mock": "204"}})"));
    CHECK(made["Http"]["routes"] == Json::parse(R"({"GET /{proxy+}": "localhost"})"));
    CHECK(made["Quick"]["routes"]["POST /"] == "quick-example-com");
    CHECK(problem("  Api: {Type: 'AWS::ApiGateway::RestApi'}\n"
                  "  Get: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt "
                  "Api.RootResourceId, HttpMethod: GET, Integration: {Type: HTTP, Uri: "
                  "'http://${stageVariables.host}/'}}}\n")
              .starts_with("Api GET /: its integration is no function and no service of this template, and no web "
                           "server of a name"));
}
