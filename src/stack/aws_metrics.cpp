#include "stack/aws_metrics.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace wt::stack {

namespace {

using cloudwatch::Dimension;

/// The rows of one component: what they have in common is said once.
class Rows {
public:
    Rows(const Component& component, std::string_view name_space, std::vector<Dimension> dimensions)
        : component_(component), name_space_(name_space), dimensions_(std::move(dimensions)) {}

    Rows& events(std::string_view metric, std::string_view unit, std::initializer_list<std::string_view> counted,
                 std::initializer_list<std::string_view> whole = {}, double each = 1) {
        MetricRow& row = add(Reading::events, metric, unit, counted);
        row.whole = named(whole);
        row.each = each;
        return *this;
    }
    Rows& amount(std::string_view metric, std::string_view unit, std::string_view counted) {
        add(Reading::amount, metric, unit, {counted});
        return *this;
    }
    Rows& durations(std::string_view metric, std::string_view unit, std::string_view histogram) {
        add(Reading::durations, metric, unit, {histogram});
        return *this;
    }
    /// Of single operations: a histogram of bytes or of counts, a nanosecond for each.
    Rows& sizes(std::string_view metric, std::string_view unit, std::string_view histogram) {
        return durations(metric, unit, histogram);
    }
    Rows& level(std::string_view metric, std::string_view unit, std::string_view gauge) {
        add(Reading::level, metric, unit, {gauge});
        return *this;
    }
    Rows& labelled(Labels labels) {
        rows_.back().labels = std::move(labels);
        return *this;
    }

    [[nodiscard]] std::vector<MetricRow> take() { return std::move(rows_); }

private:
    MetricRow& add(Reading reading, std::string_view metric, std::string_view unit,
                   std::initializer_list<std::string_view> counted) {
        MetricRow row;
        row.metric = cloudwatch::sorted({std::string(name_space_), std::string(metric), dimensions_});
        row.unit = unit;
        row.reading = reading;
        row.counted = named(counted);
        return rows_.emplace_back(std::move(row));
    }
    [[nodiscard]] std::vector<std::string> named(std::initializer_list<std::string_view> metrics) const {
        std::vector<std::string> names;
        for (const std::string_view metric : metrics) names.push_back(component_.name + "." + std::string(metric));
        return names;
    }

