#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "iam/credentials.hpp"
#include "iam/directory.hpp"

namespace wt::cloud {

/// Keys of a session of that role, whose policies count where the directory knows it; none where that is no role's ARN.
[[nodiscard]] std::optional<iam::Credential> role_keys(const iam::Directory& directory, Random& random,
                                                       std::string_view role_arn, std::string_view session,
                                                       Instant expiration);

}  // namespace wt::cloud
