#include "storage/s3/lifecycle_schedule.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "http/date.hpp"

namespace wt::s3 {

namespace {

constexpr std::uint64_t small_object = 128 * 1024;

/// From where objects may only move to the right. Amazon S3 User Guide, "Transitioning objects using Amazon S3
/// Lifecycle".
constexpr std::array<std::string_view, 7> waterfall{"STANDARD",   "STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA",
                                                    "GLACIER_IR", "GLACIER",     "DEEP_ARCHIVE"};
[[nodiscard]] std::size_t depth(std::string_view storage_class) {
    const auto* const found = std::find(waterfall.begin(), waterfall.end(), storage_class);
    return found == waterfall.end() ? 0 : static_cast<std::size_t>(found - waterfall.begin());
}

[[nodiscard]] bool has(std::span<const Tag> tags, const Tag& wanted) {
    return std::any_of(tags.begin(), tags.end(),
                       [&](const Tag& tag) { return tag.key == wanted.key && tag.value == wanted.value; });
}

[[nodiscard]] bool within(std::uint64_t size, std::optional<std::int64_t> more_than,
                          std::optional<std::int64_t> less_than) {
    const auto bytes = static_cast<std::int64_t>(std::min<std::uint64_t>(size, INT64_MAX));
    return (!more_than || bytes > *more_than) && (!less_than || bytes < *less_than);
}

[[nodiscard]] bool about(const LifecycleRule& rule, const LifecycleObject& object) {
    if (rule.status != "Enabled") return false;
    if (rule.prefix && !object.key.starts_with(*rule.prefix)) return false;
    if (!rule.filter) return true;
    const LifecycleRuleFilter& filter = *rule.filter;
    if (filter.prefix && !object.key.starts_with(*filter.prefix)) return false;
    if (filter.tag && !has(object.tags, *filter.tag)) return false;
    if (!within(object.size, filter.object_size_greater_than, filter.object_size_less_than)) return false;
    if (!filter.and_) return true;
    const LifecycleRuleAndOperator& all = *filter.and_;
    return (!all.prefix || object.key.starts_with(*all.prefix)) &&
           std::all_of(all.tags.begin(), all.tags.end(), [&](const Tag& tag) { return has(object.tags, tag); }) &&
           within(object.size, all.object_size_greater_than, all.object_size_less_than);
}

[[nodiscard]] bool bounds_sizes(const LifecycleRule& rule) {
    if (!rule.filter) return false;
    const LifecycleRuleFilter& filter = *rule.filter;
    return filter.object_size_greater_than || filter.object_size_less_than ||
           (filter.and_ && (filter.and_->object_size_greater_than || filter.and_->object_size_less_than));
}

[[nodiscard]] bool large_enough(const LifecycleRule& rule, const LifecycleObject& object,
                                std::string_view storage_class, MinimumSize minimum) {
    if (object.size >= small_object || bounds_sizes(rule)) return true;
    return minimum == MinimumSize::varies_by_storage_class &&
           (storage_class == "GLACIER" || storage_class == "DEEP_ARCHIVE");
}

/// A rule with a date goes for what is there on that day, and for what comes later.
[[nodiscard]] Instant dated(Instant modified, Instant date) { return std::max(date, midnight_after(modified, 0)); }

/// The steps of one version, of which the first is kept.
class Earliest {
public:
    void add(LifecycleStep step) {
        if (step.when < found_.when ||
            (step.when == found_.when && step.when != never && step.action < found_.action)) {
            found_ = step;
        }
    }
    [[nodiscard]] LifecycleStep get() const { return found_; }

private:
    LifecycleStep found_;
};

void add_current(const LifecycleRule& rule, const LifecycleObject& object, MinimumSize minimum, Earliest& steps) {
    if (rule.expiration) {
        const LifecycleExpiration& expiration = *rule.expiration;
        Instant when = never;
        if (expiration.days) when = midnight_after(object.modified, *expiration.days);
        if (expiration.date) when = dated(object.modified, *expiration.date);
        if (object.delete_marker) {
            // A marker of nothing is removed once it is old enough, or at once if that is what the rule is for.
            if (expiration.expired_object_delete_marker.value_or(false)) when = midnight_after(object.modified, 0);
            if (object.alone) steps.add({LifecycleAction::remove, when, &rule, {}});
        } else {
            const auto action = object.versioned ? LifecycleAction::mark_deleted : LifecycleAction::remove;
            steps.add({action, when, &rule, {}});
        }
    }
    if (object.delete_marker) return;
    for (const Transition& transition : rule.transitions) {
        if (!transition.storage_class || depth(*transition.storage_class) <= depth(object.storage_class)) continue;
        if (!large_enough(rule, object, *transition.storage_class, minimum)) continue;
        const Instant when = transition.days   ? midnight_after(object.modified, *transition.days)
                             : transition.date ? dated(object.modified, *transition.date)
                                               : never;
        steps.add({LifecycleAction::transition, when, &rule, *transition.storage_class});
    }
}

void add_noncurrent(const LifecycleRule& rule, const LifecycleObject& object, MinimumSize minimum, Earliest& steps) {
    const auto enough_newer = [&](std::optional<std::int64_t> newer) {
        return object.newer_noncurrent_versions >= newer.value_or(0);
    };
    if (const auto& expiration = rule.noncurrent_version_expiration;
        expiration && enough_newer(expiration->newer_noncurrent_versions)) {
        const Instant when = midnight_after(*object.noncurrent_since, expiration->noncurrent_days.value_or(0));
        steps.add({LifecycleAction::remove, when, &rule, {}});
    }
    if (object.delete_marker) return;
    for (const NoncurrentVersionTransition& transition : rule.noncurrent_version_transitions) {
        if (!transition.storage_class || depth(*transition.storage_class) <= depth(object.storage_class)) continue;
        if (!enough_newer(transition.newer_noncurrent_versions)) continue;
        if (!large_enough(rule, object, *transition.storage_class, minimum)) continue;
        const Instant when = midnight_after(*object.noncurrent_since, transition.noncurrent_days.value_or(0));
        steps.add({LifecycleAction::transition, when, &rule, *transition.storage_class});
    }
}

}  // namespace

Instant midnight_after(Instant moment, std::int64_t days) {
    constexpr std::int64_t most_days = 100'000;  // an Instant ends in 2262
    const auto today = std::chrono::ceil<std::chrono::days>(moment.time_since_epoch());
    if (days < 0 || days > most_days || today.count() + days > most_days) return never;
    return Instant(Duration(today + std::chrono::days(days)));
}

LifecycleStep next_step(const LifecycleConfiguration& configuration, const LifecycleObject& object,
                        MinimumSize minimum) {
    Earliest steps;
    for (const LifecycleRule& rule : configuration.rules) {
        if (!about(rule, object)) continue;
        if (object.noncurrent_since) {
            add_noncurrent(rule, object, minimum, steps);
        } else {
            add_current(rule, object, minimum, steps);
        }
    }
    return steps.get();
}

LifecycleStep due(const LifecycleConfiguration& configuration, const LifecycleObject& object, Instant now,
                  MinimumSize minimum) {
    const LifecycleStep step = next_step(configuration, object, minimum);
    return step.when <= now ? step : LifecycleStep();
}

std::optional<AbortDate> abort_date(const LifecycleConfiguration& configuration, std::string_view key,
                                    Instant initiated) {
    LifecycleObject upload;
    upload.key = key;
    std::optional<AbortDate> found;
    for (const LifecycleRule& rule : configuration.rules) {
        const auto& abort = rule.abort_incomplete_multipart_upload;
        if (!abort || !abort->days_after_initiation || !about(rule, upload)) continue;
        const Instant when = midnight_after(initiated, *abort->days_after_initiation);
        if (when != never && (!found || when < found->when)) found = AbortDate{when, &rule};
    }
    return found;
}

std::optional<std::string> expiration_header(const LifecycleConfiguration& configuration,
                                             const LifecycleObject& object) {
    const LifecycleRule* first = nullptr;
    Instant when = never;
    if (object.noncurrent_since || object.delete_marker) return std::nullopt;
    for (const LifecycleRule& rule : configuration.rules) {
        if (!rule.expiration || !about(rule, object)) continue;
        Instant then = never;
        if (rule.expiration->days) then = midnight_after(object.modified, *rule.expiration->days);
        if (rule.expiration->date) then = dated(object.modified, *rule.expiration->date);
        if (then < when) {
            when = then;
            first = &rule;
        }
    }
    if (first == nullptr) return std::nullopt;
    std::string id;
    for (const char c : first->id.value_or("")) {
        // As it is; only what no header field can carry is escaped.
        const bool plain = static_cast<unsigned char>(c) >= 0x20 && c != 0x7F && c != '"';
        id += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return fmt::format(R"(expiry-date="{}", rule-id="{}")", http::format_date(when), id);
}

}  // namespace wt::s3
