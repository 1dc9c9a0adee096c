#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "aws/amz_date.hpp"
#include "aws/credential.hpp"
#include "aws/signature_errors.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "http/message.hpp"

namespace wt::aws {

/// How a request says who sent it.
enum class SignatureForm : std::uint8_t {
    none,      // not at all
    header,    // version 4, `Authorization: AWS4-HMAC-SHA256 ...`
    query,     // version 4, presigned: X-Amz-Signature and its companions
    query_v2,  // version 2, presigned: Signature, Expires, AWSAccessKeyId. S3 only
    header_v2  // version 2, `Authorization: AWS KEY:SIGNATURE`. S3 only
};

/// What a request says of its signature; nothing of it is proven yet. The views point into `said`.
struct Signed {
    SignatureForm form = SignatureForm::none;
    Credential credential;            // version 2: the access key alone
    std::string_view signed_headers;  // "host;x-amz-date"; at most 100 names
    std::string_view signature;       // hexadecimal; version 2: base64
    /// When it was signed. A presigned version 2 does not say; there, until when it is good.
    AmzDate time;
    std::optional<Duration> expires;  // presigned: how long after `time` it is good, up to a week; S3 demands it
    Text session_token;               // empty: none
    Text payload_hash;                // x-amz-content-sha256, from where the form has it; empty: not said
    Text said;
};

/// Reads it; the error is what the service answers when something of it is missing or malformed. S3's own rules (one
/// mechanism, x-amz-content-sha256, a lifetime) hold for S3 alone. A request without a signature is no error.
[[nodiscard]] Result<Signed, Error> read_signature(const http::Request& request, Dialect dialect);

}  // namespace wt::aws
