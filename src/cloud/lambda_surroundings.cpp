#include "cloud/lambda_surroundings.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aws/timestamp.hpp"
#include "base/fresh_random.hpp"
#include "base/json_depth.hpp"
#include "edge/api/checks.hpp"
#include "http/ids.hpp"
#include "iam/role_session.hpp"
#include "iam/trust.hpp"
#include "lambda/api/errors.hpp"
#include "stream/kinesis/catalogue.hpp"

namespace wt::cloud {

namespace {

using lambda::api::MappingRecord;
using Json = nlohmann::ordered_json;

constexpr aws::ErrorRow too_large{"EntityTooLarge", 400, "The object is larger than a package may be."};

[[nodiscard]] std::string stream_of(const MappingRecord& mapping) { return mapping.told.event_source_arn.value_or(""); }

[[nodiscard]] stream::EventSourceConfig config_of(const MappingRecord& mapping) {
    const lambda::api::EventSourceMappingConfiguration& told = mapping.told;
    stream::EventSourceConfig config;
    config.stream = stream_of(mapping);
    config.batch_size = static_cast<std::uint64_t>(told.batch_size.value_or(100));
    config.window = std::chrono::seconds(told.maximum_batching_window_in_seconds.value_or(0));
    config.start = told.starting_position == "LATEST" ? stream::Start::latest : stream::Start::trim_horizon;
    if (told.starting_position_timestamp)
        config.start = stream::Start(stream::Start::at_timestamp, *told.starting_position_timestamp);
    config.parallel = static_cast<std::uint64_t>(told.parallelization_factor.value_or(1));
    if (told.maximum_retry_attempts.value_or(-1) >= 0) config.retries = *told.maximum_retry_attempts;
    if (told.maximum_record_age_in_seconds.value_or(-1) >= 0)
        config.max_age = std::chrono::seconds(*told.maximum_record_age_in_seconds);
    config.bisect = told.bisect_batch_on_function_error.value_or(false);
    return config;
}

[[nodiscard]] std::vector<lambda::api::EventPattern> filters_of(const MappingRecord& mapping) {
    std::vector<lambda::api::EventPattern> filters;
    const auto& criteria = mapping.told.filter_criteria;
    if (!criteria || !criteria->filters) return filters;
    for (const lambda::api::Filter& filter : *criteria->filters) {
        auto pattern = lambda::api::EventPattern::of(filter.pattern.value_or(""));
        if (pattern.ok()) filters.push_back(std::move(*pattern));  // they were looked at when they came
    }
    return filters;
}

/// Lambda Developer Guide, "Using event filtering with a Kinesis event source": a filter sees what is told of a record,
/// and its data, which must be JSON where the filter looks into it.
[[nodiscard]] bool wants(const std::vector<lambda::api::EventPattern>& filters, const stream::KinesisStream& stream,
                         std::size_t shard, const stream::StreamRecord& record) {
    if (filters.empty()) return true;
    nlohmann::json told{{"kinesisSchemaVersion", "1.0"},
                        {"partitionKey", record.partition_key.str()},
                        {"sequenceNumber", stream.sequence_number({shard, record.index})},
                        {"eventSource", "aws:kinesis"}};
    const bool deep = nests_deeper(record.data);
    const auto data = nlohmann::json::parse(deep ? std::string_view() : record.data.view(), nullptr, false);
    return std::any_of(filters.begin(), filters.end(), [&](const lambda::api::EventPattern& filter) {
        told["data"] = filter.looks_into("data") ? data : nlohmann::json(record.data.str());
        return filter.matches(told);
    });
}

/// The name of a record of what was given up (Lambda Developer Guide, "Retain discarded batch records").
[[nodiscard]] std::string discarded_key(const MappingRecord& mapping, const std::string& shard, Instant now,
                                        const Text& id) {
    const std::string time = aws::iso8601(now);  // "2026-01-02T03:04:05Z"
    return fmt::format("aws/lambda/{}/{}/{}/{}/{}/{}T{}.{}.{}-{}", mapping.told.uuid.value_or(""), shard,
                       time.substr(0, 4), time.substr(5, 2), time.substr(8, 2), time.substr(0, 10), time.substr(11, 2),
                       time.substr(14, 2), time.substr(17, 2), id.view());
}

}  // namespace

aws::Later<std::string> LambdaSurroundings::object(const aws::Call& call, std::string bucket, std::string key,
                                                   std::optional<std::string> version, std::uint64_t most) {
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

bool LambdaSurroundings::may_assume(std::string_view role_arn, std::string_view service) const {
    const auto name = iam::parse_role_arn(role_arn);
    if (!name) return false;
    const iam::Role* const role = parts_.directory.find_role(name->account, name->name);
    // A role that nobody made is taken as STS takes it.
    if (role == nullptr) return parts_.auth != iam::AuthMode::strict;
    if (role->trust.policy == nullptr) return false;
    const aws::Principal who = aws::service(std::string(service));
    const iam::RequestContext context;
    const iam::AccessRequest request{who, "sts:AssumeRole", role_arn, context};
    return iam::evaluate(*role->trust.policy, request).verdict == iam::Verdict::allow;
}

std::vector<lambda::api::Permission> LambdaSurroundings::provided_permissions(
    const lambda::api::FunctionName& name) const {
    std::vector<lambda::api::Permission> all;
    const auto let_in = [&](const std::string& component, const char* service, std::string source) {
        lambda::api::Permission& each = all.emplace_back();
        each.id = "scenario-" + component;
        each.action = "lambda:InvokeFunction";
        each.principal = service;
        each.resource = name.arn();
        each.source_arn = std::move(source);
    };
    for (const stack::Component& component : parts_.stack.architecture().components) {
        if (const auto* const api = std::get_if<gateway::RestApiConfig>(&component.config)) {
            const bool leads = std::any_of(api->routes.begin(), api->routes.end(),
                                           [&](const gateway::Route& route) { return route.target == name.name; });
            if (leads || api->authorizer.function == name.name)
                let_in(component.name, "apigateway.amazonaws.com",
                       fmt::format("arn:aws:execute-api:{}:{}:{}/*", name.place.region, name.place.account,
                                   parts_.api_id(component.name)));
        } else if (const auto* const bucket = std::get_if<s3::BucketConfig>(&component.config)) {
            if (bucket->notify == name.name)
                let_in(component.name, "s3.amazonaws.com", fmt::format("arn:aws:s3:::{}", component.name));
        }
    }
    return all;
}

std::string LambdaSurroundings::replicated(std::string_view arn) const {
    const std::string before = std::string(arn) + ":";
    for (const auto& [id, record] : parts_.distributions.distributions()) {
        for (std::string& version : edge::api::lambdas_of(record.config)) {
            if (version == arn || version.starts_with(before)) return std::move(version);
        }
    }
    return {};
}

std::optional<aws::Error> LambdaSurroundings::refuse_bucket(std::string_view bucket) const {
    if (parts_.stack.s3().buckets.find(bucket) != nullptr) return std::nullopt;
    return lambda::api::invalid_parameter(
        fmt::format("The destination ARN arn:aws:s3:::{} is invalid.", bucket));  // Assumed: the sentence
}

Task<void> LambdaSurroundings::put(std::string role_arn, std::string bucket, std::string key, Text document) {
    const s3::BucketRef to = parts_.stack.s3().buckets.find(bucket);
    if (to == nullptr || !roles_.may(role_arn, "s3:PutObject", *to, key)) co_return;
    (void)co_await parts_.stack.s3().objects.put_text(to, std::move(key), std::move(document));
}

std::optional<aws::Error> LambdaSurroundings::refuse_source(const MappingRecord& mapping) const {
    // Streams of other regions cannot be read, nor any before it is there.
    const auto arn = stream::kinesis::parse_stream_arn(stream_of(mapping));
    if (arn && arn->place.region == mapping.function.place.region &&
        parts_.stack.kinesis_at(stream_of(mapping)) != nullptr && may_read(mapping))
        return std::nullopt;
    // Assumed: the sentence.
    return lambda::api::invalid_parameter(
        fmt::format("Cannot access stream {}. Please ensure the role can perform the GetRecords, GetShardIterator, "
                    "DescribeStream, ListShards, and ListStreams Actions on your stream in IAM.",
                    mapping.told.event_source_arn.value_or("")));
}

bool LambdaSurroundings::may_read(const MappingRecord& mapping) const {
    return may_read_stream(roles_, parts_.streams, role_of(mapping), stream_of(mapping));
}

LambdaSurroundings::LambdaSurroundings(const Context& context, const Parts& parts)
    : parts_(parts), roles_(parts.directory), ids_(fresh_random(context, "lambda.discarded")) {
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
        known->second->about = mapping;
        known->second->filters = filters_of(mapping);
        if (known->second->mapping == nullptr || !known->second->mapping->update(config_of(mapping))) return;
    }
    stack::KinesisPort* const port = parts_.stack.kinesis_at(stream_of(mapping));
    if (port == nullptr || !may_read(mapping)) return;
    auto reader = std::make_unique<Reader>();
    reader->stream = port->name();
    reader->about = mapping;
    reader->filters = filters_of(mapping);
    reader->source = port->stream();
    reader->known = {mapping.told.event_source_arn.value_or(""), mapping.function.place.region, role_of(mapping)};
    const auto invoke = [&invoker, &from = *reader](std::string first, std::vector<stream::StreamRecord> batch) {
        return hand_over(invoker, from, std::move(first), std::move(batch));
    };
    stream::EventSourceMapping::Also also;
    also.wants = [&from = *reader](std::size_t shard, const stream::StreamRecord& record) {
        return wants(from.filters, *from.source, shard, record);
    };
    also.give_up = [this, &from = *reader](const stream::EventSourceMapping::GivenUp& what) { tell(from, what); };
    // Its numbers are the function's, as those of a scenario's are.
    const std::string address = invoker.address_of(mapping.function);
    reader->mapping =
        std::make_unique<stream::EventSourceMapping>(parts_.stack.context_of(address), address, config_of(mapping),
                                                     *reader->source, invoke, port->reach(), std::move(also));
    reader->reading.spawn(reader->mapping->run());
    readers_[id] = std::move(reader);
}

Task<stream::EventSourceMapping::Outcome> LambdaSurroundings::hand_over(lambda::api::Invoker& invoker, Reader& from,
                                                                        std::string id,
                                                                        std::vector<stream::StreamRecord> batch) {
    const std::size_t shard = stack::shard_of(id);
    stack::KinesisEvent form(from.known, *from.source, shard, batch);
    lambda::api::Invocation invocation;
    invocation.form = &form;
    invocation.request.method = http::Method::post;
    invocation.request.body = stack::joined(batch);
    invocation.request.path_parameter = Text(id);
    const http::Response response = co_await invoker.invoke(from.about.function, std::move(invocation));
    const auto& types = from.about.told.function_response_types;
    const bool reports = types && std::find(types->begin(), types->end(), "ReportBatchItemFailures") != types->end();
    auto outcome = stack::outcome_of_batch(response, reports, *from.source, shard, batch);
    const bool done = outcome.kind == stream::EventSourceMapping::Outcome::done;
    from.result = done ? "OK" : "PROBLEM: Function call failed";
    from.last_version = response.headers.get("X-Amz-Executed-Version");
    from.last_request = response.headers.get("x-amzn-RequestId");
    from.last_failed = response.headers.has("X-Amz-Function-Error");
    co_return outcome;
}

void LambdaSurroundings::tell(const Reader& from, const stream::EventSourceMapping::GivenUp& what) {
    const auto& destinations = from.about.told.destination_config;
    if (!destinations || !destinations->on_failure || !destinations->on_failure->destination) return;
    const std::string& destination = *destinations->on_failure->destination;
    const Instant now = parts_.stack.context_of(from.stream).calendar();
    const auto time = [](Instant moment) { return aws::iso8601(moment, aws::Fraction::milliseconds); };
    const stream::StreamRecord& first = what.records.front();
    const stream::StreamRecord& last = what.records.back();
    const std::string shard = from.source->shard_id(what.shard);
    // Assumed: how AWS calls the second condition.
    const bool too_old = what.why == stream::EventSourceMapping::GivenUp::Why::age;
    Json document{{"requestContext",
                   {{"requestId", from.last_request},
                    {"functionArn", from.about.function.arn()},
                    {"condition", too_old ? "RecordAgeExceeded" : "RetryAttemptsExhausted"},
                    {"approximateInvokeCount", what.attempts}}}};
    if (what.attempts > 0) {
        document["responseContext"] = {{"statusCode", 200}, {"executedVersion", from.last_version}};
        if (from.last_failed) document["responseContext"]["functionError"] = "Unhandled";
    }
    document["version"] = "1.0";
    document["timestamp"] = time(now);
    document["KinesisBatchInfo"] = {{"shardId", shard},
                                    {"startSequenceNumber", from.source->sequence_number({what.shard, first.index})},
                                    {"endSequenceNumber", from.source->sequence_number({what.shard, last.index})},
                                    {"approximateArrivalOfFirstRecord", time(first.arrived)},
                                    {"approximateArrivalOfLastRecord", time(last.arrived)},
                                    {"batchSize", what.records.size()},
                                    {"streamArn", from.known.arn}};
    stack::KinesisEvent event(from.known, *from.source, what.shard, what.records);
    document["payload"] = event.event({}).str();
    telling_.spawn(put(role_of(from.about), destination.substr(destination.rfind(':') + 1),
                       discarded_key(from.about, shard, now, http::request_id(ids_)),
                       Text(document.dump(-1, ' ', false, Json::error_handler_t::replace))));
}

std::string LambdaSurroundings::role_of(const MappingRecord& mapping) const {
    const lambda::Function* const there = parts_.stack.functions().find(mapping.function.with("").arn());
    return there == nullptr || there->config().code == nullptr ? std::string() : there->config().code->role;
}

std::vector<MappingRecord> LambdaSurroundings::provided() const {
    const aws::AccountRegion place = parts_.stack.s3().accounts.usual_place();
    std::vector<MappingRecord> all;
    for (const stack::Component& component : parts_.stack.architecture().components) {
        if (!component.source || parts_.stack.functions().find(component.name) == nullptr) continue;
        const stream::EventSourceConfig& config = *component.source;
        MappingRecord record;
        record.function = {place, component.name, {}};
        lambda::api::EventSourceMappingConfiguration& told = record.told;
        // The same in every run.
        Random names(0, "event-source-mapping." + component.name);
        told.uuid = http::request_id(names).str();
        told.event_source_mapping_arn =
            fmt::format("arn:aws:lambda:{}:{}:event-source-mapping:{}", place.region, place.account, *told.uuid);
        told.event_source_arn =
            fmt::format("arn:aws:kinesis:{}:{}:stream/{}", place.region, place.account, config.stream);
        told.function_arn = record.function.arn();
        told.starting_position = config.start.kind == stream::Start::latest ? "LATEST" : "TRIM_HORIZON";
        told.batch_size = static_cast<std::int32_t>(config.batch_size);
        told.maximum_batching_window_in_seconds =
            static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::seconds>(config.window).count());
        told.parallelization_factor = static_cast<std::int32_t>(config.parallel);
        told.maximum_record_age_in_seconds =
            config.max_age
                ? static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::seconds>(*config.max_age).count())
                : -1;
        told.maximum_retry_attempts = config.retries.value_or(-1);
        told.bisect_batch_on_function_error = config.bisect;
        told.tumbling_window_in_seconds = 0;
        told.function_response_types.emplace();
        told.destination_config.emplace().on_failure.emplace();
        told.state = "Enabled";
        told.state_transition_reason = "User action";
        told.last_processing_result = "No records processed";
        all.push_back(std::move(record));
    }
    return all;
}

void LambdaSurroundings::stop(const MappingRecord& mapping) { readers_.erase(*mapping.told.uuid); }

}  // namespace wt::cloud
