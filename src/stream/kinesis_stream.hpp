#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/context.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"
#include "base/sync.hpp"
#include "base/text.hpp"
#include "store/journal.hpp"
#include "stream/kinesis_config.hpp"
#include "stream/shard.hpp"

namespace wt::stream {

/// Hash keys from `first` to `last`, both in it.
struct HashRange {
    Uint128 first = 0;
    Uint128 last = ~Uint128{0};
    bool operator==(const HashRange&) const = default;
};

/// What is known of a shard beside its records.
struct ShardInfo {
    HashRange range;
    // What it was made of: by a split one, by a merge two.
    std::optional<std::size_t> parent;
    std::optional<std::size_t> adjacent_parent;
    std::uint64_t first = 0;  // the place of its first record; no record of its parents has a higher one
    Instant opened;
    std::optional<Instant> closed;  // by a split or a merge: no record comes any more
};

/// A Kinesis data stream: records in shards, kept for `retention` whether they were read or not. Answers at once;
/// latency and faults are the caller's. Memory is bounded by what the shards may take in that time. Errors are
/// sentences that begin with AWS's error code. With a journal all of it outlives the process. A shard keeps its number
/// for ever; what a split or a merge has closed gives its records as long as they are kept. Not modelled: how on-demand
/// mode divides shards by itself, encryption.
class KinesisStream {
public:
    /// Loads the journal; throws std::runtime_error, with a sentence, when that cannot be read.
    KinesisStream(const Context& context, std::string_view name, const KinesisConfig& config,
                  std::unique_ptr<store::Journal> journal = nullptr);
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
        std::optional<Uint128> hash_key = {};  // instead of the partition key's
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
    /// Waits until everything that was put and changed is on disk; why it is not.
    [[nodiscard]] Task<std::optional<Error>> durable();
    enum class Operation : std::uint8_t { put_record, put_records, get_records };
    /// How long one took that is answered now: on its way, and until it was on disk.
    void answered(Operation operation, Duration took);
    /// So many records of a batch were accepted, and then could not be kept.
    void failed_batch(std::uint64_t records) { batch_records_failed_.add(records); }

    /// What one who is subscribed to shards (enhanced fan-out) was sent, and how often he was let in or not.
    struct ConsumerCounts {
        Counter& subscribed;
        Counter& refused;  // too early, while another subscription lasts
        Counter& events;
        Counter& records;
        Counter& bytes;
        Histogram& behind;
    };
    [[nodiscard]] ConsumerCounts counts_of(std::string_view consumer);

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
        bool ended = false;         // the shard is closed, and this was its end
    };
    [[nodiscard]] Iterator trim_horizon(std::size_t shard);
    [[nodiscard]] Iterator latest(std::size_t shard);
    [[nodiscard]] Iterator at_timestamp(std::size_t shard, Instant moment);
    [[nodiscard]] Result<Iterator> at_sequence_number(std::size_t shard, std::string_view sequence_number);
    [[nodiscard]] Result<Iterator> after_sequence_number(std::size_t shard, std::string_view sequence_number);
    /// At most `limit` (1 to 10,000) records and 10 MiB. ExpiredIteratorException, or
    /// ProvisionedThroughputExceededException when the shard is read too often or too fast.
    [[nodiscard]] Result<Records> get_records(const Iterator& from, std::size_t limit = Shard::most_records_per_read);
    /// The same for one who has a share of its own: at most so many bytes, or one record.
    [[nodiscard]] Records look(const Iterator& from, std::uint64_t bytes);

    // Shards: those that take records, and those that were closed.
    [[nodiscard]] std::size_t shards() const { return shards_.size(); }
    [[nodiscard]] std::size_t open_shards() const { return routes_.size(); }
    [[nodiscard]] const ShardInfo& info(std::size_t shard) const { return shards_[shard]->info; }
    /// None for a shard that is not there, or that was closed so long ago that nothing of it is kept.
    [[nodiscard]] std::optional<std::size_t> find_shard(std::string_view id) const;
    [[nodiscard]] bool is_gone(std::size_t shard) const;
    /// Those that were made of it.
    [[nodiscard]] std::vector<std::size_t> children_of(std::size_t shard) const;
    [[nodiscard]] std::string shard_id(std::size_t shard) const;  // "shardId-000000000000"
    /// 56 digits, rising within a shard and from parent to child. Assumed: AWS documents no form.
    [[nodiscard]] std::string sequence_number(const Place& place) const;
    [[nodiscard]] std::string starting_sequence_number(std::size_t shard) const;
    /// Of a closed shard: higher than any in it.
    [[nodiscard]] std::string ending_sequence_number(std::size_t shard) const;
    /// Pulses when a record comes, when the shard is closed, and when the stream goes.
    [[nodiscard]] Event& arrival(std::size_t shard) { return shards_[shard]->arrival; }

