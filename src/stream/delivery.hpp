#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/literals.hpp"
#include "base/random.hpp"
#include "base/sync.hpp"
#include "base/task.hpp"
#include "base/text.hpp"
#include "stream/buffer.hpp"
#include "stream/compression.hpp"
#include "stream/object_name.hpp"

namespace wt::stream {

/// Brings an object to its place; false when that failed and is to be tried again.
using Deliver = std::function<Task<bool>(std::string key, Text object)>;
/// What became of records at a destination that takes records, and no objects. What is neither taken nor lost has been
/// dealt with otherwise.
struct SentRecords {
    std::uint64_t taken = 0;
    std::uint64_t taken_bytes = 0;
    std::vector<std::uint64_t> lost;  // by the numbers they were put with
};
/// One request with so many records: whether they were taken.
using Attempted = std::function<void(std::uint64_t records, std::uint64_t bytes, bool taken)>;
/// Brings records to such a destination, as often as it takes; tells of each request.
using DeliverRecords = std::function<Task<SentRecords>(std::vector<Record> records, Attempted attempted)>;
/// Learns of records that are given up, by the numbers they were put with.
using Lost = std::function<void(std::span<const std::uint64_t> numbers)>;

struct DeliveryConfig {
    Bytes buffer_size;
    Duration buffer_interval{0};
    std::uint64_t largest_buffer = 0;  // how far the size is raised
    Duration keep_for{0};              // what cannot be delivered for so long is lost
    Duration retry_every{0};
    Compression compression = Compression::none;
    std::string extension;  // instead of the compression's
    ObjectName name;
};

/// The last stage of a delivery stream: gathers records in a buffer and delivers each buffer as one object, in order,
/// one at a time, at least once. While a delivery is under way or failing, records go on gathering, and the buffer's
/// size is raised (doubled whenever it fills, up to `largest_buffer`) until everything behind is delivered. A record
/// that could not be delivered for `keep_for` is lost, and counted. Bounded by the rate of records times `keep_for`.
/// Delivers only while run() runs.
class Delivery {
public:
    /// Counts under `name`. Told of what `settled` hears: so many records were delivered or lost.
    Delivery(const Context& context, std::string_view name, const DeliveryConfig& config, Deliver deliver,
             std::function<void(std::uint64_t records)> settled);
    Delivery(const Delivery&) = delete;
    Delivery& operator=(const Delivery&) = delete;

    void add(Record record);
    /// From now on, also for records that wait; objects that are made already stay as they are.
    void update(const DeliveryConfig& config);
    /// Before anything is added: not as objects.
    void by_records(DeliverRecords deliver);
    void on_lost(Lost listener) { lost_listener_ = std::move(listener); }

    /// Delivers what is due, for ever; stopped by cancelling. What was not delivered then stays.
    [[nodiscard]] Task<void> run();
    /// From now on, or no longer: whatever is there is due.
    void hurry(bool hurried);
    /// Forgets what is there, but for an object that is on its way now.
    void clear();

    [[nodiscard]] bool idle() const { return waiting_ == 0; }
    [[nodiscard]] std::uint64_t waiting_bytes() const { return waiting_bytes_; }

private:
    /// A batch that waits for delivery. It keeps its key when it is tried again, so that a delivery that was made but
    /// not confirmed is overwritten and not doubled.
    struct Parcel {
        std::string key;
        Batch batch;
        Text object;              // made for the first try
        Compression compression;  // as its key says
    };

    void name_extension();
    void close_buffer();
    [[nodiscard]] bool something_due() const;
    [[nodiscard]] Task<void> until_due();
    [[nodiscard]] Task<bool> deliver_first();
    [[nodiscard]] Task<void> send_first();
    void give_up_old_records();
    void lose(const std::vector<std::uint64_t>& numbers);
    void settle(std::uint64_t records);
    void take_away(std::uint64_t bytes, std::uint64_t taken);
    void count_bytes();
    void resize_buffer();

    Context context_;
    std::string name_;
    DeliveryConfig config_;
    Deliver deliver_;
    DeliverRecords deliver_records_;  // instead, where there is one
    std::function<void(std::uint64_t)> settled_;
    Lost lost_listener_;
    Random key_random_;
    std::uint64_t id_;  // in the digest
    Buffer buffer_;
    std::deque<Parcel> parcels_;  // closed buffers, oldest first
    std::uint64_t waiting_ = 0;
    std::uint64_t waiting_bytes_ = 0;
    bool hurried_ = false;
    bool on_its_way_ = false;  // the first parcel
    Event changed_;            // something may have become due earlier than it was

    Counter& delivered_;
    Counter& lost_;
    Counter& flushes_;
    Counter& retries_;
    Counter& bytes_;
    Counter& objects_;
    Gauge& buffer_gauge_;
    Histogram& freshness_;
    // Of requests to a destination that takes records; null: it does not.
    struct Requests {
        Counter& all;
        Counter& taken;
        Counter& records;
        Counter& bytes;
    };
    std::optional<Requests> requests_;
};

}  // namespace wt::stream
