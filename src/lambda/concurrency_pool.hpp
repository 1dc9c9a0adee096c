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

namespace wt::http {
class Trace;
}

namespace wt::lambda {

/// What an environment was started with: a function's configuration, and what runs it.
struct Compiled;

class AnswerPipe;  // lambda/answer_stream.hpp

/// Where an environment's programs run. They end when it goes.
class Sandbox {
public:
    Sandbox() = default;
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;
    virtual ~Sandbox() = default;
};

/// A place that runs one invocation at a time. Whoever runs the invocation holds it; the pool holds it while it is
/// idle. Its connections close when it goes.
struct Environment {
    std::uint64_t number = 0;
    std::uint64_t revision = 0;          // of its function, when it was started
    std::shared_ptr<Compiled> compiled;  // the function's own business
    bool provisioned = false;
    /// INIT came to its end. Where it has not, or what it made is gone, the next invocation runs it first.
    bool initialised = false;
    /// INIT failed within an invocation, too: it is not kept.
    bool spoiled = false;
    Instant last_used;
    /// One per backend that keeps connections, in the function's order; null until opened.
    std::vector<std::unique_ptr<Connection>> connections;
    /// Null when nobody listens.
    std::unique_ptr<EnvironmentLog> log;
    /// Where who waits for the running invocation follows it. Null, or holds null, where nobody does.
    http::Trace* const* trace = nullptr;
    /// Of user code, or of what stands for it; it may write to the log. Null where none runs.
    std::unique_ptr<Sandbox> sandbox;
    /// Where a program writes its answer while it makes it, if its caller wants that; null: the caller wants it whole.
    std::shared_ptr<AnswerPipe> answer;
    /// The most memory that its programs have used; zero where nobody knows.
    Bytes memory_used{0};
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

/// How many environments a function may have at once.
struct Concurrency {
    std::optional<std::uint64_t> reserved;  // of its own; none: it shares the account's
    std::uint64_t provisioned = 0;          // always initialised; part of what is reserved, where something is
};

/// The account's concurrent executions in one region, or what is reserved of them (Reservation). What functions claim
/// is theirs alone; the others share the rest. When the limit shrinks, or a claim grows, what runs goes on, and nothing
/// new begins until there is room again.
class AccountConcurrency {
public:
    explicit AccountConcurrency(const AccountConfig& config) : limit_(config.concurrency) {}
    /// With what it says when there is no room, and when it is asked too often.
    AccountConcurrency(std::uint64_t limit, Throttle full, Throttle often)
        : limit_(limit), full_(full), often_(often) {}

    /// What one function has of it.
    struct Use {
        std::uint64_t claimed = 0;  // whether it runs or not
        std::uint64_t shared = 0;   // places of the rest that it has taken
    };
    /// A function's use was one thing and is now another.
    void change(const Use& before, const Use& after);
    void set_limit(std::uint64_t concurrency, Instant now);
    /// The rate follows what is shared from now on, not only from the next invocation on.
    void follow(Instant now);

    [[nodiscard]] bool has_room() const { return shared_ < unreserved(); }
    [[nodiscard]] std::uint64_t limit() const { return limit_; }
    [[nodiscard]] Throttle full() const { return full_; }
    [[nodiscard]] Throttle often() const { return often_; }
    /// What the functions without a reservation share.
    [[nodiscard]] std::uint64_t unreserved() const { return limit_ - std::min(limit_, claimed_); }
    /// How much of it is taken; more than there is only while what was begun before a change still runs.
    [[nodiscard]] std::uint64_t shared() const { return shared_; }
    /// False when those functions are invoked too often.
    [[nodiscard]] bool admit(Instant now) {
        follow(now);
        return rate_->try_take(now);
    }

private:
    std::uint64_t limit_;
    Throttle full_ = Throttle::account_concurrency;
    Throttle often_ = Throttle::account_rate;
    std::uint64_t claimed_ = 0;
    std::uint64_t shared_ = 0;
    std::uint64_t rated_ = 0;  // the concurrency that the rate is of
    std::optional<TokenBucket> rate_;
};

/// What is reserved of the account for a function that has several versions: each has a pool of its own, and they take
/// their places of this. The account outlives it.
class Reservation {
public:
    Reservation(AccountConcurrency& account, std::uint64_t concurrency)
        : account_(account), part_(concurrency, Throttle::reserved_concurrency, Throttle::reserved_rate) {
        account_.change({}, {concurrency, 0});
    }
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;
    ~Reservation() { account_.change({part_.limit(), 0}, {}); }

