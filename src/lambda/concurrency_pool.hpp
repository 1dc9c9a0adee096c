#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "lambda/backend.hpp"

namespace wt::lambda {

/// A sandbox that runs one invocation at a time. Whoever runs the invocation holds it; the pool holds it while it is
/// idle. Its connections close when it goes.
struct Environment {
    std::uint64_t number = 0;
    Instant last_used;
    /// One per backend that keeps connections, in the function's order; null until opened.
    std::vector<std::unique_ptr<Connection>> connections;
};

enum class Throttle : std::uint8_t { none, reserved_concurrency, account_concurrency, scaling_rate };

/// AWS's name for the reason (Lambda API reference, TooManyRequestsException).
[[nodiscard]] std::string_view reason(Throttle throttle);

/// The account's concurrent executions in one region. What functions reserve is theirs alone; the others share the
/// rest.
class AccountConcurrency {
public:
    explicit AccountConcurrency(const AccountConfig& config) : unreserved_(config.concurrency) {}
    void reserve(std::uint64_t concurrency) { unreserved_ -= std::min(unreserved_, concurrency); }
    [[nodiscard]] bool has_room() const { return shared_busy_ < unreserved_; }
    void take() { ++shared_busy_; }
    void give_back() { --shared_busy_; }
    /// What the functions without a reservation share.
    [[nodiscard]] std::uint64_t unreserved() const { return unreserved_; }

private:
    std::uint64_t unreserved_;
    std::uint64_t shared_busy_ = 0;
};

/// How fast one function may grow: 1,000 new environments per 10 s, refilled continuously, never more than 1,000 at
/// once (Lambda Developer Guide, "Lambda scaling behavior").
class ScaleBucket {
public:
    [[nodiscard]] bool try_take(Instant now);

private:
    static constexpr std::int64_t capacity = 1'000;
    static constexpr Duration per_environment = 10ms;
    std::int64_t left_ = capacity;
    Instant refilled_ = epoch;
};

/// Which environment an invocation gets: the one used most recently, or a new one, or none. A policy: told the time.
class ConcurrencyPool {
public:
    ConcurrencyPool(std::optional<std::uint64_t> reserved, Duration idle_ttl, AccountConcurrency& account);
    ConcurrencyPool(const ConcurrencyPool&) = delete;
    ConcurrencyPool& operator=(const ConcurrencyPool&) = delete;

    struct Grant {
        std::unique_ptr<Environment> environment;  // null when throttled
        bool cold = false;
        Throttle throttle = Throttle::none;
    };
    [[nodiscard]] Grant acquire(Instant now);
    /// Takes the environment back after an invocation, warm.
    void release(std::unique_ptr<Environment> environment, Instant now);
    /// Counts out an environment that is thrown away after its invocation.
    void discard(std::unique_ptr<Environment> environment);

    /// Closes environments that were idle for `idle_ttl` by `now`.
    void expire(Instant now);
    /// When the next idle environment expires.
    [[nodiscard]] std::optional<Instant> next_expiry() const;
    /// Throws idle environments away, this share of all of them, the least recently used first.
    void recycle(double fraction);

    [[nodiscard]] std::uint64_t busy() const { return busy_; }
    [[nodiscard]] std::size_t idle() const { return idle_.size(); }
    /// How many invocations may run at once.
    [[nodiscard]] std::uint64_t limit() const { return reserved_.value_or(account_.unreserved()); }

private:
    void count_out();

    std::optional<std::uint64_t> reserved_;
    Duration idle_ttl_;
    AccountConcurrency& account_;
    ScaleBucket scale_;
    std::deque<std::unique_ptr<Environment>> idle_;  // least recently used first
    std::uint64_t busy_ = 0;
    std::uint64_t started_ = 0;
};

}  // namespace wt::lambda
