#pragma once
#include <cstdint>

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

/// So many parts, of which `per_unit` make the unit that a price is for: milliseconds times MB of a GB-second.
struct Quantity {
    Wide parts = 0;
    std::uint64_t per_unit = 1;

    [[nodiscard]] double units() const { return static_cast<double>(parts) / static_cast<double>(per_unit); }
    /// The share `of / whole` of it, rounded down to a part.
    [[nodiscard]] Quantity scaled(Wide of, Wide whole) const { return {whole > 0 ? parts * of / whole : 0, per_unit}; }
};

}  // namespace wt::bill
