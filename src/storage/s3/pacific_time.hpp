#pragma once
#include <string>

#include "base/time.hpp"

namespace wt::s3 {

/// "Tue Dec 31 16:00:00 PST 2019": how S3 writes moments into some of its errors, whatever the region. Daylight saving
/// time as the law has it since 2007.
[[nodiscard]] std::string pacific_time(Instant moment);

}  // namespace wt::s3
