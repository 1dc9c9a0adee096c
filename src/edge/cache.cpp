#include "edge/cache.hpp"

#include <algorithm>

#include "edge/key_builder.hpp"

namespace wt::edge {

namespace {

[[nodiscard]] Instant later(Instant moment, Duration span) { return span >= never - moment ? never : moment + span; }

/// When an object that was kept at `stored` stopped being fresh by its own fields.
[[nodiscard]] Instant expiry(const Cache::Object& object, const CacheControl& control, const CachePolicy& policy) {
    return later(object.stored, time_to_live(object.response.status, control, policy));
}

}  // namespace

Cache::Found Cache::lookup(std::string_view key, Instant now, const CachePolicy& policy) {
    const Object* object = objects_.find(key);
    if (object == nullptr) return {};
    if (object->fresh(now)) return {object, false};
    if (object->response.status >= 400) return {};
    const CacheControl control = control_of(object->response, object->stored);
    if (!control.stale_while_revalidate) return {};
    const Duration window = std::min(*control.stale_while_revalidate, policy.max_ttl);
    if (now >= later(expiry(*object, control, policy), window)) return {};
    return {object, true};
}

void Cache::store(std::string_view key, const http::Response& response, Instant now, const CachePolicy& policy,
                  Duration age) {
    const Duration ttl = time_to_live(response.status, control_of(response, now - age), policy) - age;
    if (ttl > Duration::zero()) {
        (void)objects_.store(key, response, now - age, ttl + age);
    } else if (response.status < 400) {
        objects_.erase(key);
    }
}

const Cache::Object* Cache::stand_in(std::string_view key, Instant now, const CachePolicy& policy) {
    Object* object = objects_.find(key);
    if (object == nullptr || object->response.status >= 400) return nullptr;
    const CacheControl control = control_of(object->response, object->stored);
    Instant until = never;
    if (control.stale_if_error) {
        until = later(expiry(*object, control, policy), std::min(*control.stale_if_error, policy.max_ttl));
        if (now >= until) return nullptr;
    }
    object->expires = std::max(object->expires, std::min(later(now, policy.error_ttl), until));
    return object;
}

const Cache::Object* Cache::revalidated(std::string_view key, const http::Response& not_modified, Instant now,
                                        const CachePolicy& policy) {
    Object* object = objects_.find(key);
    if (object == nullptr) return nullptr;
    const bool says = not_modified.headers.has("Cache-Control") || not_modified.headers.has("Expires");
    const CacheControl control = control_of(says ? not_modified : object->response, now);
    object->stored = now;
    object->expires = later(now, time_to_live(object->response.status, control, policy));
    return object;
}

std::uint64_t Cache::invalidate(std::string_view path) {
    // Only a '*' at the end is a wildcard here, and the query counts where it is in the key: CloudFront Developer
    // Guide, "Invalidate files to remove content".
    const bool wild = path.ends_with('*');
    const std::string_view start = wild ? path.substr(0, path.size() - 1) : path;
    return objects_.erase_if(
        [&](std::string_view key) { return wild ? target_of(key).starts_with(start) : target_of(key) == path; });
}

}  // namespace wt::edge
