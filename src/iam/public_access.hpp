#pragma once
#include "iam/policy.hpp"

namespace wt::iam {

/// Whether a policy is public, as GetBucketPolicyStatus, BlockPublicPolicy and RestrictPublicBuckets mean it: some
/// statement allows everybody something, and no condition of it fixes where requests come from: an organization, a
/// network no broader than /8 (IPv4; private ranges aside) or /32 (IPv6), a VPC, an ARN, an account, each without
/// wildcard and variable. Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage: The meaning of
/// 'public'".
[[nodiscard]] bool is_public(const Policy& policy);
[[nodiscard]] bool is_public(const Statement& statement);

}  // namespace wt::iam
