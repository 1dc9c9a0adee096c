#pragma once
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "base/task.hpp"
#include "queue/queue.hpp"

namespace wt::queue {

/// A Lambda event source mapping on a queue. Its pollers hand batches to the function side by side: five to begin with,
/// five more each second while all are busy and messages wait, up to 1,250 or what the mapping is told (Lambda
/// Developer Guide, "Configuring scaling behavior for SQS event source mappings"). What a batch is done with is
/// deleted; what failed, or could not be handed over because the function is throttled, comes again after its
/// visibility timeout. Assumed: a failed batch costs one poller of those that came, and a queue that is empty sends all
/// of those away.
class Consumer {
public:
    struct Outcome {
        enum class Kind : std::uint8_t { done, failed, not_invoked };
        Kind kind = Kind::done;
        std::vector<std::size_t> failed{};  // of a batch that was done: these messages come again
    };
    using Invoke = std::function<Task<Outcome>(std::vector<Message> batch)>;
    /// The way to the queue: its latency, and whether it can be reached. Empty: at once, always.
    using Reach = std::function<Task<bool>()>;

    /// Counts under "NAME.source". `queue` outlives it.
    Consumer(const Context& context, std::string_view name, const ConsumerConfig& config, Queue& queue, Invoke invoke,
             Reach reach = {});

    /// For batches from now on. Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(const ConsumerConfig& config);
    /// Receives and invokes, for ever; stopped by cancelling. Once.
    [[nodiscard]] Task<void> run();

    static constexpr std::uint64_t first_pollers = 5;
    static constexpr std::uint64_t most_pollers = 1250;
    static constexpr std::uint64_t pollers_a_second = 5;
    static constexpr std::uint64_t most_batch_bytes = 6 * 1024 * 1024;  // of an invocation's payload

private:
    struct Busy;
    [[nodiscard]] std::uint64_t most() const;
    /// How many batches may be under way now.
    [[nodiscard]] std::uint64_t allowed();
    /// Whether another poller is worth sending.
    [[nodiscard]] bool wants_more();
    [[nodiscard]] Task<void> wait();
    /// One batch, from its first message to its end.
    [[nodiscard]] Task<void> handle();
    [[nodiscard]] Task<std::vector<Message>> gather();
    void settle(const std::vector<Message>& batch, const Outcome& outcome);

    Context context_;
    ConsumerConfig config_;
    Queue& queue_;
    Invoke invoke_;
    Reach reach_;
    std::uint64_t id_;  // in the digest
    std::uint64_t busy_ = 0;
    std::uint64_t on_their_way_ = 0;  // pollers that have not received yet
    std::uint64_t waiting_ = 0;       // those that wait for more in their window
    std::uint64_t extra_ = 0;         // pollers beyond the first
    bool pressed_ = false;            // all are busy, and messages wait
    Instant pressed_since_{};         // and what came since then is counted in `extra_`

    Counter& records_;
    Counter& batches_;
    Counter& errors_;
    Gauge& concurrency_;
    Histogram& age_;
};

}  // namespace wt::queue
