#pragma once
#include <optional>
#include <string_view>

#include "aws/signature.hpp"

namespace wt::aws {

/// The fields of a browser's upload that sign its policy (S3 API Reference, "Authenticating Requests in Browser-Based
/// Uploads Using POST"), as they came.
struct PolicySignature {
    std::string_view policy;      // in base64, as it was sent
    std::string_view credential;  // X-Amz-Credential
    std::string_view date;        // X-Amz-Date
    std::string_view signature;   // X-Amz-Signature; of version 2 Signature
    /// AWSAccessKeyId, in a form that is signed by version 2; empty: version 4.
    std::string_view version_2_key = {};
};

/// Checks who signed a policy; what the policy says, its end of life included, is looked at elsewhere. Nothing when it
/// is right. Assumed: it was signed in the last seven days, as long as a signing key is good, and not in the future.
/// Without a secret all but the signature is checked.
[[nodiscard]] std::optional<Error> verify_post_policy(const PolicySignature& said, const SignatureRules& rules,
                                                      std::optional<std::string_view> secret, SigningKeys& keys,
                                                      Instant now);

/// The same of version 2, whose fields are AWSAccessKeyId, policy and signature: boto3's default in the regions that
/// had it.
[[nodiscard]] std::optional<Error> verify_post_policy_v2(std::string_view policy, std::string_view access_key,
                                                         std::string_view signature,
                                                         std::optional<std::string_view> secret);

}  // namespace wt::aws
