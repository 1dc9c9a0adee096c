#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/token_bucket.hpp"
#include "storage/s3/config.hpp"

namespace wt::s3 {

/// How many requests a second each prefix of a bucket takes; beyond that S3 answers 503 SlowDown. A prefix is a key up
/// to its last '/'. Assumed: a burst of one second's requests; AWS splits busy prefixes over time and takes more then,
/// this does not. Pure: told the time. Holds the prefixes that were busy in the last second.
class PrefixLimits {
public:
    explicit PrefixLimits(const BucketConfig& config) : put_limit_(config.put_limit), get_limit_(config.get_limit) {}

    /// Other limits from now on; what busy prefixes have left of their second stays, as far as they hold it still.
    void update(const BucketConfig& config, Instant now);

    enum class Kind : std::uint8_t { read, write };
    /// False: SlowDown.
    [[nodiscard]] bool admit(Kind kind, std::string_view key, Instant now);

private:
    struct Prefix {
        TokenBucket reads;
        TokenBucket writes;
        Instant last_used;
    };
    void forget_quiet(Instant now);

    std::uint64_t put_limit_;
    std::uint64_t get_limit_;
    std::map<std::string, Prefix, std::less<>> prefixes_;
    Instant looked_ = epoch;
};

}  // namespace wt::s3
