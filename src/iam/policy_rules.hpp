#pragma once
#include <optional>

#include "aws/error.hpp"
#include "iam/policy.hpp"

/// What IAM and STS say of policy documents, in their words: 400 MalformedPolicyDocument.
namespace wt::iam {

/// Of a document that does not read.
[[nodiscard]] aws::Error malformed_policy_document(const PolicyProblem& problem);

/// Of one that reads, and may not stand all the same: the first of the rules, in the order in which IAM was seen to ask
/// them. Nothing when it may. Actions and resources need be well formed, not there. Documents of resources are their
/// services' affair.
[[nodiscard]] std::optional<aws::Error> refuse_document(const Policy& policy, PolicyUse use);

}  // namespace wt::iam
