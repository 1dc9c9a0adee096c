// Functions that read streams and queues, batch by batch.
#include <algorithm>
#include <cmath>

#include "forecast/flow.hpp"
#include "queue/consumer.hpp"

namespace wt::forecast {

namespace {

/// The batches of at most `size` that a Poisson number of records of this mean makes, on average.
[[nodiscard]] double batches_of(double mean, double size) {
    if (mean > 50 * size) return mean / size + 0.5;
    double sum = 0;
    double probability = std::exp(-mean);
    double below = probability;
    const double most = mean + 10 * std::sqrt(mean) + 10;
    for (double n = 1; n <= most; ++n) {
        probability *= mean / n;
        below += probability;
        sum += probability * std::ceil(n / size);
    }
    return sum + (1 - std::min(below, 1.0)) * std::ceil(most / size);
}

/// The mean of a batch of its first message and a Poisson number of others of this mean, of at most `size`.
[[nodiscard]] double batch_of(double mean, double size) {
    if (mean > 50 * size) return size;
    double beyond = 1;  // the chance of more than n others
    double probability = std::exp(-mean);
    double batch = 1;
    for (double n = 0; n + 1 < size; ++n) {
        beyond -= probability;
        if (beyond <= 1e-12) break;
        batch += beyond;
        probability *= mean / (n + 1);
    }
    return batch;
}

}  // namespace

double Model::handle_batches(Pass& pass, const lambda::FunctionConfig& function, double rate,
                             Flow::Function& caller) const {
    const lambda::NativeHandler* handler = handler_of(function, "*");
    if (handler == nullptr) return 0;
    double takes = own_time(function, *handler);
    const scenario::MixEntry batch;
    Reading reading{Demand(scenario::Keys(), rate)};
    for (const lambda::Call& one : handler->calls) takes += call(pass, caller, one, batch, rate, reading);
    return std::min(takes, seconds(function.timeout));
}

void Model::read_streams(Pass& pass) const {
    for (const stack::Component& reader : scenario_.architecture.components) {
        if (!reader.source) continue;
        const auto stream = pass.flow.streams.find(reader.source->stream);
        if (stream == pass.flow.streams.end() || stream->second.records <= 0) continue;
        const auto& function = std::get<lambda::FunctionConfig>(reader.config);
        const auto& kinesis =
            std::get<stream::KinesisConfig>(scenario_.architecture.find(reader.source->stream)->config);
        Flow::Function nobody;
        const double takes = handle_batches(pass, function, 0, nobody);
        // Each shard is asked once a second, and what it brings is handed on in batches, lane by lane.
        const double lanes = static_cast<double>(kinesis.shards * reader.source->parallel);
        const double size = static_cast<double>(reader.source->batch_size);
        const double turn = std::max(1.0, seconds(reader.source->window));
        const double records = stream->second.records * (1 - stream->second.refused) / lanes;
        double batches = batches_of(records * turn, size) / turn;
        if (takes > 0 && batches * takes > 1) batches = std::max(records / size, std::min(batches, 1 / takes));
        const double most = takes > 0 ? 1 / takes : 1e300;
        Flow::Function& seen = pass.flow.functions[reader.name];
        const double invocations = lanes * std::min(batches, most);
        seen.arrivals += invocations;
        seen.work += invocations * takes;
        (void)handle_batches(pass, function, invocations, seen);
        pass.flow.readers[reader.name] = {reader.source->stream, records * lanes,
                                          most < 1e300 ? lanes * most * size : 1e300};
    }
}

void Model::read_queues(Pass& pass) const {
    for (const stack::Component& reader : scenario_.architecture.components) {
        if (!reader.consumes) continue;
        const queue::ConsumerConfig& consumer = *reader.consumes;
        const auto queue = pass.flow.queues.find(consumer.queue);
        if (queue == pass.flow.queues.end() || queue->second.sent <= 0) continue;
        const double sent = queue->second.sent;
        const auto& function = std::get<lambda::FunctionConfig>(reader.config);
        const double way =
            mean_of(std::get<queue::QueueConfig>(scenario_.architecture.find(consumer.queue)->config).latency);
        Flow::Function nobody;
        const double takes = handle_batches(pass, function, 0, nobody);
        const double most_at_once =
            static_cast<double>(std::min(function.reserved.value_or(scenario_.architecture.account.concurrency),
                                         consumer.max_concurrency.value_or(queue::Consumer::most_pollers)));
        const double busy = way + takes;
        const double size = static_cast<double>(consumer.batch_size);
        // There are more pollers than the first only where those could not keep up with full batches.
        const double pollers =
            std::min(most_at_once, std::max<double>(queue::Consumer::first_pollers, std::ceil(sent * busy / size)));
        // A poller sets out for the first message that waits; what comes until it closes its batch is in it, too. Where
        // all are busy, what comes until the next is free waits for it.
        const double open = way + seconds(consumer.window);
        const double waiting = sent * (open + takes) / pollers;
        const double batch = std::min(size, std::max(batch_of(sent * open, size), waiting + std::exp(-waiting)));
        const double batches = busy > 0 ? std::min(sent / batch, most_at_once / busy) : sent / batch;
        Flow::Function& seen = pass.flow.functions[reader.name];
        seen.arrivals += batches;
        seen.work += batches * takes;
        (void)handle_batches(pass, function, batches, seen);
        pass.flow.consumers[reader.name] = {consumer.queue, sent, busy > 0 ? most_at_once / busy * size : 1e300};
    }
}

}  // namespace wt::forecast
