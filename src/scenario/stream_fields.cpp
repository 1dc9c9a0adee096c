#include "scenario/component_fields.hpp"

#include <array>

#include <fmt/format.h>

namespace wt::scenario {

namespace {

const Fields<stream::PutLimits>& put_limit_fields() {
    using T = stream::PutLimits;
    constexpr std::uint64_t most = 1'000'000'000;
    static const Fields<T> fields{
        count_between<T>("records", &T::records, 1, most, "a second", "500k"),
        count_between<T>("requests", &T::requests, 1, most, "a second", "2k"),
        size_between<T>("bytes", &T::bytes, "1B", "1GB", "a second", "5MiB"),
    };
    return fields;
}

const Fields<stream::TransformConfig>& transform_fields() {
    using T = stream::TransformConfig;
    static const Fields<T> fields{
        named<T>("function", &T::function, "the function that gets each batch").needed(),
        size_between<T>("size", &T::buffer_size, "200KB", "3MiB", "of a batch", "1MiB"),
        duration_between<T>("interval", &T::buffer_interval, 0s, 900s, "a batch is gathered for", "60s"),
        custom<T>(
            "retries", count_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a count", parse_count, [&](std::uint64_t count) {
                    if (count > 300) return value.problem("expected a number of retries, 0 to 300");
                    to.retries = static_cast<int>(count);
                });
            },
            "of an invocation that failed; then its records have failed", "3"),
        share<T>("dropped", &T::dropped, "of the records: the function drops them", "0%"),
        share<T>("failed", &T::failed, "of the records: the function cannot process them", "0%"),
    };
    return fields;
}

const Fields<stream::BackupConfig>& backup_fields() {
    using T = stream::BackupConfig;
    static const Fields<T> fields{
        named<T>("to", &T::to, "a bucket").needed(),
        text<T>("prefix", &T::prefix, "of its objects", "source_records/"),
    };
    return fields;
}

}  // namespace

const Fields<stream::KinesisConfig>& kinesis_fields() {
    using T = stream::KinesisConfig;
    static const Fields<T> fields{
        count_between<T>("shards", &T::shards, 1, T::most_shards, "each takes 1 MiB and 1,000 records a second", "1"),
        duration_between<T>("retention", &T::retention, T::shortest_retention, T::longest_retention,
                            "how long records are kept, read or not: 24h to 365d", "24h"),
        size_between<T>("max_record", &T::max_record, "1MiB", "10MiB", "of a record with its partition key", "1MiB"),
        latency<T>("latency", &T::latency, "of a call"),
    };
    return fields;
}

const Fields<stream::DeliveryStreamConfig>& firehose_fields() {
    using T = stream::DeliveryStreamConfig;
    static const Fields<T> buffer{
        size_between<T>("size", &T::buffer_size, "1MiB", "128MiB", "1MiB to 128MiB; more while delivery lags", "5MiB"),
        duration_between<T>("interval", &T::buffer_interval, 0s, 900s, "0s to 900s", "300s"),
    };
    using stream::Compression;
    static constexpr std::array<std::pair<std::string_view, Compression>, 5> compressions{
        {{"none", Compression::none},
         {"gzip", Compression::gzip},
         {"zip", Compression::zip},
         {"snappy", Compression::snappy},
         {"hadoop_snappy", Compression::hadoop_snappy}}};
    static const Fields<T> fields{
        named<T>("source", &T::source, "the kinesis component that it reads", "direct puts"),
        object<T>(
            "buffer", [](T& to) -> T& { return to; }, buffer, "whichever comes first"),
        choice<T>("compression", &T::compression, compressions, "of objects", "none"),
        duration<T>("retention", &T::retention, "how long a record is kept that cannot be delivered",
                    "24h, or the source's"),
        duration<T>("retry_for", &T::retry_for, "what cannot be delivered for so long is lost", "the retention"),
        duration_between<T>("retry_every", &T::retry_every, 100ms, 24h, "between tries", "10s, assumed"),
        custom<T>(
            "limits", any_shape("object or false"),
            [](const Value& value, T& to) {
                if (value.is_scalar() && parse_boolean(value.tree.scalar).ok() && !*parse_boolean(value.tree.scalar)) {
                    to.limits.reset();
                    return;
                }
                read_object(value, put_limit_fields(), to.limits.emplace());
            },
            "of direct puts; beyond them puts are throttled; false: none", "us-east-1's quota",
            infos(put_limit_fields())),
        object<T>("transform", &T::transform, transform_fields(), "a function that every record passes"),
        object<T>("backup", &T::backup, backup_fields(), "the records as they came, in another place"),
        text<T>("prefix", &T::prefix,
                "of the objects' keys, with expressions such as `\"!{timestamp:yyyy/MM/dd}/\"`, in quotes; "
                "without a timestamp YYYY/MM/dd/HH/ follows"),
        text<T>("error_prefix", &T::error_prefix, "of records whose transformation failed",
                "`PREFIX!{firehose:error-output-type}/`"),
        latency<T>("latency", &T::latency, "of a put"),
    };
    return fields;
}

