#include "stream/delivery.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/hash.hpp"

namespace wt::stream {

Delivery::Delivery(const Context& context, std::string_view name, const DeliveryConfig& config, Deliver deliver,
                   std::function<void(std::uint64_t)> settled)
    : context_(context),
      name_(name),
      config_(config),
      deliver_(std::move(deliver)),
      settled_(std::move(settled)),
      key_random_(context.random(fmt::format("{}.keys", name))),
      id_(hash_bytes(name)),
      buffer_(config.buffer_size, config.buffer_interval),
      changed_(context.clock),
      delivered_(context.metrics.counter(fmt::format("{}.delivered", name))),
      lost_(context.metrics.counter(fmt::format("{}.lost", name))),
      flushes_(context.metrics.counter(fmt::format("{}.flushes", name))),
      retries_(context.metrics.counter(fmt::format("{}.retries", name))),
      bytes_(context.metrics.counter(fmt::format("{}.delivered.bytes", name))),
      objects_(context.metrics.counter(fmt::format("{}.delivered.objects", name))),
      buffer_gauge_(context.metrics.gauge(fmt::format("{}.buffer.size", name))),
      freshness_(context.metrics.histogram(fmt::format("{}.freshness", name))) {
    WT_ASSERT(config.retry_every > Duration::zero());
    name_extension();
    buffer_gauge_.set(static_cast<double>(buffer_.size()), context.now());
}

void Delivery::name_extension() {
    config_.name.extension = config_.extension.empty() ? extension_of(config_.compression) : config_.extension;
}

void Delivery::by_records(DeliverRecords deliver) {
    deliver_records_ = std::move(deliver);
    const auto counter = [this](std::string_view metric) -> Counter& {
        return context_.metrics.counter(fmt::format("{}.{}", name_, metric));
    };
    requests_.emplace(Requests{counter("requests"), counter("requests.taken"), counter("requests.records"),
                               counter("requests.bytes")});
}

void Delivery::update(const DeliveryConfig& config) {
    WT_ASSERT(config.retry_every > Duration::zero());
    config_ = config;
    name_extension();
    buffer_.hint(config.buffer_size, config.buffer_interval);
    if (!buffer_.empty() && buffer_.full()) close_buffer();
    buffer_gauge_.set(static_cast<double>(buffer_.size()), context_.now());
    changed_.pulse();
}

void Delivery::add(Record record) {
    const bool first = buffer_.empty();
    ++waiting_;
    waiting_bytes_ += record.data.size();
    buffer_.add(std::move(record), context_.now());
    if (buffer_.full()) {
        resize_buffer();
        if (buffer_.full()) {
            close_buffer();
            changed_.pulse();
            return;
        }
    }
    if (first) changed_.pulse();
}

void Delivery::resize_buffer() {
    const std::uint64_t before = buffer_.size();
    if (parcels_.empty()) {
        buffer_.lower();
    } else if (buffer_.full() && before < config_.largest_buffer) {
        buffer_.raise_to(std::min(before * 2, config_.largest_buffer));
    }
    if (buffer_.size() != before) buffer_gauge_.set(static_cast<double>(buffer_.size()), context_.now());
}

void Delivery::close_buffer() {
    Batch batch = buffer_.take();
    std::string key = object_key(config_.name, batch.oldest(), key_random_);
    parcels_.push_back(Parcel{std::move(key), std::move(batch), {}, config_.compression});
    flushes_.add();
}

Task<void> Delivery::run() {
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

bool Delivery::something_due() const {
    if (!parcels_.empty()) return true;
    return !buffer_.empty() && (hurried_ || buffer_.due(context_.now()));
}

Task<void> Delivery::until_due() {
    if (buffer_.empty()) {
        co_await changed_.wait();
        co_return;
    }
    (void)co_await changed_.wait_until(buffer_.due_at());
}

Task<bool> Delivery::deliver_first() {
    // Only run() takes parcels away, so the first one stays the first one meanwhile.
    if (deliver_records_) {
        co_await send_first();
        co_return true;
    }
    std::string key = parcels_.front().key;
    Text& made = parcels_.front().object;
    if (made.empty()) {
        made = parcels_.front().batch.object();
        if (parcels_.front().compression != Compression::none) made = compressed(parcels_.front().compression, made);
    }
    Text object = made;
    const std::size_t size = object.size();
    on_its_way_ = true;
    const bool delivered = co_await deliver_(std::move(key), std::move(object));
    on_its_way_ = false;
    if (!delivered) {
        retries_.add();
        co_return false;
    }
    objects_.add();
    take_away(size, parcels_.front().batch.records().size());
    co_return true;
}

Task<void> Delivery::send_first() {
    std::vector<Record> records = parcels_.front().batch.records();
    Attempted attempted = [this](std::uint64_t each, std::uint64_t bytes, bool taken) {
        requests_->all.add();
        requests_->records.add(each);
        requests_->bytes.add(bytes);
        if (taken) requests_->taken.add();
    };
    on_its_way_ = true;
    const SentRecords sent = co_await deliver_records_(std::move(records), std::move(attempted));
    on_its_way_ = false;
    lost_.add(sent.lost.size());
    if (!sent.lost.empty() && lost_listener_) lost_listener_(sent.lost);
    take_away(sent.taken_bytes, sent.taken);
}

void Delivery::take_away(std::uint64_t bytes, std::uint64_t taken) {
    const Batch& batch = parcels_.front().batch;
    const std::uint64_t records = batch.records().size();
    if (taken > 0) freshness_.record(context_.now() - batch.oldest());
    delivered_.add(taken);
    bytes_.add(bytes);
    context_.digest.add(context_.now(), id_, delivered_.value(), records);
    for (const Record& record : batch.records()) waiting_bytes_ -= record.data.size();
    parcels_.pop_front();
    resize_buffer();
    settle(records);
}

void Delivery::give_up_old_records() {
    const Instant newest_to_lose = context_.now() - config_.keep_for;
    for (Parcel& parcel : parcels_) {
        const std::vector<std::uint64_t> numbers = parcel.batch.drop_until(newest_to_lose);
        if (numbers.empty()) continue;
        parcel.object = Text();
        lose(numbers);
    }
    std::erase_if(parcels_, [](const Parcel& parcel) { return parcel.batch.empty(); });
    lose(buffer_.drop_until(newest_to_lose));
    resize_buffer();
}

void Delivery::lose(const std::vector<std::uint64_t>& numbers) {
    if (numbers.empty()) return;
    lost_.add(numbers.size());
    if (lost_listener_) lost_listener_(numbers);
    count_bytes();
    settle(numbers.size());
}

void Delivery::count_bytes() {
    waiting_bytes_ = buffer_.bytes();
    for (const Parcel& parcel : parcels_) {
        for (const Record& record : parcel.batch.records()) waiting_bytes_ += record.data.size();
    }
}

void Delivery::settle(std::uint64_t records) {
    waiting_ -= records;
    settled_(records);
}

void Delivery::clear() {
    std::uint64_t records = buffer_.take().records().size();
    for (std::size_t kept = on_its_way_ ? 1 : 0; parcels_.size() > kept; parcels_.pop_back())
        records += parcels_.back().batch.records().size();
    count_bytes();
    resize_buffer();
    settle(records);
}

void Delivery::hurry(bool hurried) {
    hurried_ = hurried;
    if (hurried) changed_.pulse();
}

}  // namespace wt::stream
