#pragma once
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "http/message.hpp"

namespace wt::aws {

/// Who signs, and for what.
struct Signer {
    std::string access_key;
    std::string secret;
    std::string session_token;  // empty: none
    std::string region = "us-east-1";
    std::string service = "s3";  // "s3" has S3's rules, all others the usual ones
};

/// Signs a request in its Authorization header, over all the fields that it has but User-Agent and those between two
/// neighbours. Adds X-Amz-Date, X-Amz-Security-Token, and for S3 x-amz-content-sha256 unless it is there.
void sign_header(http::Request& request, const Signer& signer, Instant now);

/// Presigns a request in its query, good for `lifetime` (whole seconds, up to a week), over the same fields. S3 does
/// not sign the body.
void sign_query(http::Request& request, const Signer& signer, Instant now, Duration lifetime);

/// What the form of a browser's upload has for X-Amz-Signature: signs the policy as it is sent, in base64.
[[nodiscard]] std::string sign_post_policy(std::string_view policy, const Signer& signer, Instant now);
/// The X-Amz-Credential that goes with it.
[[nodiscard]] std::string credential_of(const Signer& signer, Instant now);

}  // namespace wt::aws
