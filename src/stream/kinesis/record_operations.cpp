// Records: put, and read by iterators.
#include <algorithm>
#include <charconv>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "stream/hash_key.hpp"
#include "stream/kinesis/kinesis.hpp"
#include "stream/kinesis/told.hpp"

namespace wt::stream::kinesis {

namespace {

constexpr std::string_view iterator_scope = "kinesis:iterator";

/// Kinesis API Reference, "PutRecord": where RecordDistributionStrategy is not AUTO, a partition key there must be.
[[nodiscard]] aws::Error no_partition_key(std::string_view where) {
    return validation(fmt::format(
        "1 validation error detected: Value null at '{}' failed to satisfy constraint: Member must not be null",
        where));
}

[[nodiscard]] aws::Outcome<std::optional<Uint128>> hash_of(const std::optional<std::string>& said) {
    if (!said) return std::optional<Uint128>();
    if (const auto read = parse_hash_key(*said)) return std::optional<Uint128>(*read);
    return invalid_argument(fmt::format(
        "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was {}", *said));
}

/// Assumed: the sentence.
[[nodiscard]] aws::Error would_succeed() {
    return aws::Error(kinesis_errors::dry_run_operation,
                      "Request would have succeeded, but the DryRun parameter was set.");
}

[[nodiscard]] std::int64_t milliseconds(Instant moment) {
    return std::chrono::floor<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

/// "Sun Nov 29 17:00:00 UTC 2026"
[[nodiscard]] std::string date_text(Instant moment) {
    return fmt::format("{:%a %b %d %H:%M:%S UTC %Y}", fmt::gmtime(static_cast<std::time_t>(unix_seconds(moment))));
}

}  // namespace

aws::Later<PutRecordOutput> Kinesis::put_record(const aws::Call& call, PutRecordInput input) {
    const Instant asked = context_.now();
    const auto found = open(call, "kinesis:PutRecord", input.stream_name, input.stream_arn);
    if (!found.ok()) co_return found.error();
    if (!input.partition_key) co_return no_partition_key("partitionKey");
    const auto hash = hash_of(input.explicit_hash_key);
    if (!hash.ok()) co_return hash.error();
    if (auto refused = refuse_key(call, *found->entry, "GenerateDataKey")) co_return std::move(*refused);
    if (input.dry_run.value_or(false)) co_return would_succeed();
    const std::shared_ptr<KinesisStream> stream = found->stream;
    KinesisStream::Entry entry{Text(*input.partition_key), std::move(input.data.bytes), 0, *hash};
    const auto place = stream->put_record(std::move(entry));
    if (!place.ok()) co_return error_of(place.error());
    PutRecordOutput output;
    output.shard_id = stream->shard_id(place->shard);
    output.sequence_number = stream->sequence_number(*place);
    if (found->entry->encryption == "KMS") output.encryption_type = "KMS";
    auto problem = co_await stream->durable();
    if (problem) co_return internal_failure(std::move(problem->message));
    stream->answered(KinesisStream::Operation::put_record, context_.now() - asked);
    co_return output;
}

aws::Later<PutRecordsOutput> Kinesis::put_records(const aws::Call& call, PutRecordsInput input) {
    const Instant asked = context_.now();
    const auto found = open(call, "kinesis:PutRecords", input.stream_name, input.stream_arn);
    if (!found.ok()) co_return found.error();
    std::vector<KinesisStream::Entry> entries;
    entries.reserve(input.records.size());
    for (std::size_t i = 0; i < input.records.size(); ++i) {
        PutRecordsRequestEntry& record = input.records[i];
        if (!record.partition_key) co_return no_partition_key(fmt::format("records.{}.member.partitionKey", i + 1));
        const auto hash = hash_of(record.explicit_hash_key);
        if (!hash.ok()) co_return hash.error();
        entries.push_back({Text(*record.partition_key), std::move(record.data.bytes), 0, *hash});
    }
    if (auto refused = refuse_key(call, *found->entry, "GenerateDataKey")) co_return std::move(*refused);
    if (input.dry_run.value_or(false)) co_return would_succeed();
    const std::shared_ptr<KinesisStream> stream = found->stream;
    PutRecordsOutput output;
    if (found->entry->encryption == "KMS") output.encryption_type = "KMS";
    const auto places = stream->put_records(std::move(entries));
    if (!places.ok()) co_return error_of(places.error());
    output.records.reserve(places->size());
    for (const auto& place : *places) {
        PutRecordsResultEntry& told = output.records.emplace_back();
        if (place.ok()) {
            told.shard_id = stream->shard_id(place->shard);
            told.sequence_number = stream->sequence_number(*place);
        } else {
            Said said = parts_of(place.error());
            told.error_code = std::move(said.code);
            told.error_message = std::move(said.text);
            ++output.failed_record_count;
        }
    }
    auto problem = co_await stream->durable();
    if (problem) {
        stream->failed_batch(output.records.size() - static_cast<std::size_t>(output.failed_record_count));
        co_return internal_failure(std::move(problem->message));
    }
    stream->answered(KinesisStream::Operation::put_records, context_.now() - asked);
    co_return output;
}

aws::Outcome<KinesisStream::Iterator> Kinesis::iterator_at(const Standing& standing, std::size_t shard,
                                                           const StartingPosition& position) const {
    KinesisStream& stream = *standing.stream;
    const bool by_number = position.type == "AT_SEQUENCE_NUMBER" || position.type == "AFTER_SEQUENCE_NUMBER";
    if (by_number != position.sequence_number.has_value())
        return invalid_argument(fmt::format(
            "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) "
            "TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified {} and {}.",
            position.type, by_number ? "no StartingSequenceNumber" : "also a StartingSequenceNumber"));
    if (position.type == "AT_TIMESTAMP" && !position.timestamp)
        return invalid_argument(
            "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current "
            "request has no timestamp parameter.");
    const Instant now = context_.now();
    if (position.type == "AT_TIMESTAMP" && milliseconds(*position.timestamp) > milliseconds(now))
        return invalid_argument(
            fmt::format("The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. "
                        "timestampInMillis: {}, currentTimestampInMillis: {}",
                        milliseconds(*position.timestamp), milliseconds(now)));
    if (position.type == "LATEST") return stream.latest(shard);
    if (position.type == "TRIM_HORIZON") return stream.trim_horizon(shard);
    if (position.type == "AT_TIMESTAMP") return stream.at_timestamp(shard, *position.timestamp);
    const auto read = position.type == "AT_SEQUENCE_NUMBER"
                          ? stream.at_sequence_number(shard, *position.sequence_number)
                          : stream.after_sequence_number(shard, *position.sequence_number);
    if (!read.ok()) return error_of(read.error());
    return *read;
}

std::string Kinesis::sealed(const StreamEntry& entry, const KinesisStream::Iterator& iterator,
                            const aws::Call& call) const {
    const std::string cursor =
        fmt::format("{}/{}/{}/{}/{}/{}/{}", entry.place.account, entry.place.region, unix_seconds(entry.created),
                    iterator.shard, iterator.index, call.now.time_since_epoch().count(), entry.name);
    return aws::PageTokens(iterator_scope).seal(cursor, call.now);
}

aws::Outcome<GetShardIteratorOutput> Kinesis::get_shard_iterator(const aws::Call& call, GetShardIteratorInput input) {
    const auto make = [&]() -> aws::Outcome<GetShardIteratorOutput> {
        const auto found = open(call, "kinesis:GetShardIterator", input.stream_name, input.stream_arn);
        if (!found.ok()) return found.error();
        const auto wanted = found->stream->find_shard(input.shard_id);
        if (!wanted)
            return not_found(fmt::format("Shard {} in stream {} under account {} does not exist", input.shard_id,
                                         found->entry->name, found->entry->place.account));
        const StartingPosition position{input.shard_iterator_type, input.starting_sequence_number, input.timestamp};
        const auto iterator = iterator_at(*found, *wanted, position);
        if (!iterator.ok()) return iterator.error();
        if (input.dry_run.value_or(false)) return would_succeed();
        GetShardIteratorOutput output;
        output.shard_iterator = sealed(*found->entry, *iterator, call);
        return output;
    };
    return make();
}

aws::Outcome<GetRecordsOutput> Kinesis::get_records(const aws::Call& call, GetRecordsInput input) {
    const auto read = [&]() -> aws::Outcome<GetRecordsOutput> {
        const auto opened = aws::PageTokens(iterator_scope).open(input.shard_iterator, call.now);
        if (!opened.ok()) return invalid_argument("Invalid ShardIterator.");
        std::string_view cursor = *opened;
        const auto number = [&cursor] {
            std::int64_t value = 0;
            const std::string digits = aws::take_part(cursor);
            (void)std::from_chars(digits.data(), digits.data() + digits.size(), value);
            return value;
        };
        aws::AccountRegion place;
        place.account = aws::take_part(cursor);
        place.region = aws::take_part(cursor);
        const std::int64_t created = number();
        KinesisStream::Iterator iterator;
        iterator.shard = static_cast<std::size_t>(number());
        iterator.index = static_cast<std::uint64_t>(number());
        const Instant made{Duration(number())};
        iterator.made = context_.now();
        const std::string arn = fmt::format("arn:aws:kinesis:{}:{}:stream/{}", place.region, place.account, cursor);
        const auto found = open(call, "kinesis:GetRecords", std::nullopt, arn);
        if (!found.ok()) return found.error();
        if (call.now - made > KinesisStream::Iterator::valid_for)
            return aws::Error(
                kinesis_errors::expired_iterator,
                fmt::format("Iterator expired. The iterator was created at time {} while right now it is {} which is "
                            "further in the future than the tolerated delay of 300000 milliseconds.",
                            date_text(made), date_text(call.now)));
        if (unix_seconds(found->entry->created) != created || iterator.shard >= found->stream->shards())
            return invalid_argument("Invalid ShardIterator.");
        if (auto refused = refuse_key(call, *found->entry, "Decrypt")) return std::move(*refused);
        if (input.dry_run.value_or(false)) return would_succeed();
        const auto limit = static_cast<std::size_t>(input.limit.value_or(10'000));
        const auto records = found->stream->get_records(iterator, limit);
        if (!records.ok()) return error_of(records.error());
        found->stream->answered(KinesisStream::Operation::get_records, Duration::zero());
        GetRecordsOutput output;
        const bool is_encrypted = found->entry->encryption == "KMS";
        output.records.reserve(records->records.size());
        for (const StreamRecord& record : records->records)
            output.records.push_back(kinesis::told_of(*found->stream, iterator.shard, record, is_encrypted));
        output.millis_behind_latest =
            std::chrono::duration_cast<std::chrono::milliseconds>(records->behind_latest).count();
        if (records->ended) {
            output.child_shards = children_of(*found->stream, iterator.shard);
        } else {
            output.next_shard_iterator = sealed(*found->entry, records->next, call);
        }
        return output;
    };
    return read();
}

}  // namespace wt::stream::kinesis
