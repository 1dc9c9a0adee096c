#pragma once
#include <optional>
#include <string>
#include <unordered_map>

#include "base/hash.hpp"
#include "iam/policy.hpp"
#include "storage/s3/access.hpp"
#include "storage/s3/api/s3_shapes.hpp"
#include "storage/s3/bucket.hpp"

namespace wt::s3::api {

/// What the documents of a bucket say about who may do what, read once for as long as they stay the same. Holds one
/// entry a bucket that was asked about; a bucket that is gone leaves with forget().
class RuleBook {
public:
    struct Rules {
        std::string policy_text;
        std::string acl_text;
        std::string ownership_text;
        std::string block_text;
        std::optional<iam::Policy> policy;
        std::optional<AccessControlPolicy> acl;
        ObjectOwnership ownership = ObjectOwnership::object_writer;
        PublicAccessBlockConfiguration block;
        /// How objects are encrypted that do not say it themselves.
        std::string encryption_text;
        Encryption encryption;
        bool blocks_customer_keys = false;
    };
    /// Valid until the next call.
    [[nodiscard]] const Rules& of(const s3::Bucket& bucket);
    void forget(std::string_view bucket);

private:
    std::unordered_map<std::string, Rules, TextHash, std::equal_to<>> rules_;
};

/// How a bucket encrypts: as somebody has set it, or as every bucket does since April 2026 (SSE-S3; customers' keys are
/// blocked for new objects).
[[nodiscard]] ServerSideEncryptionConfiguration encryption_of(const s3::Bucket& bucket);
[[nodiscard]] bool blocks_customer_keys(const ServerSideEncryptionConfiguration& configuration);

/// The bucket's rules as the decision wants them; refers to both.
[[nodiscard]] BucketRules rules_of(const s3::Bucket& bucket, const RuleBook::Rules& rules);

}  // namespace wt::s3::api
