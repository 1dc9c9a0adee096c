#include "base/random.hpp"

#include <cmath>

#include "base/assert.hpp"
#include "base/hash.hpp"
#include "base/portable_math.hpp"

namespace wt {

Random::Random(std::uint64_t seed, std::string_view name) {
    std::uint64_t x = mix(seed, hash_bytes(name));
    for (std::uint64_t& word : state_) {  // splitmix64, as xoshiro's authors advise
        x += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = x;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        word = z ^ (z >> 31);
    }
}

std::uint64_t Random::below(std::uint64_t bound) {
    WT_ASSERT(bound > 0);
    // Lemire's multiplication, with rejection of the few values that would be drawn too often.
    Uint128 product = static_cast<Uint128>(next()) * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
        const std::uint64_t threshold = -bound % bound;
        while (static_cast<std::uint64_t>(product) < threshold) product = static_cast<Uint128>(next()) * bound;
    }
    return static_cast<std::uint64_t>(product >> 64);
}

double Random::exponential() { return -portable_log(uniform_above_zero()); }

double Random::normal() {
    if (has_spare_normal_) {
        has_spare_normal_ = false;
        return spare_normal_;
    }
    for (;;) {  // Marsaglia's polar method
        const double u = 2.0 * uniform() - 1.0;
        const double v = 2.0 * uniform() - 1.0;
        const double s = u * u + v * v;
        if (s >= 1.0 || s == 0.0) continue;
        const double factor = std::sqrt(-2.0 * portable_log(s) / s);  // sqrt is exact by IEEE 754
        spare_normal_ = v * factor;
        has_spare_normal_ = true;
        return u * factor;
    }
}

double Random::gamma(double shape) {
    WT_ASSERT(shape > 0);
    if (shape < 1.0) return gamma(shape + 1.0) * portable_pow(uniform_above_zero(), 1.0 / shape);
    const double d = shape - 1.0 / 3.0;  // Marsaglia and Tsang, 2000
    const double c = 1.0 / std::sqrt(9.0 * d);
    for (;;) {
        const double x = normal();
        const double root = 1.0 + c * x;
        if (root <= 0.0) continue;
        const double v = root * root * root;
        const double u = uniform_above_zero();
        if (portable_log(u) < 0.5 * x * x + d - d * v + d * portable_log(v)) return d * v;
    }
}

}  // namespace wt
