#include "storage/s3/checksum.hpp"

#include <openssl/evp.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/assert.hpp"

namespace wt::s3 {

namespace {

struct Row {
    std::string_view name;
    std::string_view lower;
    std::size_t bytes;
    std::uint64_t polynomial;  // of a CRC, reflected
};
constexpr std::array<Row, 5> rows{{
    {"CRC32", "crc32", 4, 0xedb88320},
    {"CRC32C", "crc32c", 4, 0x82f63b78},
    {"CRC64NVME", "crc64nvme", 8, 0x9a6c9329ac4bc9b5},
    {"SHA1", "sha1", 20, 0},
    {"SHA256", "sha256", 32, 0},
}};
[[nodiscard]] const Row& row(ChecksumAlgorithm algorithm) { return rows[static_cast<std::size_t>(algorithm)]; }

/// Eight tables, so that eight bytes are taken at once ("slicing by eight").
using Tables = std::array<std::array<std::uint64_t, 256>, 8>;

[[nodiscard]] constexpr Tables make_tables(std::uint64_t polynomial) {
    Tables tables{};
    for (std::uint64_t byte = 0; byte < 256; ++byte) {
        std::uint64_t value = byte;
        for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? polynomial : 0);
        tables[0][byte] = value;
    }
    for (std::size_t slice = 1; slice < 8; ++slice) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::uint64_t before = tables[slice - 1][byte];
            tables[slice][byte] = (before >> 8) ^ tables[0][before & 0xff];
        }
    }
    return tables;
}
constexpr Tables crc32c_tables = make_tables(0x82f63b78);
constexpr Tables crc64_tables = make_tables(0x9a6c9329ac4bc9b5);

[[nodiscard]] std::uint64_t update(const Tables& tables, std::uint64_t crc, std::string_view bytes) {
    static_assert(std::endian::native == std::endian::little);
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; at += 8, left -= 8) {
        std::uint64_t word;
        std::memcpy(&word, at, 8);
        word ^= crc;
        crc = 0;
        for (std::size_t i = 0; i < 8; ++i) crc ^= tables[7 - i][(word >> (8 * i)) & 0xff];
    }
    for (; left > 0; ++at, --left) crc = (crc >> 8) ^ tables[0][(crc ^ static_cast<unsigned char>(*at)) & 0xff];
    return crc;
}

[[nodiscard]] std::string big_endian(std::uint64_t value, std::size_t bytes) {
    std::string raw(bytes, '\0');
    for (std::size_t i = 0; i < bytes; ++i) raw[bytes - 1 - i] = static_cast<char>(value >> (8 * i));
    return raw;
}

[[nodiscard]] std::uint64_t number_of(std::string_view raw) {
    std::uint64_t value = 0;
    for (const char byte : raw) value = (value << 8) | static_cast<unsigned char>(byte);
    return value;
}

class Crc final : public RunningDigest {
public:
    explicit Crc(ChecksumAlgorithm algorithm)
        : algorithm_(algorithm),
          mask_(row(algorithm).bytes == 8 ? ~std::uint64_t{0} : 0xffffffff),
          state_(algorithm == ChecksumAlgorithm::crc32 ? 0 : mask_) {}

