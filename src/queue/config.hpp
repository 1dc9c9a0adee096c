#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/gate.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace wt::queue {

/// A standard queue. Defaults and ranges: SQS API Reference, "SetQueueAttributes"; SQS Developer Guide, "Message
/// quotas".
struct QueueConfig {
    Duration visibility = 30s;                    // 0 s to 12 h: how long whoever received a message has for it
    Duration delay{0};                            // 0 s to 15 min: before a message can be received
    Duration retention = 96h;                     // 60 s to 14 d
    std::optional<std::uint64_t> max_receives{};  // 1 to 1,000: then a message goes to the dead letters; none: never
    std::string dead_letters{};                   // the queue that takes them
    Latency latency{};                            // of a call
    static constexpr Duration longest_visibility = 12h;
    static constexpr Duration longest_delay = 15min;
    static constexpr Duration shortest_retention = 60s;
    static constexpr Duration longest_retention = 24h * 14;
    static constexpr std::uint64_t largest_message = 1'048'576;
    static constexpr std::uint64_t most_in_flight = 120'000;
    static constexpr std::uint64_t most_per_receive = 10;
};

/// How a Lambda event source mapping reads a queue. Defaults and ranges: Lambda API Reference,
/// "CreateEventSourceMapping".
struct ConsumerConfig {
    std::string queue{};                             // its name in the scenario
    std::uint64_t batch_size = 10;                   // 1 to 10,000; more than 10 need a window
    Duration window{0};                              // 0 s to 300 s: how long a batch is waited for
    std::optional<std::uint64_t> max_concurrency{};  // 2 to 1,000 batches at once; none: what pollers there are
    bool reports_failures = false;                   // a program says which messages of a batch failed
    static constexpr std::uint64_t most_batch = 10'000;
    static constexpr Duration longest_window = 300s;
};

/// What of the difference a queue, or its reader, cannot take while it is used; none: it takes all.
[[nodiscard]] std::optional<Error> unchangeable(const QueueConfig& from, const QueueConfig& to);
[[nodiscard]] std::optional<Error> unchangeable(const ConsumerConfig& from, const ConsumerConfig& to);

}  // namespace wt::queue
