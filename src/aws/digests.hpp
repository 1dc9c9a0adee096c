#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace wt::aws {

/// What S3 checks bodies with; MD5 is for ETags and Content-MD5, too.
enum class Algorithm : std::uint8_t {
    crc32,
    crc32c,
    crc64nvme,
    sha1,
    sha256,
    md5,
    sha512,
    xxhash64,
    xxhash3,
    xxhash128
};

/// "CRC64NVME", as the API spells it.
[[nodiscard]] std::string_view name(Algorithm algorithm);
/// By its name, in any case.
[[nodiscard]] std::optional<Algorithm> parse_algorithm(std::string_view name);
/// In bytes: 4 to 64.
[[nodiscard]] std::size_t digest_size(Algorithm algorithm);

/// A digest's bytes; those of a CRC or an xxHash with the most significant first.
class DigestValue {
public:
    DigestValue() = default;
    /// At most 64 bytes.
    explicit DigestValue(std::string_view bytes);

    [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }
    [[nodiscard]] std::string hex() const;
    [[nodiscard]] std::string base64() const;
    friend bool operator==(const DigestValue& a, const DigestValue& b) { return a.view() == b.view(); }

private:
    std::array<char, 64> bytes_{};
    std::size_t size_ = 0;
};

class XxHashing;

/// A digest of bytes that come piece by piece.
class Digest {
public:
    explicit Digest(Algorithm algorithm);
    Digest(Digest&&) noexcept;
    Digest& operator=(Digest&&) noexcept;
    ~Digest();

    void add(std::string_view bytes);
    /// Once, at the end; what follows begins anew.
    [[nodiscard]] DigestValue finish();
    [[nodiscard]] Algorithm algorithm() const { return algorithm_; }

private:
    struct FreeContext {
        void operator()(void* context) const;
    };
    Algorithm algorithm_;
    std::uint64_t crc_ = 0;
    std::unique_ptr<void, FreeContext> context_;  // OpenSSL's; none for a CRC and an xxHash
    std::unique_ptr<XxHashing> xx_hash_;
};

/// Of one text. Costs no memory.
[[nodiscard]] DigestValue digest(Algorithm algorithm, std::string_view bytes);
[[nodiscard]] inline DigestValue sha256(std::string_view bytes) { return digest(Algorithm::sha256, bytes); }

/// RFC 2104, over SHA-256, SHA-1 or MD5.
[[nodiscard]] DigestValue hmac(Algorithm algorithm, std::string_view key, std::string_view message);

/// Whether two texts are equal, in a time that depends on their sizes only.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

/// Whether the digest of a whole follows from those of its parts: the CRCs.
[[nodiscard]] bool can_join(Algorithm algorithm);
/// The digest of two texts one after another, from theirs and the second's size; for what can_join().
[[nodiscard]] DigestValue joined(Algorithm algorithm, const DigestValue& first, const DigestValue& second,
                                 std::uint64_t second_size);

}  // namespace wt::aws
