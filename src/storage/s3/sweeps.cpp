#include "storage/s3/sweeps.hpp"

#include <chrono>
#include <vector>

namespace wt::s3 {

bool Sweeps::expire(Bucket& bucket, const std::string& key) {
    const auto current = bucket.current(key);
    if (current == nullptr || current->is_delete_marker) return false;
    const bool goes = bucket.settings().versioning == Versioning::never;
    if (goes && is_locked(*current, buckets_.context().calendar(), LockBypass::none)) return false;
    (void)bucket.remove(key, EventKind::lifecycle_removed, Requester());
    return true;
}

bool Sweeps::remove(Bucket& bucket, const std::string& key, const std::string& version_id) {
    const auto version = bucket.find(key, version_id);
    if (version == nullptr || is_locked(*version, buckets_.context().calendar(), LockBypass::none)) return false;
    bucket.erase(version, EventKind::lifecycle_removed, Requester());
    return true;
}

bool Sweeps::transition(Bucket& bucket, const std::string& key, const std::string& version_id,
                        const std::string& storage_class) {
    const auto version = bucket.find(key, version_id);
    if (version == nullptr || version->is_delete_marker) return false;
    version->attributes.storage_class = storage_class;
    bucket.changed(version);
    return true;
}

std::size_t Sweeps::abort_uploads(Bucket& bucket, std::string_view prefix, Instant moment) {
    std::vector<std::shared_ptr<Upload>> old;
    const Bucket::AllUploads& uploads = bucket.uploads();
    for (auto at = uploads.lower_bound({std::string(prefix), 0});
         at != uploads.end() && at->first.first.starts_with(prefix); ++at) {
        if (at->second->initiated <= moment) old.push_back(at->second);
    }
    for (const auto& upload : old) bucket.end(upload);
    return old.size();
}

void Sweeps::sweep(Instant midnight) {
    std::vector<BucketRef> all;
    for (const auto& [name, bucket] : buckets_.all()) {
        if (bucket->document("lifecycle") != nullptr) all.push_back(bucket);
    }
    for (const BucketRef& bucket : all) {
        if (!bucket->deleted()) policy_(*this, *bucket, midnight);
    }
}

Task<void> Sweeps::run() {
    Clock& clock = buckets_.context().clock;
    for (;;) {
        const Instant midnight = next_midnight(clock.now());
        co_await clock.sleep_until(midnight);
        sweep(midnight);
    }
}

Instant Sweeps::next_midnight(Instant moment) {
    using Days = std::chrono::duration<std::int64_t, std::ratio<86400>>;
    return Instant(std::chrono::floor<Days>(moment.time_since_epoch()) + Days(1));
}

}  // namespace wt::s3
