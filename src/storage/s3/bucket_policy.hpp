#pragma once
#include <string_view>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "iam/policy.hpp"

namespace wt::s3 {

inline constexpr std::size_t longest_bucket_policy = 20 * 1024;  // bytes without white space

/// Reads the policy of a bucket as PutBucketPolicy does: beyond what any policy must be, its actions are ones that S3
/// knows and that can be done to one of its resources, its resources are that bucket and its objects, its condition
/// keys go with its actions. 400 MalformedPolicy, in S3's words.
[[nodiscard]] Result<iam::Policy, aws::Error> parse_bucket_policy(std::string_view json, std::string_view bucket);

}  // namespace wt::s3
