// Streams in the scenario language, and played with everything around them.
#include <string>
#include <vector>

#include "catch.hpp"
#include "scenario/played.hpp"

using namespace wt;
using namespace wt::scenario;
using test::Played;

namespace {

/// Writes into a Kinesis stream, which Firehose brings into the archive that the loader loads.
constexpr const char* through_kinesis = R"(
version: 1
name: streams
architecture:
  api: {type: apigateway-rest, routes: {"GET /items/{id}": reader, "POST /items": writer}}
  reader: {type: lambda, handlers: {"*": {calls: [{to: primary, op: select}]}}}
  writer: {type: lambda, handlers: {"*": {calls: [{to: clicks, op: put}]}}}
  clicks: {type: kinesis, shards: 2}
  events: {type: firehose, source: clicks, buffer: {size: 1MiB, interval: 10s}, to: archive}
  archive: {type: s3, notify: loader, replay: 1m}
  loader: {type: lambda, timeout: 60s, handlers: {"*": {calls: [{to: primary, op: apply}]}}}
  primary: {type: rds}
workload:
  mix: [{route: "POST /items", keys: unique, bytes: 200B}]
  phases: [{name: all, for: 5m, rate: 10/s}]
invariants: [{eventually: no_acknowledged_write_is_lost}, {eventually: converges}]
)";

/// What is wrong with it, all in one.
std::string problems(std::vector<std::string> sets) {
    const auto scenario = test::read_text(through_kinesis, std::move(sets));
    std::string all;
    if (!scenario.ok()) {
        for (const auto& problem : scenario.error().problems) all += problem.text() + "\n";
    }
    return all;
}
bool says(std::vector<std::string> sets, std::string_view word) {
    const std::string all = problems(std::move(sets));
    UNSCOPED_INFO(all);
    return all.find(word) != std::string::npos;
}

}  // namespace

TEST_CASE("writes go through Kinesis, Firehose and S3 into the database") {
    Played run(through_kinesis);
    CHECK(run.exit_code() == 0);
    CHECK(run.count("clicks.accepted") > 2000);
    CHECK(run.count("events.accepted") == run.count("clicks.accepted"));
    CHECK(run.count("events.delivered") == run.count("clicks.accepted"));
}

TEST_CASE("compressed objects are loaded like others") {
    Played run(through_kinesis, {"architecture.events.compression=gzip"});
    CHECK(run.exit_code() == 0);
    CHECK(run.count("events.delivered.bytes") * 2 < run.count("clicks.accepted") * 200);
}

TEST_CASE("a function reads the stream itself, in batches") {
    Played run(through_kinesis,
               {"architecture.events=off", "architecture.archive=off",
                "architecture.loader.source={stream: clicks, batch_size: 10, window: 2s, bisect: true, retries: 5}"});
    CHECK(run.exit_code() == 0);
    CHECK(run.count("loader.source.records") == run.count("clicks.accepted"));
    CHECK(run.count("loader.source.batches") >= run.count("clicks.accepted") / 10);
}

TEST_CASE("a batch whose invocation a fault makes fail is tried again, and none is lost") {
    Played run(through_kinesis,
               {"architecture.events=off", "architecture.archive=off",
                "architecture.loader.source={stream: clicks, batch_size: 10, window: 2s}",
                "faults=[{id: bad, at: 1m, for: 1m, target: loader, kind: 'aws:lambda:invocation-error', "
                "invocationPercentage: 50}]"});
    CHECK(run.exit_code() == 0);
    CHECK(run.count("loader.errors") > 5);
    CHECK(run.count("loader.source.errors") == run.count("loader.errors"));
    CHECK(run.count("loader.source.records") == run.count("clicks.accepted"));
    // An answer with an HTTP status is an answer: the batch is done.
    Played answered(through_kinesis,
                    {"architecture.events=off", "architecture.archive=off",
                     "architecture.loader.source={stream: clicks, batch_size: 10, window: 2s}",
                     "faults=[{id: odd, at: 1m, for: 1m, target: loader, kind: response, status: 500}]"});
    CHECK(answered.count("loader.source.errors") == 0);
}

TEST_CASE("a stream that refuses is tried again by its consumers, and nothing is lost") {
    Played run(through_kinesis,
               {"faults=[{id: down, at: 1m, for: 1m, target: clicks, kind: error, probability: 80%}]"});
    CHECK(run.exit_code() == 0);
    CHECK(run.count("writer.errors") > 0);
    CHECK(run.count("events.delivered") == run.count("clicks.accepted"));
}

