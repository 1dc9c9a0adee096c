#include "stream/delivery_stream.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace wt::stream {

namespace {

/// Data Firehose's price list: each record counts as the next multiple of 5 KB.
constexpr std::uint64_t billing_step = 5 * 1024;
constexpr Duration own_retention = 24h;

[[nodiscard]] std::uint64_t billed(std::uint64_t size) {
    return (size + billing_step - 1) / billing_step * billing_step;
}

[[nodiscard]] Error not_permitted() {
    return Error{
        "InvalidArgumentException: This operation is not permitted on KinesisStreamAsSource delivery stream type."};
}

}  // namespace

DeliveryStream::DeliveryStream(const Context& context, std::string_view name, const DeliveryStreamConfig& config,
                               Deliver deliver, KinesisStream* source, const Reach& reach,
                               std::shared_ptr<Ledger> ledger)
    : context_(context),
      name_(name),
      said_name_(name_.substr(name_.rfind('/') + 1)),
      config_(config),
      intake_(context, name_),
      settled_(context.clock),
      accepted_(context.metrics.counter(fmt::format("{}.accepted", name))),
      accepted_bytes_(context.metrics.counter(fmt::format("{}.accepted.bytes", name))),
      billed_bytes_(context.metrics.counter(fmt::format("{}.billed.bytes", name))),
      backlog_(context.metrics.gauge(fmt::format("{}.backlog", name))),
      deliver_(std::move(deliver)),
      ledger_(std::move(ledger)) {
    WT_ASSERT(!prefix_problem(config.prefix, config.error_prefix, config.partition.by_records));
    intake_.fit(config.limits);
    std::map<std::uint32_t, std::uint64_t> read_to;
    if (ledger_ != nullptr) left_ = ledger_->load(read_to);
    if (source != nullptr) {
        SourceReader::Parts parts{*source,
                                  reach,
                                  ledger_.get(),
                                  [this](Record record) { (void)accept(std::move(record)); },
                                  [this] { return waiting_bytes() < DeliveryStreamConfig::largest_buffer; },
                                  settled_};
        source_ = std::make_unique<SourceReader>(context_, name_, std::move(parts), read_to);
    }
    main_ = make_delivery(name, main_name(), deliver_);
    if (config.partition.by_records) count_partitions(false);
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

Duration DeliveryStream::keep_for() const {
    const Duration kept =
        config_.retention.value_or(source_ == nullptr ? own_retention : source_->stream().retention());
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
    const bool to_endpoint = config_.to_endpoint && name.error_type.empty();
    const std::uint64_t largest =
        to_endpoint ? DeliveryStreamConfig::largest_endpoint_buffer : DeliveryStreamConfig::largest_buffer;
    config.largest_buffer = std::max(largest, config_.buffer_size.count);
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
    if (source_ != nullptr && source_->stream().retired()) return Error{"the stream that it reads is no more"};
    apply(config);
    return std::nullopt;
}

void DeliveryStream::become(const DeliveryStreamConfig& config, InvokeTransform transform, Deliver backup,
                            Partition partition, Split split) {
    partition_ = std::move(partition);
    split_ = std::move(split);
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
    intake_.fit(config_.limits);
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
            DeliveryFailure failure{"http-endpoint-failed", code, why, attempts};
            for (const Record& record : records) {
                // Assumed: AWS documents no form.
                failure.data_id = fmt::format("49{:054}.0", ++failed_ids_);
                fail(record, failure);
            }
        }));
}

Result<std::uint64_t> DeliveryStream::put(Text record, std::uint64_t number) {
    if (source_ != nullptr) return not_permitted();
    if (auto refused = intake_.take(record.size())) return std::move(*refused);
    Record accepted{std::move(record), number, context_.now()};
    return accept(std::move(accepted));
}

