#pragma once
#include "base/gate.hpp"
#include "base/literals.hpp"

namespace wt::cache {

struct RedisConfig {
    Duration ttl = 60s;
    Bytes max_memory{256 * 1024 * 1024};
    Latency latency;
};

}  // namespace wt::cache
