#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace wt::s3 {

/// What S3 can check an object's bytes with (Amazon S3 User Guide, "Checking object integrity for data uploads").
enum class ChecksumAlgorithm : std::uint8_t { crc32, crc32c, crc64nvme, sha1, sha256 };
/// Over the whole object, or over the raw checksums of its parts.
enum class ChecksumType : std::uint8_t { full_object, composite };

inline constexpr std::array all_checksum_algorithms{ChecksumAlgorithm::crc32, ChecksumAlgorithm::crc32c,
                                                    ChecksumAlgorithm::crc64nvme, ChecksumAlgorithm::sha1,
                                                    ChecksumAlgorithm::sha256};

/// "CRC32", "CRC64NVME": as headers and documents spell it.
[[nodiscard]] std::string_view name_of(ChecksumAlgorithm algorithm);
/// "crc32": as the end of a header's name, and in messages.
[[nodiscard]] std::string_view lower_name_of(ChecksumAlgorithm algorithm);
/// By its name, in any case.
[[nodiscard]] std::optional<ChecksumAlgorithm> checksum_algorithm(std::string_view name);
[[nodiscard]] std::string_view name_of(ChecksumType type);
[[nodiscard]] std::size_t bytes_of(ChecksumAlgorithm algorithm);
[[nodiscard]] constexpr bool is_crc(ChecksumAlgorithm algorithm) { return algorithm <= ChecksumAlgorithm::crc64nvme; }

/// An object's checksum: base64 of the big-endian digest; for a composite one with "-N" behind it.
struct Checksum {
    ChecksumAlgorithm algorithm = ChecksumAlgorithm::crc64nvme;
    ChecksumType type = ChecksumType::full_object;
    std::string value;
    friend bool operator==(const Checksum&, const Checksum&) = default;
};

/// A digest over bytes as they pass by.
class RunningDigest {
public:
    RunningDigest() = default;
    RunningDigest(const RunningDigest&) = delete;
    RunningDigest& operator=(const RunningDigest&) = delete;
    virtual ~RunningDigest() = default;
    virtual void add(std::string_view bytes) = 0;
    /// The digest of everything added, raw, big-endian. Once.
    [[nodiscard]] virtual std::string finish() = 0;
};
[[nodiscard]] std::unique_ptr<RunningDigest> running_digest(ChecksumAlgorithm algorithm);
[[nodiscard]] std::unique_ptr<RunningDigest> running_md5();

/// At once.
[[nodiscard]] std::string digest_of(ChecksumAlgorithm algorithm, std::string_view bytes);
[[nodiscard]] std::string md5_of(std::string_view bytes);

/// The CRC (raw) of one run of bytes followed by another of `second_size` bytes, from theirs alone; in a time that
/// grows with the logarithm of the size.
[[nodiscard]] std::string combined_crc(ChecksumAlgorithm algorithm, std::string_view first, std::string_view second,
                                       std::uint64_t second_size);

[[nodiscard]] std::string base64(std::string_view bytes);
/// Nothing for what no encoder writes: other letters, wrong padding, stray bits.
[[nodiscard]] std::optional<std::string> unbase64(std::string_view text);
/// Lower case.
[[nodiscard]] std::string hex(std::string_view bytes);

}  // namespace wt::s3
