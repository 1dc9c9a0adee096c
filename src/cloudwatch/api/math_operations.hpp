#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "cloudwatch/api/math.hpp"

/// The operators and functions of metric math, on values that are already there.
namespace wt::cloudwatch {

/// '+', '-', '*', '/' or '^'.
[[nodiscard]] MathResult combine(char operation, const MathValue& left, const MathValue& right);

/// None when there is no such function. METRICS is not among them.
[[nodiscard]] std::optional<MathResult> call_function(std::string_view name, const std::vector<MathValue>& arguments);

}  // namespace wt::cloudwatch
