#include "edge/cache.hpp"

#include <algorithm>

namespace wt::edge {

namespace {

[[nodiscard]] Instant later(Instant moment, Duration span) { return span >= never - moment ? never : moment + span; }

[[nodiscard]] CacheControl control_of(const http::Response& response) {
    return parse_cache_control(response.headers.get("Cache-Control"));
}

}  // namespace

const Cache::Object* Cache::lookup(std::string_view key, Instant now) {
    const Object* object = objects_.find(key);
    return object != nullptr && object->fresh(now) ? object : nullptr;
}

void Cache::store(std::string_view key, const http::Response& response, Instant now) {
    const Duration ttl = time_to_live(response.status, control_of(response), policy_);
    if (ttl > Duration::zero()) {
        (void)objects_.store(key, response, now, ttl);
    } else if (response.status < 400) {
        objects_.erase(key);
    }
}

const Cache::Object* Cache::stand_in(std::string_view key, Instant now) {
    Object* object = objects_.find(key);
    if (object == nullptr || object->response.status >= 400) return nullptr;
    const CacheControl control = control_of(object->response);
    Instant until = never;
    if (control.stale_if_error) {
        const Duration ttl = time_to_live(object->response.status, control, policy_);
        until = later(later(object->stored, ttl), std::min(*control.stale_if_error, policy_.max_ttl));
        if (now >= until) return nullptr;
    }
    object->expires = std::max(object->expires, std::min(later(now, policy_.error_ttl), until));
    return object;
}

const Cache::Object* Cache::revalidated(std::string_view key, const http::Response& not_modified, Instant now) {
    Object* object = objects_.find(key);
    if (object == nullptr) return nullptr;
    const bool says = not_modified.headers.has("Cache-Control");
    const CacheControl control = control_of(says ? not_modified : object->response);
    object->stored = now;
    object->expires = later(now, time_to_live(object->response.status, control, policy_));
    return object;
}

}  // namespace wt::edge
