#include "aws/content_sha256.hpp"

#include <algorithm>
#include <array>

#include "aws/signature_errors.hpp"
#include "base/hex.hpp"

namespace wt::aws {

namespace {

struct CodingRow {
    std::string_view value;
    PayloadCoding coding;
};

constexpr std::array coding_rows = {
    CodingRow{"", PayloadCoding::plain},
    CodingRow{unsigned_payload, PayloadCoding::plain},
    CodingRow{"STREAMING-UNSIGNED-PAYLOAD-TRAILER", PayloadCoding::chunked},
    CodingRow{"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", PayloadCoding::signed_chunked},
    CodingRow{"STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", PayloadCoding::signed_chunked_trailer},
    CodingRow{"STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", PayloadCoding::ecdsa},
    CodingRow{"STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER", PayloadCoding::ecdsa},
};

}  // namespace

std::optional<PayloadCoding> parse_content_sha256(std::string_view value) {
    const auto is_hex = [](char c) { return hex_digit(c) >= 0; };
    if (value.size() == 64 && std::ranges::all_of(value, is_hex)) return PayloadCoding::hashed;
    const auto* found = std::ranges::find(coding_rows, value, &CodingRow::value);
    if (found == coding_rows.end()) return std::nullopt;
    return found->coding;
}

Error unknown_content_sha256(std::string_view value) {
    return invalid_argument(
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, "
        "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 "
        "value.",
        "x-amz-content-sha256", value);
}

}  // namespace wt::aws
