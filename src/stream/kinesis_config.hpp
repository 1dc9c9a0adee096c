#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/gate.hpp"
#include "base/literals.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace wt::stream {

/// Defaults and limits: Kinesis Data Streams Developer Guide, "Quotas and limits", "Changing the data retention
/// period", "Handle large records".
struct KinesisConfig {
    std::uint64_t shards = 1;
    Duration retention = 24h;              // 24 h to 8,760 h
    Bytes max_record{1024 * 1024};         // with its partition key, 1 to 10 MiB
    Latency latency;                       // of a call
    std::string account = "000000000000";  // whose it is, as errors say it
    bool by_shard = false;                 // counts each shard by itself, too (enhanced monitoring)
    static constexpr Duration shortest_retention = 24h;
    static constexpr Duration longest_retention = 24h * 365;
    static constexpr std::uint64_t most_shards = 10'000;
};

/// What of the difference a stream, or its reader, cannot take while it runs; none: it takes all.
[[nodiscard]] std::optional<Error> unchangeable(const KinesisConfig& from, const KinesisConfig& to);
struct EventSourceConfig;
[[nodiscard]] std::optional<Error> unchangeable(const EventSourceConfig& from, const EventSourceConfig& to);

/// Where a consumer begins that has not read yet.
struct Start {
    enum Kind : std::uint8_t { latest, trim_horizon, at_timestamp };
    constexpr Start(Kind where, Instant moment = epoch)  // NOLINT(google-explicit-constructor)
        : kind(where), at(moment) {}
    bool operator==(const Start&) const = default;

    Kind kind;
    Instant at;  // the first records that arrived then or later
};

/// How a Lambda event source mapping reads a Kinesis stream. Defaults and ranges: Lambda API Reference,
/// "CreateEventSourceMapping".
struct EventSourceConfig {
    std::string stream;              // its name in the scenario
    std::uint64_t batch_size = 100;  // 1 to 10,000 records
    Duration window{0};              // 0 to 300 s: how long a batch is waited for
    Start start = Start::trim_horizon;
    std::optional<int> retries;       // 0 to 10,000; none: until the records expire
    std::optional<Duration> max_age;  // 60 s to 7 d: older records are skipped; none: none is too old
    bool bisect = false;              // a batch that failed is tried again in two halves
    /// 1 to 10 batches of a shard at once; those of one partition key go one after another.
    std::uint64_t parallel = 1;
};

}  // namespace wt::stream
