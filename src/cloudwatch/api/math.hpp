#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace wt::cloudwatch {

struct TimeSeries {
    std::string label;
    /// Seconds since 1970, in order, and values.
    std::vector<std::pair<std::int64_t, double>> points;
};

/// What an expression is: a number, a time series, or several ("S", "TS" and "TS[]" in the User Guide).
using MathValue = std::variant<double, TimeSeries, std::vector<TimeSeries>>;

/// A sentence, for the caller.
struct MathError {
    std::string text;
};
using MathResult = Result<MathValue, MathError>;

/// What an expression may name.
struct MathScope {
    /// The query of that id.
    std::function<MathResult(std::string_view id)> find;
    /// METRICS(): every query of a metric whose id contains the text.
    std::function<std::vector<TimeSeries>(std::string_view text)> metrics;
};

/// Metric math, User Guide "Using math expressions with CloudWatch metrics": + - * / ^, parentheses, lists, and ABS,
/// AVG, CEIL, FLOOR, LOG, LOG10, MAX, METRICS, METRIC_COUNT, MIN, SUM. Two series meet at the moments that both have;
/// what is no number (a division by zero) is no point. Other functions are refused by name. Takes any text.
[[nodiscard]] MathResult evaluate(std::string_view expression, const MathScope& scope);

}  // namespace wt::cloudwatch
