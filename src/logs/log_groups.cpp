#include "logs/log_groups.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/assert.hpp"
#include "logs/retention.hpp"
#include "store/unreadable.hpp"

namespace wt::logs {

namespace {

/// How often groups are looked through that nobody asks about.
constexpr Duration sweep_interval = 1h;

}  // namespace

LogGroups::LogGroups(const Context& context, store::Store& store, Bounds bounds)
    : context_(context),
      store_(store),
      bounds_(bounds),
      events_(context.metrics.counter("logs.events")),
      bytes_(context.metrics.counter("logs.bytes")),
      evicted_(context.metrics.counter("logs.events.evicted")) {
    load();
}

std::int64_t LogGroups::now() const {
    return std::chrono::floor<std::chrono::milliseconds>(context_.calendar().time_since_epoch()).count();
}

void LogGroups::load() {
    store_.load(rows::group_space, [this](std::string_view key, std::string_view value) {
        auto group = rows::read_group(value);
        if (group == nullptr || rows::key(*group) != key) store::unreadable(rows::group_space, key);
        groups_.emplace(std::pair(group->place, group->name), std::move(group));
    });
    std::unordered_map<std::uint64_t, LogStream*> streams;
    store_.load(rows::stream_space, [&](std::string_view key, std::string_view value) {
        const auto id = rows::read_key(key);
        auto read = rows::read_stream(value);
        const auto group = read ? groups_.find({read->place, read->group}) : groups_.end();
        if (!id || group == groups_.end() || group->second->streams.contains(read->stream->name))
            store::unreadable(rows::stream_space, key);
        last_stream_ = std::max(last_stream_, *id);
        read->stream->id = *id;
        read->stream->group = group->second.get();
        streams.emplace(*id, read->stream.get());
        std::string name = read->stream->name;
        group->second->streams.emplace(std::move(name), std::move(read->stream));
        ++streams_;
    });
    store_.load(rows::batch_space, [&](std::string_view key, std::string_view value) {
        const auto first = rows::read_key(key);
        auto batch = rows::read_batch(value);
        const auto stream = batch ? streams.find(batch->stream) : streams.end();
        if (!first || stream == streams.end() || batch->events.empty()) store::unreadable(rows::batch_space, key);
        take(*first, *stream->second, std::move(*batch));
    });
}

void LogGroups::take(std::uint64_t first, LogStream& stream, rows::BatchRow batch) {
    Batch& made = batches_[first];
    made.stream = &stream;
    made.left = batch.events.size();
    std::uint64_t number = first;
    for (InputEvent& event : batch.events) {
        made.timestamps.push_back(event.timestamp);
        held_bytes_ += event.message.size() + Bounds::memory_overhead;
        stream.group->stored_bytes += event.message.size() + event_overhead;
        stream.events.emplace_hint(stream.events.end(), EventKey{event.timestamp, number++},
                                   Event{std::move(event.message), batch.ingested});
    }
    last_event_ = std::max(last_event_, number - 1);
    stream.last_ingested = batch.ingested;
}

LogGroup* LogGroups::find(const aws::AccountRegion& place, std::string_view name) {
    const auto found = groups_.find({place, std::string(name)});
    if (found == groups_.end()) return nullptr;
    expire(*found->second);
    stage();
    return found->second.get();
}

LogGroup* LogGroups::create(const aws::AccountRegion& place, std::string name) {
    if (groups_.size() >= bounds_.groups) return nullptr;
    auto group = std::make_unique<LogGroup>();
    group->place = place;
    group->name = std::move(name);
    group->created = now();
    LogGroup* const made = group.get();
    const bool is_new = groups_.emplace(std::pair(place, made->name), std::move(group)).second;
    WT_ASSERT(is_new);
    changed(*made);
    return made;
}

void LogGroups::remove(LogGroup& group) {
    for (const auto& [name, stream] : group.streams) {
        forget_all(*stream);
        row(rows::stream_space, rows::key(stream->id), std::nullopt);
    }
    streams_ -= group.streams.size();
    row(rows::group_space, rows::key(group), std::nullopt);
    stage();
    groups_.erase(groups_.find({group.place, group.name}));
}

void LogGroups::changed(const LogGroup& group) {
    if (store_.keeps()) row(rows::group_space, rows::key(group), rows::write(group));
    stage();
}

LogStream* LogGroups::create_stream(LogGroup& group, std::string name) {
    if (streams_ >= bounds_.streams) return nullptr;
    auto stream = std::make_unique<LogStream>();
    stream->id = ++last_stream_;
    stream->group = &group;
    stream->name = std::move(name);
    stream->created = now();
    if (store_.keeps()) row(rows::stream_space, rows::key(stream->id), rows::write(*stream));
    stage();
    LogStream* const made = stream.get();
    const bool is_new = group.streams.emplace(made->name, std::move(stream)).second;
    WT_ASSERT(is_new);
    ++streams_;
    return made;
}

void LogGroups::remove_stream(LogStream& stream) {
    forget_all(stream);
    row(rows::stream_space, rows::key(stream.id), std::nullopt);
    stage();
    --streams_;
    auto& streams = stream.group->streams;
    streams.erase(streams.find(stream.name));
}

void LogGroups::append(LogStream& stream, std::vector<InputEvent> events) {
    WT_ASSERT(!events.empty());
    const std::uint64_t first = last_event_ + 1;
    rows::BatchRow batch{stream.id, now(), std::move(events)};
    if (store_.keeps()) row(rows::batch_space, rows::key(first), rows::write(batch));
    events_.add(batch.events.size());
    const LogGroup& group = *stream.group;
    const bool is_watched = watcher_ && (!group.metric_filters.empty() || !group.subscriptions.empty());
    const std::vector<InputEvent> watched = is_watched ? batch.events : std::vector<InputEvent>();
    const std::size_t before = held_bytes_;
    take(first, stream, std::move(batch));
    bytes_.add(held_bytes_ - before);
    make_room();
    stage();
    if (is_watched) watcher_(stream, first, watched);
}

void LogGroups::make_room() {
    while (held_bytes_ > bounds_.bytes && batches_.size() > 1) {
        const auto& [first, batch] = *batches_.begin();
        LogStream& stream = *batch.stream;
        const std::uint64_t number = first;
        const std::vector<std::int64_t> timestamps = batch.timestamps;
        evicted_.add(batch.left);
        for (std::size_t i = 0; i < timestamps.size(); ++i) {
            const auto event = stream.events.find({timestamps[i], number + i});
            if (event == stream.events.end()) continue;
            forget(stream, event->first, event->second);
            stream.events.erase(event);
        }
    }
}

void LogGroups::forget(LogStream& stream, const EventKey& key, const Event& event) {
    held_bytes_ -= event.message.size() + Bounds::memory_overhead;
    stream.group->stored_bytes -= event.message.size() + event_overhead;
    const auto batch = std::prev(batches_.upper_bound(key.number));
    if (--batch->second.left > 0) return;
    row(rows::batch_space, rows::key(batch->first), std::nullopt);
    batches_.erase(batch);
}

void LogGroups::forget_all(LogStream& stream) {
    for (const auto& [key, event] : stream.events) forget(stream, key, event);
    stream.events.clear();
}

void LogGroups::expire(LogGroup& group) {
    const auto days = group.kept_days();
    if (!days) return;
    const std::int64_t cutoff = expiry(now(), *days);
    for (const auto& [name, stream] : group.streams) {
        auto& events = stream->events;
        while (!events.empty() && events.begin()->first.timestamp < cutoff) {
            forget(*stream, events.begin()->first, events.begin()->second);
            events.erase(events.begin());
        }
    }
}

void LogGroups::expire() {
    for (const auto& [key, group] : groups_) expire(*group);
    make_room();
    stage();
}

Task<void> LogGroups::run() {
    for (;;) {
        expire();
        co_await context_.clock.sleep_for(sweep_interval);
    }
}

void LogGroups::reset(std::string_view account) {
    std::vector<LogGroup*> gone;
    for (const auto& [key, group] : groups_) {
        if (account.empty() || key.first.account == account) gone.push_back(group.get());
    }
    for (LogGroup* group : gone) remove(*group);
}

Task<std::optional<Error>> LogGroups::durable() {
    if (store_.is_durable(ticket_)) co_return std::nullopt;
    co_return co_await store_.durable(ticket_);
}

void LogGroups::row(std::string_view space, std::string key, std::optional<std::string> value) {
    if (store_.keeps()) changes_.push_back({std::string(space), std::move(key), std::move(value)});
}

void LogGroups::stage() {
    if (!changes_.empty()) ticket_ = store_.stage(std::exchange(changes_, {}));
}

}  // namespace wt::logs
