// Functions, streams, buckets, caches, databases and user pools as components.
#include <algorithm>

#include <fmt/format.h>

#include "blueprint/components.hpp"

namespace wt::blueprint {

namespace {

/// A member where the template says it.
void take(OrderedJson& to, const char* name, const OrderedJson& of, std::string_view path, const char* unit = "") {
    const std::string said = text(of, path);
    if (!said.empty()) to[name] = said + unit;
}

[[nodiscard]] OrderedJson source(const Resource& mapping, const Resource& of) {
    const OrderedJson& said = mapping.properties;
    OrderedJson made = OrderedJson::object();
    made["stream"] = of.name;
    take(made, "batch_size", said, "BatchSize");
    take(made, "window", said, "MaximumBatchingWindowInSeconds", "s");
    const std::string start = lower(text(said, "StartingPosition"));
    if (start == "latest" || start == "trim_horizon") made["start"] = start;
    if (number(said, "MaximumRetryAttempts", -1) >= 0) take(made, "retries", said, "MaximumRetryAttempts");
    if (number(said, "MaximumRecordAgeInSeconds", -1) > 0)
        take(made, "max_age", said, "MaximumRecordAgeInSeconds", "s");
    take(made, "parallelization_factor", said, "ParallelizationFactor");
    if (truth(said, "BisectBatchOnFunctionError")) made["bisect"] = true;
    return made;
}

[[nodiscard]] OrderedJson queue_source(const Resource& mapping, const Resource& of) {
    const OrderedJson& said = mapping.properties;
    OrderedJson made = OrderedJson::object();
    made["queue"] = of.name;
    take(made, "batch_size", said, "BatchSize");
    take(made, "window", said, "MaximumBatchingWindowInSeconds", "s");
    take(made, "max_concurrency", said, "ScalingConfig.MaximumConcurrency");
    if (text(said, "FunctionResponseTypes").find("ReportBatchItemFailures") != std::string::npos)
        made["report_failures"] = true;
    return made;
}

}  // namespace

std::string lower(std::string word) {
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return word;
}

std::string seconds_text(double seconds) { return fmt::format("{}s", seconds); }

OrderedJson function(const Resources& resources, const Resource& of) {
    OrderedJson made = OrderedJson::object();
    take(made, "memory", of.properties, "MemorySize", "MB");
    take(made, "timeout", of.properties, "Timeout", "s");
    const OrderedJson& processors = member(of.properties, "Architectures");
    if (processors.is_array() && !processors.empty() && processors.front() == "arm64") made["architecture"] = "arm64";
    OrderedJson concurrency = OrderedJson::object();
    take(concurrency, "reserved", of.properties, "ReservedConcurrentExecutions");
    for (const char* const type : {"AWS::Lambda::Alias", "AWS::Lambda::Version"}) {
        for (const Resource* const each : resources.of(type)) {
            if (resources.target(member(each->properties, "FunctionName"), of.type) == &of)
                take(concurrency, "provisioned", each->properties,
                     "ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions");
        }
    }
    if (!concurrency.empty()) made["concurrency"] = std::move(concurrency);
    OrderedJson async = OrderedJson::object();
    for (const Resource* const each : resources.of("AWS::Lambda::EventInvokeConfig")) {
        if (resources.target(member(each->properties, "FunctionName"), of.type) != &of) continue;
        take(async, "retries", each->properties, "MaximumRetryAttempts");
        take(async, "maximum_age", each->properties, "MaximumEventAgeInSeconds", "s");
    }
    if (!async.empty()) made["async"] = std::move(async);
    for (const Resource* const each : resources.of("AWS::Lambda::EventSourceMapping")) {
        if (resources.target(member(each->properties, "FunctionName"), of.type) != &of) continue;
        const OrderedJson& from = member(each->properties, "EventSourceArn");
        if (const Resource* const stream = resources.target(from, "AWS::Kinesis::Stream"))
            made["source"] = source(*each, *stream);
        if (const Resource* const queue = resources.target(from, "AWS::SQS::Queue"))
            made["source"] = queue_source(*each, *queue);
    }
    return made;
}

bool makes_resources(const Resources& resources, const Resource& of) {
    return std::any_of(resources.all.begin(), resources.all.end(), [&](const Resource& each) {
        const bool custom = each.type.starts_with("Custom::") || each.type == "AWS::CloudFormation::CustomResource";
        return custom && resources.target(member(each.properties, "ServiceToken"), of.type) == &of;
    });
}

OrderedJson stream(const Resource& of) {
    OrderedJson made = OrderedJson::object();
    take(made, "shards", of.properties, "ShardCount");
    take(made, "retention", of.properties, "RetentionPeriodHours", "h");
    take(made, "max_record", of.properties, "MaxRecordSizeInKiB", "KiB");
    return made;
}

OrderedJson queue(const Resources& resources, const Resource& of) {
    OrderedJson made = OrderedJson::object();
    take(made, "visibility", of.properties, "VisibilityTimeout", "s");
    take(made, "delay", of.properties, "DelaySeconds", "s");
    take(made, "retention", of.properties, "MessageRetentionPeriod", "s");
    const OrderedJson& redrive = member(of.properties, "RedrivePolicy");
    take(made, "max_receives", redrive, "maxReceiveCount");
    if (const Resource* const dead = resources.target(redrive, of.type)) made["dead_letters"] = dead->name;
    return made;
}

OrderedJson table(const Resource& of) {
    OrderedJson made = OrderedJson::object();
    if (text(of.properties, "BillingMode") == "PAY_PER_REQUEST") return made;
    OrderedJson capacity = OrderedJson::object();
    take(capacity, "read", of.properties, "ProvisionedThroughput.ReadCapacityUnits");
    take(capacity, "write", of.properties, "ProvisionedThroughput.WriteCapacityUnits");
    if (!capacity.empty()) made["capacity"] = std::move(capacity);
    return made;
}

OrderedJson delivery_stream(const Resources& resources, const Resource& of, Problems& problems) {
    OrderedJson made = OrderedJson::object();
    const OrderedJson* said = &member(of.properties, "ExtendedS3DestinationConfiguration");
    if (said->is_null()) said = &member(of.properties, "S3DestinationConfiguration");
    const Resource* const to = resources.target(member(*said, "BucketARN"), "AWS::S3::Bucket");
    if (to == nullptr) {
        problems.push_back(fmt::format("{}: its destination is no bucket of this template", of.name));
    } else {
        made["to"] = to->name;
    }
    if (const Resource* const from =
            resources.target(member(of.properties, "KinesisStreamSourceConfiguration"), "AWS::Kinesis::Stream"))
        made["source"] = from->name;
    OrderedJson buffer = OrderedJson::object();
    take(buffer, "size", *said, "BufferingHints.SizeInMBs", "MiB");
    take(buffer, "interval", *said, "BufferingHints.IntervalInSeconds", "s");
    if (!buffer.empty()) made["buffer"] = std::move(buffer);
    const std::string compression = lower(text(*said, "CompressionFormat"));
    if (!compression.empty()) made["compression"] = compression == "uncompressed" ? "none" : compression;
    take(made, "prefix", *said, "Prefix");
    take(made, "error_prefix", *said, "ErrorOutputPrefix");
    if (const Resource* const by = resources.target(member(*said, "ProcessingConfiguration"), "AWS::Lambda::Function"))
        made["transform"] = OrderedJson{{"function", by->name}};
    return made;
}

OrderedJson bucket(const Resources& resources, const Resource& of) {
    OrderedJson made = OrderedJson::object();
    if (const Resource* const told = resources.target(
            member(of.properties, "NotificationConfiguration.LambdaConfigurations"), "AWS::Lambda::Function"))
        made["notify"] = told->name;
    // As the CDK writes it.
    for (const Resource* const each : resources.of("Custom::S3BucketNotifications")) {
        if (resources.target(member(each->properties, "BucketName"), of.type) != &of) continue;
        if (const Resource* const told =
                resources.target(member(each->properties, "NotificationConfiguration.LambdaFunctionConfigurations"),
                                 "AWS::Lambda::Function"))
            made["notify"] = told->name;
    }
    for (const OrderedJson& rule : member(of.properties, "LifecycleConfiguration.Rules")) {
        if (text(rule, "Status") == "Enabled" && text(rule, "Prefix").empty() &&
            number(rule, "ExpirationInDays", 0) > 0)
            take(made, "expire_after", rule, "ExpirationInDays", "d");
    }
    return made;
}

OrderedJson user_pool(const Resources& resources, const Resource& of) {
    OrderedJson made = OrderedJson::object();
    const auto validity = [&](const char* name, const Resource& client, const std::string& token) {
        const std::string said = text(client.properties, token + "Validity");
        if (said.empty()) return;
        const std::string unit = text(client.properties, "TokenValidityUnits." + token);
        made[name] = said + (unit == "minutes" ? "m" : unit == "seconds" ? "s" : unit == "days" ? "d" : "h");
    };
    for (const Resource* const client : resources.of("AWS::Cognito::UserPoolClient")) {
        if (resources.target(member(client->properties, "UserPoolId"), of.type) != &of) continue;
        validity("access_token_ttl", *client, "AccessToken");
        validity("id_token_ttl", *client, "IdToken");
        break;
    }
    return made;
}

OrderedJson cache(const Resource& of) {
    OrderedJson made = OrderedJson::object();
    take(made, "node", of.properties, "CacheNodeType");
    return made;
}

OrderedJson database(const Resource& of) {
    OrderedJson made = OrderedJson::object();
    take(made, "class", of.properties, "DBInstanceClass");
    if (truth(of.properties, "MultiAZ")) made["multi_az"] = true;
    return made;
}

OrderedJson replica(const Resource& of, const Resource& source) {
    OrderedJson made = OrderedJson::object();
    made["of"] = source.name;
    take(made, "class", of.properties, "DBInstanceClass");
    return made;
}

std::vector<const Resource*> members_of(const Resources& resources, const Resource& cluster) {
    std::vector<const Resource*> members;
    for (const Resource* const each : resources.of("AWS::RDS::DBInstance")) {
        if (resources.target(member(each->properties, "DBClusterIdentifier"), cluster.type) == &cluster)
            members.push_back(each);
    }
    return members;
}

}  // namespace wt::blueprint
