#include <array>

#include "bill/price_list.hpp"

namespace wt::bill {

namespace {

// Picodollars.
constexpr std::int64_t dollar = 1'000'000'000'000;
constexpr std::int64_t milli = dollar / 1000;
constexpr std::int64_t micro = dollar / 1'000'000;
constexpr std::int64_t nano = dollar / 1'000'000'000;

// Units of a tier.
constexpr std::uint64_t million = 1'000'000;
constexpr std::uint64_t billion = 1'000'000'000;
constexpr std::uint64_t terabyte = 1024;  // of GB

// Where prices were read, and when.
constexpr std::string_view lambda_list = "AWS price list of Lambda, 2026-04-28";
constexpr std::string_view gateway_list = "AWS price list of API Gateway, 2025-11-20";
constexpr std::string_view edge_list = "AWS price list of CloudFront, 2025-07-01";
constexpr std::string_view firehose_list = "AWS price list of Data Firehose, 2025-12-18";
constexpr std::string_view bucket_list = "AWS price list of S3, 2026-04-27";
constexpr std::string_view pool_list = "AWS price list of Cognito, 2026-04-24";
constexpr std::string_view estimates = "Infracost's recorded estimates, 2026-08-21";
constexpr std::string_view recalled = "recalled, 2026-11";

struct Row {
    std::string_view item;
    std::string_view unit;
    std::vector<Tier> tiers;
    std::string_view source;
    std::uint64_t free = 0;
    std::string_view free_with = {};
};

/// One price for every unit.
[[nodiscard]] std::vector<Tier> flat(std::int64_t each) { return {Tier{Tier::endless, each}}; }

[[nodiscard]] std::vector<Row> rows() {
    return {
        {"cloudfront.requests", "request", flat(micro), edge_list, 10 * million},
        {"cloudfront.transfer",
         "GB",
         {{10 * terabyte, 85 * milli},
          {50 * terabyte, 80 * milli},
          {150 * terabyte, 60 * milli},
          {500 * terabyte, 40 * milli},
          {1024 * terabyte, 30 * milli},
          {5120 * terabyte, 25 * milli},
          {Tier::endless, 20 * milli}},
         edge_list,
         terabyte},
        {"cloudfront.shield.requests", "request", flat(750 * nano), recalled},
        {"internet.transfer",
         "GB",
         {{10 * terabyte, 90 * milli},
          {50 * terabyte, 85 * milli},
          {150 * terabyte, 70 * milli},
          {Tier::endless, 50 * milli}},
         estimates,
         100},
        {"waf.acls", "month", flat(5 * dollar), estimates},
        {"waf.rules", "month", flat(dollar), estimates},
        {"waf.requests", "request", flat(600 * nano), estimates},
        {"waf.capacity", "500-WCU request", flat(200 * nano), estimates},
        {"waf.bot_control", "month", flat(10 * dollar), recalled},
        {"waf.bot_control.requests", "request", {{10 * million, 0}, {Tier::endless, micro}}, recalled},
        {"cognito.users", "active user", flat(15 * milli), pool_list, 10'000},
        {"apigateway.requests",
         "request",
         {{333 * million, 3'500 * nano},
          {billion, 2'800 * nano},
          {20 * billion, 2'380 * nano},
          {Tier::endless, 1'510 * nano}},
         gateway_list},
        {"lambda.requests", "request", flat(200 * nano), lambda_list, million},
        {"lambda.duration",
         "GB-second",
         {{6 * billion, 16'666'700}, {15 * billion, 15'000'000}, {Tier::endless, 13'333'400}},
         lambda_list,
         400'000},
        {"lambda.duration.arm64",
         "GB-second",
         {{7'500'000'000, 13'333'400}, {18'750'000'000, 12'000'100}, {Tier::endless, 10'666'700}},
         lambda_list,
         400'000,
         "lambda.duration"},
        {"lambda.provisioned.arm64", "GB-second", flat(3'333'400), lambda_list},
        {"lambda.provisioned.duration.arm64", "GB-second", flat(7'777'800), lambda_list},
        {"lambda.provisioned", "GB-second", flat(4'166'700), lambda_list},
        {"lambda.provisioned.duration", "GB-second", flat(9'722'200), lambda_list},
        {"kinesis.shards", "hour", flat(15 * milli), recalled},
        {"kinesis.extended_retention", "hour", flat(20 * milli), recalled},
        {"kinesis.puts", "25 KB unit", flat(14 * nano), recalled},
        {"dynamodb.read_units", "request unit", flat(125 * nano), recalled},
        {"dynamodb.write_units", "request unit", flat(625 * nano), recalled},
        {"dynamodb.storage", "GB-month", flat(250 * milli), recalled, 25},
        {"sqs.requests", "request", flat(400 * nano), recalled, million},
        {"firehose.ingested",
         "GB",
         {{500 * terabyte, 29 * milli}, {2'000 * terabyte, 25 * milli}, {Tier::endless, 20 * milli}},
         firehose_list},
        {"s3.writes", "request", flat(5 * micro), bucket_list},
        {"s3.reads", "request", flat(400 * nano), bucket_list},
        {"s3.storage",
         "GB-month",
         {{50 * terabyte, 23 * milli}, {500 * terabyte, 22 * milli}, {Tier::endless, 21 * milli}},
         bucket_list},
        {"rds.storage", "GB-month", flat(115 * milli), estimates},
    };
}

struct Hourly {
    std::string_view item;
    std::int64_t hour;
    std::string_view source;
};
constexpr std::array hourly{
    Hourly{"apigateway.cache.0.5GB.hour", 20 * milli, estimates},
    Hourly{"apigateway.cache.1.6GB.hour", 38 * milli, estimates},
    Hourly{"apigateway.cache.6.1GB.hour", 200 * milli, estimates},
    Hourly{"apigateway.cache.13.5GB.hour", 250 * milli, estimates},
    Hourly{"apigateway.cache.28.4GB.hour", 500 * milli, estimates},
    Hourly{"apigateway.cache.58.2GB.hour", dollar, estimates},
    Hourly{"apigateway.cache.118GB.hour", 1'900 * milli, estimates},
    Hourly{"apigateway.cache.237GB.hour", 3'800 * milli, estimates},
    Hourly{"dynamodb.read_capacity.hour", 130 * micro, recalled},
    Hourly{"dynamodb.write_capacity.hour", 650 * micro, recalled},
    Hourly{"rds.proxy.vcpu.hour", 15 * milli, recalled},
    Hourly{"rds.db.t3.micro.hour", 17 * milli, estimates},
    Hourly{"rds.db.t3.medium.hour", 72 * milli, recalled},  // PostgreSQL, as those below
    Hourly{"rds.db.t4g.micro.hour", 16 * milli, recalled},
    Hourly{"rds.db.t4g.medium.hour", 65 * milli, recalled},
    Hourly{"rds.db.t4g.large.hour", 129 * milli, recalled},
    Hourly{"rds.db.m6g.large.hour", 159 * milli, recalled},
    Hourly{"rds.db.m6g.xlarge.hour", 318 * milli, recalled},
    Hourly{"rds.db.r6g.large.hour", 225 * milli, recalled},
    Hourly{"rds.db.r6g.xlarge.hour", 450 * milli, recalled},
    Hourly{"rds.db.t4g.small.hour", 32 * milli, estimates},
    Hourly{"rds.db.t3.small.hour", 34 * milli, estimates},
    Hourly{"rds.db.t3.large.hour", 145 * milli, estimates},  // PostgreSQL
    Hourly{"rds.db.m5.large.hour", 171 * milli, estimates},  // MySQL
    Hourly{"elasticache.cache.t3.micro.hour", 17 * milli, recalled},
    Hourly{"elasticache.cache.t4g.micro.hour", 16 * milli, recalled},
    Hourly{"elasticache.cache.t4g.small.hour", 32 * milli, recalled},
    Hourly{"elasticache.cache.t4g.medium.hour", 65 * milli, recalled},
    Hourly{"elasticache.cache.t3.small.hour", 34 * milli, recalled},
    Hourly{"elasticache.cache.t3.medium.hour", 68 * milli, recalled},
    Hourly{"elasticache.cache.m5.large.hour", 156 * milli, recalled},
    Hourly{"elasticache.cache.m6g.large.hour", 149 * milli, recalled},
    Hourly{"elasticache.cache.m6g.xlarge.hour", 297 * milli, recalled},
    Hourly{"elasticache.cache.m7g.large.hour", 158 * milli, recalled},
    Hourly{"elasticache.cache.r5.large.hour", 216 * milli, recalled},
    Hourly{"elasticache.cache.r6g.xlarge.hour", 411 * milli, recalled},
    Hourly{"elasticache.cache.r7g.large.hour", 219 * milli, recalled},
    Hourly{"elasticache.cache.m4.large.hour", 156 * milli, estimates},
    Hourly{"elasticache.cache.r6g.large.hour", 206 * milli, recalled},
    Hourly{"elasticache.cache.m6g.12xlarge.hour", 3'557 * milli, estimates},
};

}  // namespace

PriceList PriceList::us_east_1() {
    PriceList list;
    for (Row& row : rows()) {
        list.items_[std::string(row.item)] = Price{std::string(row.unit), std::move(row.tiers), row.free,
                                                   std::string(row.source), std::string(row.free_with)};
    }
    for (const Hourly& row : hourly) {
        list.items_[std::string(row.item)] = Price{"hour", flat(row.hour), 0, std::string(row.source)};
    }
    return list;
}

}  // namespace wt::bill