const Fields<queue::QueueConfig>& sqs_fields() {
    using T = queue::QueueConfig;
    static const Fields<T> fields{
        duration_between<T>("visibility", &T::visibility, 0s, T::longest_visibility,
                            "how long whoever received a message has for it, before it comes again", "30s"),
        duration_between<T>("delay", &T::delay, 0s, T::longest_delay, "before a message can be received", "0s"),
        duration_between<T>("retention", &T::retention, T::shortest_retention, T::longest_retention,
                            "how long messages are kept", "4d"),
        custom<T>(
            "max_receives", count_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a count", parse_count, [&](std::uint64_t count) {
                    if (count < 1 || count > 1000) return value.problem("expected 1 to 1000 receives");
                    to.max_receives = count;
                });
            },
            "then a message goes to the dead letters", "it comes again until it is too old"),
        named<T>("dead_letters", &T::dead_letters, "the sqs component that takes them", "they are dropped"),
        latency<T>("latency", &T::latency, "of a call"),
    };
    return fields;
}

const Fields<queue::ConsumerConfig>& consumer_fields() {
    using T = queue::ConsumerConfig;
    static const Fields<T> fields{
        named<T>("queue", &T::queue, "an sqs component, instead of a stream").needed(),
        count_between<T>("batch_size", &T::batch_size, 1, T::most_batch,
                         "messages at most in one invocation; more than 10 need a window of at least 1s", "10"),
        duration_between<T>("window", &T::window, 0s, T::longest_window, "how long a batch is waited for", "0s"),
        custom<T>(
            "max_concurrency", count_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a count", parse_count, [&](std::uint64_t count) {
                    if (count < 2 || count > 1000) return value.problem("expected 2 to 1000 batches at once");
                    to.max_concurrency = count;
                });
            },
            "of a queue: batches at once", "what the pollers reach: 5, then 300 more a minute, up to 1,250"),
        boolean<T>("report_failures", &T::reports_failures,
                   "of a queue: a program says which messages of a batch failed", "false"),
    };
    return fields;
}

const Fields<stream::EventSourceConfig>& event_source_fields() {
    using T = stream::EventSourceConfig;
    static constexpr std::array<std::pair<std::string_view, stream::Start>, 2> starts{
        {{"trim_horizon", stream::Start::trim_horizon}, {"latest", stream::Start::latest}}};
    static const Fields<T> fields{
        named<T>("stream", &T::stream, "a kinesis component").needed(),
        count_between<T>("batch_size", &T::batch_size, 1, 10'000, "records at most in one invocation", "100"),
        duration_between<T>("window", &T::window, 0s, 300s, "how long a batch is waited for", "0s"),
        choice<T>("start", &T::start, starts, "where it begins", "trim_horizon"),
        custom<T>(
            "retries", count_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a count", parse_count, [&](std::uint64_t count) {
                    if (count > 10'000) return value.problem("expected a number of retries, 0 to 10000");
                    to.retries = static_cast<int>(count);
                });
            },
            "of a batch that failed; then it is skipped", "until its records leave the stream"),
        duration_between<T>("max_age", &T::max_age, 60s, 24h * 7, "older records are skipped", "none is too old"),
        count_between<T>("parallelization_factor", &T::parallel, 1, 10,
                         "so many batches of a shard at once, in order by partition key", "1"),
        boolean<T>("bisect", &T::bisect, "a batch that failed is tried again in two halves", "false"),
    };
    return fields;
}

}  // namespace wt::scenario
