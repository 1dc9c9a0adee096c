#include "http/response_cache.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "base/hash.hpp"

namespace wt::http {

namespace {

[[nodiscard]] std::uint64_t size_of(std::string_view key, const Response& response) {
    std::uint64_t bytes = key.size() + response.body.size();
    for (const Header& field : response.headers) bytes += field.name.size() + field.value.size();
    return bytes;
}

}  // namespace

ResponseCache::ResponseCache(std::uint64_t max_objects, Bytes max_bytes)
    : max_objects_(std::min<std::uint64_t>(max_objects, nowhere - 1)), max_bytes_(max_bytes), buckets_(16, nowhere) {}

std::uint32_t ResponseCache::hash_of(std::string_view key) { return static_cast<std::uint32_t>(hash_bytes(key)); }

ResponseCache::Object* ResponseCache::find(std::string_view key) {
    const Place place = place_of(key, hash_of(key));
    if (place == nowhere) return nullptr;
    // Whoever finds it copies it next.
    const Response& found = entries_[place].object.response;
    __builtin_prefetch(found.headers.begin());
    __builtin_prefetch(found.body.data());
    if (place != newest_) {
        unlink(place);
        link_newest(place);
    }
    return &entries_[place].object;
}

bool ResponseCache::store(std::string_view key, Response response, Instant now, Duration ttl) {
    WT_ASSERT(ttl >= Duration::zero());
    if (response.stream != nullptr) return false;  // it is given once
    const std::uint32_t hash = hash_of(key);
    if (const Place old = place_of(key, hash); old != nowhere) remove(old);
    const std::uint64_t bytes = size_of(key, response);
    if (bytes > max_bytes_.count || max_objects_ == 0) return false;
    while (objects_ >= max_objects_ || bytes_.count + bytes > max_bytes_.count) remove(oldest_);

    if (objects_ >= buckets_.size()) grow_buckets();
    const Place place = unused_entry();
    Entry& entry = entries_[place];
    entry.key = key;
    entry.object.response = std::move(response);
    entry.object.tags = {};
    entry.object.stored = now;
    entry.object.expires = ttl >= never - now ? never : now + ttl;
    entry.bytes = bytes;
    links_[place].hash = hash;
    links_[place].chained = std::exchange(bucket(hash), place);
    link_newest(place);
    ++objects_;
    bytes_.count += bytes;
    return true;
}

void ResponseCache::erase(std::string_view key) {
    if (const Place place = place_of(key, hash_of(key)); place != nowhere) remove(place);
}

void ResponseCache::limit(std::uint64_t max_objects, Bytes max_bytes) {
    max_objects_ = std::min<std::uint64_t>(max_objects, nowhere - 1);
    max_bytes_ = max_bytes;
    while (objects_ > max_objects_ || bytes_.count > max_bytes_.count) remove(oldest_);
}

void ResponseCache::clear() {
    entries_.clear();
    links_.clear();
    std::fill(buckets_.begin(), buckets_.end(), nowhere);
    objects_ = 0;
    bytes_ = Bytes{};
    unused_ = newest_ = oldest_ = nowhere;
}

ResponseCache::Place ResponseCache::place_of(std::string_view key, std::uint32_t hash) {
    Place place = bucket(hash);
    if (place != nowhere) {
        // Nearly always it is the first: its parts come from memory side by side.
        const char* const entry = reinterpret_cast<const char*>(&entries_[place]);
        for (std::size_t at = 0; at < sizeof(Entry); at += 64) __builtin_prefetch(entry + at);
    }
    while (place != nowhere && (links_[place].hash != hash || entries_[place].key != key)) {
        place = links_[place].chained;
    }
    return place;
}

ResponseCache::Place ResponseCache::unused_entry() {
    if (unused_ != nowhere) return std::exchange(unused_, links_[unused_].chained);
    entries_.emplace_back();
    links_.emplace_back();
    return static_cast<Place>(entries_.size() - 1);
}

void ResponseCache::grow_buckets() {
    buckets_.assign(buckets_.size() * 2, nowhere);
    for (Place place = newest_; place != nowhere; place = links_[place].older) {
        links_[place].chained = std::exchange(bucket(links_[place].hash), place);
    }
}

void ResponseCache::link_newest(Place place) {
    Link& link = links_[place];
    link.newer = nowhere;
    link.older = newest_;
    (newest_ == nowhere ? oldest_ : links_[newest_].newer) = place;
    newest_ = place;
}

void ResponseCache::unlink(Place place) {
    const Link& link = links_[place];
    (link.newer == nowhere ? newest_ : links_[link.newer].older) = link.older;
    (link.older == nowhere ? oldest_ : links_[link.older].newer) = link.newer;
}

void ResponseCache::remove(Place place) {
    Link& link = links_[place];
    unlink(place);
    Place* before = &bucket(link.hash);
    while (*before != place) before = &links_[*before].chained;
    *before = link.chained;
    --objects_;
    bytes_.count -= entries_[place].bytes;
    entries_[place].object.response = Response{};
    link.chained = std::exchange(unused_, place);
}

}  // namespace wt::http
