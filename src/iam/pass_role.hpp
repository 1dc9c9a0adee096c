#pragma once
#include <optional>
#include <string_view>

#include "aws/error.hpp"
#include "aws/operation.hpp"
#include "aws/service.hpp"

namespace wt::iam {

/// AccessDeniedException "Cross-account pass role is not allowed." when the role is another account's than the
/// caller's: a service is handed roles of its resource's account alone. None for what is no role's ARN. IAM User Guide,
/// "Grant a user permissions to pass a role to an AWS service".
[[nodiscard]] std::optional<aws::Error> refuse_pass_role(const aws::Call& call, const aws::ServiceModel& model,
                                                         std::string_view role_arn);

}  // namespace wt::iam
