#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/result.hpp"
#include "base/scope.hpp"
#include "base/sync.hpp"
#include "base/task.hpp"
#include "base/text.hpp"
#include "stream/config.hpp"
#include "stream/delivery.hpp"
#include "stream/error_record.hpp"
#include "stream/intake.hpp"
#include "stream/source_reader.hpp"
#include "stream/transform_stage.hpp"

namespace wt::stream {

/// A Firehose delivery stream: takes records by direct puts or from a Kinesis stream, has them transformed if it is
/// told to, and delivers them to S3; see Delivery and TransformStage. Records keep the order of their shard. accepted =
/// delivered + lost + dropped + failed + backlog, always, where each record is one (split_by). What lies in a Kinesis
/// stream is not accepted yet: when 128 MiB wait here, the rest waits there. Works only while run() runs.
class DeliveryStream {
public:
    /// With a `source` it reads that, from now on what comes (LATEST), and there are no puts; the source outlives it.
    /// With a ledger all that it accepts outlives the process. Throws std::runtime_error, with a sentence, when that
    /// cannot be read.
    DeliveryStream(const Context& context, std::string_view name, const DeliveryStreamConfig& config, Deliver deliver,
                   KinesisStream* source = nullptr, const Reach& reach = {}, std::shared_ptr<Ledger> ledger = nullptr);
    ~DeliveryStream();
    DeliveryStream(const DeliveryStream&) = delete;
    DeliveryStream& operator=(const DeliveryStream&) = delete;

    /// Another configuration from now on; records that wait stay, and become objects as it says. Refused with a
    /// sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(const DeliveryStreamConfig& config);
    /// The same, and what is transformed, kept beside and asked for its partition may begin and end, too: the API's
    /// UpdateDestination. Its prefixes are without problems.
    void become(const DeliveryStreamConfig& config, InvokeTransform transform, Deliver backup,
                std::function<Result<std::map<std::string, std::string>>(std::string_view record)> partition,
                std::function<Result<std::vector<Text>>(const Text& record)> split);
    [[nodiscard]] const DeliveryStreamConfig& config() const { return config_; }

    // Before anything else is done with it.
    void transform_by(InvokeTransform invoke);
    /// Brings the records as they came there, too.
    void back_up_to(Deliver deliver);
    /// The destination takes records, and no objects; what it does not take goes to the bucket as errors.
    using RecordsRefused = std::function<void(const std::vector<Record>& records, const std::string& code,
                                              const std::string& why, int attempts)>;
    using ToRecords = std::function<DeliverRecords(RecordsRefused refused)>;
    void deliver_records(const ToRecords& make);
    /// What a record's partition is called, or why it has none.
    using Partition = std::function<Result<std::map<std::string, std::string>>(std::string_view record)>;
    void partition_by(Partition partition) { partition_ = std::move(partition); }
    /// The records that a record holds, one at least, or why it cannot be told; before everything but the backup. Each
    /// is transformed, partitioned and delivered by itself; they were accepted as one.
    using Split = std::function<Result<std::vector<Text>>(const Text& record)>;
    void split_by(Split split) { split_ = std::move(split); }
    /// What an earlier process left on its way goes on. After all of the above.
    void resume();

    /// Accepts a record of up to 1,024,000 bytes and answers how many were accepted before it. A larger one is refused
    /// with a ValidationException, one beyond the limits with a ServiceUnavailableException. `number` names it to the
    /// listener of on_lost().
    [[nodiscard]] Result<std::uint64_t> put(Text record, std::uint64_t number);
    struct Entry {
        Text data;
        std::uint64_t number = 0;
    };
    /// PutRecordBatch: up to 500 records and 4 MiB. Each is accepted or refused by itself.
    [[nodiscard]] Result<std::vector<Result<std::uint64_t>>> put_batch(std::vector<Entry> entries);
    /// Waits until everything that was accepted is on disk; why it is not.
    [[nodiscard]] Task<std::optional<Error>> durable();
    /// How long a put took that is answered now, on its way and until it was on disk.
    void answered_single(Duration took) { intake_.answered_single(took); }
    void answered_batch(Duration took) { intake_.answered_batch(took); }

