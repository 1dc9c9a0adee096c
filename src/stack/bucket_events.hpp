#pragma once
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "storage/s3/bucket.hpp"

namespace wt::stack {

/// What a function that is a program learns of an object that was made in a scenario's bucket: S3's message.
[[nodiscard]] std::string created_message(const s3::Bucket& bucket, std::string_view key, Instant now);

}  // namespace wt::stack
