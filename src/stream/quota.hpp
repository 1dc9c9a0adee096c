#pragma once
#include <algorithm>
#include <cstdint>

#include "base/assert.hpp"
#include "base/time.hpp"

namespace wt::stream {

/// So many units a second, with at most one second's units in hand: bytes, records or requests of a shard or a delivery
/// stream. Units are taken many at a time. Pure: told the time, which must not go back. Exact: the level is counted in
/// billionths of a unit, which one nanosecond adds a whole number of.
class Quota {
public:
    /// `per_second`: 1 to 4,000,000,000. Starts full.
    Quota(std::uint64_t per_second, Instant now)
        : per_second_(static_cast<std::int64_t>(per_second)), level_(per_second_ * unit), last_(now) {
        WT_ASSERT(per_second > 0 && per_second <= 4'000'000'000);
    }

    /// Whether so many units are there.
    [[nodiscard]] bool has(std::uint64_t units, Instant now) {
        refill(now);
        return static_cast<std::uint64_t>(std::max<std::int64_t>(level_, 0) / unit) >= units;
    }
    /// Takes them, there or not: what was missing has to flow in before anything else is there.
    void take(std::uint64_t units) { level_ -= static_cast<std::int64_t>(units) * unit; }
    /// Takes them and gives up what was saved: after more than a second's units, each second of them is waited for.
    void take_all_and(std::uint64_t units) {
        level_ = std::min<std::int64_t>(level_, 0);
        take(units);
    }
    /// Another pace from now on: what is in hand stays, as far as that is a second's worth, and so does what is owed.
    void change(std::uint64_t per_second, Instant now) {
        WT_ASSERT(per_second > 0 && per_second <= 4'000'000'000);
        refill(now);
        per_second_ = static_cast<std::int64_t>(per_second);
        level_ = std::min(level_, per_second_ * unit);
    }
    [[nodiscard]] std::uint64_t per_second() const { return static_cast<std::uint64_t>(per_second_); }

private:
    static constexpr std::int64_t unit = 1'000'000'000;

    void refill(Instant now) {
        WT_ASSERT(now >= last_);
        const std::int64_t passed = (now - last_).count();
        const std::int64_t room = per_second_ * unit - level_;
        level_ += passed > room / per_second_ ? room : passed * per_second_;
        last_ = now;
    }

    std::int64_t per_second_;
    std::int64_t level_;  // below zero: owed
    Instant last_;
};

}  // namespace wt::stream
