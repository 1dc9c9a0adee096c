#pragma once
#include <cstdint>

#include "base/hash.hpp"
#include "base/literals.hpp"

namespace wt {

/// A token bucket that starts full: `rate` tokens flow in evenly, at most `burst` are held, each admission takes one.
/// Pure: told the time, which must not go back. Exact on every machine: the level is a 128-bit count of the fractions
/// that flow in each nanosecond, so nothing is rounded and nothing drifts. Rates are taken to a billionth of a token.
class TokenBucket {
public:
    TokenBucket(Rate rate, std::uint64_t burst, Instant now);

    /// Takes a token if there is a whole one.
    [[nodiscard]] bool try_take(Instant now);

    /// From now on another rate and burst. What is there stays, as far as it may still be held; nothing is given.
    void change(Rate rate, std::uint64_t burst, Instant now);

    /// The whole tokens that are there.
    [[nodiscard]] std::uint64_t available(Instant now);

private:
    void set(Rate rate, std::uint64_t burst);
    void refill(Instant now);

    // In units of one nano-token / `rate.per` in nanoseconds: the rate's amount in nano-tokens is what one nanosecond
    // adds.
    Uint128 token_ = 0;
    Uint128 capacity_ = 0;
    Uint128 level_ = 0;
    std::uint64_t inflow_ = 0;
    Instant last_;
};

}  // namespace wt
