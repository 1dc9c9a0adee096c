#pragma once
#include <string_view>

#include "edge/config.hpp"
#include "edge/freshness.hpp"
#include "http/response_cache.hpp"

namespace wt::edge {

/// The copy of an answer that other viewers may get: without the fields that it withholds from them.
[[nodiscard]] http::Response for_others(const http::Response& response, const CacheControl& control);

/// What one point of presence keeps, and for how long: CloudFront's rules over a bounded store. Pure: told the time.
/// Objects that have expired are held until something pushes them out, to be revalidated or to stand in for an origin
/// that fails. Pointers are valid until the next call.
class Cache {
public:
    using Object = http::ResponseCache::Object;

    Cache(std::uint64_t max_objects, Bytes max_bytes) : objects_(max_objects, max_bytes) {}

    struct Found {
        const Object* object = nullptr;  // null: it must be fetched
        bool refresh = false;            // it has expired; it may be served while the origin is asked for a newer one
    };
    /// The object under `key` if it may be served now: it is fresh, or within its `stale-while-revalidate`.
    [[nodiscard]] Found lookup(std::string_view key, Instant now, const CachePolicy& policy);
    /// The object under `key`, fresh or not.
    [[nodiscard]] const Object* held(std::string_view key) { return objects_.find(key); }

    /// Keeps a copy of what the origin answered, if CloudFront would; `age` is how long a cache on the way has held it.
    /// An answer that must not be kept drops what it would have replaced, unless it is an error. One that is not fresh
    /// and has a validator is held for the origin to confirm. Fields that it withholds from others are left out.
    void store(std::string_view key, const http::Response& response, Instant now, const CachePolicy& policy,
               Duration age = Duration::zero());

    /// The object that is served in place of an error of the origin, and for error_ttl from now without asking the
    /// origin again; null when there is none, or `stale-if-error` has run out.
    [[nodiscard]] const Object* stand_in(std::string_view key, Instant now, const CachePolicy& policy);

    /// The held object, fresh again because the origin said that it has not changed (304); null when there is none.
    /// What else that said of it takes the place of what was said before.
    [[nodiscard]] const Object* revalidated(std::string_view key, const http::Response& not_modified, Instant now,
                                            const CachePolicy& policy, Duration age = Duration::zero());

    /// A part (206) of the object under `key`, kept beside others of it; and one that is fresh and holds all that a
    /// Range field asks for, or null.
    void store_part(std::string_view key, const http::Response& part, Instant now, const CachePolicy& policy,
                    Duration age);
    [[nodiscard]] const Object* part(std::string_view key, std::string_view range, Instant now);

    void flush() { objects_.clear(); }
    void limit(const CachePolicy& policy) { objects_.limit(policy.max_objects, policy.max_bytes); }
    /// Forgets every object of that path, with its query where that is in the key; all that begin so, when the path
    /// ends in '*'; with "#TAG" every object of that tag. How many those were.
    std::uint64_t invalidate(std::string_view path);
    [[nodiscard]] std::uint64_t objects() const { return objects_.objects(); }
    [[nodiscard]] Bytes bytes() const { return objects_.bytes(); }

private:
    void keep(std::string_view key, http::Response response, Instant stored, Duration ttl, const CachePolicy& policy);

    http::ResponseCache objects_;
};

}  // namespace wt::edge
