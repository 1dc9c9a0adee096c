#include "stream/delivery_streams.hpp"

#include "base/assert.hpp"

namespace wt::stream {

namespace {

/// A stream with what it reads.
struct Standing {
    Standing(const Context& context, const std::string& name, const DeliveryStreamConfig& config, DeliveryLinks links)
        : source(std::move(links.source)),
          stream(context, name, config, std::move(links.archive), source.get(), links.reach, std::move(links.ledger)) {
        if (links.backup) stream.back_up_to(std::move(links.backup));
        if (links.transform) stream.transform_by(std::move(links.transform));
        if (links.records) stream.deliver_records(links.records);
        if (links.partition) stream.partition_by(std::move(links.partition));
        if (links.split) stream.split_by(std::move(links.split));
        stream.resume();
    }
    std::shared_ptr<KinesisStream> source;
    DeliveryStream stream;
};

}  // namespace

DeliveryStream& DeliveryStreams::create(const std::string& name, const DeliveryStreamConfig& config,
                                        DeliveryLinks links) {
    WT_ASSERT(!streams_.has(name));
    Context context = contexts_.begin(name);
    // What a later process delivers must not have the name of what an earlier one has delivered.
    if (links.ledger != nullptr)
        context.seed = mix(context.seed, static_cast<std::uint64_t>(context.now().time_since_epoch().count()));
    const auto standing = std::make_shared<Standing>(context, name, config, std::move(links));
    streams_.put(name, std::shared_ptr<DeliveryStream>(standing, &standing->stream));
    if (started_) running_[name].spawn(standing->stream.run());
    return standing->stream;
}

bool DeliveryStreams::remove(const std::string& name) {
    if (!streams_.has(name)) return false;
    running_.erase(name);
    streams_.take(name);
    return true;
}

void DeliveryStreams::start() {
    started_ = true;
    for (const auto& [name, stream] : streams_.list()) running_[name].spawn(stream->run());
}

void DeliveryStreams::drain() {
    for (const auto& [name, stream] : streams_.list()) running_[name].spawn(stream->drain());
}

}  // namespace wt::stream
