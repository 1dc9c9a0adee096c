#pragma once
#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/token_bucket.hpp"
#include "lambda/backend.hpp"
#include "lambda/invocation_log.hpp"

namespace wt::lambda {

/// A sandbox that runs one invocation at a time. Whoever runs the invocation holds it; the pool holds it while it is
/// idle. Its connections close when it goes.
struct Environment {
    std::uint64_t number = 0;
    bool provisioned = false;
    Instant last_used;
    /// One per backend that keeps connections, in the function's order; null until opened.
    std::vector<std::unique_ptr<Connection>> connections;
    /// Null when nobody listens.
    std::unique_ptr<EnvironmentLog> log;
};

enum class Throttle : std::uint8_t {
    none,
    reserved_concurrency,
    account_concurrency,
    reserved_rate,
    account_rate,
    scaling_rate,
};

/// AWS's name for the reason (Lambda API reference, TooManyRequestsException). Assumed: which of them the account's
/// rate and the scaling rate are.
[[nodiscard]] std::string_view reason(Throttle throttle);

/// Invocations a second for each concurrent execution that one may have (Lambda Developer Guide, "Lambda quotas").
inline constexpr std::uint64_t rate_per_concurrency = 10;

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
    /// False when those functions are invoked too often.
    [[nodiscard]] bool admit(Instant now) {
        if (!rate_) {
            const std::uint64_t most = unreserved_ * rate_per_concurrency;
            rate_.emplace(Rate{static_cast<double>(most), 1s}, most, now);
        }
        return rate_->try_take(now);
    }

private:
    std::uint64_t unreserved_;
    std::uint64_t shared_busy_ = 0;
    std::optional<TokenBucket> rate_;
};

/// Which of the idle environments an invocation gets. Lambda takes the one used most recently: measured by cold starts
/// and by how many environments there are. The other is there to be told apart from it.
enum class Routing : std::uint8_t { most_recently_used, least_recently_used };

/// Which environment an invocation gets: a provisioned one, or the one used most recently, or a new one, or none. A
/// policy: told the time. Whoever owns it keeps the provisioned ones complete.
class ConcurrencyPool {
public:
    ConcurrencyPool(std::optional<std::uint64_t> reserved, Duration idle_ttl, AccountConcurrency& account,
                    std::uint64_t provisioned = 0, Routing routing = Routing::most_recently_used);
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

    /// How many provisioned environments there are too few; begin_provisioning() promises one that provide() brings.
    [[nodiscard]] std::uint64_t missing_provisioned() const;
    [[nodiscard]] std::unique_ptr<Environment> begin_provisioning();
    void provide(std::unique_ptr<Environment> environment);

    /// Closes environments that were idle for `idle_ttl` by `now`; provisioned ones stay.
    void expire(Instant now);
    /// When the next idle environment expires.
    [[nodiscard]] std::optional<Instant> next_expiry() const;
    /// Throws idle environments away, this share of all of them, the least recently used first.
    void recycle(double fraction);

    [[nodiscard]] std::uint64_t busy() const { return busy_; }
    [[nodiscard]] std::size_t idle() const { return idle_.size() + provisioned_idle_.size(); }
    /// How many invocations may run at once.
    [[nodiscard]] std::uint64_t limit() const { return reserved_.value_or(account_.unreserved() + provisioned_); }

private:
    using Idle = std::deque<std::unique_ptr<Environment>>;  // least recently used first

    [[nodiscard]] Throttle refusal(Instant now);
    void count_out(const Environment& environment);
    [[nodiscard]] std::unique_ptr<Environment> start();
    [[nodiscard]] std::unique_ptr<Environment> take_idle();

    std::optional<std::uint64_t> reserved_;
    std::uint64_t provisioned_;
    Duration idle_ttl_;
    AccountConcurrency& account_;
    Routing routing_;
    TokenBucket scaling_;
    std::optional<TokenBucket> rate_;  // of a reserved function
    Idle idle_;
    Idle provisioned_idle_;
    std::uint64_t busy_ = 0;
    std::uint64_t provisioned_busy_ = 0;
    std::uint64_t being_provisioned_ = 0;
    std::uint64_t started_ = 0;
};

}  // namespace wt::lambda
