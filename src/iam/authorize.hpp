#pragma once
#include <cstdint>
#include <string>

#include "iam/evaluate.hpp"
#include "iam/identity_policies.hpp"

namespace wt::iam {

/// Which of the policies a decision comes from.
enum class PolicyKind : std::uint8_t { identity, resource, boundary, session };

/// The decision on a caller who has policies, and whose say it was.
struct Ruling {
    Verdict verdict = Verdict::implicit_deny;
    PolicyKind by = PolicyKind::identity;

    [[nodiscard]] bool allowed() const { return verdict == Verdict::allow; }
};

/// What the policies of the caller (`request.caller.policies`, which is not null) say together with the resource's own,
/// null when it has none. Within one account an Allow of the resource's policy that names the caller is enough; one for
/// everybody or for the session's role is still limited by boundary and session policies; one for the whole account
/// hands the decision to the caller's policies. For a caller from another account than the resource's, ask without the
/// resource's policy, and that one by itself: both must allow. IAM User Guide, "Policy evaluation logic".
[[nodiscard]] Ruling authorize(const AccessRequest& request, const Policy* of_resource = nullptr);

/// "User: ARN is not authorized to perform: s3:GetObject on resource: ARN because no identity-based policy allows the
/// s3:GetObject action". IAM User Guide, "Troubleshoot access denied error messages". `resource` as the service writes
/// it, some in quotes.
[[nodiscard]] std::string denial_text(const Ruling& ruling, const AccessRequest& request, std::string_view resource);

}  // namespace wt::iam
