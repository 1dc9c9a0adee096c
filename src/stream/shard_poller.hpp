#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "base/context.hpp"
#include "base/task.hpp"
#include "stream/kinesis_stream.hpp"

namespace wt::stream {

/// The way to a stream: its latency, and whether it can be reached. Empty: at once, always.
using Reach = std::function<Task<bool>()>;

/// Polls one shard once a second, as Firehose and Lambda do (Data Firehose Developer Guide, "Sending data using a
/// Kinesis data stream"; Lambda Developer Guide, "Using Lambda with Kinesis"). Owned by a consumer; the stream and the
/// consumer's counter outlive it.
class ShardPoller {
public:
    ShardPoller(const Context& context, KinesisStream& stream, std::size_t shard, Start start, Counter& expired,
                Reach reach);

    /// What the next poll brings, which may be nothing.
    [[nodiscard]] Task<std::vector<StreamRecord>> poll();
    /// What became of the last poll; and how far behind the shard's newest record it was, if it has read.
    enum class Last : std::uint8_t { read, throttled, unreached };
    [[nodiscard]] Last last() const { return last_; }
    [[nodiscard]] Duration behind() const { return behind_; }
    /// Waits while there is nothing to poll for. A poller that waits here and then polls sees what one sees that polls
    /// every second, without polling for nothing.
    [[nodiscard]] Task<void> until_something();

    [[nodiscard]] std::uint64_t unread() const { return follower_.unread(); }
    [[nodiscard]] std::size_t shard() const { return follower_.shard(); }
    /// The shard is closed, and read to its end.
    [[nodiscard]] bool ended() const { return follower_.ended(); }
    [[nodiscard]] std::uint64_t next_index() const { return follower_.next(); }
    void go_to(std::uint64_t index) { follower_.go_to(index); }
    /// The next poll is not before.
    [[nodiscard]] Instant next_poll() const;
    static constexpr Duration every = 1s;

private:
    Context context_;
    KinesisStream::Follower follower_;
    Reach reach_;
    Instant first_;      // of the grid of polls
    Instant last_poll_;  // before the first one: one interval ago
    Last last_ = Last::unreached;
    Duration behind_{0};
};

}  // namespace wt::stream