    const Component& component_;
    std::string_view name_space_;
    std::vector<Dimension> dimensions_;
    std::vector<MetricRow> rows_;
};

/// CloudFront Developer Guide, "Types of metrics for CloudFront". Rates are averages in percent.
[[nodiscard]] std::vector<MetricRow> rows_of(const Component& component, const edge::DistributionConfig& config,
                                             const ResourceIds& ids) {
    const auto id = ids.find(component.name);
    const std::string& name = id == ids.end() ? component.name : id->second;
    Rows rows(component, "AWS/CloudFront", {{"DistributionId", name}, {"Region", "Global"}});
    rows.events("Requests", "None", {"requests"})
        .events("4xxErrorRate", "Percent", {"errors.4xx"}, {"requests"}, 100)
        .events("5xxErrorRate", "Percent", {"errors.5xx"}, {"requests"}, 100)
        .events("TotalErrorRate", "Percent", {"errors.4xx", "errors.5xx"}, {"requests"}, 100);
    // An additional metric, for which the API's distributions need a subscription.
    if (config.whole == nullptr || config.whole->monitored)
        rows.events("CacheHitRate", "Percent", {"hits", "collapsed"}, {"hits", "collapsed", "misses"}, 100);
    return rows.take();
}

/// AWS WAF Developer Guide, "AWS WAF metrics and dimensions": of one rule, and of all. Behind CloudFront without
/// Region.
[[nodiscard]] std::vector<MetricRow> rows_of(const Component& component, const edge::waf::WebAclConfig& config,
                                             const ResourceIds&) {
    const auto rows = [&](std::string_view rule) {
        const std::string& name = config.name.empty() ? component.name : config.name;
        return Rows(component, "AWS/WAFV2", {{"Rule", std::string(rule)}, {"WebACL", name}});
    };
    std::vector<MetricRow> all = rows("ALL")
                                     .events("AllowedRequests", "Count", {"allowed"})
                                     .events("BlockedRequests", "Count", {"blocked"})
                                     .events("CountedRequests", "Count", {"counted"})
                                     .events("CaptchaRequests", "Count", {"captcha"})
                                     .events("ChallengeRequests", "Count", {"challenge"})
                                     .take();
    const auto add = [&](std::string_view rule, std::string_view label, std::string_view metric,
                         std::string_view counted) {
        auto more = rows(rule).events(metric, "Count", {counted}).labelled({{"rule", std::string(label)}}).take();
        std::move(more.begin(), more.end(), std::back_inserter(all));
    };
    for (const edge::waf::Rule& rule : config.rules) {
        if (rule.action == edge::waf::Action::block) add(rule.name, rule.name, "BlockedRequests", "blocked");
        if (rule.action == edge::waf::Action::count) add(rule.name, rule.name, "CountedRequests", "counted");
        if (rule.action == edge::waf::Action::captcha) add(rule.name, rule.name, "CaptchaRequests", "captcha");
        if (rule.action == edge::waf::Action::challenge) add(rule.name, rule.name, "ChallengeRequests", "challenge");
    }
    add("Default_Action", "default", "BlockedRequests", "blocked");
    return all;
}

/// API Gateway Developer Guide, "Amazon API Gateway dimensions and metrics": of the API, and of its stage.
[[nodiscard]] std::vector<MetricRow> rows_of(const Component& component, const gateway::RestApiConfig& config,
                                             const ResourceIds&) {
    std::vector<MetricRow> all;
    const std::vector<Dimension> of_api{{"ApiName", component.name}};
    const std::vector<Dimension> of_stage{{"ApiName", component.name}, {"Stage", config.stage}};
    for (const std::vector<Dimension>& dimensions : {of_api, of_stage}) {
        auto rows = Rows(component, "AWS/ApiGateway", dimensions)
                        .events("Count", "Count", {"requests"})
                        .events("4XXError", "Count", {"errors.4xx"}, {"requests"})
                        .events("5XXError", "Count", {"errors.5xx"}, {"requests"})
                        .events("CacheHitCount", "Count", {"cache.hits"}, {"cache.hits", "cache.misses"})
                        .events("CacheMissCount", "Count", {"cache.misses"}, {"cache.hits", "cache.misses"})
                        .durations("Latency", "Milliseconds", "latency")
                        .durations("IntegrationLatency", "Milliseconds", "integration.latency")
                        .take();
        std::move(rows.begin(), rows.end(), std::back_inserter(all));
    }
    return all;
}

/// Who stands at an address of Lambda's: "arn:aws:lambda:REGION:ACCOUNT:function:NAME:VERSION", or a name.
struct FunctionAddress {
    explicit FunctionAddress(std::string_view address) : name(address) {
        constexpr std::string_view prefix = "arn:aws:lambda:";
        if (!address.starts_with(prefix)) return;
        auto next = [rest = address.substr(prefix.size())]() mutable {
            const std::string part(rest.substr(0, rest.find(':')));
            rest.remove_prefix(std::min(rest.size(), part.size() + 1));
            return part;
        };
        aws::AccountRegion place;
        place.region = next();
        place.account = next();
        (void)next();  // "function"
        name = next();
        version = next();
        owner = std::move(place);
    }
    std::optional<aws::AccountRegion> owner;
    std::string name;
    std::string version;
};

[[nodiscard]] std::vector<MetricRow> function_rows(const Component& component, std::vector<Dimension> dimensions,
                                                   const lambda::FunctionConfig& config);

/// Lambda Developer Guide, "Types of metrics for Lambda functions": of a function, and of each version.
[[nodiscard]] std::vector<MetricRow> rows_of(const Component& component, const lambda::FunctionConfig& config,
                                             const ResourceIds&) {
    const FunctionAddress at(component.name);
    std::vector<MetricRow> all = function_rows(component, {{"FunctionName", at.name}}, config);
    if (!at.version.empty()) {
        auto of_version =
            function_rows(component, {{"FunctionName", at.name}, {"Resource", at.name + ":" + at.version}}, config);
        std::move(of_version.begin(), of_version.end(), std::back_inserter(all));
    }
    for (MetricRow& row : all) row.owner = at.owner;
    return all;
}

std::vector<MetricRow> function_rows(const Component& component, std::vector<Dimension> dimensions,
                                     const lambda::FunctionConfig& config) {
    Rows rows(component, "AWS/Lambda", std::move(dimensions));
    rows.events("Invocations", "Count", {"invocations"})
        .events("Errors", "Count", {"errors"}, {"invocations"})
        .events("Throttles", "Count", {"throttled"}, {"invocations", "throttled"})
        .durations("Duration", "Milliseconds", "duration")
        .level("ConcurrentExecutions", "Count", "concurrency")
        .events("AsyncEventsReceived", "Count", {"async.received"})
        .events("AsyncEventsDropped", "Count", {"async.dropped"});
    if (config.provisioned > 0) {
        rows.events("ProvisionedConcurrencyInvocations", "Count", {"provisioned.invocations"})
            .events("ProvisionedConcurrencySpilloverInvocations", "Count", {"provisioned.spillover"});
    }
    return rows.durations("IteratorAge", "Milliseconds", "source.iterator.age").take();
}

/// app/cache_metrics.hpp: they are of nodes, which the API knows.
[[nodiscard]] std::vector<MetricRow> rows_of(const Component&, const cache::RedisConfig&, const ResourceIds&) {
    return {};
}

/// RDS User Guide, "Amazon CloudWatch instance-level metrics for Amazon RDS".
[[nodiscard]] std::vector<MetricRow> rows_of(const Component& component, const rds::PrimaryConfig&,
                                             const ResourceIds&) {
    return Rows(component, "AWS/RDS", {{"DBInstanceIdentifier", component.name}})
        .level("DatabaseConnections", "Count", "connections")
        .take();
}
[[nodiscard]] std::vector<MetricRow> rows_of(const Component& component, const rds::ReplicaConfig&,
                                             const ResourceIds&) {
    return Rows(component, "AWS/RDS", {{"DBInstanceIdentifier", component.name}})
        .level("DatabaseConnections", "Count", "connections")
        .durations("ReplicaLag", "Seconds", "lag")
        .take();
}

/// Whose a stream is that the API has made; the scenario's have no ARN.
[[nodiscard]] std::vector<MetricRow> owned(const Component& component, std::vector<MetricRow> rows) {
    auto next = [rest = std::string_view(component.name)]() mutable {
        const std::string_view part = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        return std::string(part);
    };
    if (next() != "arn") return rows;
    (void)next();  // "aws"
    (void)next();  // the service
    aws::AccountRegion owner;
    owner.region = next();
    owner.account = next();
    for (MetricRow& row : rows) row.owner = owner;
    return rows;
}

/// Least, most and average are of single operations where that says so. Kinesis Data Streams Developer Guide,
/// "Monitoring ... with Amazon CloudWatch".
[[nodiscard]] std::vector<MetricRow> rows_of(const Component& component, const stream::KinesisConfig&,
                                             const ResourceIds&) {
    return owned(
        component,
        Rows(component, "AWS/Kinesis", {{"StreamName", component.name.substr(component.name.rfind('/') + 1)}})
            .sizes("IncomingRecords", "Count", "put.records")
            .sizes("IncomingBytes", "Bytes", "put.bytes")
            .events("WriteProvisionedThroughputExceeded", "Count", {"throttled"}, {"accepted", "throttled"})
            .sizes("PutRecord.Bytes", "Bytes", "single.bytes")
            .events("PutRecord.Success", "Count", {"singles.accepted"}, {"singles"})
            .sizes("PutRecords.Bytes", "Bytes", "batches.bytes")
            .events("PutRecords.Success", "Count", {"batches.accepted"}, {"batches"})
            .sizes("PutRecords.TotalRecords", "Count", "batches.records")
            .sizes("PutRecords.SuccessfulRecords", "Count", "batches.successful")
            .events("PutRecords.ThrottledRecords", "Count", {"batch.records.throttled"}, {"batch.records"})
            .events("PutRecords.FailedRecords", "Count", {"batch.records.failed"}, {"batch.records"})
            .sizes("PutRecords.Records", "Count", "batches.successful")
            .durations("PutRecord.Latency", "Milliseconds", "singles.latency")
            .durations("PutRecords.Latency", "Milliseconds", "batches.latency")
            .durations("GetRecords.Latency", "Milliseconds", "reads.latency")
            .sizes("GetRecords.Bytes", "Bytes", "reads.bytes")
            .durations("GetRecords.IteratorAgeMilliseconds", "Milliseconds", "iterator.age")
            .sizes("GetRecords.Records", "Count", "reads.records")
            .events("GetRecords.Success", "Count", {"reads"}, {"reads", "throttled.reads"})
            .events("ReadProvisionedThroughputExceeded", "Count", {"throttled.reads"}, {"reads", "throttled.reads"})
            .take());
}

/// Firehose Developer Guide, "Monitoring with CloudWatch metrics".
[[nodiscard]] std::vector<MetricRow> rows_of(const Component& component, const stream::DeliveryStreamConfig& config,
                                             const ResourceIds&) {
    Rows rows(component, "AWS/Firehose",
              {{"DeliveryStreamName", component.name.substr(component.name.rfind('/') + 1)}});
    if (config.source.empty()) {
        rows.events("IncomingRecords", "Count", {"accepted"})
            .amount("IncomingBytes", "Bytes", "accepted.bytes")
            .events("IncomingPutRequests", "Count", {"singles.accepted", "batches.accepted"})
            .events("ThrottledRecords", "Count", {"throttled"}, {"accepted", "throttled"})
            .level("BytesPerSecondLimit", "Bytes/Second", "limit.bytes")
            .level("RecordsPerSecondLimit", "Count", "limit.records")
            .level("PutRequestsPerSecondLimit", "Count", "limit.requests")
            .amount("PutRecord.Bytes", "Bytes", "singles.bytes")
            .events("PutRecord.Requests", "Count", {"singles"})
            .durations("PutRecord.Latency", "Milliseconds", "singles.latency")
            .amount("PutRecordBatch.Bytes", "Bytes", "batch.bytes")
            .events("PutRecordBatch.Records", "Count", {"batch.records"})
            .events("PutRecordBatch.Requests", "Count", {"batches"})
            .durations("PutRecordBatch.Latency", "Milliseconds", "batches.latency");
    } else {
        rows.amount("DataReadFromKinesisStream.Bytes", "Bytes", "accepted.bytes")
            .events("DataReadFromKinesisStream.Records", "Count", {"accepted"})
            .durations("KinesisMillisBehindLatest", "Milliseconds", "source.behind")
            .amount("ThrottledGetRecords", "Count", "source.throttled");
    }
    if (!config.transform.function.empty()) {
        rows.durations("ExecuteProcessing.Duration", "Milliseconds", "transform.duration")
            .events("ExecuteProcessing.Success", "Count", {"transform.succeeded"}, {"transform.invocations"})
            .events("SucceedProcessing.Records", "Count", {"transform.records"})
            .amount("SucceedProcessing.Bytes", "Bytes", "transform.bytes");
    }
    if (config.partition.by_records) {
        rows.level("PartitionCount", "Count", "partitions.active")
            .level("ActivePartitionsLimit", "Count", "partitions.limit")
            .level("PartitionCountExceeded", "Count", "partitions.exceeded")
            .durations("JQProcessing.Duration", "Milliseconds", "partitions.query");
    }
    if (config.to_endpoint) {
        rows.amount("DeliveryToHttpEndpoint.Records", "Count", "delivered")
            .amount("DeliveryToHttpEndpoint.Bytes", "Bytes", "delivered.bytes")
            .durations("DeliveryToHttpEndpoint.DataFreshness", "Seconds", "freshness")
            .events("DeliveryToHttpEndpoint.Success", "Count", {"requests.taken"}, {"requests"})
            .amount("DeliveryToHttpEndpoint.ProcessedRecords", "Count", "requests.records")
            .amount("DeliveryToHttpEndpoint.ProcessedBytes", "Bytes", "requests.bytes");
    } else {
        rows.amount("DeliveryToS3.Records", "Count", "delivered")
            .amount("DeliveryToS3.Bytes", "Bytes", "delivered.bytes")
            .durations("DeliveryToS3.DataFreshness", "Seconds", "freshness")
            .events("DeliveryToS3.ObjectCount", "Count", {"delivered.objects"})
            .events("DeliveryToS3.Success", "Count", {"delivered.objects"}, {"delivered.objects", "retries"});
    }
    if (!config.backup.to.empty()) {
        rows.amount("BackupToS3.Records", "Count", "backup.delivered")
            .amount("BackupToS3.Bytes", "Bytes", "backup.delivered.bytes")
            .durations("BackupToS3.DataFreshness", "Seconds", "backup.freshness")
            .events("BackupToS3.Success", "Count", {"backup.delivered.objects"},
                    {"backup.delivered.objects", "backup.retries"});
    }
    rows.events("DescribeDeliveryStream.Requests", "Count", {"describes"})
        .durations("DescribeDeliveryStream.Latency", "Milliseconds", "describes.latency")
        .events("UpdateDeliveryStream.Requests", "Count", {"updates"})
        .durations("UpdateDeliveryStream.Latency", "Milliseconds", "updates.latency");
    return owned(component, rows.take());
}

/// S3 User Guide, "Metrics and dimensions": request metrics, of a filter that takes the whole bucket.
[[nodiscard]] std::vector<MetricRow> rows_of(const Component& component, const s3::BucketConfig&, const ResourceIds&) {
    return Rows(component, "AWS/S3", {{"BucketName", component.name}, {"FilterId", "EntireBucket"}})
        .events("PutRequests", "Count", {"puts"})
        .events("GetRequests", "Count", {"gets"})
        .take();
}

[[nodiscard]] std::vector<MetricRow> rows_of(const Component&, const identity::UserPoolConfig&, const ResourceIds&) {
    return {};
}

/// SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS".
[[nodiscard]] std::vector<MetricRow> rows_of(const Component& component, const queue::QueueConfig&,
                                             const ResourceIds&) {
    return Rows(component, "AWS/SQS", {{"QueueName", component.name}})
        .events("NumberOfMessagesSent", "Count", {"sent"})
        .events("NumberOfMessagesReceived", "Count", {"received"})
        .events("NumberOfMessagesDeleted", "Count", {"deleted"})
        .level("ApproximateNumberOfMessagesVisible", "Count", "visible")
        .level("ApproximateNumberOfMessagesNotVisible", "Count", "in.flight")
        .take();
}

/// Not there yet.
[[nodiscard]] std::vector<MetricRow> rows_of(const Component&, const rds::ProxyConfig&, const ResourceIds&) {
    return {};
}
[[nodiscard]] std::vector<MetricRow> rows_of(const Component&, const dynamodb::TableConfig&, const ResourceIds&) {
    return {};
}
/// Somebody else's.
[[nodiscard]] std::vector<MetricRow> rows_of(const Component&, const ServiceConfig&, const ResourceIds&) { return {}; }

}  // namespace

