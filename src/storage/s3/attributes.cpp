#include "storage/s3/attributes.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "aws/timestamp.hpp"
#include "base/utf8.hpp"
#include "storage/s3/errors.hpp"
#include "storage/s3/pacific_time.hpp"

namespace wt::s3 {

namespace {

constexpr std::array<std::string_view, 11> storage_classes{
    "STANDARD",     "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER",
    "DEEP_ARCHIVE", "GLACIER_IR",         "OUTPOSTS",    "SNOW",       "EXPRESS_ONEZONE"};

// UG "Categorizing your objects using tags".

[[nodiscard]] aws::Error about(const aws::ErrorRow& row, const std::string& key) {
    return aws::Error(row).with("TagKey", key);
}

}  // namespace

std::optional<aws::Error> problem_of(const Tags& tags, std::size_t most) {
    if (tags.size() > most) {
        if (most == most_object_tags) return aws::Error(errors::too_many_tags);
        return aws::Error(errors::too_many_tags, "Bucket tag count cannot be greater than " + std::to_string(most));
    }
    std::set<std::string_view> keys;
    for (const auto& [key, value] : tags) {
        if (key.empty() || characters(key) > longest_tag_key) return about(errors::invalid_tag, key);
        if (characters(value) > longest_tag_value) {
            return about(errors::invalid_tag_value, key).with("TagValue", value);
        }
        if (key.starts_with("aws:")) return aws::Error(errors::system_tag);
        if (!keys.insert(key).second) return about(errors::duplicate_tag, key);
    }
    return std::nullopt;
}

std::optional<aws::Error> problem_of_key(std::string_view key) {
    if (key.size() <= longest_key) return std::nullopt;
    return aws::Error(errors::key_too_long)
        .with("Size", std::to_string(key.size()))
        .with("MaxSizeAllowed", std::to_string(longest_key));
}

std::optional<aws::Error> problem_of(const Attributes& attributes, const BucketSettings& bucket, Instant now) {
    std::size_t metadata = 0;
    for (const auto& [name, value] : attributes.user) metadata += name.size() + value.size();
    if (metadata > most_user_metadata) {
        return aws::Error(errors::metadata_too_large)
            .with("Size", std::to_string(metadata))
            .with("MaxSizeAllowed", std::to_string(most_user_metadata));
    }
    if (!is_storage_class(attributes.storage_class)) {
        return aws::Error(errors::invalid_storage_class).with("StorageClassRequested", attributes.storage_class);
    }
    if (auto problem = problem_of(attributes.tags)) return problem;
    if (!attributes.retention && !attributes.legal_hold) return std::nullopt;
    if (!bucket.object_lock) return aws::Error(errors::bucket_without_lock);
    if (attributes.retention && attributes.retention->until <= now) {
        return aws::Error(errors::retain_until_past)
            .with("ArgumentName", "x-amz-object-lock-retain-until-date")
            .with("ArgumentValue", aws::iso8601(attributes.retention->until, aws::Fraction::milliseconds));
    }
    return std::nullopt;
}

void complete(Attributes& attributes, const BucketSettings& bucket, Instant now) {
    if (!attributes.retention && bucket.object_lock && bucket.default_retention) {
        attributes.retention = bucket.default_retention->from(now);
    }
}

std::optional<aws::Error> key_refusal(const Encryption& encryption, const std::string& customer_key_md5) {
    if (encryption.customer_key_md5 == customer_key_md5) return std::nullopt;
    if (!encryption.has_customer_key()) return aws::Error(errors::unneeded_customer_key);
    return aws::Error(customer_key_md5.empty() ? errors::needs_customer_key : errors::wrong_customer_key);
}

bool is_storage_class(std::string_view name) {
    return std::find(storage_classes.begin(), storage_classes.end(), name) != storage_classes.end();
}

bool is_archived(std::string_view storage_class) {
    return storage_class == "GLACIER" || storage_class == "DEEP_ARCHIVE";
}

bool is_locked(const ObjectVersion& version, Instant now, LockBypass bypass) {
    if (version.attributes.legal_hold.value_or(false)) return true;
    const auto& retention = version.attributes.retention;
    if (!retention || retention->until <= now) return false;
    return retention->mode == LockMode::compliance || bypass == LockBypass::none;
}

std::optional<aws::Error> retention_refusal(const ObjectVersion& version, const std::optional<Retention>& wanted,
                                            Instant now, LockBypass bypass) {
    if (wanted && wanted->until <= now) {
        return aws::Error(errors::retain_until_past)
            .with("ArgumentName", "RetainUntilDate")
            .with("ArgumentValue", pacific_time(wanted->until));
    }
    const auto& held = version.attributes.retention;
    if (!held || held->until <= now) return std::nullopt;
    const bool only_grows = wanted && wanted->mode == held->mode && wanted->until >= held->until;
    if (only_grows) return std::nullopt;
    if (held->mode == LockMode::governance && bypass == LockBypass::governance) return std::nullopt;
    return aws::Error(errors::locked);
}

}  // namespace wt::s3
