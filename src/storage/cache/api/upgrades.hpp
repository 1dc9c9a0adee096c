#pragma once
#include <optional>

#include "aws/error.hpp"
#include "storage/cache/api/records.hpp"

namespace wt::cache::api {

/// Whether a cache may become of another version: only of a newer one. `after` gets the newer one's default parameter
/// group where it had the older one's and no other is asked for.
[[nodiscard]] std::optional<aws::Error> check_upgrade(const CacheRecord& before, CacheRecord& after,
                                                      bool group_is_given);

}  // namespace wt::cache::api
