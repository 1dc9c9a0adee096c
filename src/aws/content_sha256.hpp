#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "aws/error.hpp"

namespace wt::aws {

inline constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";

/// What `x-amz-content-sha256` says of a body (S3 API Reference, "Authenticating Requests: Using the Authorization
/// Header").
enum class PayloadCoding : std::uint8_t {
    hashed,                  // the value is the body's SHA-256
    plain,                   // UNSIGNED-PAYLOAD, or nothing said
    chunked,                 // STREAMING-UNSIGNED-PAYLOAD-TRAILER
    signed_chunked,          // STREAMING-AWS4-HMAC-SHA256-PAYLOAD
    signed_chunked_trailer,  // the same with a signed trailer
    ecdsa,                   // SigV4A's chunks, with or without trailer: not there
};

/// Nothing for a value that S3 does not know.
[[nodiscard]] std::optional<PayloadCoding> parse_content_sha256(std::string_view value);
/// S3's 400 for such a value.
[[nodiscard]] Error unknown_content_sha256(std::string_view value);

}  // namespace wt::aws
