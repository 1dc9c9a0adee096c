#pragma once
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "aws/error.hpp"
#include "cloudwatch/api/errors.hpp"

namespace wt::cloudwatch {

inline constexpr int largest_power = 360;  // values lie within 2^360 either way

[[nodiscard]] inline aws::Error wrong_value(double value, std::string_view parameter) {
    return aws::Error(invalid_value, fmt::format("The value {} for parameter {} is invalid.",
                                                 std::isnan(value) ? "NaN" : fmt::format("{}", value), parameter));
}

/// Nothing for a number that a metric may have.
[[nodiscard]] inline std::optional<aws::Error> refuse_value(double value, std::string_view parameter) {
    if (std::isfinite(value) && std::abs(value) <= std::ldexp(1.0, largest_power)) return std::nullopt;
    return wrong_value(value, parameter);
}

}  // namespace wt::cloudwatch