std::vector<MetricRow> metric_rows(const Component& component, const ResourceIds& ids) {
    return std::visit([&](const auto& config) { return rows_of(component, config, ids); }, component.config);
}

std::vector<MetricRow> metric_rows(const std::vector<Component>& components, const ResourceIds& ids) {
    std::vector<MetricRow> all;
    for (const Component& component : components) {
        std::vector<MetricRow> rows = metric_rows(component, ids);
        std::move(rows.begin(), rows.end(), std::back_inserter(all));
    }
    return all;
}

std::vector<MetricRow> monitored_rows(const std::string& distribution, const std::string& counts,
                                      const aws::AccountRegion& owner) {
    const Component component{counts, "cloudfront", {}, {}, {}};
    Rows made(component, "AWS/CloudFront", {{"DistributionId", distribution}, {"Region", "Global"}});
    made.durations("OriginLatency", "Milliseconds", "origin.latency")
        .events("401ErrorRate", "Percent", {"errors.401"}, {"requests"}, 100)
        .events("403ErrorRate", "Percent", {"errors.403"}, {"requests"}, 100)
        .events("404ErrorRate", "Percent", {"errors.404"}, {"requests"}, 100)
        .events("502ErrorRate", "Percent", {"errors.502"}, {"requests"}, 100)
        .events("503ErrorRate", "Percent", {"errors.503"}, {"requests"}, 100)
        .events("504ErrorRate", "Percent", {"errors.504"}, {"requests"}, 100);
    std::vector<MetricRow> rows = made.take();
    for (MetricRow& row : rows) row.owner = owner;
    return rows;
}

