#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "storage/s3/lifecycle.hpp"

namespace wt::s3 {

/// A version of an object, as far as rules ask about it. Refers to what outlives the question.
struct LifecycleObject {
    std::string_view key;
    std::uint64_t size = 0;
    std::span<const Tag> tags;
    Instant modified;  // when this version was created
    std::string_view storage_class = "STANDARD";
    bool versioned = false;                   // the bucket keeps versions: expiration then makes a delete marker
    bool delete_marker = false;               // has no size and no tags
    bool alone = false;                       // the only version of its key
    std::optional<Instant> noncurrent_since;  // since when there is a newer version; none: it is the current one
    std::int64_t newer_noncurrent_versions = 0;
};

enum class LifecycleAction : std::uint8_t {
    none,
    remove,        // for good
    transition,    // to another storage class
    mark_deleted,  // a delete marker becomes the current version
};

/// What happens to a version next, and when: a midnight, UTC. `when` is never for none.
struct LifecycleStep {
    LifecycleAction action = LifecycleAction::none;
    Instant when = never;
    const LifecycleRule* rule = nullptr;  // the configuration's
    std::string_view storage_class;       // of a transition; the rule's
};

/// Which small objects stay where they are (x-amz-transition-default-minimum-object-size), unless a rule has bounds of
/// its own.
enum class MinimumSize : std::uint8_t { all_storage_classes_128k, varies_by_storage_class };

/// The earliest step; of one day's steps removal counts before a transition, and that before a delete marker. S3 looks
/// about once a day and works off what is due over time; here it is due at that moment. Amazon S3 User Guide, "Expiring
/// objects", "Examples of overlapping filters, conflicting lifecycle actions".
[[nodiscard]] LifecycleStep next_step(const LifecycleConfiguration& configuration, const LifecycleObject& object,
                                      MinimumSize minimum = MinimumSize::all_storage_classes_128k);
/// The same as far as it is due.
[[nodiscard]] LifecycleStep due(const LifecycleConfiguration& configuration, const LifecycleObject& object, Instant now,
                                MinimumSize minimum = MinimumSize::all_storage_classes_128k);

/// When a multipart upload is aborted, and by which rule; none when by none.
struct AbortDate {
    Instant when;
    const LifecycleRule* rule;
};
[[nodiscard]] std::optional<AbortDate> abort_date(const LifecycleConfiguration& configuration, std::string_view key,
                                                  Instant initiated);

/// The value of x-amz-expiration for a current version: expiry-date="Fri, 23 Dec 2022 00:00:00 GMT", rule-id="id"; none
/// when no rule expires it.
[[nodiscard]] std::optional<std::string> expiration_header(const LifecycleConfiguration& configuration,
                                                           const LifecycleObject& object);

/// `days` after a moment, rounded up to midnight, UTC; never beyond the calendar.
[[nodiscard]] Instant midnight_after(Instant moment, std::int64_t days);

}  // namespace wt::s3
