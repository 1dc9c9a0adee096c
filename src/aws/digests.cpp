#include "aws/digests.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "aws/crc.hpp"
#include "aws/xxhash.hpp"
#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "base/base64.hpp"
#include "base/hex.hpp"

namespace wt::aws {

namespace {

struct AlgorithmRow {
    Algorithm algorithm;
    std::string_view name;
    std::size_t size;  // in bytes
    std::optional<Crc> crc;
    std::optional<XxHash> xx_hash = std::nullopt;
    [[nodiscard]] bool by_openssl() const { return !crc && !xx_hash; }
};

constexpr std::array algorithm_rows = {
    AlgorithmRow{Algorithm::crc32, "CRC32", 4, Crc::crc32},
    AlgorithmRow{Algorithm::crc32c, "CRC32C", 4, Crc::crc32c},
    AlgorithmRow{Algorithm::crc64nvme, "CRC64NVME", 8, Crc::crc64nvme},
    AlgorithmRow{Algorithm::sha1, "SHA1", 20, std::nullopt},
    AlgorithmRow{Algorithm::sha256, "SHA256", 32, std::nullopt},
    AlgorithmRow{Algorithm::md5, "MD5", 16, std::nullopt},
    AlgorithmRow{Algorithm::sha512, "SHA512", 64, std::nullopt},
    AlgorithmRow{Algorithm::xxhash64, "XXHASH64", 8, std::nullopt, XxHash::xxhash64},
    AlgorithmRow{Algorithm::xxhash3, "XXHASH3", 8, std::nullopt, XxHash::xxhash3},
    AlgorithmRow{Algorithm::xxhash128, "XXHASH128", 16, std::nullopt, XxHash::xxhash128},
};
static_assert([] {
    for (std::size_t i = 0; i < algorithm_rows.size(); ++i) {
        if (static_cast<std::size_t>(algorithm_rows[i].algorithm) != i) return false;
    }
    return true;
}());

[[nodiscard]] const AlgorithmRow& row_of(Algorithm algorithm) {
    return algorithm_rows[static_cast<std::size_t>(algorithm)];
}

/// OpenSSL looks an algorithm up by name each time unless it was fetched; these live as long as the program.
[[nodiscard]] const EVP_MD* fetched(Algorithm algorithm) {
    static const std::array<const EVP_MD*, algorithm_rows.size()> all = [] {
        std::array<const EVP_MD*, algorithm_rows.size()> each{};
        for (const AlgorithmRow& one : algorithm_rows) {
            if (!one.by_openssl()) continue;
            const EVP_MD* found = EVP_MD_fetch(nullptr, one.name.data(), nullptr);
            WT_ASSERT(found != nullptr);
            each[static_cast<std::size_t>(one.algorithm)] = found;
        }
        return each;
    }();
    return all[static_cast<std::size_t>(algorithm)];
}

[[nodiscard]] EVP_MD_CTX* openssl(void* context) { return static_cast<EVP_MD_CTX*>(context); }

void begin(EVP_MD_CTX* context, Algorithm algorithm) {
    WT_ASSERT(EVP_DigestInit_ex2(context, fetched(algorithm), nullptr) == 1);
}

void take(EVP_MD_CTX* context, std::string_view bytes) {
    WT_ASSERT(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1);
}

[[nodiscard]] DigestValue end(EVP_MD_CTX* context) {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    WT_ASSERT(EVP_DigestFinal_ex(context, bytes, &size) == 1);
    return DigestValue({reinterpret_cast<const char*>(bytes), size});
}

/// A context to use at once and leave behind: one a thread and algorithm, so that it need not be set up each time.
[[nodiscard]] EVP_MD_CTX* scratch(Algorithm algorithm) {
    struct Contexts {
        std::array<EVP_MD_CTX*, algorithm_rows.size()> each{};
        ~Contexts() { std::ranges::for_each(each, EVP_MD_CTX_free); }
    };
    thread_local Contexts contexts;
    EVP_MD_CTX*& context = contexts.each[static_cast<std::size_t>(algorithm)];
    if (context == nullptr) {
        context = EVP_MD_CTX_new();
        WT_ASSERT(context != nullptr);
    }
    begin(context, algorithm);
    return context;
}

[[nodiscard]] DigestValue big_endian(std::uint64_t number, std::size_t size) {
    char bytes[8];
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(number >> (8 * (size - 1 - i)));
    return DigestValue({bytes, size});
}

[[nodiscard]] std::uint64_t number_of(const DigestValue& value) {
    std::uint64_t number = 0;
    for (const char c : value.view()) number = number << 8 | static_cast<unsigned char>(c);
    return number;
}

}  // namespace

std::string_view name(Algorithm algorithm) { return row_of(algorithm).name; }

std::optional<Algorithm> parse_algorithm(std::string_view name) {
    const auto* found = std::ranges::find_if(
        algorithm_rows, [&](const AlgorithmRow& each) { return same_ignoring_case(each.name, name); });
    if (found == algorithm_rows.end()) return std::nullopt;
    return found->algorithm;
}

std::size_t digest_size(Algorithm algorithm) { return row_of(algorithm).size; }

DigestValue::DigestValue(std::string_view bytes) : size_(bytes.size()) {
    WT_ASSERT(bytes.size() <= bytes_.size());
    std::ranges::copy(bytes, bytes_.begin());
}

std::string DigestValue::hex() const { return hex_encode(view()); }
std::string DigestValue::base64() const { return base64_encode(view()); }

void Digest::FreeContext::operator()(void* context) const { EVP_MD_CTX_free(openssl(context)); }

Digest::Digest(Algorithm algorithm) : algorithm_(algorithm) {
    if (const auto kind = row_of(algorithm).xx_hash) xx_hash_ = std::make_unique<XxHashing>(*kind);
    if (!row_of(algorithm).by_openssl()) return;
    context_.reset(EVP_MD_CTX_new());
    WT_ASSERT(context_ != nullptr);
    begin(openssl(context_.get()), algorithm_);
}

Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;
Digest::~Digest() = default;

void Digest::add(std::string_view bytes) {
    if (const auto kind = row_of(algorithm_).crc) {
        crc_ = crc(*kind, bytes, crc_);
    } else if (xx_hash_ != nullptr) {
        xx_hash_->add(bytes);
    } else {
        take(openssl(context_.get()), bytes);
    }
}

DigestValue Digest::finish() {
    if (row_of(algorithm_).crc) return big_endian(std::exchange(crc_, 0), digest_size(algorithm_));
    if (xx_hash_ != nullptr) return xx_hash_->finish();
    const DigestValue value = end(openssl(context_.get()));
    begin(openssl(context_.get()), algorithm_);
    return value;
}

DigestValue digest(Algorithm algorithm, std::string_view bytes) {
    if (const auto kind = row_of(algorithm).crc) return big_endian(crc(*kind, bytes), digest_size(algorithm));
    if (const auto kind = row_of(algorithm).xx_hash) return xx_hash(*kind, bytes);
    EVP_MD_CTX* context = scratch(algorithm);
    take(context, bytes);
    return end(context);
}

DigestValue hmac(Algorithm algorithm, std::string_view key, std::string_view message) {
    WT_ASSERT(row_of(algorithm).by_openssl() && algorithm != Algorithm::sha512);
    std::array<char, 64> block{};  // the block of all three
    if (key.size() > block.size()) {
        std::ranges::copy(digest(algorithm, key).view(), block.begin());
    } else {
        std::ranges::copy(key, block.begin());
    }
    const std::string_view padded(block.data(), block.size());
    const auto blend = [&block](unsigned char pad) {
        for (char& c : block) c = static_cast<char>(c ^ pad);
    };
    blend(0x36);
    EVP_MD_CTX* context = scratch(algorithm);
    take(context, padded);
    take(context, message);
    const DigestValue inner = end(context);
    blend(0x36 ^ 0x5c);
    context = scratch(algorithm);
    take(context, padded);
    take(context, inner.view());
    return end(context);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool can_join(Algorithm algorithm) { return row_of(algorithm).crc.has_value(); }

DigestValue joined(Algorithm algorithm, const DigestValue& first, const DigestValue& second,
                   std::uint64_t second_size) {
    WT_ASSERT(can_join(algorithm));
    WT_ASSERT(first.view().size() == digest_size(algorithm) && second.view().size() == digest_size(algorithm));
    const std::uint64_t whole = crc_joined(*row_of(algorithm).crc, number_of(first), number_of(second), second_size);
    return big_endian(whole, digest_size(algorithm));
}

}  // namespace wt::aws
