#pragma once
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "store/store.hpp"

namespace wt::disk {

/// Whether a blob is a row of the database; else it is a file. The lowest bit of its id says which.
[[nodiscard]] constexpr bool is_small(store::BlobId blob) { return blob % 2 == 0; }

/// What goes to disk in one transaction, or not at all: first the kept blobs, then the changes in order, then what was
/// dropped.
struct Batch {
    struct Kept {
        store::BlobId id = 0;
        Text bytes;
        bool dropped = false;  // before it ever was on disk: it is left out
    };

    std::vector<Kept> kept;  // by rising id
    std::vector<store::Change> changes;
    std::vector<store::BlobId> dropped;
    store::Ticket last = 0;   // of the stages in it; 0: none, there are only kept blobs
    std::uint64_t bytes = 0;  // of keys, values and kept blobs

    [[nodiscard]] Kept* find(store::BlobId blob) {
        const auto place = std::lower_bound(kept.begin(), kept.end(), blob,
                                            [](const Kept& each, store::BlobId id) { return each.id < id; });
        return place == kept.end() || place->id != blob ? nullptr : &*place;
    }

    /// Puts `earlier` before what is here.
    void prepend(Batch earlier) {
        const auto join = [](auto& first, auto& second) {
            first.insert(first.end(), std::make_move_iterator(second.begin()), std::make_move_iterator(second.end()));
            second = std::move(first);
        };
        join(earlier.kept, kept);
        join(earlier.changes, changes);
        join(earlier.dropped, dropped);
        last = std::max(last, earlier.last);
        bytes += earlier.bytes;
    }
};

}  // namespace wt::disk
