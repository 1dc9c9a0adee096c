#pragma once
#include <cstdint>
#include <deque>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "stream/quota.hpp"

namespace wt::stream {

/// A record as it lies in a shard.
struct StreamRecord {
    std::uint64_t index = 0;  // its place in the shard, from 0 on; the sequence number is made of it
    Instant arrived;          // the approximate arrival timestamp
    Text partition_key;
    Text data;
    std::uint64_t number = 0;  // the caller's: of the request that put it
};

/// One shard of a Kinesis data stream: records in the order in which they came, and how fast it takes and gives them.
/// Limits: Kinesis Data Streams Developer Guide, "Quotas and limits". Pure: told the time. Holds what has come and was
/// not trimmed yet; its owner bounds that by time.
class Shard {
public:
    /// `first`: the place of its first record.
    explicit Shard(Instant now, std::uint64_t first = 0)
        : begin_(first),
          bytes_in_(write_bytes, now),
          records_in_(write_records, now),
          bytes_out_(read_bytes, now),
          reads_(reads, now) {}

    static constexpr std::uint64_t write_bytes = 1024 * 1024;     // a second; data and partition key
    static constexpr std::uint64_t write_records = 1000;          // a second
    static constexpr std::uint64_t read_bytes = 2 * 1024 * 1024;  // a second
    static constexpr std::uint64_t reads = 5;                     // GetRecords calls a second
    static constexpr std::uint64_t most_bytes_per_read = 10 * 1024 * 1024;
    static constexpr std::size_t most_records_per_read = 10'000;

    /// False when the shard has had its second's records or bytes: ProvisionedThroughputExceededException.
    [[nodiscard]] bool put(Text partition_key, Text data, std::uint64_t number, Instant now);

    /// False when one more read is too many. What it reads is counted by read(): after more than a second's bytes the
    /// next is admitted only when they have flowed (10 MiB: after 5 s).
    [[nodiscard]] bool admit_read(Instant now);
    /// From `index` on, or from the oldest if that is gone: at most `records`, and at most 10 MiB.
    [[nodiscard]] std::vector<StreamRecord> read(std::uint64_t index, std::size_t records);

    /// The same for one who has a share of the shard's of its own (enhanced fan-out): at most `bytes`, but one record.
    [[nodiscard]] std::vector<StreamRecord> look(std::uint64_t index, std::size_t records, std::uint64_t bytes) const;

    /// A record that an earlier process took. Those of a place that is not the next are passed over, or what lies
    /// before is gone.
    void restore(StreamRecord record);
    /// An earlier process had come to `index`.
    void restore_end(std::uint64_t index);

    /// Takes out what came before `horizon`; how many that were.
    std::uint64_t trim(Instant horizon);

    /// The oldest record that is there; end() when there is none.
    [[nodiscard]] std::uint64_t begin() const { return begin_; }
    /// The place of the next record to come.
    [[nodiscard]] std::uint64_t end() const { return begin_ + records_.size(); }
    /// The first record that came at `moment` or later.
    [[nodiscard]] std::uint64_t first_since(Instant moment) const;
    /// The record at `index`; it must be there.
    [[nodiscard]] const StreamRecord& at(std::uint64_t index) const { return records_[index - begin_]; }
    [[nodiscard]] Instant arrived(std::uint64_t index) const { return at(index).arrived; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

private:
    std::deque<StreamRecord> records_;
    std::uint64_t begin_ = 0;
    std::uint64_t bytes_ = 0;
    Quota bytes_in_;
    Quota records_in_;
    Quota bytes_out_;
    Quota reads_;
};

}  // namespace wt::stream
