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

std::vector<StreamRecord> Shard::read(std::uint64_t index, std::size_t records) {
    std::vector<StreamRecord> found;
    std::uint64_t bytes = 0;
    for (std::uint64_t at = std::max(index, begin_); at < end() && found.size() < records; ++at) {
        const StreamRecord& record = records_[at - begin_];
        if (!found.empty() && bytes + size_of(record) > most_bytes_per_read) break;
        bytes += size_of(record);
        found.push_back(record);
    }
    if (bytes > read_bytes) {
        bytes_out_.take_all_and(bytes);
    } else {
        bytes_out_.take(bytes);
    }
    return found;
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
