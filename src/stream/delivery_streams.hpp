#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/contexts.hpp"
#include "base/scope.hpp"
#include "base/shelf.hpp"
#include "stream/delivery_stream.hpp"

namespace wt::stream {

/// What a delivery stream leads to and comes from, beyond its own configuration.
struct DeliveryLinks {
    Deliver archive;
    Deliver backup;             // where the configuration asks for one
    InvokeTransform transform;  // the same
    std::shared_ptr<KinesisStream> source;
    Reach reach;
    DeliveryStream::ToRecords records;    // a destination that takes records, and no objects
    DeliveryStream::Partition partition;  // where the configuration asks for partitions
    DeliveryStream::Split split;          // where records hold several
    std::shared_ptr<Ledger> ledger;       // where what is on its way outlives the process
};

/// The delivery streams of the account, at work from start() on.
class DeliveryStreams {
public:
    /// Finds what a stream's configuration names.
    using Resolve = std::function<DeliveryLinks(const std::string& name, const DeliveryStreamConfig& config)>;

    /// All of it outlives the streams.
    DeliveryStreams(Contexts& contexts, Resolve resolve) : contexts_(contexts), resolve_(std::move(resolve)) {}

    /// A new one, of a name that no other has.
    DeliveryStream& create(const std::string& name, const DeliveryStreamConfig& config) {
        return create(name, config, resolve_(name, config));
    }
    /// The same, with links that the caller has found.
    DeliveryStream& create(const std::string& name, const DeliveryStreamConfig& config, DeliveryLinks links);
    /// Another configuration of one that is there; what waits in it stays. Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(const std::string& name, const DeliveryStreamConfig& config) {
        return streams_.find(name)->update(config);
    }
    /// What waits in it is lost, as with DeleteDeliveryStream. False when there is none of that name.
    bool remove(const std::string& name);

    /// All that are there and that come deliver. Once.
    void start();
    /// Delivers what they hold without waiting for their intervals.
    void drain();

    [[nodiscard]] DeliveryStream* find(std::string_view name) const { return streams_.find(name); }
    [[nodiscard]] Shelf<DeliveryStream>& shelf() { return streams_; }
    [[nodiscard]] const Shelf<DeliveryStream>& shelf() const { return streams_; }

private:
    Contexts& contexts_;
    Resolve resolve_;
    bool started_ = false;
    Shelf<DeliveryStream> streams_;
    std::map<std::string, Scope, std::less<>> running_;  // by name; what runs uses the stream
};

}  // namespace wt::stream