    // Resharding. Errors change nothing.
    /// Why the shard cannot be split so that its second half begins at `at`.
    [[nodiscard]] std::optional<Error> refuse_split(std::size_t shard, Uint128 at) const;
    [[nodiscard]] std::optional<Error> refuse_merge(std::size_t shard, std::size_t adjacent) const;
    void split(std::size_t shard, Uint128 at);
    void merge(std::size_t shard, std::size_t adjacent);
    /// So many open shards with even parts of the hash keys, by splits and merges, as AWS does it (UpdateShardCount);
    /// shards that exist only on the way are closed at once.
    void reshard(std::uint64_t shards);
    /// Pulses when there are other shards than before.
    [[nodiscard]] Event& resharded() { return resharded_; }

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
        /// The shard is closed, and read to its end.
        [[nodiscard]] bool ended() const { return unread() == 0 && stream_.info(shard_).closed.has_value(); }
        [[nodiscard]] std::size_t shard() const { return shard_; }
        [[nodiscard]] KinesisStream& stream() const { return stream_; }
        /// Pulses when a record comes.
        [[nodiscard]] Event& arrival() const;
        /// Where it reads next.
        [[nodiscard]] std::uint64_t next() const { return next_; }
        void go_to(std::uint64_t index);

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
    void retire();
    [[nodiscard]] bool retired() const { return retired_; }
    /// What every shard holds too long goes. It goes anyway when someone reads or puts.
    void trim();

private:
    /// Of a shard by itself.
    struct ShardCounts {
        Counter& accepted;
        Counter& accepted_bytes;
        Counter& throttled;
        Counter& read;
        Counter& read_bytes;
        Counter& reads;
        Counter& throttled_reads;
        Histogram& iterator_age;
    };
    struct Held {
        Held(Clock& clock, ShardInfo about)
            : shard(about.opened, about.first), arrival(clock), info(std::move(about)) {}
        Shard shard;
        Event arrival;
        std::vector<Follower*> followers;  // in the order in which they came
        ShardInfo info;
        std::optional<ShardCounts> counts = {};  // where the configuration asks for them
    };
    void count_shards();

    [[nodiscard]] std::string refusal(const Entry& entry) const;
    [[nodiscard]] Result<Place> put_valid(Entry entry);
    [[nodiscard]] std::size_t shard_at(Uint128 hash_key) const;
    [[nodiscard]] Records answer_of(const Iterator& from, std::vector<StreamRecord> records);
    /// Behind which record a sequence number of the shard lies: 0 before the first.
    [[nodiscard]] Result<std::uint64_t> rank_of(std::size_t shard, std::string_view sequence_number) const;
    [[nodiscard]] std::string written(std::uint64_t rank, std::size_t shard) const;
    void trim(Held& held);
    void set_retained(std::uint64_t records);
    void add_shard(ShardInfo info);
    void close(std::size_t shard);
    void route();
    [[nodiscard]] Error not_eligible(std::size_t shard) const;

    // The journal.
    void note(const Place& place, const StreamRecord& record);
    void write_notes();
    void write_shards();
    /// Those of which no record is kept any more.
    void drop_segments();
    void load();
    [[nodiscard]] bool restore(std::string_view frame, std::uint64_t segment);

    Context context_;
    bool retired_ = false;
    std::string name_;
    std::string said_name_;  // in errors
    KinesisConfig config_;
    std::uint64_t id_;  // in the digest
    std::int64_t created_;
    std::vector<std::unique_ptr<Held>> shards_;
    std::vector<std::pair<Uint128, std::size_t>> routes_;  // open shards by the last hash key of each
    std::uint64_t retained_count_ = 0;
    Event resharded_;

    std::unique_ptr<store::Journal> journal_;
    std::string notes_;  // of records, for the next frame
    store::Ticket ticket_ = 0;
    struct Segment {
        std::uint64_t number;
        Instant newest;  // the arrival of its youngest record
    };
    std::deque<Segment> segments_;

    Counter& accepted_;
    Counter& accepted_bytes_;
    Counter& singles_;
    Counter& singles_accepted_;
    Counter& singles_bytes_;
    Counter& batches_;
    Counter& batches_accepted_;  // with one record at least
    Counter& batch_records_;
    Counter& batch_records_accepted_;
    Counter& batch_records_throttled_;
    Counter& batch_records_failed_;
    Counter& batch_bytes_;
    Counter& put_units_;
    Counter& throttled_;
    Counter& refused_;
    Counter& read_;
    Counter& reads_;
    Counter& read_bytes_;
    Histogram& iterator_age_;
    Counter& throttled_reads_;
    Counter& trimmed_;
    Counter& expired_;
    Gauge& retained_;
    Histogram& singles_latency_;
    Histogram& batches_latency_;
    Histogram& reads_latency_;
    // Of single operations, bytes and records, a nanosecond for each.
    Histogram& put_bytes_each_;    // that were taken
    Histogram& put_records_each_;  // that were taken
    Histogram& single_bytes_each_;
    Histogram& batches_bytes_each_;
    Histogram& batches_records_each_;
    Histogram& batches_successful_each_;
    Histogram& reads_bytes_each_;
    Histogram& reads_records_each_;
};

}  // namespace wt::stream
