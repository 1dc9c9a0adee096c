#include "stream/kinesis/subscription.hpp"

#include <algorithm>
#include <utility>

#include "aws/cbor.hpp"
#include "aws/event_stream.hpp"
#include "aws/json.hpp"
#include "stream/kinesis/told.hpp"

namespace wt::stream::kinesis {

Subscription::Subscription(const Context& context, std::shared_ptr<KinesisStream> stream, KinesisStream::Iterator from,
                           std::shared_ptr<Subscriptions> all, About about, const KinesisStream::ConsumerCounts& counts)
    : context_(context),
      stream_(std::move(stream)),
      at_(from),
      all_(std::move(all)),
      about_(std::move(about)),
      counts_(counts),
      ends_(context.now() + lifetime),
      bytes_(stream::Shard::read_bytes, context.now()) {
    (*all_)[about_.key] = {about_.number, context.now(), false};
}

Subscription::~Subscription() {
    if (is_latest()) all_->at(about_.key).over = true;
}

bool Subscription::is_latest() const {
    const auto found = all_->find(about_.key);
    return found != all_->end() && found->second.number == about_.number;
}

Task<Result<Text>> Subscription::next() {
    if (!std::exchange(greeted_, true)) {
        // What a protocol without a body of its own answers first (Smithy, "Amazon event stream", "initial-response").
        std::string first;
        aws::append_event(first, "initial-response", content_type_of(about_.protocol), empty_of(about_.protocol));
        co_return Text(first);
    }
    const Instant speaks = std::min(context_.now() + silence, ends_);
    for (;;) {
        const Instant now = context_.now();
        if (over_ || now >= ends_ || stream_->retired() || !is_latest()) co_return Text();
        const bool may = bytes_.has(1, now);
        const bool something = stream_->end(at_.shard) > at_.index || stream_->info(at_.shard).closed;
        if ((something && may) || now >= speaks) {
            KinesisStream::Records records = stream_->look(at_, may ? most_event_bytes : 0);
            std::uint64_t bytes = 0;
            for (const StreamRecord& record : records.records)
                bytes += record.data.size() + record.partition_key.size();
            bytes_.take(bytes);
            counts_.events.add();
            counts_.records.add(records.records.size());
            counts_.bytes.add(bytes);
            counts_.behind.record(records.behind_latest);
            at_ = records.next;
            over_ = records.ended;
            co_return event(records);
        }
        if (!may) {
            co_await context_.clock.sleep_for(100ms);
        } else {
            (void)co_await stream_->arrival(at_.shard).wait_until(speaks);
        }
    }
}

Text Subscription::event(const KinesisStream::Records& records) const {
    SubscribeToShardEvent event;
    for (const StreamRecord& record : records.records)
        event.records.push_back(told_of(*stream_, at_.shard, record, about_.is_encrypted));
    event.continuation_sequence_number = stream_->sequence_number({at_.shard, records.next.index - 1});
    event.millis_behind_latest = std::chrono::duration_cast<std::chrono::milliseconds>(records.behind_latest).count();
    if (records.ended) event.child_shards = children_of(*stream_, at_.shard);
    const aws::Structure& shape = shape_of(aws::Tag<SubscribeToShardEvent>{});
    std::string payload;
    if (about_.protocol == aws::Protocol::rpc_v2_cbor) {
        aws::write_cbor(payload, shape, &event, aws::CborTime::milliseconds);
    } else {
        aws::write_json(payload, shape, &event);
    }
    std::string message;
    aws::append_event(message, "SubscribeToShardEvent", content_type_of(about_.protocol), payload);
    return Text(message);
}

}  // namespace wt::stream::kinesis
