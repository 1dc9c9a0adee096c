#pragma once
#include <string>

#include "stack/port.hpp"
#include "stream/delivery_stream.hpp"
#include "stream/kinesis_stream.hpp"

namespace wt::stack {

/// The way to a Kinesis data stream, whether it is there or not. `put` writes the record as one line of JSON, under its
/// item's id as partition key.
class KinesisPort final : public Port {
public:
    using Stands = Standing<stream::KinesisStream>;
    using Place = Stands::Place;
    KinesisPort(const Context& context, std::string name, Latency latency, const Stands& stands)
        : Port(context, std::move(name), std::move(latency)), stands_(stands) {}
    /// The stream that stands there now; null: none.
    [[nodiscard]] const Place& stream() const { return stands_.now(); }
    /// For consumers, which read it beside the functions; this must outlive them.
    [[nodiscard]] stream::Reach reach();

private:
    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;
    void took(const lambda::BackendReply& reply, Duration duration) override;
    Stands stands_;
};

/// The way to a Firehose delivery stream, whether it is there or not.
class StreamPort final : public Port {
public:
    using Stands = Standing<stream::DeliveryStream>;
    using Place = Stands::Place;
    StreamPort(const Context& context, std::string name, Latency latency, const Stands& stands)
        : Port(context, std::move(name), std::move(latency)), stands_(stands) {}
    /// The stream that stands there now; null: none.
    [[nodiscard]] const Place& stream() const { return stands_.now(); }
    /// How the stream behind this port reaches the one that it reads; both outlive it.
    [[nodiscard]] stream::Reach reach_of(KinesisPort& source);

private:
    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;
    void took(const lambda::BackendReply& reply, Duration duration) override;
    Stands stands_;
};

/// Brings a delivery stream's objects into a bucket, which outlives it.
[[nodiscard]] stream::Deliver deliver_into(BucketPort& bucket);

}  // namespace wt::stack
