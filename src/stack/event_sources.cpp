// What is invoked without a request: the functions that read a stream, and those that transform one.
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "lambda/outcome.hpp"
#include "stack/stack.hpp"

namespace wt::stack {

namespace {

[[nodiscard]] Text joined(const std::vector<Text>& records) {
    std::size_t size = 0;
    for (const Text& record : records) size += record.size();
    return Text::make(size, [&](char* to) {
        for (const Text& record : records) {
            for (const char byte : record.view()) *to++ = byte;
        }
    });
}

[[nodiscard]] http::Request event_request(std::string_view id, Text body) {
    http::Request request;
    request.method = http::Method::post;
    request.route = "*";
    request.path_parameter = Text(id);
    request.body = std::move(body);
    return request;
}

/// A native function gets a batch's records one after another as its event's body.
[[nodiscard]] Task<stream::EventSourceMapping::Outcome> hand_over(http::Hop& function, std::string id,
                                                                  std::vector<stream::StreamRecord> batch) {
    using Outcome = stream::EventSourceMapping::Outcome;
    std::vector<Text> records;
    for (stream::StreamRecord& record : batch) records.push_back(std::move(record.data));
    http::Request request = event_request(id, joined(records));
    const http::Response response = co_await function.send(std::move(request));
    switch (lambda::outcome_of(response)) {
        case lambda::Outcome::not_invoked: co_return Outcome::not_invoked;
        case lambda::Outcome::failed: co_return Outcome::failed;
        case lambda::Outcome::done: break;
    }
    co_return Outcome::done;
}

/// What becomes of each record is drawn: a native function's answer is data, as its work is.
struct Transformer {
    http::Hop& function;
    std::string id;
    const std::shared_ptr<stream::DeliveryStream>& stream;  // its place: what it says of records may change
    Random random;
};

[[nodiscard]] Task<std::optional<std::vector<stream::Transformed>>> transform(std::shared_ptr<Transformer> by,
                                                                              std::vector<Text> records) {
    using Verdict = stream::Transformed::Result;
    if (by->stream == nullptr) co_return std::nullopt;
    const double dropped = by->stream->config().transform.dropped;
    const double failed = by->stream->config().transform.failed;
    http::Request request = event_request(by->id, joined(records));
    const http::Response response = co_await by->function.send(std::move(request));
    if (lambda::outcome_of(response) != lambda::Outcome::done) co_return std::nullopt;
    std::vector<stream::Transformed> results;
    for (Text& record : records) {
        stream::Transformed result;
        const double drawn = by->random.uniform();
        result.result = drawn < dropped ? Verdict::dropped : drawn < dropped + failed ? Verdict::failed : Verdict::ok;
        result.data = std::move(record);
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
        auto transformer = std::make_shared<Transformer>(Transformer{ways_.hop(by.function), name,
                                                                     delivery_streams_.shelf().place(name),
                                                                     contexts_.of(name).random(name + ".transform")});
        links.transform = [transformer](std::vector<Text> records) {
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
        const auto invoke = [&function = ways_.hop(c.name)](std::string id, std::vector<stream::StreamRecord> batch) {
            return hand_over(function, std::move(id), std::move(batch));
        };
        reader.mapping = std::make_unique<stream::EventSourceMapping>(contexts_.of(c.name), c.name, *c.source,
                                                                      *reader.source, invoke, port.reach());
        if (started_) reader.reading.spawn(reader.mapping->run());
    }
}

}  // namespace wt::stack
