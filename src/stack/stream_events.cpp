#include "stack/stream_events.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/json_depth.hpp"
#include "lambda/outcome.hpp"

namespace wt::stack {

namespace {

using Json = nlohmann::ordered_json;
using Outcome = stream::EventSourceMapping::Outcome;

[[nodiscard]] std::int64_t milliseconds(Instant moment) {
    return std::chrono::floor<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

[[nodiscard]] Text dumped(const Json& json) { return Text(json.dump(-1, ' ', false, Json::error_handler_t::replace)); }

[[nodiscard]] Json parsed(std::string_view payload) {
    return nests_deeper(payload) ? Json() : Json::parse(payload, nullptr, false);
}

/// Assumed: AWS documents no form.
[[nodiscard]] std::string record_id(std::size_t number) { return fmt::format("49{:054}000000", number); }

/// What a function says of a record's partition: "metadata": {"partitionKeys": {"customer": "1"}}.
[[nodiscard]] std::shared_ptr<const std::map<std::string, std::string>> partition_in(const Json& record) {
    const Json metadata = record.value("metadata", Json());
    const Json keys = metadata.is_object() ? metadata.value("partitionKeys", Json()) : Json();
    if (!keys.is_object()) return nullptr;
    auto partition = std::make_shared<std::map<std::string, std::string>>();
    for (const auto& [name, value] : keys.items()) {
        if (value.is_string()) partition->emplace(name, value.get<std::string>());
    }
    return partition;
}

}  // namespace

std::string arn_of(const aws::AccountRegion& place, std::string_view service, std::string_view rest) {
    return fmt::format("arn:aws:{}:{}:{}:{}", service, place.region, place.account, rest);
}

Text joined(const std::vector<stream::StreamRecord>& records) {
    std::size_t size = 0;
    for (const stream::StreamRecord& record : records) size += record.data.size();
    return Text::make(size, [&](char* to) {
        for (const stream::StreamRecord& record : records) to = std::copy_n(record.data.data(), record.data.size(), to);
    });
}

Text KinesisEvent::event(const http::Request& /*request*/) {
    const std::string shard = stream_.shard_id(shard_);
    Json records = Json::array();
    for (const stream::StreamRecord& record : batch_) {
        const std::string sequence = stream_.sequence_number({shard_, record.index});
        records.push_back(
            {{"kinesis",
              {{"kinesisSchemaVersion", "1.0"},
               {"partitionKey", record.partition_key.str()},
               {"sequenceNumber", sequence},
               {"data", base64_encode(record.data.view())},
               {"approximateArrivalTimestamp", static_cast<double>(milliseconds(record.arrived)) / 1000}}},
             {"eventSource", "aws:kinesis"},
             {"eventVersion", "1.0"},
             {"eventID", fmt::format("{}:{}", shard, sequence)},
             {"eventName", "aws:kinesis:record"},
             {"invokeIdentityArn", source_.role},
             {"awsRegion", source_.region},
             {"eventSourceARN", source_.arn}});
    }
    return dumped({{"Records", std::move(records)}});
}

std::size_t shard_of(std::string_view id) {
    const std::string_view shard = id.substr(0, id.find(':'));
    return std::stoul(std::string(shard.substr(shard.find('-') + 1)));
}

Outcome outcome_of_batch(const http::Response& response, bool reports, const stream::KinesisStream& stream,
                         std::size_t shard, const std::vector<stream::StreamRecord>& batch) {
    switch (lambda::outcome_of(response)) {
        case lambda::Outcome::not_invoked: return Outcome::not_invoked;
        case lambda::Outcome::failed: return Outcome::failed;
        case lambda::Outcome::done: break;
    }
    if (!reports || !response.payload) return Outcome::done;
    const Json said = parsed(response.body);
    if (said.is_null() || (said.is_object() && said.empty())) return Outcome::done;
    const auto failures = said.is_object() ? said.find("batchItemFailures") : said.end();
    if (!said.is_object() || failures == said.end()) return said.is_discarded() ? Outcome::failed : Outcome::done;
    if (failures->is_null() || (failures->is_array() && failures->empty())) return Outcome::done;
    if (!failures->is_array()) return Outcome::failed;
    // The lowest of them is where it goes on; what is no record of the batch fails all of it.
    std::size_t first = batch.size();
    for (const Json& failure : *failures) {
        const auto id = failure.is_object() ? failure.find("itemIdentifier") : failure.end();
        if (!failure.is_object() || id == failure.end() || !id->is_string()) return Outcome::failed;
        const auto found = std::find_if(batch.begin(), batch.end(), [&](const stream::StreamRecord& record) {
            return stream.sequence_number({shard, record.index}) == id->get_ref<const std::string&>();
        });
        if (found == batch.end()) return Outcome::failed;
        first = std::min(first, static_cast<std::size_t>(found - batch.begin()));
    }
    return Outcome(Outcome::failed, first);
}

Text TransformEvent::event(const http::Request& /*request*/) {
    Json records = Json::array();
    for (std::size_t i = 0; i < records_.size(); ++i) {
        records.push_back({{"recordId", record_id(i)},
                           {"approximateArrivalTimestamp", milliseconds(records_[i].arrived)},
                           {"data", base64_encode(records_[i].data.view())}});
    }
    Json event{{"invocationId", invocation_}, {"deliveryStreamArn", source_.arn}, {"region", source_.region}};
    if (!source_.kinesis.empty()) event["sourceKinesisStreamArn"] = source_.kinesis;
    event["records"] = std::move(records);
    return dumped(event);
}

std::optional<std::vector<stream::Transformed>> read_transformed(std::string_view payload, std::size_t records) {
    using Verdict = stream::Transformed::Result;
    const Json said = parsed(payload);
    if (!said.is_object() || !said.contains("records") || !said["records"].is_array()) return std::nullopt;
    std::map<std::string, std::vector<const Json*>> by_id;
    for (const Json& each : said["records"]) {
        if (each.is_object() && each.contains("recordId") && each["recordId"].is_string())
            by_id[each["recordId"].get<std::string>()].push_back(&each);
    }
    std::vector<stream::Transformed> results;
    for (std::size_t i = 0; i < records; ++i) {
        const std::vector<const Json*>& named = by_id[record_id(i)];
        stream::Transformed result;
        if (named.size() != 1) {
            // Assumed: only those records have failed.
            result.result = named.empty() ? Verdict::missing : Verdict::repeated;
            results.push_back(std::move(result));
            continue;
        }
        const Json& each = *named.front();
        const Json verdict = each.value("result", Json());
        result.result = verdict == "Ok" ? Verdict::ok : verdict == "Dropped" ? Verdict::dropped : Verdict::failed;
        if (result.result == Verdict::ok) {
            const Json data = each.value("data", Json());
            const auto bytes = data.is_string() ? base64_decode(data.get_ref<const std::string&>()) : std::nullopt;
            if (!bytes) return std::nullopt;
            result.data = Text(*bytes);
            result.partition = partition_in(each);
        }
        results.push_back(std::move(result));
    }
    return results;
}

}  // namespace wt::stack
