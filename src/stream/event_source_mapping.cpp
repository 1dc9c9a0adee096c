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
                                       KinesisStream& stream, Invoke invoke, Reach reach)
    : context_(context),
      config_(config),
      stream_(stream),
      invoke_(std::move(invoke)),
      id_(hash_bytes(name, hash_bytes("source"))),
      records_(context.metrics.counter(fmt::format("{}.source.records", name))),
      batches_(context.metrics.counter(fmt::format("{}.source.batches", name))),
      errors_(context.metrics.counter(fmt::format("{}.source.errors", name))),
      skipped_(context.metrics.counter(fmt::format("{}.source.skipped", name))),
      expired_(context.metrics.counter(fmt::format("{}.source.expired", name))),
      iterator_age_(context.metrics.histogram(fmt::format("{}.source.iterator.age", name))) {
    WT_ASSERT(config.batch_size > 0);
    for (std::size_t shard = 0; shard < stream.shards(); ++shard)
        lines_.push_back(std::make_unique<Line>(context, stream, shard, config.start, expired_, reach));
}

std::optional<Error> unchangeable(const EventSourceConfig& from, const EventSourceConfig& to) {
    if (from.stream == to.stream && from.start == to.start) return std::nullopt;
    return Error{"which stream a function reads, and from where on, cannot change while it reads"};
}

std::optional<Error> EventSourceMapping::update(const EventSourceConfig& config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    config_ = config;
    return std::nullopt;
}

Task<void> EventSourceMapping::run() {
    Scope shards;
    for (std::size_t i = 1; i < lines_.size(); ++i) shards.spawn(follow(*lines_[i]));
    co_await follow(*lines_.front());
}

std::uint64_t EventSourceMapping::waiting() const {
    std::uint64_t records = 0;
    for (const auto& line : lines_) records += line->poller.unread() + line->pending.size() + line->in_batch;
    return records;
}

Task<void> EventSourceMapping::follow(Line& line) {
    for (;;) {
        co_await gather(line);
        Batch batch = cut(line);
        line.in_batch = batch.size();
        co_await process(line, std::move(batch));
        WT_ASSERT(line.in_batch == 0);
    }
}

bool EventSourceMapping::enough(const Line& line) const {
    if (line.pending.size() >= config_.batch_size) return true;
    std::uint64_t bytes = 0;
    for (const StreamRecord& record : line.pending) bytes += record.data.size();
    return bytes >= most_batch_bytes;
}

Task<void> EventSourceMapping::gather(Line& line) {
    Instant opened = context_.now();
    while (!enough(line)) {
        if (line.pending.empty()) co_await line.poller.until_something();
        // With a window the mapping looks again every second until it closes; without one it takes what there is.
        if (!line.pending.empty() && context_.now() >= opened + config_.window) co_return;
        const bool first = line.pending.empty();
        if (!first && line.poller.next_poll() > opened + config_.window) {
            co_await context_.clock.sleep_until(opened + config_.window);
            co_return;
        }
        std::vector<StreamRecord> records = co_await line.poller.poll();
        if (first) opened = context_.now();
        for (StreamRecord& record : records) line.pending.push_back(std::move(record));
    }
}

EventSourceMapping::Batch EventSourceMapping::cut(Line& line) const {
    Batch batch;
    std::uint64_t bytes = 0;
    while (!line.pending.empty() && batch.size() < config_.batch_size) {
        const std::uint64_t size = line.pending.front().data.size();
        if (!batch.empty() && bytes + size > most_batch_bytes) break;
        bytes += size;
        batch.push_back(std::move(line.pending.front()));
        line.pending.pop_front();
    }
    return batch;
}

void EventSourceMapping::drop_old(Line& line, Batch& batch) {
    const Instant now = context_.now();
    const auto drop = [&](Duration age, Counter& counter) {
        const auto kept = std::find_if(batch.begin(), batch.end(),
                                       [&](const StreamRecord& record) { return now - record.arrived <= age; });
        const auto count = static_cast<std::uint64_t>(kept - batch.begin());
        batch.erase(batch.begin(), kept);
        counter.add(count);
        settle(line, count);
    };
    drop(stream_.retention(), expired_);
    if (config_.max_age) drop(*config_.max_age, skipped_);
}

Task<void> EventSourceMapping::process(Line& line, Batch batch) {
    Duration wait = first_wait;
    for (int failures = 0;;) {
        drop_old(line, batch);
        if (batch.empty()) co_return;
        const std::size_t shard = line.poller.shard();
        std::string id =
            fmt::format("{}:{}", stream_.shard_id(shard), stream_.sequence_number({shard, batch.front().index}));
        batches_.add();
        iterator_age_.record(context_.now() - batch.back().arrived);
        Batch copy = batch;
        const Outcome outcome = co_await invoke_(std::move(id), std::move(copy));
        if (outcome == Outcome::done) {
            records_.add(batch.size());
            context_.digest.add(context_.now(), id_, batch.back().index, batch.size());
            settle(line, batch.size());
            co_return;
        }
        errors_.add();
        const bool failed = outcome == Outcome::failed;
        if (failed && config_.bisect && batch.size() > 1) {
            // Splitting does not count as a retry; each half begins anew.
            const auto middle = batch.begin() + static_cast<std::ptrdiff_t>(batch.size() / 2);
            Batch second(std::make_move_iterator(middle), std::make_move_iterator(batch.end()));
            batch.erase(middle, batch.end());
            co_await process(line, std::move(batch));
            co_await process(line, std::move(second));
            co_return;
        }
        if (failed && config_.retries && failures++ >= *config_.retries) {
            skipped_.add(batch.size());
            settle(line, batch.size());
            co_return;
        }
        co_await context_.clock.sleep_for(wait);
        wait = std::min(wait * 2, longest_wait);
    }
}

}  // namespace wt::stream
