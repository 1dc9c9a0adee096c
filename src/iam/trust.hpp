#pragma once
#include <string_view>

#include "iam/authorize.hpp"
#include "iam/entities.hpp"

namespace wt::iam {

/// Whether a role lets the caller do that to it: "sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity". Its trust
/// policy must always allow it; a caller with policies of its own needs them, too, unless the trust policy names it,
/// and always when it is another account's. `request.resource` is the role's ARN. IAM User Guide, "Policy evaluation
/// logic".
[[nodiscard]] bool trusts(const Policy& trust, std::string_view account, const AccessRequest& request);
/// The same of somebody whom an identity provider knows.
[[nodiscard]] bool trusts_web_identity(const Policy& trust, std::string_view provider_arn,
                                       const AccessRequest& request);

}  // namespace wt::iam
