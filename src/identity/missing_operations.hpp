#pragma once
#include <span>

#include "aws/operation.hpp"

namespace wt::identity {

/// Operations of Cognito's identity provider that are not written here.
[[nodiscard]] std::span<const aws::MissingOperation> missing_operations();

}  // namespace wt::identity
