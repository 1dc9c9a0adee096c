#pragma once
#include <optional>
#include <string_view>

#include "base/context.hpp"
#include "base/text.hpp"
#include "storage/cache/config.hpp"
#include "storage/cache/keyspace.hpp"

namespace wt::cache {

/// A Redis node as functions use it, a cache: every key lives for the configured time after it was set, and when memory
/// is short the keys that were not used for longest go first. Answers at once; the network's latency is the caller's.
/// Memory is bounded by `max_memory`. Real clients find the same keys (Engine).
class Redis {
public:
    Redis(const Context& context, std::string_view name, const RedisConfig& config);
    Redis(const Redis&) = delete;
    Redis& operator=(const Redis&) = delete;

    /// Another lifetime for what is set from now on, and another bound: what is too much goes at once.
    void update(const RedisConfig& config);
    [[nodiscard]] const RedisConfig& config() const { return config_; }

    /// The value, unless it was never set, is no text, has expired, or was evicted. Counts as a hit or a miss.
    [[nodiscard]] std::optional<Text> get(std::string_view key);
    /// Keeps the value for the configured time from now. A value that alone exceeds the memory is not kept (Redis
    /// answers OOM), and the key's old one is gone.
    void set(const Text& key, Text value);
    /// True when there was a value to delete.
    bool del(std::string_view key);
    void flush_all() { keyspace_.flush_all(); }

    [[nodiscard]] std::uint64_t keys() const { return keyspace_.keys(); }
    [[nodiscard]] std::uint64_t memory() const { return keyspace_.memory(); }
    static constexpr std::uint64_t overhead = Keyspace::overhead;

    [[nodiscard]] Keyspace& keyspace() { return keyspace_; }
    [[nodiscard]] Counter& hits() { return hits_; }
    [[nodiscard]] Counter& misses() { return misses_; }
    [[nodiscard]] Counter& evictions() { return evictions_; }

private:
    Context context_;
    RedisConfig config_;
    Counter& hits_;
    Counter& misses_;
    Counter& evictions_;
    Keyspace keyspace_;
};

}  // namespace wt::cache
