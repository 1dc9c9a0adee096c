#include "stream/delivery_stream.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/base64.hpp"
#include "base/scope.hpp"

namespace wt::stream {

namespace {

/// Data Firehose's price list: each record counts as the next multiple of 5 KB.
constexpr std::uint64_t billing_step = 5 * 1024;
constexpr Duration own_retention = 24h;

[[nodiscard]] std::uint64_t billed(std::uint64_t size) {
    return (size + billing_step - 1) / billing_step * billing_step;
}

/// Makes the quota what the configuration says, if it says anything.
void fit(std::optional<Quota>& quota, const std::optional<std::uint64_t>& per_second, Instant now) {
    if (!per_second) {
        quota.reset();
    } else if (quota) {
        quota->change(*per_second, now);
    } else {
        quota.emplace(*per_second, now);
    }
}

[[nodiscard]] std::int64_t milliseconds(Instant moment) {
    return std::chrono::floor<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

}  // namespace

DeliveryStream::DeliveryStream(const Context& context, std::string_view name, const DeliveryStreamConfig& config,
                               Deliver deliver, KinesisStream* source, const Reach& reach)
    : context_(context),
      name_(name),
      config_(config),
      source_(source),
      settled_(context.clock),
      accepted_(context.metrics.counter(fmt::format("{}.accepted", name))),
      throttled_(context.metrics.counter(fmt::format("{}.throttled", name))),
      billed_bytes_(context.metrics.counter(fmt::format("{}.billed.bytes", name))),
      backlog_(context.metrics.gauge(fmt::format("{}.backlog", name))),
      deliver_(std::move(deliver)) {
    WT_ASSERT(!prefix_problem(config.prefix, config.error_prefix));
    fit_limits();
    main_ = make_delivery(name, main_name(), deliver_);
    if (source == nullptr) return;
    Counter& expired = context.metrics.counter(fmt::format("{}.expired", name));
    for (std::size_t shard = 0; shard < source->shards(); ++shard)
        shards_.push_back(std::make_unique<ShardPoller>(context, *source, shard, Start::latest, expired, reach));
}

void DeliveryStream::fit_limits() {
    const Instant now = context_.now();
    const auto limit = [&](auto of) {
        return config_.limits ? std::optional<std::uint64_t>(of(*config_.limits)) : std::nullopt;
    };
    fit(records_, limit([](const PutLimits& limits) { return limits.records; }), now);
    fit(requests_, limit([](const PutLimits& limits) { return limits.requests; }), now);
    fit(bytes_, limit([](const PutLimits& limits) { return limits.bytes.count; }), now);
}

Duration DeliveryStream::keep_for() const {
    const Duration kept = config_.retention.value_or(source_ == nullptr ? own_retention : source_->retention());
    return std::min(kept, config_.retry_for.value_or(kept));
}

ObjectName DeliveryStream::main_name() const {
    return ObjectName{name_, config_.prefix, config_.error_prefix, "", "", 1};
}

ObjectName DeliveryStream::error_name() const {
    return ObjectName{name_, config_.prefix, config_.error_prefix, "processing-failed", "", 1};
}

ObjectName DeliveryStream::backup_name() const { return ObjectName{name_, config_.backup.prefix, "", "", "", 1}; }

DeliveryConfig DeliveryStream::delivery_config(ObjectName name) const {
    DeliveryConfig config;
    config.buffer_size = config_.buffer_size;
    config.buffer_interval = config_.buffer_interval;
    config.largest_buffer = std::max(DeliveryStreamConfig::largest_buffer, config_.buffer_size.count);
    config.keep_for = keep_for();
    config.retry_every = config_.retry_every;
    // Records whose transformation failed are written as they are (JSON), whatever data is compressed with.
    config.gzip = config_.gzip && name.error_type.empty();
    config.name = std::move(name);
    return config;
}

std::unique_ptr<Delivery> DeliveryStream::make_delivery(std::string_view metrics, ObjectName name, Deliver deliver) {
    const bool counts = metrics == name_;
    return std::make_unique<Delivery>(context_, metrics, delivery_config(std::move(name)), std::move(deliver),
                                      [this, counts](std::uint64_t records) { settle(counts ? records : 0); });
}

std::optional<Error> unchangeable(const DeliveryStreamConfig& from, const DeliveryStreamConfig& to) {
    if (from.source != to.source || from.to != to.to || from.backup.to != to.backup.to)
        return Error{"where records come from and go to cannot change while the stream runs"};
    if (from.transform.function != to.transform.function)
        return Error{"the function that transforms records cannot change while the stream runs"};
    if (const auto wrong = prefix_problem(to.prefix, to.error_prefix)) return Error{*wrong};
    if (const auto wrong = prefix_problem(to.backup.prefix, "")) return Error{*wrong};
    return std::nullopt;
}

std::optional<Error> DeliveryStream::update(const DeliveryStreamConfig& config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    if (source_ != nullptr && source_->retired()) return Error{"the stream that it reads is no more"};
    config_ = config;
    fit_limits();
    main_->update(delivery_config(main_name()));
    if (backup_) backup_->update(delivery_config(backup_name()));
    if (errors_) errors_->update(delivery_config(error_name()));
    if (transform_) transform_->update(config_.transform);
    return std::nullopt;
}

void DeliveryStream::transform_by(InvokeTransform invoke) {
    dropped_ = &context_.metrics.counter(fmt::format("{}.dropped", name_));
    failed_ = &context_.metrics.counter(fmt::format("{}.failed", name_));
    errors_ = make_delivery(fmt::format("{}.errors", name_), error_name(), deliver_);
    transform_ = std::make_unique<TransformStage>(context_, name_, config_.transform, std::move(invoke),
                                                  [this](const Record& record, Transformed result, int attempts) {
                                                      transformed(record, std::move(result), attempts);
                                                  });
}

void DeliveryStream::back_up_to(Deliver deliver) {
    backup_ = make_delivery(fmt::format("{}.backup", name_), backup_name(), std::move(deliver));
}

Result<std::uint64_t> DeliveryStream::put(Text record, std::uint64_t number) {
    if (record.size() > DeliveryStreamConfig::largest_record) {
        return Error{
            "ValidationException: 1 validation error detected: Value at 'record.data' failed to satisfy constraint: "
            "Member must have length less than or equal to 1024000"};
    }
    if (requests_ && requests_->has(1, context_.now())) {
        requests_->take(1);
    } else if (requests_) {
        throttled_.add();
        return Error{"ServiceUnavailableException: Slow down."};
    }
    return admit(std::move(record), number);
}

Result<std::vector<Result<std::uint64_t>>> DeliveryStream::put_batch(std::vector<Entry> entries) {
    std::uint64_t bytes = 0;
    for (const Entry& entry : entries) {
        bytes += entry.data.size();
        if (entry.data.size() > DeliveryStreamConfig::largest_record)
            return Error{"ValidationException: a record has at most 1024000 bytes"};
    }
    if (entries.empty() || entries.size() > most_entries)
        return Error{"ValidationException: a batch has 1 to 500 records"};
    if (bytes > most_entry_bytes) return Error{"InvalidArgumentException: a batch has at most 4 MiB"};

    const bool admitted = !requests_ || requests_->has(1, context_.now());
    if (requests_ && admitted) requests_->take(1);
    std::vector<Result<std::uint64_t>> results;
    for (Entry& entry : entries) {
        if (admitted) {
            results.push_back(admit(std::move(entry.data), entry.number));
        } else {
            throttled_.add();
            results.emplace_back(Error{"ServiceUnavailableException: Slow down."});
        }
    }
    return results;
}

Result<std::uint64_t> DeliveryStream::admit(Text record, std::uint64_t number) {
    const Instant now = context_.now();
    if (!shards_.empty()) {
        return Error{
            "InvalidArgumentException: This operation is not permitted on KinesisStreamAsSource delivery stream type."};
    }
    if (records_) {
        if (!records_->has(1, now) || !bytes_->has(std::min(record.size(), bytes_->per_second()), now)) {
            throttled_.add();
            return Error{"ServiceUnavailableException: Slow down."};
        }
        records_->take(1);
        bytes_->take(record.size());
    }
    Record accepted{std::move(record), number, now};
    return accept(std::move(accepted));
}

std::uint64_t DeliveryStream::accept(Record record) {
    const std::uint64_t place = accepted_.value();
    accepted_.add();
    billed_bytes_.add(billed(record.data.size()));
    backlog_.set(static_cast<double>(++backlog_count_), context_.now());
    if (backup_) backup_->add(record);
    if (transform_) {
        transform_->add(std::move(record));
    } else {
        main_->add(std::move(record));
    }
    return place;
}

void DeliveryStream::transformed(const Record& record, Transformed result, int attempts) {
    switch (result.result) {
        case Transformed::Result::ok: main_->add(Record{std::move(result.data), record.number, record.arrived}); break;
        case Transformed::Result::dropped:
            dropped_->add();
            settle(1);
            break;
        case Transformed::Result::failed:
        case Transformed::Result::no_answer:
            failed_->add();
            errors_->add(Record{error_record(record, result.result, attempts), record.number, record.arrived});
            settle(1);
            break;
    }
}

Text DeliveryStream::error_record(const Record& record, Transformed::Result result, int attempts) const {
    // Data Firehose Developer Guide, "Data transformation failure handling". Assumed: the codes of these two causes.
    const bool answered = result == Transformed::Result::failed;
    return Text(fmt::format(
        R"({{"attemptsMade":{},"arrivalTimestamp":{},"errorCode":"{}","errorMessage":"{}","attemptEndingTimestamp":{},)"
        R"("rawData":"{}","lambdaArn":"arn:aws:lambda:us-east-1:000000000000:function:{}:$LATEST"}})"
        "\n",
        attempts, milliseconds(record.arrived), answered ? "Lambda.ProcessingFailedStatus" : "Lambda.FunctionError",
        answered ? "ProcessingFailed status set for record" : "The Lambda function was invoked but returned an error",
        milliseconds(context_.now()), base64_encode(record.data), config_.transform.function));
}

Task<void> DeliveryStream::run() {
    Scope beside;
    if (backup_) beside.spawn(backup_->run());
    if (errors_) beside.spawn(errors_->run());
    if (transform_) beside.spawn(transform_->run());
    for (const auto& shard : shards_) beside.spawn(follow(*shard));
    co_await main_->run();
}

Task<void> DeliveryStream::follow(ShardPoller& shard) {
    for (;;) {
        while (waiting_bytes() >= DeliveryStreamConfig::largest_buffer) co_await settled_.wait();
        co_await shard.until_something();
        std::vector<StreamRecord> records = co_await shard.poll();
        for (StreamRecord& record : records) {
            Record accepted{std::move(record.data), record.number, record.arrived};
            (void)accept(std::move(accepted));
        }
    }
}

std::uint64_t DeliveryStream::waiting_bytes() const {
    return main_->waiting_bytes() + (transform_ ? transform_->waiting_bytes() : 0);
}

void DeliveryStream::settle(std::uint64_t records) {
    backlog_count_ -= records;
    backlog_.set(static_cast<double>(backlog_count_), context_.now());
    settled_.pulse();
}

void DeliveryStream::clear() {
    main_->clear();
    if (backup_) backup_->clear();
    if (errors_) errors_->clear();
    if (transform_) settle(transform_->clear());
}

bool DeliveryStream::idle() const {
    return backlog_count_ == 0 && (!backup_ || backup_->idle()) && (!errors_ || errors_->idle()) &&
           std::all_of(shards_.begin(), shards_.end(), [](const auto& shard) { return shard->unread() == 0; });
}

void DeliveryStream::hurry() {
    const bool hurried = draining_ > 0;
    main_->hurry(hurried);
    if (backup_) backup_->hurry(hurried);
    if (errors_) errors_->hurry(hurried);
    if (transform_) transform_->hurry(hurried);
}

Task<void> DeliveryStream::drain() {
    // Counted down however the wait ends.
    struct Draining {
        DeliveryStream& stream;
        explicit Draining(DeliveryStream& s) : stream(s) {
            ++stream.draining_;
            stream.hurry();
        }
        Draining(const Draining&) = delete;
        Draining& operator=(const Draining&) = delete;
        ~Draining() {
            --stream.draining_;
            stream.hurry();
        }
    };
    const Draining draining(*this);
    while (!idle()) co_await settled_.wait();
}

}  // namespace wt::stream