std::vector<MetricRow> edge_lambda_rows(const std::string& function, const std::string& version,
                                        const std::string& counts, const aws::AccountRegion& owner) {
    const Component component{counts, "lambda", {}, {}, {}};
    std::vector<MetricRow> all;
    const std::vector<Dimension> of_function{{"FunctionName", function}};
    const std::vector<Dimension> of_version{{"FunctionName", function}, {"Resource", function + ":" + version}};
    for (const std::vector<Dimension>& dimensions : {of_function, of_version}) {
        auto rows = Rows(component, "AWS/Lambda", dimensions)
                        .events("Invocations", "Count", {"invocations"})
                        .events("Errors", "Count", {"errors"}, {"invocations"})
                        .events("Throttles", "Count", {"throttled"}, {"invocations", "throttled"})
                        .durations("Duration", "Milliseconds", "duration")
                        .take();
        for (MetricRow& row : rows) row.owner = owner;
        std::move(rows.begin(), rows.end(), std::back_inserter(all));
    }
    return all;
}

/// CloudFront Developer Guide, "Metrics for CloudFront Functions".
std::vector<MetricRow> edge_function_rows(const std::string& function, const std::string& counts,
                                          const aws::AccountRegion& owner) {
    const Component component{counts, "cloudfront-function", {}, {}, {}};
    std::vector<MetricRow> rows = Rows(component, "AWS/CloudFront", {{"FunctionName", function}, {"Region", "Global"}})
                                      .amount("FunctionInvocations", "None", "invocations")
                                      .amount("FunctionValidationErrors", "None", "invalid")
                                      .amount("FunctionExecutionErrors", "None", "failed")
                                      .amount("FunctionThrottles", "None", "throttled")
                                      .durations("FunctionComputeUtilization", "Percent", "utilization")
                                      .take();
    for (MetricRow& row : rows) row.owner = owner;
    return rows;
}

