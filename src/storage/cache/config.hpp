#pragma once
#include <cstdint>
#include <string>

#include "base/gate.hpp"
#include "base/literals.hpp"

namespace wt::cache {

/// Which key goes when memory is short: Redis' maxmemory-policy, but that LFU is not among them.
enum class EvictionPolicy : std::uint8_t {
    noeviction,
    volatile_lru,
    allkeys_lru,
    volatile_ttl,
    volatile_random,
    allkeys_random,
};

struct RedisConfig {
    std::string node = "cache.t4g.small";  // in bills
    Duration ttl = 60s;
    Bytes max_memory{256 * 1024 * 1024};
    Latency latency;
    EvictionPolicy policy = EvictionPolicy::volatile_lru;  // ElastiCache User Guide, "Engine specific parameters"
};

}  // namespace wt::cache
