#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/gate.hpp"
#include "base/literals.hpp"

namespace wt::edge {

/// A place where CloudFront answers viewers. `rtt` is the round trip of the viewers it serves.
struct PointOfPresence {
    std::string name = "IAD";  // an IATA code; appears as IAD50-P1 in X-Amz-Cf-Pop
    double weight = 1;         // share of the viewers, against the other PoPs
    Latency rtt;
};

/// What distinguishes two cached objects, besides host, method and path (a cache policy's key).
struct CacheKey {
    bool query = false;  // the whole query string
    std::vector<std::string> headers;
    std::vector<std::string> cookies;
};

/// Defaults: CloudFront Developer Guide, "Cache behavior settings", "Quotas".
struct CachePolicy {
    Duration min_ttl = 0s;
    Duration default_ttl = 24h;
    Duration max_ttl = 24h * 365;
    Duration error_ttl = 10s;               // for 404, 414, 500, 501, 502, 503, 504
    std::uint64_t max_objects = 1'000'000;  // per PoP. Assumed: AWS publishes no cache size.
    Bytes max_bytes{1'000'000'000};         // per PoP. Assumed.
    CacheKey key;
    bool collapse = true;  // concurrent misses of one key wait for the first
};

struct DistributionConfig {
    std::vector<PointOfPresence> pops{PointOfPresence{}};
    CachePolicy cache;
    Latency hit;                    // to answer from the cache
    Latency miss_overhead;          // to find out that it is not there
    Latency origin_rtt;             // from the PoP to the origin and back
    Duration origin_timeout = 30s;  // no answer until then: 504
};

}  // namespace wt::edge
