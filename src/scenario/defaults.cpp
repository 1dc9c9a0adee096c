#include "scenario/defaults.hpp"

#include "base/assert.hpp"
#include "scenario/fields.hpp"

namespace wt::scenario {

namespace {

[[nodiscard]] Distribution law(std::string_view text) {
    auto parsed = parse_any_distribution(text);
    WT_ASSERT(parsed.ok());
    return std::move(*parsed);
}
[[nodiscard]] Latency assumed(std::string_view text) { return {law(text), true}; }
[[nodiscard]] Latency measured(std::string_view text) { return {law(text), false}; }

}  // namespace

// Assumed: a viewer some hundred kilometres away; AWS publishes no figure.
edge::PointOfPresence default_pop() {
    edge::PointOfPresence pop;
    pop.rtt = assumed("10ms");
    return pop;
}

// Assumed: a PoP of the same continent; AWS publishes no figure.
edge::OriginShield default_shield() {
    edge::OriginShield shield;
    shield.rtt = assumed("lognormal(p50=20ms, p99=60ms)");
    return shield;
}

// Assumed: a hit costs a few milliseconds on top of the round trip; the origin is in the same region as the PoP's
// regional network.
edge::DistributionConfig default_cloudfront() {
    edge::DistributionConfig config;
    config.pops = {default_pop()};
    config.hit = assumed("lognormal(p50=1ms, p99=5ms)");
    config.miss_overhead = assumed("0.5ms");
    config.origin_rtt = assumed("lognormal(p50=2ms, p99=8ms)");
    return config;
}

// Assumed: no official figure; claims of 1 to 10 ms have no source.
edge::waf::WebAclConfig default_wafv2() {
    edge::waf::WebAclConfig config;
    config.latency = assumed("lognormal(p50=0.6ms, p99=4ms)");
    return config;
}

// Assumed: no official figure; a sign-in checks a password and signs two tokens.
identity::UserPoolConfig default_cognito() {
    identity::UserPoolConfig config;
    config.latency = assumed("lognormal(p50=80ms, p99=400ms)");
    return config;
}

// Assumed: practitioners report 10 to 30 ms for a REST API; a local token check is below a millisecond.
gateway::RestApiConfig default_apigateway_rest() {
    gateway::RestApiConfig config;
    config.overhead = assumed("lognormal(p50=8ms, p99=30ms)");
    config.authorizer.latency = assumed("0.5ms");
    return config;
}

// INIT is measured (lambda-perf, Node.js 22, zip, x86_64), and so is the first run: 12.5 ms at 128 MB, 3.4 ms at 512
// MB. Placement and download before them are Assumed: the measured figures leave them out.
lambda::FunctionConfig default_lambda() {
    lambda::FunctionConfig config;
    config.init = measured("empirical(builtin:lambda-perf/nodejs22-zip-x86_64)");
    config.platform = assumed("lognormal(p50=90ms, p99=250ms)");
    config.first_run = measured("0.95ms");
    return config;
}

// Assumed: in one availability zone, general knowledge.
cache::RedisConfig default_elasticache() {
    cache::RedisConfig config;
    config.latency = assumed("lognormal(p50=0.4ms, p99=2ms)");
    return config;
}

// Assumed: general knowledge of small statements on a small instance.
rds::PrimaryConfig default_rds() {
    rds::PrimaryConfig config;
    config.latency = assumed("0.3ms");
    config.service = law("lognormal(p50=2ms, p99=25ms)");
    return config;
}

// Assumed: one hop more in the same zone. AWS says that a proxy may add 5 ms on average.
rds::ProxyConfig default_rds_proxy() {
    rds::ProxyConfig config;
    config.latency = assumed("0.5ms");
    return config;
}

// AWS says single-digit milliseconds. Assumed: the law.
dynamodb::TableConfig default_dynamodb() {
    dynamodb::TableConfig config;
    config.latency = assumed("lognormal(p50=4ms, p99=15ms)");
    return config;
}

// AWS says tens of milliseconds at the most. Assumed: the law.
queue::QueueConfig default_sqs() {
    queue::QueueConfig config;
    config.latency = assumed("lognormal(p50=8ms, p99=40ms)");
    return config;
}

// Assumed: nobody knows how long somebody else's service takes.
stack::ServiceConfig default_http() {
    stack::ServiceConfig config;
    config.latency = assumed("lognormal(p50=50ms, p99=300ms)");
    return config;
}

// Assumed, as above; the lag is that of a replica in the same region under light load.
rds::ReplicaConfig default_rds_replica() {
    rds::ReplicaConfig config;
    config.latency = assumed("0.3ms");
    config.service = law("lognormal(p50=1.5ms, p99=20ms)");
    config.lag = law("lognormal(p50=20ms, p99=400ms)");
    return config;
}

// Assumed: no figure is published for a put.
stream::KinesisConfig default_kinesis() {
    stream::KinesisConfig config;
    config.latency = assumed("lognormal(p50=6ms, p99=40ms)");
    return config;
}

// Assumed: as above.
stream::DeliveryStreamConfig default_firehose() {
    stream::DeliveryStreamConfig config;
    config.latency = assumed("lognormal(p50=5ms, p99=30ms)");
    return config;
}

// Assumed: in-region figures of practitioners. AWS's guide says 100 to 200 ms, and calls that conservative.
s3::BucketConfig default_s3() {
    s3::BucketConfig config;
    config.latency = assumed("lognormal(p50=25ms, p99=150ms)");
    return config;
}

}  // namespace wt::scenario