    void add(std::string_view bytes) override {
        switch (algorithm_) {
            case ChecksumAlgorithm::crc32:
                state_ = crc32_z(state_, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
                break;
            case ChecksumAlgorithm::crc32c: state_ = update(crc32c_tables, state_, bytes); break;
            default: state_ = update(crc64_tables, state_, bytes); break;
        }
    }
    [[nodiscard]] std::string finish() override {
        const std::uint64_t value = algorithm_ == ChecksumAlgorithm::crc32 ? state_ : state_ ^ mask_;
        return big_endian(value, row(algorithm_).bytes);
    }

private:
    ChecksumAlgorithm algorithm_;
    std::uint64_t mask_;
    std::uint64_t state_;
};

class OpenSslDigest final : public RunningDigest {
public:
    explicit OpenSslDigest(const EVP_MD* kind) : state_(EVP_MD_CTX_new()) {
        WT_ASSERT(state_ != nullptr && EVP_DigestInit_ex(state_.get(), kind, nullptr) == 1);
    }
    void add(std::string_view bytes) override { EVP_DigestUpdate(state_.get(), bytes.data(), bytes.size()); }
    [[nodiscard]] std::string finish() override {
        std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
        unsigned size = 0;
        EVP_DigestFinal_ex(state_.get(), raw.data(), &size);
        return {reinterpret_cast<const char*>(raw.data()), size};
    }

private:
    struct Free {
        void operator()(EVP_MD_CTX* state) const { EVP_MD_CTX_free(state); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> state_;
};

/// A square matrix over GF(2): what a number of zero bytes does to a CRC (the method of zlib's crc32_combine).
using Matrix = std::array<std::uint64_t, 64>;

[[nodiscard]] std::uint64_t times(const Matrix& matrix, std::uint64_t vector) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; vector != 0; ++i, vector >>= 1) {
        if ((vector & 1) != 0) sum ^= matrix[i];
    }
    return sum;
}

[[nodiscard]] Matrix squared(const Matrix& matrix, std::size_t width) {
    Matrix square{};
    for (std::size_t i = 0; i < width; ++i) square[i] = times(matrix, matrix[i]);
    return square;
}

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string_view name_of(ChecksumAlgorithm algorithm) { return row(algorithm).name; }
std::string_view lower_name_of(ChecksumAlgorithm algorithm) { return row(algorithm).lower; }
std::string_view name_of(ChecksumType type) { return type == ChecksumType::composite ? "COMPOSITE" : "FULL_OBJECT"; }
std::size_t bytes_of(ChecksumAlgorithm algorithm) { return row(algorithm).bytes; }

std::optional<ChecksumAlgorithm> checksum_algorithm(std::string_view name) {
    const auto same = [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b; };
    for (const ChecksumAlgorithm each : all_checksum_algorithms) {
        const std::string_view known = name_of(each);
        if (std::equal(name.begin(), name.end(), known.begin(), known.end(), same)) return each;
    }
    return std::nullopt;
}

std::unique_ptr<RunningDigest> running_digest(ChecksumAlgorithm algorithm) {
    switch (algorithm) {
        case ChecksumAlgorithm::sha1: return std::make_unique<OpenSslDigest>(EVP_sha1());
        case ChecksumAlgorithm::sha256: return std::make_unique<OpenSslDigest>(EVP_sha256());
        default: return std::make_unique<Crc>(algorithm);
    }
}

std::unique_ptr<RunningDigest> running_md5() { return std::make_unique<OpenSslDigest>(EVP_md5()); }

std::string digest_of(ChecksumAlgorithm algorithm, std::string_view bytes) {
    const auto digest = running_digest(algorithm);
    digest->add(bytes);
    return digest->finish();
}

std::string md5_of(std::string_view bytes) {
    const auto digest = running_md5();
    digest->add(bytes);
    return digest->finish();
}

std::string combined_crc(ChecksumAlgorithm algorithm, std::string_view first, std::string_view second,
                         std::uint64_t second_size) {
    WT_ASSERT(is_crc(algorithm) && first.size() == bytes_of(algorithm) && second.size() == first.size());
    const std::size_t width = first.size() * 8;
    // What one zero bit does, then two, four, eight: a byte; then twice as many each time.
    Matrix zeros{};
    zeros[0] = row(algorithm).polynomial;
    for (std::size_t i = 1; i < width; ++i) zeros[i] = std::uint64_t{1} << (i - 1);
    for (int doubling = 0; doubling < 3; ++doubling) zeros = squared(zeros, width);
    std::uint64_t crc = number_of(first);
    for (; second_size != 0; second_size >>= 1) {
        if ((second_size & 1) != 0) crc = times(zeros, crc);
        zeros = squared(zeros, width);
    }
    return big_endian(crc ^ number_of(second), first.size());
}

std::string base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            group = (group << 8) | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) text += i <= count ? letters[(group >> (18 - 6 * i)) & 63] : '=';
    }
    return text;
}

std::optional<std::string> unbase64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    text.remove_suffix(padding);
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char letter : text) {
        const std::size_t value = letters.find(letter);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held);
        bits &= (1U << held) - 1;
    }
    if (bits != 0) return std::nullopt;
    return bytes;
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        text += digits[static_cast<unsigned char>(byte) >> 4];
        text += digits[static_cast<unsigned char>(byte) & 15];
    }
    return text;
}

}  // namespace wt::s3
