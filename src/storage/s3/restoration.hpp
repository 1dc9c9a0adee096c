#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "aws/error.hpp"
#include "base/pace.hpp"
#include "base/result.hpp"
#include "storage/s3/object.hpp"

namespace wt::s3 {

enum class RestoreTier : std::uint8_t { expedited, standard, bulk };

struct RestoreWish {
    std::optional<int> days;  // how long the copy stays
    RestoreTier tier = RestoreTier::standard;
};

/// How long it takes until an archived object can be read: the longest that S3 names for the class and tier (User
/// Guide, "Understanding archive retrieval options"). None: the class has not that tier.
[[nodiscard]] std::optional<Duration> time_to_restore(std::string_view storage_class, RestoreTier tier);

/// What becomes of a version when somebody asks to have it restored at that moment: the copy is ready when its tier's
/// time is over, as fast as the pace is, and goes at the midnight after its days. One that is there stays longer; one
/// that is under way gets faster, or 409 RestoreAlreadyInProgress. 403 InvalidObjectState for what is not archived.
[[nodiscard]] Result<Restoration, aws::Error> restored(const ObjectVersion& version, const RestoreWish& wish,
                                                       const Pace& pace, Instant now);

/// Whether the version can be read: it is not archived, or a copy of it is there.
[[nodiscard]] bool is_readable(const ObjectVersion& version, Instant now);
[[nodiscard]] bool is_being_restored(const ObjectVersion& version, Instant now);

/// x-amz-restore: ongoing-request="false", expiry-date="Fri, 21 Dec 2012 00:00:00 GMT"; none when nobody has asked, or
/// the copy is gone.
[[nodiscard]] std::optional<std::string> restore_header(const ObjectVersion& version, Instant now);

}  // namespace wt::s3