std::vector<MetricRow> stream_consumer_rows(const std::string& counts, const std::string& stream,
                                            const std::string& consumer, const aws::AccountRegion& owner) {
    const Component component{counts + ".consumer." + consumer, "kinesis", {}, {}, {}};
    std::vector<MetricRow> rows =
        Rows(component, "AWS/Kinesis", {{"ConsumerName", consumer}, {"StreamName", stream}})
            .events("SubscribeToShard.Success", "Count", {"subscribed"}, {"subscribed", "refused"})
            .events("SubscribeToShard.RateExceeded", "Count", {"refused"}, {"subscribed", "refused"})
            .events("SubscribeToShardEvent.Success", "Count", {"events"})
            .events("SubscribeToShardEvent.Records", "Count", {"records"})
            .amount("SubscribeToShardEvent.Bytes", "Bytes", "bytes")
            .durations("SubscribeToShardEvent.MillisBehindLatest", "Milliseconds", "behind")
            .take();
    for (MetricRow& row : rows) row.owner = owner;
    return rows;
}

std::vector<MetricRow> shard_rows(const std::string& counts, const std::string& stream, const std::string& shard,
                                  const std::vector<std::string>& metrics, const aws::AccountRegion& owner) {
    const Component component{counts + "." + shard, "kinesis", {}, {}, {}};
    std::vector<MetricRow> rows =
        Rows(component, "AWS/Kinesis", {{"ShardId", shard}, {"StreamName", stream}})
            .events("IncomingRecords", "Count", {"accepted"})
            .amount("IncomingBytes", "Bytes", "accepted.bytes")
            .events("OutgoingRecords", "Count", {"read"})
            .amount("OutgoingBytes", "Bytes", "read.bytes")
            .durations("IteratorAgeMilliseconds", "Milliseconds", "iterator.age")
            .events("WriteProvisionedThroughputExceeded", "Count", {"throttled"}, {"accepted", "throttled"})
            .events("ReadProvisionedThroughputExceeded", "Count", {"throttled.reads"}, {"reads", "throttled.reads"})
            .take();
    std::erase_if(rows, [&](const MetricRow& row) {
        return std::find(metrics.begin(), metrics.end(), row.metric.name) == metrics.end();
    });
    for (MetricRow& row : rows) row.owner = owner;
    return rows;
}

