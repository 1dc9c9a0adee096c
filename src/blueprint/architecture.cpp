#include "blueprint/architecture.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "blueprint/components.hpp"
#include "cloudformation/language/flaw.hpp"

namespace wt::blueprint {

namespace {

/// Types without a part in what requests meet: nothing, or settings of what has one.
constexpr std::array<std::string_view, 47> passed_over = {"AWS::ApiGateway::",
                                                          "AWS::ApiGatewayV2::",
                                                          "AWS::ApplicationInsights::",
                                                          "AWS::Backup::",
                                                          "AWS::Budgets::",
                                                          "AWS::CDK::",
                                                          "AWS::CertificateManager::",
                                                          "AWS::CloudFormation::",
                                                          "AWS::CloudFront::",
                                                          "AWS::CloudTrail::",
                                                          "AWS::CloudWatch::",
                                                          "AWS::CodeDeploy::",
                                                          "AWS::Cognito::",
                                                          "AWS::Config::",
                                                          "AWS::EC2::",
                                                          "AWS::ECR::",
                                                          "AWS::ElastiCache::ParameterGroup",
                                                          "AWS::ElastiCache::SubnetGroup",
                                                          "AWS::ElastiCache::User",
                                                          "AWS::ElastiCache::UserGroup",
                                                          "AWS::IAM::",
                                                          "AWS::KMS::",
                                                          "AWS::Kinesis::StreamConsumer",
                                                          "AWS::Lambda::Alias",
                                                          "AWS::Lambda::CodeSigningConfig",
                                                          "AWS::Lambda::EventInvokeConfig",
                                                          "AWS::Lambda::EventSourceMapping",
                                                          "AWS::Lambda::LayerVersion",
                                                          "AWS::Lambda::LayerVersionPermission",
                                                          "AWS::Lambda::Permission",
                                                          "AWS::Lambda::Version",
                                                          "AWS::Logs::",
                                                          "AWS::RDS::DBClusterParameterGroup",
                                                          "AWS::RDS::DBParameterGroup",
                                                          "AWS::RDS::DBSubnetGroup",
                                                          "AWS::RDS::EventSubscription",
                                                          "AWS::RDS::OptionGroup",
                                                          "AWS::ResourceGroups::",
                                                          "AWS::Route53::",
                                                          "AWS::S3::BucketPolicy",
                                                          "AWS::SSM::",
                                                          "AWS::SecretsManager::",
                                                          "AWS::ServiceCatalogAppRegistry::",
                                                          "AWS::Synthetics::",
                                                          "AWS::WAFv2::",
                                                          "AWS::XRay::",
                                                          "Custom::"};

[[nodiscard]] bool is_passed_over(std::string_view type) {
    return std::any_of(passed_over.begin(), passed_over.end(), [&](std::string_view each) {
        return each.ends_with(':') ? type.starts_with(each) : type == each;
    });
}

/// What a resource is as a component; null where it is none, or a part of another one.
[[nodiscard]] OrderedJson component_of(const Resources& resources, const Resource& of, OrderedJson& beside,
                                       Problems& problems) {
    OrderedJson made = OrderedJson::object();
    const auto is = [&](const char* type, const OrderedJson& members) {
        made["type"] = type;
        made.update(members);
        return made;
    };
    const std::string& type = of.type;
    if (type == "AWS::CloudFront::Distribution") return is("cloudfront", distribution(resources, of, problems));
    if (type == "AWS::WAFv2::WebACL") {
        const OrderedJson acl = web_acl(resources, of, problems);
        return acl.is_null() ? acl : is("wafv2", acl);
    }
    if (type == "AWS::Cognito::UserPool") return is("cognito", user_pool(resources, of));
    if (type == "AWS::ApiGateway::RestApi") return is("apigateway-rest", rest_api(resources, of, beside, problems));
    if (type == http_api_type) return is("apigateway-rest", http_api(resources, of, beside, problems));
    if (type == "AWS::Lambda::Function" && makes_resources(resources, of)) return {};
    if (type == "AWS::Lambda::Function") return is("lambda", function(resources, of));
    if (type == "AWS::Kinesis::Stream") return is("kinesis", stream(of));
    if (type == "AWS::KinesisFirehose::DeliveryStream") return is("firehose", delivery_stream(resources, of, problems));
    if (type == "AWS::SQS::Queue") return is("sqs", queue(resources, of));
    if (type == "AWS::DynamoDB::Table") return is("dynamodb", table(of));
    if (type == "AWS::S3::Bucket") return is("s3", bucket(resources, of));
    if (type == "AWS::ElastiCache::ReplicationGroup" || type == "AWS::ElastiCache::CacheCluster" ||
        type == "AWS::ElastiCache::ServerlessCache")
        return is("elasticache", cache(of));
    if (type == "AWS::RDS::DBCluster") {
        const auto members = members_of(resources, of);
        if (members.empty()) {
            problems.push_back(fmt::format("{}: the cluster has no instance", of.name));
            return {};
        }
        return is("rds", database(*members.front()));
    }
    if (type == "AWS::RDS::DBInstance") {
        const OrderedJson& properties = of.properties;
        if (const Resource* const cluster =
                resources.target(member(properties, "DBClusterIdentifier"), "AWS::RDS::DBCluster")) {
            // The first writes under the cluster's name, the second stands for all who are read.
            const auto members = members_of(resources, *cluster);
            if (members.size() < 2 || members[1] != &of) return {};
            OrderedJson readers = replica(of, *cluster);
            readers["count"] = members.size() - 1;
            return is("rds-replica", readers);
        }
        if (const Resource* const from = resources.target(member(properties, "SourceDBInstanceIdentifier"), type))
            return is("rds-replica", replica(of, *from));
        return is("rds", database(of));
    }
    if (!is_passed_over(type)) problems.push_back(fmt::format("{}: a scenario has nothing like {} yet", of.name, type));
    return {};
}

}  // namespace

Result<std::string, std::vector<std::string>> architecture_of(
    const std::string& text, const std::vector<std::pair<std::string, std::string>>& parameters,
    const Translate& translate) {
    Problems problems;
    OrderedJson architecture = OrderedJson::object();
    try {
        const Resources resources = resources_of(text, parameters, translate);
        OrderedJson beside = OrderedJson::object();
        for (const Resource& each : resources.all) {
            OrderedJson made = component_of(resources, each, beside, problems);
            if (!made.is_null() && !made.empty()) architecture[each.name] = std::move(made);
        }
        architecture.update(beside);
    } catch (const cloudformation::language::Flaw& flaw) {
        problems.push_back(flaw.what);
    }
    if (problems.empty() && architecture.empty()) problems.emplace_back("the template has nothing that requests meet");
    if (!problems.empty()) return problems;
    return architecture.dump(2);
}

}  // namespace wt::blueprint
