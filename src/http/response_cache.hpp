#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/block_pool.hpp"
#include "base/literals.hpp"
#include "http/message.hpp"

namespace wt::http {

/// Answers kept by key, for caches that know their own rules (the edge's, the stage's). Bounded by a number of objects
/// and by bytes (keys, headers, bodies); the least recently used leaves first. Pure: told the time. An object that has
/// expired stays until it is replaced or pushed out, because a cache may still want it when its origin fails.
class ResponseCache {
public:
    struct Object {
        Response response;
        Instant stored;
        Instant expires;
        Text tags = {};  // what its cache knows it by besides its key
        [[nodiscard]] bool fresh(Instant now) const { return now < expires; }
    };

    ResponseCache(std::uint64_t max_objects, Bytes max_bytes);

    /// The object under `key`, fresh or not, which becomes the most recently used; null when there is none. Valid until
    /// the next store(), erase() or clear(). Allocates nothing.
    [[nodiscard]] Object* find(std::string_view key);
    /// Keeps `response` for `ttl` in place of what was under `key`. False when it is larger than the whole cache: then
    /// nothing is under `key`.
    bool store(std::string_view key, Response response, Instant now, Duration ttl);
    void erase(std::string_view key);
    /// Forgets every object that `which` picks, told its key and it; how many those were. Looks at all of them.
    template <class Which>
    std::uint64_t erase_if(Which which);
    void clear();
    /// Other bounds from now on; what is too much leaves at once.
    void limit(std::uint64_t max_objects, Bytes max_bytes);

    [[nodiscard]] std::uint64_t objects() const { return objects_; }
    [[nodiscard]] Bytes bytes() const { return bytes_; }

private:
    using Place = std::uint32_t;  // an index into entries_
    static constexpr Place nowhere = ~Place{0};

    struct Entry {
        std::string key;
        Object object;
        std::uint64_t bytes = 0;
    };
    /// What a search and the order of use touch, apart from the entries: close together, it stays in the processor's
    /// caches.
    struct Link {
        std::uint32_t hash = 0;   // half of it
        Place chained = nowhere;  // the next of the same bucket, or the next unused entry
        Place newer = nowhere;
        Place older = nowhere;
    };

    [[nodiscard]] static std::uint32_t hash_of(std::string_view key);
    [[nodiscard]] Place& bucket(std::uint32_t hash) { return buckets_[hash & (buckets_.size() - 1)]; }
    [[nodiscard]] Place place_of(std::string_view key, std::uint32_t hash);
    [[nodiscard]] Place unused_entry();
    void grow_buckets();
    void link_newest(Place place);
    void unlink(Place place);
    void remove(Place place);

    std::uint64_t max_objects_;
    Bytes max_bytes_;
    std::uint64_t objects_ = 0;
    Bytes bytes_;
    std::vector<Entry, PoolAllocator<Entry>> entries_;
    std::vector<Link, PoolAllocator<Link>> links_;      // by the same place
    std::vector<Place, PoolAllocator<Place>> buckets_;  // a power of two of them
    Place unused_ = nowhere;
    Place newest_ = nowhere;
    Place oldest_ = nowhere;
};

template <class Which>
std::uint64_t ResponseCache::erase_if(Which which) {
    std::uint64_t erased = 0;
    for (Place place = newest_; place != nowhere;) {
        const Place older = links_[place].older;
        if (which(std::string_view(entries_[place].key), std::as_const(entries_[place].object))) {
            remove(place);
            ++erased;
        }
        place = older;
    }
    return erased;
}

}  // namespace wt::http
