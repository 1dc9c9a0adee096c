#include "stream/delivery_stream.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "stream/object_key.hpp"

namespace wt::stream {

namespace {

/// Data Firehose's price list: each record counts as the next multiple of 5 KB.
constexpr std::uint64_t billing_step = 5 * 1024;

[[nodiscard]] std::uint64_t billed(std::uint64_t size) {
    return (size + billing_step - 1) / billing_step * billing_step;
}

}  // namespace

DeliveryStream::DeliveryStream(const Context& context, std::string_view name, const DeliveryStreamConfig& config,
                               Deliver deliver)
    : context_(context),
      name_(name),
      config_(config),
      deliver_(std::move(deliver)),
      key_random_(context.random(fmt::format("{}.keys", name))),
      id_(hash_bytes(name)),
      buffer_(config.buffer_size, config.buffer_interval),
      changed_(context.clock),
      settled_(context.clock),
      accepted_(context.metrics.counter(fmt::format("{}.accepted", name))),
      billed_bytes_(context.metrics.counter(fmt::format("{}.billed.bytes", name))),
      delivered_(context.metrics.counter(fmt::format("{}.delivered", name))),
      lost_(context.metrics.counter(fmt::format("{}.lost", name))),
      flushes_(context.metrics.counter(fmt::format("{}.flushes", name))),
      retries_(context.metrics.counter(fmt::format("{}.retries", name))),
      backlog_(context.metrics.gauge(fmt::format("{}.backlog", name))),
      freshness_(context.metrics.histogram(fmt::format("{}.freshness", name))) {
    WT_ASSERT(config.retry_every > Duration::zero());
}

Result<std::uint64_t> DeliveryStream::put(Text record, std::uint64_t number) {
    if (record.size() > DeliveryStreamConfig::largest_record) {
        return Error{
            "ValidationException: 1 validation error detected: Value at 'record.data' failed to satisfy constraint: "
            "Member must have length less than or equal to 1024000"};
    }
    const Instant now = context_.now();
    const std::uint64_t place = accepted_.value();
    accepted_.add();
    billed_bytes_.add(billed(record.size()));
    backlog_.set(static_cast<double>(++backlog_count_), now);

    const bool first = buffer_.empty();
    buffer_.add(std::move(record), number, now);
    if (buffer_.full()) {
        close_buffer();
        changed_.pulse();
    } else if (first) {
        changed_.pulse();
    }
    return place;
}

void DeliveryStream::close_buffer() {
    Batch batch = buffer_.take();
    std::string key = object_key(config_.prefix, name_, batch.oldest(), key_random_);
    parcels_.push_back(Parcel{std::move(key), std::move(batch)});
    flushes_.add();
}

Task<void> DeliveryStream::run() {
    for (;;) {
        while (!something_due()) co_await until_due();
        if (parcels_.empty()) close_buffer();
        const bool delivered = co_await deliver_first();
        if (!delivered) {
            give_up_old_records();
            co_await context_.clock.sleep_for(config_.retry_every);
        }
    }
}

bool DeliveryStream::something_due() const {
    if (!parcels_.empty()) return true;
    return !buffer_.empty() && (draining_ > 0 || buffer_.due(context_.now()));
}

Task<void> DeliveryStream::until_due() {
    if (buffer_.empty()) {
        co_await changed_.wait();
        co_return;
    }
    const auto change = [](Event& event) -> Task<bool> {
        co_await event.wait();
        co_return true;
    };
    const Duration left = buffer_.due_at() - context_.now();
    (void)co_await Timeout<bool>(context_.clock, left, change(changed_));
}

Task<bool> DeliveryStream::deliver_first() {
    // Only run() takes parcels away, so the first one stays the first one meanwhile.
    std::string key = parcels_.front().key;
    Text object = parcels_.front().batch.object();
    const bool delivered = co_await deliver_(std::move(key), std::move(object));
    if (!delivered) {
        retries_.add();
        co_return false;
    }
    const Batch& batch = parcels_.front().batch;
    const std::uint64_t records = batch.records().size();
    freshness_.record(context_.now() - batch.oldest());
    delivered_.add(records);
    context_.digest.add(context_.now(), id_, delivered_.value(), records);
    parcels_.pop_front();
    settle(records);
    co_return true;
}

void DeliveryStream::give_up_old_records() {
    const Instant newest_to_lose = context_.now() - config_.retry_for;
    while (!parcels_.empty()) {
        const std::vector<std::uint64_t> numbers = parcels_.front().batch.drop_until(newest_to_lose);
        if (numbers.empty()) return;
        lost_.add(numbers.size());
        if (lost_listener_) lost_listener_(numbers);
        settle(numbers.size());
        if (!parcels_.front().batch.empty()) return;
        parcels_.pop_front();
    }
}

void DeliveryStream::settle(std::uint64_t records) {
    backlog_count_ -= records;
    backlog_.set(static_cast<double>(backlog_count_), context_.now());
    settled_.pulse();
}

Task<void> DeliveryStream::drain() {
    // Counted down however the wait ends.
    struct Draining {
        int& count;
        explicit Draining(int& c) : count(c) { ++count; }
        Draining(const Draining&) = delete;
        Draining& operator=(const Draining&) = delete;
        ~Draining() { --count; }
    };
    const Draining draining(draining_);
    changed_.pulse();
    while (!idle()) co_await settled_.wait();
}

}  // namespace wt::stream
