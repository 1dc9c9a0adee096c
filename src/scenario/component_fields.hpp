#pragma once
#include <functional>
#include <string>
#include <vector>

#include "scenario/fields.hpp"
#include "stack/architecture.hpp"

namespace wt::scenario {

/// One type of component: its name in scenarios, its rows, and how it is read.
struct ComponentType {
    std::string name;
    std::string doc;
    std::vector<FieldInfo> fields;
    /// Reads a component's settings, defaults first. `to` and `type` are the component's, beside its configuration.
    std::function<void(const Value&, stack::Component&, stack::Architecture&)> read;
};

/// Every type there is, in the order in which a request meets them.
[[nodiscard]] const std::vector<ComponentType>& component_types();

// The rows of each type's own settings, in the order in which a request meets them.
[[nodiscard]] const Fields<edge::DistributionConfig>& cloudfront_fields();
[[nodiscard]] const Fields<edge::waf::WebAclConfig>& wafv2_fields();
[[nodiscard]] const Fields<identity::UserPoolConfig>& cognito_fields();
[[nodiscard]] const Fields<gateway::RestApiConfig>& apigateway_fields();
[[nodiscard]] const Fields<lambda::FunctionConfig>& lambda_fields();
[[nodiscard]] const Fields<cache::RedisConfig>& elasticache_fields();
[[nodiscard]] const Fields<stream::KinesisConfig>& kinesis_fields();
[[nodiscard]] const Fields<stream::DeliveryStreamConfig>& firehose_fields();
/// A function's way to a stream that it reads.
[[nodiscard]] const Fields<stream::EventSourceConfig>& event_source_fields();
[[nodiscard]] const Fields<s3::BucketConfig>& s3_fields();
[[nodiscard]] const Fields<rds::PrimaryConfig>& rds_fields();
[[nodiscard]] const Fields<rds::ReplicaConfig>& rds_replica_fields();

[[nodiscard]] const Fields<rds::ProxyConfig>& rds_proxy_fields();
[[nodiscard]] const Fields<dynamodb::TableConfig>& dynamodb_fields();
[[nodiscard]] const Fields<stack::ServiceConfig>& http_fields();
[[nodiscard]] const Fields<queue::QueueConfig>& sqs_fields();
/// A function's way to a queue that it reads.
[[nodiscard]] const Fields<queue::ConsumerConfig>& consumer_fields();

/// Reads a list of methods: [GET, POST].
void read_methods(const Value& value, std::vector<http::Method>& list);
template <class T, class At>
[[nodiscard]] Field<T> methods(std::string key, At at, std::string doc, std::string fallback) {
    return custom<T>(
        std::move(key), any_shape("list of methods"),
        [at](const Value& value, T& to) { read_methods(value, std::invoke(at, to)); }, std::move(doc),
        std::move(fallback));
}

/// Reads a cache key: a list of path, query, query:NAME, header:NAME and cookie:NAME.
void read_key(const Value& value, edge::CacheKey& key);

/// "GET /items/{id}" in its two parts.
[[nodiscard]] Result<std::pair<http::Method, std::string>> parse_route(std::string_view text);
/// "full-jitter(50ms, 1s)": base and cap.
[[nodiscard]] Result<std::pair<Duration, Duration>> parse_backoff(std::string_view text);

}  // namespace wt::scenario
