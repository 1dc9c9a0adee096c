#pragma once
#include <optional>
#include <string_view>

#include "aws/error.hpp"
#include "storage/s3/bucket.hpp"

namespace wt::s3 {

/// What is wrong with a list of tags: InvalidTag, or more of them than `most`.
[[nodiscard]] std::optional<aws::Error> problem_of(const Tags& tags, std::size_t most = most_object_tags);
/// What is wrong with a key: KeyTooLongError.
[[nodiscard]] std::optional<aws::Error> problem_of_key(std::string_view key);
/// What is wrong with what a writer says of an object: metadata too large, an unknown storage class, tags, a lock that
/// the bucket does not take or that ends in the past.
[[nodiscard]] std::optional<aws::Error> problem_of(const Attributes& attributes, const BucketSettings& bucket,
                                                   Instant now);
/// What the bucket adds to a new object: its default retention.
void complete(Attributes& attributes, const BucketSettings& bucket, Instant now);

/// Why a customer's key (its MD5, empty without one) does not open what is encrypted so; API "GetObject".
[[nodiscard]] std::optional<aws::Error> key_refusal(const Encryption& encryption, const std::string& customer_key_md5);

[[nodiscard]] bool is_storage_class(std::string_view name);
/// Whether an object of that class must be restored before it can be read.
[[nodiscard]] bool is_archived(std::string_view storage_class);

/// Whether somebody who deletes may go past a governance lock (x-amz-bypass-governance-retention, and the right to).
enum class LockBypass : std::uint8_t { none, governance };
/// Whether a version may not be removed now.
[[nodiscard]] bool is_locked(const ObjectVersion& version, Instant now, LockBypass bypass);
/// Why a version's retention may not become that: a compliance lock only grows, a governance one needs the bypass to
/// shrink, to go or (Assumed: reports disagree) to become a compliance lock.
[[nodiscard]] std::optional<aws::Error> retention_refusal(const ObjectVersion& version,
                                                          const std::optional<Retention>& wanted, Instant now,
                                                          LockBypass bypass);

}  // namespace wt::s3
