// What the tiers count, under AWS's names: a stack in the virtual clock, read through CloudWatch's store.
#include "stack/metric_sampler.hpp"

#include <algorithm>
#include <set>

#include "base/scope.hpp"
#include "catch.hpp"
#include "good_text.hpp"
#include "identity/signing_key.hpp"
#include "stack/stack.hpp"

using namespace wt;
using namespace wt::test;
using cloudwatch::Aggregate;
using cloudwatch::Dimension;

namespace {

struct Account {
    Account() { services.spawn(sampler.run()); }

    static scenario::Scenario read() {
        auto scenario = read_text(good_text);
        REQUIRE(scenario.ok());
        return std::move(*scenario);
    }

    static Task<void> ask(http::Hop& entry, http::Request request, std::vector<int>& statuses) {
        const http::Response response = co_await entry.send(std::move(request));
        statuses.push_back(response.status);
    }
    void ask(std::string path, std::string query = {}) {
        http::Request request;
        request.method = http::Method::get;
        request.path = Text(path);
        request.query = Text(query);
        requests.spawn(ask(stack.at("edge"), std::move(request), statuses));
    }

    /// Of the first minute unless another is meant.
    [[nodiscard]] std::optional<Aggregate> found(std::string name_space, std::string name,
                                                 std::vector<Dimension> dimensions, int minute = 0) const {
        const std::int64_t start = unix_seconds(scenario.clock.start) / 60 * 60 + 60 * minute;
        const cloudwatch::Metric metric =
            cloudwatch::sorted({std::move(name_space), std::move(name), std::move(dimensions)});
        const auto units = store.read(owner, metric, std::nullopt, cloudwatch::Window{start, start + 60, 60});
        if (units.empty()) return std::nullopt;
        REQUIRE(units.size() == 1);
        return units.begin()->second.at(start);
    }

    scenario::Scenario scenario = read();
    Clock clock{scenario.clock.start};
    Metrics metrics;
    Digest digest;
    Context context{clock, 1, metrics, digest};
    stack::Stack stack{context, scenario.architecture,
                       std::make_shared<const identity::SigningKey>(identity::SigningKey::generate())};
    cloudwatch::MetricStore store;
    aws::AccountRegion owner{"000000000000", "us-east-1"};
    stack::ResourceIds ids{{"edge", "E123"}};
    [[nodiscard]] stack::MetricSampler::Look look() {
        return [this] { return stack::metric_rows(stack.standing(), ids); };
    }
    stack::MetricSampler sampler{context, look(), store, owner};
    std::vector<int> statuses;
    Scope services;
    Scope requests;
};

const std::vector<Dimension> api{{"ApiName", "api"}, {"Stage", "prod"}};
const std::vector<Dimension> distribution{{"DistributionId", "E123"}, {"Region", "Global"}};

}  // namespace

