#pragma once
#include <cstddef>
#include <string_view>

#include "base/hash.hpp"

namespace wt::stream {

/// Where a partition key stands in the space of hash keys: its MD5 as a 128-bit number, the first byte highest
/// (Kinesis API Reference, PutRecord).
[[nodiscard]] Uint128 hash_key(std::string_view partition_key);

/// The shard that holds a hash key when the space is divided evenly among `shards`, the last taking what is left over.
[[nodiscard]] std::size_t shard_of(Uint128 hash_key, std::size_t shards);

}  // namespace wt::stream
