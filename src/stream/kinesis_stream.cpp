#include "stream/kinesis_stream.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "stream/hash_key.hpp"

namespace wt::stream {

namespace {

/// What a put is charged by (Kinesis Data Streams pricing).
constexpr std::uint64_t put_unit = 25 * 1024;

[[nodiscard]] Error too_fast(std::string_view shard, std::string_view stream, std::string_view account) {
    return Error{
        fmt::format("ProvisionedThroughputExceededException: Rate exceeded for shard {} in stream {} under account {}.",
                    shard, stream, account)};
}

/// All of the text is one number.
template <class Number>
[[nodiscard]] bool read_digits(std::string_view text, Number& number) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

/// An ARN's last part, or all of what is none.
[[nodiscard]] std::string last_part(std::string_view name) { return std::string(name.substr(name.rfind('/') + 1)); }

[[nodiscard]] HashRange even_part(std::size_t part, std::size_t shards) {
    HashRange range;
    range.first = first_of_part(part, shards);
    if (part + 1 < shards) range.last = first_of_part(part + 1, shards) - 1;
    return range;
}

}  // namespace

KinesisStream::KinesisStream(const Context& context, std::string_view name, const KinesisConfig& config,
                             std::unique_ptr<store::Journal> journal)
    : context_(context),
      name_(name),
      said_name_(last_part(name)),
      config_(config),
      id_(hash_bytes(name)),
      created_(unix_seconds(context.now())),
      resharded_(context.clock),
      journal_(std::move(journal)),
      accepted_(context.metrics.counter(fmt::format("{}.accepted", name))),
      accepted_bytes_(context.metrics.counter(fmt::format("{}.accepted.bytes", name))),
      singles_(context.metrics.counter(fmt::format("{}.singles", name))),
      singles_accepted_(context.metrics.counter(fmt::format("{}.singles.accepted", name))),
      singles_bytes_(context.metrics.counter(fmt::format("{}.singles.bytes", name))),
      batches_(context.metrics.counter(fmt::format("{}.batches", name))),
      batches_accepted_(context.metrics.counter(fmt::format("{}.batches.accepted", name))),
      batch_records_(context.metrics.counter(fmt::format("{}.batch.records", name))),
      batch_records_accepted_(context.metrics.counter(fmt::format("{}.batch.records.accepted", name))),
      batch_records_throttled_(context.metrics.counter(fmt::format("{}.batch.records.throttled", name))),
      batch_records_failed_(context.metrics.counter(fmt::format("{}.batch.records.failed", name))),
      batch_bytes_(context.metrics.counter(fmt::format("{}.batch.bytes", name))),
      put_units_(context.metrics.counter(fmt::format("{}.put.units", name))),
      throttled_(context.metrics.counter(fmt::format("{}.throttled", name))),
      refused_(context.metrics.counter(fmt::format("{}.refused", name))),
      read_(context.metrics.counter(fmt::format("{}.read", name))),
      reads_(context.metrics.counter(fmt::format("{}.reads", name))),
      read_bytes_(context.metrics.counter(fmt::format("{}.read.bytes", name))),
      iterator_age_(context.metrics.histogram(fmt::format("{}.iterator.age", name))),
      throttled_reads_(context.metrics.counter(fmt::format("{}.throttled.reads", name))),
      trimmed_(context.metrics.counter(fmt::format("{}.trimmed", name))),
      expired_(context.metrics.counter(fmt::format("{}.expired", name))),
      retained_(context.metrics.gauge(fmt::format("{}.retained", name))),
      singles_latency_(context.metrics.histogram(fmt::format("{}.singles.latency", name))),
      batches_latency_(context.metrics.histogram(fmt::format("{}.batches.latency", name))),
      reads_latency_(context.metrics.histogram(fmt::format("{}.reads.latency", name))),
      put_bytes_each_(context.metrics.histogram(fmt::format("{}.put.bytes", name))),
      put_records_each_(context.metrics.histogram(fmt::format("{}.put.records", name))),
      single_bytes_each_(context.metrics.histogram(fmt::format("{}.single.bytes", name))),
      batches_bytes_each_(context.metrics.histogram(fmt::format("{}.batches.bytes", name))),
      batches_records_each_(context.metrics.histogram(fmt::format("{}.batches.records", name))),
      batches_successful_each_(context.metrics.histogram(fmt::format("{}.batches.successful", name))),
      reads_bytes_each_(context.metrics.histogram(fmt::format("{}.reads.bytes", name))),
      reads_records_each_(context.metrics.histogram(fmt::format("{}.reads.records", name))) {
    WT_ASSERT(config.shards > 0 && config.retention > Duration::zero());
    if (journal_ != nullptr) load();
    if (shards_.empty()) {
        for (std::uint64_t i = 0; i < config.shards; ++i) {
            ShardInfo info;
            info.range = even_part(i, config.shards);
            info.opened = context.now();
            add_shard(std::move(info));
        }
    }
    route();
    if (journal_ != nullptr) write_shards();
}

KinesisStream::~KinesisStream() {
    for (const auto& held : shards_) WT_ASSERT(held->followers.empty());
}

std::optional<Error> unchangeable(const KinesisConfig& from, const KinesisConfig& to) {
    if (from.shards == to.shards) return std::nullopt;
    return Error{"a stream cannot be resharded here: its shards are those that it began with"};
}

std::optional<Error> KinesisStream::update(const KinesisConfig& config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    config_ = config;
    count_shards();
    trim();
    return std::nullopt;
}

std::string KinesisStream::refusal(const Entry& entry) const {
    if (entry.partition_key.empty() || entry.partition_key.size() > longest_key) {
        return fmt::format(
            "ValidationException: 1 validation error detected: Value at 'partitionKey' failed to satisfy constraint: "
            "Member must have length between 1 and {}",
            longest_key);
    }
    if (entry.data.size() + entry.partition_key.size() > config_.max_record.count) {
        return fmt::format(
            "ValidationException: 1 validation error detected: Value at 'data' failed to satisfy constraint: Member "
            "must have length less than or equal to {}",
            config_.max_record.count);
    }
    return {};
}

Result<KinesisStream::Place> KinesisStream::put_record(Entry entry) {
    std::string wrong = refusal(entry);
    if (!wrong.empty()) {
        refused_.add();
        return Error{std::move(wrong)};
    }
    singles_.add();
    const std::uint64_t size = entry.data.size();
    singles_bytes_.add(size);
    single_bytes_each_.record(Duration(size));
    auto place = put_valid(std::move(entry));
    if (place.ok()) {
        singles_accepted_.add();
        put_bytes_each_.record(Duration(size));
        put_records_each_.record(Duration(1));
    }
    write_notes();
    return place;
}

Result<std::vector<Result<KinesisStream::Place>>> KinesisStream::put_records(std::vector<Entry> entries) {
    std::uint64_t bytes = 0;
    std::string wrong;
    if (entries.empty() || entries.size() > most_entries) {
        wrong = fmt::format(
            "ValidationException: 1 validation error detected: Value at 'records' failed to satisfy constraint: Member "
            "must have length between 1 and {}",
            most_entries);
    }
    for (const Entry& entry : entries) {
        bytes += entry.data.size() + entry.partition_key.size();
        if (wrong.empty()) wrong = refusal(entry);
    }
    if (wrong.empty() && bytes > most_entry_bytes) {
        wrong = fmt::format("InvalidArgumentException: Records size exceeds {} bytes", most_entry_bytes);
    }
    if (!wrong.empty()) {
        refused_.add(entries.size());
        return Error{std::move(wrong)};
    }
    std::vector<Result<Place>> results;
    results.reserve(entries.size());
    std::uint64_t accepted = 0;
    std::uint64_t offered_bytes = 0;
    std::uint64_t accepted_bytes = 0;
    for (Entry& entry : entries) {
        const std::uint64_t size = entry.data.size();
        offered_bytes += size;
        results.push_back(put_valid(std::move(entry)));
        if (!results.back().ok()) continue;
        ++accepted;
        accepted_bytes += size;
    }
    batch_bytes_.add(offered_bytes);
    batches_.add();
    batches_bytes_each_.record(Duration(offered_bytes));
    batches_records_each_.record(Duration(results.size()));
    batches_successful_each_.record(Duration(accepted));
    if (accepted > 0) {
        batches_accepted_.add();
        put_bytes_each_.record(Duration(accepted_bytes));
        put_records_each_.record(Duration(accepted));
    }
    batch_records_.add(results.size());
    batch_records_accepted_.add(accepted);
    batch_records_throttled_.add(results.size() - accepted);
    write_notes();
    return results;
}

Result<KinesisStream::Place> KinesisStream::put_valid(Entry entry) {
    const std::size_t shard = shard_at(entry.hash_key ? *entry.hash_key : hash_key(entry.partition_key));
    Held& open = *shards_[shard];
    trim(open);
    const Instant now = context_.now();
    const Place place{shard, open.shard.end()};
    const std::uint64_t number = entry.number;
    const std::uint64_t size = entry.data.size();
    const std::uint64_t units = (entry.data.size() + put_unit - 1) / put_unit;
    if (!open.shard.put(std::move(entry.partition_key), std::move(entry.data), number, now)) {
        throttled_.add();
        if (open.counts) open.counts->throttled.add();
        return too_fast(shard_id(shard), said_name_, config_.account);
    }
    if (journal_ != nullptr) note(place, open.shard.at(place.index));
    accepted_.add();
    accepted_bytes_.add(size);
    if (open.counts) {
        open.counts->accepted.add();
        open.counts->accepted_bytes.add(size);
    }
    put_units_.add(std::max<std::uint64_t>(units, 1));
    set_retained(retained_count_ + 1);
    context_.digest.add(now, id_, place.index, shard);
    open.arrival.pulse();
    return place;
}

KinesisStream::Iterator KinesisStream::trim_horizon(std::size_t shard) {
    trim(*shards_[shard]);
    return Iterator{shard, shards_[shard]->shard.begin(), context_.now()};
}

KinesisStream::Iterator KinesisStream::latest(std::size_t shard) {
    return Iterator{shard, shards_[shard]->shard.end(), context_.now()};
}

KinesisStream::Iterator KinesisStream::at_timestamp(std::size_t shard, Instant moment) {
    trim(*shards_[shard]);
    return Iterator{shard, shards_[shard]->shard.first_since(moment), context_.now()};
}

Result<KinesisStream::Iterator> KinesisStream::at_sequence_number(std::size_t shard, std::string_view sequence_number) {
    const auto rank = rank_of(shard, sequence_number);
    if (!rank.ok()) return rank.error();
    return Iterator{shard, *rank > shards_[shard]->info.first ? *rank - 1 : *rank, context_.now()};
}

Result<KinesisStream::Iterator> KinesisStream::after_sequence_number(std::size_t shard,
                                                                     std::string_view sequence_number) {
    const auto rank = rank_of(shard, sequence_number);
    if (!rank.ok()) return rank.error();
    return Iterator{shard, *rank, context_.now()};
}

Result<KinesisStream::Records> KinesisStream::get_records(const Iterator& from, std::size_t limit) {
    const Instant now = context_.now();
    if (limit == 0 || limit > Shard::most_records_per_read) {
        return Error{
            "ValidationException: 1 validation error detected: Value at 'limit' failed to satisfy constraint: Member "
            "must have value between 1 and 10000"};
    }
    if (now - from.made > Iterator::valid_for) {
        return Error{"ExpiredIteratorException: Iterator expired. The iterator was created more than 5 minutes ago."};
    }
    Held& open = *shards_[from.shard];
    trim(open);
    if (!open.shard.admit_read(now)) {
        throttled_reads_.add();
        if (open.counts) open.counts->throttled_reads.add();
        return too_fast(shard_id(from.shard), said_name_, config_.account);
    }
    Records answer = answer_of(from, open.shard.read(from.index, limit));
    reads_.add();
    std::uint64_t bytes = 0;
    for (const StreamRecord& record : answer.records) bytes += record.data.size();
    read_bytes_.add(bytes);
    reads_bytes_each_.record(Duration(bytes));
    reads_records_each_.record(Duration(answer.records.size()));
    // Kinesis Data Streams Developer Guide, "Monitoring ... with Amazon CloudWatch": the age of the last record that
    // was read; 0 where the reader has caught up.
    const bool is_behind = answer.behind_latest > Duration::zero() && !answer.records.empty();
    const Duration age = is_behind ? now - answer.records.back().arrived : Duration::zero();
    iterator_age_.record(age);
    if (open.counts) {
        open.counts->reads.add();
        open.counts->iterator_age.record(age);
    }
    return answer;
}

KinesisStream::Records KinesisStream::look(const Iterator& from, std::uint64_t bytes) {
    Held& open = *shards_[from.shard];
    trim(open);
    return answer_of(from, open.shard.look(from.index, Shard::most_records_per_read, bytes));
}

KinesisStream::Records KinesisStream::answer_of(const Iterator& from, std::vector<StreamRecord> records) {
    const Held& held = *shards_[from.shard];
    const Instant now = context_.now();
    Records answer;
    answer.records = std::move(records);
    read_.add(answer.records.size());
    if (held.counts) {
        held.counts->read.add(answer.records.size());
        for (const StreamRecord& record : answer.records) held.counts->read_bytes.add(record.data.size());
    }
    const std::uint64_t next =
        answer.records.empty() ? std::max(from.index, held.shard.begin()) : answer.records.back().index + 1;
    answer.next = Iterator{from.shard, next, now};
    if (next < held.shard.end()) answer.behind_latest = std::max(now - held.shard.arrived(next), Duration::zero());
    answer.ended = held.info.closed && next >= held.shard.end();
    return answer;
}

void KinesisStream::answered(Operation operation, Duration took) {
    switch (operation) {
        case Operation::put_record: singles_latency_.record(took); break;
        case Operation::put_records: batches_latency_.record(took); break;
        case Operation::get_records: reads_latency_.record(took); break;
    }
}

KinesisStream::ConsumerCounts KinesisStream::counts_of(std::string_view consumer) {
    const auto counter = [&](std::string_view metric) -> Counter& {
        return context_.metrics.counter(fmt::format("{}.consumer.{}.{}", name_, consumer, metric));
    };
    return {counter("subscribed"), counter("refused"),
            counter("events"),     counter("records"),
            counter("bytes"),      context_.metrics.histogram(fmt::format("{}.consumer.{}.behind", name_, consumer))};
}

void KinesisStream::count_shards() {
    for (std::size_t i = 0; i < shards_.size(); ++i) {
        Held& held = *shards_[i];
        if (!config_.by_shard) held.counts.reset();
        if (!config_.by_shard || held.counts) continue;
        const auto counter = [&](std::string_view metric) -> Counter& {
            return context_.metrics.counter(fmt::format("{}.{}.{}", name_, shard_id(i), metric));
        };
        held.counts.emplace(
            ShardCounts{counter("accepted"), counter("accepted.bytes"), counter("throttled"), counter("read"),
                        counter("read.bytes"), counter("reads"), counter("throttled.reads"),
                        context_.metrics.histogram(fmt::format("{}.{}.iterator.age", name_, shard_id(i)))});
    }
}

std::string KinesisStream::shard_id(std::size_t shard) const { return fmt::format("shardId-{:012}", shard); }

std::string KinesisStream::written(std::uint64_t rank, std::size_t shard) const {
    return fmt::format("49{:010}{:032}{:012}", created_, rank, shard);
}

std::string KinesisStream::sequence_number(const Place& place) const { return written(place.index + 1, place.shard); }

std::string KinesisStream::starting_sequence_number(std::size_t shard) const {
    return written(info(shard).first, shard);
}

std::string KinesisStream::ending_sequence_number(std::size_t shard) const { return written(end(shard) + 1, shard); }

Result<std::uint64_t> KinesisStream::rank_of(std::size_t shard, std::string_view text) const {
    std::uint64_t rank = 0;
    std::uint64_t encoded = 0;
    std::int64_t created = 0;
    const bool is_one = text.size() == 56 && text.starts_with("49") && read_digits(text.substr(2, 10), created) &&
                        read_digits(text.substr(12, 32), rank) && read_digits(text.substr(44), encoded);
    if (is_one && encoded != shard)
        return Error{fmt::format(
            "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes {}, while it was used in a call to a "
            "shard with {}",
            shard_id(encoded), shard_id(shard))};
    if (is_one && created == created_ && rank >= info(shard).first) return rank;
    return Error{fmt::format(
        "InvalidArgumentException: StartingSequenceNumber {} used in GetShardIterator on shard {} in stream {} under "
        "account {} is invalid{}.",
        text, shard_id(shard), said_name_, config_.account,
        is_one && created != created_ ? " because it did not come from this stream" : "")};
}

void KinesisStream::trim() {
    for (const auto& held : shards_) trim(*held);
}

void KinesisStream::trim(Held& held) {
    const Instant horizon = context_.now() - config_.retention;
    const std::uint64_t trimmed = held.shard.trim(horizon);
    if (trimmed == 0) return;
    trimmed_.add(trimmed);
    for (Follower* follower : held.followers) {
        if (follower->next_ >= held.shard.begin()) continue;
        const std::uint64_t unread = held.shard.begin() - follower->next_;
        follower->next_ = held.shard.begin();
        follower->expired_.add(unread);
        expired_.add(unread);
    }
    set_retained(retained_count_ - trimmed);
    if (journal_ != nullptr) drop_segments();
}

void KinesisStream::clear() {
    for (const auto& held : shards_) {
        (void)held->shard.trim(never);
        for (Follower* follower : held->followers) follower->next_ = held->shard.end();
    }
    set_retained(0);
    if (journal_ == nullptr || retired_) return;
    write_shards();
    while (segments_.size() > 1) segments_.pop_front();
    journal_->drop_before(segments_.front().number);
}

void KinesisStream::retire() {
    retired_ = true;
    clear();
    for (const auto& held : shards_) held->arrival.pulse();
    resharded_.pulse();
}

void KinesisStream::set_retained(std::uint64_t records) {
    retained_count_ = records;
    retained_.set(static_cast<double>(records), context_.now());
}

KinesisStream::Follower::Follower(KinesisStream& stream, std::size_t shard, Start start, Counter& expired)
    : stream_(stream),
      shard_(shard),
      next_(start.kind == Start::latest         ? stream.latest(shard).index
            : start.kind == Start::trim_horizon ? stream.trim_horizon(shard).index
                                                : stream.at_timestamp(shard, start.at).index),
      expired_(expired) {
    stream.shards_[shard]->followers.push_back(this);
}

KinesisStream::Follower::~Follower() { std::erase(stream_.shards_[shard_]->followers, this); }

Result<KinesisStream::Records> KinesisStream::Follower::read(std::size_t limit) {
    stream_.trim(*stream_.shards_[shard_]);
    auto records = stream_.get_records({shard_, next_, stream_.context_.now()}, limit);
    if (records.ok()) next_ = records->next.index;
    return records;
}

std::uint64_t KinesisStream::Follower::unread() const { return stream_.end(shard_) - next_; }

void KinesisStream::Follower::go_to(std::uint64_t index) {
    next_ = std::clamp(index, stream_.shards_[shard_]->shard.begin(), stream_.end(shard_));
}

Event& KinesisStream::Follower::arrival() const { return stream_.shards_[shard_]->arrival; }

}  // namespace wt::stream
