// Which shards a stream has: splits, merges, and what the journal says of them.
#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "stream/frames.hpp"
#include "stream/hash_key.hpp"
#include "stream/kinesis_stream.hpp"

namespace wt::stream {

namespace {

// What a frame of the journal is about: its first byte.
constexpr char of_records = 'r';
constexpr char of_shards = 's';

constexpr std::uint32_t nobody = ~std::uint32_t{0};

void append_hash(std::string& to, Uint128 hash) {
    append_number(to, static_cast<std::uint64_t>(hash));
    append_number(to, static_cast<std::uint64_t>(hash >> 64));
}
[[nodiscard]] Uint128 read_hash(FrameReader& from) {
    const Uint128 low = from.number<std::uint64_t>();
    return low | static_cast<Uint128>(from.number<std::uint64_t>()) << 64;
}
void append_shard(std::string& to, std::optional<std::size_t> shard) {
    append_number(to, shard ? static_cast<std::uint32_t>(*shard) : nobody);
}
[[nodiscard]] std::optional<std::size_t> read_shard(FrameReader& from) {
    const auto shard = from.number<std::uint32_t>();
    return shard == nobody ? std::nullopt : std::optional<std::size_t>(shard);
}

}  // namespace

std::size_t KinesisStream::shard_at(Uint128 hash_key) const {
    const auto found = std::lower_bound(routes_.begin(), routes_.end(), hash_key,
                                        [](const auto& route, Uint128 key) { return route.first < key; });
    WT_ASSERT(found != routes_.end());
    return found->second;
}

void KinesisStream::add_shard(ShardInfo info) {
    shards_.push_back(std::make_unique<Held>(context_.clock, std::move(info)));
}

void KinesisStream::close(std::size_t shard) { shards_[shard]->info.closed = context_.now(); }

void KinesisStream::route() {
    routes_.clear();
    for (std::size_t i = 0; i < shards_.size(); ++i) {
        if (!info(i).closed) routes_.emplace_back(info(i).range.last, i);
    }
    std::sort(routes_.begin(), routes_.end());
    count_shards();
}

std::optional<std::size_t> KinesisStream::find_shard(std::string_view id) const {
    for (std::size_t i = 0; i < shards_.size(); ++i) {
        if (!is_gone(i) && shard_id(i) == id) return i;
    }
    return std::nullopt;
}

bool KinesisStream::is_gone(std::size_t shard) const {
    return info(shard).closed && *info(shard).closed + config_.retention < context_.now();
}

std::vector<std::size_t> KinesisStream::children_of(std::size_t shard) const {
    std::vector<std::size_t> children;
    for (std::size_t i = shard + 1; i < shards_.size(); ++i) {
        if (info(i).parent == shard || info(i).adjacent_parent == shard) children.push_back(i);
    }
    return children;
}

Error KinesisStream::not_eligible(std::size_t shard) const {
    return Error{
        fmt::format("InvalidArgumentException: Shard {} in stream {} under account {} has already been merged or "
                    "split, and thus is "
                    "not eligible for merging or splitting.",
                    shard_id(shard), said_name_, config_.account)};
}

std::optional<Error> KinesisStream::refuse_split(std::size_t shard, Uint128 at) const {
    const ShardInfo& about = info(shard);
    if (about.closed) return not_eligible(shard);
    if (at > about.range.first + 1 && at < about.range.last) return std::nullopt;
    return Error{fmt::format(
        "InvalidArgumentException: NewStartingHashKey {} used in SplitShard() on shard {} in stream {} under account "
        "{} "
        "is not both greater than one plus the shard's StartingHashKey {} and less than the shard's EndingHashKey {}.",
        hash_key_text(at), shard_id(shard), said_name_, config_.account, hash_key_text(about.range.first),
        hash_key_text(about.range.last))};
}

std::optional<Error> KinesisStream::refuse_merge(std::size_t shard, std::size_t adjacent) const {
    for (const std::size_t one : {shard, adjacent}) {
        if (info(one).closed) return not_eligible(one);
    }
    const HashRange& a = info(shard).range;
    const HashRange& b = info(adjacent).range;
    if (shard != adjacent && (a.last + 1 == b.first || b.last + 1 == a.first)) return std::nullopt;
    return Error{fmt::format(
        "InvalidArgumentException: Shards {} and {} in stream {} under account {} are not an adjacent pair of shards "
        "eligible for merging",
        shard_id(shard), shard_id(adjacent), said_name_, config_.account)};
}

void KinesisStream::split(std::size_t shard, Uint128 at) {
    close(shard);
    const HashRange whole = info(shard).range;
    for (const HashRange& part : {HashRange{whole.first, at - 1}, HashRange{at, whole.last}}) {
        ShardInfo child;
        child.range = part;
        child.parent = shard;
        child.first = end(shard) + 1;
        child.opened = context_.now();
        add_shard(std::move(child));
    }
    route();
    shards_[shard]->arrival.pulse();
    resharded_.pulse();
    if (journal_ != nullptr) write_shards();
}

void KinesisStream::merge(std::size_t shard, std::size_t adjacent) {
    close(shard);
    close(adjacent);
    const HashRange a = info(shard).range;
    const HashRange b = info(adjacent).range;
    ShardInfo child;
    child.range = {std::min(a.first, b.first), std::max(a.last, b.last)};
    child.parent = shard;
    child.adjacent_parent = adjacent;
    child.first = std::max(end(shard), end(adjacent)) + 1;
    child.opened = context_.now();
    add_shard(std::move(child));
    route();
    shards_[shard]->arrival.pulse();
    shards_[adjacent]->arrival.pulse();
    resharded_.pulse();
    if (journal_ != nullptr) write_shards();
}

void KinesisStream::reshard(std::uint64_t shards) {
    for (std::uint64_t part = 1; part < shards; ++part) {
        const Uint128 border = first_of_part(part, shards);
        const std::size_t crossed = shard_at(border);
        if (info(crossed).range.first != border) split(crossed, border);
    }
    for (std::uint64_t part = 0; part < shards; ++part) {
        const Uint128 last = part + 1 < shards ? first_of_part(part + 1, shards) - 1 : ~Uint128{0};
        std::size_t first = shard_at(first_of_part(part, shards));
        while (info(first).range.last != last) {
            merge(first, shard_at(info(first).range.last + 1));
            first = shards_.size() - 1;
        }
    }
}

Task<std::optional<Error>> KinesisStream::durable() {
    if (journal_ == nullptr || journal_->is_durable(ticket_)) co_return std::nullopt;
    co_return co_await journal_->durable(ticket_);
}

void KinesisStream::note(const Place& place, const StreamRecord& record) {
    if (notes_.empty()) notes_ += of_records;
    append_number(notes_, static_cast<std::uint32_t>(place.shard));
    append_number(notes_, place.index);
    append_instant(notes_, record.arrived);
    append_bytes(notes_, record.partition_key);
    append_bytes(notes_, record.data);
    segments_.back().newest = record.arrived;
}

void KinesisStream::write_notes() {
    if (notes_.empty()) return;
    ticket_ = journal_->append(std::exchange(notes_, {}));
    if (journal_->is_full()) write_shards();
}

/// Each segment begins with the shards as they are, so that those before it may go.
void KinesisStream::write_shards() {
    journal_->begin_segment();
    segments_.push_back({journal_->segment(), epoch});
    std::string frame(1, of_shards);
    append_number(frame, static_cast<std::uint64_t>(created_));
    append_number(frame, static_cast<std::uint32_t>(shards_.size()));
    for (const auto& held : shards_) {
        const ShardInfo& about = held->info;
        append_hash(frame, about.range.first);
        append_hash(frame, about.range.last);
        append_shard(frame, about.parent);
        append_shard(frame, about.adjacent_parent);
        append_number(frame, about.first);
        append_instant(frame, about.opened);
        append_instant(frame, about.closed.value_or(never));
        append_number(frame, held->shard.end());
    }
    ticket_ = journal_->append(std::move(frame));
    drop_segments();
}

void KinesisStream::drop_segments() {
    const Instant horizon = context_.now() - config_.retention;
    while (segments_.size() > 1 && segments_.front().newest < horizon) segments_.pop_front();
    journal_->drop_before(segments_.front().number);
}

void KinesisStream::load() {
    journal_->load([this](std::uint64_t segment, std::string_view frame) {
        if (!restore(frame, segment))
            throw std::runtime_error(fmt::format("the records of the stream {} cannot be read", name_));
    });
    std::uint64_t records = 0;
    for (const auto& held : shards_) records += held->shard.end() - held->shard.begin();
    set_retained(records);
    trim();
}

bool KinesisStream::restore(std::string_view frame, std::uint64_t segment) {
    if (segments_.empty() || segments_.back().number != segment) segments_.push_back({segment, epoch});
    const char kind = frame.empty() ? '\0' : frame.front();
    FrameReader from(frame.substr(std::min<std::size_t>(1, frame.size())));
    if (kind == of_records) {
        while (!from.done()) {
            const auto shard = from.number<std::uint32_t>();
            StreamRecord record;
            record.index = from.number<std::uint64_t>();
            record.arrived = from.instant();
            record.partition_key = Text(from.bytes());
            record.data = Text(from.bytes());
            if (from.broken() || shard >= shards_.size()) return false;
            segments_.back().newest = std::max(segments_.back().newest, record.arrived);
            shards_[shard]->shard.restore(std::move(record));
        }
        return true;
    }
    if (kind != of_shards) return false;
    created_ = static_cast<std::int64_t>(from.number<std::uint64_t>());
    const auto shards = from.number<std::uint32_t>();
    for (std::size_t i = 0; i < shards; ++i) {
        ShardInfo about;
        about.range.first = read_hash(from);
        about.range.last = read_hash(from);
        about.parent = read_shard(from);
        about.adjacent_parent = read_shard(from);
        about.first = from.number<std::uint64_t>();
        about.opened = from.instant();
        if (const Instant closed = from.instant(); closed != never) about.closed = closed;
        const auto end = from.number<std::uint64_t>();
        if (from.broken()) return false;
        if (i == shards_.size()) add_shard(about);
        shards_[i]->info = about;
        shards_[i]->shard.restore_end(end);
    }
    return true;
}

}  // namespace wt::stream
