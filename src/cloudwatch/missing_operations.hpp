#pragma once
#include <span>

#include "aws/operation.hpp"

namespace wt::cloudwatch {

/// What CloudWatch has and this one has not.
[[nodiscard]] std::span<const aws::MissingOperation> missing_operations();

}  // namespace wt::cloudwatch
