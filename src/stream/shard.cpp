#include "stream/shard.hpp"

#include <algorithm>

namespace wt::stream {

namespace {

[[nodiscard]] std::uint64_t size_of(const StreamRecord& record) {
    return record.data.size() + record.partition_key.size();
}

}  // namespace

bool Shard::put(Text partition_key, Text data, std::uint64_t number, Instant now) {
    StreamRecord record{end(), now, std::move(partition_key), std::move(data), number};
    const std::uint64_t size = size_of(record);
    if (!records_in_.has(1, now) || !bytes_in_.has(std::min(size, write_bytes), now)) return false;
    records_in_.take(1);
    bytes_in_.take(size);
    bytes_ += size;
    records_.push_back(std::move(record));
    return true;
}

bool Shard::admit_read(Instant now) {
    if (!reads_.has(1, now) || !bytes_out_.has(1, now)) return false;
    reads_.take(1);
    return true;
}

std::vector<StreamRecord> Shard::look(std::uint64_t index, std::size_t records, std::uint64_t most) const {
    std::vector<StreamRecord> found;
    std::uint64_t bytes = 0;
    for (std::uint64_t at = std::max(index, begin_); at < end() && found.size() < records; ++at) {
        const StreamRecord& record = records_[at - begin_];
        bytes += size_of(record);
        if (!found.empty() && bytes > most) break;
        found.push_back(record);
    }
    return found;
}

std::vector<StreamRecord> Shard::read(std::uint64_t index, std::size_t records) {
    std::vector<StreamRecord> found = look(index, records, most_bytes_per_read);
    std::uint64_t bytes = 0;
    for (const StreamRecord& record : found) bytes += size_of(record);
    if (bytes > read_bytes) {
        bytes_out_.take_all_and(bytes);
    } else {
        bytes_out_.take(bytes);
    }
    return found;
}

void Shard::restore(StreamRecord record) {
    if (record.index < end()) return;
    restore_end(record.index);
    bytes_ += size_of(record);
    records_.push_back(std::move(record));
}

void Shard::restore_end(std::uint64_t index) {
    if (index <= end()) return;
    records_.clear();
    bytes_ = 0;
    begin_ = index;
}

std::uint64_t Shard::trim(Instant horizon) {
    std::uint64_t trimmed = 0;
    for (; !records_.empty() && records_.front().arrived < horizon; ++trimmed) {
        bytes_ -= size_of(records_.front());
        records_.pop_front();
    }
    begin_ += trimmed;
    return trimmed;
}

std::uint64_t Shard::first_since(Instant moment) const {
    const auto found = std::partition_point(records_.begin(), records_.end(),
                                            [&](const StreamRecord& record) { return record.arrived < moment; });
    return begin_ + static_cast<std::uint64_t>(found - records_.begin());
}

}  // namespace wt::stream
