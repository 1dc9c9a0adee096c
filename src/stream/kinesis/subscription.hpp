#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "aws/protocol.hpp"
#include "base/context.hpp"
#include "http/body.hpp"
#include "stream/kinesis_stream.hpp"
#include "stream/quota.hpp"

namespace wt::stream::kinesis {

/// Who is subscribed to what now: by consumer's ARN and shard, the latest subscription. A newer one ends the one
/// before.
struct LatestSubscription {
    std::uint64_t number = 0;
    Instant began;
    bool over = false;
};
using Subscriptions = std::map<std::string, LatestSubscription>;

/// What SubscribeToShard answers: an event stream of records as they come, 2 MB a second of its own, for five minutes.
/// Kinesis API Reference, "SubscribeToShard". Where nothing comes an event says so. Assumed: every five seconds.
class Subscription final : public http::BodyStream {
public:
    struct About {
        std::string key;  // in the subscriptions
        std::uint64_t number = 0;
        bool is_encrypted = false;
        aws::Protocol protocol = aws::Protocol::json_1_1;
    };
    Subscription(const Context& context, std::shared_ptr<KinesisStream> stream, KinesisStream::Iterator from,
                 std::shared_ptr<Subscriptions> all, About about, const KinesisStream::ConsumerCounts& counts);
    ~Subscription() override;

    [[nodiscard]] std::optional<std::uint64_t> size() const override { return std::nullopt; }
    [[nodiscard]] Task<Result<Text>> next() override;

    static constexpr Duration lifetime = 5min;
    static constexpr Duration silence = 5s;
    /// After a subscription there is no other of the same consumer to the same shard for so long, whether it is over or
    /// not. Kinesis API Reference, "SubscribeToShard".
    static constexpr Duration alone = 5s;
    /// Assumed: how much one event has.
    static constexpr std::uint64_t most_event_bytes = 1024 * 1024;

private:
    [[nodiscard]] bool is_latest() const;
    [[nodiscard]] Text event(const KinesisStream::Records& records) const;

    Context context_;
    std::shared_ptr<KinesisStream> stream_;
    KinesisStream::Iterator at_;
    std::shared_ptr<Subscriptions> all_;
    About about_;
    KinesisStream::ConsumerCounts counts_;
    Instant ends_;
    Quota bytes_;
    bool greeted_ = false;
    bool over_ = false;
};

}  // namespace wt::stream::kinesis
