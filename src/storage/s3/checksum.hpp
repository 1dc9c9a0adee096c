#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/digests.hpp"

namespace wt::s3 {

/// What S3 can check an object's bytes with (UG "Checking object integrity for data uploads").
using ChecksumAlgorithm = aws::Algorithm;
inline constexpr std::array all_checksum_algorithms{
    ChecksumAlgorithm::crc32,   ChecksumAlgorithm::crc32c,   ChecksumAlgorithm::crc64nvme, ChecksumAlgorithm::sha1,
    ChecksumAlgorithm::sha256,  ChecksumAlgorithm::sha512,   ChecksumAlgorithm::md5,       ChecksumAlgorithm::xxhash64,
    ChecksumAlgorithm::xxhash3, ChecksumAlgorithm::xxhash128};
/// Over the whole object, or over the raw checksums of its parts.
enum class ChecksumType : std::uint8_t { full_object, composite };

/// "crc32": as the end of a header's name, and in messages.
[[nodiscard]] std::string_view lower_name_of(ChecksumAlgorithm algorithm);
/// "FULL_OBJECT", "COMPOSITE".
[[nodiscard]] std::string_view name_of(ChecksumType type);
/// Whether the text is a checksum of that kind: base64 of as many bytes as it has.
[[nodiscard]] bool is_checksum(ChecksumAlgorithm algorithm, std::string_view text);

/// An object's checksum: base64 of the big-endian digest; for a composite one with "-N" behind it.
struct Checksum {
    ChecksumAlgorithm algorithm = ChecksumAlgorithm::crc64nvme;
    ChecksumType type = ChecksumType::full_object;
    std::string value;
    friend bool operator==(const Checksum&, const Checksum&) = default;
};

}  // namespace wt::s3
