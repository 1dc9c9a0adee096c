#include "stream/hash_key.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <openssl/evp.h>

#include "base/assert.hpp"

namespace wt::stream {

Uint128 hash_key(std::string_view partition_key) {
    // OpenSSL looks an algorithm up by name each time unless it was fetched, and makes a context each time.
    static const EVP_MD* const md5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
    thread_local const std::unique_ptr<EVP_MD_CTX, decltype([](EVP_MD_CTX* each) { EVP_MD_CTX_free(each); })> context(
        EVP_MD_CTX_new());
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    WT_ASSERT(EVP_DigestInit_ex2(context.get(), md5, nullptr) == 1);
    WT_ASSERT(EVP_DigestUpdate(context.get(), partition_key.data(), partition_key.size()) == 1);
    WT_ASSERT(EVP_DigestFinal_ex(context.get(), digest.data(), &size) == 1 && size == 16);
    Uint128 key = 0;
    for (std::size_t i = 0; i < 16; ++i) key = (key << 8) | digest[i];
    return key;
}

namespace {

[[nodiscard]] Uint128 width_of(std::size_t shards) {
    return (~Uint128{0} / shards) + (~Uint128{0} % shards + 1 == shards ? 1 : 0);
}

}  // namespace

std::size_t shard_of(Uint128 hash_key, std::size_t shards) {
    WT_ASSERT(shards > 0);
    if (shards == 1) return 0;
    return std::min(static_cast<std::size_t>(hash_key / width_of(shards)), shards - 1);
}

Uint128 first_of_part(std::size_t part, std::size_t shards) {
    WT_ASSERT(part < shards);
    return shards == 1 ? 0 : width_of(shards) * part;
}

std::string hash_key_text(Uint128 hash_key) {
    std::string digits;
    do {
        digits += static_cast<char>('0' + static_cast<int>(hash_key % 10));
        hash_key /= 10;
    } while (hash_key != 0);
    std::reverse(digits.begin(), digits.end());
    return digits;
}

std::optional<Uint128> parse_hash_key(std::string_view text) {
    if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    Uint128 number = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') return std::nullopt;
        const auto value = static_cast<unsigned>(digit - '0');
        if (number > (~Uint128{0} - value) / 10) return std::nullopt;
        number = number * 10 + value;
    }
    return number;
}

}  // namespace wt::stream
