#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "base/context.hpp"
#include "base/text.hpp"
#include "storage/cache/config.hpp"
#include "storage/cache/keyspace.hpp"
#include "storage/cache/server.hpp"
#include "storage/cache/slots.hpp"
#include "storage/cache/tail.hpp"

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
    void flush_all();

    /// From now on the keys are another server's, whom get() and set() do not ask: its users do (server()). del() and
    /// flush_all() tell it. It outlives this.
    void stand_before(Server& server) { server_ = &server; }
    /// Null: the keys are here.
    [[nodiscard]] Server* server() const { return server_; }

    /// The primary is lost, and another takes over: what was not safe yet is gone, all connections end, and until then
    /// nobody gets in.
    void fail_over(Instant until);
    /// The only node begins again, with what its log has of its keys, and with none where there is no log.
    void restart(Instant until);
    /// The keys of these slots are the other's from now on, with their lifetimes; how many they were. What was not safe
    /// yet counts as safe.
    std::uint64_t hand_over(Redis& to, const SlotSet& slots);
    /// All connections end, and until then nobody gets in; nothing is lost.
    void cut(Instant until);
    [[nodiscard]] bool is_down() const { return context_.now() < down_until_; }
    /// How often connections were cut; whoever waits for an answer over such a moment gets none.
    [[nodiscard]] std::uint64_t cuts() const { return cuts_; }
    /// Called at each; replaces whoever was called before.
    void when_cut(std::function<void()> call) { when_cut_ = std::move(call); }
    /// Another law for how long a write takes to be safe; nothing: the configured one.
    void set_lag(const std::optional<Distribution>& lag, Ramp ramp = {});
    /// Clients hear of a write only when it is safe.
    [[nodiscard]] bool is_sync() const { return config_.durability == Durability::sync; }
    /// When all that was written until now outlives the primary, and how many changes that were, ever.
    [[nodiscard]] Instant safe_at() const { return tail_.safe_at(); }
    [[nodiscard]] std::uint64_t changes() const { return tail_.changes(); }

    [[nodiscard]] std::uint64_t keys() const { return keyspace_.keys(); }
    [[nodiscard]] std::uint64_t volatile_keys() const {
        std::uint64_t all = 0;
        for (std::size_t i = 0; i < Keyspace::databases; ++i) all += keyspace_.volatile_keys(i);
        return all;
    }
    /// How far behind whatever outlives the primary is.
    [[nodiscard]] Duration lag() const { return std::max(tail_.safe_at() - context_.now(), Duration::zero()); }
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
    Counter& failovers_;
    Counter& lost_;
    Tail tail_;
    Keyspace keyspace_;
    std::optional<Distribution> lag_;  // a fault's
    Ramp lag_ramp_;
    Instant down_until_ = epoch;
    std::uint64_t cuts_ = 0;
    std::function<void()> when_cut_;
    Server* server_ = nullptr;

    void follow();
};

}  // namespace wt::cache