/// API Gateway Developer Guide, "Monitor CloudWatch metrics for HTTP APIs": of the API, and of its stage.
std::vector<MetricRow> metric_rows(const Shelf<gateway::http_api::HttpApi>& apis) {
    std::vector<MetricRow> all;
    for (const auto& [name, api] : apis.list()) {
        const gateway::http_api::HttpApiConfig& config = api->config();
        const Component component{name, "apigateway-http", {}, {}, {}};
        const std::vector<Dimension> of_api{{"ApiId", config.id}};
        const std::vector<Dimension> of_stage{{"ApiId", config.id}, {"Stage", config.stage}};
        for (const std::vector<Dimension>& dimensions : {of_api, of_stage}) {
            auto rows = Rows(component, "AWS/ApiGateway", dimensions)
                            .events("Count", "Count", {"requests"})
                            .events("4xx", "Count", {"errors.4xx"}, {"requests"})
                            .events("5xx", "Count", {"errors.5xx"}, {"requests"})
                            .amount("DataProcessed", "Bytes", "bytes")
                            .durations("Latency", "Milliseconds", "latency")
                            .durations("IntegrationLatency", "Milliseconds", "integration.latency")
                            .take();
            for (MetricRow& row : rows) row.owner = aws::AccountRegion{config.account, config.region};
            std::move(rows.begin(), rows.end(), std::back_inserter(all));
        }
    }
    return all;
}

}  // namespace wt::stack
