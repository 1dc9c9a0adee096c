#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "base/contexts.hpp"
#include "base/shelf.hpp"
#include "stream/kinesis_stream.hpp"

namespace wt::stream {

/// The Kinesis streams of the account. Who reads one keeps it (place()): when it is removed, they find nothing more in
/// it.
class KinesisStreams {
public:
    /// The contexts outlive the streams.
    explicit KinesisStreams(Contexts& contexts) : contexts_(contexts) {}

    /// A new one, of a name that no other has. With a journal it is what that says, if it says anything.
    KinesisStream& create(const std::string& name, const KinesisConfig& config,
                          std::unique_ptr<store::Journal> journal = nullptr) {
        WT_ASSERT(!streams_.has(name));
        streams_.put(name, std::make_shared<KinesisStream>(contexts_.begin(name), name, config, std::move(journal)));
        return *streams_.find(name);
    }
    /// Another configuration of one that is there. Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(const std::string& name, const KinesisConfig& config) {
        return streams_.find(name)->update(config);
    }
    /// With every record in it. False when there is none of that name.
    bool remove(const std::string& name) {
        const auto gone = streams_.take(name);
        if (gone != nullptr) gone->retire();
        return gone != nullptr;
    }

    [[nodiscard]] KinesisStream* find(std::string_view name) const { return streams_.find(name); }
    [[nodiscard]] Shelf<KinesisStream>& shelf() { return streams_; }
    [[nodiscard]] const Shelf<KinesisStream>& shelf() const { return streams_; }

private:
    Contexts& contexts_;
    Shelf<KinesisStream> streams_;
};

}  // namespace wt::stream
