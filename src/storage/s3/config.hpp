#pragma once
#include <optional>
#include <string>

#include "base/gate.hpp"

namespace wt::s3 {

struct BucketConfig {
    Latency latency;     // to the first byte
    std::string notify;  // the function that learns of each created object; empty: none
    /// Objects whose notification failed for good are offered again this often; none: never.
    std::optional<Duration> replay_every;
    /// Objects older than this are deleted; none: kept for ever.
    std::optional<Duration> expire_after;
};

}  // namespace wt::s3
