#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "aws/error.hpp"
#include "iam/evaluate.hpp"
#include "storage/s3/ownership.hpp"

namespace wt::s3 {

/// What a bucket says about who may do what. Refers to what outlives the question.
struct BucketRules {
    std::string_view name;
    std::string_view owner;                    // account
    const iam::Policy* policy = nullptr;       // null: none
    const AccessControlPolicy* acl = nullptr;  // null: its owner's alone
    ObjectOwnership ownership = ObjectOwnership::bucket_owner_enforced;
    PublicAccessBlockConfiguration block;
};

/// The object that is there already; none when there is no object of that key, or the action is not about one.
struct ObjectRules {
    std::string_view owner;                    // account
    const AccessControlPolicy* acl = nullptr;  // null: its owner's alone
};

/// Who wants to do what: `action` is "s3:GetObject" and the like, `key` is empty for what is about the bucket.
struct AccessQuestion {
    const aws::Principal& caller;
    std::string_view action;
    std::string_view key;
    const iam::RequestContext& context;
    /// The multipart upload that this is about is the caller's: who may write by the bucket's ACL may end it, too.
    bool began_upload = false;
};

enum class Access : std::uint8_t { allowed, denied, denied_by_policy };

/// The decision of S3 on what the bucket says. In the account that owns the bucket everybody may everything, unless the
/// bucket's policy denies it (the account's root keeps its hands on the policy itself) or the object is another
/// account's. Another account, and an anonymous caller, need an Allow of the policy or a grant of an ACL; public ones
/// count only as far as the public access block lets them. Amazon S3 User Guide, "How Amazon S3 authorizes a request",
/// "Blocking public access to your Amazon S3 storage".
[[nodiscard]] Access decide(const AccessQuestion& question, const BucketRules& bucket,
                            const std::optional<ObjectRules>& object);

/// 403 AccessDenied: with the caller, the action and the resource for callers of the bucket's account, without for all
/// others. Amazon S3 User Guide, "Troubleshoot access denied (403 Forbidden) errors".
[[nodiscard]] aws::Error denial(Access access, const AccessQuestion& question, const BucketRules& bucket);

/// The same of the policies that a caller has (`question.caller.policies`, which is not null) by themselves: for what
/// is about no bucket that is there.
[[nodiscard]] std::optional<aws::Error> refuse_identity(const AccessQuestion& question, std::string_view bucket);

/// All together, with the caller's own policies: none when it is allowed.
[[nodiscard]] std::optional<aws::Error> refuse(const AccessQuestion& question, const BucketRules& bucket,
                                               const std::optional<ObjectRules>& object);

}  // namespace wt::s3
