#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/context.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/sync.hpp"
#include "base/task.hpp"
#include "base/text.hpp"
#include "stream/buffer.hpp"
#include "stream/config.hpp"

namespace wt::stream {

/// Brings an object to its place; false when that failed and is to be tried again.
using Deliver = std::function<Task<bool>(std::string key, Text object)>;
/// Learns of records that are given up, by the numbers they were put with.
using Lost = std::function<void(std::span<const std::uint64_t> numbers)>;

/// A Firehose delivery stream (direct put): takes records, gathers them in a buffer, and delivers each buffer as one
/// object, in order, at least once. While a delivery is under way or failing, records go on gathering: up to
/// `buffer_size` bytes make an object, as Firehose raises its buffer when delivery lags behind. A record that could not
/// be delivered for `retry_for` is lost, and counted. accepted = delivered + lost + backlog, always. The backlog has no
/// bound but the rate of records times `retry_for`. Delivers only while run() runs.
class DeliveryStream {
public:
    DeliveryStream(const Context& context, std::string_view name, const DeliveryStreamConfig& config, Deliver deliver);
    DeliveryStream(const DeliveryStream&) = delete;
    DeliveryStream& operator=(const DeliveryStream&) = delete;

    /// Accepts a record of up to 1,024,000 bytes and answers how many were accepted before it; a larger one is
    /// refused with a ValidationException. `number` names it to the listener of on_lost().
    [[nodiscard]] Result<std::uint64_t> put(Text record, std::uint64_t number);

    void on_lost(Lost listener) { lost_listener_ = std::move(listener); }

    /// Delivers what is due, for ever; stopped by cancelling. What was not delivered then stays in the backlog.
    [[nodiscard]] Task<void> run();

    /// Flushes without waiting for the interval, until nothing is left. As long as deliveries fail it waits with them.
    [[nodiscard]] Task<void> drain();
    [[nodiscard]] bool idle() const { return backlog_count_ == 0; }
    /// Records accepted, and neither delivered nor lost.
    [[nodiscard]] std::uint64_t backlog() const { return backlog_count_; }

private:
    /// A batch that waits for delivery. It keeps its key when it is tried again, so that a delivery that was made but
    /// not confirmed is overwritten and not doubled.
    struct Parcel {
        std::string key;
        Batch batch;
    };

    void close_buffer();
    [[nodiscard]] bool something_due() const;
    [[nodiscard]] Task<void> until_due();
    [[nodiscard]] Task<bool> deliver_first();
    void give_up_old_records();
    void settle(std::uint64_t records);

    Context context_;
    std::string name_;
    DeliveryStreamConfig config_;
    Deliver deliver_;
    Lost lost_listener_;
    Random key_random_;
    std::uint64_t id_;  // in the digest
    Buffer buffer_;
    std::deque<Parcel> parcels_;  // closed buffers, oldest first
    std::uint64_t backlog_count_ = 0;
    int draining_ = 0;  // how many wait in drain()
    Event changed_;     // something may have become due earlier than it was
    Event settled_;     // records were delivered or lost

    Counter& accepted_;
    Counter& billed_bytes_;
    Counter& delivered_;
    Counter& lost_;
    Counter& flushes_;
    Counter& retries_;
    Gauge& backlog_;
    Histogram& freshness_;
};

}  // namespace wt::stream
