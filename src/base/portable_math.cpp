#include "base/portable_math.hpp"

#include <bit>
#include <cstdint>
#include <limits>

namespace wt {

namespace {

constexpr double ln2_high = 6.93147180369123816490e-01;  // ln 2, split so that k * ln2_high is exact
constexpr double ln2_low = 1.90821492927058770002e-10;
constexpr std::int64_t exponent_bias = 1023;

[[nodiscard]] double scale_by_power_of_two(double x, std::int64_t power) {
    // Two steps, so that results near the smallest numbers do not lose their exponent on the way.
    const std::int64_t half = power / 2;
    const auto as_double = [](std::int64_t p) {
        return std::bit_cast<double>(static_cast<std::uint64_t>(p + exponent_bias) << 52);
    };
    return x * as_double(half) * as_double(power - half);
}

}  // namespace

double portable_log(double x) {
    // x = 2^k * m with m in [sqrt(1/2), sqrt(2)); ln m = 2 atanh(s), s = (m - 1)/(m + 1), |s| < 0.172.
    std::int64_t k = 0;
    if (x < std::numeric_limits<double>::min()) {  // subnormal
        x *= 0x1p54;
        k = -54;
    }
    auto bits = std::bit_cast<std::uint64_t>(x);
    k += static_cast<std::int64_t>(bits >> 52) - exponent_bias;
    bits = (bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL;
    double m = std::bit_cast<double>(bits);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        ++k;
    }
    const double s = (m - 1.0) / (m + 1.0);
    const double z = s * s;
    // sum of z^(n-1) / (2n + 1), n = 1..10: the next term is below 2e-18. Even and odd powers apart: two short chains.
    const double w = z * z;
    const double even = (((1.0 / 19 * w + 1.0 / 15) * w + 1.0 / 11) * w + 1.0 / 7) * w + 1.0 / 3;
    const double odd = (((1.0 / 21 * w + 1.0 / 17) * w + 1.0 / 13) * w + 1.0 / 9) * w + 1.0 / 5;
    const double series = even + z * odd;
    const double whole = static_cast<double>(k);
    return whole * ln2_high + (2.0 * s + (2.0 * s * z * series + whole * ln2_low));
}

double portable_exp(double x) {
    if (x != x) return x;
    if (x > 709.782712893384) return std::numeric_limits<double>::infinity();
    if (x < -745.2) return 0.0;
    const double scaled = x * 1.4426950408889634;
    const auto k = static_cast<std::int64_t>(scaled + (scaled < 0 ? -0.5 : 0.5));
    const double whole = static_cast<double>(k);
    const double r = (x - whole * ln2_high) - whole * ln2_low;  // |r| <= 0.3466
    // Taylor to r^13: the next term is below 5e-18. Even and odd powers apart: two short chains.
    const double q = r * r;
    const double even =
        (((((1.0 / 479001600 * q + 1.0 / 3628800) * q + 1.0 / 40320) * q + 1.0 / 720) * q + 1.0 / 24) * q + 1.0 / 2) *
            q +
        1.0;
    const double odd =
        (((((1.0 / 6227020800.0 * q + 1.0 / 39916800) * q + 1.0 / 362880) * q + 1.0 / 5040) * q + 1.0 / 120) * q +
         1.0 / 6) *
            q +
        1.0;
    return scale_by_power_of_two(even + r * odd, k);
}

double portable_pow(double x, double y) { return portable_exp(y * portable_log(x)); }

}  // namespace wt
