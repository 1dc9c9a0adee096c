#include "storage/s3/access.hpp"

#include <fmt/format.h>

#include "iam/authorize.hpp"
#include "iam/public_access.hpp"
#include "storage/s3/action.hpp"
#include "storage/s3/refusal.hpp"

namespace wt::s3 {

namespace {

/// The root of the owner's account can always repair a policy that locks everybody out (PutBucketPolicy's reference).
[[nodiscard]] bool repairs_policy(const AccessQuestion& question, const BucketRules& bucket) {
    if (question.caller.kind != aws::PrincipalKind::root || question.caller.account != bucket.owner) return false;
    return question.action == "s3:GetBucketPolicy" || question.action == "s3:PutBucketPolicy" ||
           question.action == "s3:DeleteBucketPolicy";
}

[[nodiscard]] bool granted(const AccessQuestion& question, const AclPermission& wanted, const BucketRules& bucket,
                           const std::optional<ObjectRules>& object) {
    if (bucket.ownership == ObjectOwnership::bucket_owner_enforced) return false;
    const AccessControlPolicy* acl = wanted.of == AclOf::bucket ? bucket.acl : object ? object->acl : nullptr;
    if (acl == nullptr) return false;
    const auto public_grants = bucket.block.ignore_public_acls ? PublicGrants::ignored : PublicGrants::counted;
    return grants(*acl, question.caller, wanted.permission, public_grants);
}

/// What the policies that count for a caller say, in one account with `policy`, the bucket's.
struct IdentityRuling {
    IdentityRuling(const AccessQuestion& question, std::string_view bucket, const iam::Policy* policy)
        : resource(arn_of(bucket, question.key)),
          request{question.caller, question.action, resource, question.context},
          ruling(iam::authorize(request, policy)) {}
    IdentityRuling(const IdentityRuling&) = delete;
    IdentityRuling& operator=(const IdentityRuling&) = delete;

    [[nodiscard]] aws::Error denial() const {
        return access_denied(iam::denial_text(ruling, request, fmt::format("\"{}\"", resource)));
    }

    std::string resource;
    iam::AccessRequest request;
    iam::Ruling ruling;
};

}  // namespace

Access decide(const AccessQuestion& question, const BucketRules& bucket, const std::optional<ObjectRules>& object) {
    const std::string resource = arn_of(bucket.name, question.key);
    iam::Verdict verdict = iam::Verdict::implicit_deny;
    if (bucket.policy != nullptr) {
        verdict = iam::evaluate(*bucket.policy, {question.caller, question.action, resource, question.context}).verdict;
    }
    if (verdict == iam::Verdict::explicit_deny && !repairs_policy(question, bucket)) return Access::denied_by_policy;

    const Action* action = find_action(question.action);
    std::optional<AclPermission> wanted = action == nullptr ? std::nullopt : action->acl;
    if (question.began_upload) wanted = AclPermission{Permission::write, AclOf::bucket};
    const bool by_acl = wanted && granted(question, *wanted, bucket, object);
    const bool foreign =
        object && object->owner != bucket.owner && bucket.ownership != ObjectOwnership::bucket_owner_enforced;
    if (foreign && wanted && wanted->of == AclOf::object) {
        // Another account's object: its owner decides, by its ACL; the bucket's policy only takes away.
        return by_acl || question.caller.account == object->owner ? Access::allowed : Access::denied;
    }
    if (!question.caller.account.empty() && question.caller.account == bucket.owner) return Access::allowed;
    const bool restricted = bucket.block.restrict_public_buckets && bucket.policy != nullptr &&
                            question.caller.kind != aws::PrincipalKind::service && iam::is_public(*bucket.policy);
    if (verdict == iam::Verdict::allow && !restricted) return Access::allowed;
    return by_acl ? Access::allowed : Access::denied;
}

aws::Error denial(Access access, const AccessQuestion& question, const BucketRules& bucket) {
    if (access != Access::denied_by_policy || question.caller.account != bucket.owner) return access_denied();
    return access_denied(
        fmt::format("User: {} is not authorized to perform: {} on resource: \"{}\" with an explicit deny in a "
                    "resource-based policy",
                    question.caller.arn, question.action, arn_of(bucket.name, question.key)));
}

std::optional<aws::Error> refuse_identity(const AccessQuestion& question, std::string_view bucket) {
    const IdentityRuling identity(question, bucket, nullptr);
    return identity.ruling.allowed() ? std::nullopt : std::optional(identity.denial());
}

std::optional<aws::Error> refuse(const AccessQuestion& question, const BucketRules& bucket,
                                 const std::optional<ObjectRules>& object) {
    if (question.caller.policies) {
        const bool own = question.caller.account == bucket.owner;
        const IdentityRuling identity(question, bucket.name, own ? bucket.policy : nullptr);
        // What an ACL gives to everybody, a user without policies has, too, unless one forbids it.
        const aws::Principal nobody;
        const AccessQuestion by_anybody{nobody, question.action, question.key, question.context};
        const bool is_public = own && identity.ruling.verdict == iam::Verdict::implicit_deny &&
                               bucket.policy == nullptr && decide(by_anybody, bucket, object) == Access::allowed;
        if (!identity.ruling.allowed() && !is_public) return own ? identity.denial() : access_denied();
    }
    const Access access = decide(question, bucket, object);
    if (access == Access::allowed) return std::nullopt;
    return denial(access, question, bucket);
}

}  // namespace wt::s3
