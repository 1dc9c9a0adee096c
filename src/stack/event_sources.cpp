// What is invoked without a request: the functions that read a stream, and those that transform one.
#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "http/ids.hpp"
#include "lambda/outcome.hpp"
#include "stack/stack.hpp"
#include "stack/stream_events.hpp"

namespace wt::stack {

namespace {

[[nodiscard]] http::Request event_request(std::string_view id, Text body) {
    http::Request request;
    request.method = http::Method::post;
    request.route = "*";
    request.path_parameter = Text(id);
    request.body = std::move(body);
    return request;
}

/// Who reads a stream, and which: its place, for it may go.
struct Reader {
    http::Hop& function;
    StreamSource source;
    const KinesisPort::Place& stream;
};

[[nodiscard]] Task<stream::EventSourceMapping::Outcome> hand_over(std::shared_ptr<Reader> by, std::string id,
                                                                  std::vector<stream::StreamRecord> batch) {
    const KinesisPort::Place stream = by->stream;
    if (stream == nullptr) co_return stream::EventSourceMapping::Outcome::not_invoked;
    const std::size_t shard = shard_of(id);
    KinesisEvent form(by->source, *stream, shard, batch);
    http::Request request = event_request(id, joined(batch));
    request.form = &form;
    const http::Response response = co_await by->function.send(std::move(request));
    co_return outcome_of_batch(response, false, *stream, shard, batch);
}

/// A native function's answer is data, as its work is: what becomes of each record is drawn.
struct Transformer {
    http::Hop& function;
    std::string id;
    DeliverySource source;
    const std::shared_ptr<stream::DeliveryStream>& stream;  // its place: what it says of records may change
    Random random;
    Random invocations;
};

[[nodiscard]] Task<std::optional<std::vector<stream::Transformed>>> transform(std::shared_ptr<Transformer> by,
                                                                              std::vector<stream::Record> records) {
    using Verdict = stream::Transformed::Result;
    if (by->stream == nullptr) co_return std::nullopt;
    const double dropped = by->stream->config().transform.dropped;
    const double failed = by->stream->config().transform.failed;
    std::size_t size = 0;
    for (const stream::Record& record : records) size += record.data.size();
    Text body = Text::make(size, [&](char* to) {
        for (const stream::Record& record : records) to = std::copy_n(record.data.data(), record.data.size(), to);
    });
    TransformEvent form(by->source, http::request_id(by->invocations).str(), records);
    http::Request request = event_request(by->id, std::move(body));
    request.form = &form;
    const http::Response response = co_await by->function.send(std::move(request));
    if (lambda::outcome_of(response) != lambda::Outcome::done) co_return std::nullopt;
    if (response.payload) co_return read_transformed(response.body, records.size());
    std::vector<stream::Transformed> results;
    for (stream::Record& record : records) {
        stream::Transformed result;
        const double drawn = by->random.uniform();
        result.result = drawn < dropped ? Verdict::dropped : drawn < dropped + failed ? Verdict::failed : Verdict::ok;
        result.data = std::move(record.data);
        results.push_back(std::move(result));
    }
    co_return std::optional(std::move(results));
}

}  // namespace

stream::DeliveryLinks Stack::links_of(const std::string& name, const stream::DeliveryStreamConfig& config) {
    StreamPort& port = delivery_port(name, config.latency);
    stream::DeliveryLinks links;
    links.archive = deliver_into(*buckets_.at(config.to));
    if (!config.backup.to.empty()) links.backup = deliver_into(*buckets_.at(config.backup.to));
    if (!config.source.empty()) {
        links.source = kinesis_streams_.shelf().place(config.source);
        links.reach = port.reach_of(*kinesis_.at(config.source));
    }
    if (const stream::TransformConfig& by = config.transform; !by.function.empty()) {
        const aws::AccountRegion place = s3_.accounts.usual_place();
        DeliverySource source{arn_of(place, "firehose", "deliverystream/" + name), place.region, {}};
        if (!config.source.empty()) source.kinesis = arn_of(place, "kinesis", "stream/" + config.source);
        const Context context = contexts_.of(name);
        auto transformer = std::make_shared<Transformer>(
            Transformer{ways_.hop(by.function), name, std::move(source), delivery_streams_.shelf().place(name),
                        context.random(name + ".transform"), context.random(name + ".invocations")});
        links.transform = [transformer](std::vector<stream::Record> records) {
            return transform(transformer, std::move(records));
        };
    }
    return links;
}

void Stack::build_event_sources() {
    for (const Component& c : architecture_.components) {
        if (!c.source || mappings_.contains(c.name)) continue;
        KinesisPort& port = *kinesis_.at(c.source->stream);
        Mapping& reader = mappings_[c.name];
        reader.source = port.stream();
        const auto& function = std::get<lambda::FunctionConfig>(c.config);
        const aws::AccountRegion place = s3_.accounts.usual_place();
        StreamSource source{arn_of(place, "kinesis", "stream/" + c.source->stream), place.region,
                            function.code == nullptr ? "" : function.code->role};
        const auto by = std::make_shared<Reader>(Reader{ways_.hop(c.name), std::move(source), port.stream()});
        const auto invoke = [by](std::string id, std::vector<stream::StreamRecord> batch) {
            return hand_over(by, std::move(id), std::move(batch));
        };
        reader.mapping = std::make_unique<stream::EventSourceMapping>(contexts_.of(c.name), c.name, *c.source,
                                                                      *reader.source, invoke, port.reach());
        if (started_) reader.reading.spawn(reader.mapping->run());
    }
    for (const Component& c : architecture_.components) {
        if (!c.consumes || queue_mappings_.contains(c.name)) continue;
        QueuePort& port = *queues_.at(c.consumes->queue);
        const aws::AccountRegion place = s3_.accounts.usual_place();
        QueueSource source{arn_of(place, "sqs", c.consumes->queue), place.region, place.account};
        QueueMapping& reader = queue_mappings_[c.name];
        reader.consumer = std::make_unique<queue::Consumer>(
            contexts_.of(c.name), c.name, *c.consumes, port.queue(),
            hand_to(ways_.hop(c.name), std::move(source), c.consumes->reports_failures), port.reach());
        if (started_) reader.reading.spawn(reader.consumer->run());
    }
}

}  // namespace wt::stack
