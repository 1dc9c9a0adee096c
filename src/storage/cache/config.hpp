#pragma once
#include <string>

#include "base/gate.hpp"
#include "base/literals.hpp"

namespace wt::cache {

struct RedisConfig {
    std::string node = "cache.t4g.small";  // in bills
    Duration ttl = 60s;
    Bytes max_memory{256 * 1024 * 1024};
    Latency latency;
};

}  // namespace wt::cache
