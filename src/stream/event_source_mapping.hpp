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

/// A Lambda event source mapping on a Kinesis stream, with one batch in flight per shard (parallelization factor 1). A
/// shard's records are handed to the function in order; a batch that fails is tried again, and nothing behind it is
/// handed over, until it succeeds, its records expire, or the mapping is told to skip it. (Lambda Developer Guide,
/// "Using Lambda to process records from Amazon Kinesis Data Streams".) Holds at most one poll's records a shard.
class EventSourceMapping {
public:
    /// A function that could not be reached or was throttled was not invoked. Assumed: that is no failed try.
    enum class Outcome : std::uint8_t { done, failed, not_invoked };
    /// Hands a batch of one shard to the function. `id` names the first record, as Lambda does:
    /// "shardId-000000000000:SEQUENCE".
    using Invoke = std::function<Task<Outcome>(std::string id, std::vector<StreamRecord> batch)>;

    /// Counts under "NAME.source". `stream` outlives it.
    EventSourceMapping(const Context& context, std::string_view name, const EventSourceConfig& config,
                       KinesisStream& stream, Invoke invoke, Reach reach = {});

    /// For what is read and tried again from now on. Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(const EventSourceConfig& config);
    /// Reads and invokes, for ever; stopped by cancelling. Once.
    [[nodiscard]] Task<void> run();

    /// Records that lie in the stream or here, and were neither handled nor skipped.
    [[nodiscard]] std::uint64_t waiting() const;

    static constexpr std::uint64_t most_batch_bytes = 6 * 1024 * 1024;  // of an invocation's payload

private:
    using Batch = std::vector<StreamRecord>;
    struct Line {
        explicit Line(const Context& context, KinesisStream& stream, std::size_t shard, Start start, Counter& expired,
                      Reach reach)
            : poller(context, stream, shard, start, expired, std::move(reach)) {}
        ShardPoller poller;
        std::deque<StreamRecord> pending;  // read, in no batch yet
        std::uint64_t in_batch = 0;
    };

    [[nodiscard]] Task<void> follow(Line& line);
    [[nodiscard]] Task<void> gather(Line& line);
    [[nodiscard]] Batch cut(Line& line) const;
    [[nodiscard]] Task<void> process(Line& line, Batch batch);
    [[nodiscard]] bool enough(const Line& line) const;
    void drop_old(Line& line, Batch& batch);
    void settle(Line& line, std::uint64_t records) { line.in_batch -= records; }

    Context context_;
    EventSourceConfig config_;
    KinesisStream& stream_;
    Invoke invoke_;
    std::uint64_t id_;  // in the digest

    Counter& records_;
    Counter& batches_;
    Counter& errors_;
    Counter& skipped_;
    Counter& expired_;
    Histogram& iterator_age_;
    std::vector<std::unique_ptr<Line>> lines_;
};

}  // namespace wt::stream
