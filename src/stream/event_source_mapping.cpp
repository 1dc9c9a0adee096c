#include "stream/event_source_mapping.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/hash.hpp"

namespace wt::stream {

namespace {

// Assumed: AWS documents that a mapping backs off, but not how.
constexpr Duration first_wait = 1s;
constexpr Duration longest_wait = 1min;

}  // namespace

EventSourceMapping::EventSourceMapping(const Context& context, std::string_view name, const EventSourceConfig& config,
                                       KinesisStream& stream, Invoke invoke, Reach reach, Also also)
    : context_(context),
      config_(config),
      stream_(stream),
      invoke_(std::move(invoke)),
      reach_(std::move(reach)),
      also_(std::move(also)),
      id_(hash_bytes(name, hash_bytes("source"))),
      records_(context.metrics.counter(fmt::format("{}.source.records", name))),
      batches_(context.metrics.counter(fmt::format("{}.source.batches", name))),
      errors_(context.metrics.counter(fmt::format("{}.source.errors", name))),
      skipped_(context.metrics.counter(fmt::format("{}.source.skipped", name))),
      expired_(context.metrics.counter(fmt::format("{}.source.expired", name))),
      iterator_age_(context.metrics.histogram(fmt::format("{}.source.iterator.age", name))) {
    WT_ASSERT(config.batch_size > 0);
    for (std::size_t shard = 0; shard < stream.shards(); ++shard) add_line(shard, config.start);
}

void EventSourceMapping::add_line(std::size_t shard, Start start) {
    lines_.push_back(std::make_unique<Line>(context_, stream_, shard, start, config_.parallel, expired_, reach_));
}

std::optional<Error> unchangeable(const EventSourceConfig& from, const EventSourceConfig& to) {
    if (from.stream != to.stream || from.start != to.start)
        return Error{"which stream a function reads, and from where on, cannot change while it reads"};
    if (from.parallel != to.parallel)
        return Error{"how many batches of a shard are handled at once cannot change while it is read"};
    return std::nullopt;
}

std::optional<Error> EventSourceMapping::update(const EventSourceConfig& config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    config_ = config;
    return std::nullopt;
}

Task<void> EventSourceMapping::run() {
    Scope shards;
    const auto& first = lines_.front();
    for (const auto& line : lines_) {
        for (Lane& lane : line->lanes) {
            if (&lane != &first->lanes.front()) shards.spawn(follow(*line, lane));
        }
    }
    shards.spawn(watch(shards));
    co_await follow(*first, first->lanes.front());
}

Task<void> EventSourceMapping::watch(Scope& shards) {
    for (;;) {
        co_await stream_.resharded().wait();
        while (lines_.size() < stream_.shards()) {
            add_line(lines_.size(), Start::trim_horizon);
            Line& added = *lines_.back();
            for (Lane& lane : added.lanes) shards.spawn(follow(added, lane));
        }
        for (const auto& line : lines_) line->changed.pulse();
    }
}

bool EventSourceMapping::is_over(std::size_t shard) const {
    const Line& line = *lines_[shard];
    return line.poller.ended() && std::all_of(line.lanes.begin(), line.lanes.end(), [](const Lane& lane) {
               return lane.pending.empty() && lane.in_batch == 0;
           });
}

Task<void> EventSourceMapping::until_parents_ended(const Line& line) {
    const ShardInfo about = stream_.info(line.poller.shard());
    for (const auto& parent : {about.parent, about.adjacent_parent}) {
        while (parent && !is_over(*parent)) co_await lines_[*parent]->changed.wait();
    }
}

std::uint64_t EventSourceMapping::waiting() const {
    std::uint64_t records = 0;
    for (const auto& line : lines_) {
        records += line->poller.unread();
        for (const Lane& lane : line->lanes) records += lane.pending.size() + lane.in_batch;
    }
    return records;
}

Task<void> EventSourceMapping::follow(Line& line, Lane& lane) {
    co_await until_parents_ended(line);
    for (;;) {
        co_await gather(line, lane);
        Batch batch = cut(lane);
        lane.in_batch = batch.size();
        co_await process(line, lane, std::move(batch));
        WT_ASSERT(lane.in_batch == 0);
    }
}

bool EventSourceMapping::enough(const Lane& lane) const {
    if (lane.pending.size() >= config_.batch_size) return true;
    std::uint64_t bytes = 0;
    for (const StreamRecord& record : lane.pending) bytes += record.data.size();
    return bytes >= most_batch_bytes;
}

bool EventSourceMapping::full(const Line& line) {
    std::uint64_t records = 0;
    for (const Lane& lane : line.lanes) records += lane.pending.size();
    return records >= line.lanes.size() * Shard::most_records_per_read;
}

Task<void> EventSourceMapping::poll(Line& line) {
    std::vector<StreamRecord> records = co_await line.poller.poll();
    line.polling = false;
    for (StreamRecord& record : records) {
        if (also_.wants && !also_.wants(line.poller.shard(), record)) {
            records_.add();
            continue;
        }
        const std::size_t lane = line.lanes.size() == 1 ? 0 : hash_bytes(record.partition_key) % line.lanes.size();
        line.lanes[lane].pending.push_back(std::move(record));
    }
    line.changed.pulse();
}

Task<void> EventSourceMapping::gather(Line& line, Lane& lane) {
    Instant opened = context_.now();
    while (!enough(lane)) {
        const bool first = lane.pending.empty();
        // With a window the mapping looks again every second until it closes; without one it takes what there is.
        const Instant closes = opened + config_.window;
        if (!first && context_.now() >= closes) co_return;
        if (line.polling || full(line)) {  // another lane polls, or is stuck
            if (first) {
                co_await line.changed.wait();
                opened = context_.now();
            } else {
                (void)co_await line.changed.wait_until(closes);
            }
            continue;
        }
        if (!first && line.poller.next_poll() > closes) {
            co_await context_.clock.sleep_until(closes);
            co_return;
        }
        line.polling = true;
        if (first) co_await line.poller.until_something();
        co_await poll(line);
        if (first) opened = context_.now();
    }
}

EventSourceMapping::Batch EventSourceMapping::cut(Lane& lane) const {
    Batch batch;
    std::uint64_t bytes = 0;
    while (!lane.pending.empty() && batch.size() < config_.batch_size) {
        const std::uint64_t size = lane.pending.front().data.size();
        if (!batch.empty() && bytes + size > most_batch_bytes) break;
        bytes += size;
        batch.push_back(std::move(lane.pending.front()));
        lane.pending.pop_front();
    }
    return batch;
}

void EventSourceMapping::settle(Line& line, Lane& lane, std::uint64_t records) {
    lane.in_batch -= records;
    if (lane.in_batch == 0) line.changed.pulse();
}

void EventSourceMapping::give_up(const Line& line, GivenUp::Why why, int attempts, const Batch& records) const {
    if (also_.give_up && !records.empty()) also_.give_up({line.poller.shard(), why, attempts, records});
}

void EventSourceMapping::drop_old(Line& line, Lane& lane, Batch& batch, int attempts) {
    const Instant now = context_.now();
    const auto drop = [&](Duration age, Counter& counter, bool told) {
        const auto kept = std::find_if(batch.begin(), batch.end(),
                                       [&](const StreamRecord& record) { return now - record.arrived <= age; });
        const Batch old(batch.begin(), kept);
        batch.erase(batch.begin(), kept);
        counter.add(old.size());
        if (told) give_up(line, GivenUp::Why::age, attempts, old);
        settle(line, lane, old.size());
    };
    drop(stream_.retention(), expired_, false);
    if (config_.max_age) drop(*config_.max_age, skipped_, true);
}

Task<void> EventSourceMapping::process(Line& line, Lane& lane, Batch batch) {
    Duration wait = first_wait;
    for (int failures = 0, attempts = 0;;) {
        drop_old(line, lane, batch, attempts);
        if (batch.empty()) co_return;
        const std::size_t shard = line.poller.shard();
        std::string id =
            fmt::format("{}:{}", stream_.shard_id(shard), stream_.sequence_number({shard, batch.front().index}));
        batches_.add();
        iterator_age_.record(context_.now() - batch.back().arrived);
        Batch copy = batch;
        const Outcome outcome = co_await invoke_(std::move(id), std::move(copy));
        if (outcome.kind == Outcome::done) {
            records_.add(batch.size());
            context_.digest.add(context_.now(), id_, batch.back().index, batch.size());
            settle(line, lane, batch.size());
            co_return;
        }
        errors_.add();
        const bool failed = outcome.kind == Outcome::failed;
        if (failed) ++attempts;
        if (const std::size_t handled = failed ? outcome.handled : 0; handled > 0) {
            WT_ASSERT(handled < batch.size());
            records_.add(handled);
            batch.erase(batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(handled));
            settle(line, lane, handled);
            if (config_.bisect) continue;  // it is split where the function said
        } else if (failed && config_.bisect && batch.size() > 1) {
            // Splitting does not count as a retry; each half begins anew.
            const auto middle = batch.begin() + static_cast<std::ptrdiff_t>(batch.size() / 2);
            Batch second(std::make_move_iterator(middle), std::make_move_iterator(batch.end()));
            batch.erase(middle, batch.end());
            co_await process(line, lane, std::move(batch));
            co_await process(line, lane, std::move(second));
            co_return;
        }
        if (failed && config_.retries && failures++ >= *config_.retries) {
            skipped_.add(batch.size());
            give_up(line, GivenUp::Why::retries, attempts, batch);
            settle(line, lane, batch.size());
            co_return;
        }
        co_await context_.clock.sleep_for(wait);
        wait = std::min(wait * 2, longest_wait);
    }
}

}  // namespace wt::stream
