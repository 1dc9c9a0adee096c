#include "stream/hash_key.hpp"

#include <algorithm>
#include <array>

#include <openssl/evp.h>

#include "base/assert.hpp"

namespace wt::stream {

Uint128 hash_key(std::string_view partition_key) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    const int made = EVP_Digest(partition_key.data(), partition_key.size(), digest.data(), &size, EVP_md5(), nullptr);
    WT_ASSERT(made == 1 && size == 16);
    Uint128 key = 0;
    for (std::size_t i = 0; i < 16; ++i) key = (key << 8) | digest[i];
    return key;
}

std::size_t shard_of(Uint128 hash_key, std::size_t shards) {
    WT_ASSERT(shards > 0);
    if (shards == 1) return 0;
    const Uint128 width = (~Uint128{0} / shards) + (~Uint128{0} % shards + 1 == shards ? 1 : 0);
    return std::min(static_cast<std::size_t>(hash_key / width), shards - 1);
}

}  // namespace wt::stream
