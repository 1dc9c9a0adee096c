#pragma once
#include <cstdint>
#include <string>

#include "base/distribution.hpp"
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

/// Where a write is before its client hears of it, and what a failover loses. ElastiCache API Reference,
/// CreateReplicationGroup's Durability (Valkey 9 and newer).
enum class Durability : std::uint8_t {
    none,   // on the primary; its replica has it later
    async,  // on the primary; a log that outlives it has it later
    sync,   // in the log
};

/// What holds the keys.
enum class EngineKind : std::uint8_t {
    embedded,
    real,  // a packaged Redis or Valkey server, in the real clock only
};

struct RedisConfig {
    std::string node = "cache.t4g.small";  // in bills
    Duration ttl = 60s;
    Bytes max_memory{256 * 1024 * 1024};
    Latency latency;
    /// None: how long until a write is on the replica. What a failover finds on its way is lost.
    Distribution replica_lag;
    Durability durability = Durability::none;
    /// How long until a write is in the log. Assumed: milliseconds, as the API Reference says of sync.
    Distribution commit = Distribution::constant(3ms);
    /// How long nobody gets in at a failover. Assumed: as the API's (api/durations.hpp).
    Distribution failover = Distribution::constant(10s);
    EvictionPolicy policy = EvictionPolicy::volatile_lru;  // ElastiCache User Guide, "Engine specific parameters"
    EngineKind engine = EngineKind::embedded;
};

}  // namespace wt::cache
