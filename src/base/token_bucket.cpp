#include "base/token_bucket.hpp"

#include <cmath>

#include "base/assert.hpp"

namespace wt {

namespace {

constexpr std::uint64_t nano = 1'000'000'000;
constexpr double largest_rate = 1e9;           // tokens per period: keeps the inflow of 292 years below 2^128
constexpr std::uint64_t largest_burst = nano;  // with periods of up to 292 years, the same

}  // namespace

TokenBucket::TokenBucket(Rate rate, std::uint64_t burst, Instant now) : last_(now) {
    WT_ASSERT(rate.amount >= 0 && rate.amount <= largest_rate && rate.per > Duration::zero());
    WT_ASSERT(burst <= largest_burst);
    token_ = static_cast<Uint128>(nano) * static_cast<std::uint64_t>(rate.per.count());
    capacity_ = token_ * burst;
    level_ = capacity_;
    inflow_ = static_cast<std::uint64_t>(std::llround(rate.amount * static_cast<double>(nano)));
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
