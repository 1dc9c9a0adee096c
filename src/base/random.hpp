#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

namespace wt {

/// A stream of random numbers (xoshiro256++), the same on every machine. Each component draws from streams of its own,
/// named after what is drawn, so that adding a component does not shift another's draws. Not for secrets.
class Random {
public:
    /// The stream called `name` of the run whose root seed is `seed`.
    Random(std::uint64_t seed, std::string_view name);

    [[nodiscard]] std::uint64_t next() {
        auto& s = state_;
        const std::uint64_t result = std::rotl(s[0] + s[3], 23) + s[0];
        const std::uint64_t t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = std::rotl(s[3], 45);
        return result;
    }
    /// In [0, 1), 53 bits.
    [[nodiscard]] double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    /// In (0, 1].
    [[nodiscard]] double uniform_above_zero() { return static_cast<double>((next() >> 11) + 1) * 0x1.0p-53; }
    /// In [0, bound), without bias. bound > 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);
    [[nodiscard]] bool chance(double probability) { return uniform() < probability; }
    /// Mean 1.
    [[nodiscard]] double exponential();
    /// Mean 0, variance 1.
    [[nodiscard]] double normal();
    /// Shape k > 0, mean k.
    [[nodiscard]] double gamma(double shape);

private:
    std::array<std::uint64_t, 4> state_;
    double spare_normal_ = 0;
    bool has_spare_normal_ = false;
};

}  // namespace wt
