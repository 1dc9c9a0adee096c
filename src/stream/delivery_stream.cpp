#include "stream/delivery_stream.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/base64.hpp"

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

/// A sentence within a JSON text.
[[nodiscard]] std::string quoted(std::string_view text) {
    std::string made;
    for (const char c : text) {
        if (c == '"' || c == '\\') made += '\\';
        made += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return made;
}

struct TransformFailure {
    std::string_view code;
    std::string_view text;
};
/// Data Firehose Developer Guide, "Data transformation failure handling", "Monitor using CloudWatch Logs". Assumed: the
/// codes of a failed record and a failed function.
[[nodiscard]] TransformFailure failure_of(Transformed::Result result) {
    switch (result) {
        case Transformed::Result::failed:
            return {"Lambda.ProcessingFailedStatus", "ProcessingFailed status set for record"};
        case Transformed::Result::missing:
            return {"Lambda.MissingRecordId",
                    "One or more record Ids were not returned. Ensure that the Lambda function returns all received "
                    "record Ids."};
        case Transformed::Result::repeated:
            return {"Lambda.DuplicatedRecordId",
                    "Multiple records were returned with the same record Id. Ensure that the Lambda function returns a "
                    "unique record Id for each record."};
        default: return {"Lambda.FunctionError", "The Lambda function was invoked but returned an error"};
    }
}

[[nodiscard]] std::int64_t milliseconds(Instant moment) {
    return std::chrono::floor<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

}  // namespace

DeliveryStream::DeliveryStream(const Context& context, std::string_view name, const DeliveryStreamConfig& config,
                               Deliver deliver, KinesisStream* source, const Reach& reach,
                               std::shared_ptr<Ledger> ledger)
    : context_(context),
      name_(name),
      said_name_(name_.substr(name_.rfind('/') + 1)),
      config_(config),
      source_(source),
      reach_(reach),
      settled_(context.clock),
      accepted_(context.metrics.counter(fmt::format("{}.accepted", name))),
      accepted_bytes_(context.metrics.counter(fmt::format("{}.accepted.bytes", name))),
      singles_(context.metrics.counter(fmt::format("{}.singles", name))),
      singles_bytes_(context.metrics.counter(fmt::format("{}.singles.bytes", name))),
      batches_(context.metrics.counter(fmt::format("{}.batches", name))),
      batch_records_(context.metrics.counter(fmt::format("{}.batch.records", name))),
      batch_bytes_(context.metrics.counter(fmt::format("{}.batch.bytes", name))),
      throttled_(context.metrics.counter(fmt::format("{}.throttled", name))),
      billed_bytes_(context.metrics.counter(fmt::format("{}.billed.bytes", name))),
      backlog_(context.metrics.gauge(fmt::format("{}.backlog", name))),
      deliver_(std::move(deliver)),
      ledger_(std::move(ledger)) {
    WT_ASSERT(!prefix_problem(config.prefix, config.error_prefix, config.partition.by_records));
    fit_limits();
    main_ = make_delivery(name, main_name(), deliver_);
    std::map<std::uint32_t, std::uint64_t> read_to;
    if (ledger_ != nullptr) left_ = ledger_->load(read_to);
    if (source == nullptr) return;
    expired_ = &context.metrics.counter(fmt::format("{}.expired", name));
    while (shards_.size() < source->shards()) {
        const auto before = read_to.find(static_cast<std::uint32_t>(shards_.size()));
        // A shard that came after the last start is read from its beginning.
        add_shard(read_to.empty() ? Start::latest : Start::trim_horizon);
        if (before != read_to.end()) shards_.back()->go_to(before->second);
    }
    if (ledger_ == nullptr) return;
    for (const auto& shard : shards_) ledger_->read_to(static_cast<std::uint32_t>(shard->shard()), shard->next_index());
}

DeliveryStream::~DeliveryStream() {
    if (ledger_ != nullptr) ledger_->close();
}

void DeliveryStream::resume() {
    for (Ledger::Left& left : std::exchange(left_, {})) {
        const bool delivers = !left.arrived.contains(Ledger::Part::destination);
        const bool backs_up = backup_ && !left.arrived.contains(Ledger::Part::backup);
        Record record{std::move(left.data), 0, left.came, std::move(left.mark), {}};
        if (delivers) {
            accepted_.add();
            backlog_.set(static_cast<double>(++backlog_count_), context_.now());
        }
        if (delivers && backs_up) {
            go_both_ways(std::move(record));
        } else if (delivers) {
            pass_on(std::move(record));
        } else if (backs_up) {
            backup_->add(std::move(record));
        }
    }
}

void DeliveryStream::add_shard(Start start) {
    shards_.push_back(std::make_unique<ShardPoller>(context_, *source_, shards_.size(), start, *expired_, reach_));
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
    return ObjectName{said_name_, config_.prefix, config_.error_prefix, "", "", config_.version, config_.time_zone, {}};
}

ObjectName DeliveryStream::error_name(std::string_view type) const {
    ObjectName name = main_name();
    name.error_type = type;
    return name;
}

ObjectName DeliveryStream::backup_name() const {
    ObjectName name = main_name();
    name.prefix = config_.backup.prefix;
    name.error_prefix.clear();
    return name;
}

DeliveryConfig DeliveryStream::delivery_config(ObjectName name) const {
    DeliveryConfig config;
    config.buffer_size = config_.buffer_size;
    config.buffer_interval = config_.buffer_interval;
    config.largest_buffer = std::max(DeliveryStreamConfig::largest_buffer, config_.buffer_size.count);
    config.keep_for = keep_for();
    config.retry_every = config_.retry_every;
    // Records whose transformation failed are written as they are (JSON), whatever data is compressed with.
    if (name.error_type.empty()) {
        config.compression = config_.compression;
        config.extension = config_.extension;
    }
    config.name = std::move(name);
    return config;
}

std::unique_ptr<Delivery> DeliveryStream::make_delivery(std::string_view metrics, ObjectName name, Deliver deliver) {
    const bool counts = metrics == name_;
    return std::make_unique<Delivery>(context_, metrics, delivery_config(std::move(name)), std::move(deliver),
                                      [this, counts](std::uint64_t records) {
                                          // Otherwise what has arrived would come again after a crash, however often.
                                          if (ledger_ != nullptr) ledger_->write();
                                          settle(counts ? records : 0);
                                      });
}

std::optional<Error> unchangeable(const DeliveryStreamConfig& from, const DeliveryStreamConfig& to) {
    if (from.source != to.source || from.to != to.to || from.backup.to != to.backup.to)
        return Error{"where records come from and go to cannot change while the stream runs"};
    if (from.transform.function != to.transform.function)
        return Error{"the function that transforms records cannot change while the stream runs"};
    if (const auto wrong = prefix_problem(to.prefix, to.error_prefix, to.partition.by_records)) return Error{*wrong};
    if (const auto wrong = prefix_problem(to.backup.prefix, "")) return Error{*wrong};
    return std::nullopt;
}

std::optional<Error> DeliveryStream::update(const DeliveryStreamConfig& config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    if (source_ != nullptr && source_->retired()) return Error{"the stream that it reads is no more"};
    apply(config);
    return std::nullopt;
}

void DeliveryStream::become(const DeliveryStreamConfig& config, InvokeTransform transform, Deliver backup,
                            Partition partition) {
    partition_ = std::move(partition);
    config_ = config;
    transforms_ = !config.transform.function.empty();
    backs_up_ = !config.backup.to.empty();
    if (transforms_ && !transform_) {
        transform_by(std::move(transform));
        if (running_ != nullptr) running_->spawn(transform_->run());
    }
    if (backs_up_ && !backup_) {
        back_up_to(std::move(backup));
        if (running_ != nullptr) running_->spawn(backup_->run());
    }
    apply(config);
}

void DeliveryStream::apply(const DeliveryStreamConfig& config) {
    config_ = config;
    fit_limits();
    main_->update(delivery_config(main_name()));
    if (backup_) backup_->update(backup_config());
    for (const auto& [type, errors] : errors_) errors->update(delivery_config(error_name(type)));
    for (const auto& [partition, delivery] : partitions_) {
        ObjectName name = main_name();
        name.partition = partition;
        delivery->update(delivery_config(std::move(name)));
    }
    if (transform_) transform_->update(config_.transform);
}

void DeliveryStream::transform_by(InvokeTransform invoke) {
    dropped_ = &context_.metrics.counter(fmt::format("{}.dropped", name_));
    failed_ = &context_.metrics.counter(fmt::format("{}.failed", name_));
    (void)errors_of("processing-failed");
    transform_ = std::make_unique<TransformStage>(context_, name_, config_.transform, std::move(invoke),
                                                  [this](const Record& record, Transformed result, int attempts) {
                                                      transformed(record, std::move(result), attempts);
                                                  });
}

void DeliveryStream::back_up_to(Deliver deliver) {
    backup_ = make_delivery(fmt::format("{}.backup", name_), backup_name(), std::move(deliver));
    backup_->update(backup_config());
}

DeliveryConfig DeliveryStream::backup_config() const {
    DeliveryConfig config = delivery_config(backup_name());
    config.buffer_size = config_.backup.buffer_size.value_or(config.buffer_size);
    config.buffer_interval = config_.backup.buffer_interval.value_or(config.buffer_interval);
    config.compression = config_.backup.compression.value_or(config.compression);
    if (config_.backup.compression) config.extension.clear();
    return config;
}

Delivery& DeliveryStream::errors_of(std::string_view type) {
    auto& errors = errors_[std::string(type)];
    if (errors == nullptr) {
        errors = make_delivery(fmt::format("{}.errors", name_), error_name(type), deliver_);
        if (running_ != nullptr) running_->spawn(errors->run());
        errors->hurry(draining_ > 0);
    }
    return *errors;
}

void DeliveryStream::deliver_records(const ToRecords& make) {
    main_->by_records(
        make([this](const std::vector<Record>& records, const std::string& code, const std::string& why, int attempts) {
            for (const Record& record : records) fail(record, "http-endpoint-failed", code, why, attempts, "");
        }));
}

Result<std::uint64_t> DeliveryStream::put(Text record, std::uint64_t number) {
    if (record.size() > DeliveryStreamConfig::largest_record) {
        return Error{
            "ValidationException: 1 validation error detected: Value at 'record.data' failed to satisfy constraint: "
            "Member must have length less than or equal to 1024000"};
    }
    singles_.add();
    singles_bytes_.add(record.size());
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

    batches_.add();
    batch_records_.add(entries.size());
    batch_bytes_.add(bytes);
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
    accepted_bytes_.add(record.data.size());
    billed_bytes_.add(billed(record.data.size()));
    backlog_.set(static_cast<double>(++backlog_count_), context_.now());
    if (ledger_ != nullptr) record.mark = ledger_->accept(record.data, record.arrived);
    if (backup_ && backs_up_) {
        go_both_ways(std::move(record));
    } else {
        pass_on(std::move(record));
    }
    return place;
}

void DeliveryStream::go_both_ways(Record record) {
    Record copy = record;
    if (record.mark != nullptr) {
        copy.mark = std::make_shared<Ledger::Mark>(record.mark, Ledger::Part::backup);
        record.mark = std::make_shared<Ledger::Mark>(std::move(record.mark), Ledger::Part::destination);
    }
    backup_->add(std::move(copy));
    pass_on(std::move(record));
}

Task<std::optional<Error>> DeliveryStream::durable() {
    if (ledger_ == nullptr) co_return std::nullopt;
    co_return co_await ledger_->durable();
}

void DeliveryStream::pass_on(Record record) {
    if (transform_ && transforms_) {
        transform_->add(std::move(record));
    } else {
        to_destination(std::move(record));
    }
}

void DeliveryStream::to_destination(Record record) {
    Delivery* to = main_.get();
    if (config_.partition.by_records) {
        std::map<std::string, std::string> partition;
        if (record.partition != nullptr) partition = *record.partition;
        // Assumed: the codes.
        if (partition_) {
            auto said = partition_(record.data);
            if (!said.ok()) {
                fail(record, "processing-failed", "DynamicPartitioning.MetadataExtractionFailed", said.error().message,
                     1, "");
                return settle(1);
            }
            partition.merge(*said);
        }
        to = delivery_of(partition);
        if (to == nullptr) {
            fail(record, "processing-failed", "DynamicPartitioning.ActivePartitionsLimitExceeded",
                 "The number of active partitions exceeds the limit", 1, "");
            return settle(1);
        }
    }
    if (!config_.delimiter.empty()) record.data = record.data.str() + config_.delimiter;
    to->add(std::move(record));
}

Delivery* DeliveryStream::delivery_of(const std::map<std::string, std::string>& partition) {
    const auto known = partitions_.find(partition);
    if (known != partitions_.end()) return known->second.get();
    // Those that hold nothing are no longer active.
    for (auto each = partitions_.begin();
         each != partitions_.end() && partitions_.size() >= config_.partition.most_active;) {
        if (!each->second->idle()) {
            ++each;
            continue;
        }
        partition_scopes_.erase(each->first);
        each = partitions_.erase(each);
    }
    if (partitions_.size() >= config_.partition.most_active) return nullptr;
    ObjectName name = main_name();
    name.partition = partition;
    auto made = make_delivery(name_, std::move(name), deliver_);
    made->hurry(draining_ > 0);
    if (running_ != nullptr) partition_scopes_[partition].spawn(made->run());
    return partitions_.emplace(partition, std::move(made)).first->second.get();
}

void DeliveryStream::fail(const Record& record, std::string_view type, std::string_view code, std::string_view why,
                          int attempts, std::string_view function) {
    if (failed_ == nullptr) failed_ = &context_.metrics.counter(fmt::format("{}.failed", name_));
    failed_->add();
    Record failed{error_record(record, code, why, attempts, function), record.number, record.arrived, record.mark, {}};
    errors_of(type).add(std::move(failed));
}

void DeliveryStream::transformed(const Record& record, Transformed result, int attempts) {
    switch (result.result) {
        case Transformed::Result::ok: {
            Record next{std::move(result.data), record.number, record.arrived, record.mark,
                        std::move(result.partition)};
            to_destination(std::move(next));
            break;
        }
        case Transformed::Result::dropped:
            dropped_->add();
            settle(1);
            break;
        case Transformed::Result::failed:
        case Transformed::Result::missing:
        case Transformed::Result::repeated:
        case Transformed::Result::no_answer: {
            const TransformFailure why = failure_of(result.result);
            const std::string& by = config_.transform.function;
            fail(record, "processing-failed", why.code, why.text, attempts,
                 by.starts_with("arn:") ? by
                                        : fmt::format("arn:aws:lambda:us-east-1:000000000000:function:{}:$LATEST", by));
            settle(1);
            break;
        }
    }
}

Text DeliveryStream::error_record(const Record& record, std::string_view code, std::string_view why, int attempts,
                                  std::string_view function) const {
    std::string text = fmt::format(
        R"({{"attemptsMade":{},"arrivalTimestamp":{},"errorCode":"{}","errorMessage":"{}","attemptEndingTimestamp":{},)"
        R"("rawData":"{}")",
        attempts, milliseconds(record.arrived), code, quoted(why), milliseconds(context_.now()),
        base64_encode(record.data));
    if (!function.empty()) text += fmt::format(R"(,"lambdaArn":"{}")", function);
    return Text(text + "}\n");
}

Task<void> DeliveryStream::run() {
    struct Running {
        DeliveryStream& stream;
        Scope beside;
        explicit Running(DeliveryStream& s) : stream(s) { stream.running_ = &beside; }
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;
        ~Running() {
            stream.partition_scopes_.clear();
            stream.running_ = nullptr;
        }
    };
    Running running(*this);
    Scope& beside = running.beside;
    if (backup_) beside.spawn(backup_->run());
    for (const auto& [type, errors] : errors_) beside.spawn(errors->run());
    for (const auto& [partition, delivery] : partitions_) partition_scopes_[partition].spawn(delivery->run());
    if (transform_) beside.spawn(transform_->run());
    for (const auto& shard : shards_) beside.spawn(follow(*shard));
    if (source_ != nullptr) beside.spawn(watch(beside));
    co_await main_->run();
}

Task<void> DeliveryStream::watch(Scope& readers) {
    for (;;) {
        co_await source_->resharded().wait();
        while (shards_.size() < source_->shards()) {
            add_shard(Start::trim_horizon);
            readers.spawn(follow(*shards_.back()));
        }
        settled_.pulse();
    }
}

Task<void> DeliveryStream::follow(ShardPoller& shard) {
    // What its parents have comes first.
    const ShardInfo about = source_->info(shard.shard());
    for (const auto& parent : {about.parent, about.adjacent_parent}) {
        while (parent && !shards_[*parent]->ended()) co_await settled_.wait();
    }
    for (;;) {
        while (waiting_bytes() >= DeliveryStreamConfig::largest_buffer) co_await settled_.wait();
        co_await shard.until_something();
        std::vector<StreamRecord> records = co_await shard.poll();
        for (StreamRecord& record : records) {
            Record accepted{std::move(record.data), record.number, record.arrived};
            (void)accept(std::move(accepted));
        }
        if (ledger_ != nullptr && !records.empty())
            ledger_->read_to(static_cast<std::uint32_t>(shard.shard()), shard.next_index());
        if (shard.ended()) settled_.pulse();
    }
}

std::uint64_t DeliveryStream::waiting_bytes() const {
    std::uint64_t bytes = main_->waiting_bytes() + (transform_ ? transform_->waiting_bytes() : 0);
    for (const auto& [partition, delivery] : partitions_) bytes += delivery->waiting_bytes();
    return bytes;
}

void DeliveryStream::settle(std::uint64_t records) {
    backlog_count_ -= records;
    backlog_.set(static_cast<double>(backlog_count_), context_.now());
    settled_.pulse();
}

void DeliveryStream::clear() {
    main_->clear();
    if (backup_) backup_->clear();
    for (const auto& [type, errors] : errors_) errors->clear();
    for (const auto& [partition, delivery] : partitions_) delivery->clear();
    if (transform_) settle(transform_->clear());
}

bool DeliveryStream::idle() const {
    return backlog_count_ == 0 && (!backup_ || backup_->idle()) &&
           std::all_of(errors_.begin(), errors_.end(), [](const auto& each) { return each.second->idle(); }) &&
           std::all_of(shards_.begin(), shards_.end(), [](const auto& shard) { return shard->unread() == 0; });
}

void DeliveryStream::hurry() {
    const bool hurried = draining_ > 0;
    main_->hurry(hurried);
    if (backup_) backup_->hurry(hurried);
    for (const auto& [type, errors] : errors_) errors->hurry(hurried);
    for (const auto& [partition, delivery] : partitions_) delivery->hurry(hurried);
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
