#include "stream/source_reader.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace wt::stream {

SourceReader::SourceReader(const Context& context, std::string_view name, Parts parts,
                           const std::map<std::uint32_t, std::uint64_t>& read_to)
    : context_(context),
      parts_(std::move(parts)),
      expired_(context.metrics.counter(fmt::format("{}.expired", name))),
      throttled_(context.metrics.counter(fmt::format("{}.source.throttled", name))),
      behind_(context.metrics.histogram(fmt::format("{}.source.behind", name))) {
    while (shards_.size() < parts_.stream.shards()) {
        const auto before = read_to.find(static_cast<std::uint32_t>(shards_.size()));
        // A shard that came after the last start is read from its beginning.
        add_shard(read_to.empty() ? Start::latest : Start::trim_horizon);
        if (before != read_to.end()) shards_.back()->go_to(before->second);
    }
    if (parts_.ledger == nullptr) return;
    for (const auto& shard : shards_)
        parts_.ledger->read_to(static_cast<std::uint32_t>(shard->shard()), shard->next_index());
}

void SourceReader::add_shard(Start start) {
    shards_.push_back(
        std::make_unique<ShardPoller>(context_, parts_.stream, shards_.size(), start, expired_, parts_.reach));
}

Task<void> SourceReader::run() {
    Scope readers;
    for (const auto& shard : shards_) readers.spawn(follow(*shard));
    for (;;) {
        co_await parts_.stream.resharded().wait();
        while (shards_.size() < parts_.stream.shards()) {
            add_shard(Start::trim_horizon);
            readers.spawn(follow(*shards_.back()));
        }
        parts_.settled.pulse();
    }
}

Task<void> SourceReader::follow(ShardPoller& shard) {
    // What its parents have comes first.
    const ShardInfo about = parts_.stream.info(shard.shard());
    for (const auto& parent : {about.parent, about.adjacent_parent}) {
        while (parent && !shards_[*parent]->ended()) co_await parts_.settled.wait();
    }
    for (;;) {
        while (!parts_.has_room()) co_await parts_.settled.wait();
        co_await shard.until_something();
        std::vector<StreamRecord> records = co_await shard.poll();
        if (shard.last() == ShardPoller::Last::throttled) throttled_.add();
        if (shard.last() == ShardPoller::Last::read) behind_.record(shard.behind());
        for (StreamRecord& record : records) {
            Record accepted{std::move(record.data), record.number, record.arrived};
            parts_.take(std::move(accepted));
        }
        if (parts_.ledger != nullptr && !records.empty())
            parts_.ledger->read_to(static_cast<std::uint32_t>(shard.shard()), shard.next_index());
        if (shard.ended()) parts_.settled.pulse();
    }
}

bool SourceReader::idle() const {
    return std::all_of(shards_.begin(), shards_.end(), [](const auto& shard) { return shard->unread() == 0; });
}

}  // namespace wt::stream