TEST_CASE("a minute's requests are CloudWatch's metrics when it is over, and not before") {
    Account account;
    account.stack.preload(10);
    account.stack.start();
    for (const char* const path : {"/items/1", "/items/2", "/items/3", "/items/3", "/nowhere"}) {
        account.ask(path);
        account.clock.run_until(account.clock.after(2s));
    }
    account.ask("/items/1", "q=1%27%20OR%20%271%27=%271");
    account.clock.run_until(account.clock.after(2s));
    REQUIRE(account.statuses == std::vector<int>{200, 200, 200, 200, 403, 403});
    CHECK_FALSE(account.found("AWS/ApiGateway", "Count", api));

    account.clock.run_until(account.clock.after(60s));
    // The fourth was in the edge's cache, the last was blocked before it.
    const auto count = account.found("AWS/ApiGateway", "Count", api);
    REQUIRE(count);
    CHECK(count->sum == 4);
    CHECK(account.found("AWS/ApiGateway", "Count", {{"ApiName", "api"}})->sum == 4);
    const auto errors = account.found("AWS/ApiGateway", "4XXError", api);
    REQUIRE(errors);
    CHECK(errors->sum == 1);
    CHECK(errors->samples == 4);
    CHECK(account.found("AWS/ApiGateway", "5XXError", api)->sum == 0);

    const auto latency = account.found("AWS/ApiGateway", "Latency", api);
    REQUIRE(latency);
    CHECK(latency->samples == 4);
    CHECK(latency->values.total() == 4);
    CHECK(latency->minimum > 0);
    CHECK(latency->maximum < 10'000);
    CHECK(latency->sum >= latency->minimum * 4 * 0.99);
    CHECK(latency->sum <= latency->maximum * 4 * 1.01);

    CHECK(account.found("AWS/Lambda", "Invocations", {{"FunctionName", "reader"}})->sum == 3);
    CHECK(account.found("AWS/Lambda", "Errors", {{"FunctionName", "reader"}})->sum == 0);
    CHECK(account.found("AWS/Lambda", "ConcurrentExecutions", {{"FunctionName", "reader"}})->maximum == 1);
    // What nobody called has no data of events.
    CHECK_FALSE(account.found("AWS/Lambda", "Invocations", {{"FunctionName", "writer"}}));

    CHECK(account.found("AWS/CloudFront", "Requests", distribution)->sum == 6);
    const auto rate = cloudwatch::value_of(*cloudwatch::parse_statistic("Average"),
                                           *account.found("AWS/CloudFront", "4xxErrorRate", distribution));
    CHECK(*rate == Approx(100.0 / 3));
    CHECK(account.found("AWS/CloudFront", "CacheHitRate", distribution)->sum == 100);

    CHECK(account.found("AWS/WAFV2", "AllowedRequests", {{"Rule", "ALL"}, {"WebACL", "waf"}})->sum == 5);
    CHECK(account.found("AWS/WAFV2", "BlockedRequests", {{"Rule", "ALL"}, {"WebACL", "waf"}})->sum == 1);
    CHECK(account.found("AWS/RDS", "DatabaseConnections", {{"DBInstanceIdentifier", "replica"}}));
}

TEST_CASE("each minute has its own") {
    Account account;
    account.stack.preload(10);
    account.ask("/items/1");
    account.clock.run_until(account.clock.after(61s));
    account.ask("/items/2");
    account.ask("/items/3");
    account.clock.run_until(account.clock.after(60s));
    account.clock.run_until(account.clock.after(60s));
    CHECK(account.found("AWS/CloudFront", "Requests", distribution, 0)->sum == 1);
    CHECK(account.found("AWS/CloudFront", "Requests", distribution, 1)->sum == 2);
    CHECK_FALSE(account.found("AWS/CloudFront", "Requests", distribution, 2));
    // A level is there in every minute.
    CHECK(account.found("AWS/Lambda", "ConcurrentExecutions", {{"FunctionName", "reader"}}, 2)->maximum == 0);
}

TEST_CASE("what was counted before the sampler began is not published") {
    Account account;
    account.ask("/items/1");
    account.clock.run_until(account.clock.after(5s));
    cloudwatch::MetricStore store;
    stack::MetricSampler late(account.context, account.look(), store, account.owner);
    Scope services;
    services.spawn(late.run());
    account.clock.run_until(account.clock.after(60s));
    CHECK(account.found("AWS/CloudFront", "Requests", distribution));
    const auto page = store.list(account.owner, {}, std::nullopt, 500, account.clock.now());
    for (const cloudwatch::Metric& metric : page.metrics) CHECK(metric.name != "Requests");
    CHECK_FALSE(page.metrics.empty());
}

TEST_CASE("what is made later has the same metrics, a function those of all its versions, in its own account") {
    Account account;
    account.stack.start();
    account.clock.run_until(account.clock.after(60s));
    const std::string arn = "arn:aws:lambda:eu-west-1:111122223333:function:mine";
    lambda::FunctionConfig config;
    config.handlers.push_back({"*", {Distribution::constant(100ms), true}, {}, 0, 0});
    for (const char* version : {"", ":1"}) account.stack.functions().create(arn + version, config);
    REQUIRE(account.stack.kinesis_streams().create("later", {}).put_record({"key", "data", 0}).ok());
    account.stack.databases().create("more", rds::PrimaryConfig());
    const auto invoke = [&](const std::string& address) {
        http::Request request;
        request.method = http::Method::post;
        request.route = "*";
        account.requests.spawn(Account::ask(account.stack.at(address), std::move(request), account.statuses));
        account.clock.run_until(account.clock.after(1s));
    };
    invoke(arn);
    invoke(arn);
    invoke(arn + ":1");
    account.clock.run_until(account.clock.after(60s));
    account.owner = {"111122223333", "eu-west-1"};
    const std::vector<Dimension> function{{"FunctionName", "mine"}};
    const std::vector<Dimension> version{{"FunctionName", "mine"}, {"Resource", "mine:1"}};
    CHECK(account.found("AWS/Lambda", "Invocations", function, 1)->sum == 3);
    CHECK(account.found("AWS/Lambda", "Invocations", version, 1)->sum == 1);
    CHECK(account.found("AWS/Lambda", "Duration", function, 1)->samples == 3);
    const auto busy = account.found("AWS/Lambda", "ConcurrentExecutions", function, 1);
    REQUIRE(busy);
    CHECK(busy->sum > 0);
    CHECK(busy->maximum >= 1);
    CHECK(busy->maximum <= 2);
    account.owner = {"000000000000", "us-east-1"};
    CHECK_FALSE(account.found("AWS/Lambda", "Invocations", function, 1));
    CHECK(account.found("AWS/Kinesis", "IncomingRecords", {{"StreamName", "later"}}, 1)->sum == 1);
    CHECK(account.found("AWS/RDS", "DatabaseConnections", {{"DBInstanceIdentifier", "more"}}, 1));
    const auto assumed = account.stack.assumed_latencies();
    CHECK(std::any_of(assumed.begin(), assumed.end(),
                      [&](const std::string& each) { return each.starts_with(arn + " * "); }));
    // What went and comes back counts on from where it stopped.
    account.stack.functions().remove(arn);
    account.stack.functions().create(arn, config);
    invoke(arn);
    account.clock.run_until(account.clock.after(60s));
    account.owner = {"111122223333", "eu-west-1"};
    CHECK(account.found("AWS/Lambda", "Invocations", function, 2)->sum == 1);
}

TEST_CASE("streams have the metrics that people set alarms on, in the account of their ARN") {
    Account account;
    account.stack.start();
    account.clock.run_until(account.clock.after(60s));
    const std::string place = "eu-west-1:111122223333:";
    auto& clicks = account.stack.kinesis_streams().create("arn:aws:kinesis:" + place + "stream/clicks", {});
    stream::DeliveryLinks links;
    links.archive = [](std::string, Text) -> Task<bool> { co_return true; };
    links.backup = links.archive;
    stream::DeliveryStreamConfig config;
    config.buffer_interval = 10s;
    config.backup.to = "copies";
    auto& events =
        account.stack.delivery_streams().create("arn:aws:firehose:" + place + "deliverystream/events", config, links);
    REQUIRE(clicks.put_record({"key", "12345", 0}).ok());
    REQUIRE(clicks.put_records({{"key", "123", 0}, {"key", "1234", 0}}).ok());
    REQUIRE(events.put("12345678", 0).ok());
    REQUIRE(events.put_batch({{"1", 0}, {"2", 0}}).ok());
    account.clock.run_until(account.clock.after(20s));
    for (int i = 0; i < 8; ++i) (void)clicks.get_records(clicks.trim_horizon(0), 1);  // three too many
    account.clock.run_until(account.clock.after(60s));
    account.owner = {"111122223333", "eu-west-1"};
    const auto sum = [&](const char* name_space, const char* dimension, const char* name, const char* metric) {
        const auto found = account.found(name_space, metric, {{dimension, name}}, 1);
        INFO(metric);
        REQUIRE(found);
        return found->sum;
    };
    const auto of_clicks = [&](const char* metric) { return sum("AWS/Kinesis", "StreamName", "clicks", metric); };
    CHECK(of_clicks("IncomingRecords") == 3);
    CHECK(of_clicks("IncomingBytes") == 12);
    CHECK(of_clicks("PutRecord.Success") == 1);
    CHECK(of_clicks("PutRecord.Bytes") == 5);
    CHECK(of_clicks("PutRecords.Success") == 1);
    CHECK(of_clicks("PutRecords.Bytes") == 7);
    CHECK(of_clicks("PutRecords.TotalRecords") == 2);
    CHECK(of_clicks("PutRecords.SuccessfulRecords") == 2);
    CHECK(of_clicks("PutRecords.Records") == 2);
    CHECK(of_clicks("PutRecords.ThrottledRecords") == 0);
    CHECK(of_clicks("PutRecords.FailedRecords") == 0);
    CHECK(of_clicks("WriteProvisionedThroughputExceeded") == 0);
    CHECK(of_clicks("GetRecords.Success") == 5);
    CHECK(of_clicks("GetRecords.Bytes") == 25);
    CHECK(of_clicks("ReadProvisionedThroughputExceeded") == 3);
    // Samples and extremes are of single operations.
    const auto of_operations = [&](const char* metric, double samples, double least, double most) {
        const auto found = account.found("AWS/Kinesis", metric, {{"StreamName", "clicks"}}, 1);
        INFO(metric);
        REQUIRE(found);
        CHECK(found->samples == samples);
        CHECK(found->minimum == least);
        CHECK(found->maximum == most);
    };
    of_operations("IncomingRecords", 2, 1, 2);
    of_operations("IncomingBytes", 2, 5, 7);
    of_operations("PutRecord.Bytes", 1, 5, 5);
    of_operations("PutRecords.Bytes", 1, 7, 7);
    of_operations("PutRecords.TotalRecords", 1, 2, 2);
    of_operations("GetRecords.Bytes", 5, 5, 5);
    of_operations("GetRecords.Records", 5, 1, 1);
    const auto age = account.found("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", {{"StreamName", "clicks"}}, 1);
    REQUIRE(age);
    CHECK(age->samples == 5);
    CHECK(age->maximum == Approx(20'000).epsilon(0.05));
    const auto of_events = [&](const char* metric) {
        return sum("AWS/Firehose", "DeliveryStreamName", "events", metric);
    };
    CHECK(of_events("IncomingRecords") == 3);
    CHECK(of_events("IncomingBytes") == 10);
    CHECK(of_events("IncomingPutRequests") == 2);
    CHECK(of_events("PutRecord.Requests") == 1);
    CHECK(of_events("PutRecord.Bytes") == 8);
    CHECK(of_events("PutRecordBatch.Requests") == 1);
    CHECK(of_events("PutRecordBatch.Records") == 2);
    CHECK(of_events("PutRecordBatch.Bytes") == 2);
    CHECK(of_events("ThrottledRecords") == 0);
    CHECK(account.found("AWS/Firehose", "BytesPerSecondLimit", {{"DeliveryStreamName", "events"}}, 1)->maximum ==
          5 * 1024 * 1024);
    CHECK(account.found("AWS/Firehose", "RecordsPerSecondLimit", {{"DeliveryStreamName", "events"}}, 1)->maximum ==
          500'000);
    CHECK(account.found("AWS/Firehose", "PutRequestsPerSecondLimit", {{"DeliveryStreamName", "events"}}, 1)->maximum ==
          2'000);
    for (const char* const limit : {"BytesPerSecondLimit", "RecordsPerSecondLimit", "PutRequestsPerSecondLimit"}) {
        const auto found = account.found("AWS/Firehose", limit, {{"DeliveryStreamName", "events"}}, 1);
        INFO(limit);
        CHECK(found->minimum == found->maximum);
        CHECK(found->sum / found->samples == found->maximum);
    }
    for (const std::string to : {"DeliveryToS3", "BackupToS3"}) {
        CHECK(of_events((to + ".Records").c_str()) == 3);
        CHECK(of_events((to + ".Bytes").c_str()) == 10);
        CHECK(of_events((to + ".Success").c_str()) == 1);
        CHECK(of_events((to + ".DataFreshness").c_str()) > 0);
    }
    CHECK(of_events("DeliveryToS3.ObjectCount") == 1);
}

TEST_CASE("an endpoint's deliveries are no deliveries to S3, and count what was tried") {
    Account account;
    account.stack.start();
    account.clock.run_until(account.clock.after(60s));
    stream::DeliveryLinks links;
    links.archive = [](std::string, Text) -> Task<bool> { co_return true; };
    links.records = [](stream::DeliveryStream::RecordsRefused) -> stream::DeliverRecords {
        return [](std::vector<stream::Record> records, stream::Attempted attempted) -> Task<stream::SentRecords> {
            stream::SentRecords sent;
            for (const stream::Record& record : records) sent.taken_bytes += record.data.size();
            sent.taken = records.size();
            attempted(sent.taken, sent.taken_bytes, false);
            attempted(sent.taken, sent.taken_bytes, true);
            co_return sent;
        };
    };
    stream::DeliveryStreamConfig config;
    config.buffer_interval = 10s;
    config.to_endpoint = true;
    auto& events = account.stack.delivery_streams().create(
        "arn:aws:firehose:eu-west-1:111122223333:deliverystream/events", config, links);
    REQUIRE(events.put_batch({{"123", 0}, {"45", 0}}).ok());
    account.clock.run_until(account.clock.after(60s));
    account.owner = {"111122223333", "eu-west-1"};
    const auto of_events = [&](const std::string& metric) {
        return account.found("AWS/Firehose", metric, {{"DeliveryStreamName", "events"}}, 1);
    };
    CHECK(of_events("DeliveryToHttpEndpoint.Records")->sum == 2);
    CHECK(of_events("DeliveryToHttpEndpoint.Bytes")->sum == 5);
    CHECK(of_events("DeliveryToHttpEndpoint.ProcessedRecords")->sum == 4);
    CHECK(of_events("DeliveryToHttpEndpoint.ProcessedBytes")->sum == 10);
    CHECK(of_events("DeliveryToHttpEndpoint.Success")->sum == 1);
    CHECK(of_events("DeliveryToHttpEndpoint.Success")->samples == 2);
    CHECK(of_events("DeliveryToHttpEndpoint.DataFreshness")->maximum == Approx(10).epsilon(0.05));
    for (const char* metric : {"Records", "Bytes", "Success", "DataFreshness", "ObjectCount"})
        CHECK_FALSE(of_events(std::string("DeliveryToS3.") + metric));
}

TEST_CASE("a source, a transformation and partitions have metrics of their own") {
    Account account;
    account.stack.start();
    account.clock.run_until(account.clock.after(60s));
    auto& clicks = account.stack.kinesis_streams().create("clicks2", {});
    stream::DeliveryLinks links;
    links.archive = [](std::string, Text) -> Task<bool> { co_return true; };
    links.source = std::shared_ptr<stream::KinesisStream>(&clicks, [](stream::KinesisStream*) {});
    links.partition = [](std::string_view record) {
        return Result<std::map<std::string, std::string>>({{"first", std::string(record.substr(0, 1))}});
    };
    auto& clock = account.clock;
    links.transform = [&clock, tries = 0](std::vector<stream::Record> records) mutable {
        const bool fails = tries++ == 0;
        return [](Clock& on, std::vector<stream::Record> all,
                  bool failed) -> Task<std::optional<std::vector<stream::Transformed>>> {
            co_await on.sleep_for(200ms);
            if (failed) co_return std::nullopt;
            std::vector<stream::Transformed> answers;
            for (stream::Record& record : all) {
                stream::Transformed answer;
                answer.data = std::move(record.data);
                if (answer.data == "drop") answer.result = stream::Transformed::Result::dropped;
                if (answer.data == "fail") answer.result = stream::Transformed::Result::failed;
                answers.push_back(std::move(answer));
            }
            co_return answers;
        }(clock, std::move(records), fails);
    };
    stream::DeliveryStreamConfig config;
    config.source = "clicks2";
    config.transform.function = "change";
    config.transform.buffer_interval = 1s;
    config.partition = {true, 2};
    config.prefix = "!{partitionKeyFromQuery:first}/";
    config.error_prefix = "!{firehose:error-output-type}/";
    account.stack.delivery_streams().create("of2", config, links);
    for (const char* data : {"a1", "b1", "c1", "drop", "fail"})
        REQUIRE(clicks.put_record({"key", Text(std::string(data)), 0}).ok());
    account.clock.run_until(account.clock.after(60s));
    const auto of = [&](const std::string& metric) {
        const auto found = account.found("AWS/Firehose", metric, {{"DeliveryStreamName", "of2"}}, 1);
        INFO(metric);
        REQUIRE(found);
        return *found;
    };
    CHECK(of("DataReadFromKinesisStream.Records").sum == 5);
    CHECK(of("KinesisMillisBehindLatest").samples >= 1);
    CHECK(of("ThrottledGetRecords").sum == 0);
    CHECK(of("ExecuteProcessing.Duration").samples == 2);
    CHECK(of("ExecuteProcessing.Duration").maximum == Approx(200).epsilon(0.05));
    CHECK(of("ExecuteProcessing.Success").samples == 2);
    CHECK(of("ExecuteProcessing.Success").sum == 1);
    CHECK(of("SucceedProcessing.Records").sum == 4);
    CHECK(of("SucceedProcessing.Bytes").sum == 10);
    CHECK(of("PartitionCount").maximum == 2);
    CHECK(of("ActivePartitionsLimit").maximum == 2);
    CHECK(of("PartitionCountExceeded").maximum == 1);
    CHECK(of("JQProcessing.Duration").samples == 3);
    CHECK_FALSE(account.found("AWS/Firehose", "IncomingRecords", {{"DeliveryStreamName", "of2"}}, 1));
    CHECK(account.found("AWS/Kinesis", "GetRecords.Latency", {{"StreamName", "clicks2"}}, 1)->samples >= 1);
    account.stack.delivery_streams().remove("of2");
}

TEST_CASE("every row of the table names a unit that CloudWatch knows, and no metric twice") {
    const scenario::Scenario scenario = Account::read();
    std::set<cloudwatch::Metric> seen;
    for (const stack::Component& component : scenario.architecture.components) {
        for (const stack::MetricRow& row : stack::metric_rows(component, {})) {
            CHECK(cloudwatch::unit_of(row.unit));
            CHECK(row.metric.name_space.starts_with("AWS/"));
            CHECK_FALSE(row.counted.empty());
            CHECK(seen.insert(row.metric).second);
        }
    }
    CHECK(seen.size() > 30);
}
