#include "storage/s3/checksum.hpp"

#include "base/base64.hpp"

namespace wt::s3 {

std::string_view lower_name_of(ChecksumAlgorithm algorithm) {
    switch (algorithm) {
        case ChecksumAlgorithm::crc32: return "crc32";
        case ChecksumAlgorithm::crc32c: return "crc32c";
        case ChecksumAlgorithm::crc64nvme: return "crc64nvme";
        case ChecksumAlgorithm::sha1: return "sha1";
        case ChecksumAlgorithm::sha256: return "sha256";
        case ChecksumAlgorithm::sha512: return "sha512";
        case ChecksumAlgorithm::xxhash64: return "xxhash64";
        case ChecksumAlgorithm::xxhash3: return "xxhash3";
        case ChecksumAlgorithm::xxhash128: return "xxhash128";
        case ChecksumAlgorithm::md5: break;
    }
    return "md5";
}

std::string_view name_of(ChecksumType type) { return type == ChecksumType::composite ? "COMPOSITE" : "FULL_OBJECT"; }

bool is_checksum(ChecksumAlgorithm algorithm, std::string_view text) {
    const std::optional<std::string> raw = base64_decode(text);
    return raw && raw->size() == aws::digest_size(algorithm);
}

}  // namespace wt::s3
