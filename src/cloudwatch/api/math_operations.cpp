#include "cloudwatch/api/math_operations.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace wt::cloudwatch {

namespace {

using Array = std::vector<TimeSeries>;

[[nodiscard]] double apply(char operation, double left, double right) {
    switch (operation) {
        case '+': return left + right;
        case '-': return left - right;
        case '*': return left * right;
        case '/': return left / right;
        default: return std::pow(left, right);
    }
}

template <class Function>
[[nodiscard]] TimeSeries mapped(const TimeSeries& series, Function function) {
    TimeSeries made{series.label, {}};
    for (const auto& [moment, value] : series.points) {
        const double result = function(value);
        if (std::isfinite(result)) made.points.emplace_back(moment, result);
    }
    return made;
}

/// At the moments that both have.
[[nodiscard]] TimeSeries joined(char operation, const TimeSeries& left, const TimeSeries& right) {
    TimeSeries made{left.label, {}};
    auto other = right.points.begin();
    for (const auto& [moment, value] : left.points) {
        while (other != right.points.end() && other->first < moment) ++other;
        if (other == right.points.end()) break;
        if (other->first != moment) continue;
        const double result = apply(operation, value, other->second);
        if (std::isfinite(result)) made.points.emplace_back(moment, result);
    }
    return made;
}

[[nodiscard]] TimeSeries combined(char operation, const TimeSeries& left, double right) {
    return mapped(left, [=](double value) { return apply(operation, value, right); });
}
[[nodiscard]] TimeSeries combined(char operation, double left, const TimeSeries& right) {
    return mapped(right, [=](double value) { return apply(operation, left, value); });
}
[[nodiscard]] TimeSeries combined(char operation, const TimeSeries& left, const TimeSeries& right) {
    return joined(operation, left, right);
}

struct Combination {
    char operation;

    MathResult operator()(double left, double right) const { return MathValue(apply(operation, left, right)); }
    template <class Left, class Right>
    MathResult operator()(const Left& left, const Right& right) const {
        constexpr bool many_left = std::is_same_v<Left, Array>;
        constexpr bool many_right = std::is_same_v<Right, Array>;
        if constexpr (many_left && many_right) {
            if (left.size() != right.size())
                return MathError{fmt::format("Unsupported operand type(s) for {}: arrays of {} and {} time series",
                                             operation, left.size(), right.size())};
            Array made;
            for (std::size_t i = 0; i < left.size(); ++i) made.push_back(joined(operation, left[i], right[i]));
            return MathValue(std::move(made));
        } else if constexpr (many_left) {
            Array made;
            for (const TimeSeries& each : left) made.push_back(combined(operation, each, right));
            return MathValue(std::move(made));
        } else if constexpr (many_right) {
            Array made;
            for (const TimeSeries& each : right) made.push_back(combined(operation, left, each));
            return MathValue(std::move(made));
        } else {
            return MathValue(combined(operation, left, right));
        }
    }
};

struct ValueFunction {
    std::string_view name;
    double (*of)(double);
};
constexpr ValueFunction value_functions[] = {
    {"ABS", [](double value) { return std::abs(value); }},     {"CEIL", [](double value) { return std::ceil(value); }},
    {"FLOOR", [](double value) { return std::floor(value); }}, {"LOG", [](double value) { return std::log(value); }},
    {"LOG10", [](double value) { return std::log10(value); }},
};

struct Gathering {
    std::string_view name;
    double (*of)(const std::vector<double>& values);  // at least one
};
constexpr auto sum_of = [](const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum;
};
constexpr Gathering gatherings[] = {
    {"SUM", sum_of},
    {"AVG", [](const std::vector<double>& values) { return sum_of(values) / static_cast<double>(values.size()); }},
    {"MIN", [](const std::vector<double>& values) { return *std::min_element(values.begin(), values.end()); }},
    {"MAX", [](const std::vector<double>& values) { return *std::max_element(values.begin(), values.end()); }},
};

/// Of one series a number, which is none where it has no points; of several a series of what each moment has.
[[nodiscard]] MathResult gather(const Gathering& gathering, const MathValue& of) {
    if (const auto* series = std::get_if<TimeSeries>(&of)) {
        std::vector<double> values;
        for (const auto& [moment, value] : series->points) values.push_back(value);
        return MathValue(values.empty() ? std::nan("") : gathering.of(values));
    }
    const auto* several = std::get_if<Array>(&of);
    if (several == nullptr) return MathError{fmt::format("{} does not take a number.", gathering.name)};
    std::map<std::int64_t, std::vector<double>> moments;
    for (const TimeSeries& each : *several) {
        for (const auto& [moment, value] : each.points) moments[moment].push_back(value);
    }
    TimeSeries made;
    for (const auto& [moment, values] : moments) {
        const double result = gathering.of(values);
        if (std::isfinite(result)) made.points.emplace_back(moment, result);
    }
    return MathValue(std::move(made));
}

[[nodiscard]] MathResult for_each_value(const ValueFunction& function, const MathValue& of) {
    if (const auto* number = std::get_if<double>(&of)) return MathValue(function.of(*number));
    if (const auto* series = std::get_if<TimeSeries>(&of)) return MathValue(mapped(*series, function.of));
    Array made;
    for (const TimeSeries& each : std::get<Array>(of)) made.push_back(mapped(each, function.of));
    return MathValue(std::move(made));
}

}  // namespace

MathResult combine(char operation, const MathValue& left, const MathValue& right) {
    return std::visit(Combination{operation}, left, right);
}

std::optional<MathResult> call_function(std::string_view name, const std::vector<MathValue>& arguments) {
    const auto value_function = std::find_if(std::begin(value_functions), std::end(value_functions),
                                             [&](const auto& row) { return row.name == name; });
    const auto gathering =
        std::find_if(std::begin(gatherings), std::end(gatherings), [&](const auto& row) { return row.name == name; });
    const bool counts = name == "METRIC_COUNT";
    if (value_function == std::end(value_functions) && gathering == std::end(gatherings) && !counts)
        return std::nullopt;
    if (arguments.size() != 1)
        return MathError{fmt::format("{} takes one argument, and got {}.", name, arguments.size())};
    const MathValue& of = arguments.front();
    if (value_function != std::end(value_functions)) return for_each_value(*value_function, of);
    if (gathering != std::end(gatherings)) return gather(*gathering, of);
    const auto* several = std::get_if<Array>(&of);
    if (several == nullptr) return MathError{"METRIC_COUNT takes an array of time series."};
    return MathValue(static_cast<double>(several->size()));
}

}  // namespace wt::cloudwatch
