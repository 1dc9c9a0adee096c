#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "iam/policy.hpp"

namespace wt::iam {

using PolicyRef = std::shared_ptr<const Policy>;

/// What stands at a caller's identity: a user's or role's policies, and what was said when its session was made.
/// Policies are what they are when the call comes in, so a change counts from the next call on.
struct IdentityPolicies {
    /// Inline, attached, and those of a user's groups.
    std::vector<PolicyRef> identity;
    /// The most that the identity's policies can give; null: no limit.
    PolicyRef boundary;
    /// The same for a session: one Allow among them is enough. None: no limit.
    std::optional<std::vector<PolicyRef>> session;
    /// aws:PrincipalTag/...: of the identity, and over them those of the session.
    std::map<std::string, std::string> tags;
    /// Condition keys of a session that an identity provider's token made: "cognito-identity.amazonaws.com:sub".
    std::map<std::string, std::vector<std::string>> web_identity;
};

}  // namespace wt::iam
