#pragma once
#include <cstdint>
#include <numeric>

#include "base/literals.hpp"

namespace wt::bill {

/// Wide enough for picodollars times nanoseconds.
__extension__ using Wide = __int128;

/// Money in whole picodollars (1e-12 USD).
struct Amount {
    Wide picodollars = 0;

    [[nodiscard]] static Amount of(Money money) { return {money.picodollars}; }
    [[nodiscard]] double dollars() const { return static_cast<double>(picodollars) * 1e-12; }
    Amount& operator+=(Amount other) {
        picodollars += other.picodollars;
        return *this;
    }
    friend Amount operator+(Amount a, Amount b) { return a += b; }
    friend bool operator==(Amount a, Amount b) { return a.picodollars == b.picodollars; }
};

/// The share `part / all` of a whole, rounded down; `part` is at most `all`, and nothing is below zero. Exact where the
/// product would overflow, too.
[[nodiscard]] constexpr Wide share_of(Wide whole, Wide part, Wide all) {
    if (all <= 0 || part >= all) return all <= 0 ? 0 : whole;
    // Long multiplication by the whole's bits, divided on the way: the rest stays below `all`.
    Wide share = 0;
    Wide rest = 0;
    for (int bit = 126; bit >= 0; --bit) {
        share *= 2;
        rest *= 2;
        if ((whole >> bit & 1) != 0) rest += part;
        for (; rest >= all; rest -= all) ++share;
    }
    return share;
}

/// So many parts, of which `per_unit` make the unit that a price is for: milliseconds times MB of a GB-second.
struct Quantity {
    Wide parts = 0;
    std::uint64_t per_unit = 1;

    [[nodiscard]] double units() const { return static_cast<double>(parts) / static_cast<double>(per_unit); }
    /// The share `of / whole` of it, rounded down to a part.
    [[nodiscard]] Quantity scaled(Wide of, Wide whole) const { return {whole > 0 ? parts * of / whole : 0, per_unit}; }
    /// In parts of which so many make a unit, a multiple of `per_unit`.
    [[nodiscard]] Wide parts_by(std::uint64_t per) const { return parts * (per / per_unit); }
    Quantity& operator+=(Quantity other) {
        const std::uint64_t per = std::lcm(per_unit, other.per_unit);
        parts = parts_by(per) + other.parts_by(per);
        per_unit = per;
        return *this;
    }
};

}  // namespace wt::bill
