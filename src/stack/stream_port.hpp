#pragma once
#include <string>

#include "stack/port.hpp"
#include "stream/delivery_stream.hpp"
#include "stream/kinesis_stream.hpp"

namespace wt::stack {

/// A Kinesis data stream. `put` writes the record as one line of JSON, under its item's id as partition key.
class KinesisPort final : public Port {
public:
    KinesisPort(const Context& context, std::string name, const stream::KinesisConfig& config)
        : Port(context, name, config.latency), stream_(context, name, config) {}
    [[nodiscard]] stream::KinesisStream& stream() { return stream_; }
    [[nodiscard]] const stream::KinesisStream& stream() const { return stream_; }
    /// For consumers, which read it beside the functions; this must outlive them.
    [[nodiscard]] stream::Reach reach();

private:
    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;
    stream::KinesisStream stream_;
};

/// A Firehose delivery stream.
class StreamPort final : public Port {
public:
    /// Delivers into `archive`, and reads `source` where there is one. Both must outlive it.
    StreamPort(const Context& context, std::string name, const stream::DeliveryStreamConfig& config,
               BucketPort& archive, KinesisPort* source);
    /// As DeliveryStream::back_up_to.
    void back_up_to(BucketPort& bucket);
    [[nodiscard]] stream::DeliveryStream& stream() { return stream_; }
    [[nodiscard]] const stream::DeliveryStream& stream() const { return stream_; }
    /// Those that read a Kinesis stream do not.
    [[nodiscard]] bool takes_puts() const { return takes_puts_; }

private:
    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;
    [[nodiscard]] stream::Reach reach_of(KinesisPort* source);
    stream::DeliveryStream stream_;
    bool takes_puts_;
};

}  // namespace wt::stack
