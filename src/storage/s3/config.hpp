#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/gate.hpp"
#include "base/literals.hpp"
#include "base/result.hpp"

namespace wt::s3 {

struct BucketConfig {
    Latency latency;  // to the first byte
    /// Bytes a second of what one handler gets or puts; zero: they take no time. Amazon S3 User Guide, "Performance
    /// design patterns": one connection is to be counted on for 85 to 90 MB/s.
    Bytes throughput{85'000'000};
    std::string notify;  // the function that learns of each created object; empty: none
    /// Objects whose notification failed for good are offered again this often; none: never.
    std::optional<Duration> replay_every;
    /// Objects older than this are deleted; none: kept for ever.
    std::optional<Duration> expire_after;
    /// What stands in it from the start: keys with the size of each object.
    std::vector<std::pair<std::string, Bytes>> objects;
    /// Requests a second to one prefix, beyond which S3 answers 503 SlowDown. Amazon S3 User Guide, "Best practices
    /// design patterns: optimizing performance"; AWS may scale a prefix further over time, this does not.
    std::uint64_t put_limit = 3500;  // PUT, COPY, POST, DELETE
    std::uint64_t get_limit = 5500;  // GET, HEAD
};

/// What of the difference a bucket of the request path cannot take while it is used; none: it takes all.
[[nodiscard]] std::optional<Error> unchangeable(const BucketConfig& from, const BucketConfig& to);

}  // namespace wt::s3