    /// Those that read a Kinesis stream do not.
    [[nodiscard]] bool takes_puts() const { return config_.source.empty(); }

    void on_lost(Lost listener) { main_->on_lost(std::move(listener)); }

    /// Delivers what is due, for ever; stopped by cancelling. What was not delivered then stays in the backlog.
    [[nodiscard]] Task<void> run();

    /// Flushes without waiting for the interval, until nothing is left. As long as deliveries fail it waits with them.
    [[nodiscard]] Task<void> drain();
    /// Forgets what waits, but for what is on its way to S3 or to the function. Those records stay accepted, and never
    /// become anything else.
    void clear();
    /// Nothing waits: here, in the source, for the backup or the error prefix.
    [[nodiscard]] bool idle() const;
    /// Records accepted, and neither delivered nor lost, dropped or failed.
    [[nodiscard]] std::uint64_t backlog() const { return backlog_count_; }

private:
    [[nodiscard]] DeliveryConfig delivery_config(ObjectName name) const;
    [[nodiscard]] ObjectName main_name() const;
    [[nodiscard]] ObjectName error_name(std::string_view type = "processing-failed") const;
    [[nodiscard]] ObjectName backup_name() const;
    [[nodiscard]] DeliveryConfig backup_config() const;
    /// Where records of that failure go, which may be new.
    [[nodiscard]] Delivery& errors_of(std::string_view type);
    [[nodiscard]] Duration keep_for() const;
    void apply(const DeliveryStreamConfig& config);
    [[nodiscard]] std::unique_ptr<Delivery> make_delivery(std::string_view metrics, ObjectName name, Deliver deliver);
    std::uint64_t accept(Record record);
    /// On, and to the backup.
    void go_both_ways(Record record);
    /// On to the transformation, or to the destination; as several where it is to be split.
    void pass_on(Record record);
    void pass_one_on(Record record);
    void to_destination(Record record);
    /// The delivery of a partition, which may be new. Null: there are too many.
    [[nodiscard]] Delivery* delivery_of(const std::map<std::string, std::string>& partition);
    struct Partitions;
    [[nodiscard]] Partitions& partition_counts();
    void count_partitions(bool exceeded);
    void fail(const Record& record, const DeliveryFailure& failure);
    void transformed(const Record& record, Transformed result, int attempts);
    [[nodiscard]] std::uint64_t waiting_bytes() const;
    void settle(std::uint64_t records);
    void hurry();

    Context context_;
    std::string name_;
    std::string said_name_;  // in keys
    DeliveryStreamConfig config_;
    Intake intake_;
    std::unique_ptr<SourceReader> source_;  // null: direct puts
    std::uint64_t backlog_count_ = 0;
    std::uint64_t failed_ids_ = 0;  // how many an endpoint did not take
    int draining_ = 0;              // how many wait in drain()
    Event settled_;                 // something left

    Counter& accepted_;
    Counter& accepted_bytes_;
    Counter& billed_bytes_;
    Gauge& backlog_;
    // Where records say their partition.
    struct Partitions {
        Gauge& active;
        Gauge& limit;
        Gauge& exceeded;  // 1: the last record found no room
        Histogram& query;
    };
    std::optional<Partitions> partition_counts_;
    Counter* dropped_ = nullptr;  // where there is a transformation
    Counter* failed_ = nullptr;

    Deliver deliver_;
    std::unique_ptr<Delivery> main_;
    std::unique_ptr<Delivery> backup_;
    std::map<std::string, std::unique_ptr<Delivery>> errors_;  // by type
    std::map<std::map<std::string, std::string>, std::unique_ptr<Delivery>> partitions_;
    Partition partition_;
    Split split_;
    std::shared_ptr<Ledger> ledger_;
    std::vector<Ledger::Left> left_;
    std::unique_ptr<TransformStage> transform_;
    // What become() has switched off holds what it has until that is done with.
    bool transforms_ = true;
    bool backs_up_ = true;
    std::map<std::map<std::string, std::string>, Scope> partition_scopes_;
    Scope* running_ = nullptr;  // while run() runs
};

}  // namespace wt::stream
