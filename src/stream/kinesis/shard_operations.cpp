// Shards: listed, split, merged.
#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "stream/hash_key.hpp"
#include "stream/kinesis/kinesis.hpp"
#include "stream/kinesis/told.hpp"

namespace wt::stream::kinesis {

namespace {

/// Assumed: about as long as AWS takes.
constexpr Duration updating = 30s;

constexpr std::int32_t usual_shards = 1000;
constexpr std::string_view shards_scope = "kinesis:ListShards";

/// Where a listing goes on, as its token has it.
struct Cursor {
    std::string arn;
    std::string after;
    ShardFilter filter;
};

[[nodiscard]] std::string written(const Cursor& cursor) {
    const Instant at = cursor.filter.timestamp.value_or(epoch);
    return fmt::format("{} {} {} {} {}", cursor.arn, cursor.after, cursor.filter.type,
                       cursor.filter.shard_id.value_or("-"), at.time_since_epoch().count());
}

[[nodiscard]] std::optional<Cursor> read_cursor(std::string_view text) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == ' ') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    if (parts.size() != 5) return std::nullopt;
    Cursor cursor{parts[0], parts[1], {}};
    cursor.filter.type = parts[2];
    if (parts[3] != "-") cursor.filter.shard_id = parts[3];
    std::int64_t at = 0;
    (void)std::from_chars(parts[4].data(), parts[4].data() + parts[4].size(), at);
    cursor.filter.timestamp = Instant(Duration(at));
    return cursor;
}

/// Kinesis API Reference, "SplitShard", "MergeShards", "UpdateShardCount": of provisioned streams alone.
[[nodiscard]] std::optional<aws::Error> refuse_on_demand(const StreamEntry& entry) {
    if (!entry.is_on_demand()) return std::nullopt;
    return validation(fmt::format("Request is invalid. Stream {} under account {} is in On-Demand mode.", entry.name,
                                  entry.place.account));
}

/// Kinesis API Reference, "ShardFilter".
[[nodiscard]] bool passes(const ShardFilter& filter, const KinesisStream& stream, std::size_t shard, Instant now) {
    const ShardInfo& about = stream.info(shard);
    const auto open_at = [&](Instant moment) {
        return about.opened <= moment && (!about.closed || *about.closed > moment);
    };
    const Instant begin = stream.info(0).opened;
    if (filter.type == "AFTER_SHARD_ID") return stream.shard_id(shard) > filter.shard_id.value_or("");
    if (filter.type == "AT_LATEST") return !about.closed;
    if (filter.type == "AT_TRIM_HORIZON") return open_at(std::max(now - stream.retention(), begin));
    if (filter.type == "AT_TIMESTAMP") return open_at(std::max(*filter.timestamp, begin));
    if (filter.type == "FROM_TIMESTAMP") return !about.closed || *about.closed >= *filter.timestamp;
    return true;  // FROM_TRIM_HORIZON: all that are kept
}

}  // namespace

HashKeyRange told_of(const HashRange& range) { return {hash_key_text(range.first), hash_key_text(range.last)}; }

std::vector<ChildShard> children_of(const KinesisStream& stream, std::size_t shard) {
    std::vector<ChildShard> children;
    for (const std::size_t child : stream.children_of(shard)) {
        ChildShard told;
        told.shard_id = stream.shard_id(child);
        told.parent_shards.push_back(stream.shard_id(*stream.info(child).parent));
        if (const auto& other = stream.info(child).adjacent_parent)
            told.parent_shards.push_back(stream.shard_id(*other));
        told.hash_key_range = told_of(stream.info(child).range);
        children.push_back(std::move(told));
    }
    return children;
}

Shard Kinesis::told_of(const KinesisStream& stream, std::size_t shard) {
    const ShardInfo& about = stream.info(shard);
    Shard told;
    told.shard_id = stream.shard_id(shard);
    if (about.parent && !stream.is_gone(*about.parent)) told.parent_shard_id = stream.shard_id(*about.parent);
    if (about.adjacent_parent && !stream.is_gone(*about.adjacent_parent))
        told.adjacent_parent_shard_id = stream.shard_id(*about.adjacent_parent);
    told.hash_key_range = kinesis::told_of(about.range);
    told.sequence_number_range.starting_sequence_number = stream.starting_sequence_number(shard);
    if (about.closed) told.sequence_number_range.ending_sequence_number = stream.ending_sequence_number(shard);
    return told;
}

aws::Outcome<std::size_t> Kinesis::shard(const Standing& standing, const std::string& id) const {
    if (const auto found = standing.stream->find_shard(id)) return *found;
    return not_found(fmt::format("Could not find shard {} in stream {} under account {}.", id, standing.entry->name,
                                 standing.entry->place.account));
}

