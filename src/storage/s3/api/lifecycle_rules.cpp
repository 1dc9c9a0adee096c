#include "storage/s3/api/lifecycle_rules.hpp"

#include <vector>

#include "storage/s3/api/documents.hpp"
#include "storage/s3/api/s3_shapes.hpp"
#include "storage/s3/lifecycle_schedule.hpp"

namespace wt::s3::api {

namespace {

[[nodiscard]] std::vector<Tag> tags_of(const s3::ObjectVersion& version) {
    std::vector<Tag> tags;
    for (const auto& [key, value] : version.attributes.tags) tags.push_back({key, value});
    return tags;
}

/// A version as rules see it; refers to the version and to `tags`.
[[nodiscard]] LifecycleObject object_of(const s3::ObjectVersion& version, std::span<const Tag> tags,
                                        const s3::Bucket& bucket) {
    LifecycleObject object;
    object.key = version.key;
    object.size = version.size;
    object.tags = tags;
    object.modified = version.last_modified;
    object.storage_class = version.attributes.storage_class;
    object.versioned = bucket.settings().versioning != Versioning::never;
    object.delete_marker = version.is_delete_marker;
    return object;
}

/// What is due of one version.
struct Due {
    std::string key;
    std::string version_id;
    LifecycleAction action;
    std::string storage_class;
};

void find_due(const KeptLifecycle& rules, const s3::Bucket& bucket, const KeyVersions& key, Instant midnight,
              std::vector<Due>& all) {
    const MinimumSize minimum = rules.transition_default_minimum_object_size == "varies_by_storage_class"
                                    ? MinimumSize::varies_by_storage_class
                                    : MinimumSize::all_storage_classes_128k;
    const auto& versions = key.versions;  // oldest first
    for (std::size_t i = 0; i < versions.size(); ++i) {
        const s3::ObjectVersion& version = *versions[i];
        const std::vector<Tag> tags = tags_of(version);
        LifecycleObject object = object_of(version, tags, bucket);
        object.alone = versions.size() == 1;
        const bool current = i + 1 == versions.size();
        if (!current) {
            object.noncurrent_since = versions[i + 1]->last_modified;
            object.newer_noncurrent_versions = static_cast<std::int64_t>(versions.size() - i) - 2;
        }
        const LifecycleStep step = due(rules, object, midnight, minimum);
        if (step.action != LifecycleAction::none)
            all.push_back({version.key, version.version_id, step.action, std::string(step.storage_class)});
    }
}

void act(Sweeps& sweeps, s3::Bucket& bucket, const Due& due) {
    switch (due.action) {
        case LifecycleAction::none: return;
        case LifecycleAction::remove: (void)sweeps.remove(bucket, due.key, due.version_id); return;
        case LifecycleAction::transition:
            (void)sweeps.transition(bucket, due.key, due.version_id, due.storage_class);
            return;
        case LifecycleAction::mark_deleted: (void)sweeps.expire(bucket, due.key); return;
    }
}

void sweep(Sweeps& sweeps, s3::Bucket& bucket, Instant midnight) {
    const auto rules = document<KeptLifecycle>(bucket, kinds::lifecycle);
    if (!rules) return;
    std::vector<Due> all;
    for (const auto& [name, key] : bucket.keys()) find_due(*rules, bucket, key, midnight, all);
    for (const Due& one : all) act(sweeps, bucket, one);

    for (const LifecycleRule& rule : rules->rules) {
        const auto& abort = rule.abort_incomplete_multipart_upload;
        if (rule.status != "Enabled" || !abort || !abort->days_after_initiation) continue;
        std::string prefix = rule.prefix.value_or("");
        if (rule.filter && rule.filter->prefix) prefix = *rule.filter->prefix;
        if (rule.filter && rule.filter->and_ && rule.filter->and_->prefix) prefix = *rule.filter->and_->prefix;
        // An upload is due at the midnight after so many days, so those are that began a day's length before.
        (void)sweeps.abort_uploads(bucket, prefix, midnight - std::chrono::hours(24) * *abort->days_after_initiation);
    }
}

}  // namespace

std::optional<std::string> expiration_of(const s3::Bucket& bucket, const s3::ObjectVersion& version) {
    if (bucket.document(kinds::lifecycle) == nullptr) return std::nullopt;
    const auto rules = document<LifecycleConfiguration>(bucket, kinds::lifecycle);
    if (!rules) return std::nullopt;
    const std::vector<Tag> tags = tags_of(version);
    return expiration_header(*rules, object_of(version, tags, bucket));
}

Sweeps::Policy lifecycle_policy() { return sweep; }

}  // namespace wt::s3::api
