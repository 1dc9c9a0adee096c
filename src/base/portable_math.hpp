#pragma once

namespace wt {

/// Natural logarithm, exponential and power from IEEE additions, multiplications and divisions only, so that a draw is
/// the same bit for bit whatever C library and processor stand below. Relative error below 4e-15 (see the tests).
[[nodiscard]] double portable_log(double x);            // x > 0
[[nodiscard]] double portable_exp(double x);            // 0 below -745, infinity above 709.7
[[nodiscard]] double portable_pow(double x, double y);  // x > 0

}  // namespace wt
