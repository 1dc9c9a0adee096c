#include "stream/shard_poller.hpp"

#include <utility>

namespace wt::stream {

ShardPoller::ShardPoller(const Context& context, KinesisStream& stream, std::size_t shard, Start start,
                         Counter& expired, Reach reach)
    : context_(context),
      follower_(stream, shard, start, expired),
      reach_(std::move(reach)),
      first_(context.now()),
      last_poll_(context.now() - every) {}

Instant ShardPoller::next_poll() const {
    const Instant now = context_.now();
    const Instant on_grid = now + (every - (now - first_) % every) % every;
    return on_grid > last_poll_ ? on_grid : on_grid + every;
}

Task<void> ShardPoller::until_something() {
    while (follower_.unread() == 0) co_await follower_.arrival().wait();
}

Task<std::vector<StreamRecord>> ShardPoller::poll() {
    co_await context_.clock.sleep_until(next_poll());
    last_poll_ = context_.now();
    last_ = Last::unreached;
    if (reach_) {
        const bool reached = co_await reach_();
        if (!reached) co_return std::vector<StreamRecord>();
    }
    auto records = follower_.read();
    last_ = records.ok() ? Last::read : Last::throttled;
    if (!records.ok()) co_return std::vector<StreamRecord>();
    follower_.stream().answered(KinesisStream::Operation::get_records, context_.now() - last_poll_);
    behind_ = records->behind_latest;
    co_return std::move(records->records);
}

}  // namespace wt::stream
