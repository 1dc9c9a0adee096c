#include "disk/recent_blobs.hpp"

#include <iterator>
#include <utility>

namespace wt::disk {

void RecentBlobs::put(store::BlobId blob, Text bytes) {
    drop(blob);
    bytes_ += bytes.size() + blob_overhead;
    entries_.push_front({blob, std::move(bytes)});
    places_.emplace(blob, entries_.begin());
    while (bytes_ > limit_) erase(std::prev(entries_.end()));
}

std::optional<Text> RecentBlobs::get(store::BlobId blob) {
    const auto found = places_.find(blob);
    if (found == places_.end()) return std::nullopt;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->bytes;
}

void RecentBlobs::drop(store::BlobId blob) {
    const auto found = places_.find(blob);
    if (found != places_.end()) erase(found->second);
}

void RecentBlobs::erase(Place place) {
    bytes_ -= place->bytes.size() + blob_overhead;
    places_.erase(place->blob);
    entries_.erase(place);
}

}  // namespace wt::disk