    void set(std::uint64_t concurrency, Instant now) {
        account_.change({part_.limit(), 0}, {concurrency, 0});
        part_.set_limit(concurrency, now);
        account_.follow(now);
    }
    [[nodiscard]] AccountConcurrency& part() { return part_; }

private:
    AccountConcurrency& account_;
    AccountConcurrency part_;
};

/// Which of the idle environments an invocation gets. Lambda takes the one used most recently: measured by cold starts
/// and by how many environments there are. The other is there to be told apart from it.
enum class Routing : std::uint8_t { most_recently_used, least_recently_used };

/// Which environment an invocation gets: a provisioned one, or the one used most recently, or a new one, or none. A
/// policy: told the time. Whoever owns it keeps the provisioned ones complete.
///
/// Its numbers may change while environments are busy: those run to their end, and count as what they are now (in the
/// share of the account, or in the function's own). Changing them keeps warm environments; renew() does not.
class ConcurrencyPool {
public:
    ConcurrencyPool(std::optional<std::uint64_t> reserved, Duration idle_ttl, AccountConcurrency& account,
                    std::uint64_t provisioned = 0, Routing routing = Routing::most_recently_used);
    ConcurrencyPool(const ConcurrencyPool&) = delete;
    ConcurrencyPool& operator=(const ConcurrencyPool&) = delete;
    ~ConcurrencyPool() { account_->change(use_, {}); }

    struct Grant {
        std::unique_ptr<Environment> environment;  // null when throttled
        bool cold = false;
        Throttle throttle = Throttle::none;
    };
    [[nodiscard]] Grant acquire(Instant now);
    /// Takes the environment back after an invocation, warm; one that is not wanted any more goes.
    void release(std::unique_ptr<Environment> environment, Instant now);
    /// Counts out an environment that is thrown away after its invocation.
    void discard(std::unique_ptr<Environment> environment);

    /// How many provisioned environments are in service.
    [[nodiscard]] std::uint64_t ready() const { return provisioned_busy_ + provisioned_idle_.size(); }
    /// How many provisioned environments there are too few; begin_provisioning() promises one that provide() brings.
    [[nodiscard]] std::uint64_t missing_provisioned() const;
    [[nodiscard]] std::unique_ptr<Environment> begin_provisioning();
    /// True while this one, which is being provisioned, would be put into service.
    [[nodiscard]] bool wants(const Environment& environment) const;
    /// Puts it into service; one that is not wanted any more goes, ready or not.
    void provide(std::unique_ptr<Environment> environment);

    /// Other numbers from now on.
    void set(const Concurrency& concurrency, Instant now);
    /// What is shared, and claimed, is of that one from now on.
    void take_from(AccountConcurrency& account);
    /// The function is another from now on (its code, or its configuration): environments of before serve nobody else.
    /// Idle ones go at once, busy ones when they are released.
    void renew();
    void set_idle_ttl(Duration idle_ttl) { idle_ttl_ = idle_ttl; }

    /// Closes environments that were idle for `idle_ttl` by `now`; provisioned ones stay.
    void expire(Instant now);
    /// When the next idle environment expires.
    [[nodiscard]] std::optional<Instant> next_expiry() const;
    /// Throws idle environments away, this share of all of them, the least recently used first.
    void recycle(double fraction);

    [[nodiscard]] std::uint64_t busy() const { return busy_; }
    [[nodiscard]] std::size_t idle() const { return idle_.size() + provisioned_idle_.size(); }
    /// How many invocations may run at once.
    [[nodiscard]] std::uint64_t limit() const { return reserved_.value_or(account_->unreserved() + provisioned_); }

private:
    using Idle = std::deque<std::unique_ptr<Environment>>;  // least recently used first

    /// Whether the next invocation is turned away, in a provisioned environment or on demand.
    [[nodiscard]] Throttle refusal(Instant now, bool provisioned);
    /// Those that run on demand, or longer than they are provisioned.
    [[nodiscard]] std::uint64_t on_demand_busy() const { return busy_ - std::min(provisioned_busy_, provisioned_); }
    /// Tells the account what has become of this function's use of it.
    void settle();
    void count_out(const Environment& environment);
    [[nodiscard]] std::unique_ptr<Environment> start();
    [[nodiscard]] std::unique_ptr<Environment> take_idle();

    std::optional<std::uint64_t> reserved_;
    std::uint64_t provisioned_;
    std::uint64_t revision_ = 0;
    Duration idle_ttl_;
    AccountConcurrency* account_;
    AccountConcurrency::Use use_;
    Routing routing_;
    TokenBucket scaling_;
    std::optional<TokenBucket> rate_;  // of a reserved function
    TokenBucket provisioned_rate_;
    Idle idle_;
    Idle provisioned_idle_;
    std::uint64_t busy_ = 0;
    std::uint64_t provisioned_busy_ = 0;
    std::uint64_t being_provisioned_ = 0;
    std::uint64_t started_ = 0;
};

}  // namespace wt::lambda
