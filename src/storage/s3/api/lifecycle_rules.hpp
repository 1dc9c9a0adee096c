#pragma once
#include <optional>
#include <string>

#include "storage/s3/sweeps.hpp"

namespace wt::s3::api {

/// x-amz-expiration of a current version, when a rule of its bucket will end it.
[[nodiscard]] std::optional<std::string> expiration_of(const s3::Bucket& bucket, const s3::ObjectVersion& version);

/// What the lifecycle configurations of the buckets ask for, at each midnight.
[[nodiscard]] Sweeps::Policy lifecycle_policy();

}  // namespace wt::s3::api
