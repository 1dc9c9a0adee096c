#pragma once
#include <span>

#include "aws/operation.hpp"

namespace wt::logs {

/// Operations of CloudWatch Logs that are not written here.
[[nodiscard]] std::span<const aws::MissingOperation> missing_operations();

}  // namespace wt::logs
