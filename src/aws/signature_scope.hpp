#pragma once
#include <optional>

#include "aws/signature.hpp"

namespace wt::aws {

/// Whether a signature is for this service, region and the day that it names; nothing when it is.
[[nodiscard]] std::optional<Error> check_scope(const Signed& said, const SignatureRules& rules);

/// Whether it is neither too old nor from the future; S3's presigned requests are good for as long as they say.
[[nodiscard]] std::optional<Error> check_time(const Signed& said, Dialect dialect, Instant now);

}  // namespace wt::aws
