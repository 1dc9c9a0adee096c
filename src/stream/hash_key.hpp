#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.hpp"

namespace wt::stream {

/// Where a partition key stands in the space of hash keys: its MD5 as a 128-bit number, the first byte highest
/// (Kinesis API Reference, PutRecord).
[[nodiscard]] Uint128 hash_key(std::string_view partition_key);

/// The shard that holds a hash key when the space is divided evenly among `shards`, the last taking what is left over.
[[nodiscard]] std::size_t shard_of(Uint128 hash_key, std::size_t shards);

/// The first hash key of each shard's part, when the space is divided so.
[[nodiscard]] Uint128 first_of_part(std::size_t part, std::size_t shards);

/// As AWS writes a hash key: decimal, without zeros in front. None for what is no number of 128 bits.
[[nodiscard]] std::string hash_key_text(Uint128 hash_key);
[[nodiscard]] std::optional<Uint128> parse_hash_key(std::string_view text);

}  // namespace wt::stream
