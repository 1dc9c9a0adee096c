#pragma once
#include "stack/architecture.hpp"

namespace wt::scenario {

/// What a component is when the scenario says nothing: AWS's own defaults, and latencies. A latency that was neither
/// measured nor published is marked assumed, and reports say so.
[[nodiscard]] edge::PointOfPresence default_pop();
[[nodiscard]] edge::OriginShield default_shield();
[[nodiscard]] edge::DistributionConfig default_cloudfront();
[[nodiscard]] edge::waf::WebAclConfig default_wafv2();
[[nodiscard]] identity::UserPoolConfig default_cognito();
[[nodiscard]] gateway::RestApiConfig default_apigateway_rest();
[[nodiscard]] lambda::FunctionConfig default_lambda();
[[nodiscard]] cache::RedisConfig default_elasticache();
[[nodiscard]] rds::PrimaryConfig default_rds();
[[nodiscard]] rds::ProxyConfig default_rds_proxy();
[[nodiscard]] dynamodb::TableConfig default_dynamodb();
[[nodiscard]] queue::QueueConfig default_sqs();
[[nodiscard]] rds::ReplicaConfig default_rds_replica();
[[nodiscard]] stream::KinesisConfig default_kinesis();
[[nodiscard]] stream::DeliveryStreamConfig default_firehose();
[[nodiscard]] s3::BucketConfig default_s3();
[[nodiscard]] stack::ServiceConfig default_http();

}  // namespace wt::scenario
