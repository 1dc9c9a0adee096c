#include "storage/s3/restoration.hpp"

#include <fmt/format.h>

#include "http/date.hpp"
#include "storage/s3/attributes.hpp"
#include "storage/s3/errors.hpp"
#include "storage/s3/lifecycle_schedule.hpp"

namespace wt::s3 {

namespace {

[[nodiscard]] bool has_copy(const ObjectVersion& version, Instant now) {
    return version.restoration && version.restoration->ready <= now && now < version.restoration->expires;
}

}  // namespace

std::optional<Duration> time_to_restore(std::string_view storage_class, RestoreTier tier) {
    using std::chrono::hours;
    const bool deep = storage_class == "DEEP_ARCHIVE";
    switch (tier) {
        case RestoreTier::expedited: return deep ? std::nullopt : std::optional<Duration>(std::chrono::minutes(5));
        case RestoreTier::standard: return deep ? hours(12) : hours(5);
        case RestoreTier::bulk: return deep ? hours(48) : hours(12);
    }
    return std::nullopt;
}

Result<Restoration, aws::Error> restored(const ObjectVersion& version, const RestoreWish& wish, const Pace& pace,
                                         Instant now) {
    const std::string& storage_class = version.attributes.storage_class;
    if (!is_archived(storage_class)) return aws::Error(errors::no_restore_of_class).with("StorageClass", storage_class);
    const auto duration = time_to_restore(storage_class, wish.tier);
    // Assumed: the code and the text.
    if (!duration)
        return aws::Error(errors::invalid_argument, "Retrieval option is not supported by this storage class");
    const Instant ready = now + pace.of(*duration);
    if (is_being_restored(version, now)) {
        Restoration faster = *version.restoration;
        faster.ready = ready;
        if (faster.ready >= version.restoration->ready) return aws::Error(errors::restore_in_progress);
        faster.expires = midnight_after(faster.ready, faster.days);
        return faster;
    }
    if (!wish.days || *wish.days < 1) return aws::Error(errors::malformed_xml);
    Restoration restoration;
    restoration.days = *wish.days;
    restoration.ready = has_copy(version, now) ? version.restoration->ready : ready;
    restoration.expires = midnight_after(std::max(now, restoration.ready), restoration.days);
    return restoration;
}

bool is_readable(const ObjectVersion& version, Instant now) {
    return !is_archived(version.attributes.storage_class) || has_copy(version, now);
}

bool is_being_restored(const ObjectVersion& version, Instant now) {
    return version.restoration && now < version.restoration->ready;
}

std::optional<std::string> restore_header(const ObjectVersion& version, Instant now) {
    if (is_being_restored(version, now)) return "ongoing-request=\"true\"";
    if (!has_copy(version, now)) return std::nullopt;
    return fmt::format("ongoing-request=\"false\", expiry-date=\"{}\"",
                       http::format_date(version.restoration->expires));
}

}  // namespace wt::s3
