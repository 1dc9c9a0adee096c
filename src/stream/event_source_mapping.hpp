#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "base/task.hpp"
#include "stream/kinesis_config.hpp"
#include "stream/shard_poller.hpp"

namespace wt::stream {

/// A Lambda event source mapping on a Kinesis stream. A shard's records are handed to the function in order, those of
/// several partition keys in so many lanes at once as the mapping is told (ParallelizationFactor); a batch that fails
/// is tried again, and nothing behind it in its lane is handed over, until it succeeds, its records expire, or the
/// mapping is told to skip it. (Lambda Developer Guide, "Using Lambda to process records from Amazon Kinesis Data
/// Streams".) Holds at most one poll's records a shard and lane.
class EventSourceMapping {
public:
    struct Outcome {
        /// A function that could not be reached or was throttled was not invoked. Assumed: that is no failed try.
        enum Kind : std::uint8_t { done, failed, not_invoked };
        Outcome(Kind what, std::size_t first = 0)  // NOLINT(google-explicit-constructor)
            : kind(what), handled(first) {}
        bool operator==(const Outcome&) const = default;
        Kind kind;
        std::size_t handled;  // of a batch that failed: the first so many records are done with all the same
    };
    /// Hands a batch of one shard to the function. `id` names the first record, as Lambda does:
    /// "shardId-000000000000:SEQUENCE".
    using Invoke = std::function<Task<Outcome>(std::string id, std::vector<StreamRecord> batch)>;

    /// Records that will not be tried any more.
    struct GivenUp {
        std::size_t shard = 0;
        enum class Why : std::uint8_t { retries, age };
        Why why = Why::retries;
        int attempts = 0;
        const std::vector<StreamRecord>& records;
    };
    struct Also {
        /// Which records the function wants; null: all. The others count as handled.
        std::function<bool(std::size_t shard, const StreamRecord&)> wants;
        std::function<void(const GivenUp&)> give_up;
    };

    /// Counts under "NAME.source". `stream` outlives it.
    EventSourceMapping(const Context& context, std::string_view name, const EventSourceConfig& config,
                       KinesisStream& stream, Invoke invoke, Reach reach = {}, Also also = {});

    /// For what is read and tried again from now on. Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(const EventSourceConfig& config);
    /// Reads and invokes, for ever; stopped by cancelling. Once.
    [[nodiscard]] Task<void> run();

    /// Records that lie in the stream or here, and were neither handled nor skipped.
    [[nodiscard]] std::uint64_t waiting() const;

    static constexpr std::uint64_t most_batch_bytes = 6 * 1024 * 1024;  // of an invocation's payload
    static constexpr std::uint64_t most_parallel = 10;

private:
    using Batch = std::vector<StreamRecord>;
    /// What goes one after another.
    struct Lane {
        std::deque<StreamRecord> pending;  // read, in no batch yet
        std::uint64_t in_batch = 0;
    };
    /// One shard.
    struct Line {
        Line(const Context& context, KinesisStream& stream, std::size_t shard, Start start, std::uint64_t parallel,
             Counter& expired, Reach reach)
            : poller(context, stream, shard, start, expired, std::move(reach)),
              lanes(parallel),
              changed(context.clock) {}
        ShardPoller poller;
        std::vector<Lane> lanes;
        bool polling = false;  // one lane does, for all
        Event changed;         // something was polled, or a batch is done with
    };

    void add_line(std::size_t shard, Start start);
    /// Reads the shards that come by splits and merges, too.
    [[nodiscard]] Task<void> watch(Scope& shards);
    /// Waits until all of a shard's parents are handled: records of one key stay in their order.
    [[nodiscard]] Task<void> until_parents_ended(const Line& line);
    [[nodiscard]] bool is_over(std::size_t shard) const;
    [[nodiscard]] Task<void> follow(Line& line, Lane& lane);
    [[nodiscard]] Task<void> gather(Line& line, Lane& lane);
    [[nodiscard]] Task<void> poll(Line& line);
    [[nodiscard]] Batch cut(Lane& lane) const;
    [[nodiscard]] Task<void> process(Line& line, Lane& lane, Batch batch);
    [[nodiscard]] bool enough(const Lane& lane) const;
    /// A lane that is stuck does not fill the memory while others go on.
    [[nodiscard]] static bool full(const Line& line);
    void drop_old(Line& line, Lane& lane, Batch& batch, int attempts);
    void settle(Line& line, Lane& lane, std::uint64_t records);
    void give_up(const Line& line, GivenUp::Why why, int attempts, const Batch& records) const;

    Context context_;
    EventSourceConfig config_;
    KinesisStream& stream_;
    Invoke invoke_;
    Reach reach_;
    Also also_;
    std::uint64_t id_;  // in the digest

    Counter& records_;
    Counter& batches_;
    Counter& errors_;
    Counter& skipped_;
    Counter& expired_;
    Histogram& iterator_age_;
    std::vector<std::unique_ptr<Line>> lines_;  // by shard
};

}  // namespace wt::stream
