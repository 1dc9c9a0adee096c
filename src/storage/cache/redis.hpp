#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "base/block_pool.hpp"
#include "base/context.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "storage/cache/config.hpp"

namespace wt::cache {

/// A Redis node used as a cache: every key lives for the configured time after it was set, and when memory is short
/// the keys that were not used for longest go first. Answers at once; the network's latency is the caller's. Memory is
/// bounded by `max_memory`.
class Redis {
public:
    Redis(const Context& context, std::string_view name, const RedisConfig& config);
    Redis(const Redis&) = delete;
    Redis& operator=(const Redis&) = delete;

    /// Another lifetime for what is set from now on, and another bound: what is too much goes at once.
    void update(const RedisConfig& config);
    [[nodiscard]] const RedisConfig& config() const { return config_; }

    /// The value, unless it was never set, has expired, or was evicted. Counts as a hit or a miss.
    [[nodiscard]] std::optional<Text> get(std::string_view key);
    /// Keeps the value for the configured time from now. A value that alone exceeds the memory is not kept (Redis
    /// answers OOM), and the key's old one is gone.
    void set(const Text& key, Text value);
    /// True when there was a value to delete.
    bool del(std::string_view key);
    void flush_all();

    [[nodiscard]] std::uint64_t keys() const { return entries_.size(); }
    [[nodiscard]] std::uint64_t memory() const { return memory_; }
    /// What a key takes besides its own bytes and its value's. Assumed: a dictionary entry, a robj, an expiry and the
    /// string headers of 64-bit Redis come to about this.
    static constexpr std::uint64_t overhead = 64;

private:
    struct Entry;
    /// Neighbours in one of the two orders of the entries.
    struct Links {
        Entry* before = nullptr;
        Entry* after = nullptr;
    };
    struct Entry {
        Text key;
        Text value;
        Instant expires;
        Links use;  // least recently used first
        Links age;  // oldest first; the first to expire first, as long as `ttl` stays
        [[nodiscard]] std::uint64_t size() const { return key.size() + value.size() + overhead; }
    };
    template <Links Entry::* links>
    struct Order {
        Entry* first = nullptr;
        Entry* last = nullptr;
        void append(Entry& entry);
        void remove(Entry& entry);
    };

    void erase(Entry& entry);
    void erase_expired(Instant now);

    Context context_;
    RedisConfig config_;
    using Pool = PoolAllocator<std::pair<const Text, Entry>>;
    std::unordered_map<Text, Entry, TextHash, std::equal_to<>, Pool> entries_;
    Order<&Entry::use> by_use_;
    Order<&Entry::age> by_age_;
    std::uint64_t memory_ = 0;

    Counter& hits_;
    Counter& misses_;
    Counter& evictions_;
};

}  // namespace wt::cache
