#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "aws/principal.hpp"
#include "iam/policy.hpp"
#include "iam/request_context.hpp"

namespace wt::iam {

/// What a caller wants to do. Refers to what outlives the evaluation.
struct AccessRequest {
    const aws::Principal& caller;
    std::string_view action;  // "s3:GetObject"
    /// "arn:aws:s3:::bucket/key". Empty when nobody knows: an Allow is then taken to be about it, a Deny only if it is
    /// about all there is.
    std::string_view resource;
    const RequestContext& context;
};

enum class Verdict : std::uint8_t { implicit_deny, allow, explicit_deny };

/// `statement` is the first one that says so, null for an implicit deny; it lives as long as its policy.
struct Decision {
    Verdict verdict = Verdict::implicit_deny;
    const Statement* statement = nullptr;
};

/// What the policies say together: one Deny is enough, then one Allow. IAM User Guide, "Policy evaluation logic". At
/// most the size of the policies times that of the request's longest value in steps.
[[nodiscard]] Decision evaluate(std::span<const Policy> policies, const AccessRequest& request);
[[nodiscard]] inline Decision evaluate(const Policy& policy, const AccessRequest& request) {
    return evaluate(std::span(&policy, 1), request);
}

/// Whom the strongest Allow of a resource's policy is for, of those that are about a request.
enum class Grant : std::uint8_t {
    none,
    to_account,    // all of the caller's account: its own policies decide
    to_everybody,  // or to the role that the caller is a session of
    to_caller,     // the user or the session itself
};
[[nodiscard]] Grant grant_of(const Policy& policy, const AccessRequest& request);

/// Whether a statement is about the request's action, resource and conditions, whoever asks.
[[nodiscard]] bool about(const Statement& statement, const AccessRequest& request, Variables variables);
/// Whether a statement is about the caller. An account named, by its id or its root, means everybody in it (for an
/// Allow AWS then asks the account's own policies, which here allow everything); a role named means its sessions.
[[nodiscard]] bool about(const PrincipalElement& element, const aws::Principal& caller);

}  // namespace wt::iam
