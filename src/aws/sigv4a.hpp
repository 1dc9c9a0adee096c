#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/credential.hpp"

namespace wt::aws {

/// Signature version 4 with a key pair that both sides derive from the secret, good for several regions: its scope
/// names none. IAM User Guide, "AWS Signature Version 4A"; how the pair is derived is as in AWS's published SDKs.
inline constexpr std::string_view sigv4a_algorithm = "AWS4-ECDSA-P256-SHA256";

/// "AKID/20150830/cloudfront-keyvaluestore/aws4_request"; nothing unless there are exactly four parts.
[[nodiscard]] std::optional<Credential> parse_sigv4a_credential(std::string_view text);

/// The public half, a point as 65 bytes.
[[nodiscard]] std::string sigv4a_public_key(std::string_view access_key, std::string_view secret);

/// Whether that (hexadecimal, of DER) is the pair's signature of the text.
[[nodiscard]] bool is_sigv4a_signature(std::string_view signature, std::string_view text, std::string_view public_key);

}  // namespace wt::aws
