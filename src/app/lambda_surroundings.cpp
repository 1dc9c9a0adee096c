#include "app/lambda_surroundings.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aws/timestamp.hpp"
#include "base/base64.hpp"
#include "iam/role_session.hpp"
#include "iam/trust.hpp"
#include "lambda/api/errors.hpp"
#include "lambda/outcome.hpp"

namespace wt::app {

namespace {

using lambda::api::MappingRecord;
using Json = nlohmann::ordered_json;

constexpr aws::ErrorRow too_large{"EntityTooLarge", 400, "The object is larger than a package may be."};

/// "arn:aws:kinesis:REGION:ACCOUNT:stream/NAME" to NAME.
[[nodiscard]] std::string stream_of(const MappingRecord& mapping) {
    const std::string arn = mapping.told.event_source_arn.value_or("");
    return arn.substr(std::min(arn.size(), arn.find('/') + 1));
}

[[nodiscard]] stream::EventSourceConfig config_of(const MappingRecord& mapping) {
    const lambda::api::EventSourceMappingConfiguration& told = mapping.told;
    stream::EventSourceConfig config;
    config.stream = stream_of(mapping);
    config.batch_size = static_cast<std::uint64_t>(told.batch_size.value_or(100));
    config.window = std::chrono::seconds(told.maximum_batching_window_in_seconds.value_or(0));
    config.start = told.starting_position == "LATEST" ? stream::Start::latest : stream::Start::trim_horizon;
    if (told.maximum_retry_attempts.value_or(-1) >= 0) config.retries = *told.maximum_retry_attempts;
    if (told.maximum_record_age_in_seconds.value_or(-1) >= 0)
        config.max_age = std::chrono::seconds(*told.maximum_record_age_in_seconds);
    config.bisect = told.bisect_batch_on_function_error.value_or(false);
    return config;
}

/// What a mapping is known by to those that it invokes.
struct Source {
    std::string arn;
    std::string region;
    std::string role;
};

/// Lambda Developer Guide, "Using Lambda to process records from Amazon Kinesis Data Streams". `id` is the first
/// record's: "shardId-000000000000:SEQUENCE".
[[nodiscard]] std::string event_of(const Source& source, const stream::KinesisStream& stream, std::string_view id,
                                   const std::vector<stream::StreamRecord>& batch) {
    const std::string shard(id.substr(0, id.find(':')));
    const std::size_t number = std::stoul(shard.substr(shard.find('-') + 1));
    Json records = Json::array();
    for (const stream::StreamRecord& record : batch) {
        const std::string sequence = stream.sequence_number({number, record.index});
        const auto arrived = std::chrono::floor<std::chrono::milliseconds>(record.arrived.time_since_epoch()).count();
        records.push_back({{"kinesis",
                            {{"kinesisSchemaVersion", "1.0"},
                             {"partitionKey", std::string(record.partition_key.view())},
                             {"sequenceNumber", sequence},
                             {"data", base64_encode(record.data.view())},
                             {"approximateArrivalTimestamp", static_cast<double>(arrived) / 1000}}},
                           {"eventSource", "aws:kinesis"},
                           {"eventVersion", "1.0"},
                           {"eventID", fmt::format("{}:{}", shard, sequence)},
                           {"eventName", "aws:kinesis:record"},
                           {"invokeIdentityArn", source.role},
                           {"awsRegion", source.region},
                           {"eventSourceARN", source.arn}});
    }
    return Json{{"Records", std::move(records)}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// `result` outlives the task.
[[nodiscard]] Task<stream::EventSourceMapping::Outcome> hand_over(lambda::api::Invoker& invoker,
                                                                  lambda::api::FunctionName function, Text event,
                                                                  std::string id, std::string& result) {
    using Outcome = stream::EventSourceMapping::Outcome;
    lambda::api::Invocation invocation;
    invocation.payload = std::move(event);
    invocation.key = Text(id);
    const http::Response response = co_await invoker.invoke(std::move(function), std::move(invocation));
    const lambda::Outcome outcome = lambda::outcome_of(response);
    result = outcome == lambda::Outcome::done ? "OK" : "PROBLEM: Function call failed";
    switch (outcome) {
        case lambda::Outcome::not_invoked: co_return Outcome::not_invoked;
        case lambda::Outcome::failed: co_return Outcome::failed;
        case lambda::Outcome::done: break;
    }
    co_return Outcome::done;
}

}  // namespace

Task<Result<std::string, aws::Error>> LambdaSurroundings::object(const aws::Call& call, std::string bucket,
                                                                 std::string key, std::optional<std::string> version,
                                                                 std::uint64_t most) {
    s3::api::GetObjectRequest wanted;
    wanted.bucket = std::move(bucket);
    wanted.key = std::move(key);
    wanted.version_id = std::move(version);
    auto got = co_await parts_.s3.get_object(call, std::move(wanted));
    if (!got.ok()) co_return got.error();
    if (static_cast<std::uint64_t>(got->content_length.value_or(0)) > most) co_return aws::Error(too_large);
    if (got->body.stream == nullptr) co_return got->body.bytes.str();
    const auto whole = co_await s3::collect(got->body.stream);
    if (!whole.ok()) co_return lambda::api::unavailable(whole.error().message);
    co_return whole->str();
}

bool LambdaSurroundings::may_assume(std::string_view role_arn) const {
    const auto name = iam::parse_role_arn(role_arn);
    if (!name) return false;
    const iam::Role* const role = parts_.directory.find_role(name->account, name->name);
    // A role that nobody made is taken as STS takes it.
    if (role == nullptr) return parts_.auth != iam::AuthMode::strict;
    if (role->trust.policy == nullptr) return false;
    const aws::Principal lambda = aws::service("lambda.amazonaws.com");
    const iam::RequestContext context;
    const iam::AccessRequest request{lambda, "sts:AssumeRole", role_arn, context};
    return iam::evaluate(*role->trust.policy, request).verdict == iam::Verdict::allow;
}

std::optional<aws::Error> LambdaSurroundings::refuse_bucket(std::string_view bucket) const {
    if (parts_.stack.s3().buckets.find(bucket) != nullptr) return std::nullopt;
    return lambda::api::invalid_parameter(
        fmt::format("The destination ARN arn:aws:s3:::{} is invalid.", bucket));  // Assumed: the sentence
}

Task<void> LambdaSurroundings::put(std::string bucket, std::string key, Text document) {
    const s3::BucketRef to = parts_.stack.s3().buckets.find(bucket);
    if (to == nullptr) co_return;
    (void)co_await parts_.stack.s3().objects.put_text(to, std::move(key), std::move(document));
}

std::optional<aws::Error> LambdaSurroundings::refuse_source(const MappingRecord& mapping) const {
    const bool here = mapping.function.place == parts_.stack.s3().accounts.usual_place();
    if (here && parts_.stack.kinesis(stream_of(mapping)) != nullptr) return std::nullopt;
    // Assumed: the sentence.
    return lambda::api::invalid_parameter(
        fmt::format("Cannot access stream {}. Please ensure the role can perform the GetRecords, GetShardIterator, "
                    "DescribeStream, ListShards, and ListStreams Actions on your stream in IAM.",
                    mapping.told.event_source_arn.value_or("")));
}

LambdaSurroundings::LambdaSurroundings(const Parts& parts) : parts_(parts) {
    parts_.stack.kinesis_streams().shelf().watch(
        [this](const std::string& name, const stream::KinesisStream* now) { note(name, now); });
}

void LambdaSurroundings::note(const std::string& stream, const stream::KinesisStream* now) {
    for (const auto& [id, reader] : readers_) {
        if (reader->stream != stream || reader->source.get() == now) continue;
        reader->reading.cancel();
        reader->mapping = nullptr;
        reader->source = nullptr;
    }
}

std::string LambdaSurroundings::last_result(const MappingRecord& mapping) const {
    if (mapping.told.state == "Disabled") return {};
    const auto found = readers_.find(*mapping.told.uuid);
    // Assumed: the sentence.
    if (found == readers_.end() || found->second->source == nullptr) return "PROBLEM: Stream not found";
    return found->second->result;
}

void LambdaSurroundings::follow(const MappingRecord& mapping, lambda::api::Invoker& invoker) {
    const std::string& id = *mapping.told.uuid;
    if (mapping.told.state == "Disabled") {
        readers_.erase(id);
        return;
    }
    if (const auto known = readers_.find(id); known != readers_.end()) {
        known->second->function = mapping.function;
        if (known->second->mapping == nullptr || !known->second->mapping->update(config_of(mapping))) return;
    }
    stack::KinesisPort* const port = parts_.stack.kinesis(stream_of(mapping));
    if (port == nullptr) return;
    auto reader = std::make_unique<Reader>();
    reader->stream = stream_of(mapping);
    reader->function = mapping.function;
    reader->source = port->stream();
    const Source source{mapping.told.event_source_arn.value_or(""), mapping.function.place.region, {}};
    const auto invoke = [this, &invoker, source, &from = *reader](std::string first,
                                                                  std::vector<stream::StreamRecord> batch) {
        // A handler as data gets a batch's records one after another.
        const lambda::Function* const like = parts_.stack.functions().find(from.function.name);
        std::string event;
        if (like != nullptr && like->config().code == nullptr) {
            for (const stream::StreamRecord& record : batch) event += record.data.view();
        } else {
            event = event_of(source, *from.source, first, batch);
        }
        return hand_over(invoker, from.function, Text(event), std::move(first), from.result);
    };
    // Its numbers are the function's, as those of a scenario's are.
    const std::string address = invoker.address_of(mapping.function);
    reader->mapping = std::make_unique<stream::EventSourceMapping>(
        parts_.stack.context_of(address), address, config_of(mapping), *reader->source, invoke, port->reach());
    reader->reading.spawn(reader->mapping->run());
    readers_[id] = std::move(reader);
}

void LambdaSurroundings::stop(const MappingRecord& mapping) { readers_.erase(*mapping.told.uuid); }

}  // namespace wt::app
