#include "lambda/concurrency_pool.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/assert.hpp"

namespace wt::lambda {

namespace {

// 1,000 new environments per 10 s and function, refilled continuously, never more than 1,000 at once (Lambda Developer
// Guide, "Lambda scaling behavior").
constexpr Rate scaling_rate{1'000, 10s};
constexpr std::uint64_t scaling_burst = 1'000;

[[nodiscard]] std::uint64_t invocations_of(std::uint64_t concurrency) { return concurrency * rate_per_concurrency; }
[[nodiscard]] Rate rate_of(std::uint64_t concurrency) {
    return Rate{static_cast<double>(invocations_of(concurrency)), 1s};
}

}  // namespace

std::string_view reason(Throttle throttle) {
    switch (throttle) {
        case Throttle::reserved_concurrency: return "ReservedFunctionConcurrentInvocationLimitExceeded";
        case Throttle::account_concurrency: return "ConcurrentInvocationLimitExceeded";
        case Throttle::reserved_rate: return "ReservedFunctionInvocationRateLimitExceeded";
        case Throttle::account_rate: return "CallerRateLimitExceeded";
        case Throttle::scaling_rate: return "FunctionInvocationRateLimitExceeded";
        case Throttle::none: break;
    }
    return {};
}

void AccountConcurrency::change(const Use& before, const Use& after) {
    WT_ASSERT(claimed_ >= before.claimed && shared_ >= before.shared);
    claimed_ += after.claimed - before.claimed;
    shared_ += after.shared - before.shared;
}

void AccountConcurrency::set_limit(std::uint64_t concurrency, Instant now) {
    limit_ = concurrency;
    follow(now);
}

void AccountConcurrency::follow(Instant now) {
    if (rate_ && rated_ == unreserved()) return;
    rated_ = unreserved();
    if (rate_) {
        rate_->change(rate_of(rated_), invocations_of(rated_), now);
    } else {
        rate_.emplace(rate_of(rated_), invocations_of(rated_), now);
    }
}

ConcurrencyPool::ConcurrencyPool(std::optional<std::uint64_t> reserved, Duration idle_ttl, AccountConcurrency& account,
                                 std::uint64_t provisioned, Routing routing)
    : reserved_(reserved),
      provisioned_(provisioned),
      idle_ttl_(idle_ttl),
      account_(&account),
      routing_(routing),
      scaling_(scaling_rate, scaling_burst, epoch),
      provisioned_rate_(rate_of(provisioned), invocations_of(provisioned), epoch) {
    WT_ASSERT(!reserved_ || provisioned_ <= *reserved_);
    if (reserved_) rate_.emplace(rate_of(*reserved_), invocations_of(*reserved_), epoch);
    settle();
}

void ConcurrencyPool::set(const Concurrency& concurrency, Instant now) {
    WT_ASSERT(!concurrency.reserved || concurrency.provisioned <= *concurrency.reserved);
    if (!concurrency.reserved) {
        rate_.reset();
    } else if (rate_) {
        rate_->change(rate_of(*concurrency.reserved), invocations_of(*concurrency.reserved), now);
    } else {
        rate_.emplace(rate_of(*concurrency.reserved), invocations_of(*concurrency.reserved), now);
    }
    provisioned_rate_.change(rate_of(concurrency.provisioned), invocations_of(concurrency.provisioned), now);
    reserved_ = concurrency.reserved;
    provisioned_ = concurrency.provisioned;
    while (!provisioned_idle_.empty() && provisioned_busy_ + provisioned_idle_.size() > provisioned_)
        provisioned_idle_.pop_front();
    settle();
    account_->follow(now);
}

void ConcurrencyPool::take_from(AccountConcurrency& account) {
    if (account_ == &account) return;
    account_->change(std::exchange(use_, {}), {});
    account_ = &account;
    settle();
}

void ConcurrencyPool::renew() {
    ++revision_;
    idle_.clear();
    provisioned_idle_.clear();
}

void ConcurrencyPool::settle() {
    const AccountConcurrency::Use before = use_;
    use_.claimed = reserved_.value_or(provisioned_);
    use_.shared = reserved_ ? 0 : on_demand_busy();
    account_->change(before, use_);
}

Throttle ConcurrencyPool::refusal(Instant now, bool provisioned) {
    if (reserved_) {
        // What is provisioned stays taken from the reservation, busy or not.
        if (busy_ >= *reserved_ || (!provisioned && on_demand_busy() >= *reserved_ - provisioned_))
            return Throttle::reserved_concurrency;
        return rate_->try_take(now) ? Throttle::none : Throttle::reserved_rate;
    }
    if (provisioned) return Throttle::none;
    if (!account_->has_room()) return account_->full();
    return account_->admit(now) ? Throttle::none : account_->often();
}

ConcurrencyPool::Grant ConcurrencyPool::acquire(Instant now) {
    expire(now);
    Grant grant;
    // Too often for those that are provisioned is not too often for the function: the rest spills over.
    const bool provisioned = !provisioned_idle_.empty() && provisioned_rate_.available(now) > 0;
    grant.throttle = refusal(now, provisioned);
    if (grant.throttle != Throttle::none) return grant;
    if (provisioned) {
        (void)provisioned_rate_.try_take(now);
        grant.environment = std::move(provisioned_idle_.back());
        provisioned_idle_.pop_back();
        ++provisioned_busy_;
    } else if (!idle_.empty()) {
        grant.environment = take_idle();
    } else if (scaling_.try_take(now)) {
        grant.environment = start();
        grant.cold = true;
    } else {
        grant.throttle = Throttle::scaling_rate;
        return grant;
    }
    ++busy_;
    settle();
    WT_ASSERT(provisioned || busy_ <= limit());
    WT_ASSERT(!reserved_ || busy_ <= *reserved_);
    return grant;
}

std::unique_ptr<Environment> ConcurrencyPool::start() {
    auto environment = std::make_unique<Environment>();
    environment->number = ++started_;
    environment->revision = revision_;
    return environment;
}

std::unique_ptr<Environment> ConcurrencyPool::take_idle() {
    std::unique_ptr<Environment> taken;
    if (routing_ == Routing::most_recently_used) {
        taken = std::move(idle_.back());
        idle_.pop_back();
    } else {
        taken = std::move(idle_.front());
        idle_.pop_front();
    }
    return taken;
}

void ConcurrencyPool::count_out(const Environment& environment) {
    WT_ASSERT(busy_ > 0);
    --busy_;
    if (environment.provisioned) --provisioned_busy_;
    settle();
}

bool ConcurrencyPool::wants(const Environment& environment) const {
    if (environment.revision != revision_) return false;
    return !environment.provisioned || provisioned_busy_ + provisioned_idle_.size() < provisioned_;
}

void ConcurrencyPool::release(std::unique_ptr<Environment> environment, Instant now) {
    count_out(*environment);
    if (!wants(*environment)) return;
    environment->last_used = now;
    Idle& idle = environment->provisioned ? provisioned_idle_ : idle_;
    idle.push_back(std::move(environment));
}

void ConcurrencyPool::discard(std::unique_ptr<Environment> environment) {
    count_out(*environment);
    environment.reset();
}

std::uint64_t ConcurrencyPool::missing_provisioned() const {
    const std::uint64_t here = provisioned_busy_ + provisioned_idle_.size() + being_provisioned_;
    return provisioned_ - std::min(provisioned_, here);
}

std::unique_ptr<Environment> ConcurrencyPool::begin_provisioning() {
    WT_ASSERT(missing_provisioned() > 0);
    ++being_provisioned_;
    std::unique_ptr<Environment> environment = start();
    environment->provisioned = true;
    return environment;
}

void ConcurrencyPool::provide(std::unique_ptr<Environment> environment) {
    WT_ASSERT(being_provisioned_ > 0);
    --being_provisioned_;
    if (!wants(*environment)) return;
    provisioned_idle_.push_back(std::move(environment));
}

void ConcurrencyPool::expire(Instant now) {
    while (!idle_.empty() && idle_.front()->last_used + idle_ttl_ <= now) idle_.pop_front();
}

std::optional<Instant> ConcurrencyPool::next_expiry() const {
    if (idle_.empty()) return std::nullopt;
    return idle_.front()->last_used + idle_ttl_;
}

void ConcurrencyPool::recycle(double fraction) {
    const double wanted = std::ceil(std::clamp(fraction, 0.0, 1.0) * static_cast<double>(busy_ + idle()));
    auto left = static_cast<std::size_t>(wanted);
    for (Idle* idle : {&idle_, &provisioned_idle_}) {
        const std::size_t count = std::min(idle->size(), left);
        idle->erase(idle->begin(), idle->begin() + static_cast<std::ptrdiff_t>(count));
        left -= count;
    }
}

}  // namespace wt::lambda
