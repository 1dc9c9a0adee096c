#pragma once
#include <optional>
#include <string>

#include "base/random.hpp"
#include "secrets/secretsmanager_shapes.hpp"

namespace wt::secrets {

/// By GetRandomPassword's rules: the kinds of characters that are not excluded, each at least once unless it is not
/// required. None where that is impossible: nothing is left to draw from, or the length is below the number of kinds.
[[nodiscard]] std::optional<std::string> random_password(Random& random, const GetRandomPasswordRequest& wanted);

}  // namespace wt::secrets
