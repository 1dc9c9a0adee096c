// Streams: made, told, removed.
#include <algorithm>

#include <fmt/format.h>

#include "iam/resource_access.hpp"
#include "stream/kinesis/kinesis.hpp"

namespace wt::stream::kinesis {

namespace {

/// Assumed: about as long as AWS takes.
constexpr Duration making = 15s;
constexpr Duration removing = 15s;

/// Kinesis Data Streams Developer Guide, "Quotas and limits": in the largest regions.
constexpr std::int64_t most_open_shards = 20'000;
constexpr std::int64_t most_on_demand = 50;
/// Of a stream on demand that is new.
constexpr std::int64_t shards_on_demand = 4;

constexpr std::int32_t usual_page = 100;
constexpr std::string_view list_scope = "kinesis:ListStreams";

}  // namespace

aws::Outcome<aws::Nothing> Kinesis::create_stream(const aws::Call& call, CreateStreamInput input) {
    const auto make = [&]() -> aws::Outcome<aws::Nothing> {
        const aws::AccountRegion place = aws::account_region_of(call);
        const iam::Resource target{
            fmt::format("arn:aws:kinesis:{}:{}:stream/{}", place.region, place.account, input.stream_name),
            place.account};
        if (auto refused = iam::refuse(call, model_, "kinesis:CreateStream", target)) return std::move(*refused);
        const bool on_demand = input.stream_mode_details && input.stream_mode_details->stream_mode == "ON_DEMAND";
        // Assumed: these sentences.
        if (on_demand && input.shard_count)
            return validation("ShardCount must not be specified for a stream in on-demand mode.");
        if (!on_demand && !input.shard_count)
            return validation("ShardCount must be specified for a stream in provisioned mode.");
        if (input.record_distribution_strategy == "AUTO")
            return validation("Windtunnel does not implement the RecordDistributionStrategy AUTO yet.");
        if (input.warm_throughput_mi_bps) return validation("Windtunnel does not implement WarmThroughputMiBps yet.");
        if (catalogue_.find(place, input.stream_name) != nullptr)
            return in_use(fmt::format("Stream {} under account {} already exists.", input.stream_name, place.account));
        StreamEntry entry;
        entry.place = place;
        entry.name = input.stream_name;
        entry.created = call.now;
        entry.mode = on_demand ? "ON_DEMAND" : "PROVISIONED";
        entry.shards = on_demand ? shards_on_demand : *input.shard_count;
        entry.max_record_kib = input.max_record_size_in_ki_b.value_or(1024);
        std::int64_t open = 0;
        std::int64_t others_on_demand = 0;
        for (const auto& [key, other] : catalogue_.all()) {
            if (key.first != place) continue;
            const auto there = catalogue_.standing(*other);
            open += there == nullptr ? other->shards : static_cast<std::int64_t>(there->open_shards());
            others_on_demand += other->is_on_demand() ? 1 : 0;
        }
        if (open + entry.shards > most_open_shards)
            return limit_exceeded(fmt::format(
                "This request would exceed the shard limit for the account {} in {}. Current shard count for the "
                "account: {}. Limit: {}. Number of additional shards that would have resulted from this request: {}.",
                place.account, place.region, open, most_open_shards, entry.shards));
        if (on_demand && others_on_demand >= most_on_demand)
            return limit_exceeded(fmt::format("An account has at most {} streams in on-demand mode.", most_on_demand));
        if (auto wrong = add_tags(entry, entry.tags, input.tags); !wrong.ok()) return wrong.error();
        catalogue_.add(std::move(entry), making);
        return aws::Nothing();
    };
    return make();
}

aws::Outcome<aws::Nothing> Kinesis::delete_stream(const aws::Call& call, DeleteStreamInput input) {
    const auto remove = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = stream(call, "kinesis:DeleteStream", input.stream_name, input.stream_arn);
        if (!found.ok()) return found.error();
        StreamEntry& entry = **found;
        // Assumed: the sentence.
        if (!entry.consumers.empty() && !input.enforce_consumer_deletion.value_or(false))
            return in_use(
                fmt::format("Stream {} under account {} has registered consumers.", entry.name, entry.place.account));
        catalogue_.pass(entry, "DELETING", removing);
        return aws::Nothing();
    };
    return remove();
}

