#include "lambda/concurrency_pool.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"

namespace wt::lambda {

std::string_view reason(Throttle throttle) {
    switch (throttle) {
        case Throttle::reserved_concurrency: return "ReservedFunctionConcurrentInvocationLimitExceeded";
        case Throttle::account_concurrency: return "ConcurrentInvocationLimitExceeded";
        case Throttle::scaling_rate: return "FunctionInvocationRateLimitExceeded";
        case Throttle::none: break;
    }
    return {};
}

bool ScaleBucket::try_take(Instant now) {
    const std::int64_t earned = (now - refilled_) / per_environment;
    if (earned >= capacity - left_) {
        left_ = capacity;
        refilled_ = now;
    } else {
        left_ += earned;
        refilled_ += earned * per_environment;
    }
    if (left_ == 0) return false;
    --left_;
    return true;
}

ConcurrencyPool::ConcurrencyPool(std::optional<std::uint64_t> reserved, Duration idle_ttl, AccountConcurrency& account)
    : reserved_(reserved), idle_ttl_(idle_ttl), account_(account) {
    if (reserved_) account_.reserve(*reserved_);
}

ConcurrencyPool::Grant ConcurrencyPool::acquire(Instant now) {
    expire(now);
    Grant grant;
    if (reserved_ ? busy_ >= *reserved_ : !account_.has_room()) {
        grant.throttle = reserved_ ? Throttle::reserved_concurrency : Throttle::account_concurrency;
        return grant;
    }
    if (!idle_.empty()) {
        grant.environment = std::move(idle_.back());
        idle_.pop_back();
    } else if (scale_.try_take(now)) {
        grant.environment = std::make_unique<Environment>();
        grant.environment->number = ++started_;
        grant.cold = true;
    } else {
        grant.throttle = Throttle::scaling_rate;
        return grant;
    }
    ++busy_;
    if (!reserved_) account_.take();
    WT_ASSERT(busy_ <= limit());
    return grant;
}

void ConcurrencyPool::count_out() {
    WT_ASSERT(busy_ > 0);
    --busy_;
    if (!reserved_) account_.give_back();
}

void ConcurrencyPool::release(std::unique_ptr<Environment> environment, Instant now) {
    count_out();
    environment->last_used = now;
    idle_.push_back(std::move(environment));
}

void ConcurrencyPool::discard(std::unique_ptr<Environment> environment) {
    count_out();
    environment.reset();
}

void ConcurrencyPool::expire(Instant now) {
    while (!idle_.empty() && idle_.front()->last_used + idle_ttl_ <= now) idle_.pop_front();
}

std::optional<Instant> ConcurrencyPool::next_expiry() const {
    if (idle_.empty()) return std::nullopt;
    return idle_.front()->last_used + idle_ttl_;
}

void ConcurrencyPool::recycle(double fraction) {
    const double wanted = std::ceil(std::clamp(fraction, 0.0, 1.0) * static_cast<double>(busy_ + idle_.size()));
    const std::size_t count = std::min(idle_.size(), static_cast<std::size_t>(wanted));
    idle_.erase(idle_.begin(), idle_.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace wt::lambda
