#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/result.hpp"
#include "base/sync.hpp"
#include "base/text.hpp"
#include "stream/kinesis_config.hpp"
#include "stream/shard.hpp"

namespace wt::stream {

/// A Kinesis data stream: records in shards, kept for `retention` whether they were read or not. Answers at once;
/// latency and faults are the caller's. Memory is bounded by what the shards may take in that time. Errors are
/// sentences that begin with AWS's error code. Not modelled: resharding, on-demand mode, enhanced fan-out, encryption.
class KinesisStream {
public:
    KinesisStream(const Context& context, std::string_view name, const KinesisConfig& config);
    KinesisStream(const KinesisStream&) = delete;
    KinesisStream& operator=(const KinesisStream&) = delete;
    ~KinesisStream();

    /// Another configuration from now on. Records that are here stay, unless a shorter retention makes them too old.
    /// Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(const KinesisConfig& config);

    struct Entry {
        Text partition_key;  // 1 to 256 characters
        Text data;           // with the key at most what the stream takes
        std::uint64_t number = 0;
    };
    struct Place {
        std::size_t shard = 0;
        std::uint64_t index = 0;
    };
    /// Where the record lies, or ValidationException or ProvisionedThroughputExceededException.
    [[nodiscard]] Result<Place> put_record(Entry entry);
    /// At most 500 records and 10 MiB. Each is accepted or refused by itself: those after a refused one may be
    /// accepted.
    [[nodiscard]] Result<std::vector<Result<Place>>> put_records(std::vector<Entry> entries);

    static constexpr std::size_t most_entries = 500;
    static constexpr std::uint64_t most_entry_bytes = 10 * 1024 * 1024;
    static constexpr std::size_t longest_key = 256;

    // Reading, as the API does it.
    struct Iterator {
        std::size_t shard = 0;
        std::uint64_t index = 0;
        Instant made;
        static constexpr Duration valid_for = 5min;
    };
    struct Records {
        std::vector<StreamRecord> records;
        Iterator next;
        Duration behind_latest{0};  // the age of the oldest record that was not read; 0: none
    };
    [[nodiscard]] Iterator trim_horizon(std::size_t shard);
    [[nodiscard]] Iterator latest(std::size_t shard);
    [[nodiscard]] Iterator at_timestamp(std::size_t shard, Instant moment);
    [[nodiscard]] Result<Iterator> at_sequence_number(std::size_t shard, std::string_view sequence_number);
    [[nodiscard]] Result<Iterator> after_sequence_number(std::size_t shard, std::string_view sequence_number);
    /// At most `limit` (1 to 10,000) records and 10 MiB. ExpiredIteratorException, or
    /// ProvisionedThroughputExceededException when the shard is read too often or too fast.
    [[nodiscard]] Result<Records> get_records(const Iterator& from, std::size_t limit = Shard::most_records_per_read);

    [[nodiscard]] std::size_t shards() const { return shards_.size(); }
    [[nodiscard]] std::string shard_id(std::size_t shard) const;  // "shardId-000000000000"
    /// 56 digits, rising within a shard. Assumed: AWS documents no form.
    [[nodiscard]] std::string sequence_number(const Place& place) const;
    [[nodiscard]] const KinesisConfig& config() const { return config_; }
    [[nodiscard]] Duration retention() const { return config_.retention; }
    [[nodiscard]] std::uint64_t end(std::size_t shard) const { return shards_[shard]->shard.end(); }
    /// Records that lie in the stream now.
    [[nodiscard]] std::uint64_t retained() const { return retained_count_; }

    /// One who reads a shard to its end: how far it has come. What is trimmed before it was read is counted.
    class Follower {
    public:
        Follower(KinesisStream& stream, std::size_t shard, Start start, Counter& expired);
        Follower(const Follower&) = delete;
        Follower& operator=(const Follower&) = delete;
        ~Follower();

        /// The next records, and moves behind them. As get_records().
        [[nodiscard]] Result<Records> read(std::size_t limit = Shard::most_records_per_read);
        /// Records that it has not read.
        [[nodiscard]] std::uint64_t unread() const;
        [[nodiscard]] std::size_t shard() const { return shard_; }
        [[nodiscard]] KinesisStream& stream() const { return stream_; }
        /// Pulses when a record comes.
        [[nodiscard]] Event& arrival() const;

    private:
        friend class KinesisStream;
        KinesisStream& stream_;
        std::size_t shard_;
        std::uint64_t next_;
        Counter& expired_;
    };

    /// Forgets every record; whoever follows goes on with the next to come.
    void clear();
    /// It is no more; who reads it finds nothing.
    void retire() {
        clear();
        retired_ = true;
    }
    [[nodiscard]] bool retired() const { return retired_; }
    /// What every shard holds too long goes. It goes anyway when someone reads or puts.
    void trim();

private:
    struct OpenShard {
        OpenShard(Clock& clock, Instant now) : shard(now), arrival(clock) {}
        Shard shard;
        Event arrival;
        std::vector<Follower*> followers;  // in the order in which they came
    };

    [[nodiscard]] std::string refusal(const Entry& entry) const;
    [[nodiscard]] Result<Place> put_valid(Entry entry);
    [[nodiscard]] Result<std::uint64_t> index_of(std::size_t shard, std::string_view sequence_number) const;
    void trim(OpenShard& open);
    void set_retained(std::uint64_t records);

    Context context_;
    bool retired_ = false;
    std::string name_;
    KinesisConfig config_;
    std::uint64_t id_;  // in the digest
    std::int64_t created_;
    std::vector<std::unique_ptr<OpenShard>> shards_;
    std::uint64_t retained_count_ = 0;

    Counter& accepted_;
    Counter& put_units_;
    Counter& throttled_;
    Counter& refused_;
    Counter& read_;
    Counter& throttled_reads_;
    Counter& trimmed_;
    Counter& expired_;
    Gauge& retained_;
};

}  // namespace wt::stream
