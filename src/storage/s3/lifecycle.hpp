#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/error.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "storage/s3/tagging.hpp"

namespace wt::s3 {

struct LifecycleExpiration {
    std::optional<Instant> date;  // a midnight, UTC
    std::optional<std::int64_t> days;
    std::optional<bool> expired_object_delete_marker;
};

struct LifecycleRuleAndOperator {
    std::optional<std::string> prefix;
    std::vector<Tag> tags;
    std::optional<std::int64_t> object_size_greater_than;  // bytes; both bounds are exclusive
    std::optional<std::int64_t> object_size_less_than;
};

/// Which objects a rule is about: nothing means all of them, several predicates stand in `and_`.
struct LifecycleRuleFilter {
    std::optional<std::string> prefix;
    std::optional<Tag> tag;
    std::optional<std::int64_t> object_size_greater_than;
    std::optional<std::int64_t> object_size_less_than;
    std::optional<LifecycleRuleAndOperator> and_;
};

struct Transition {
    std::optional<Instant> date;
    std::optional<std::int64_t> days;
    std::optional<std::string> storage_class;
};

struct NoncurrentVersionTransition {
    std::optional<std::int64_t> noncurrent_days;
    std::optional<std::string> storage_class;
    std::optional<std::int64_t> newer_noncurrent_versions;
};

struct NoncurrentVersionExpiration {
    std::optional<std::int64_t> noncurrent_days;
    std::optional<std::int64_t> newer_noncurrent_versions;
};

struct AbortIncompleteMultipartUpload {
    std::optional<std::int64_t> days_after_initiation;
};

/// Amazon S3 User Guide, "Lifecycle configuration elements".
struct LifecycleRule {
    std::optional<std::string> id;      // up to 255 characters
    std::string status;                 // Enabled, Disabled
    std::optional<std::string> prefix;  // the old form, instead of a filter
    std::optional<LifecycleRuleFilter> filter;
    std::optional<LifecycleExpiration> expiration;
    std::vector<Transition> transitions;
    std::optional<NoncurrentVersionExpiration> noncurrent_version_expiration;
    std::vector<NoncurrentVersionTransition> noncurrent_version_transitions;
    std::optional<AbortIncompleteMultipartUpload> abort_incomplete_multipart_upload;
};

struct LifecycleConfiguration {
    std::vector<LifecycleRule> rules;  // 1 to 1000
};

/// What is wrong with a configuration that someone puts, in S3's words: 400 MalformedXML, InvalidArgument or
/// InvalidRequest. Its first rule says whether the configuration is of the old form (prefixes) or the new one
/// (filters).
[[nodiscard]] std::optional<aws::Error> refuse(const LifecycleConfiguration& configuration);

/// Gives an id to each rule that has none.
void name_rules(LifecycleConfiguration& configuration, Random& random);

}  // namespace wt::s3
