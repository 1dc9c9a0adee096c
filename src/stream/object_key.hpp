#pragma once
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace wt::stream {

/// An object's name as Firehose gives it: `prefix`, then YYYY/MM/dd/HH/ and STREAM-1-YYYY-MM-dd-HH-mm-ss-UUID, in UTC.
/// Both times are the arrival of the oldest record in it (Firehose Developer Guide, "Configure Amazon S3 object name
/// format"). 1 is the version of the stream's configuration. The UUID is drawn from `random`.
[[nodiscard]] std::string object_key(std::string_view prefix, std::string_view stream, Instant oldest, Random& random);

}  // namespace wt::stream