Result<std::vector<Result<std::uint64_t>>> DeliveryStream::put_batch(std::vector<Entry> entries) {
    if (source_ != nullptr) return not_permitted();
    std::vector<std::uint64_t> sizes;
    sizes.reserve(entries.size());
    for (const Entry& entry : entries) sizes.push_back(entry.data.size());
    auto refusals = intake_.take_batch(sizes);
    if (!refusals.ok()) return refusals.error();
    std::vector<Result<std::uint64_t>> results;
    results.reserve(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (auto& refused = (*refusals)[i]) {
            results.emplace_back(std::move(*refused));
            continue;
        }
        Record accepted{std::move(entries[i].data), entries[i].number, context_.now()};
        results.emplace_back(accept(std::move(accepted)));
    }
    return results;
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
    if (!split_) return pass_one_on(std::move(record));
    auto parts = split_(record.data);
    if (!parts.ok()) {
        DeliveryFailure why;
        why.code = "MultiRecordDeAggregation.ParsingFailed";  // Assumed
        why.text = parts.error().message;
        fail(record, why);
        return settle(1);
    }
    const std::uint64_t more = parts->size() - 1;
    backlog_.set(static_cast<double>(backlog_count_ += more), context_.now());
    for (Text& part : *parts) pass_one_on({std::move(part), record.number, record.arrived, record.mark, {}});
}

void DeliveryStream::pass_one_on(Record record) {
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
        // Codes and sentences as they were seen; Assumed: that of too many partitions.
        if (partition_) {
            const Instant asked = context_.now();
            auto said = partition_(record.data);
            partition_counts().query.record(context_.now() - asked);
            if (!said.ok()) {
                DeliveryFailure why;
                why.code = "DynamicPartitioning.MetadataExtractionFailed";
                why.text = said.error().message;
                fail(record, why);
                return settle(1);
            }
            partition.merge(*said);
        }
        to = delivery_of(partition);
        count_partitions(to == nullptr);
        if (to == nullptr) {
            // Developer Guide, "Buffer data for dynamic partitioning".
            DeliveryFailure why;
            why.type = "activePartitionExceeded";
            why.code = "DynamicPartitioning.ActivePartitionsLimitExceeded";
            why.text = "The number of active partitions exceeds the limit";
            fail(record, why);
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

DeliveryStream::Partitions& DeliveryStream::partition_counts() {
    const auto gauge = [&](std::string_view metric) -> Gauge& {
        return context_.metrics.gauge(fmt::format("{}.partitions.{}", name_, metric));
    };
    if (!partition_counts_)
        partition_counts_.emplace(Partitions{gauge("active"), gauge("limit"), gauge("exceeded"),
                                             context_.metrics.histogram(fmt::format("{}.partitions.query", name_))});
    return *partition_counts_;
}

void DeliveryStream::count_partitions(bool exceeded) {
    const Instant now = context_.now();
    Partitions& counts = partition_counts();
    counts.limit.set(static_cast<double>(config_.partition.most_active), now);
    counts.active.set(static_cast<double>(partitions_.size()), now);
    counts.exceeded.set(exceeded ? 1 : 0, now);
}

void DeliveryStream::fail(const Record& record, const DeliveryFailure& failure) {
    if (failed_ == nullptr) failed_ = &context_.metrics.counter(fmt::format("{}.failed", name_));
    failed_->add();
    Record failed{error_record(record, failure, context_.now()), record.number, record.arrived, record.mark, {}};
    errors_of(failure.type).add(std::move(failed));
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
            const std::string& name = config_.transform.function;
            const std::string by = name.starts_with("arn:")
                                       ? name
                                       : fmt::format("arn:aws:lambda:us-east-1:000000000000:function:{}:$LATEST", name);
            DeliveryFailure why = failure_of(result.result);
            why.attempts = attempts;
            why.function = by;
            fail(record, why);
            settle(1);
            break;
        }
    }
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
    if (source_ != nullptr) beside.spawn(source_->run());
    co_await main_->run();
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
           (source_ == nullptr || source_->idle());
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