aws::Outcome<DescribeStreamOutput> Kinesis::describe_stream(const aws::Call& call, DescribeStreamInput input) {
    const auto describe = [&]() -> aws::Outcome<DescribeStreamOutput> {
        const auto found = stream(call, "kinesis:DescribeStream", input.stream_name, input.stream_arn);
        if (!found.ok()) return found.error();
        const StreamEntry& entry = **found;
        DescribeStreamOutput output;
        StreamDescription& told = output.stream_description;
        told.stream_name = entry.name;
        told.stream_arn = entry.arn();
        told.stream_status = entry.status();
        told.stream_mode_details = StreamModeDetails{entry.mode};
        told.retention_period_hours = static_cast<std::int32_t>(entry.retention_hours);
        told.stream_creation_timestamp = entry.created;
        told.enhanced_monitoring.push_back({entry.metrics});
        told.encryption_type = entry.encryption;
        if (!entry.key.empty()) told.key_id = entry.key;
        const auto standing = catalogue_.standing(entry);
        if (standing == nullptr) return output;
        const auto limit = static_cast<std::size_t>(input.limit.value_or(usual_page));
        for (std::size_t i = 0; i < standing->shards(); ++i) {
            if (standing->is_gone(i)) continue;
            if (input.exclusive_start_shard_id && standing->shard_id(i) <= *input.exclusive_start_shard_id) continue;
            told.has_more_shards = told.shards.size() == limit;
            if (told.has_more_shards) break;
            told.shards.push_back(told_of(*standing, i));
        }
        return output;
    };
    return describe();
}

aws::Outcome<DescribeStreamSummaryOutput> Kinesis::describe_stream_summary(const aws::Call& call,
                                                                           DescribeStreamSummaryInput input) {
    const auto describe = [&]() -> aws::Outcome<DescribeStreamSummaryOutput> {
        const auto found = stream(call, "kinesis:DescribeStreamSummary", input.stream_name, input.stream_arn);
        if (!found.ok()) return found.error();
        const StreamEntry& entry = **found;
        DescribeStreamSummaryOutput output;
        StreamDescriptionSummary& told = output.stream_description_summary;
        told.stream_name = entry.name;
        told.stream_arn = entry.arn();
        told.stream_status = entry.status();
        told.stream_mode_details = StreamModeDetails{entry.mode};
        told.retention_period_hours = static_cast<std::int32_t>(entry.retention_hours);
        told.stream_creation_timestamp = entry.created;
        told.enhanced_monitoring.push_back({entry.metrics});
        told.encryption_type = entry.encryption;
        if (!entry.key.empty()) told.key_id = entry.key;
        const auto standing = catalogue_.standing(entry);
        told.open_shard_count = standing == nullptr ? 0 : static_cast<std::int32_t>(standing->open_shards());
        told.consumer_count = static_cast<std::int32_t>(entry.consumers.size());
        told.max_record_size_in_ki_b = static_cast<std::int32_t>(entry.max_record_kib);
        return output;
    };
    return describe();
}

aws::Outcome<ListStreamsOutput> Kinesis::list_streams(const aws::Call& call, ListStreamsInput input) {
    const auto list = [&]() -> aws::Outcome<ListStreamsOutput> {
        if (auto refused = refuse(call, "kinesis:ListStreams")) return std::move(*refused);
        const aws::PageTokens tokens(list_scope, 5min);
        std::string after = input.exclusive_start_stream_name.value_or("");
        if (input.next_token) {
            auto opened = tokens.open(*input.next_token, call.now);
            if (!opened.ok()) {
                if (opened.error() == aws::TokenFault::expired)
                    return aws::Error(kinesis_errors::expired_next_token, "The pagination token has expired.");
                return invalid_argument("NextToken is invalid.");
            }
            after = std::move(*opened);
        }
        const aws::AccountRegion place = aws::account_region_of(call);
        const auto limit = static_cast<std::size_t>(input.limit.value_or(usual_page));
        ListStreamsOutput output;
        for (auto each = catalogue_.all().upper_bound({place, after});
             each != catalogue_.all().end() && each->first.first == place; ++each) {
            if (output.stream_names.size() == limit) {
                output.has_more_streams = true;
                output.next_token = tokens.seal(output.stream_names.back(), call.now);
                break;
            }
            const StreamEntry& entry = *each->second;
            output.stream_names.push_back(entry.name);
            output.stream_summaries.push_back(
                {entry.name, entry.arn(), entry.status(), StreamModeDetails{entry.mode}, entry.created});
        }
        return output;
    };
    return list();
}

aws::Outcome<DescribeLimitsOutput> Kinesis::describe_limits(const aws::Call& call, DescribeLimitsInput /*input*/) {
    const auto describe = [&]() -> aws::Outcome<DescribeLimitsOutput> {
        if (auto refused = refuse(call, "kinesis:DescribeLimits")) return std::move(*refused);
        DescribeLimitsOutput output;
        output.shard_limit = static_cast<std::int32_t>(most_open_shards);
        output.on_demand_stream_count_limit = static_cast<std::int32_t>(most_on_demand);
        for (const auto& [key, entry] : catalogue_.all()) {
            if (key.first != aws::account_region_of(call)) continue;
            const auto standing = catalogue_.standing(*entry);
            if (standing != nullptr) output.open_shard_count += static_cast<std::int32_t>(standing->open_shards());
            if (entry->is_on_demand()) ++output.on_demand_stream_count;
        }
        return output;
    };
    return describe();
}

}  // namespace wt::stream::kinesis
