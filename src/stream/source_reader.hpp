#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "base/sync.hpp"
#include "base/task.hpp"
#include "stream/buffer.hpp"
#include "stream/shard_poller.hpp"

namespace wt::stream {

/// How a delivery stream reads the Kinesis stream that is its source: each shard once a second, what a shard was made
/// of before it. Data Firehose Developer Guide, "Sending data using a Kinesis data stream".
class SourceReader {
public:
    /// Where what is read goes; all of it outlives the reader.
    struct Parts {
        KinesisStream& stream;
        Reach reach;
        Ledger* ledger = nullptr;  // that remembers how far was read; null: nobody does
        std::function<void(Record record)> take;
        std::function<bool()> has_room;
        Event& settled;  // pulses when there may be room again
    };
    /// Reads from where `read_to` says of each shard; a shard of which it says nothing from its beginning, and where it
    /// says nothing at all from now on (LATEST). Counts under `name`.
    SourceReader(const Context& context, std::string_view name, Parts parts,
                 const std::map<std::uint32_t, std::uint64_t>& read_to);
    SourceReader(const SourceReader&) = delete;
    SourceReader& operator=(const SourceReader&) = delete;

    /// Reads, for ever; also shards that come by splits and merges.
    [[nodiscard]] Task<void> run();
    /// Everything has been read.
    [[nodiscard]] bool idle() const;
    [[nodiscard]] const KinesisStream& stream() const { return parts_.stream; }

private:
    void add_shard(Start start);
    [[nodiscard]] Task<void> follow(ShardPoller& shard);

    Context context_;
    Parts parts_;
    Counter& expired_;
    Counter& throttled_;
    Histogram& behind_;
    std::vector<std::unique_ptr<ShardPoller>> shards_;
};

}  // namespace wt::stream
