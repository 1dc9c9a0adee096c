#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/accounts.hpp"
#include "http/event_form.hpp"
#include "http/message.hpp"
#include "stream/event_source_mapping.hpp"
#include "stream/kinesis_stream.hpp"
#include "stream/transform_stage.hpp"

/// What a function that is a program gets of a stream's records, and what it says of them; one that is data gets the
/// records one after another, and says nothing.
namespace wt::stack {

/// What a Kinesis stream is known by to those who read it.
struct StreamSource {
    std::string arn;
    std::string region;
    std::string role;  // that reads it
};

[[nodiscard]] std::string arn_of(const aws::AccountRegion& place, std::string_view service, std::string_view rest);

/// Records one after another.
[[nodiscard]] Text joined(const std::vector<stream::StreamRecord>& records);

/// A batch as an event (Lambda Developer Guide, "Using Lambda to process records from Amazon Kinesis Data Streams").
/// All of it outlives the form.
class KinesisEvent final : public http::EventForm {
public:
    KinesisEvent(const StreamSource& source, const stream::KinesisStream& stream, std::size_t shard,
                 const std::vector<stream::StreamRecord>& batch)
        : source_(source), stream_(stream), shard_(shard), batch_(batch) {}
    [[nodiscard]] Text event(const http::Request& request) override;

private:
    const StreamSource& source_;
    const stream::KinesisStream& stream_;
    std::size_t shard_;
    const std::vector<stream::StreamRecord>& batch_;
};
/// The shard of "shardId-000000000012:SEQUENCE".
[[nodiscard]] std::size_t shard_of(std::string_view id);

/// What became of a batch. `reports`: the function says which records failed (batchItemFailures; Developer Guide,
/// "Configuring partial batch response with Kinesis Data Streams and Lambda").
[[nodiscard]] stream::EventSourceMapping::Outcome outcome_of_batch(const http::Response& response, bool reports,
                                                                   const stream::KinesisStream& stream,
                                                                   std::size_t shard,
                                                                   const std::vector<stream::StreamRecord>& batch);

/// What a delivery stream is known by to the function that transforms its records.
struct DeliverySource {
    std::string arn;
    std::string region;
    std::string kinesis;  // the ARN of the stream that it reads; empty: direct puts
};

/// Records that are to be transformed, as an event (Data Firehose Developer Guide, "Transform source data in Amazon
/// Data Firehose").
class TransformEvent final : public http::EventForm {
public:
    TransformEvent(const DeliverySource& source, std::string invocation, const std::vector<stream::Record>& records)
        : source_(source), invocation_(std::move(invocation)), records_(records) {}
    [[nodiscard]] Text event(const http::Request& request) override;

private:
    const DeliverySource& source_;
    std::string invocation_;
    const std::vector<stream::Record>& records_;
};

/// What a program says of so many records, in their order; none: it is no answer to such an event.
[[nodiscard]] std::optional<std::vector<stream::Transformed>> read_transformed(std::string_view payload,
                                                                               std::size_t records);

}  // namespace wt::stack