TEST_CASE("the fault of AWS FIS on a Kinesis stream refuses puts as a full shard does") {
    Played run(through_kinesis, {"faults=[{id: full, at: 1m, for: 1m, target: clicks, probability: 50%, kind: "
                                 "'aws:kinesis:stream-provisioned-throughput-exception'}]"});
    CHECK(run.count("writer.errors") > 200);
    CHECK(run.exit_code() == 0);
}

TEST_CASE("a shard's limit reaches the clients as errors") {
    Played run(through_kinesis, {"architecture.clicks.shards=1", "workload.mix.0.bytes=250KB"});
    CHECK(run.count("clicks.throttled") > 1000);
    CHECK(run.count("writer.errors") == run.count("clicks.throttled"));
    CHECK(run.exit_code() == 0);
}

TEST_CASE("a Firehose beyond its limits throttles the puts") {
    Played run(through_kinesis, {"architecture.events.source=off", "architecture.events.limits.requests=5",
                                 "architecture.clicks=off", "architecture.writer.handlers.*.calls.0.to=events"});
    CHECK(run.count("events.throttled") > 1000);
    CHECK(run.count("events.throttled") == run.count("writer.errors"));
    CHECK(run.exit_code() == 0);
}

TEST_CASE("a transforming function is invoked, and what it drops or cannot process does not arrive") {
    const std::vector<std::string> transform{
        R"(architecture.enrich={type: lambda, handlers: {"*": {work: 5ms}}})",
        "architecture.raw={type: s3}",
        "architecture.events.backup.to=raw",
        "architecture.events.transform={function: enrich, interval: 5s, dropped: 10%, failed: 5%}",
    };
    Played run(through_kinesis, transform);
    CHECK(run.count("enrich.invocations") > 30);
    CHECK(run.count("events.dropped") > 200);
    CHECK(run.count("events.failed") > 50);
    CHECK(run.count("events.delivered") + run.count("events.dropped") + run.count("events.failed") ==
          run.count("clicks.accepted"));
    // The backup has them all, so nothing is lost, but the database lacks some.
    CHECK(run.count("events.backup.delivered") == run.count("clicks.accepted"));
    CHECK(run.verdict("no_acknowledged_write_is_lost") == Verdict::pass);
    CHECK(run.verdict("converges") == Verdict::fail);
}

TEST_CASE("a function that fails sends whole batches to the error prefix") {
    Played run(through_kinesis, {R"(architecture.enrich={type: lambda, handlers: {"*": {errors: 100%}}})",
                                 "architecture.events.transform={function: enrich, retries: 1}"});
    CHECK(run.count("events.failed") == run.count("clicks.accepted"));
    CHECK(run.count("events.delivered") == 0);
    CHECK(run.count("events.errors.delivered") == run.count("events.failed"));
}

TEST_CASE("wrong settings of streams are said with their place") {
    CHECK(problems({}).empty());
    CHECK(says({"architecture.clicks.shards=0"}, "1 to 10000"));
    CHECK(says({"architecture.clicks.retention=12h"}, "expected 1d to"));
    CHECK(says({"architecture.clicks.retention=400d"}, "expected 1d to"));
    CHECK(says({"architecture.events.source=click"}, "no component is called \"click\"; did you mean \"clicks\"?"));
    CHECK(says({"architecture.events.source=archive"}, "here stands kinesis"));
    CHECK(says({"architecture.writer.handlers.*.calls.0.to=events"}, "events reads clicks; records are put there"));
    CHECK(says({"architecture.events.buffer.size=512KiB"}, "1MiB to 128MiB"));
    CHECK(says({"architecture.events.buffer.interval=901s"}, "0s to"));
    CHECK(says({"architecture.events.compression=zap"}, "did you mean \"zip\"?"));
    CHECK(says({"architecture.events.prefix='!{timestamp:yyyy}/'"}, "error_prefix cannot be null"));
    CHECK(says({"architecture.events.transform={dropped: 1%}"}, "function"));
    CHECK(says({"architecture.events.transform.function=archive"}, "here stands lambda"));
    CHECK(says({"architecture.events.backup.to=primary"}, "here stands s3"));
    CHECK(says({"architecture.events.limits={request: 5}"}, "did you mean \"requests\"?"));
    CHECK(says({"architecture.loader.source=archive"}, "here stands kinesis"));
    CHECK(says({"architecture.loader.source={batch_size: 5}"}, "stream"));
    CHECK(says({"architecture.loader.source={stream: clicks, batch_size: 10001}"}, "1 to 10000"));
    CHECK(says({"architecture.loader.source={stream: clicks, window: 301s}"}, "0s to"));
    CHECK(problems({"architecture.events.limits=false"}).empty());
}
