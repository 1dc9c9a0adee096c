#include "cloudwatch/metric.hpp"

#include <algorithm>

namespace wt::cloudwatch {

namespace {

constexpr std::string_view units[] = {
    "Seconds",          "Microseconds",     "Milliseconds", "Bytes",           "Kilobytes",        "Megabytes",
    "Gigabytes",        "Terabytes",        "Bits",         "Kilobits",        "Megabits",         "Gigabits",
    "Terabits",         "Percent",          "Count",        "Bytes/Second",    "Kilobytes/Second", "Megabytes/Second",
    "Gigabytes/Second", "Terabytes/Second", "Bits/Second",  "Kilobits/Second", "Megabits/Second",  "Gigabits/Second",
    "Terabits/Second",  "Count/Second",     "None",
};

}  // namespace

Metric sorted(Metric metric) {
    std::sort(metric.dimensions.begin(), metric.dimensions.end());
    return metric;
}

std::span<const std::string_view> standard_units() { return units; }

std::optional<Unit> unit_of(std::string_view name) {
    const auto found = std::find(std::begin(units), std::end(units), name);
    if (found == std::end(units)) return std::nullopt;
    return static_cast<Unit>(found - std::begin(units));
}

std::string_view unit_name(Unit unit) { return units[unit]; }

Unit no_unit() { return static_cast<Unit>(std::size(units) - 1); }

}  // namespace wt::cloudwatch
