#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "aws/error.hpp"

namespace wt::s3 {

/// Where a new bucket's name is unique: everywhere, or in its account and region (x-amz-bucket-namespace).
enum class BucketNamespace : std::uint8_t { global, account_regional };

/// Whether a bucket may be called that: 3 to 63 of a-z, 0-9, '.' and '-'; a letter or digit at both ends; no two dots
/// in a row, no IPv4 address, none of AWS's prefixes and suffixes; in an account's own namespace
/// PREFIX-ACCOUNT-REGION-an. Amazon S3 User Guide, "General purpose bucket naming rules".
[[nodiscard]] bool is_bucket_name(std::string_view name, BucketNamespace where = BucketNamespace::global);

/// Whether the name ends as those in an account's own namespace do, and is well formed apart from that.
[[nodiscard]] bool is_reserved_for_accounts(std::string_view name);

/// 400 InvalidBucketName for a name that no bucket may have.
[[nodiscard]] std::optional<aws::Error> refuse_bucket_name(std::string_view name,
                                                           BucketNamespace where = BucketNamespace::global);

}  // namespace wt::s3
