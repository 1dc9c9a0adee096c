#include "base/token_bucket.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"

namespace wt {

namespace {

constexpr std::uint64_t nano = 1'000'000'000;
constexpr double largest_rate = 1e9;           // tokens per period: keeps the inflow of 292 years below 2^128
constexpr std::uint64_t largest_burst = nano;  // with periods of up to 292 years, the same

}  // namespace

TokenBucket::TokenBucket(Rate rate, std::uint64_t burst, Instant now) : last_(now) {
    set(rate, burst);
    level_ = capacity_;
}

void TokenBucket::set(Rate rate, std::uint64_t burst) {
    WT_ASSERT(rate.amount >= 0 && rate.amount <= largest_rate && rate.per > Duration::zero());
    WT_ASSERT(burst <= largest_burst);
    token_ = static_cast<Uint128>(nano) * static_cast<std::uint64_t>(rate.per.count());
    capacity_ = token_ * burst;
    inflow_ = static_cast<std::uint64_t>(std::llround(rate.amount * static_cast<double>(nano)));
}

void TokenBucket::change(Rate rate, std::uint64_t burst, Instant now) {
    refill(now);
    const Uint128 whole = level_ / token_;
    const Uint128 rest = level_ % token_;
    const Uint128 before = token_ / nano;  // the old period
    set(rate, burst);
    // The rest is less than a token: the division rounds down by less than one part of it.
    level_ = std::min(whole * token_ + rest / before * (token_ / nano), capacity_);
}

bool TokenBucket::try_take(Instant now) {
    refill(now);
    if (level_ < token_) return false;
    level_ -= token_;
    return true;
}

std::uint64_t TokenBucket::available(Instant now) {
    refill(now);
    return static_cast<std::uint64_t>(level_ / token_);
}

void TokenBucket::refill(Instant now) {
    WT_ASSERT(now >= last_);
    level_ += static_cast<Uint128>(inflow_) * static_cast<std::uint64_t>((now - last_).count());
    if (level_ > capacity_) level_ = capacity_;
    last_ = now;
}

}  // namespace wt