aws::Outcome<ListShardsOutput> Kinesis::list_shards(const aws::Call& call, ListShardsInput input) {
    const auto list = [&]() -> aws::Outcome<ListShardsOutput> {
        const aws::PageTokens tokens(shards_scope, 5min);
        Cursor cursor;
        if (input.next_token) {
            if (input.stream_name || input.stream_arn)
                return invalid_argument("NextToken and StreamName cannot be provided together.");
            const auto opened = tokens.open(*input.next_token, call.now);
            if (!opened.ok() && opened.error() == aws::TokenFault::expired)
                return aws::Error(kinesis_errors::expired_next_token, "The pagination token has expired.");
            const auto read = opened.ok() ? read_cursor(*opened) : std::nullopt;
            if (!read) return invalid_argument("NextToken is invalid.");
            cursor = *read;
            input.stream_arn = cursor.arn;
        } else {
            cursor.after = input.exclusive_start_shard_id.value_or("");
            if (input.shard_filter) cursor.filter = *input.shard_filter;
            if (cursor.filter.type.ends_with("_TIMESTAMP") && !cursor.filter.timestamp)
                return invalid_argument("Must specify a Timestamp for a shard filter of this type.");  // Assumed
            if (cursor.filter.type == "AFTER_SHARD_ID" && !cursor.filter.shard_id)
                return invalid_argument("Must specify a ShardId for a shard filter of this type.");  // Assumed
        }
        const auto found = stream(call, "kinesis:ListShards", input.stream_name, input.stream_arn);
        if (!found.ok()) return found.error();
        const auto standing = catalogue_.standing(**found);
        // Kinesis API Reference: a stream that is not there yet lists nothing.
        if (standing == nullptr)
            return in_use(fmt::format("Stream {} under account {} not ACTIVE, instead in state {}", (*found)->name,
                                      (*found)->place.account, (*found)->status()));
        cursor.arn = (*found)->arn();
        const auto limit = static_cast<std::size_t>(input.max_results.value_or(usual_shards));
        ListShardsOutput output;
        for (std::size_t i = 0; i < standing->shards(); ++i) {
            if (standing->is_gone(i) || standing->shard_id(i) <= cursor.after) continue;
            if (!passes(cursor.filter, *standing, i, context_.now())) continue;
            if (output.shards.size() == limit) {
                cursor.after = output.shards.back().shard_id;
                output.next_token = tokens.seal(written(cursor), call.now);
                break;
            }
            output.shards.push_back(told_of(*standing, i));
        }
        return output;
    };
    return list();
}

aws::Outcome<aws::Nothing> Kinesis::split_shard(const aws::Call& call, SplitShardInput input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = active(call, "kinesis:SplitShard", input.stream_name, input.stream_arn);
        if (!found.ok()) return found.error();
        if (auto refused = refuse_on_demand(*found->entry)) return std::move(*refused);
        const auto wanted = shard(*found, input.shard_to_split);
        if (!wanted.ok()) return wanted.error();
        const auto at = parse_hash_key(input.new_starting_hash_key);
        if (!at)
            return invalid_argument(fmt::format("NewStartingHashKey {} is no number of 128 bits.",
                                                input.new_starting_hash_key));  // Assumed: the sentence
        if (const auto refused = found->stream->refuse_split(*wanted, *at)) return error_of(*refused);
        found->entry->resharding = {"split", static_cast<std::int64_t>(*wanted), 0, 0, input.new_starting_hash_key};
        catalogue_.pass(*found->entry, "UPDATING", updating);
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<aws::Nothing> Kinesis::merge_shards(const aws::Call& call, MergeShardsInput input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = active(call, "kinesis:MergeShards", input.stream_name, input.stream_arn);
        if (!found.ok()) return found.error();
        if (auto refused = refuse_on_demand(*found->entry)) return std::move(*refused);
        const auto one = shard(*found, input.shard_to_merge);
        if (!one.ok()) return one.error();
        const auto other = shard(*found, input.adjacent_shard_to_merge);
        if (!other.ok()) return other.error();
        if (const auto refused = found->stream->refuse_merge(*one, *other)) return error_of(*refused);
        found->entry->resharding = {"merge", static_cast<std::int64_t>(*one), static_cast<std::int64_t>(*other), 0, {}};
        catalogue_.pass(*found->entry, "UPDATING", updating);
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<UpdateShardCountOutput> Kinesis::update_shard_count(const aws::Call& call, UpdateShardCountInput input) {
    const auto change = [&]() -> aws::Outcome<UpdateShardCountOutput> {
        const auto found = active(call, "kinesis:UpdateShardCount", input.stream_name, input.stream_arn);
        if (!found.ok()) return found.error();
        StreamEntry& entry = *found->entry;
        if (auto refused = refuse_on_demand(entry)) return std::move(*refused);
        const auto now = static_cast<std::int32_t>(found->stream->open_shards());
        const std::int32_t wanted = input.target_shard_count;
        const std::string counts = fmt::format("Current open shard count: {} Target shard count: {}", now, wanted);
        if (wanted > now * 2)
            return limit_exceeded(
                fmt::format("UpdateShardCount cannot scale up over double your current open shard count. {}", counts));
        if (wanted * 2 < now)
            return limit_exceeded(
                fmt::format("UpdateShardCount cannot scale down below half your current open shard count. {}", counts));
        UpdateShardCountOutput output;
        output.stream_name = entry.name;
        output.stream_arn = entry.arn();
        output.current_shard_count = now;
        output.target_shard_count = wanted;
        entry.resharding = {"count", 0, 0, wanted, {}};
        catalogue_.pass(entry, "UPDATING", updating);
        return output;
    };
    return change();
}

}  // namespace wt::stream::kinesis
