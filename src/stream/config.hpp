#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/gate.hpp"
#include "base/literals.hpp"
#include "base/result.hpp"
#include "stream/compression.hpp"

namespace wt::stream {

/// What a stream takes in a second by direct puts. Defaults: those of us-east-1, us-west-2 and eu-west-1 (Data Firehose
/// Developer Guide, "Quota"); other regions have 100,000, 1,000 and 1 MiB. AWS raises them when they are exceeded for
/// long, this does not. Assumed: a burst of one second's worth.
struct PutLimits {
    std::uint64_t records = 500'000;
    std::uint64_t requests = 2'000;
    Bytes bytes{5 * 1024 * 1024};
};

/// A function that every batch of records passes before it is buffered for the destination (Data Firehose Developer
/// Guide, "Transform source data"). What a native function answers is data as well: the share of records that it drops
/// and that it cannot process; the others it leaves as they are.
struct TransformConfig {
    std::string function;            // its name in the scenario, or its ARN; empty: none
    Bytes buffer_size{1024 * 1024};  // 0.2 to 3 MB
    Duration buffer_interval = 60s;  // 0 to 900 s
    int retries = 3;                 // of an invocation that failed; then its records are failed ones
    double dropped = 0;
    double failed = 0;
};

/// Where the records go as they came, beside the destination.
struct BackupConfig {
    std::string to;  // the bucket's name in the scenario; empty: nowhere
    std::string prefix = "source_records/";
    /// Where it has settings of its own.
    std::optional<Bytes> buffer_size;
    std::optional<Duration> buffer_interval;
    std::optional<Compression> compression;
};

/// Objects by what their records say (Data Firehose Developer Guide, "Dynamic partitioning").
struct PartitionConfig {
    bool by_records = false;
    std::size_t most_active = 500;
};

/// Defaults and limits: Amazon Data Firehose Developer Guide, "Quota", "Configure buffering hints".
struct DeliveryStreamConfig {
    std::string source;                  // the Kinesis stream that it reads; empty: direct puts
    Bytes buffer_size{5 * 1024 * 1024};  // 1 to 128 MiB
    Duration buffer_interval = 300s;     // 0 to 900 s
    Compression compression = Compression::none;
    std::string extension;          // of objects, instead of the compression's
    std::string time_zone = "UTC";  // of times in keys, as "Europe/Berlin"
    std::string delimiter;          // behind every record
    PartitionConfig partition;
    int version = 1;  // as keys have it
    /// How long a record is kept that cannot be delivered, from its arrival on. None: 24 h, or as long as the Kinesis
    /// stream keeps it.
    std::optional<Duration> retention;
    std::optional<Duration> retry_for;              // what is shorter counts; then the record is lost, and counted
    Duration retry_every = 10s;                     // Assumed: AWS documents no interval
    std::optional<PutLimits> limits = PutLimits();  // none: puts have no limit
    TransformConfig transform;
    BackupConfig backup;
    std::string prefix;        // see ObjectName
    std::string error_prefix;  // of records whose transformation failed
    std::string to;            // the bucket's name in the scenario
    /// The destination takes records (an HTTP endpoint); the bucket gets what that did not take.
    bool to_endpoint = false;
    Latency latency;  // of a put
    static constexpr std::uint64_t largest_record = 1'024'000;
    static constexpr std::uint64_t largest_buffer = 128 * 1024 * 1024;
    static constexpr std::uint64_t largest_endpoint_buffer = 64 * 1024 * 1024;
};

/// What of the difference a delivery stream cannot take while it runs; none: it takes all.
[[nodiscard]] std::optional<Error> unchangeable(const DeliveryStreamConfig& from, const DeliveryStreamConfig& to);

}  // namespace wt::stream
