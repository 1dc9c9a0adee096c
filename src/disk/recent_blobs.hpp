#pragma once
#include <cstdint>
#include <list>
#include <optional>
#include <unordered_map>

#include "base/text.hpp"
#include "store/store.hpp"

namespace wt::disk {

/// Small blobs that were used of late, so that they need not be read again: as many bytes as it may have, the least
/// recently used go first.
class RecentBlobs {
public:
    /// What a blob counts beside its bytes.
    static constexpr std::uint64_t blob_overhead = 192;

    explicit RecentBlobs(std::uint64_t limit) : limit_(limit) {}

    void put(store::BlobId blob, Text bytes);
    [[nodiscard]] std::optional<Text> get(store::BlobId blob);
    void drop(store::BlobId blob);
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

private:
    struct Entry {
        store::BlobId blob;
        Text bytes;
    };
    using Place = std::list<Entry>::iterator;
    void erase(Place place);

    std::uint64_t limit_;
    std::uint64_t bytes_ = 0;
    std::list<Entry> entries_;  // the latest first
    std::unordered_map<store::BlobId, Place> places_;
};

}  // namespace wt::disk
